"""Sync with the Hub in the background: editions, then the user's Collection, if it is on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from tui_reader import sync
from tui_reader.collection.errors import CollectionError
from tui_reader.hub.errors import HubError
from tui_reader.hub.errors import Offline as HubOffline
from tui_reader.models import FIRST_EDITION
from tui_reader.store import ReadOnly, Store, queries
from tui_reader.tui.key_priority import key_wait

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

Steps = Callable[["Source"], AsyncGenerator[sync.Progress, None]]


class SyncService:
    """One sync at a time; the caller runs it in an exclusive worker.

    Args:
        hub: Returns a new client.
        post: Receives the messages below.
        trending: Whether to fetch the trending list after the editions.
    """

    class Progress(Message):
        """One step is done; `started` is when the sync began."""

        def __init__(self, step: sync.Progress, started: datetime) -> None:
            super().__init__()
            self.step, self.started = step, started

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, SyncService.Progress)

    class Landed(Message):
        """A new or changed edition is in the cache."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    class Offline(Message):
        """The Hub cannot be reached."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class Finished(Message):
        """`missing` days are beyond the limit of a launch; `skipped` counts malformed entries."""

        def __init__(self, problems: list[str], missing: int, skipped: int) -> None:
            super().__init__()
            self.problems, self.missing, self.skipped = problems, missing, skipped

    def __init__(
        self,
        store: Store,
        hub: Callable[[], Source],
        post: Callable[[Message], object],
        trending: bool = True,
    ) -> None:
        self._store, self._hub, self._post, self._trending = store, hub, post, trending

    async def launch(self, depth: int, most: int) -> None:
        """Fetch the editions for a launch; see `sync.launch` for the arguments."""
        await self._run(lambda hub: sync.launch(hub, self._store, depth, most))

    async def archive(self) -> None:
        """Fetch every edition since the first."""
        await self._run(lambda hub: sync.since(hub, self._store, FIRST_EDITION))

    async def _run(self, steps: Steps) -> None:
        problems: list[str] = []
        missing = skipped = 0
        started = datetime.now(UTC)
        try:
            async with self._hub() as hub, aclosing(steps(hub)) as progress:
                async for step in progress:
                    missing, skipped = step.left, skipped + step.skipped
                    if step.problem:
                        problems.append(step.problem)
                    self._post(self.Progress(step, started))
                    if step.day is not None and step.changed:
                        self._post(self.Landed(step.day))
                    await asyncio.sleep(key_wait())
                if self._trending:
                    await sync.fetch_trending(hub, self._store)
        except HubOffline as error:
            self._post(self.Offline(str(error)))
            return
        except (HubError, ReadOnly) as error:
            problems.append(str(error))
        self._post(self.Finished(problems, missing, skipped))

    async def fetch_days(
        self, days: list[date], newest: date, report: Callable[[sync.Progress], object]
    ) -> str:
        """Fetch the given days, calling `report` after each. Return the first problem, or ""."""
        problem = ""
        try:
            async with (
                self._hub() as hub,
                aclosing(sync.fetch(hub, self._store, days, newest)) as steps,
            ):
                async for step in steps:
                    problem = problem or step.problem
                    report(step)
        except (HubError, ReadOnly) as error:
            problem = str(error)
        return problem

    async def missing_days(self, newest: date, oldest: date) -> list[date]:
        """Return the weekdays of a range (inclusive) that were never fetched, newest first."""
        known = await self._store.read(queries.synced)
        return [
            day
            for day in sync.days_back(newest, oldest)
            if day not in known and not sync.is_weekend(day)
        ]


class CollectionResult(NamedTuple):
    """One line for the user."""

    message: str
    failed: bool


class CollectionSync:
    """Merges library and Collection."""

    def __init__(self, store: Store, hub: Callable[[], Source]) -> None:
        self._store, self._hub = store, hub

    async def is_on(self) -> bool:
        from tui_reader.collection import state  # imported on first use: saves 4 ms

        return (await self._store.read(state.link)).on

    async def run(self) -> CollectionResult:
        """Sync, then fetch papers that the Collection knows only by ID.

        It may be canceled anywhere: nothing is lost.
        """
        from tui_reader.collection import service  # with httpx: 50 ms
        from tui_reader.collection.sync import MAX_REQUESTS

        try:
            async with self._hub() as hub:
                changes = await service.run(hub, self._store)
                await service.fill(hub, self._store, MAX_REQUESTS - changes.requests)
        except (CollectionError, ReadOnly) as error:
            return CollectionResult(str(error), failed=True)
        return CollectionResult(changes.line, failed=False)
