"""Watches (saved searches) and the papers that match them.

Reading functions take the reader's connection, writing ones the library's writer.
"""

from __future__ import annotations

import sqlite3
from array import array

from tui_reader import query
from tui_reader.query import Field, Has, Is, Not, Query
from tui_reader.store import queries
from tui_reader.store.database import transaction
from tui_reader.store.search import full_text_search


def papers(connection: sqlite3.Connection, name: str) -> array[int] | None:
    """What a watch has, newest first; None if there is no watch of that name."""
    asked = dict(queries.watches(connection)).get(name)
    return (
        None if asked is None else full_text_search.search(connection, query.parse(asked), "newest")
    )


def matches(connection: sqlite3.Connection, asked: dict[str, Query]) -> dict[str, frozenset[int]]:
    """The papers of each query."""
    return {
        name: frozenset(full_text_search.search(connection, q, "newest"))
        for name, q in asked.items()
    }


def by_marks(asked: Query) -> bool:
    """Whether the matches of a query can change when papers are marked, tagged or noted."""
    match asked:
        case Is() | Has("note" | "output") | Field("tag"):
            return True
        case Not(part):
            return by_marks(part)
        case query.And(parts) | query.Or(parts):
            return any(map(by_marks, parts))
    return False


def rename(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Give a watch another name; one that had this name is replaced."""
    with transaction(connection):
        connection.execute("DELETE FROM watches WHERE name = ? AND name != ?", [new, old])
        connection.execute("UPDATE watches SET name = ? WHERE name = ?", [new, old])
