"""Citation keys of saved papers: assigned once, and never to another paper.

A manuscript may cite a key, so a row stays when its paper is no longer saved.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tui_reader.models import Entry
from tui_reader.store.rows import LIST, paper_of, unknown_paper

_TABLES = ("bookmarks", "tags", "notes")
# Papers that are listed in Bookmarks
SAVED = " UNION ".join(f"SELECT key FROM {table}" for table in _TABLES)


def is_in(tables: Iterable[str]) -> str:
    """Return the condition that `key` is in a table; `key IN (a UNION b)` would read all rows."""
    return f"({' OR '.join(f'key IN (SELECT key FROM {table})' for table in tables)})"


IS_SAVED = is_in(_TABLES)


def assign_citation_keys(connection: sqlite3.Connection, keys: str | None = None) -> None:
    """Store the keys of saved papers that have none, in the order in which they were saved.

    If a key is taken, the paper gets one with the digits of its ID. A paper known by ID only gets
    its key once it is on disk.

    Args:
        connection: the library's write connection, in a transaction.
        keys: papers as a JSON list, by default all.
    """
    among = "" if keys is None else "AND kept.key IN (SELECT value FROM json_each(?))"
    rows = connection.execute(
        f"SELECT {', '.join(f'kept.{column}' for column in LIST.split(', '))} FROM kept "
        "LEFT JOIN bookmarks USING (key) "
        f"WHERE {IS_SAVED} AND kept.key NOT IN (SELECT key FROM citation_keys) {among} "
        "ORDER BY saved_at, kept.key",
        [] if keys is None else [keys],
    )
    papers = [paper_of(row) for row in rows]
    if not papers:
        return
    # Imported on first use: saves 5 ms at launch.
    from tui_reader.citation import possible_keys

    for paper in papers:
        if paper.title == unknown_paper(paper.key).title and not paper.authors:
            continue
        for key in possible_keys(paper):
            added = connection.execute(
                "INSERT OR IGNORE INTO citation_keys (key, citation_key) VALUES (?, ?)",
                [paper.key, key],
            )
            if added.rowcount:
                break


def adopt_citation_keys(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Store the keys of an imported file, unless the paper has one or the key is taken."""
    connection.executemany(
        "INSERT OR IGNORE INTO citation_keys (key, citation_key) VALUES (?, ?)",
        [
            (entry.paper.key, entry.citation_key)
            for entry in entries
            if entry.citation_key
            and (entry.marks.bookmarked or entry.marks.tags or entry.marks.note)
        ],
    )


def with_citation_keys(connection: sqlite3.Connection, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with citation keys: no unsaved paper has the key of a saved one.

    `connection` is the read connection. Saved papers have their keys from `rows.entries`.
    """
    # Imported on first use: saves 5 ms at launch.
    from tui_reader.citation import citation_key, citation_keys

    def is_taken(key: str) -> bool:
        sql = "SELECT 1 FROM library.citation_keys WHERE citation_key = ?"
        return connection.execute(sql, [key]).fetchone() is not None

    entries = list(entries)
    return [
        entry if key == citation_key(entry.paper) else entry._replace(citation_key=key)
        for entry, key in zip(entries, citation_keys(entries, is_taken), strict=True)
    ]
