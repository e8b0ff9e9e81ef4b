"""Copy rows of known tables into a fresh database.

Used for a library of another schema, one with unreadable values, and for an untrusted file to
restore: nothing of its schema survives (no trigger, check, generated column, view or table of its
own), and every value is checked before it is written.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from tui_reader import urls
from tui_reader.citation import is_key
from tui_reader.models import Paper, id_of, is_id, key_of
from tui_reader.store.database import transaction
from tui_reader.store.rows import COLUMNS, paper_of, row_of, unknown_paper
from tui_reader.store.safety import shape
from tui_reader.store.safety.shape import Column, quoted

MAX_VALUE_SIZE = 64_000_000  # bytes
_STEPS = 10_000  # SQLite instructions between two checks of the clock

# Columns that older schemas do not have: an expression, and the columns that it needs.
_DERIVED = {
    ("papers", "reverse"): ("-key", {"key"}),
    ("reads", "looked_at"): ("iif(upvotes IS NULL, NULL, changed_at)", {"upvotes", "changed_at"}),
    ("agreed", "starred"): ("1", set()),
}
_PAPERS = {"papers": "reverse", "kept": "key"}
_DAYS = ("unread-since", "away-since")  # entries of the key-value store
# Columns of JSON: objects, and lists of strings or numbers.
JSON_COLUMNS: dict[tuple[str, str], type] = {
    ("bin", "tags"): str,
    ("agreed", "tags"): str,
    ("undo_log", "keys"): int,
    ("undo_log", "before"): dict,
    ("undo_log", "after"): dict,
}


class Limits(NamedTuple):
    """Limits for an untrusted file: rows, bytes of all values and of one, and the
    seconds to read it, which are checked after each row."""

    rows: int
    size: int
    longest: int
    seconds: float


class TooLarge(Exception):
    """A file exceeds the limits."""


def copy_rows(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    *,
    clean: Callable[[str], str] | None = None,
    limits: Limits | None = None,
) -> int:
    """Copy the rows of each of the target's tables that the source has too, in one transaction.

    Returns the number of rows that were skipped because their key or a value was unusable.

    Args:
        source: read-only; its schema is not trusted.
        target: an empty database of the latest schema.
        clean: applied to every text, also inside JSON.
        limits: raises TooLarge beyond them.
    """
    source.execute("PRAGMA trusted_schema = OFF")
    source.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_SIZE)
    source.text_factory = lambda data: data.decode(errors="replace")
    budget = _Budget(limits)
    source.set_progress_handler(budget.is_over_time, _STEPS)
    known = shape.tables(source)
    try:
        with transaction(target):
            return sum(
                _copy_table(source, target, table, clean, budget)
                for table in shape.tables(target)
                if table in known
            )
    except sqlite3.Error as error:
        if budget.is_over_time() or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_TOOBIG:
            raise TooLarge("it is too large") from error
        raise
    finally:
        source.set_progress_handler(None, 0)


class _Budget:
    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.seconds if limits else float("inf")
        self._rows = self._size = 0

    def is_over_time(self) -> bool:
        return time.monotonic() > self._end

    def spend(self, row: tuple[object, ...]) -> None:
        if self._limits is None:
            return
        self._rows += 1
        sizes = [len(one) for one in row if isinstance(one, str | bytes)]
        self._size += sum(sizes)
        too_large = self._size > self._limits.size or max(sizes, default=0) > self._limits.longest
        if self._rows > self._limits.rows or too_large or self.is_over_time():
            raise TooLarge("it is too large")


def _copy_table(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    table: str,
    clean: Callable[[str], str] | None,
    budget: _Budget,
) -> int:
    there = {column.name for column in shape.columns(source, table)}
    wanted: dict[Column, str] = {}
    for column in shape.columns(target, table):
        if column.name in there:
            wanted[column] = quoted(column.name)
            continue
        expression, needs = _DERIVED.get((table, column.name), ("NULL", set()))
        is_required = column.not_null and not column.has_default
        if needs <= there and (expression != "NULL" or is_required):
            wanted[column] = expression
    names = [column.name for column in wanted]
    insert = (
        f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    )
    skipped = 0
    for row in source.execute(f"SELECT {', '.join(wanted.values())} FROM main.{quoted(table)}"):
        budget.spend(row)
        with suppress(ValueError):
            values = [
                _value(table, column, value, clean)
                for column, value in zip(wanted, row, strict=True)
            ]
            if table in _PAPERS:
                values = _paper(table, names, values, clean)
            elif table == "places":
                values = _place(dict(zip(names, values, strict=True)), clean)
            target.execute(insert, values)
            continue
        skipped += 1
    return skipped


def _value(table: str, column: Column, value: object, clean: Callable[[str], str] | None) -> Any:
    """Convert a value for its column. Raises ValueError if the row is unusable without it."""
    name = column.name
    if name in ("key", "reverse"):
        return _key(value if name == "key" else -value if isinstance(value, int) else None, name)
    if column.kind == "BLOB":
        return value if isinstance(value, bytes) else str(value or "").encode()
    if column.kind == "INTEGER":
        if isinstance(value, int) and 0 <= value < 2**31:
            return value
        if column.is_key:
            return None  # SQLite numbers it
        return 0 if column.not_null else None
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    elif value is not None:
        value = str(value)
    if name.endswith("_at") or name == "at":
        return _moment(value, column)
    if name == "day":
        return date.fromisoformat(value or "").isoformat()
    if (table, name) in JSON_COLUMNS:
        return _json(value, JSON_COLUMNS[table, name], clean)
    if (table, name) == ("downloads", "path") and not (value or "").startswith("/"):
        raise ValueError("not an absolute path")
    if name == "citation_key" and not is_key(value or ""):
        raise ValueError("not a citation key")
    if value is None:
        if column.is_key:
            raise ValueError("no key")
        return "" if column.not_null else None
    return clean(value) if clean and name != "rest" else value


def _key(value: object, name: str) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < 12:
        value = int(value)
    if not isinstance(value, int) or value < 0 or not is_id(paper := id_of(value)):
        raise ValueError("not a paper's key")
    if key_of(paper) != value:
        raise ValueError("not a paper's key")
    return value if name == "key" else -value


def _moment(value: str | None, column: Column) -> str | None:
    """Convert a time to UTC, so that times compare as texts. An unreadable one becomes now."""
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(value or "")
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return datetime.now(UTC).isoformat() if column.not_null else None


def _json(value: str | None, kind: type, clean: Callable[[str], str] | None) -> str:
    outer = dict if kind is dict else list
    try:
        found = json.loads(value or "")
        if not isinstance(found, outer):
            raise ValueError("another type")
        cleaned = _cleaned(found, clean)
        if outer is list:
            cleaned = [one for one in cleaned if isinstance(one, kind)]
    except (ValueError, RecursionError):
        return json.dumps(outer())
    return value or "" if cleaned == found else json.dumps(cleaned, ensure_ascii=False)


def _place(row: dict[str, Any], clean: Callable[[str], str] | None) -> list[Any]:
    """An entry of the key-value store: JSON, or a day as plain text (`unread-since`)."""
    name, value = row["name"], row["value"]
    if name in _DAYS:
        day = date.fromisoformat(value.strip('"')).isoformat()
        return [name, day if name == "unread-since" else json.dumps(day)]
    try:
        found = json.loads(value)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return [name, json.dumps(_cleaned(found, clean), ensure_ascii=False) if clean else value]


def _cleaned(value: Any, clean: Callable[[str], str] | None) -> Any:
    if clean is None:
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one, clean) for one in value]
    if isinstance(value, dict):
        return {clean(name): _cleaned(one, clean) for name, one in value.items()}
    return value


def _paper(
    table: str, names: list[str], values: list[Any], clean: Callable[[str], str] | None
) -> list[Any]:
    """A paper's row in today's form.

    A saved paper that cannot be read keeps its ID, and is fetched again. Raises ValueError for
    such a paper of the cache.
    """
    row = dict(zip(names, values, strict=True))
    key = row["key"] if table == "kept" else -row["reverse"]
    try:
        rest = _cleaned(json.loads(row["rest"] or "{}"), clean)
        row["rest"] = json.dumps(rest)
        # Until dbdb2a9 the column had the full name only.
        if isinstance(name := rest.get("organization"), str) and "\n" not in row["organization"]:
            row["organization"] += f"\n{name}"
        paper = paper_of([key, *(row.get(column) for column in COLUMNS[1:])])
        if clean:
            paper = _safe_links(paper)
        new = dict(zip(COLUMNS, row_of(paper), strict=True))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        if table != "kept":
            raise ValueError("not a paper") from None
        new = dict(zip(COLUMNS, row_of(unknown_paper(key)), strict=True))
    return [-key if name == "reverse" else new[name] for name in names]


def _safe_links(paper: Paper) -> Paper:
    """Return the paper without links that the URL policy refuses."""

    def safe(link: str | None) -> str | None:
        return urls.normalize(link) if link else None

    return paper._replace(
        code=safe(paper.code),
        project=safe(paper.project),
        thumbnail=safe(paper.thumbnail),
        media=tuple(link for raw in paper.media if (link := safe(raw))),
    )
