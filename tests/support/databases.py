"""The databases in tests: fill, compare and check them, and create old versions.

    python -m tests.support.databases library > tests/support/schemas/library-1.sql

prints the current schema with some marks. The file of a released version never changes.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Hashable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.support import fake_papers
from tui_reader.collection import state as stored
from tui_reader.models import key_of
from tui_reader.paths import APP, Folders
from tui_reader.store import Store, cache, database, library, schema

SCHEMAS = Path(__file__).with_name("schemas")
DAY = date(2026, 8, 21)
NOW = datetime(2026, 8, 21, 8, 0, tzinfo=UTC)
KEYS = tuple(key_of(fake_papers.paper_id(DAY.day * 1000 + number, DAY)) for number in range(4))

Rows = list[tuple[Any, ...]]


_made: dict[Hashable, list[bytes]] = {}


def cached_databases(what: Hashable, folders: Folders, make: Callable[[], None]) -> None:
    """Create both databases with `make` on the first call, and copy them later on."""
    paths = (folders.cache_db, folders.library_db)
    if what not in _made:
        make()
        _made[what] = [path.read_bytes() for path in paths]
        return
    for path, data in zip(paths, _made[what], strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def folders_under(path: Path) -> Folders:
    return Folders(path / "cache", path / "data", path / "state", path / "config")


def app_folders(home: Path) -> Folders:
    """Return the folders of the command of a user with `xdg_folders(home)`."""
    return Folders(*(home / kind / APP for kind in ("cache", "data", "state", "config")))


def xdg_folders(home: Path) -> dict[str, str]:
    """Return the environment variables of a user whose folders are under `home`."""
    return {
        f"XDG_{kind}_HOME": str(home / kind.lower())
        for kind in ("CACHE", "DATA", "STATE", "CONFIG")
    }


def fill_cache(store: Store, day: date = DAY, size: int = 4) -> None:
    """Store an edition."""
    store.write_cache_sync(cache.write_edition, made_edition(day, size), True, NOW)


def made_edition(day: date = DAY, size: int = 4, **changes: Any) -> Any:
    numbers = range(day.day * 1000, day.day * 1000 + size)
    entries = [fake_papers.entry(number, day, **changes) for number in numbers]
    return fake_papers.parsed_edition(day, entries)


def fill_library(store: Store) -> None:
    """Add marks of every kind to the papers of the edition."""
    first, second, third, last = KEYS
    store.write_library_sync(library.bookmark, [first, second, last], True, NOW)
    store.write_library_sync(library.tag, [first, third], ["to read", "Ω"], (), NOW)
    store.write_library_sync(library.note, [second], "It's a note;\nwith two lines", NOW)
    store.write_library_sync(library.note, [second], "It's another note", NOW)
    store.write_library_sync(library.mark_read, [first], True, NOW)
    store.write_library_sync(library.record_view, third, 7, None, False, NOW)
    store.write_library_sync(library.bookmark, [last], False, NOW)
    store.write_library_sync(library.put_value, "left", {"place": "2026-08-21", "tops": [0, 1]})
    store.write_library_sync(library.count_unread_since, DAY)
    store.write_library_sync(library.put_download, first, "/home/ada/one.pdf", NOW)
    store.write_library_sync(library.put_watch, "flows", "flow matching has:code", NOW)
    store.write_library_sync(stored.join, "ada/daily-papers-0123")


def ordinary(connection: sqlite3.Connection) -> list[str]:
    """Return the tables of a database, without internal ones of FTS5 and SQLite."""
    return [
        name
        for _, name, kind, *_ in connection.execute("PRAGMA main.table_list")
        if kind in ("table", "virtual") and not name.startswith("sqlite_")
    ]


def schema_of(path: Path) -> list[str]:
    """Return the SQL of all tables, indexes and triggers."""
    with closing(sqlite3.connect(path)) as connection:
        tables = ordinary(connection)
        return [
            sql
            for sql, table in connection.execute(
                "SELECT sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            )
            if table in tables
        ]


def content_of(path: Path) -> dict[str, Rows]:
    """Return all rows of all tables, in an order that does not depend on storage."""
    with closing(sqlite3.connect(path)) as connection:
        found: dict[str, Rows] = {}
        for table in ordinary(connection):
            if table != "_sqlite_migrations":
                found[table] = connection.execute(f"SELECT * FROM {table}").fetchall()
                found[table].sort(key=repr)
        return found


def faults_of(path: Path) -> list[str]:
    """Return the problems that SQLite and the full-text index find; empty if there are none."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        faults = [fault for fault in found if fault != "ok"]
        for table in ordinary(connection):
            if table.endswith("_fts"):
                try:
                    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
                except sqlite3.DatabaseError as error:
                    faults.append(f"{table}: {error}")
        connection.rollback()
    return faults


def build(script: Path, path: Path) -> None:
    """Create a database of an older version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(database.connect(path, "rwc")) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))


def script_of(path: Path) -> str:
    """Return the script from which `build` creates the same database."""
    with closing(sqlite3.connect(path)) as connection:
        version = schema.version(connection)
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        parts = [f"PRAGMA page_size = {page}", "PRAGMA journal_mode = WAL"]
        parts += schema_of(path)
        for table in ordinary(connection):
            if table == "papers_fts":
                continue  # filled by the app
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            if table.endswith("_fts"):
                columns.insert(0, "rowid")
            listed = ", ".join(columns)
            quoted = " || ', ' || ".join(f"quote({column})" for column in columns)
            for (values,) in connection.execute(f"SELECT {quoted} FROM {table}"):
                parts.append(f"INSERT INTO {table} ({listed}) VALUES ({values})")
        parts.append(f"PRAGMA user_version = {version}")
    return ";\n".join(parts) + ";\n"


def main(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        folders = folders_under(Path(folder))
        with Store(folders) as store:
            fill_cache(store)
            fill_library(store)
        print(script_of(folders.library_db if name == "library" else folders.cache_db), end="")


if __name__ == "__main__":
    main(sys.argv[1])
