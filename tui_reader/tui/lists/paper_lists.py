"""Lists of papers: from a `ListSource` to keys, rows, title and search terms."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui_reader import dates
from tui_reader.models import Entry, ForYou, ListSource, key_of
from tui_reader.settings import Settings
from tui_reader.store import Store, lists, rows, search
from tui_reader.text.latex import to_text
from tui_reader.tui.lists.sort_orders import SortOrders

if TYPE_CHECKING:
    from tui_reader.query import Query
    from tui_reader.store.search.similar import Similar

FOR_YOU_ORDER = "for-you"
_INTERESTS_AT_ONCE = 50  # saved papers that can be read without delaying a key

FindMatches = Callable[[str], list[tuple[int, int]]]


class WatchMatches(Protocol):
    """The watches, for lists that show them."""

    queries: dict[str, Query]

    def add_names(self, entries: dict[int, Entry]) -> dict[int, Entry]: ...


class LoadedList(NamedTuple):
    """A list that can be shown: all keys, the cursor's row, and the rows around it by index."""

    keys: array[int]
    cursor: int
    rows: dict[int, Entry]
    similar: Similar | None = None
    similar_to: str = ""  # title of the paper that the others are similar to


class HistoryEntry(NamedTuple):
    """A previous list, with its cursor (paper key and row) and scroll position (a line)."""

    source: ListSource
    key: int | None
    cursor: int
    top: int


History = tuple[HistoryEntry, ...]
"""The lists that Esc returns to, most recent first. Immutable, since the search bar stores one."""


class PaperLists:
    """Reads lists from the store.

    Attributes:
        orders: The sort order of each kind of list.
    """

    def __init__(self, store: Store, watch_matches: WatchMatches, settings: Settings) -> None:
        self._store, self._watches = store, watch_matches
        self._iso_dates = settings.reader.dates == "iso"
        self._days, self._upvotes = settings.for_you.days, settings.for_you.upvotes
        self.orders = SortOrders(settings.reader.order)
        self._explains = False  # the interests are loaded

    async def load(
        self,
        source: ListSource,
        today: date,
        window: Callable[[int, int], range],
        key: int | None = None,
        index: int = 0,
    ) -> LoadedList | None:
        """Read a list with the cursor at a paper, else at a row.

        Args:
            today: The newest edition's day, for "This week" and ranking.
            window: Returns the rows to read, from the cursor's row and the list's length.

        Returns:
            None if the list is not in the cache.
        """
        found, similar_to = None, ""
        if source.kind == "similar":
            found = await self._store.read(search.similar.similar, key_of(source.value))
            order = self.orders.order_of(source)
            keys = await self._store.read(lists.arrange, found.keys, source, order, self._upvotes)
            papers = await self.entries([key_of(source.value)])
            similar_to = to_text(papers[0].paper.title) if papers else ""
        else:
            loaded = await self.keys(source, today)
            if loaded is None:
                return None
            keys = loaded
        if key is not None:
            with suppress(ValueError):  # the paper is no longer in the list
                index = keys.index(key)
        index = max(0, min(index, len(keys) - 1))
        entries = await self.rows(source, keys, window(index, len(keys)), index)
        return LoadedList(keys, index, entries, found, similar_to)

    async def keys(self, source: ListSource, today: date) -> array[int] | None:
        """Return the papers of a list in its order; None if it is not in the cache."""
        order, days, upvotes = self.orders.order_of(source), self._days, self._upvotes
        return await self._store.read(lists.list_keys, source, today, order, days, upvotes)

    def is_ranked(self, source: ListSource | None) -> bool:
        """Return whether a list is sorted by the user's interests."""
        return source is not None and (
            source.kind in ("for-you", "away") or self.orders.order_of(source) == FOR_YOU_ORDER
        )

    async def rows(
        self, source: ListSource | None, keys: array[int], window: range, cursor: int | None = None
    ) -> dict[int, Entry]:
        """Return the rows of a window of a list, by index.

        With the reasons of For you: of all rows if it is the list's order, else of the cursor's.
        """
        wanted = keys[window.start : window.stop]
        day = source.day if source else None
        explained, to_load = [], 0
        if self.is_ranked(source):
            explained, to_load = list(wanted), search.for_you.ALL
        elif self._explains and cursor is not None:
            explained = list(keys[cursor : cursor + 1])
        found = await self._store.read(lists.list_rows, wanted, day, explained, to_load)
        return self._watches.add_names(
            {
                index: found[key]
                for index, key in enumerate(wanted, start=window.start)
                if key in found
            }
        )

    async def reasons(self, keys: Sequence[int]) -> dict[int, ForYou]:
        """Return why papers fit the user's interests, unless that takes long."""
        reasons = await self._store.read(search.for_you.explain, keys, _INTERESTS_AT_ONCE)
        self._explains = bool(reasons)
        return reasons

    async def entries(self, keys: list[int], day: date | None = None) -> list[Entry]:
        """Return entries of any number of papers, in the order of the keys."""
        found: dict[int, Entry] = {}
        for start in range(0, len(keys), 500):  # so that other reads get a turn
            found |= await self._store.read(rows.entries, keys[start : start + 500], day)
        return [found[key] for key in keys if key in found]

    def date_text(self, source: ListSource, today: date) -> Callable[[date], str] | None:
        """Return how the rows of a list show dates, this year's without the year; None: no dates.

        The rows of an edition have none: it is in the title.
        """
        if source.day:
            return None
        if self._iso_dates:
            return date.isoformat
        return lambda day: dates.plain(day)[: -5 if day.year == today.year else None]

    def title(self, source: ListSource) -> str:
        """Return the list's name for the title bar."""
        return source.value if source.day and self._iso_dates else source.title()

    def queries_of(self, source: ListSource) -> list[Query]:
        """Return what the papers were searched for: filter, search and watch. (The Hub searches
        by meaning.)"""
        typed = [source.filter, source.value if source.kind == "search" else ""]
        found = [lists.parse_typed(text) for text in typed if text]
        watched = self._watches.queries.get(source.value) if source.kind == "watch" else None
        return [*found, *([watched] if watched else [])]

    def find_matches(self, source: ListSource) -> FindMatches | None:
        """Return a function that finds the search terms in a text; None without any."""
        found = self.queries_of(source)
        if not found:
            return None
        # Imported on first use: saves 13 ms at launch, with `query`
        from tui_reader.highlight import highlighter
        from tui_reader.query import And

        return highlighter(And(tuple(found)))
