"""What can be open in the list: an edition, the bookmarks, a search … One noun for all of them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tui_reader import dates
from tui_reader.dates import Period
from tui_reader.store import lists

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Place:
    """A list by its kind and value, so that it can be kept on disk and opened again.

    Kinds: `edition` (a day), `period` (a month or week by its name), `bookmarks` (last kept
    first; `date`: newest paper first; `tag`: by tag), `unread`, `trending`, `all`, `tag` (its
    name), `watch` (its name), `search` and `hub` (the words), `similar` (a paper's id).
    """

    kind: str
    value: str = ""

    @classmethod
    def edition(cls, day: date) -> Place:
        return cls("edition", day.isoformat())

    @classmethod
    def period(cls, period: Period) -> Place:
        return cls("period", period.name)

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.value) if self.kind == "edition" else None

    def title(self) -> str:
        """How the title line names it: "Friday 21 August 2026"."""
        if self.kind == "edition" and self.day:
            return dates.long(self.day)
        if self.kind == "period":
            return str(period_named(self.value))
        if self.kind == "search":
            return f"Search: {self.value}"
        if self.kind == "hub":
            return f"On the Hub: {self.value}"
        if self.kind == "similar":
            return f"Like {self.value}"
        if self.kind in ("tag", "watch"):
            return ("#" if self.kind == "tag" else "") + self.value
        if self.kind == "bookmarks" and self.value:
            return f"Bookmarks by {self.value}"
        return {"all": "All papers"}.get(self.kind, self.kind.capitalize())

    def to_json(self) -> list[str]:
        return [self.kind, self.value]

    @classmethod
    def from_json(cls, value: Any) -> Place | None:
        """A place that was kept; None where it is not one of ours (a newer version's, say)."""
        match value:
            case [str(kind), str(argument)] if kind in KINDS:
                place = cls(kind, argument)
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


BOOKMARKS, UNREAD, TRENDING = Place("bookmarks"), Place("unread"), Place("trending")
BOOKMARKS_BY_DATE, BOOKMARKS_BY_TAG = Place("bookmarks", "date"), Place("bookmarks", "tag")
ALL = Place("all")


def keys(connection: sqlite3.Connection, place: Place, today: date) -> array[int] | None:
    """The papers of a place, in its own order; None for an edition that is not on disk."""
    match place.kind:
        case "edition":
            return lists.edition(connection, place.day or date.min)
        case "period":
            period = period_named(place.value)
            return lists.period(connection, period.first, period.last)
        case "bookmarks":
            return lists.bookmarks(connection, place.value)
        case "unread":
            return lists.unread(connection)
        case "trending":
            return lists.feed(connection, "trending")
        case "all":
            return lists.everything(connection)
        case "tag":
            return lists.tagged(connection, place.value)
        case "hub":
            return lists.feed(connection, f"hub:{place.value}")
    return array("q")


KINDS = frozenset(
    ("edition", "period", "bookmarks", "unread", "trending", "all", "tag", "hub", "search",
     "watch", "similar")
)  # fmt: skip
