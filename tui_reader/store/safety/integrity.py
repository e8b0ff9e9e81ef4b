"""Check a whole database: SQLite's own checks, then read every row.

SQLite keeps no checksums. A page that was overwritten with data of the same shape passes its check,
so the rows are read as the app would read them.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from tui_reader.store import schema
from tui_reader.store.database import access_error, connect
from tui_reader.store.rows import LIST, paper_of
from tui_reader.store.safety import shape
from tui_reader.store.safety.row_copy import JSON_COLUMNS
from tui_reader.store.safety.upgrade import is_app_database

_TYPES = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
_PAPERS = ("papers", "kept")
_NOT_JSON = "unread-since"  # the one plain text in `places`: a day


class State(Enum):
    """The state of a database. `OTHER_SCHEMA` and `UNREADABLE_ROWS` are intact for SQLite:
    their rows can be copied into a fresh database."""

    INTACT = "intact"
    OTHER_SCHEMA = "has another schema"
    UNREADABLE_ROWS = "has unreadable rows"
    FOREIGN = "is not a Daily Papers database"
    DAMAGED = "is damaged"


def check_file(path: Path, name: str, index: bool = False) -> State:
    """The state of a file. `index`: check the full-text index too; the file must be writable.

    Raises sqlite3.Error if the file cannot be read.
    """
    try:
        with closing(connect(path, "rw" if index else "ro")) as connection:
            return check(connection, name, index)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return State.DAMAGED


def is_library(path: Path) -> bool:
    """True if the file is an undamaged library of any version up to this one."""
    try:
        return check_file(path, "library") in (State.INTACT, State.OTHER_SCHEMA)
    except (sqlite3.Error, OSError):
        return False


def is_intact_library(path: Path) -> bool:
    """True if the file is an undamaged library of this version."""
    return check_file(path, "library") is State.INTACT


def check(connection: sqlite3.Connection, name: str, index: bool = False) -> State:
    """The state of an open database; see `check_file`."""
    try:
        if is_damaged(connection):
            return State.DAMAGED
        if not is_app_database(connection, name):
            return State.FOREIGN
        found = schema.version(connection)
        if not 0 < found <= schema.latest(name) or not shape.has_schema(connection, name, found):
            return State.OTHER_SCHEMA
        readable = _is_readable(connection)
        if index:
            _check_index(connection)
    except sqlite3.Error as error:
        if access_error(error):
            raise
        return State.DAMAGED
    except UnicodeDecodeError:  # SQLite's message can quote invalid bytes of a schema
        return State.DAMAGED
    return State.INTACT if readable else State.UNREADABLE_ROWS


def is_damaged(connection: sqlite3.Connection) -> bool:
    """True if SQLite finds the database malformed. Raises sqlite3.Error if it cannot look."""
    try:
        return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",))
    except UnicodeDecodeError:  # SQLite's message can quote invalid bytes of a schema
        return True


def _is_readable(connection: sqlite3.Connection) -> bool:
    try:
        for table in shape.tables(connection):
            _read(connection, table)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return False
    return True


def _read(connection: sqlite3.Connection, table: str) -> None:
    """Read every row. Raises ValueError, TypeError and others if one cannot be."""
    name = shape.quoted(table)
    columns = [
        (_TYPES.get(declared, object), _reader(table, column))
        for _, column, declared, *_ in connection.execute(f"PRAGMA main.table_xinfo({name})")
    ]
    for row in connection.execute(f"SELECT * FROM main.{name}"):
        for value, (kind, read) in zip(row, columns, strict=True):
            if value is None:
                continue
            if not isinstance(value, kind):
                raise TypeError(table)
            if read is not None and _NOT_JSON not in row:
                read(value)
    if table in _PAPERS:
        for row in connection.execute(f"SELECT {LIST} FROM main.{table}"):
            paper_of(row)


def _reader(table: str, column: str) -> Any:
    """The function that reads a column's values; None if any text is valid."""
    if (table, column) == ("places", "value") or (table, column) in JSON_COLUMNS:
        return json.loads
    if (table, column) == ("downloads", "path"):
        return _absolute
    if column.endswith("_at") or column == "at":
        return datetime.fromisoformat
    return date.fromisoformat if column == "day" else None


def _absolute(path: str) -> None:
    if not path.startswith("/"):
        raise ValueError("not an absolute path")


def _check_index(connection: sqlite3.Connection) -> None:
    found = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    )
    for (table,) in found.fetchall():
        name = shape.quoted(table)
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('integrity-check')")
