"""Saved queries: watches, whose papers are marked, and muted words, whose papers come last.

Functions that read take the read connection, the others the library's write connection.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable

from tui_reader import query
from tui_reader.query import Field, Flag, Not, Query
from tui_reader.store import queries
from tui_reader.store.database import transaction
from tui_reader.store.search import full_text_search


def watch_papers(connection: sqlite3.Connection, name: str) -> array[int] | None:
    """Return the matches of a watch, newest first; None if there is no watch of that name."""
    text = dict(queries.watches(connection)).get(name)
    return None if text is None else matches(connection, query.parse(text))


def matches(connection: sqlite3.Connection, tree: Query) -> array[int]:
    """Return the matches of a watch's query, newest first, without hidden papers."""
    found = full_text_search.search(connection, tree, "newest")
    return queries.without_hidden(connection, found)


def watch_matches(
    connection: sqlite3.Connection, watched: dict[str, Query]
) -> dict[str, frozenset[int]]:
    """Return the papers that match each query, by name."""
    return {
        name: frozenset(full_text_search.search(connection, q, "newest"))
        for name, q in watched.items()
    }


def by_marks(tree: Query) -> bool:
    """Return whether the matches of a query can change when papers are marked, tagged or noted."""
    match tree:
        case Flag("is") | Flag("has", "note" | "output") | Field("tag"):
            return True
        case Not(part):
            return by_marks(part)
        case query.And(parts) | query.Or(parts):
            return any(map(by_marks, parts))
    return False


def rename_watch(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Rename a watch, replacing a watch of the new name."""
    with transaction(connection):
        connection.execute("DELETE FROM watches WHERE name = ? AND name != ?", [new, old])
        connection.execute("UPDATE watches SET name = ? WHERE name = ?", [new, old])


def muted_papers(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Return the papers that match a muted query. An invalid query matches none."""
    keys = list(keys)
    found: set[int] = set()
    for text in queries.muted(connection):
        found.update(full_text_search.narrow(connection, query.parse(text), keys))
    return found


def sort_muted_last(connection: sqlite3.Connection, keys: array[int]) -> array[int]:
    """Return the papers in the same order, but muted ones last."""
    muted = muted_papers(connection, keys)
    if not muted:
        return keys
    return array(
        "q", [*(key for key in keys if key not in muted), *(key for key in keys if key in muted)]
    )
