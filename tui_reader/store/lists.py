"""The papers of a list, by its `ListSource`, in an order, and their rows."""

from __future__ import annotations

import sqlite3
from array import array
from datetime import date
from typing import TYPE_CHECKING

from tui_reader import dates
from tui_reader.dates import Period
from tui_reader.models import Entry, ListSource, parse_period
from tui_reader.store import queries, rows, search

if TYPE_CHECKING:
    from tui_reader.query import Query

DEFAULT_ORDER = "site"  # the list's own: the Hub's order of an edition, best match of a search
_SAVED_KINDS = frozenset(("bookmarks", "tag", "hidden"))


def period_of(source: ListSource, today: date) -> Period | None:
    """Return the week or month that a list shows; None for other lists."""
    match source.kind:
        case "period":
            return parse_period(source.value)
        case "week":
            return dates.week_of(today)
        case "month":
            return dates.month_of(today)
    return None


def list_keys(
    connection: sqlite3.Connection,
    source: ListSource,
    today: date,
    order: str,
    days: int,
    upvotes: float,
) -> array[int] | None:
    """Return the papers of a list (other than similar ones) in an order of `ranking.ORDERS`.

    None for an edition or a watch that does not exist. `days` and `upvotes` are the settings of
    For you.
    """
    if source.kind == "for-you":
        found: array[int] | None = search.for_you.papers(connection, days, upvotes)
    else:
        found = _keys(connection, source, today, upvotes)
    return None if found is None else arrange(connection, found, source, order, upvotes)


def arrange(
    connection: sqlite3.Connection,
    keys: array[int],
    source: ListSource,
    order: str,
    upvotes: float,
) -> array[int]:
    """Apply a list's filter and an order; except in lists of saved papers, muted ones come last."""
    if source.filter:
        keys = search.full_text_search.narrow(connection, parse_typed(source.filter), keys)
    if order != DEFAULT_ORDER:
        keys = search.ranking.arrange(connection, keys, order, upvotes)
    if source.kind in _SAVED_KINDS or not queries.muted(connection):
        return keys
    return search.saved_queries.sort_muted_last(connection, keys)


def list_rows(
    connection: sqlite3.Connection,
    keys: array[int],
    day: date | None,
    explained: list[int],
    to_load: int,
) -> dict[int, Entry]:
    """Return entries by key.

    Args:
        explained: The papers whose entries have the reasons of For you.
        to_load: As for `for_you.load_interests`.
    """
    found = rows.entries(connection, keys, day)
    if queries.muted(connection):
        for key in search.saved_queries.muted_papers(connection, found):
            found[key] = found[key]._replace(muted=True)
    if not explained:
        return found
    reasons = search.for_you.explain(connection, explained, to_load)
    for key in reasons.keys() & found.keys():
        found[key] = found[key]._replace(for_you=reasons[key])
    return found


def parse_typed(text: str) -> Query:
    """Parse a search as it is typed: the last word can be a prefix."""
    from tui_reader import query  # imported on first use: saves 9 ms at launch

    return query.parse(text, typing=True)


def _since_away(connection: sqlite3.Connection, upvotes: float) -> array[int]:
    """Return the new papers since the user was away: watch matches first, then by interests."""
    from tui_reader import query  # as above

    keys = search.for_you.arrange(connection, queries.papers_away(connection), upvotes)
    watched = {name: query.parse(text) for name, text in queries.watches(connection)}
    first = frozenset().union(*search.saved_queries.watch_matches(connection, watched).values())
    return array("q", sorted(keys, key=lambda key: key not in first))


def _keys(
    connection: sqlite3.Connection, source: ListSource, today: date, upvotes: float
) -> array[int] | None:
    if period := period_of(source, today):
        return queries.period(connection, period.first, period.last)
    match source.kind:
        case "edition":
            return queries.edition(connection, source.day or date.min)
        case "bookmarks":
            return queries.bookmarks(connection, source.value)
        case "hidden":
            return queries.hidden(connection)
        case "away":
            return _since_away(connection, upvotes)
        case "unread":
            return queries.unread(connection)
        case "trending":
            return queries.feed(connection, "trending")
        case "all":
            return queries.everything(connection)
        case "tag":
            return queries.tagged(connection, source.value)
        case "hub":
            return queries.feed(connection, f"hub:{source.value}")
        case "search":
            return search.full_text_search.search(
                connection, parse_typed(source.value), today=today
            )
        case "watch":
            return search.saved_queries.watch_papers(connection, source.value)
    return array("q")
