"""Archives of made-up papers, of any size, as a sync would leave them on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.support import made_up
from tui_reader.hub import parse
from tui_reader.models import Edition
from tui_reader.paths import APP, Folders
from tui_reader.store import Store, cache, library

A_DAY = 25  # papers
_NOW = datetime(2026, 8, 22, tzinfo=UTC)


def editions(papers: int) -> Iterator[Edition]:
    """Newest first; through the wire format, so that nothing is in them that could not come."""
    for day, entries in made_up.archive(papers, A_DAY):
        yield parse.edition(day, made_up.body(entries))


def folders_in(home: Path) -> Folders:
    """Where a process with `terminal.environment(home)` has its files."""
    return Folders(*(home / kind / APP for kind in ("cache", "data", "state", "config")))


def home(folder: Path, papers: int) -> Path:
    """A home with an archive of so many papers; made when it is first asked for, then kept.

    Its reader has seen the newest week: older papers are neither read nor unread.
    """
    made = folder / f"{papers}-papers"
    if not made.exists():
        draft = made.with_suffix(".draft")
        with Store(folders_in(draft)) as store:
            newest = made_up.weekdays(7)
            for edition in editions(papers):
                store.write_cache_sync(
                    cache.write_edition, edition, edition.day not in newest, _NOW
                )
            store.write_library_sync(library.count_unread_since, newest[-1])
        draft.rename(made)
        os.sync()  # or what is measured next waits for 400 MB on their way to the disk
    return made
