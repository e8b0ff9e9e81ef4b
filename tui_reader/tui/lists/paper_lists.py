"""The papers of a list source, in order."""

from __future__ import annotations

from array import array
from datetime import date
from typing import TYPE_CHECKING

from tui_reader import dates
from tui_reader.models import ListSource, parse_period
from tui_reader.store import queries

if TYPE_CHECKING:
    import sqlite3

    from tui_reader.query import Query

OWN = "site"  # the order that is a list's own: the site's of an edition, the best match of a search


def keys(
    connection: sqlite3.Connection, place: ListSource, today: date, order: str = OWN
) -> array[int] | None:
    """The papers of a place, in its own order or another one of `ranking.ORDERS`; None for an
    edition or a watch that is not on disk. (Those alike come with what they share, from
    `similar`.)"""
    found = _keys(connection, place, today)
    return None if found is None else shaped(connection, found, place, order)


def shaped(
    connection: sqlite3.Connection, found: array[int], place: ListSource, order: str
) -> array[int]:
    """The papers of a place without those that its filter leaves out, in an order."""
    if place.filter:
        from tui_reader.store.search import full_text_search

        found = full_text_search.narrow(connection, asked(place.filter), found)
    if order != OWN:
        from tui_reader.store.search import ranking

        found = ranking.arrange(connection, found, order)
    return found


def asked(typed: str) -> Query:
    """What a search or a filter asks: as it was found while it was typed, so that the last word
    may be the beginning of one."""
    from tui_reader import query

    return query.parse(typed, typing=True)


def _keys(connection: sqlite3.Connection, place: ListSource, today: date) -> array[int] | None:
    match place.kind:
        case "edition":
            return queries.edition(connection, place.day or date.min)
        case "period":
            period = parse_period(place.value)
            return queries.period(connection, period.first, period.last)
        case "week" | "month":
            period = (dates.week_of if place.kind == "week" else dates.month_of)(today)
            return queries.period(connection, period.first, period.last)
        case "bookmarks":
            return queries.bookmarks(connection, place.value)
        case "unread":
            return queries.unread(connection)
        case "trending":
            return queries.feed(connection, "trending")
        case "all":
            return queries.everything(connection)
        case "tag":
            return queries.tagged(connection, place.value)
        case "hub":
            return queries.feed(connection, f"hub:{place.value}")
        case "search":
            from tui_reader.store.search import full_text_search

            return full_text_search.search(connection, asked(place.value), today=today)
        case "watch":
            from tui_reader.store import watches

            return watches.papers(connection, place.value)
    return array("q")
