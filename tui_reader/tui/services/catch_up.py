"""New editions since the user was away: those whose list was never on screen."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

from tui_reader import dates
from tui_reader.models import ListSource
from tui_reader.store import ReadOnly, Store, cache, library, queries

MIN_DAYS = 2  # a single new day is not announced


class CatchUp:
    """Records which lists were on screen, and counts the papers of the others."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: set[date] = set()
        self._unsaved: set[date] = set()

    async def start(self, newest: date | None) -> None:
        """Set the edition that new ones are compared with, at the first launch only.

        Args:
            newest: The newest cached edition; None if there is none yet.
        """
        if newest and await self._store.read(queries.value, queries.AWAY_SINCE) is None:
            name, value = queries.AWAY_SINCE, newest.isoformat()
            await self._store.try_write_library(library.put_value, name, value)

    def list_shown(self, source: ListSource) -> None:
        """Note that a list is on screen; `save` records it."""
        if source.day and source.day not in self._seen:
            self._seen.add(source.day)
            self._unsaved.add(source.day)

    async def save(self) -> None:
        """Record which lists were on screen."""
        for day in list(self._unsaved):
            await self._store.try_write_library(library.record_edition_seen, day, datetime.now(UTC))
            self._unsaved.discard(day)

    async def sync_shown(self) -> None:
        """Record that the result of a sync is on screen: upvote gains restart with the next one."""
        with suppress(ReadOnly):
            await self._store.write_cache(cache.mark_gains_seen)

    async def summary(self) -> str:
        """Return "528 new papers in 14 days"; "" if fewer than `MIN_DAYS` are new."""
        await self.save()
        days, papers = await self._store.read(queries.away_counts)
        return f"{dates.count(papers)} new papers in {days} days" if days >= MIN_DAYS else ""
