"""Muted words: papers that match a muted query come last in lists. They are never lost.

`connection` is the read connection.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable

from tui_reader import query
from tui_reader.store import queries
from tui_reader.store.search import full_text_search


def matches(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Return those of the papers that match a muted query. An invalid query matches none."""
    keys = list(keys)
    found: set[int] = set()
    for text in queries.muted(connection):
        parsed = query.parse(text)
        if not query.problem(parsed):
            found.update(full_text_search.narrow(connection, parsed, keys))
    return found


def sort_last(connection: sqlite3.Connection, keys: array[int]) -> array[int]:
    """Return the papers in the same order, but muted ones last."""
    muted = matches(connection, keys)
    if not muted:
        return keys
    return array(
        "q", [*(key for key in keys if key not in muted), *(key for key in keys if key in muted)]
    )
