"""Archives of made-up papers of any size, stored as by a sync."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.support import fake_papers
from tests.support.databases import app_folders
from tui_reader.models import Edition
from tui_reader.store import Store, cache, library
from tui_reader.store.search import term_index

A_DAY = 25  # papers
_NOW = datetime(2026, 8, 22, tzinfo=UTC)


def editions(papers: int) -> Iterator[Edition]:
    """Yield editions, newest first, parsed from the Hub's format like real ones."""
    for day, entries in fake_papers.archive(papers, A_DAY):
        yield fake_papers.parsed_edition(day, entries)


def home(folder: Path, papers: int) -> Path:
    """Return a home folder with an archive of `papers` papers, created on first use.

    Only the papers of the newest seven days count as unread.
    """
    made = folder / f"{papers}-papers"
    if not made.exists():
        draft = made.with_suffix(".draft")
        with Store(app_folders(draft)) as store:
            newest = fake_papers.weekdays(7)
            for edition in editions(papers):
                store.write_cache_sync(
                    cache.write_edition, edition, edition.day not in newest, _NOW
                )
            store.write_library_sync(library.count_unread_since, newest[-1])
            term_index.complete(store)
        draft.rename(made)
        os.sync()  # otherwise the next measurement waits until 400 MB are written to disk
    return made
