"""Leaving, by whatever way: at once, with the terminal as it was and the library whole."""

from __future__ import annotations

import json
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_hub import FakeHub
from tests.reading import fill, reading
from tests.terminal import Terminal
from tui_reader import crash
from tui_reader.store import Store, rows

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


@pytest.mark.parametrize("way", ["q", "ctrl+c", "SIGTERM", "SIGHUP", "the line drops"])
def test_it_ends_in_the_middle_of_a_slow_sync(hub: FakeHub, tmp_path: Path, way: str) -> None:
    with Terminal(COMMAND, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("j", "j")
        hub.latency = 30.0
        terminal.press("r")
        terminal.wait_for("syncing")
        if way == "the line drops":
            terminal.hang_up()
        elif way.startswith("SIG"):
            terminal.kill(signal.Signals[way])
        else:
            terminal.press(way)
        code = terminal.wait_exit(limit=5)
        if way != "the line drops":  # else Python finds nobody to tell its last words
            assert code == 0
            assert terminal.settings() == terminal.settings_before
            assert terminal.emulator.screen is terminal.emulator.main
    third = [one["paper"]["id"] for one in next(iter(hub.days.values()))]
    third.sort(key=lambda own_id: -hub.paper(own_id)["upvotes"])
    with closing(sqlite3.connect(tmp_path / "data/daily-papers/library.db")) as library:
        (left,) = library.execute("SELECT value FROM places WHERE name = 'left'").fetchone()
    assert json.loads(left)["paper"] == third[2]
    assert (tmp_path / "state/daily-papers/frame").exists()


async def test_what_is_being_written_is_kept(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("e")
        await reader.pilot.press(*"half")
        reader.app.leave()
        await reader.pilot.pause()
        key = reader.screen.key
        assert key is not None
        entry = store.ask(rows.entries, [key])[key]
        assert entry.marks.note == "half"


async def test_a_selected_text_is_copied(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        reader.screen.detail.text_select_all()
        await reader.press("ctrl+c")
        assert reader.title in " ".join(reader.app.clipboard.split())
        assert reader.app.is_running
        reader.screen.clear_selection()
        await reader.press("ctrl+c")
        assert not reader.app.is_running


def test_a_copy_of_the_library_is_kept_each_day(hub: FakeHub, tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    copies = list((tmp_path / "data" / "daily-papers" / "backups").iterdir())
    assert [copy.name[:8] for copy in copies] == ["library-"]


def test_a_crash_leaves_a_report_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret_made_up")
    monkeypatch.setenv("HOME", str(tmp_path))
    try:
        raise RuntimeError(f"hf_secret_made_up in {tmp_path}/x \x1b[31m")
    except RuntimeError as error:
        line = crash.report(error, tmp_path / "state")
    (written,) = (tmp_path / "state").iterdir()
    text = written.read_text()
    assert str(written) in line
    assert "RuntimeError" in text
    assert "hf_secret" not in text
    assert str(tmp_path) not in text
    assert "\x1b" not in text
    assert written.stat().st_mode & 0o077 == 0
