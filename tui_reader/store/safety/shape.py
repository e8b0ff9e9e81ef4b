"""The shape of a database: its tables and columns, and whether it has a version's schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import NamedTuple

from tui_reader.store.schema import migrate


def has_schema(
    connection: sqlite3.Connection, name: str, schema_version: int | None = None
) -> bool:
    """True if the database has exactly the tables, indexes, triggers and applied migrations of a
    version, by default the latest. It may have others too."""
    with closing(empty(name, schema_version)) as fresh:
        return _parts(fresh) <= _parts(connection)


def empty(name: str, schema_version: int | None = None) -> sqlite3.Connection:
    """An empty database in memory, of a version or the latest one."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, name, schema_version)
    return connection


def tables(connection: sqlite3.Connection) -> list[str]:
    """Ordinary tables, without those that SQLite, FTS5 and sqlite-utils create for themselves."""
    return [
        name
        for _, name, kind, *_ in connection.execute("PRAGMA main.table_list")
        if kind == "table" and not name.startswith(("sqlite_", "_"))
    ]


def columns(connection: sqlite3.Connection, table: str) -> list[Column]:
    """The columns of a table that can be written, so without generated ones."""
    found = connection.execute(f"PRAGMA main.table_xinfo({quoted(table)})")
    return [
        Column(name, kind, bool(not_null or key), default is not None, bool(key))
        for _, name, kind, not_null, default, key, hidden in found
        if not hidden
    ]


class Column(NamedTuple):
    """A column; `kind` is its declared type."""

    name: str
    kind: str
    not_null: bool
    has_default: bool
    is_key: bool


def quoted(name: str) -> str:
    """An SQL identifier. A file from elsewhere can have tables of any name."""
    return '"' + name.replace('"', '""') + '"'


def _parts(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Return the parts of a schema: the SQL of each object, and the applied migrations."""
    listed = connection.execute(
        "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE '%sqlite_%' AND name NOT GLOB '*_fts_*'"
    )
    found = {(kind, name, " ".join(sql.split())) for kind, name, sql in listed}
    if connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
    ).fetchone():
        applied = connection.execute("SELECT migration_set, name FROM main._sqlite_migrations")
        found |= {("migration", *row) for row in applied}
    return found
