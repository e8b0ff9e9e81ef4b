"""What can be open in the list: an edition, the bookmarks, a search … One noun for all of them."""

from __future__ import annotations

from array import array
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tui_reader import dates
from tui_reader.dates import Period
from tui_reader.models import is_id
from tui_reader.store import queries

if TYPE_CHECKING:
    import sqlite3

    from tui_reader.query import Query

OWN = "site"  # the order that is a list's own: the site's of an edition, the best match of a search


class Place(NamedTuple):
    """A list by its kind and value, so that it can be kept on disk and opened again.

    Kinds: `edition` (a day), `period` (a month or week by its name), `bookmarks` (last kept
    first; `date`: newest paper first; `tag`: by tag), `unread`, `trending`, `all`, `tag` (its
    name), `watch` (its name), `search` and `hub` (the words), `similar` (a paper's id), `week` and
    `month` (those of the newest edition). `narrow` is the query that a list is filtered by.
    """

    kind: str
    value: str = ""
    narrow: str = ""

    @classmethod
    def edition(cls, day: date) -> Place:
        return cls("edition", day.isoformat())

    @classmethod
    def period(cls, period: Period) -> Place:
        return cls("period", period.name)

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.value) if self.kind == "edition" else None

    @property
    def whole(self) -> Place:
        """The same without a filter."""
        return self._replace(narrow="") if self.narrow else self

    def title(self) -> str:
        """How the title line names it: "Friday 21 August 2026"."""
        if self.kind == "edition" and self.day:
            return dates.long(self.day)
        if self.kind == "period":
            return str(period_named(self.value))
        if self.kind == "search":
            return f"Search: {self.value.strip()}"
        if self.kind == "hub":
            return f"On the Hub: {self.value}"
        if self.kind == "similar":
            return f"Like {self.value}"
        if self.kind in ("tag", "watch"):
            return ("#" if self.kind == "tag" else "") + self.value
        if self.kind == "bookmarks" and self.value:
            return f"Bookmarks by {self.value}"
        return _TITLES.get(self.kind, self.kind.capitalize())

    def to_json(self) -> list[str]:
        return [self.kind, self.value, *filter(None, [self.narrow])]

    @classmethod
    def from_json(cls, value: Any) -> Place | None:
        """A place that was kept; None where it is not one of ours (a newer version's, say)."""
        match value:
            case [str(kind), str(argument), *more] if kind in KINDS:
                place = cls(kind, argument, more[0] if more and isinstance(more[0], str) else "")
                if kind == "similar" and not is_id(argument):
                    return None
                try:
                    place.title()
                except ValueError:
                    return None
                return place
        return None


def period_named(name: str) -> Period:
    """A period by its name (`2026-08`, `2026-W34`). Raises ValueError for anything else."""
    found = dates.parse_day(name, date.min)
    if not isinstance(found, Period):
        raise ValueError(f"not a month or week: {name!r}")
    return found


_TITLES = {"all": "All papers", "week": "This week", "month": "This month"}
BOOKMARKS, UNREAD, TRENDING = Place("bookmarks"), Place("unread"), Place("trending")
BOOKMARKS_BY_DATE, BOOKMARKS_BY_TAG = Place("bookmarks", "date"), Place("bookmarks", "tag")
ALL = Place("all")
THIS_WEEK, THIS_MONTH = Place("week"), Place("month")


def keys(
    connection: sqlite3.Connection, place: Place, today: date, order: str = OWN
) -> array[int] | None:
    """The papers of a place, in its own order or another one of `ranking.ORDERS`; None for an
    edition or a watch that is not on disk. (Those alike come with what they share, from
    `similar`.)"""
    found = _keys(connection, place, today)
    return None if found is None else shaped(connection, found, place, order)


def shaped(
    connection: sqlite3.Connection, found: array[int], place: Place, order: str
) -> array[int]:
    """The papers of a place without those that its filter leaves out, in an order."""
    if place.narrow:
        from tui_reader.store.search import full_text_search

        found = full_text_search.narrow(connection, asked(place.narrow), found)
    if order != OWN:
        from tui_reader.store.search import ranking

        found = ranking.arrange(connection, found, order)
    return found


def asked(typed: str) -> Query:
    """What a search or a filter asks: as it was found while it was typed, so that the last word
    may be the beginning of one."""
    from tui_reader import query

    return query.parse(typed, typing=True)


def _keys(connection: sqlite3.Connection, place: Place, today: date) -> array[int] | None:
    match place.kind:
        case "edition":
            return queries.edition(connection, place.day or date.min)
        case "period":
            period = period_named(place.value)
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


KINDS = frozenset(
    ("edition", "period", "bookmarks", "unread", "trending", "all", "tag", "hub", "search",
     "watch", "similar", "week", "month")
)  # fmt: skip
