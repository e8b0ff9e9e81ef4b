"""The reader's own: bookmarks, tags, notes, read marks, places. Nothing here knows the network.

`connection` is the library's writer: the library is `main`, the cache is attached read-only as
`cache` (or not at all, where there is none). Each change is one immediate transaction that is on
disk (`synchronous=FULL`) when the function returns, and hands back what stood there before:
`restore` of that is undo.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from tui_reader.models import Paper
from tui_reader.store.database import transaction
from tui_reader.store.rows import LIST, MARKS, row_of, unknown_paper

# Every table that says something about a paper, and its columns: what undo puts back.
_MARKS = {
    "bookmarks": ("key", "saved_at"),
    "tags": ("key", "tag", "added_at"),
    "notes": ("key", "note", "changed_at"),
    "reads": ("key", "read", "changed_at", "upvotes", "comments", "looked_at"),
}

Rows = list[tuple[Any, ...]]


class Before(NamedTuple):
    """The marks of some papers as they stood before a change: keys, and rows by table."""

    keys: list[int]
    rows: dict[str, Rows]


@contextmanager
def change(
    connection: sqlite3.Connection, keys: Iterable[int], tables: Sequence[str], now: datetime
) -> Iterator[Before]:
    """One change of marks: remembered, made, and the kept copies and their index brought along."""
    before = Before(list(dict.fromkeys(keys)), {})
    asked = json.dumps(before.keys)
    with transaction(connection):
        for table in tables:
            before.rows[table] = connection.execute(
                f"SELECT {', '.join(_MARKS[table])} FROM {table} "
                "WHERE key IN (SELECT value FROM json_each(?))",
                [asked],
            ).fetchall()
        yield before
        if tables != ("reads",):
            update_saved_papers(connection, asked)


# Papers with marks that show them in Bookmarks, and all that need a paper on disk.
_SAVED = "SELECT key FROM bookmarks UNION SELECT key FROM tags UNION SELECT key FROM notes"
_NEEDED = f"{_SAVED} UNION SELECT key FROM hidden UNION SELECT key FROM seeds " + (
    "UNION SELECT key FROM outputs"
)


def every_key(connection: sqlite3.Connection) -> str:
    """The keys of all papers that the library needs or has, as JSON for `update_saved_papers`."""
    found = connection.execute(
        f"SELECT json_group_array(key) FROM ({_NEEDED} UNION SELECT key FROM kept)"
    )
    return str(found.fetchone()[0])


def update_saved_papers(connection: sqlite3.Connection, keys: str) -> None:
    """Bring the saved papers and their full-text index in line with the marks.

    A paper with a mark is copied from the cache; a paper that is nowhere on disk gets its id as
    title until it can be fetched (`unknown_paper`), so that no mark is without a paper. Copies that
    nothing needs any more are deleted. `keys` is a JSON list.
    """
    among = "key IN (SELECT value FROM json_each(?))"
    if _has_cache(connection):
        connection.execute(
            f"INSERT OR REPLACE INTO kept ({LIST}) SELECT {LIST} FROM cache.papers "
            f"WHERE {among} AND key IN ({_NEEDED})",
            [keys],
        )
    missing = connection.execute(
        f"SELECT key FROM ({_NEEDED}) WHERE {among} AND key NOT IN (SELECT key FROM kept)", [keys]
    ).fetchall()
    _insert_papers(connection, [unknown_paper(key) for (key,) in missing])
    # A paper in the trash keeps its copy too.
    connection.execute(
        f"DELETE FROM kept WHERE {among} AND key NOT IN ({_NEEDED}) "
        "AND key NOT IN (SELECT key FROM bin)",
        [keys],
    )
    connection.execute(
        "DELETE FROM marks_fts WHERE rowid IN (SELECT value FROM json_each(?))", [keys]
    )
    connection.execute(
        f"""
        INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note)
        SELECT key, title, abstract, authors, organization, keywords,
            (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.key = kept.key),
            (SELECT note FROM notes WHERE notes.key = kept.key)
        FROM kept WHERE {among} AND key IN ({_SAVED})
        """,
        [keys],
    )


def _insert_papers(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    connection.executemany(
        f"INSERT OR REPLACE INTO kept ({LIST}) VALUES ({MARKS})", [row_of(p) for p in papers]
    )


def _has_cache(connection: sqlite3.Connection) -> bool:
    return any(row[1] == "cache" for row in connection.execute("PRAGMA database_list"))


def save_papers(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Put copies of papers into the library, for marks on papers that no cache holds."""
    with transaction(connection):
        _insert_papers(connection, papers)


def bookmark(
    connection: sqlite3.Connection, keys: Iterable[int], on: bool | None, now: datetime
) -> Before:
    """Set or take away bookmarks; `on` None takes them away where all have one, else sets them.

    One that is taken away lies in the bin for 30 days.
    """
    with change(connection, keys, ("bookmarks",), now) as before:
        if on is None:
            on = len(before.rows["bookmarks"]) < len(before.keys)
        if on:
            connection.executemany(
                "INSERT INTO bookmarks (key, saved_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
                [(key, now.isoformat()) for key in before.keys],
            )
            connection.executemany("DELETE FROM bin WHERE key = ?", [(k,) for k in before.keys])
        else:
            _to_bin(connection, before.keys, now)
            connection.executemany(
                "DELETE FROM bookmarks WHERE key = ?", [(key,) for key in before.keys]
            )
    return before


def _to_bin(connection: sqlite3.Connection, keys: Iterable[int], now: datetime) -> None:
    connection.executemany(
        """
        INSERT OR REPLACE INTO bin (key, removed_at, saved_at, tags, note)
        SELECT key, ?, saved_at,
            (SELECT json_group_array(tag) FROM tags WHERE tags.key = bookmarks.key),
            (SELECT note FROM notes WHERE notes.key = bookmarks.key)
        FROM bookmarks WHERE key = ?
        """,
        [(now.isoformat(), key) for key in keys],
    )


def tag(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    add: Iterable[str],
    remove: Iterable[str],
    now: datetime,
) -> Before:
    """Add tags to papers and take tags away."""
    add, remove = list(add), list(remove)
    with change(connection, keys, ("tags",), now) as before:
        connection.executemany(
            "DELETE FROM tags WHERE key = ? AND tag = ?",
            [(key, tag) for key in before.keys for tag in remove],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO tags (key, tag, added_at) VALUES (?, ?, ?)",
            [(key, tag, now.isoformat()) for key in before.keys for tag in add],
        )
    return before


def note(connection: sqlite3.Connection, key: int, text: str, now: datetime) -> Before:
    """Write a paper's note; an empty one removes it. The text it replaces goes into history."""
    with change(connection, [key], ("notes",), now) as before:
        connection.execute(
            "INSERT INTO note_history (key, note, replaced_at) "
            "SELECT key, note, ? FROM notes WHERE key = ? AND note IS NOT ?",
            [now.isoformat(), key, text],
        )
        if text.strip():
            connection.execute(
                "INSERT INTO notes (key, note, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) "
                "DO UPDATE SET note = excluded.note, changed_at = excluded.changed_at",
                [key, text, now.isoformat()],
            )
        else:
            connection.execute("DELETE FROM notes WHERE key = ?", [key])
    return before


def mark_read(
    connection: sqlite3.Connection, keys: Iterable[int], read: bool, now: datetime
) -> Before:
    """Say that papers are read, or unread again."""
    with change(connection, keys, ("reads",), now) as before:
        connection.executemany(
            "INSERT INTO reads (key, read, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) "
            "DO UPDATE SET read = excluded.read, changed_at = excluded.changed_at",
            [(key, int(read), now.isoformat()) for key in before.keys],
        )
    return before


def record_view(
    connection: sqlite3.Connection,
    key: int,
    upvotes: int | None,
    comments: int | None,
    read: bool,
    now: datetime,
) -> None:
    """The paper was on screen: remember the counts it had then, and if it was read.

    A paper that the reader marked unread on purpose stays so until it is read again.
    """
    with transaction(connection):
        connection.execute(
            """
            INSERT INTO reads (key, read, changed_at, upvotes, comments, looked_at)
            VALUES (?1, ?2, iif(?2, ?3, NULL), ?4, ?5, ?3)
            ON CONFLICT (key) DO UPDATE SET upvotes = excluded.upvotes,
                comments = excluded.comments, looked_at = excluded.looked_at,
                changed_at = iif(excluded.read IS NULL OR excluded.read IS read, changed_at, ?3),
                read = coalesce(excluded.read, read)
            """,
            [key, 1 if read else None, now.isoformat(), upvotes, comments],
        )


def restore(connection: sqlite3.Connection, before: Before, now: datetime) -> Before:
    """Put marks back as they stood. Returns what stood there, so that undo can be undone."""
    tables = tuple(before.rows)
    with change(connection, before.keys, tables, now) as undone:
        for table, rows in before.rows.items():
            connection.executemany(
                f"DELETE FROM {table} WHERE key = ?", [(key,) for key in before.keys]
            )
            columns = _MARKS[table]
            connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) "
                f"VALUES ({', '.join('?' * len(columns))})",
                rows,
            )
        if "bookmarks" in before.rows:
            connection.executemany(
                "DELETE FROM bin WHERE key = ?", [(row[0],) for row in before.rows["bookmarks"]]
            )
    return undone


def put_value(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Remember a place (where the reader left off, how far a text was read) as JSON."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO places (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, json.dumps(value)],
        )


def count_unread_since(connection: sqlite3.Connection, day: date) -> None:
    """Set the oldest edition whose papers count as unread: done at the first launch."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO places (name, value) VALUES ('unread-since', ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [day.isoformat()],
        )


def put_download(connection: sqlite3.Connection, key: int, path: str, now: datetime) -> None:
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO downloads (key, path, saved_at) VALUES (?, ?, ?)",
            [key, path, now.isoformat()],
        )


def forget_download(connection: sqlite3.Connection, key: int) -> None:
    """The PDF is no longer where it was put."""
    with transaction(connection):
        connection.execute("DELETE FROM downloads WHERE key = ?", [key])


def put_watch(connection: sqlite3.Connection, name: str, query: str, now: datetime) -> None:
    """Save a query under a name; a watch of that name gets the new query."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO watches (name, query, added_at) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET query = excluded.query",
            [name, query, now.isoformat()],
        )


def remove_watch(connection: sqlite3.Connection, name: str) -> bool:
    """Forget a watch. False if there was none of that name."""
    with transaction(connection):
        return connection.execute("DELETE FROM watches WHERE name = ?", [name]).rowcount > 0
