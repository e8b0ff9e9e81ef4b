"""The trash: what was removed here or by another machine, for 30 days, and how it comes back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from tui_reader.store import marks
from tui_reader.store.database import transaction
from tui_reader.store.library import Before, change
from tui_reader.store.marks import Rows
from tui_reader.store.undo import Step

MAX_AGE = timedelta(days=30)  # then an entry is deleted, and its note goes to the history


def restore_from_bin(
    connection: sqlite3.Connection, keys: Iterable[int], now: datetime, step: Step | None = None
) -> list[int]:
    """Bring bookmarks back from the trash, with their tags and notes. Returns their keys."""
    with change(connection, keys, ("bookmarks", "tags", "notes", "bin"), now, step) as before:
        found = {row[0]: row[2] for row in before.rows["bin"]}
        connection.executemany(
            "INSERT OR IGNORE INTO bookmarks (key, saved_at) VALUES (?, ?)",
            [(key, saved_at or now.isoformat()) for key, saved_at in found.items()],
        )
        marks.take_from_trash(connection, found, now)
    return [key for key in before.keys if key in found]


def in_bin(connection: sqlite3.Connection, keys: Iterable[int], since: datetime) -> Before:
    """What went into the trash since then of these papers, as `library.restore` brings it back.

    `connection` is the reader's.
    """
    found = connection.execute(
        "SELECT key, saved_at, tags, note, removed_at FROM library.bin "
        "WHERE removed_at >= ? AND key IN (SELECT value FROM json_each(?))",
        [since.isoformat(), json.dumps(list(keys))],
    ).fetchall()
    rows: Rows = {
        "bookmarks": [(key, saved_at) for key, saved_at, *_ in found if saved_at],
        "tags": [(key, tag, at) for key, _, tags, _, at in found for tag in json.loads(tags)],
        "notes": [(key, note, at) for key, _, _, note, at in found if note],
    }
    return Before([key for key, *_ in found], rows)


def empty_bin(connection: sqlite3.Connection, now: datetime) -> None:
    """Delete entries older than 30 days; their notes go to the history."""
    old = connection.execute(
        "SELECT key FROM bin WHERE removed_at < ?", [(now - MAX_AGE).isoformat()]
    ).fetchall()
    if old:
        with transaction(connection):
            for (key,) in old:
                marks.drop_from_trash(connection, key, now)
            marks.update_saved_papers(connection, json.dumps([key for (key,) in old]))
