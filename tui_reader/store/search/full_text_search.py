"""Find the papers that match a query: keys, best first.

`connection` is the read connection: the cache is `main`, the library is attached as `library`.
Each index returns keys (`papers_fts` in the cache; `marks_fts`, with copies, tags and notes of
saved papers, in the library), which are combined here. Typed text never reaches FTS5 as such, so
that nothing typed is a syntax error.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from itertools import chain, islice
from operator import gt, neg

from tui_reader.models import key_of
from tui_reader.query import (
    And,
    Count,
    Dated,
    Field,
    Flag,
    Id,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    problem,
)
from tui_reader.store import queries
from tui_reader.store.search import ranking
from tui_reader.store.search.compounds import match_text, with_spellings
from tui_reader.store.search.ranking import load
from tui_reader.text.fold import fold

_COLUMNS = {"author": "authors", "org": "organization", "keyword": "keywords", "title": "title"}
_IN_FRONT = "title authors"
_OWN = "tags note"
_MARKED = {
    "bookmarked": "SELECT key FROM library.bookmarks",
    "unread": queries._UNREAD,
    "read": "SELECT key FROM library.reads WHERE read = 1",
    "hidden": "SELECT key FROM library.hidden",
    "note": "SELECT key FROM library.notes",
    "output": "SELECT key FROM library.outputs",
}
_SAVED = (
    "SELECT key FROM library.kept WHERE key IN (SELECT key FROM library.bookmarks "
    "UNION SELECT key FROM library.tags UNION SELECT key FROM library.notes)"
)
# Must match the index papers_by_upvotes, so that no row of `papers` is read.
_HAS = {
    "code": "(code IS NOT NULL) = 1",
    "project": "(project IS NOT NULL) = 1",
    "summary": "(summary IS NOT NULL) = 1",
}


def search(
    connection: sqlite3.Connection,
    query: Query,
    order: str = "relevance",
    today: date | None = None,
) -> array[int]:
    """Return the keys of all matching papers, in one of `ranking.ORDERS`.

    An invalid query matches nothing. `today` is the date from which recency counts, by default the
    current one. Raises sqlite3.OperationalError if it is interrupted.
    """
    query = with_spellings(connection, query)
    found = _newest_first(_keys(connection, query))
    if order != "relevance":
        return ranking.arrange(connection, found, order)
    asked_by_id = [key for low, high in _ids(query) for key in found if low <= key <= high]
    own = set(_in_library(connection, _text(query, _OWN)))
    in_front = _text(query, _IN_FRONT)
    ranked = ranking.rank(connection, query, found, in_front, own, today or date.today())
    return array("q", dict.fromkeys([*asked_by_id, *ranked]) if asked_by_id else ranked)


def narrow(connection: sqlite3.Connection, query: Query, keys: Iterable[int]) -> array[int]:
    """Return the given papers that match, in the same order."""
    found = set(_keys(connection, with_spellings(connection, query)))
    return array("q", [key for key in keys if key in found])


def _newest_first(keys: list[int]) -> list[int]:
    """Sort keys, newest first, without duplicates; most lists are already sorted."""
    if not all(map(gt, keys, islice(keys, 1, None))):
        keys.sort(reverse=True)
        keys = list(dict.fromkeys(keys))
    return keys


# Keys, in no order, some perhaps twice


def _keys(connection: sqlite3.Connection, query: Query) -> list[int]:
    if problem(query):
        return []
    if _is_text(query):
        return _with_text(connection, _text(query))
    match query:
        case And(parts):
            return _all_of(connection, parts)
        case Or(parts):
            return list(chain.from_iterable(_keys(connection, part) for part in parts))
        case Not() | Dated("before"):
            return _all_of(connection, (query,))
        case Dated(day=day):
            # A paper is published before it is in an edition.
            edition = "SELECT key FROM main.edition_papers WHERE day >= ?"
            return [
                *load(connection, edition, day.isoformat()),
                *_papers(connection, "published >= ?", day.isoformat()),
            ]
        case Count() | Flag() if condition := _condition(query):
            return _papers(connection, condition)
        case Flag(_, flag):
            return load(connection, _MARKED[flag])
        case Field("tag", value):
            return _tagged(connection, value)
        case Id(paper_id, prefix):
            named = _keys(connection, Phrase(paper_id, prefix))
            return [*named, *chain(*(_with_keys(connection, *ids) for ids in _ids(query)))]
    raise TypeError(query)


def _all_of(connection: sqlite3.Connection, parts: tuple[Query, ...]) -> list[int]:
    """Intersect parts. Text parts become one FTS5 query, narrow properties one SQL condition."""
    texts, conditions, others, unwanted = [], [], [], []
    for part in parts:
        if isinstance(part, Not):
            unwanted.append(part.part)
        elif isinstance(part, Dated) and part.name == "before":
            unwanted.append(Dated("after", part.period))
        elif _is_text(part):
            texts.append(part)
        elif condition := _condition(part):
            conditions.append(condition)
        else:
            others.append(part)
    wanted = [_with_text(connection, _text(And(tuple(texts))))] if texts else []
    wanted += [_papers(connection, " AND ".join(conditions))] if conditions else []
    wanted += [_keys(connection, part) for part in others]
    found, *rest = wanted or [_everything(connection)]
    for among in map(set, rest):
        found = [key for key in found if key in among]
    for part in unwanted:
        without = set(_keys(connection, part))
        found = [key for key in found if key not in without]
    return found


def _with_text(connection: sqlite3.Connection, asked: str) -> list[int]:
    """Return keys, newest first, as in the cache's index; few are in the library only."""
    cached = _in_cache(connection, asked)
    own = []
    for key in _in_library(connection, asked):
        place = bisect_left(cached, -key, key=neg)
        if cached[place : place + 1] != [key]:
            own.append(key)
    return sorted(cached + own, reverse=True) if own else cached


def _in_cache(connection: sqlite3.Connection, asked: str) -> list[int]:
    sql = "SELECT -rowid AS key FROM main.papers_fts WHERE papers_fts MATCH ?"
    return load(connection, sql, asked) if asked else []


def _in_library(connection: sqlite3.Connection, asked: str) -> list[int]:
    sql = "SELECT rowid AS key FROM library.marks_fts WHERE marks_fts MATCH ?"
    return load(connection, sql, asked) if asked else []


def _condition(query: Query) -> str:
    """Return the SQL condition of a query on narrow columns; "" for other queries."""
    match query:
        case Count(name, op, number):
            return f"{name} {op} {number:d}"
        case Flag("has", flag):
            return _HAS.get(flag, "")
    return ""


def _papers(connection: sqlite3.Connection, condition: str, *values: object) -> list[int]:
    """Return the papers with a narrow property, including saved ones that are not cached."""
    return load(
        connection,
        f"SELECT -reverse AS key FROM main.papers INDEXED BY papers_by_upvotes WHERE {condition}",
        *values,
    ) + load(
        connection,
        f"SELECT key FROM library.kept WHERE {condition} AND NOT EXISTS "
        "(SELECT 1 FROM main.papers AS cached WHERE cached.key = kept.key)",
        *values,
    )


def _everything(connection: sqlite3.Connection) -> list[int]:
    """Use narrow indexes only: the rows are ten times as large."""
    return load(
        connection,
        "SELECT * FROM (SELECT key FROM main.papers ORDER BY key DESC) "
        f"UNION ALL SELECT key FROM ({_SAVED}) AS saved WHERE NOT EXISTS "
        "(SELECT 1 FROM main.papers WHERE key = saved.key)",
    )


def _with_keys(connection: sqlite3.Connection, low: int, high: int) -> list[int]:
    return load(
        connection,
        "SELECT key FROM main.papers WHERE key BETWEEN ?1 AND ?2 "
        "UNION SELECT key FROM library.kept WHERE key BETWEEN ?1 AND ?2",
        low,
        high,
    )


def _tagged(connection: sqlite3.Connection, value: Word | Phrase) -> list[int]:
    wanted = fold(value.text)
    tags = [
        tag
        for (tag,) in connection.execute("SELECT DISTINCT tag FROM library.tags")
        if fold(tag) == wanted or (value.prefix and fold(tag).startswith(wanted))
    ]
    sql = "SELECT key FROM library.tags WHERE tag IN (SELECT value FROM json_each(?))"
    return load(connection, sql, json.dumps(tags))


def _ids(query: Query) -> list[tuple[int, int]]:
    """The first and last key of each requested ID."""
    match query:
        case Id(paper_id, False):
            return [(key_of(paper_id), key_of(paper_id))]
        case Id(begun, True):
            month, number = begun.split(".")
            # The number after the dot has five digits, before 2015 four
            return [
                (key_of(f"{month}.{number:0<{digits}}"), key_of(f"{month}.{number:9<{digits}}"))
                for digits in (5, 4)
            ]
        case And(parts) | Or(parts):
            return [one for part in parts for one in _ids(part)]
    return []


# Text


def _is_text(query: Query) -> bool:
    """True if the full-text indexes are sufficient for a query."""
    match query:
        case Word() | Phrase():
            return True
        case Field(name):
            return name in _COLUMNS
        case And(parts) | Or(parts):
            return bool(parts) and all(_is_text(part) for part in parts)
    return False


def _text(query: Query, columns: str = "") -> str:
    """Return the FTS5 query for the text part of a query, "" if it has none.

    With columns, only these are searched, and fields of other columns are left out.
    """
    match query:
        case Word() | Phrase():
            return (f"{{{columns}}} : " if columns else "") + match_text(query)
        case Field(name, value) if _COLUMNS.get(name) in (columns.split() or _COLUMNS.values()):
            return _text(value, _COLUMNS[name])
        case And(parts) | Or(parts):
            asked = [part for part in (_text(part, columns) for part in parts) if part]
            joined = (" AND " if isinstance(query, And) else " OR ").join(asked)
            return f"({joined})" if len(asked) > 1 else joined
    return ""
