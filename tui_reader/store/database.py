"""Opening the two databases: migrated where they are old, set aside where they are broken,
read-only where they can't be written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.paths import Folders, make_private
from tui_reader.store import schema

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

PATIENCE = 10.0  # seconds to wait for another window's transaction
_PLAUSIBLE = 1_000  # versions ahead of ours; more is no version

Stamp = tuple[int, int] | None


class Newer(Exception):
    """A database written by a newer version of the program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"version {found}, this program knows {known}")


class Damaged(sqlite3.DatabaseError):
    """A file that is no database of ours, or no longer."""


class DatabaseFile(NamedTuple):
    """Where a database is opened. `read_only` says why it can't be written, "" where it can.

    `immutable`: nobody can write it, so it is read without a look at locks and logs. `memory`:
    there is nothing to read, and an empty one stands in. `copied`: a copy is read, in a folder
    that goes when it is no longer used.
    """

    path: Path
    read_only: str = ""
    immutable: bool = False
    memory: bool = False
    copied: TemporaryDirectory[str] | None = None

    def uri(self, mode: str) -> str:
        quoted = str(self.path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        if self.memory:
            return f"file:{quoted}?mode=memory&cache=shared"
        return f"file:{quoted}?mode={mode}" + ("&immutable=1" if self.immutable else "")

    @property
    def stamp(self) -> Stamp:
        """Which file it is, whatever is in it; None where there is none."""
        try:
            status = os.stat(self.path)
        except OSError:
            return None
        return status.st_dev, status.st_ino


class Connections(NamedTuple):
    reader: sqlite3.Connection
    cache: sqlite3.Connection
    library: sqlite3.Connection

    def close(self) -> None:
        """Close so that each database is left last by its writer, which folds its log in."""
        for connection in (self.reader, self.library, self.cache):
            with suppress(sqlite3.Error):
                connection.close()


class Opened(NamedTuple):
    """How opening went. `messages` are lines for the reader; `stamps` are the cache's and the
    library's."""

    connections: Connections
    cache: DatabaseFile
    library: DatabaseFile
    messages: list[str]
    stamps: tuple[Stamp, Stamp]

    @property
    def cache_read_only(self) -> str:
        """Why the cache can't be written, "" where it can."""
        return self.cache.read_only

    @property
    def library_read_only(self) -> str:
        return self.library.read_only

    def close(self) -> None:
        self.connections.close()
        for place in (self.cache, self.library):
            if place.copied is not None:
                place.copied.cleanup()

    def moved(self) -> bool:
        """True if something else stands where a database was opened: it was set aside by another
        window, deleted, or put in place by hand."""
        return self.stamps != (self.cache.stamp, self.library.stamp)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in autocommit mode that may be used from the one thread it is handed to."""
    return _connect(DatabaseFile(path), mode)


def _connect(place: DatabaseFile, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        place.uri(mode),
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def open_all(folders: Folders, suspect: bool = False) -> Opened:
    """Open both databases; `suspect`: look into them, one may be damaged.

    Raises OSError or sqlite3.Error only where nothing can be shown.
    """
    from tui_reader.store.safety import recovery

    messages: list[str] = []
    cache = recovery.prepare(folders.cache_db, "cache", messages, suspect)
    library = recovery.prepare(folders.library_db, "library", messages, suspect)
    stamps = cache.stamp, library.stamp  # before they are opened: see `moved`
    with ExitStack() as opening:
        try:
            # The writers first: what is in memory alone is there as long as they are.
            connections = Connections(
                cache=opening.enter_context(closing(_writer(cache, "cache"))),
                library=opening.enter_context(closing(_writer(library, "library", cache))),
                reader=opening.enter_context(closing(_reader(cache, library))),
            )
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if suspect or access_error(error):
                raise
        else:
            opening.pop_all()
            return Opened(connections, cache, library, messages, stamps)
    again = open_all(folders, suspect=True)
    again.messages[:0] = messages
    return again


def _reader(cache: DatabaseFile, library: DatabaseFile) -> sqlite3.Connection:
    connection = _connect(cache, "ro")
    connection.execute("ATTACH ? AS library", [library.uri("ro")])
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA main.cache_size = -4000")
    return connection


def _writer(
    place: DatabaseFile, name: str, attach: DatabaseFile | None = None
) -> sqlite3.Connection:
    if place.read_only:
        connection = _connect(place, "ro")
        if place.memory:
            schema.migrate(connection, name, schema.known(name))
        return connection
    connection = _connect(place, "rw")
    with suppress(sqlite3.OperationalError):
        # A copy that was put in place, by us or by hand, has another mode.
        connection.execute("PRAGMA main.journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 0")  # who waits is `cache.transaction`
    if attach is not None:
        # Before the cache is attached, and by name: an unqualified PRAGMA would set `main` alone.
        connection.execute("PRAGMA main.synchronous = FULL")
        connection.execute("ATTACH ? AS cache", [attach.uri("ro")])
    else:
        connection.execute("PRAGMA main.synchronous = NORMAL")
        # Each fold of the log waits for the disk: every 64 MB, which a sync of months writes often.
        connection.execute("PRAGMA main.wal_autocheckpoint = 4000")
        # What a statement of many rows may have to take back: in memory, not in a file.
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def make(path: Path, name: str) -> None:
    """Make the database or bring it up to date. One version check where nothing is to be done.

    Raises Damaged and its like for what is no database, `Newer` for one of a newer version.
    """
    make_private(path.parent)
    if not up_to_date(path, name):
        with exclusive_lock(path):
            migrate(path, name)


def up_to_date(path: Path, name: str) -> bool:
    """False where there is something to make or to change. Raises as `make`."""
    try:
        # Not opened for writing before it is known to be ours to write.
        with closing(connect(path, "ro")) as connection:
            found = schema.version(connection)
    except sqlite3.OperationalError:
        return False  # not there, or not to be read without writing
    _check(found, schema.known(name))
    return found == schema.known(name)


def migrate(path: Path, name: str) -> None:
    """`make`, for who is `alone` with it."""
    old_mask = os.umask(0o077)
    try:
        with closing(connect(path, "rwc")) as connection:
            found, known = schema.version(connection), schema.known(name)
            _check(found, known)
            if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise Damaged("file is not a database of ours")
            if 0 < found < known and name == "library":
                from tui_reader.store.safety import backup

                backup.create(path, path.parent / "backups", f"before-version-{known}")
            if found < known:
                schema.migrate(connection, name, known)
    finally:
        os.umask(old_mask)


def _check(found: int, known: int) -> None:
    if found < 0 or found > known + _PLAUSIBLE:
        raise Damaged("file is not a database of ours")
    if found > known:
        raise Newer(found, known)


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """One process at a time makes this database or puts another in its place.

    Where there are no locks to be had, it goes on without.
    """
    import fcntl

    descriptor = -1
    with suppress(OSError):
        name = path.with_name(f".{path.name}.lock")
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


# What keeps a sound database from being read or written.
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk can't be read or written",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened",
    sqlite3.SQLITE_PERM: "it can't be opened",
    sqlite3.SQLITE_AUTH: "it can't be opened",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
    sqlite3.SQLITE_INTERRUPT: "it was interrupted",
}


def access_error(error: BaseException) -> str:
    """Why a database that may well be sound could not be used, in words; "" for other errors."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return _REASONS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")


def stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
