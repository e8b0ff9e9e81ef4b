"""Broken and foreign databases: set aside, never deleted, and the reader told what happened."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from tui_reader.folders import Folders
from tui_reader.store import backup
from tui_reader.store.connect import Newer, make, stamp

_DAMAGE = ("malformed", "not a database", "encrypted", "disk image", "file is not")


def is_damage(error: sqlite3.Error) -> bool:
    """True where the file itself is broken, not merely locked, full or out of reach."""
    return isinstance(error, sqlite3.DatabaseError) and any(sign in str(error) for sign in _DAMAGE)


def ready(path: Path, name: str, folders: Folders, news: list[str]) -> tuple[Path, str]:
    """Make sure that a database can be opened. Returns its path, and why it is read-only ("" if
    it is not). What the reader must know is added to `news`."""
    try:
        make(path, name)
        return path, ""
    except Newer as error:
        if name == "cache":
            set_aside(path)
            make(path, name)
            return path, ""
        return (
            path,
            f"the library was written by a newer Daily Papers ({error}); update to change it",
        )
    except sqlite3.Error as error:
        if is_damage(error):
            news.append(recover(path, name, folders))
            return path, ""
        return _unwritable(path, name, error)
    except OSError as error:
        return _unwritable(path, name, error)


def _unwritable(path: Path, name: str, error: Exception) -> tuple[Path, str]:
    """The place can't be written: read what is there, or go on with an empty one in memory's
    stead (a temporary folder), and say so."""
    reason = f"the {name} can't be written ({_why(error)}: {path.parent}); nothing can be saved"
    if os.access(path, os.R_OK):
        if not Path(f"{path}-wal").exists():
            return path, reason
        # A log that was not folded in needs a folder that can be written: read a copy.
        folder = Path(tempfile.mkdtemp(prefix="daily-papers-"))
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{path}{suffix}", folder / f"{path.name}{suffix}")
        return folder / path.name, reason
    folder = Path(tempfile.mkdtemp(prefix="daily-papers-"))
    make(folder / path.name, name)
    return folder / path.name, reason


def why(error: Exception) -> str | None:
    """Why a change could not be kept, in words; None where it is not the disk's doing."""
    if isinstance(error, sqlite3.OperationalError):
        return {
            "database or disk is full": "the disk is full",
            "disk I/O error": "the disk can't be written",
        }.get(str(error), str(error))
    if isinstance(error, sqlite3.DatabaseError | OSError):
        return _why(error)
    return None


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def recover(path: Path, name: str, folders: Folders) -> str:
    """Set a damaged database aside and put a sound one in its place. Returns what happened."""
    aside = set_aside(path)
    if name == "library":
        for copy in backup.newest(folders.backups):
            if backup.sound(copy):
                shutil.copyfile(copy, path)
                path.chmod(0o600)
                make(path, name)
                return (
                    f"The library was damaged. It is kept as {aside.name}; "
                    f"restored from the backup {copy.name}."
                )
        make(path, name)
        return f"The library was damaged and there is no backup yet. It is kept as {aside.name}."
    make(path, name)
    return f"The cache was damaged (kept as {aside.name}); it is built again by the next sync."


def set_aside(path: Path) -> Path:
    """Rename a database and its log out of the way. Returns the new path."""
    aside = path.with_name(f"{path.name}.damaged-{stamp()}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp()}-{number}")
    for suffix in ("-wal", "-shm", ""):
        part = Path(f"{path}{suffix}")
        if part.exists():
            part.rename(f"{aside}{suffix}")
    return aside
