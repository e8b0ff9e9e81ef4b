"""Bring a database file to the latest schema: create it, migrate it, or copy its rows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from tui_reader.store import schema
from tui_reader.store.cache import index_papers
from tui_reader.store.citation_keys import assign_citation_keys
from tui_reader.store.database import Damaged, connect, transaction
from tui_reader.store.marks import every_key, update_saved_papers
from tui_reader.store.safety import backup, shape
from tui_reader.store.safety.row_copy import Limits, copy_rows

_OURS = {"cache": {"papers", "editions"}, "library": {"bookmarks", "notes", "tags"}}


def is_app_database(connection: sqlite3.Connection, name: str) -> bool:
    """True if it can be a `cache` or `library` of any version, not another program's database."""
    return bool(_OURS[name] & set(shape.tables(connection)))


def upgrade(path: Path, name: str) -> None:
    """Bring the file to the latest schema. The caller holds its `exclusive_lock`.

    A library is copied to the backups before it is changed. Raises Newer, Damaged (also for other
    programs' databases), sqlite3.Error, OSError.
    """
    old_mask = os.umask(0o077)
    try:
        with closing(connect(path, "rwc")) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                if schema.version(connection):  # else the page size would be fixed at 4 KB
                    connection.execute("PRAGMA user_version = 0")
                schema.migrate(connection, name)
                return
            if not is_app_database(connection, name):
                raise Damaged("file is not a Daily Papers database")
            if schema.is_current(path, name):
                return
            found = schema.version(connection)
            known = 0 < found < schema.latest(name) and shape.has_schema(connection, name, found)
            if known:
                if name == "library":
                    _back_up(path)
                schema.migrate(connection, name)
                if name == "library":
                    with transaction(connection):
                        assign_citation_keys(connection)
        if not known:
            rebuild(path, name)
    finally:
        os.umask(old_mask)


def rebuild(path: Path, name: str) -> int:
    """Copy the rows of an intact database into a fresh one that takes its place.

    The caller holds its `exclusive_lock`. Returns how many rows could not be copied.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        with closing(connect(path, "ro")) as source:
            skipped = copy_to(source, draft, name)
        if name == "library":
            _back_up(path)
        backup.overwrite(path, draft)
    finally:
        remove(draft)
    return skipped


def copy_to(
    source: sqlite3.Connection,
    draft: Path,
    name: str,
    *,
    clean: Callable[[str], str] | None = None,
    limits: Limits | None = None,
) -> int:
    """Copy rows into the new database file `draft` and index them. Returns how many were skipped.

    `clean` and `limits` as in `copy_rows`: for an untrusted file.
    """
    remove(draft)
    with closing(connect(draft, "rwc")) as fresh:
        schema.migrate(fresh, name)
        skipped = copy_rows(source, fresh, clean=clean, limits=limits)
        if name == "library":
            with transaction(fresh):
                update_saved_papers(fresh, every_key(fresh))
        else:
            while index_papers(fresh):
                pass
    return skipped


def remove(path: Path) -> None:
    """Delete a database file with its log."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")


def _back_up(path: Path) -> None:
    backup.create(path, path.parent / "backups", f"before-version-{schema.latest('library')}")
