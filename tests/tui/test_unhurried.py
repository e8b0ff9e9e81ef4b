"""Work behind a page that no key waits for."""

from __future__ import annotations

import gc

import pytest

from tui_reader.text import markdown
from tui_reader.tui import key_priority
from tui_reader.tui.key_priority import (
    BITE,
    BUSY,
    CALM,
    REST,
    Turns,
    key_came,
    tidy,
)
from tui_reader.tui.rendering import document_parse


class Clock:
    """A moment of its own, and the rests that were taken."""

    def __init__(self) -> None:
        self.now = 100.0
        self.rests: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.rests.append(self.now)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(key_priority, "_pressed", 0.0)
    monkeypatch.setattr(key_priority, "monotonic", lambda: clock.now)
    monkeypatch.setattr(key_priority, "sleep", clock.sleep)
    return clock


def test_nothing_rests_where_no_key_comes(clock: Clock) -> None:
    turns = Turns()
    for _ in range(100):
        clock.now += BITE
        turns.take()
    assert clock.rests == []


def test_a_key_has_the_next_step_wait_and_then_takes_turns(clock: Clock) -> None:
    turns = Turns()
    clock.now += BITE / 4
    came = clock.now
    key_came()
    turns.take()
    assert clock.rests == [came]
    while clock.now < came + 2 * BUSY:
        clock.now += BITE / 2
        turns.take()
    assert all(
        after - before >= REST + BITE
        for before, after in zip(clock.rests, clock.rests[1:], strict=False)
    )
    assert len(clock.rests) > 1
    assert clock.rests[-1] < came + BUSY


def test_whoever_holds_a_key_down_does_not_stop_the_work(clock: Clock) -> None:
    turns = Turns()
    steps, last = 0, 0.0
    while clock.now < 101.0:
        if clock.now > last + 0.033:  # thirty times a second
            last = clock.now
            key_came()
        clock.now += BITE / 4
        turns.take()
        steps += 1
    assert steps * BITE / 4 > 0.1


def test_parsing_rests_before_the_next_section_when_a_key_comes(clock: Clock) -> None:
    seen: list[int] = []

    def batches() -> document_parse.Batches:
        for number, batch in enumerate(markdown.batches("Words.\n\n" * 2_000)):
            seen.append(len(clock.rests))
            if number == 1:
                clock.now += BITE / 4
                key_came()
            yield batch

    found, last = document_parse.some(batches(), markdown.END, 60)
    assert last
    assert len(found) > 3
    assert seen[:3] == [0, 0, 1]


def test_the_contents_are_found_in_turns_too(clock: Clock) -> None:
    clock.now += BITE / 4
    key_came()
    clock.now -= BITE / 4  # so it comes right after the work begins
    found = document_parse.outline("# One\n\n" + "Words.\n\n" * 2_000 + "# Two\n")
    assert [title for _, title, _ in found] == ["One", "Two"]
    assert clock.rests


def test_garbage_is_looked_for_only_where_nobody_waits(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[float] = []
    due = 1
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, due))
    monkeypatch.setattr(gc, "collect", lambda: collected.append(clock.now))
    key_came()
    clock.now += CALM / 2
    tidy()
    assert collected == []
    clock.now += CALM
    tidy()
    assert collected == [clock.now]
    due = 0
    tidy()
    assert len(collected) == 1
