"""Import marks from a file."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tui_reader.models import Entry, Marks
from tui_reader.store import marks as stored_marks
from tui_reader.store.citation_keys import adopt_citation_keys
from tui_reader.store.library import change
from tui_reader.store.undo import Step


@dataclass(slots=True)
class ImportResult:
    """Numbers of papers with new marks. `older_notes` of the file were not used."""

    bookmarks: int = 0
    tags: int = 0
    notes: int = 0
    read: int = 0
    hidden: int = 0
    seeds: int = 0
    older_notes: int = 0


def bookmarked(connection: sqlite3.Connection, keys: list[int]) -> array[int]:
    """Return the given papers that have a bookmark. `connection` is the read connection."""
    among = "SELECT key FROM library.bookmarks WHERE key IN (SELECT value FROM json_each(?))"
    return array("q", [key for (key,) in connection.execute(among, [json.dumps(keys)])])


def removed(connection: sqlite3.Connection) -> array[int]:
    """The papers in the trash, most recently removed first. `connection` is the read connection."""
    found = connection.execute("SELECT key FROM library.bin ORDER BY removed_at DESC, key DESC")
    return array("q", [key for (key,) in found])


def import_marks(
    connection: sqlite3.Connection,
    entries: Sequence[Entry],
    now: datetime,
    step: Step | None = None,
) -> ImportResult:
    """Merge the marks of a file into the library. `connection` is the library's write connection.

    Bookmarks and tags add up, each with its newer time. The newer of two notes is used, and the
    other goes to the history. The newer read mark wins, and so do the counts of the later view. Two
    libraries that import each other's files end up equal. A citation key is imported unless the
    paper has another key or the key belongs to another paper. Hidden papers and seeds add up.
    """
    merged = ImportResult()
    keys = [entry.paper.key for entry in entries]
    tables = ("bookmarks", "tags", "notes", "reads", "hidden", "seeds", "bin")
    with change(connection, keys, tables, now, step) as before:
        bookmarks = {row[0] for row in before.rows["bookmarks"]}
        tags = {(row[0], row[1]) for row in before.rows["tags"]}
        notes = {row[0]: (row[1], row[2]) for row in before.rows["notes"]}
        reads = {row[0]: (row[1], row[2]) for row in before.rows["reads"]}
        for entry in entries:
            key, marks = entry.paper.key, entry.marks
            if marks.bookmarked:
                _bookmark(connection, key, marks.bookmarked)
                merged.bookmarks += key not in bookmarks
            _tag(connection, key, marks)
            merged.tags += any((key, tag) not in tags for tag in marks.tags)
            here, changed = notes.get(key, ("", None))
            if marks.note and marks.noted and marks.note != here:
                newer = marks.noted > _moment(changed)
                if newer:
                    stored_marks.write_note(connection, key, marks.note, marks.noted, now)
                else:
                    stored_marks.remember_note(connection, key, marks.note, now)
                merged.notes += newer
                merged.older_notes += not newer
            read, marked = reads.get(key, (None, None))
            if marks.marked and marks.marked > _moment(marked):
                stored_marks.write_read(connection, [key], not marks.unread, marks.marked)
                merged.read += read != (not marks.unread)
            if marks.seen:
                _import_view(connection, key, marks, marks.seen)
            merged.hidden += _add(connection, "hidden", "hidden_at", key, marks.hidden)
            merged.seeds += _add(connection, "seeds", "added_at", key, marks.seeded)
        adopt_citation_keys(connection, entries)
        stored_marks.take_from_trash(
            connection, [entry.paper.key for entry in entries if entry.marks.bookmarked], now
        )
    return merged


def _bookmark(connection: sqlite3.Connection, key: int, saved: datetime) -> None:
    connection.execute(
        "INSERT INTO bookmarks (key, saved_at) VALUES (?, ?) ON CONFLICT (key) "
        "DO UPDATE SET saved_at = max(saved_at, excluded.saved_at)",
        [key, saved.isoformat()],
    )


def _tag(connection: sqlite3.Connection, key: int, marks: Marks) -> None:
    connection.executemany(
        "INSERT INTO tags (key, tag, added_at) VALUES (?, ?, ?) ON CONFLICT (key, tag) "
        "DO UPDATE SET added_at = max(added_at, excluded.added_at)",
        [(key, tag, at.isoformat()) for tag, at in zip(marks.tags, marks.tagged, strict=True)],
    )


def _add(
    connection: sqlite3.Connection, table: str, column: str, key: int, moment: datetime | None
) -> bool:
    """Add a paper to `hidden` or `seeds`. Returns False if nothing has changed."""
    if moment is None:
        return False
    added = connection.execute(
        f"INSERT OR IGNORE INTO {table} (key, {column}) VALUES (?, ?)", [key, moment.isoformat()]
    )
    return added.rowcount > 0


def _import_view(connection: sqlite3.Connection, key: int, marks: Marks, seen: datetime) -> None:
    connection.execute(
        """
        INSERT INTO reads (key, upvotes, comments, looked_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET upvotes = excluded.upvotes,
            comments = excluded.comments, looked_at = excluded.looked_at
        WHERE looked_at IS NULL OR looked_at < excluded.looked_at
        """,
        [key, marks.seen_upvotes, marks.seen_comments, seen.isoformat()],
    )


def _moment(stored: str | None) -> datetime:
    """When something was changed; the earliest time if it never was."""
    return datetime.fromisoformat(stored) if stored else datetime.min.replace(tzinfo=UTC)
