"""The undo log: the last 100 changes of marks by every window and the shell.

A step has the rows of the papers that it changed, from before and after it. Undo restores the
earlier rows, but never over newer data: a note that was changed since stays. Every text that a
change, undo or redo replaces is in the note's history, so that steps can drop out of the log.
"""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from tui_reader.store import marks
from tui_reader.store.database import transaction
from tui_reader.store.marks import Row, Rows

STEPS = 100
SHELL = ""  # the window of commands in a shell


class Step(NamedTuple):
    """The window that makes a change (`windows.Window.id` or SHELL), and its name: "bookmark"."""

    window: str
    label: str


class Undone(NamedTuple):
    """A step that was undone or redone.

    Attributes:
        label: the step's name.
        keys: the papers it changed.
        newer: the papers whose newer data stays.
    """

    label: str
    keys: list[int]
    newer: list[int]


def record(
    connection: sqlite3.Connection, step: Step, before: Rows, after: Rows, now: datetime
) -> None:
    """Add a step, inside the transaction of the change. A change without effect is not a step.

    `before` and `after` are the rows of the changed papers. Undone steps of the window can no
    longer be redone.
    """
    old, new = _differing(before, after), _differing(after, before)
    keys = sorted({row[0] for rows in (*old.values(), *new.values()) for row in rows})
    if not keys:
        return
    connection.execute("DELETE FROM undo_log WHERE undone_by = ?", [step.window])
    connection.execute(
        "INSERT INTO undo_log (window, at, label, keys, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [step.window, now.isoformat(), step.label, *map(json.dumps, (keys, old, new))],
    )
    connection.execute(
        "DELETE FROM undo_log "
        "WHERE number <= (SELECT number FROM undo_log ORDER BY number DESC LIMIT 1 OFFSET ?)",
        [STEPS],
    )


def undo(
    connection: sqlite3.Connection, window: str, others: Collection[str], now: datetime
) -> Undone | None:
    """Undo the newest step of this window, of the shell, or of a window that has been closed.

    Args:
        connection: the library's write connection.
        window: the window of the user.
        others: the other windows that are open (`windows.Window.others`); their steps stay.

    Returns None if there is nothing to undo.
    """
    with transaction(connection):
        step = connection.execute(
            "SELECT number, label, keys, after, before FROM undo_log WHERE undone IS NULL "
            "AND window NOT IN (SELECT value FROM json_each(?)) ORDER BY number DESC LIMIT 1",
            [json.dumps(list(others))],
        ).fetchone()
        if step is None:
            return None
        connection.execute(
            "UPDATE undo_log SET undone_by = ?, "
            "undone = (SELECT coalesce(max(undone), 0) + 1 FROM undo_log) WHERE number = ?",
            [window, step[0]],
        )
        return _apply(connection, step, now)


def redo(connection: sqlite3.Connection, window: str, now: datetime) -> Undone | None:
    """Redo the step that this window undid last. None if there is none, or it has changed
    something since."""
    with transaction(connection):
        step = connection.execute(
            "SELECT number, label, keys, before, after FROM undo_log WHERE undone_by = ? "
            "ORDER BY undone DESC LIMIT 1",
            [window],
        ).fetchone()
        if step is None:
            return None
        connection.execute(
            "UPDATE undo_log SET undone_by = NULL, undone = NULL WHERE number = ?", [step[0]]
        )
        return _apply(connection, step, now)


def _apply(connection: sqlite3.Connection, step: tuple[Any, ...], now: datetime) -> Undone:
    _, label, packed_keys, packed_now, packed_wanted = step
    keys = _keys(packed_keys)
    newer = put_back(connection, _rows(packed_now), _rows(packed_wanted), now)
    marks.update_saved_papers(connection, json.dumps(keys))
    return Undone(label, keys, sorted(newer))


def put_back(connection: sqlite3.Connection, old: Rows, wanted: Rows, now: datetime) -> set[int]:
    """Replace the rows `old` by the rows `wanted`, except those that have changed since.

    Returns the papers whose newer data stays.
    """
    newer: set[int] = set()
    # The trash last: whether its note has to go to the history depends on the note.
    for table in marks.TABLES:
        here = _by_identity(table, old.get(table, []))
        there = _by_identity(table, wanted.get(table, []))
        changed = here.keys() | there.keys()
        keys = {name[0] for name in changed}
        current = _by_identity(table, marks.snapshot(connection, keys, [table])[table])
        for name in changed:
            row, target = current.get(name), there.get(name)
            if row == target:
                continue
            if _same(table, row, here.get(name)):
                _replace(connection, table, name, row, target, now)
            else:
                newer.add(name[0])
    return newer


def _by_identity(table: str, rows: list[Row]) -> dict[tuple[Any, ...], Row]:
    """Rows by primary key: the paper, or the paper and the tag."""
    return {row[: 2 if table == "tags" else 1]: row for row in rows}


def _same(table: str, row: Row | None, other: Row | None) -> bool:
    """True if the row has not changed since. Counts at the last view do not matter."""
    if table == "reads":
        return (row[1] if row else None) == (other[1] if other else None)
    return row == other


def _replace(
    connection: sqlite3.Connection,
    table: str,
    name: tuple[Any, ...],
    row: Row | None,
    target: Row | None,
    now: datetime,
) -> None:
    key = name[0]
    if table == "notes":
        text, changed = (target[1], datetime.fromisoformat(target[2])) if target else ("", now)
        marks.write_note(connection, key, text, changed, now)
    elif table == "reads" and row is not None:
        read, changed_at = target[1:3] if target else (None, None)
        connection.execute(
            "UPDATE reads SET read = ?, changed_at = ? WHERE key = ?", [read, changed_at, key]
        )
        connection.execute(
            "DELETE FROM reads WHERE key = ? AND read IS NULL AND looked_at IS NULL", [key]
        )
    else:
        if table == "bin":
            marks.drop_from_trash(connection, key, now)
        if target is not None:
            marks.put_row(connection, table, target)
        else:
            tag = " AND tag = ?" if table == "tags" else ""
            connection.execute(f"DELETE FROM {table} WHERE key = ?{tag}", name)


def _differing(rows: Rows, others: Rows) -> Rows:
    """Rows that differ from those of the other side."""
    return {table: list(set(rows[table]) - set(others[table])) for table in rows}


def _keys(packed: str) -> list[int]:
    return [key for key in json.loads(packed) if isinstance(key, int)]


def _rows(packed: str) -> Rows:
    """Rows of a step. A restored library can contain anything: other values are left out."""
    unpacked = json.loads(packed)
    return {
        table: [tuple(row) for row in unpacked[table] if _is_row(table, row)]
        for table in marks.TABLES
        if isinstance(unpacked.get(table), list)
    }


_INTEGERS = {"key", "read", "upvotes", "comments"}
_NULLABLE = {*(("reads", column) for column in marks.TABLES["reads"][1:])} | {
    ("bin", "saved_at"),
    ("bin", "note"),
}


def _is_row(table: str, row: Any) -> bool:
    try:
        columns = zip(marks.TABLES[table], row, strict=True)
        return all(_fits(table, column, value) for column, value in columns)
    except (TypeError, ValueError):
        return False


def _fits(table: str, column: str, value: object) -> bool:
    if value is None:
        return (table, column) in _NULLABLE
    if column.endswith("_at"):
        datetime.fromisoformat(str(value))
    return isinstance(value, int if column in _INTEGERS else str)
