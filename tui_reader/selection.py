"""Which papers a command means: a day, a period, the bookmarks, unread papers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tui_reader import dates
from tui_reader.dates import Period
from tui_reader.models import FIRST_EDITION, Entry
from tui_reader.store import Store, queries, rows
from tui_reader.store import search as index

if TYPE_CHECKING:
    from tui_reader.query import Query


class NoEdition(LookupError):
    """The Hub has no edition of the requested day."""


class NotDownloaded(LookupError):
    """No requested edition is on disk. `options` are those of the `sync` that fetches it."""

    def __init__(self, message: str, *options: str) -> None:
        super().__init__(message)
        self.options = options


class Selection(NamedTuple):
    """An ordered list of papers.

    Args:
        title: The heading of the list.
        keys: The papers, in order.
        day: The edition that entries are shown as part of.
        missing: The number of weekdays of the period that are not on disk.
    """

    title: str
    keys: array[int]
    day: date | None = None
    missing: int = 0

    def entries(self, store: Store, limit: int = 0) -> list[Entry]:
        """Return the papers with marks and watches, at most `limit` of them (0: all)."""
        keys = list(self.keys[:limit] if limit else self.keys)
        entries = store.read_sync(rows.entries, keys, self.day)
        matches = watch_matches(store, keys)
        return [
            entries[key]._replace(watches=tuple(name for name in matches if key in matches[name]))
            for key in keys
            if key in entries
        ]


def of_keys(keys: Sequence[int]) -> Selection:
    return Selection("", array("q", keys))


def search(store: Store, tree: Query, order: str = "relevance") -> array[int]:
    """Return the keys of the papers on disk that match a query, in one of `ranking.ORDERS`."""
    index.text_index.complete(store)
    return store.read_sync(index.full_text_search.search, tree, order)


def matching(store: Store, tree: Query, keys: Iterable[int]) -> array[int]:
    """Return the given papers that match a query, in the same order."""
    index.text_index.complete(store)
    return store.read_sync(index.full_text_search.narrow, tree, keys)


def watch_papers(store: Store, tree: Query) -> array[int]:
    """Return the papers of a watch, newest first."""
    index.text_index.complete(store)
    return store.read_sync(index.saved_queries.matches, tree)


def watch_matches(store: Store, keys: Sequence[int]) -> dict[str, set[int]]:
    """Return which of these papers each watch matches."""
    watches = store.read_sync(queries.watches)
    if not watches:
        return {}
    from tui_reader import query  # 8 ms that most lists do not need

    return {name: set(matching(store, query.parse(text), keys)) for name, text in watches}


def sort(store: Store, found: Selection, order: str, upvotes: float = 0.0) -> Selection:
    """Return a selection in one of `ranking.ORDERS`, muted papers last."""
    if order == "for-you":
        index.term_index.complete(store)
    keys = store.read_sync(index.ranking.arrange, found.keys, order, upvotes)
    return muted_last(store, found._replace(keys=keys))


def muted_last(store: Store, found: Selection) -> Selection:
    """Return a selection in its own order, but muted papers last."""
    if not store.read_sync(queries.muted):
        return found
    index.text_index.complete(store)
    return found._replace(keys=store.read_sync(index.saved_queries.sort_muted_last, found.keys))


def best_for_you(store: Store, days: int, upvotes: float = 0.0) -> Selection:
    """Return the list For you, muted papers last. The arguments are settings."""
    index.term_index.complete(store)
    return muted_last(
        store, Selection("For you", store.read_sync(index.for_you.papers, days, upvotes))
    )


def with_reasons(store: Store, entries: Sequence[Entry]) -> list[Entry]:
    """Add score and reason of For you to entries, if enough papers are saved."""
    reasons = store.read_sync(index.for_you.explain, [entry.paper.key for entry in entries])
    return [entry._replace(for_you=reasons.get(entry.paper.key)) for entry in entries]


def warn_if_too_few(store: Store, warn: Callable[[str], object]) -> None:
    """Call `warn` if there are too few saved papers for a ranking by For you."""
    if missing := store.read_sync(index.for_you.missing):
        needed = dates.counted(missing, "more saved paper")
        warn(
            f"For you needs {needed}: bookmark some, or import a reading list "
            "with: import FILE --as-seed. Sorted by upvotes until then."
        )


def bookmarks(store: Store) -> Selection:
    return Selection("Bookmarks", store.read_sync(queries.bookmarks))


def whole_library(store: Store) -> Selection:
    """Return the bookmarks, then seeds and hidden papers: all that an import restores."""
    lists = (queries.bookmarks, queries.seeds, queries.hidden)
    keys = dict.fromkeys(key for read in lists for key in store.read_sync(read))
    return Selection("Library", array("q", keys))


def unread(store: Store) -> Selection:
    return Selection("Unread", store.read_sync(queries.unread))


def of_day(store: Store, requested: date | Period | None, with_hidden: bool = False) -> Selection:
    """Return the papers of a day or period that are on disk; None: of the newest edition.

    Raises NotDownloaded if none of its editions is, NoEdition if there cannot be one.
    """
    if isinstance(requested, Period):
        return _of_period(store, requested, with_hidden)
    day = requested or store.read_sync(queries.newest)
    if day is None:
        raise NotDownloaded("No editions have been downloaded yet.")
    keys = store.read_sync(queries.edition, day, with_hidden)
    if keys is None:
        if day < FIRST_EDITION:
            raise NoEdition(f"The first edition is {dates.long(FIRST_EDITION)}.")
        if day > date.today() + timedelta(days=1):  # a day ahead: time zones
            raise NoEdition(f"{dates.long(day)} is in the future.")
        weekend = " (most weekends have no edition)" if day.weekday() > 4 else ""
        message = f"{dates.long(day)} is not on disk{weekend}."
        raise NotDownloaded(message, "--date", day.isoformat())
    return Selection(dates.long(day), keys, day)


def _of_period(store: Store, period: Period, with_hidden: bool) -> Selection:
    synced = store.read_sync(queries.synced)
    days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    if synced.keys().isdisjoint(days):
        name = period_name(period)
        raise NotDownloaded(
            f"No edition of {name} is on disk.", "--since", period.first.isoformat()
        )
    newest = max(synced)
    missing = sum(day not in synced and day.weekday() < 5 and day <= newest for day in days)
    keys = store.read_sync(queries.period, period.first, period.last, with_hidden)
    return Selection(str(period), keys, missing=missing)


def period_name(period: Period) -> str:
    """Return the name of a period within a sentence: "August 2026", "week 34 of 2026"."""
    name = str(period)
    return name[0].lower() + name[1:] if name.startswith("Week") else name
