"""Marks that come in a file: merged into the library in one transaction, nothing removed. And
another library put in this one's place."""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui_reader.models import Entry, Marks
from tui_reader.store import database
from tui_reader.store.library import change
from tui_reader.store.safety import backup
from tui_reader.text.sanitize import clean

# What a library says in words; of these, what is JSON. A copy may come from another's hands.
_WORDS = {
    "kept": ("title", "authors", "organization", "keywords", "summary", "abstract", "rest"),
    "tags": ("tag",),
    "notes": ("note",),
    "note_history": ("note",),
    "watches": ("name", "query"),
    "bin": ("tags", "note"),
    "places": ("value",),
}
_JSON = ("rest", "tags", "value")


@dataclass(slots=True)
class ImportResult:
    """How many papers got something new. `older_notes` are notes of the file that lost."""

    bookmarks: int = 0
    tags: int = 0
    notes: int = 0
    read: int = 0
    older_notes: int = 0


def bookmarked(connection: sqlite3.Connection, keys: list[int]) -> array[int]:
    """Those of the given papers that have a bookmark. `connection` is the reader's."""
    among = "SELECT key FROM library.bookmarks WHERE key IN (SELECT value FROM json_each(?))"
    return array("q", [key for (key,) in connection.execute(among, [json.dumps(keys)])])


def removed(connection: sqlite3.Connection) -> array[int]:
    """The papers in the bin, the last removed first. `connection` is the reader's."""
    found = connection.execute("SELECT key FROM library.bin ORDER BY removed_at DESC, key DESC")
    return array("q", [key for (key,) in found])


def import_marks(
    connection: sqlite3.Connection, entries: Sequence[Entry], now: datetime
) -> ImportResult:
    """Merge the marks of a file into the library, whose writer `connection` is.

    Bookmarks and tags add up, each with its newer time. Of two notes the newer stays, and the
    other goes into the history. Who said last that a paper is read or unread is right; a file in
    which nobody said so says nothing. The counts at the last look are those of the later look.
    Two libraries that take in each other's files say the same.
    """
    merged = ImportResult()
    keys = [entry.paper.key for entry in entries]
    with change(connection, keys, ("bookmarks", "tags", "notes", "reads"), now) as before:
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
                _note(connection, key, marks.note, marks.noted, newer, now)
                merged.notes += newer
                merged.older_notes += not newer
            read, marked = reads.get(key, (None, None))
            if marks.marked and marks.marked > _moment(marked):
                _read(connection, key, not marks.unread, marks.marked)
                merged.read += read != (not marks.unread)
            if marks.seen:
                _look(connection, key, marks, marks.seen)
    return merged


def _bookmark(connection: sqlite3.Connection, key: int, saved: datetime) -> None:
    connection.execute(
        "INSERT INTO bookmarks (key, saved_at) VALUES (?, ?) ON CONFLICT (key) "
        "DO UPDATE SET saved_at = max(saved_at, excluded.saved_at)",
        [key, saved.isoformat()],
    )
    connection.execute("DELETE FROM bin WHERE key = ?", [key])


def _tag(connection: sqlite3.Connection, key: int, marks: Marks) -> None:
    connection.executemany(
        "INSERT INTO tags (key, tag, added_at) VALUES (?, ?, ?) ON CONFLICT (key, tag) "
        "DO UPDATE SET added_at = max(added_at, excluded.added_at)",
        [(key, tag, at.isoformat()) for tag, at in zip(marks.tags, marks.tagged, strict=True)],
    )


def _note(
    connection: sqlite3.Connection,
    key: int,
    note: str,
    noted: datetime,
    newer: bool,
    now: datetime,
) -> None:
    """Write the file's note, or keep it as history where the library's is newer."""
    if not newer:
        connection.execute(
            "INSERT INTO note_history (key, note, replaced_at) SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
            "(SELECT 1 FROM note_history WHERE key = ?1 AND note = ?2)",
            [key, note, now.isoformat()],
        )
        return
    connection.execute(
        "INSERT INTO note_history (key, note, replaced_at) "
        "SELECT key, note, ? FROM notes WHERE key = ?",
        [now.isoformat(), key],
    )
    connection.execute(
        "INSERT OR REPLACE INTO notes (key, note, changed_at) VALUES (?, ?, ?)",
        [key, note, noted.isoformat()],
    )


def _read(connection: sqlite3.Connection, key: int, read: bool, marked: datetime) -> None:
    connection.execute(
        "INSERT INTO reads (key, read, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) "
        "DO UPDATE SET read = excluded.read, changed_at = excluded.changed_at",
        [key, read, marked.isoformat()],
    )


def _look(connection: sqlite3.Connection, key: int, marks: Marks, seen: datetime) -> None:
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
    """When something was changed; long ago where it never was."""
    return datetime.fromisoformat(stored) if stored else datetime.min.replace(tzinfo=UTC)


class NotALibrary(Exception):
    """A file that cannot be restored; the text says why."""


def restore_library(source: Path, library: Path, backups: Path) -> Path:
    """Make the library what `source` holds. Returns the copy kept of the one it replaces.

    The library's file stays and gets new content in one transaction, so that a reader that has it
    open sees the old library or the new one, at its next read. `source` is checked first and not
    changed. Raises NotALibrary, sqlite3.Error, OSError.
    """
    draft = library.with_name(f".restore.{os.getpid()}.db")
    try:
        _copy_checked(source, draft, library)
        kept = backup.create(library, backups, f"before-restore-{database.stamp()}")
        with (
            closing(database.connect(draft, "ro")) as new,
            closing(database.connect(library, "rw")) as old,
        ):
            old.execute("PRAGMA synchronous = FULL")
            new.backup(old)
            old.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{draft}{suffix}").unlink(missing_ok=True)
    return kept


def _copy_checked(source: Path, draft: Path, library: Path) -> None:
    """A copy of a sound library, at this program's version and with the library's page size."""
    if not source.is_file():
        raise NotALibrary("no such file")
    if not backup.is_intact(source):
        raise NotALibrary("not a whole, undamaged library of Daily Papers")
    backup.copy(source, draft)
    try:
        database.make(draft, "library")
    except database.Newer as error:
        raise NotALibrary(f"written by a newer Daily Papers ({error})") from None
    if not backup.is_intact(draft):
        raise NotALibrary("damaged")
    with closing(database.connect(library, "ro")) as old:
        page = int(old.execute("PRAGMA page_size").fetchone()[0])
    with closing(database.connect(draft, "rw")) as copied:
        _clean(copied)
        # A page of another size cannot be copied over one of the library's.
        copied.execute("PRAGMA journal_mode = DELETE")
        copied.execute(f"PRAGMA page_size = {page:d}")
        copied.execute("VACUUM")


def _clean(library: sqlite3.Connection) -> None:
    """Make the words safe to show, as those from the Hub; honest ones stay as they are."""
    library.create_function("safe", 1, _safe, deterministic=True)
    library.create_function("safe_json", 1, _safe_json, deterministic=True)
    for table, columns in _WORDS.items():
        for column in columns:
            made = f"{'safe_json' if column in _JSON else 'safe'}({column})"
            library.execute(
                f"UPDATE OR REPLACE {table} SET {column} = {made} WHERE {column} IS NOT {made}"
            )
    library.commit()


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, len(value) + 1)
    if isinstance(value, list):
        return [_safe(one) for one in value]
    if isinstance(value, dict):
        return {name: _safe(one) for name, one in value.items()}
    return value


def _safe_json(value: Any) -> Any:
    try:
        held = json.loads(value)
        safe = _safe(held)
    except (ValueError, TypeError, RecursionError):
        return _safe(value)
    return value if safe == held else json.dumps(safe, ensure_ascii=False)
