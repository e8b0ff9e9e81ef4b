"""Rows of marks, by table: snapshots of them, the history of notes, and copies of saved papers.

All functions take the library's write connection, inside a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tui_reader.models import Paper
from tui_reader.store.citation_keys import IS_SAVED, SAVED, assign_citation_keys, is_in
from tui_reader.store.database import transaction
from tui_reader.store.rows import LIST, MARKS, row_of, unknown_paper

# The tables with marks of a paper, and their columns; the paper's key is first.
TABLES = {
    "bookmarks": ("key", "saved_at"),
    "tags": ("key", "tag", "added_at"),
    "notes": ("key", "note", "changed_at"),
    "reads": ("key", "read", "changed_at", "upvotes", "comments", "looked_at"),
    "hidden": ("key", "hidden_at"),
    "seeds": ("key", "added_at"),
    "bin": ("key", "removed_at", "saved_at", "tags", "note"),
}

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]  # by table

# Papers that need a row in the table `kept`
_ALSO_NEEDED = ("hidden", "seeds", "outputs")
_NEEDED = " UNION ".join([SAVED, *(f"SELECT key FROM {table}" for table in _ALSO_NEEDED)])
_IS_NEEDED = f"({IS_SAVED} OR {is_in(_ALSO_NEEDED)})"
_AMONG = "key IN (SELECT value FROM json_each(?))"
TRASH_AGE = timedelta(days=30)  # then an entry is deleted, and its note goes to the history


def snapshot(connection: sqlite3.Connection, keys: Iterable[int], tables: Sequence[str]) -> Rows:
    """The rows of papers in these tables."""
    among = json.dumps(list(keys))
    return {
        table: connection.execute(
            f"SELECT {', '.join(TABLES[table])} FROM {table} WHERE {_AMONG}", [among]
        ).fetchall()
        for table in tables
    }


def put_row(connection: sqlite3.Connection, table: str, row: Row) -> None:
    """Insert a row; one with the same key is replaced."""
    columns = TABLES[table]
    connection.execute(
        f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) "
        f"VALUES ({', '.join('?' * len(columns))})",
        row,
    )


def remember_note(
    connection: sqlite3.Connection, key: int, note: str | None, now: datetime
) -> None:
    """Make a text the newest entry of a note's history, unless it is the note itself.

    The history has no end: no text in it is ever deleted.
    """
    is_note = "SELECT 1 FROM notes WHERE key = ? AND note = ?"
    if not (note or "").strip() or connection.execute(is_note, [key, note]).fetchone():
        return
    connection.execute("DELETE FROM note_history WHERE key = ? AND note = ?", [key, note])
    connection.execute(
        "INSERT INTO note_history (key, note, replaced_at) VALUES (?, ?, ?)",
        [key, note, now.isoformat()],
    )


def write_note(
    connection: sqlite3.Connection, key: int, note: str, changed: datetime, now: datetime
) -> None:
    """Replace a paper's note; "" deletes it. The replaced text goes to the history.

    `changed` is the time of the new text, `now` that of the entry in the history.
    """
    replaced = connection.execute(
        "SELECT note FROM notes WHERE key = ? AND note IS NOT ?", [key, note]
    ).fetchone()
    if note.strip():
        connection.execute(
            "INSERT INTO notes (key, note, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) "
            "DO UPDATE SET note = excluded.note, changed_at = excluded.changed_at",
            [key, note, changed.isoformat()],
        )
    else:
        connection.execute("DELETE FROM notes WHERE key = ?", [key])
    if replaced:
        remember_note(connection, key, replaced[0], now)


def write_read(
    connection: sqlite3.Connection, keys: Iterable[int], read: bool, changed: datetime
) -> None:
    """Set the read mark of papers."""
    connection.executemany(
        "INSERT INTO reads (key, read, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) "
        "DO UPDATE SET read = excluded.read, changed_at = excluded.changed_at",
        [(key, int(read), changed.isoformat()) for key in keys],
    )


def to_trash(connection: sqlite3.Connection, keys: Iterable[int], now: datetime) -> None:
    """Put the bookmark, tags and note of papers into the trash; their rows stay.

    The note of an older entry of the same paper goes to the history.
    """
    for key in keys:
        drop_from_trash(connection, key, now)
        connection.execute(
            """
            INSERT INTO bin (key, removed_at, saved_at, tags, note) VALUES (?1, ?2,
                (SELECT saved_at FROM bookmarks WHERE key = ?1),
                (SELECT json_group_array(tag) FROM tags WHERE key = ?1),
                (SELECT note FROM notes WHERE key = ?1))
            """,
            [key, now.isoformat()],
        )


def drop_from_trash(connection: sqlite3.Connection, key: int, now: datetime) -> None:
    """Delete a paper's entry in the trash; its note goes to the history."""
    found = connection.execute("DELETE FROM bin WHERE key = ? RETURNING note", [key]).fetchall()
    for (note,) in found:
        remember_note(connection, key, note, now)


def take_from_trash(connection: sqlite3.Connection, keys: Iterable[int], now: datetime) -> None:
    """Restore the tags and notes of papers from the trash.

    A newer note of the paper stays, and the one from the trash goes to the history. A note that was
    deleted after it was moved to the trash is not restored: it is in the history.
    """
    for key in keys:
        found = connection.execute(
            "SELECT tags, note, removed_at FROM bin WHERE key = ?", [key]
        ).fetchone()
        if found is None:
            continue
        tags, note, removed_at = found
        connection.executemany(
            "INSERT OR IGNORE INTO tags (key, tag, added_at) VALUES (?, ?, ?)",
            [(key, tag, now.isoformat()) for tag in json.loads(tags)],
        )
        connection.execute(
            "INSERT OR IGNORE INTO notes (key, note, changed_at) SELECT ?1, ?2, ?3 "
            "WHERE ?2 > '' AND NOT EXISTS (SELECT 1 FROM note_history "
            "WHERE key = ?1 AND note = ?2 AND replaced_at > ?4)",
            [key, note, now.isoformat(), removed_at],
        )
        drop_from_trash(connection, key, now)


def unknown_papers(connection: sqlite3.Connection) -> list[int]:
    """The papers with marks that are known by ID only, with or without a row, newest first."""
    found = connection.execute(
        f"SELECT key, title FROM ({_NEEDED}) LEFT JOIN kept USING (key) "
        "WHERE title IS NULL OR (title GLOB 'arXiv:[0-9]*' AND abstract = '') ORDER BY key DESC"
    )
    return [key for key, title in found if title in (None, unknown_paper(key).title)]


def every_key(connection: sqlite3.Connection) -> str:
    """The keys of all papers that the library needs or has, as JSON for `update_saved_papers`."""
    found = connection.execute(
        f"SELECT json_group_array(key) FROM ({_NEEDED} UNION SELECT key FROM kept)"
    )
    return str(found.fetchone()[0])


def update_saved_papers(
    connection: sqlite3.Connection, keys: str, papers: Iterable[Paper] = ()
) -> None:
    """Update the saved papers and their full-text index to match the marks.

    A paper with a mark is copied from the cache, else from `papers`; a paper that is in neither
    gets its ID as title until it can be fetched (`unknown_paper`), so that every mark has a paper.
    Unneeded copies are deleted. `keys` is a JSON list.
    """
    if _has_cache(connection):
        connection.execute(
            f"INSERT OR REPLACE INTO kept ({LIST}) SELECT {LIST} FROM cache.papers "
            f"WHERE {_AMONG} AND {_IS_NEEDED}",
            [keys],
        )
    missing = connection.execute(
        "SELECT key FROM (SELECT value AS key FROM json_each(?)) "
        f"WHERE {_IS_NEEDED} AND key NOT IN (SELECT key FROM kept)",
        [keys],
    ).fetchall()
    known = {paper.key: paper for paper in papers}
    insert_papers(connection, [known.get(key) or unknown_paper(key) for (key,) in missing])
    # A paper in the trash keeps its copy too.
    connection.execute(
        f"DELETE FROM kept WHERE {_AMONG} AND NOT {_IS_NEEDED} "
        "AND key NOT IN (SELECT key FROM bin)",
        [keys],
    )
    index_saved_papers(connection, keys)
    assign_citation_keys(connection, keys)


def index_saved_papers(connection: sqlite3.Connection, keys: str) -> None:
    """Replace the full-text index entries of papers. `keys` is a JSON list."""
    connection.execute(
        "DELETE FROM marks_fts WHERE rowid IN (SELECT value FROM json_each(?))", [keys]
    )
    connection.execute(
        f"""
        INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note)
        SELECT key, index_text(title), index_text(abstract), index_text(authors),
            index_text(organization), index_text(keywords),
            (SELECT index_text(group_concat(tag, char(10))) FROM tags WHERE tags.key = kept.key),
            (SELECT index_text(note) FROM notes WHERE notes.key = kept.key)
        FROM kept WHERE {_AMONG} AND {IS_SAVED}
        """,
        [keys],
    )


def insert_papers(
    connection: sqlite3.Connection, papers: Iterable[Paper], replace: bool = True
) -> None:
    """Copy papers to the library. `replace`: overwrite existing copies."""
    connection.executemany(
        f"INSERT OR {'REPLACE' if replace else 'IGNORE'} INTO kept ({LIST}) VALUES ({MARKS})",
        [row_of(paper) for paper in papers],
    )


def write_place(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Write an entry of the key-value store."""
    connection.execute("INSERT OR REPLACE INTO places (name, value) VALUES (?, ?)", [name, value])


def _has_cache(connection: sqlite3.Connection) -> bool:
    # Without the column `file`: the name of a file need not be UTF-8.
    sql = "SELECT 1 FROM pragma_database_list WHERE name = 'cache'"
    return connection.execute(sql).fetchone() is not None


def empty_trash(connection: sqlite3.Connection, now: datetime) -> None:
    """Delete entries older than 30 days; their notes go to the history."""
    old = connection.execute(
        "SELECT key FROM bin WHERE removed_at < ?", [(now - TRASH_AGE).isoformat()]
    ).fetchall()
    if old:
        with transaction(connection):
            for (key,) in old:
                drop_from_trash(connection, key, now)
            update_saved_papers(connection, json.dumps([key for (key,) in old]))
