"""Opening the two databases: migrated where they are old, set aside where they are broken,
read-only where they can't be written."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tui_reader.folders import Folders, make_private
from tui_reader.store import schema

PATIENCE = 10.0  # seconds to wait for another window's transaction


@dataclass(slots=True)
class Connections:
    reader: sqlite3.Connection
    cache: sqlite3.Connection
    library: sqlite3.Connection

    def close(self) -> None:
        """Close so that each database is left last by its writer, which folds its log in."""
        for connection in (self.reader, self.library, self.cache):
            with suppress(sqlite3.Error):
                connection.close()


@dataclass(slots=True)
class Opened:
    """How opening went. `news` are lines for the reader; the read-only reasons are empty where
    all is well."""

    connections: Connections
    news: list[str] = field(default_factory=list)
    cache_read_only: str = ""
    library_read_only: str = ""


def uri(path: Path, mode: str, immutable: bool = False) -> str:
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}" + ("&immutable=1" if immutable else "")


def connect(path: Path, mode: str, immutable: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode that may be used from the one thread it is handed to."""
    return sqlite3.connect(
        uri(path, mode, immutable),
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def open_all(folders: Folders) -> Opened:
    """Open both databases. Raises OSError or sqlite3.Error only where nothing can be shown."""
    from tui_reader.store import rescue

    news: list[str] = []
    cache_path, cache_reason = rescue.ready(folders.cache_db, "cache", folders, news)
    library_path, library_reason = rescue.ready(folders.library_db, "library", folders, news)
    return Opened(
        Connections(
            reader=_reader(cache_path, library_path, bool(cache_reason), bool(library_reason)),
            cache=_writer(cache_path, bool(cache_reason)),
            library=_writer(library_path, bool(library_reason), attach=cache_path),
        ),
        news,
        cache_reason,
        library_reason,
    )


def _immutable(path: Path, read_only: bool) -> bool:
    """In a read-only folder a WAL database opens only as immutable (it has no -wal then)."""
    return read_only and not os.access(path.parent, os.W_OK)


def _reader(
    cache: Path, library: Path, cache_read_only: bool, library_read_only: bool
) -> sqlite3.Connection:
    connection = connect(cache, "ro", _immutable(cache, cache_read_only))
    connection.execute(
        "ATTACH ? AS library", [uri(library, "ro", _immutable(library, library_read_only))]
    )
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA main.cache_size = -4000")
    return connection


def _writer(path: Path, read_only: bool, attach: Path | None = None) -> sqlite3.Connection:
    if read_only:
        return connect(path, "ro", _immutable(path, read_only))
    connection = connect(path, "rw")
    if attach is not None:
        # Before the cache is attached, and by name: an unqualified PRAGMA would set `main` alone.
        connection.execute("PRAGMA main.synchronous = FULL")
        connection.execute(
            "ATTACH ? AS cache", [uri(attach, "ro", not os.access(attach.parent, os.W_OK))]
        )
    else:
        connection.execute("PRAGMA main.synchronous = NORMAL")
    return connection


def make(path: Path, name: str) -> None:
    """Make the database or bring it up to date. One version check where nothing is to be done.

    Raises sqlite3.DatabaseError for what is no database, `Newer` for one of a newer version.
    """
    wanted = schema.CACHE_VERSION if name == "cache" else schema.LIBRARY_VERSION
    make_private(path.parent)
    old_mask = os.umask(0o077)
    try:
        with closing(connect(path, "rwc")) as connection:
            found = schema.version(connection)
            if found > wanted:
                raise Newer(found, wanted)
            if found < wanted:
                if name == "library" and found:
                    from tui_reader.store import backup

                    backup.keep(path, path.parent / "backups", f"before-version-{wanted}")
                schema.migrate(connection, name, wanted)
    finally:
        os.umask(old_mask)


class Newer(Exception):
    """A database written by a newer version of the program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"version {found}, this program knows {known}")


def stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
