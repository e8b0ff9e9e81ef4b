"""What a user sees first, in real windows of every size."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.databases import app_folders, made_edition
from tests.support.running_app import NOW
from tests.support.terminal import Terminal
from tui_reader.paths import APP
from tui_reader.store import Store, cache, library, queries

COMMAND = [sys.executable, "-m", "tui_reader"]
SIZES = [(40, 12), (60, 20), (80, 24), (100, 30), (120, 36), (160, 45)]
SUMMARY = "A 3B model with"  # start of the summary of the first paper
UNREAD = "● Small Models, Long Memories"


def width(terminal: Terminal) -> int:
    return max(len(line.strip()) for line in terminal.text().splitlines()[2:-1])


def gone(words: str) -> Callable[[Terminal], bool]:
    return lambda terminal: words not in terminal.text()


@pytest.mark.parametrize("size", SIZES)
def test_first_launch(tmp_path: Path, size: tuple[int, int]) -> None:
    """The summary is visible, nothing is marked, an invalid query is reported at once."""
    settings = tmp_path / "config" / APP / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("[reader]\nmark_read_after = 0.1\n")
    with Terminal([*COMMAND, "--demo"], tmp_path, size=size) as terminal:
        terminal.wait_for(UNREAD)
        if size[0] >= 80:
            terminal.wait_for(SUMMARY)
            terminal.wait_for("New here?")
            page = terminal.text()
            assert page.index("comments") < page.index(SUMMARY)
            assert page.index("Dorothea Brooke + 6") < page.index(SUMMARY)
        terminal.press("S")  # is no key: the sample does not replace a library
        terminal.type("/is:starred ")
        terminal.wait_for("is:starred is not a filter")
        terminal.press("escape")
        terminal.wait_for(gone("is:starred"))
        terminal.press("escape")
        terminal.wait_for(lambda t: "Enter read" in t.row(-1) and UNREAD in t.text())
        terminal.press("enter")
        terminal.wait_for(SUMMARY)
        terminal.press("z")
        terminal.wait_for(lambda t: "J K paper" in t.row(-1) and width(t) <= 88)
        terminal.press("escape")
        terminal.wait_for(gone("J K paper"))
        assert UNREAD not in terminal.text()


def test_new_papers_after_days_away(tmp_path: Path) -> None:
    *new, seen = fake_papers.weekdays(5)
    folders = app_folders(tmp_path)
    with Store(folders) as store:
        for day in (seen, *new):
            store.write_cache_sync(cache.write_edition, made_edition(day, 12), True, NOW)
        store.write_library_sync(library.count_unread_since, seen)
        store.write_library_sync(library.put_value, queries.AWAY_SINCE, seen.isoformat())
    with Terminal([*COMMAND, "--offline"], tmp_path) as terminal:
        for shown in ("36 new papers in 3 days", "Since you were away"):
            terminal.wait_for(shown)
            for size in SIZES:
                terminal.resize(*size)
                terminal.wait_for(is_shown(shown, size[0]))
            terminal.press("w")


def is_shown(words: str, columns: int) -> Callable[[Terminal], bool]:
    """The words are on a screen that has been resized: its first row ends with the sync state."""
    return lambda terminal: words in terminal.text() and len(terminal.row(0).rstrip()) > columns - 3
