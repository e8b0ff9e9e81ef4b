"""Which papers a command is about: a day's, a period's, the bookmarks, what a query finds."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tui_reader import dates
from tui_reader.cli import output
from tui_reader.cli.context import Mode
from tui_reader.cli.errors import NotFound
from tui_reader.dates import Period
from tui_reader.models import Entry
from tui_reader.store import Store, queries, rows


@dataclass(frozen=True, slots=True)
class Chosen:
    """Keys in order; `day` is the edition they were asked as, `title` names them."""

    title: str
    keys: array[int] = field(default_factory=lambda: array("q"))
    day: date | None = None

    def entries(self, store: Store, limit: int = 0) -> list[Entry]:
        """The papers with their marks and watches, the first `limit` of them, 0 for all."""
        keys = list(self.keys[:limit] if limit else self.keys)
        found = store.read_sync(rows.entries, keys, self.day)
        caught = watched(store, keys)
        return [
            found[key]._replace(watches=tuple(name for name in caught if key in caught[name]))
            for key in keys
            if key in found
        ]


def watched(store: Store, keys: Sequence[int]) -> dict[str, set[int]]:
    """What each watch catches of these papers."""
    watches = store.read_sync(queries.watches)
    if not watches:
        return {}
    from tui_reader import query
    from tui_reader.store.search import full_text_search

    return {
        name: set(store.read_sync(full_text_search.narrow, query.parse(text), keys))
        for name, text in watches
    }


def bookmarks(store: Store) -> Chosen:
    return Chosen("Bookmarks", store.read_sync(queries.bookmarks))


def unread(store: Store) -> Chosen:
    return Chosen("Unread", store.read_sync(queries.unread))


def of_day(mode: Mode, store: Store, asked: date | Period | None) -> Chosen:
    """The papers of a day or period, as far as they are on disk; None is the newest edition.

    Raises NotFound, with the command that fetches it, where nothing of it is.
    """
    if isinstance(asked, Period):
        return _of_period(mode, store, asked)
    day = asked or store.read_sync(queries.newest)
    if day is None:
        raise NotFound("Nothing is on disk yet. Fetch the newest editions with:", _sync(mode))
    keys = store.read_sync(queries.edition, day)
    if keys is None:
        raise NotFound(
            f"{dates.long(day)} is not on disk. Fetch it with:", _sync(mode, "--date", day)
        )
    return Chosen(dates.long(day), keys, day)


def _of_period(mode: Mode, store: Store, period: Period) -> Chosen:
    synced = store.read_sync(queries.synced)
    days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    held = [day for day in days if day in synced]
    advice = _sync(mode, "--since", period.first)
    if not held:
        raise NotFound(f"Nothing of {_inline(period)} is on disk. Fetch it with:", advice)
    newest = max(synced)
    missing = sum(day not in synced and day.weekday() < 5 and day <= newest for day in days)
    if missing:
        some = "day" if missing == 1 else "days"
        output.tell(f"{missing} {some} of {_inline(period)} not on disk. Fetch with: {advice}")
    return Chosen(str(period), store.read_sync(queries.period, period.first, period.last))


def _inline(period: Period) -> str:
    name = str(period)
    return name[0].lower() + name[1:] if name.startswith("Week") else name


def _sync(mode: Mode, option: str = "", day: date | None = None) -> str:
    return mode.command("sync", *([option, day.isoformat()] if day else []))
