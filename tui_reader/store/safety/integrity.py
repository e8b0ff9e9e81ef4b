"""Whether a database is whole: what SQLite checks, and that each row is one that we wrote.

SQLite keeps no checksums: a page that was overwritten with something of the same shape goes
unnoticed by it, so the rows are read as the reader would read them.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tui_reader.store import schema
from tui_reader.store.database import access_error, connect
from tui_reader.store.rows import LIST, paper_of

_FIRST = {"cache": "papers", "library": "bookmarks"}  # tables that each version has
_TYPES = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
_OF_PAPERS = ("papers", "kept")
_JSON = {("bin", "tags"), ("agreed", "tags"), ("places", "value")}
_NO_JSON = "unread-since"  # the one place that is a plain day


def is_intact(path: Path, name: str, index: bool = False) -> bool:
    """True if the file is a whole `cache` or `library`, of any version up to this one.

    `index`: look at its full-text index too, which takes a file that can be written. Raises
    sqlite3.Error where the file can't be looked at.
    """
    with closing(connect(path, "rw" if index else "ro")) as connection:
        return check(connection, name, index)


def check(connection: sqlite3.Connection, name: str, index: bool = False) -> bool:
    try:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            return False
        connection.execute(f"SELECT count(*) FROM {_FIRST[name]}").fetchone()
        found, known = schema.version(connection), schema.known(name)
        if not 0 < found <= known or (found == known and not has_schema(connection, name)):
            return False
        _read(connection)
        if index:
            _check_index(connection)
        return True
    except sqlite3.Error as error:
        if access_error(error):
            raise
        return False
    except (ValueError, TypeError, LookupError, AttributeError):
        return False


def is_ours(path: Path, name: str) -> bool:
    """True if it may be a `cache` or `library` of some version, and not another program's file."""
    with closing(connect(path, "ro")) as connection:
        return _FIRST[name] in _tables(connection)


def has_schema(connection: sqlite3.Connection, name: str) -> bool:
    """True if it has every table and column that this version asks for."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        schema.migrate(fresh, name, schema.known(name))
        return _columns(fresh) <= _columns(connection)


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Without those that FTS5 and sqlite-utils keep for themselves."""
    found = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    return [
        name for (name,) in found if not name.startswith(("sqlite_", "_")) and "_fts_" not in name
    ]


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return {
        (table, row[1])
        for table in _tables(connection)
        for row in connection.execute(f"PRAGMA main.table_xinfo({_quoted(table)})")
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read(connection: sqlite3.Connection) -> None:
    """Read every row; raises ValueError, TypeError or sqlite3.Error at one that is none of ours."""
    for table in _tables(connection):
        if table.endswith("_fts"):
            continue
        columns = [
            (column, _TYPES.get(declared, object), _kind_of(table, column))
            for _, column, declared, *_ in connection.execute(f"PRAGMA table_xinfo({table})")
        ]
        for row in connection.execute(f"SELECT * FROM {_quoted(table)}"):
            for value, (column, wanted, kind) in zip(row, columns, strict=True):
                if value is None:
                    continue
                if not isinstance(value, wanted):
                    raise TypeError(f"{table}.{column}")
                if kind is not None and _NO_JSON not in row:
                    kind(value)
        if table in _OF_PAPERS:
            for row in connection.execute(f"SELECT {LIST} FROM {table}"):
                paper_of(row)


def _kind_of(table: str, column: str) -> Any:
    """What reads a column's values, None where any text will do."""
    if (table, column) in _JSON:
        return json.loads
    if (table, column) == ("downloads", "path"):  # else it could be a page of notes
        return _absolute
    if column.endswith("_at"):
        return datetime.fromisoformat
    return date.fromisoformat if column == "day" else None


def _absolute(path: str) -> None:
    if not path.startswith("/"):
        raise ValueError("no path of a file")


def _check_index(connection: sqlite3.Connection) -> None:
    for table in _tables(connection):
        if table.endswith("_fts"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
