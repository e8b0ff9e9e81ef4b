"""Changes of the user's library: bookmarks, tags, notes, read marks, watches, settings of the app.

`connection` is the library's write connection: the library is `main`, the cache is attached
read-only as `cache` if there is one. A change is one immediate transaction, on disk
(`synchronous=FULL`) when the function returns. With a `step` it is recorded in the undo log, in the
same transaction.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from tui_reader.models import Paper
from tui_reader.store import marks, undo
from tui_reader.store.database import transaction
from tui_reader.store.marks import Rows
from tui_reader.store.undo import Step

MAX_NOTE = 100_000  # characters that another program or an agent can append


class Before(NamedTuple):
    """The marks of some papers before a change: keys, and rows by table."""

    keys: list[int]
    rows: Rows


@contextmanager
def change(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    tables: Sequence[str],
    now: datetime,
    step: Step | None = None,
    papers: Iterable[Paper] = (),
) -> Iterator[Before]:
    """Change marks of papers in one transaction; inside another change, as a part of it.

    Args:
        tables: the tables of `marks.TABLES` that the block writes.
        step: record the change in the undo log.
        papers: papers on screen, in case some are no longer on disk.
    """
    before = Before(list(dict.fromkeys(keys)), {})
    nested = connection.in_transaction
    with nullcontext() if nested else transaction(connection):
        before.rows.update(marks.snapshot(connection, before.keys, tables))
        yield before
        if not nested and tuple(tables) != ("reads",):
            marks.update_saved_papers(connection, json.dumps(before.keys), papers)
        if step is not None:
            after = marks.snapshot(connection, before.keys, tables)
            undo.record(connection, step, before.rows, after, now)


def change_together(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    changes: Iterable[Callable[[sqlite3.Connection], object]],
    now: datetime,
    step: Step,
) -> None:
    """Make several changes of the same papers in one transaction, as one step of the undo log.

    change_together(connection, keys, [partial(bookmark, keys=keys, on=True, now=now), …], …)
    """
    with change(connection, keys, tuple(marks.TABLES), now, step):
        for make in changes:
            make(connection)


def save_papers(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Put papers that are not in the cache into the library, before marking them."""
    with transaction(connection):
        marks.insert_papers(connection, papers)


def complete_saved_papers(connection: sqlite3.Connection) -> list[int]:
    """Fill in saved papers from the cache after a sync. Returns the papers still unknown.

    They are not on disk and have their ID as title.
    """
    unknown = marks.unknown_papers(connection)
    if unknown:
        with transaction(connection):
            marks.update_saved_papers(connection, json.dumps(unknown))
        unknown = marks.unknown_papers(connection)
    return unknown


def bookmark(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    on: bool | None,
    now: datetime,
    step: Step | None = None,
    papers: Iterable[Paper] = (),
) -> None:
    """Add or remove bookmarks; `on` None removes them if all papers have one, else adds them.

    A removed one is in the trash for 30 days, with the paper's tags and note. Bookmarking the paper
    again restores these.
    """
    tables = ("bookmarks", "tags", "notes", "bin")
    with change(connection, keys, tables, now, step, papers) as before:
        bookmarked = {row[0] for row in before.rows["bookmarks"]}
        if on is None:
            on = len(bookmarked) < len(before.keys)
        if on:
            connection.executemany(
                "INSERT OR IGNORE INTO bookmarks (key, saved_at) VALUES (?, ?)",
                [(key, now.isoformat()) for key in before.keys],
            )
            marks.take_from_trash(connection, before.keys, now)
        else:
            marks.to_trash(connection, [key for key in before.keys if key in bookmarked], now)
            connection.executemany(
                "DELETE FROM bookmarks WHERE key = ?", [(key,) for key in before.keys]
            )


def tag(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    add: Iterable[str],
    remove: Iterable[str],
    now: datetime,
    step: Step | None = None,
    papers: Iterable[Paper] = (),
) -> None:
    """Add tags to papers and remove tags from them."""
    add, remove = list(add), list(remove)
    with change(connection, keys, ("tags",), now, step, papers) as before:
        connection.executemany(
            "DELETE FROM tags WHERE key = ? AND tag = ?",
            [(key, tag) for key in before.keys for tag in remove],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO tags (key, tag, added_at) VALUES (?, ?, ?)",
            [(key, tag, now.isoformat()) for key in before.keys for tag in add],
        )


def note(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    text: str,
    now: datetime,
    step: Step | None = None,
    papers: Iterable[Paper] = (),
    append: bool = False,
) -> None:
    """Replace the notes of papers, or append a paragraph to them; "" deletes them.

    The replaced text goes to the history.
    """
    with change(connection, keys, ("notes",), now, step, papers) as before:
        notes = {row[0]: row[1].rstrip() for row in before.rows["notes"]} if append else {}
        for key in before.keys:
            note = "\n\n".join(filter(None, (notes.get(key), text)))
            marks.write_note(connection, key, note, now, now)


def mark_read(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    read: bool,
    now: datetime,
    step: Step | None = None,
) -> None:
    """Mark papers as read or unread."""
    with change(connection, keys, ("reads",), now, step) as before:
        marks.write_read(connection, before.keys, read, now)


def restore_from_trash(
    connection: sqlite3.Connection, keys: Iterable[int], now: datetime, step: Step | None = None
) -> list[int]:
    """Restore bookmarks from the trash, with their tags and notes. Returns their keys."""
    with change(connection, keys, ("bookmarks", "tags", "notes", "bin"), now, step) as before:
        found = {row[0]: row[2] for row in before.rows["bin"]}
        connection.executemany(
            "INSERT OR IGNORE INTO bookmarks (key, saved_at) VALUES (?, ?)",
            [(key, saved_at or now.isoformat()) for key, saved_at in found.items()],
        )
        marks.take_from_trash(connection, found, now)
    return [key for key in before.keys if key in found]


def _toggle(
    connection: sqlite3.Connection,
    keys: Iterable[int],
    on: bool | None,
    now: datetime,
    step: Step | None = None,
    papers: Iterable[Paper] = (),
    *,
    table: str,
) -> None:
    """Add papers to a table, or remove them; `on` None removes them if all are in it."""
    with change(connection, keys, (table,), now, step, papers) as before:
        if on is None:
            on = len(before.rows[table]) < len(before.keys)
        connection.executemany(
            f"INSERT OR IGNORE INTO {table} VALUES (?, ?)"
            if on
            else f"DELETE FROM {table} WHERE key = ?",
            [(key, now.isoformat()) if on else (key,) for key in before.keys],
        )


hide = partial(_toggle, table="hidden")
"""Hide papers ("not interested") or show them again."""
seed = partial(_toggle, table="seeds")
"""Add papers to the profile of For you without a bookmark, or remove them from it."""


def record_view(
    connection: sqlite3.Connection,
    key: int,
    upvotes: int | None,
    comments: int | None,
    read: bool,
    now: datetime,
) -> None:
    """Record that a paper was on screen.

    Args:
        upvotes, comments: Its counts at that time; None if unknown.
        read: Mark it as read too. Otherwise a paper that was marked as unread stays unread.
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


def put_value(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Store a value as JSON in the key-value store: session, position in a text, theme."""
    with transaction(connection):
        marks.write_place(connection, name, json.dumps(value))


def count_unread_since(connection: sqlite3.Connection, day: date) -> None:
    """Set the oldest edition whose papers count as unread, at the first launch.

    Papers of older editions only are neither read nor unread.
    """
    with transaction(connection):
        marks.write_place(connection, "unread-since", day.isoformat())


def put_download(connection: sqlite3.Connection, key: int, path: str, now: datetime) -> None:
    """Record the path of a paper's downloaded PDF, unless it is not UTF-8, as text in SQLite."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO downloads (key, path, saved_at) VALUES (?, ?, ?)",
            [key, path, now.isoformat()],
        )


def forget_download(connection: sqlite3.Connection, key: int) -> None:
    """Forget the path of a paper's PDF, which no longer exists."""
    with transaction(connection):
        connection.execute("DELETE FROM downloads WHERE key = ?", [key])


def put_watch(connection: sqlite3.Connection, name: str, query: str, now: datetime) -> None:
    """Save a query as a watch; a watch of that name is replaced."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO watches (name, query, added_at) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET query = excluded.query",
            [name, query, now.isoformat()],
        )


def remove_watch(connection: sqlite3.Connection, name: str) -> bool:
    """Delete a watch. Returns False if there is none of that name."""
    with transaction(connection):
        return connection.execute("DELETE FROM watches WHERE name = ?", [name]).rowcount > 0


def mute(connection: sqlite3.Connection, query: str, now: datetime) -> bool:
    """Mute a query: papers that match it are sorted last. Returns False if it is already muted."""
    with transaction(connection):
        added = connection.execute(
            "INSERT OR IGNORE INTO muted (query, added_at) VALUES (?, ?)", [query, now.isoformat()]
        )
        return added.rowcount > 0


def unmute(connection: sqlite3.Connection, query: str) -> bool:
    """Delete a muted query. Returns False if it is not muted."""
    with transaction(connection):
        return connection.execute("DELETE FROM muted WHERE query = ?", [query]).rowcount > 0


def record_edition_seen(connection: sqlite3.Connection, day: date, now: datetime) -> None:
    """Record that an edition's list was on screen."""
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO seen_editions (day, seen_at) VALUES (?, ?)",
            [day.isoformat(), now.isoformat()],
        )


def put_output(
    connection: sqlite3.Connection,
    key: int,
    command: str,
    text: str,
    errors: str,
    exit_code: int | None,
    now: datetime,
    papers: Iterable[Paper] = (),
) -> int:
    """Save the output of a custom command about a paper, replacing its previous output.

    `errors` is the end of its stderr; `exit_code` is None if it was stopped. Returns its number.
    """
    with transaction(connection):
        connection.execute("DELETE FROM outputs WHERE key = ? AND command = ?", [key, command])
        added = connection.execute(
            "INSERT INTO outputs (key, command, at, text, errors, exit_code) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [key, command, now.isoformat(), text, errors, exit_code],
        )
        marks.update_saved_papers(connection, json.dumps([key]), papers)
        return added.lastrowid or 0
