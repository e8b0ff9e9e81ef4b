"""Keep the full-text indexes complete.

Papers are indexed as they are written. Only a migration leaves papers without an index entry: it
creates an empty index, since indexing a large archive would delay the launch by seconds. They are
indexed afterwards in small steps, newest first; until then a search finds only indexed papers.
Saved papers are indexed again when the words of the index have changed.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from functools import partial

from tui_reader.store import ReadOnly, Store
from tui_reader.store.cache import INDEX_STEP, index_papers
from tui_reader.store.citation_keys import SAVED
from tui_reader.store.database import one_deadline, transaction
from tui_reader.store.marks import index_saved_papers, write_place
from tui_reader.text.fold import INDEX_VERSION

_PLACE = "index-version"
_IS_OUTDATED = (
    "EXISTS (SELECT 1 FROM {0}marks_fts_docsize) AND NOT EXISTS "
    f"(SELECT 1 FROM {{0}}places WHERE (name, value) = ('{_PLACE}', '{INDEX_VERSION}'))"
)


def complete(store: Store) -> None:
    """Index all papers without an index entry, for the command line, before its first search."""
    if store.read_sync(is_complete):
        return
    steps = (
        partial(store.write_cache_sync, index_papers),
        partial(store.write_library_sync, index_library),
    )
    with suppress(ReadOnly, sqlite3.OperationalError):  # the indexed papers can still be searched
        for write in map(one_deadline(requested=False), steps):
            while write():
                pass


async def complete_in_background(store: Store) -> None:
    """Index all papers without an index entry, in small steps between other writes."""
    if await store.read(is_complete):
        return
    try:
        while await store.write_cache(index_papers):
            pass
        while await store.write_library(index_library):
            pass
    except ReadOnly:
        return


def is_complete(connection: sqlite3.Connection) -> bool:
    """True if every paper is indexed. `connection` is the read connection."""
    papers, indexed, *missing = connection.execute(
        "WITH indexed AS (SELECT id FROM library.marks_fts_docsize) "
        "SELECT (SELECT count(*) FROM main.papers), "
        "(SELECT count(*) FROM main.papers_fts_docsize), "
        "(SELECT count(*) FROM library.bookmarks WHERE key NOT IN (SELECT id FROM indexed)), "
        "(SELECT count(*) FROM library.tags WHERE key NOT IN (SELECT id FROM indexed)), "
        "(SELECT count(*) FROM library.notes WHERE key NOT IN (SELECT id FROM indexed)), "
        + _IS_OUTDATED.format("library.")
    ).fetchone()
    return bool(papers == indexed and not any(missing))


def index_library(connection: sqlite3.Connection) -> int:
    """Index saved papers without an index entry. Returns their number."""
    with transaction(connection):
        if connection.execute(f"SELECT {_IS_OUTDATED.format('')}").fetchone()[0]:
            connection.execute("DELETE FROM marks_fts")
            write_place(connection, _PLACE, INDEX_VERSION)
        missing = [
            key
            for (key,) in connection.execute(
                f"SELECT key FROM kept WHERE key IN ({SAVED}) "
                "AND key NOT IN (SELECT id FROM marks_fts_docsize) LIMIT ?",
                [INDEX_STEP],
            )
        ]
        index_saved_papers(connection, json.dumps(missing))
    return len(missing)
