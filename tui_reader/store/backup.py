"""Copies of the library: one a day for a week, one before each migration, and on request."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from tui_reader.folders import make_private
from tui_reader.store.connect import connect

DAILY = 7


def copy(source: Path, target: Path) -> None:
    """A consistent copy of a database, also while it is in use: complete under its name, or not
    there. Raises OSError or sqlite3.Error."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(connect(source, "ro")) as old, closing(connect(part, "rwc")) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        part.chmod(0o600)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def keep(library: Path, folder: Path, name: str) -> Path:
    """Keep a copy of the library among the automatic ones."""
    make_private(folder)
    target = folder / f"library-{name}.db"
    copy(library, target)
    return target


def daily(library: Path, folder: Path, now: datetime) -> None:
    """Keep today's copy, once, and let go of daily ones beyond the last seven."""
    target = folder / f"library-{now.date().isoformat()}.db"
    if not target.exists():
        keep(library, folder, now.date().isoformat())
    dated = sorted(folder.glob("library-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"))
    for old in dated[:-DAILY]:
        old.unlink(missing_ok=True)


def newest(folder: Path) -> list[Path]:
    """The automatic copies that can be restored, the newest first."""
    return sorted(folder.glob("library-*.db"), key=lambda path: path.stat().st_mtime, reverse=True)


def sound(path: Path) -> bool:
    """True if the file is a whole, undamaged library."""
    try:
        with closing(connect(path, "ro")) as connection:
            checked = connection.execute("PRAGMA quick_check(1)").fetchone()
            connection.execute("SELECT count(*) FROM bookmarks").fetchone()
            return checked is not None and checked[0] == "ok"
    except sqlite3.Error:
        return False
