"""Carry marks over from one library file to another.

A library that is deleted while the app runs is still open: it is written back, or, if another file
has taken its name, its marks are merged into that file. A library that is replaced by a restored
copy leaves the texts of its notes in the history.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from tui_reader.files import PRIVATE
from tui_reader.models import Entry
from tui_reader.paths import Folders, make_private
from tui_reader.store import import_export, marks, rows, schema
from tui_reader.store.citation_keys import assign_citation_keys
from tui_reader.store.database import connect, exclusive_lock, stamp, transaction
from tui_reader.store.safety import integrity, shape, upgrade

# Rows that are added to the other library unchanged
_ADDED = {
    "kept": "*",
    "bin": "*",
    "hidden": "*",
    "seeds": "*",
    "muted": "*",
    "downloads": "*",
    "places": "*",
    "seen_editions": "*",
    "citation_keys": "*",
    "watches": "name, query, added_at",
}
_TEXTS = """
    SELECT key, note FROM {0}.notes UNION SELECT key, note FROM {0}.note_history
    UNION SELECT key, note FROM {0}.bin WHERE note > ''
"""


def copy_open_library(library: sqlite3.Connection, folders: Folders) -> Path | None:
    """Copy a library whose file was deleted or replaced, from the open connection.

    Returns a temporary file in the library's folder; None if the library cannot be read.
    """
    copy = folders.data / f".library.open.{os.getpid()}.db"
    with suppress(sqlite3.Error, OSError):
        if integrity.is_damaged(library):
            return None
        make_private(folders.data)
        upgrade.remove(copy)
        copy.touch(PRIVATE)
        with closing(connect(copy, "rw")) as target:
            library.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        return copy
    return None


def put_back(copy: Path, folders: Folders) -> str:
    """Rename a copy made by `copy_open_library` back, or merge it into the file of that name.

    Returns a line for the user. If neither succeeds, the copy stays in the folder.
    """
    path = folders.library_db
    try:
        with exclusive_lock(path):
            if not path.exists():
                upgrade.remove(path)  # logs of the deleted file
                copy.rename(path)
                return "The library file was deleted while the app was running; it was restored"
            upgrade.upgrade(path, "library")
            _merge(copy, folders)
        upgrade.remove(copy)
    except (sqlite3.Error, OSError, schema.Newer):
        unmerged = path.with_name(f"{path.name}.unmerged-{stamp()}")
        copy.rename(unmerged)
        return f"The library file was replaced while the app was running; see {unmerged.name}"
    return "The library file was replaced while the app was running; the marks of both were merged"


def _merge(lost: Path, folders: Folders) -> None:
    entries = _entries(lost, folders.cache_db)
    now = datetime.now(UTC)
    with closing(connect(folders.library_db, "rw")) as library:
        library.execute("PRAGMA synchronous = FULL")
        library.execute("ATTACH ? AS lost", [os.fsencode(lost)])  # names need not be UTF-8
        with transaction(library):
            for table, columns in _ADDED.items():
                target = table if columns == "*" else f"{table} ({columns})"
                library.execute(
                    f"INSERT OR IGNORE INTO main.{target} SELECT {columns} FROM lost.{table}"
                )
            library.execute(
                "INSERT INTO main.outputs (key, command, at, text, errors, exit_code) "
                "SELECT key, command, at, text, errors, exit_code FROM lost.outputs "
                "WHERE (key, command) NOT IN (SELECT key, command FROM main.outputs)"
            )
            import_export.import_marks(library, entries, now)
            add_notes(library, "lost", now)
            marks.update_saved_papers(library, marks.every_key(library))


def _entries(library: Path, cache: Path) -> list[Entry]:
    """All papers with marks of a library."""
    try:
        connection = connect(cache, "ro")
        connection.execute("SELECT 1 FROM papers LIMIT 1").fetchone()
    except sqlite3.Error:
        connection = shape.empty("cache")
    with closing(connection):
        connection.execute("ATTACH ? AS library", [os.fsencode(library)])
        keys = connection.execute(
            "SELECT key FROM library.bookmarks UNION SELECT key FROM library.tags "
            "UNION SELECT key FROM library.notes UNION SELECT key FROM library.reads"
        )
        return list(rows.entries(connection, [key for (key,) in keys.fetchall()]).values())


def add_notes(connection: sqlite3.Connection, other: str, now: datetime) -> None:
    """Add notes that only an attached library has to the notes' history."""
    missing = connection.execute(f"{_TEXTS.format(other)} EXCEPT {_TEXTS.format('main')}")
    for key, note in missing.fetchall():
        marks.remember_note(connection, key, note, now)


def add_citation_keys(connection: sqlite3.Connection, other: str) -> None:
    """Use the citation keys of an attached library; other papers with such a key get new ones."""
    connection.execute(
        f"INSERT OR REPLACE INTO main.citation_keys SELECT * FROM {other}.citation_keys"
    )
    assign_citation_keys(connection)
