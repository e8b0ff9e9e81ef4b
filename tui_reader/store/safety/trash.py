"""The bin: what was removed here, or by another machine, and how it comes back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from tui_reader.store.database import transaction
from tui_reader.store.library import Before, Rows, change, update_saved_papers

BIN_KEEPS = timedelta(days=30)


def restore_from_bin(
    connection: sqlite3.Connection, keys: Iterable[int], now: datetime
) -> list[int]:
    """Bring bookmarks back out of the bin, with their tags and notes. Returns those it had."""
    wanted = list(keys)
    held = {
        key: (saved_at, json.loads(tags), note)
        for key, saved_at, tags, note in connection.execute(
            "SELECT key, saved_at, tags, note FROM bin "
            "WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(wanted)],
        )
    }
    with change(connection, held, ("bookmarks", "tags", "notes"), now):
        for key, (saved_at, tags, note) in held.items():
            connection.execute(
                "INSERT OR IGNORE INTO bookmarks (key, saved_at) VALUES (?, ?)",
                [key, saved_at or now.isoformat()],
            )
            for tag in tags:
                connection.execute(
                    "INSERT OR IGNORE INTO tags (key, tag, added_at) VALUES (?, ?, ?)",
                    [key, tag, now.isoformat()],
                )
            if note:
                connection.execute(
                    "INSERT OR IGNORE INTO notes (key, note, changed_at) VALUES (?, ?, ?)",
                    [key, note, now.isoformat()],
                )
            connection.execute("DELETE FROM bin WHERE key = ?", [key])
    return [key for key in wanted if key in held]


def in_bin(connection: sqlite3.Connection, keys: Iterable[int], since: datetime) -> Before:
    """Those of the papers that went into the bin since then, as `restore` brings them back.
    `connection` is the reader's."""
    found = connection.execute(
        "SELECT key, saved_at, tags, note, removed_at FROM library.bin "
        "WHERE removed_at >= ? AND key IN (SELECT value FROM json_each(?))",
        [since.isoformat(), json.dumps(list(keys))],
    ).fetchall()
    rows: dict[str, Rows] = {
        "bookmarks": [(key, saved_at) for key, saved_at, *_ in found if saved_at],
        "tags": [(key, tag, at) for key, _, tags, _, at in found for tag in json.loads(tags)],
        "notes": [(key, note, at) for key, _, _, note, at in found if note],
    }
    return Before([key for key, *_ in found], rows)


def empty_bin(connection: sqlite3.Connection, now: datetime) -> None:
    """Let go of what has lain in the bin for longer than 30 days."""
    old = (now - BIN_KEEPS).isoformat()
    asked = json.dumps(
        [key for (key,) in connection.execute("SELECT key FROM bin WHERE removed_at < ?", [old])]
    )
    if asked != "[]":
        with transaction(connection):
            connection.execute("DELETE FROM bin WHERE removed_at < ?", [old])
            update_saved_papers(connection, asked)
