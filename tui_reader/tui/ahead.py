"""The editions beside the open one: read and laid out before they are asked for.

What was read ahead is shown at once and read again behind it, so that it is never older than what
is on disk for longer than that takes.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from typing import Any

from textual.worker import Worker

from tui_reader.models import Entry, ListSource
from tui_reader.tui.desk import SOON, Desk, Found


class Ahead(Desk):
    """`[` and `]` find what they open in memory."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ready: dict[ListSource, Found] = {}

    async def find(self, place: ListSource, key: int | None, index: int) -> Found | None:
        ready = self._ready.pop(place, None)
        if ready is None or key is not None or index:
            return await super().find(place, key, index)
        # Once it is painted: reading takes the interpreter from whoever paints.
        self.after(SOON, partial(self._catch_up, place, list(ready.keys)))
        return ready

    async def _catch_up(self, place: ListSource, shown: list[int]) -> None:
        """Show what has changed since the open list was read ahead."""
        keys = await self.keys_of(place)
        if self.place != place:
            return
        if keys is not None and list(keys) != shown and not self.papers.cursor:
            await self.open(place)
        else:
            await self.read_again()

    def forget_ahead(self) -> bool:
        """What was read, or is being read, is no longer what would be shown. False if none was."""
        had = bool(self.workers.cancel_group(self, "ahead") or self._ready)
        self._ready = {}
        return had

    async def count_others(self) -> None:
        had = self.forget_ahead()  # marks have changed, or an edition has come
        await super().count_others()
        if had:
            self._look_ahead()

    def _prepare(self) -> None:
        super()._prepare()
        self._look_ahead()

    def coming(self) -> list[Entry]:
        ready = self._ready.values()
        firsts = [found.held[found.begin] for found in ready if found.begin in found.held]
        return [*super().coming(), *firsts]

    def _look_ahead(self) -> None:
        beside = self._beside()
        if beside != list(self._ready):
            # As a function: one that is given up before it began has made nothing.
            read = partial(self._read_ahead, beside)
            _: Worker[None] = self.run_worker(read, group="ahead", exclusive=True)

    def _beside(self) -> list[ListSource]:
        """The editions before and after the open one."""
        here = self.place.day if self.place else None
        if here is None:
            return []
        at = bisect_left(self.days, -here.toordinal(), key=lambda one: -one.day.toordinal())
        if self.days[at : at + 1] and self.days[at].day == here:
            near = (*self.days[at + 1 : at + 2], *self.days[max(0, at - 1) : at])
            return [ListSource.edition(one.day) for one in near]
        return []

    async def _read_ahead(self, beside: list[ListSource]) -> None:
        ready = {}
        for place in beside:
            found = self._ready.get(place) or await super().find(place, None, 0)
            if not self.papers.is_attached:
                return  # the reader is leaving
            if found is None:
                continue
            ready[place] = found
            self.papers.prepare(found.held, found.begin)
        self._ready = ready
        super()._prepare()
