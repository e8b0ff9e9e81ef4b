"""Database files: connections, transactions, locks, and why a file cannot be used."""

import errno
import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote_from_bytes

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

TIMEOUT = 10.0  # seconds to wait for another process's transaction
SAVE_TIMEOUT = 1.0  # the same for a save that the user did not request
_STEP = 0.001  # seconds

Stamp = tuple[int, int] | None


class Damaged(sqlite3.DatabaseError):
    """The file is not a database, or no longer one."""


class DatabaseFile(NamedTuple):
    """The file that a database is opened from.

    Attributes:
        read_only: why it cannot be written; "" if it can.
        immutable: read it without locks and without its write-ahead log.
        memory: nothing can be read; an empty database in memory is used instead.
        copied: the temporary folder if `path` is a temporary copy; deleted on close.
        temporary: the reason may go away while the app runs, such as a full disk.
    """

    path: Path
    read_only: str = ""
    immutable: bool = False
    memory: bool = False
    copied: "TemporaryDirectory[str] | None" = None
    temporary: bool = False

    def uri(self, mode: str) -> str:
        """Return the URI of the file for SQLite (https://sqlite.org/uri.html)."""
        quoted = quote_from_bytes(os.fsencode(self.path))  # names need not be UTF-8
        if self.memory:
            return f"file:{quoted}?mode=memory&cache=shared"
        return f"file:{quoted}?mode={mode}" + ("&immutable=1" if self.immutable else "")

    @property
    def stamp(self) -> Stamp:
        """Device and inode of the file; None if there is none."""
        try:
            status = os.stat(self.path)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def connect(self, mode: str) -> sqlite3.Connection:
        """A connection in autocommit mode. It may be handed to one other thread.

        It has the SQL function `index_text` that the triggers of the full-text index call.
        """
        connection = sqlite3.connect(
            self.uri(mode),
            uri=True,
            timeout=_time_left(),
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.create_function("index_text", 1, _index_text, deterministic=True)
        return connection


def _index_text(text: str | None) -> str:
    return text_indexer()(text)


@cache
def text_indexer() -> Callable[[str | None], str]:
    from tui_reader.text.fold import index_text  # imported on first use: saves 5 ms at launch

    return index_text


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """`DatabaseFile.connect` for a path. `mode` is one of SQLite's: ro, rw, rwc."""
    return DatabaseFile(path).connect(mode)


_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def one_deadline(requested: bool = True) -> Iterator[None]:
    """Let all waits for locks in the block take TIMEOUT together, not each.

    They take SAVE_TIMEOUT if the user did not request what is saved.
    """
    token = _deadline.set(time.monotonic() + (TIMEOUT if requested else SAVE_TIMEOUT))
    try:
        yield
    finally:
        _deadline.reset(token)


def _time_left() -> float:
    deadline = _deadline.get()
    return TIMEOUT if deadline is None else max(0.0, deadline - time.monotonic())


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """An immediate transaction. A deferred one fails at once under WAL when it starts to write."""
    _begin(connection)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection) -> None:
    """Poll for the write lock. SQLite backs off up to 100 ms: under load, the thread that has
    waited longest would lose to new ones."""
    deadline = time.monotonic() + _time_left()
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
        time.sleep(_STEP)


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold the lock that a process needs to create or replace a database.

    Raises OSError if another process holds it for too long, or if there are no locks.
    """
    end = time.monotonic() + _time_left()
    descriptor = _open_lock(path)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise OSError(errno.EBUSY, "another program has locked it", str(path)) from None
            time.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


def has_locks(path: Path) -> bool:
    """False if the folder has no file locks: some network folders, NFS without its lock daemon.

    SQLite would take the error for another process's lock and wait. True if locks cannot be tested.
    """
    try:
        # Not the database: closing any descriptor of it would release SQLite's POSIX locks.
        descriptor = _open_lock(path)
    except OSError:
        return True
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _open_lock(path: Path) -> int:
    name = path.with_name(f".{path.name}.lock")
    return os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


# Result codes (https://sqlite.org/rescode.html) of an intact database that cannot be used.
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it cannot be opened",
    sqlite3.SQLITE_AUTH: "it cannot be opened",
    sqlite3.SQLITE_BUSY: "another program has locked it",
    sqlite3.SQLITE_LOCKED: "another program has locked it",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_INTERRUPT: "it was interrupted",
}
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def access_error(error: BaseException) -> str:
    """Return why a possibly intact database cannot be used, "" for any other error."""
    code = getattr(error, "sqlite_errorcode", 0)
    # With a full disk, SQLite cannot extend the shared memory of its log either.
    full = code == sqlite3.SQLITE_IOERR_SHMSIZE or getattr(error, "errno", 0) in _DISK_FULL
    if isinstance(error, OSError) and not full:
        return error.strerror or str(error)
    return _REASONS.get(sqlite3.SQLITE_FULL if full else code & 0xFF, "")


def disk_problem(error: Exception) -> str | None:
    """Return why a change could not be saved, as text; None if the disk is not the cause."""
    if isinstance(error, sqlite3.DatabaseError):
        damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
        return access_error(error) or ("the file is damaged" if damaged else None)
    return access_error(error) if isinstance(error, OSError) else None


_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_TEMPORARY = (*_DISK_FULL, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO)
_TEMPORARY_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM)


def is_temporary(error: BaseException) -> bool:
    """True for an `access_error` that may go away while the app runs, such as a full disk."""
    if isinstance(error, OSError):
        return error.errno in _TEMPORARY
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _TEMPORARY_CODES


def stamp() -> str:
    """The time as part of a file name."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
