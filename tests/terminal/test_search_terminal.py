"""Search in a real terminal with a fake Hub: key presses as bytes, also many at once."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.databases import app_folders
from tests.support.fake_hub import FakeHub
from tests.support.fake_window import Window
from tests.support.terminal import Terminal
from tui_reader.models import FIRST_EDITION, Edition
from tui_reader.store import Store, cache, library

DAY = fake_papers.LAST_DAY
NOW = datetime(2026, 8, 21, 8, 0, tzinfo=UTC)
KINDS = ("cache", "data", "state", "config")  # folders of the terminal's home


def reader(hub: FakeHub, home: Path, size: tuple[int, int] = (100, 30)) -> Terminal:
    command = [sys.executable, "-m", "tui_reader"]
    return Terminal(command, home, size=size, environ={"HF_ENDPOINT": hub.url})


def without_mark(row: str) -> str:
    """Return a row without its unread mark."""
    return row.replace("●", " ").strip()


def leave(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_search_filter_and_back_at_terminal_speed(hub: FakeHub, tmp_path: Path) -> None:
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("j", "j")
        terminal.wait_for(lambda t: "▌" in t.row(6)[18:])
        at_first = terminal.row(6)
        terminal.type("/dbf toaster")  # in the list, d, b and f are commands
        terminal.wait_for("Nothing on disk matches")
        terminal.press("home", "delete", "delete", "delete", "delete")
        terminal.wait_for("Search: toaster ·")
        terminal.press("f1")
        terminal.wait_for("Search syntax")
        terminal.press("escape")
        terminal.wait_for(lambda t: "Search syntax" not in t.text())
        terminal.press("enter")
        terminal.wait_for("j k move")
        terminal.wait_for(lambda t: "Toaster" in t.row(2))
        terminal.press("escape")
        terminal.wait_for("12 papers")
        terminal.wait_for(lambda t: without_mark(t.row(6)) == without_mark(at_first))
        terminal.type("fis:unread -has:code")
        terminal.wait_for("filter: is:unread -has:code")
        terminal.press("escape")
        terminal.wait_for(lambda t: "filter" not in t.row(0))
        terminal.press("escape")
        terminal.wait_for("j k move")
        terminal.type("dbAug")  # typed before the dialog is shown; all keys go to the dialog
        terminal.wait_for(lambda t: "Go to a date" in t.text() and " bAug" in t.text())
        terminal.press("escape")
        terminal.wait_for(lambda t: "bAug" not in t.text())
        terminal.press("escape")
        terminal.wait_for(lambda t: "Go to a date" not in t.text())
        assert "Bookmarks 0" in " ".join(terminal.row(2).split())
        leave(terminal)


@pytest.mark.long
def test_archive_sync_respects_the_rate_limit_while_reading(hub: FakeHub, tmp_path: Path) -> None:
    """Sync the whole archive with a rate limit as tight as the Hub's, but with a shorter window."""
    hub.days.update({day: fake_papers.edition(day, 2) for day in fake_papers.weekdays(30)})
    held = [date(2023, 7, 1) + timedelta(days=n) for n in range(1000)]
    with Store(app_folders(tmp_path)) as store:
        for day in held:
            store.write_cache_sync(cache.write_edition, Edition(day, ()), True, NOW)
        store.write_library_sync(library.count_unread_since, min(hub.days))
        edition = fake_papers.parsed_edition(DAY, hub.days[DAY])
        store.write_cache_sync(cache.write_edition, edition, False, NOW)
    hub.window = Window(100, 1.0)
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("synced just now")
        terminal.press(":")
        terminal.wait_for("Commands, lists")
        terminal.type("whole archive")
        terminal.wait_for("Fetch whole archive")
        terminal.press("enter")
        terminal.wait_for("minute left")
        terminal.press("[")
        terminal.wait_for("Thursday 20 August 2026")
        terminal.wait_for("synced just now", 60)
        assert "Fetching every edition" not in terminal.row(-1)
        leave(terminal)
    assert hub.window.refused == 0
    requested = {request.query.get("date") for request in hub.requests}
    assert FIRST_EDITION.isoformat() in requested
    assert requested.isdisjoint(day.isoformat() for day in held)
