"""Broken, foreign and unreachable databases: set aside, never deleted; restored where there is a
copy; read as far as they can be; and the reader told what happened."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from tui_reader.paths import make_private
from tui_reader.store.database import (
    Damaged,
    DatabaseFile,
    Newer,
    access_error,
    connect,
    exclusive_lock,
    migrate,
    stamp,
    up_to_date,
)
from tui_reader.store.safety import backup, integrity
from tui_reader.text.sanitize import line

_numbers = itertools.count()
# What a query raises over a row that was overwritten.
_ODD = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, AttributeError)


def is_suspect(error: BaseException) -> bool:
    """True where a damaged file may be behind an error: it is worth a look."""
    odd = isinstance(error, _ODD) and not isinstance(error, sqlite3.ProgrammingError)
    return odd and not access_error(error)


def is_damaged(path: Path, name: str) -> bool:
    """True if a database is there to be read and is not sound."""
    try:
        return path.exists() and not integrity.is_intact(path, name, index=os.access(path, os.W_OK))
    except (sqlite3.Error, OSError):
        return False


def why(error: Exception) -> str | None:
    """Why a change could not be kept, in words; None where it is not the disk's doing."""
    if isinstance(error, sqlite3.DatabaseError):
        damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
        return access_error(error) or ("the file is damaged" if damaged else None)
    return access_error(error) if isinstance(error, OSError) else None


_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def prepare(path: Path, name: str, messages: list[str], suspect: bool = False) -> DatabaseFile:
    """See to it that a database can be opened, and say where. What the reader must know is added
    to `messages`. `suspect`: something was wrong with it, look closely."""
    try:
        make_private(path.parent)
        place = _prepare(path, name, messages, suspect)
    except (sqlite3.Error, OSError) as error:
        if not access_error(error):
            raise
        place = _unwritable(path, name, error, suspect)
    if place.read_only:
        messages.append(place.read_only[:1].upper() + place.read_only[1:])
    return place


def _prepare(path: Path, name: str, messages: list[str], suspect: bool) -> DatabaseFile:
    with suppress(Newer, sqlite3.DatabaseError, UnicodeDecodeError):
        if not suspect and not _is_lost(path, name) and up_to_date(path, name):
            return _writable(path, name)
    with exclusive_lock(path):  # and then look again: another window may have put it right
        try:
            if _is_lost(path, name) or (suspect and is_damaged(path, name)):
                raise Damaged
            if not up_to_date(path, name):
                migrate(path, name)
        except Newer as error:
            if name == "cache":
                set_aside(path)
                migrate(path, name)
            elif integrity.is_ours(path, name):
                return _newer(path, error)
            else:
                messages.append(_recover(path, name))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if access_error(error) or not (isinstance(error, Damaged) or is_damaged(path, name)):
                raise
            messages.append(_recover(path, name))
    return _writable(path, name)


def _is_lost(path: Path, name: str) -> bool:
    """True if there are copies of a library and nothing in its place."""
    if name != "library":
        return False
    try:
        gone = path.stat().st_size == 0
    except FileNotFoundError:
        gone = True
    return gone and bool(backup.newest(path.parent / "backups"))


def _writable(path: Path, name: str) -> DatabaseFile:
    """A database that is up to date, as it can be opened."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return DatabaseFile(path)
    return _unwritable(path, name, PermissionError(13, os.strerror(13)))


def _newer(path: Path, error: Newer) -> DatabaseFile:
    """Read what a newer version wrote as far as this one understands it; nothing is touched."""
    reason = f"the library was written by a newer Daily Papers ({error}); update this one"
    with closing(connect(path, "ro")) as connection:
        if integrity.has_schema(connection, "library"):
            return DatabaseFile(path, reason, immutable=not os.access(path.parent, os.W_OK))
    return _empty("library", reason)


def _unwritable(path: Path, name: str, error: Exception, suspect: bool = False) -> DatabaseFile:
    """Read what is there; where that can't be, go on with an empty one; nothing can be kept."""
    because = f"{access_error(error)} ({line(str(path.parent))})"
    reason = f"the {name} can't be written: {because}"
    for place in _readings(path, reason, error):
        with suppress(sqlite3.Error, OSError, Newer):
            found = place()
            with closing(sqlite3.connect(found.uri("ro"), uri=True)) as connection:
                if (integrity.check if suspect else integrity.has_schema)(connection, name):
                    return found
    return _empty(name, f"the {name} can't be read: {because}")


def _readings(path: Path, reason: str, error: Exception) -> list[Callable[[], DatabaseFile]]:
    """The ways in which a database can be read that can't be written, the best first."""
    held = getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
    if held:
        return [lambda: DatabaseFile(path, reason)]
    ways = [lambda: DatabaseFile(path, reason, immutable=True)]
    with suppress(OSError):
        if os.stat(f"{path}-wal").st_size:
            # A log that was not folded in takes a folder that can be written: read a copy. Where
            # nothing can be written anywhere, read without it, and say so.
            old = f"{reason}; the last changes are not shown"
            return [
                lambda: DatabaseFile(path, reason),
                lambda: _copied(path, reason),
                lambda: DatabaseFile(path, old, immutable=True),
            ]
    return ways


def _copied(path: Path, reason: str) -> DatabaseFile:
    import shutil
    from tempfile import TemporaryDirectory

    folder = TemporaryDirectory(prefix="daily-papers-")
    copy = Path(folder.name, path.name)
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
    return DatabaseFile(copy, reason, copied=folder)


def _empty(name: str, reason: str) -> DatabaseFile:
    return DatabaseFile(Path(f"daily-papers-{name}-{next(_numbers)}"), reason, memory=True)


def _recover(path: Path, name: str) -> str:
    """Set a damaged database aside and put a sound one in its place. Returns what happened.

    For who is alone with it.
    """
    before = sorted(path.parent.glob(f"{path.name}.damaged-*"))
    aside = set_aside(path)
    if name == "cache":
        for old in before:  # what anybody may delete need not pile up
            old.unlink(missing_ok=True)
        migrate(path, name)
        return "The cache was damaged and set aside; the next sync builds it again"
    what = "damaged and set aside" if aside.exists() else "missing"
    for copy in backup.newest(path.parent / "backups"):
        if backup.is_intact(copy):
            backup.copy(copy, path)  # it is there all at once
            migrate(path, name)
            return f"The library was {what}; restored from {copy.name}"
    migrate(path, name)
    return f"The library was {what}; there is no copy, so it begins anew"


def set_aside(path: Path) -> Path:
    """Rename a database and its log out of the way. Returns the new path."""
    aside = path.with_name(f"{path.name}.damaged-{stamp()}")
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp()}-{number}")
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    return aside
