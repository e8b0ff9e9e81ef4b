"""Copies of the library: one a day for a week, one before each migration, and on request."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from tui_reader.paths import make_private
from tui_reader.store.database import Damaged, access_error, connect
from tui_reader.store.safety import integrity

DAILY = 7
_STALE = 24 * 60 * 60  # seconds after which no part is still written to


def copy(source: Path, target: Path, checked: bool = False) -> None:
    """A consistent copy of a database, also while it is in use: complete under its name, or not
    there. `checked`: and sound. Raises Damaged, OSError or sqlite3.Error."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(connect(source, "ro")) as old, closing(connect(part, "rwc")) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        part.chmod(0o600)
        if checked and not integrity.is_intact(part, "library"):
            raise Damaged("database disk image is malformed")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def create(library: Path, folder: Path, name: str) -> Path:
    """Keep a copy of the library among the automatic ones."""
    make_private(folder)
    target = folder / f"library-{name}.db"
    copy(library, target)
    return target


def daily(library: Path, folder: Path, now: datetime) -> None:
    """Keep today's copy, once, and let go of daily ones beyond the last seven.

    Raises Damaged where the library is, and then keeps the copies that there are.
    """
    target = folder / f"library-{now.date().isoformat()}.db"
    if target.exists():
        return
    make_private(folder)
    _clear_stale(folder)
    copy(library, target, checked=True)
    dated = sorted(folder.glob("library-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"))
    for old in dated[:-DAILY]:
        if old != target:  # a clock that went wrong may have dated others after it
            old.unlink(missing_ok=True)


def newest(folder: Path) -> list[Path]:
    """The automatic copies that can be restored, the newest first."""
    found = []
    for path in folder.glob("library-*.db"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(found, reverse=True)]


def is_intact(path: Path) -> bool:
    """True if the file is a whole, undamaged library."""
    try:
        return integrity.is_intact(path, "library")
    except sqlite3.Error as error:
        if not access_error(error):
            raise
        return False


def _clear_stale(folder: Path) -> None:
    """Take away what a crash has left in the middle of a copy."""
    for part in folder.glob(".library-*.part*"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _STALE:
                part.unlink()
