"""Open damaged, foreign, newer and unreachable databases without losing anything.

A damaged file is set aside, never deleted, and the newest intact copy takes its place. One of a
newer version, or in a folder that cannot be written, is opened read-only.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from tui_reader import dates
from tui_reader.paths import make_private
from tui_reader.store.database import (
    Damaged,
    DatabaseFile,
    access_error,
    connect,
    exclusive_lock,
    has_locks,
    is_temporary,
    stamp,
)
from tui_reader.store.safety import backup, integrity, shape
from tui_reader.store.safety.integrity import State
from tui_reader.store.safety.upgrade import copy_to, is_app_database, rebuild, upgrade
from tui_reader.store.schema import Newer
from tui_reader.text.sanitize import line

_MIN_FREE_SPACE = 1_000_000  # bytes
_numbers = itertools.count()
# Exceptions of a query that reads an overwritten row.
_CORRUPTION_ERRORS = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, AttributeError)


def is_suspect(error: BaseException) -> bool:
    """True if a damaged file can be the cause of an error that a query raised."""
    symptom = isinstance(error, _CORRUPTION_ERRORS) and not isinstance(
        error, sqlite3.ProgrammingError
    )
    return symptom and not access_error(error)


def needs_repair(path: Path, name: str) -> bool:
    """True if the file exists and is not an intact database of this version."""
    try:
        return path.exists() and _state(path, name) is not State.INTACT
    except (sqlite3.Error, OSError):
        return False


def _state(path: Path, name: str) -> State:
    return integrity.check_file(path, name, index=os.access(path, os.W_OK))


def prepare(path: Path, name: str, messages: list[str], suspect: bool = False) -> DatabaseFile:
    """Prepare a database for opening, and return the file to use.

    Args:
        messages: messages for the user are appended.
        suspect: a query failed; check the whole file.
    """
    try:
        make_private(path.parent)
        if has_locks(path):
            found = _prepare(path, name, messages, suspect)
        else:
            found = _without_locks(path, name)
    except (sqlite3.Error, OSError) as error:
        if not access_error(error):
            raise
        found = _unwritable(path, name, error, suspect)._replace(temporary=is_temporary(error))
    if found.read_only:
        messages.append(found.read_only[:1].upper() + found.read_only[1:])
    return found


def _without_locks(path: Path, name: str) -> DatabaseFile:
    what = "marks cannot be saved" if name == "library" else "nothing can be cached"
    reason = f"the folder {line(str(path.parent))} has no file locks: {what} there"
    return _read_only(path, name, reason, _unlocked(path, reason)) or _empty(name, reason)


def _prepare(path: Path, name: str, messages: list[str], suspect: bool) -> DatabaseFile:
    with exclusive_lock(path):  # another process may repair it at the same time
        try:
            if _is_missing(path, name):
                raise Damaged
            upgrade(path, name)
            state = _state(path, name) if suspect else State.INTACT
            if state in (State.DAMAGED, State.FOREIGN):
                raise Damaged
            if state is not State.INTACT:
                messages.extend(_rebuilt(path, name))
        except Newer as error:
            if name == "cache":
                set_aside(path)
                upgrade(path, name)
            else:
                return _newer(path, error)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if access_error(error):
                raise
            damaged = isinstance(error, Damaged) or _state(path, name) is State.DAMAGED
            if not damaged:
                raise
            messages.append(_recover(path, name))
    return _writable(path, name)


def _rebuilt(path: Path, name: str) -> list[str]:
    skipped = rebuild(path, name)
    if name == "cache" or not skipped:
        return []
    rows = dates.counted(skipped, "row")
    return [f"{rows} of the library could not be read; the original file is in the backups folder"]


def _is_missing(path: Path, name: str) -> bool:
    """True if there are copies of a library but no library."""
    if name != "library":
        return False
    try:
        missing = path.stat().st_size == 0
    except FileNotFoundError:
        missing = True
    return missing and bool(backup.newest(path.parent / "backups"))


def _writable(path: Path, name: str) -> DatabaseFile:
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return DatabaseFile(path)
    return _unwritable(path, name, PermissionError(13, os.strerror(13)))


def _newer(path: Path, error: Newer) -> DatabaseFile:
    """Open the parts of a newer library that this version knows, read-only."""
    reason = f"the library was written by a newer Daily Papers ({error}); please update"
    with closing(connect(path, "ro")) as connection:
        if shape.has_schema(connection, "library"):
            return DatabaseFile(path, reason, immutable=not os.access(path.parent, os.W_OK))
        return _rows_copied(connection, "library", path.name, reason)


def _rows_copied(connection: sqlite3.Connection, name: str, file: str, reason: str) -> DatabaseFile:
    """A temporary copy in this version's schema, for reading."""
    folder = TemporaryDirectory(prefix="daily-papers-")
    copy = Path(folder.name, file)
    copy_to(connection, copy, name)
    return DatabaseFile(copy, reason, copied=folder)


def _unwritable(path: Path, name: str, error: Exception, suspect: bool = False) -> DatabaseFile:
    """Open a database read-only; an empty one if it cannot be read either."""
    because = f"{access_error(error)} ({line(str(path.parent))})"
    reason = f"the {name} cannot be written: {because}"
    ways = _readings(path, name, reason, error)
    empty = _empty(name, f"the {name} cannot be read: {because}")
    return _read_only(path, name, reason, ways, suspect) or empty


def _read_only(
    path: Path,
    name: str,
    reason: str,
    ways: list[Callable[[], DatabaseFile]],
    suspect: bool = False,
) -> DatabaseFile | None:
    """The first way to read a database that works; None if none does."""
    for way in ways:
        with suppress(sqlite3.Error, OSError, Newer):
            found = way()
            with closing(found.connect("ro")) as connection:
                if (suspect or found.copied) and integrity.check(connection, name) is State.DAMAGED:
                    continue
                if shape.has_schema(connection, name):
                    return found
                if is_app_database(connection, name):
                    return _rows_copied(connection, name, path.name, reason)
    return None


def can_write(folder: Path) -> bool:
    """True if a folder exists or can be created, with room for a new database."""
    try:
        make_private(folder)
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(_MIN_FREE_SPACE))
            file.flush()
        return True
    except OSError:
        return False


def _readings(
    path: Path, name: str, reason: str, error: Exception
) -> list[Callable[[], DatabaseFile]]:
    """Ways to read a database that cannot be written, best first."""
    held = getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
    if held and os.access(path.parent, os.W_OK):
        ways = [lambda: DatabaseFile(path, reason)]
        return [*ways, lambda: _copied(path, reason)] if name == "library" else ways
    with suppress(OSError):
        if os.stat(f"{path}-wal").st_size:
            return [lambda: DatabaseFile(path, reason), *_unlocked(path, reason)]
    return _unlocked(path, reason)


def _unlocked(path: Path, reason: str) -> list[Callable[[], DatabaseFile]]:
    """Ways to read a database that take no locks in its folder."""
    with suppress(OSError):
        if os.stat(f"{path}-wal").st_size:
            # Reading a write-ahead log takes locks and a writable folder: read a copy. If nothing
            # can be written anywhere, read without the log, and say so.
            old = f"{reason}; the latest changes are missing"
            return [
                lambda: _copied(path, reason),
                lambda: DatabaseFile(path, old, immutable=True),
            ]
    return [lambda: DatabaseFile(path, reason, immutable=True)]


def _copied(path: Path, reason: str) -> DatabaseFile:
    import shutil  # only needed here, and slow to import

    folder = TemporaryDirectory(prefix="daily-papers-")
    copy = Path(folder.name, path.name)
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
    return DatabaseFile(copy, reason, copied=folder)


def _empty(name: str, reason: str) -> DatabaseFile:
    return DatabaseFile(Path(f"daily-papers-{name}-{next(_numbers)}"), reason, memory=True)


def _recover(path: Path, name: str) -> str:
    """Set a damaged database aside and replace it. Returns a message.

    The caller holds its `exclusive_lock`.
    """
    before = sorted(path.parent.glob(f"{path.name}.damaged-*"))
    aside = set_aside(path)
    if name == "cache":
        for old in before:  # a cache can be fetched again: one damaged copy is enough
            old.unlink(missing_ok=True)
        upgrade(path, name)
        return "The cache was damaged and set aside; the next sync rebuilds it"
    what = "damaged and set aside" if aside.exists() else "missing"
    for copy in backup.newest(path.parent / "backups"):
        if integrity.is_library(copy):
            backup.copy(DatabaseFile(copy), path)
            upgrade(path, name)
            return f"The library was {what}; restored from {copy.name}"
    upgrade(path, name)
    return f"The library was {what}; there is no backup, so it is empty now"


def set_aside(path: Path) -> Path:
    """Rename a database and its log. Returns the new path."""
    aside = path.with_name(f"{path.name}.damaged-{stamp()}")
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp()}-{number}")
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    return aside
