"""Open both databases, after a migration or repair if needed, or read-only."""

import os
import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import NamedTuple

from tui_reader.paths import Folders, make_private, restrict
from tui_reader.store import schema
from tui_reader.store.database import (
    TIMEOUT,
    DatabaseFile,
    Stamp,
    access_error,
    has_locks,
    one_deadline,
)


class Connections(NamedTuple):
    """The read connection has both databases; `library` has the cache attached read-only."""

    reader: sqlite3.Connection
    cache: sqlite3.Connection
    library: sqlite3.Connection

    def close(self) -> None:
        """Close the writers last: the last connection to a database checkpoints its log."""
        for connection in (self.reader, self.library, self.cache):
            with suppress(sqlite3.Error):
                connection.close()


class Opened(NamedTuple):
    """Both databases. `messages` are lines for the user; `stamps` identify their files."""

    connections: Connections
    cache: DatabaseFile
    library: DatabaseFile
    messages: list[str]
    stamps: tuple[Stamp, Stamp]

    def close(self) -> None:
        self.connections.close()
        for file in (self.cache, self.library):
            if file.copied is not None:
                file.copied.cleanup()

    def moved(self) -> bool:
        """True if a path no longer names the file that was opened: another process set it aside,
        or it was deleted or replaced."""
        return self.stamps != (self.cache.stamp, self.library.stamp)

    def library_moved(self) -> bool:
        """Like `moved`, for the library only."""
        return self.stamps[1] != self.library.stamp


def open_all(folders: Folders, suspect: bool = False) -> Opened:
    """Open both databases. `suspect`: a query failed; check the files.

    Raises OSError or sqlite3.Error only if nothing can be shown.
    """
    with one_deadline():
        return _open_all(folders, suspect)


def _open_all(folders: Folders, suspect: bool) -> Opened:
    messages: list[str] = []
    cache = _prepare(folders.cache_db, "cache", messages, suspect)
    library = _prepare(folders.library_db, "library", messages, suspect)
    if not has_locks(folders.library_db):
        messages = messages[-1:]  # one line is enough for both folders
    stamps = cache.stamp, library.stamp  # taken before opening, for `moved`
    with ExitStack() as opening:
        try:
            # The writers first: a database in memory lives as long as they do.
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
    again = _open_all(folders, suspect=True)
    again.messages[:0] = messages
    return again


def _prepare(path: Path, name: str, messages: list[str], suspect: bool) -> DatabaseFile:
    """Create, migrate or repair a database if needed, and return the file to open."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError, OSError, schema.Newer):
        make_private(path.parent)
        restrict(path)
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        if not suspect and writable and has_locks(path) and schema.is_current(path, name):
            return DatabaseFile(path)
    from tui_reader.store.safety import recovery  # imported on first use: saves 15 ms at launch

    return recovery.prepare(path, name, messages, suspect)


def _reader(cache: DatabaseFile, library: DatabaseFile) -> sqlite3.Connection:
    connection = cache.connect("ro")
    connection.execute("ATTACH ? AS library", [library.uri("ro")])
    connection.execute(f"PRAGMA busy_timeout = {TIMEOUT * 1000:.0f}")
    connection.execute("PRAGMA query_only = 1")
    return connection


def _writer(
    file: DatabaseFile, name: str, attach: DatabaseFile | None = None
) -> sqlite3.Connection:
    if file.read_only:
        connection = file.connect("ro")
        if file.memory:
            schema.migrate(connection, name)
        return connection
    connection = file.connect("rw")
    with suppress(sqlite3.OperationalError):
        # A restored copy can have another journal mode.
        connection.execute("PRAGMA main.journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 0")  # `transaction` waits
    if attach is not None:
        # Before ATTACH and with the schema's name: a bare PRAGMA sets `main` alone.
        connection.execute("PRAGMA main.synchronous = FULL")
        # Opens the log too: without it, a file that is deleted later could no longer be read.
        connection.execute("PRAGMA main.schema_version").fetchone()
        connection.execute("ATTACH ? AS cache", [attach.uri("ro")])
    else:
        connection.execute("PRAGMA main.synchronous = NORMAL")
        # A checkpoint waits for the disk: every 64 MB, which a sync of months writes often.
        connection.execute("PRAGMA main.wal_autocheckpoint = 4000")
        # Statement journals of multi-row upserts: in memory, not in a file.
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection
