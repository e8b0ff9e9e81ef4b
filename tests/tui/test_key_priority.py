"""Keys pass few files, and background work does not delay them."""

from __future__ import annotations

import pytest

from tests.support.call_paths import measure
from tests.support.running_app import RunningApp
from tui_reader.text import markdown
from tui_reader.tui import key_priority
from tui_reader.tui.key_priority import (
    KEY_BUDGET,
    WORK_SLICE,
    YIELD_FOR,
    KeyPriority,
    note_key,
)
from tui_reader.tui.rendering import document_parse


class Clock:
    """A fake clock that records pauses."""

    def __init__(self) -> None:
        self.now = 100.0
        self.rests: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.rests.append(self.now)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(key_priority, "_last_key", 0.0)
    monkeypatch.setattr(key_priority, "monotonic", lambda: clock.now)
    monkeypatch.setattr(key_priority, "sleep", clock.sleep)
    return clock


def test_work_does_not_pause_without_keys(clock: Clock) -> None:
    turns = KeyPriority()
    for _ in range(100):
        clock.now += WORK_SLICE
        turns.yield_to_keys()
    assert clock.rests == []


def test_key_press_pauses_the_next_step(clock: Clock) -> None:
    turns = KeyPriority()
    clock.now += WORK_SLICE / 4
    came = clock.now
    note_key()
    turns.yield_to_keys()
    assert clock.rests == [came]
    while clock.now < came + 2 * KEY_BUDGET:
        clock.now += WORK_SLICE / 2
        turns.yield_to_keys()
    assert all(
        after - before >= YIELD_FOR + WORK_SLICE
        for before, after in zip(clock.rests, clock.rests[1:], strict=False)
    )
    assert len(clock.rests) > 1
    assert clock.rests[-1] < came + KEY_BUDGET


def test_held_key_does_not_stop_background_work(clock: Clock) -> None:
    turns = KeyPriority()
    steps, last = 0, 0.0
    while clock.now < 101.0:
        if clock.now > last + 0.033:  # thirty key presses a second
            last = clock.now
            note_key()
        clock.now += WORK_SLICE / 4
        turns.yield_to_keys()
        steps += 1
    assert steps * WORK_SLICE / 4 > 0.1


def test_parsing_pauses_before_the_next_section_after_a_key(clock: Clock) -> None:
    seen: list[int] = []

    def batches() -> document_parse.Batches:
        for number, batch in enumerate(markdown.batches("Words.\n\n" * 2_000)):
            seen.append(len(clock.rests))
            if number == 1:
                clock.now += WORK_SLICE / 4
                note_key()
            yield batch

    found, last = document_parse.parse_some(batches(), markdown.END, 60)
    assert last
    assert len(found) > 3
    assert seen[:3] == [0, 0, 1]


def test_outline_pauses_for_keys(clock: Clock) -> None:
    clock.now += WORK_SLICE / 4
    note_key()
    clock.now -= WORK_SLICE / 4  # so it starts right after the work
    found = document_parse.outline("# One\n\n" + "Words.\n\n" * 2_000 + "# Two\n")
    assert [title for _, title, _ in found] == ["One", "Two"]
    assert clock.rests


async def test_keys_pass_few_files(reader: RunningApp) -> None:
    for path in await measure(reader):
        assert 2 <= len(path.files) <= path.limit, path
