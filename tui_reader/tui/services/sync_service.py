"""Sync with the Hub in the background: editions, then the user's Collection, if it is on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tui_reader import sync
from tui_reader.hub.errors import HubError
from tui_reader.hub.errors import Offline as HubOffline
from tui_reader.models import FIRST_EDITION
from tui_reader.store import ReadOnly, Store, queries
from tui_reader.tui.key_priority import key_wait

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

Steps = Callable[["Source"], AsyncGenerator[sync.Progress, None]]
Report = Callable[[sync.Progress], object]


class SyncResult(NamedTuple):
    """`missing` days are beyond the limit of a launch; `skipped` counts malformed entries.

    `offline` is why the Hub cannot be reached, "" otherwise.
    """

    problems: Sequence[str] = ()
    missing: int = 0
    skipped: int = 0
    offline: str = ""


class SyncService:
    """One sync at a time; the caller runs it in an exclusive worker. `report` gets each step.

    Args:
        hub: Returns a new client.
        trending: Whether to fetch the trending list after the editions.
    """

    def __init__(self, store: Store, hub: Callable[[], Source], trending: bool) -> None:
        self._store, self._hub, self._trending = store, hub, trending

    async def launch(self, depth: int, most: int, report: Report) -> SyncResult:
        """Fetch the editions for a launch; see `sync.launch` for the arguments."""
        return await self._run(lambda hub: sync.launch(hub, self._store, depth, most), report)

    async def archive(self, report: Report) -> SyncResult:
        """Fetch every edition since the first."""
        return await self._run(lambda hub: sync.since(hub, self._store, FIRST_EDITION), report)

    async def fetch_days(self, days: list[date], newest: date, report: Report) -> str:
        """Fetch the given days at once. Return the first problem, or ""."""
        result = await self._run(
            lambda hub: sync.fetch(hub, self._store, days, newest), report, in_background=False
        )
        return next(iter(result.problems), result.offline)

    async def _run(self, steps: Steps, report: Report, in_background: bool = True) -> SyncResult:
        """Fetch editions.

        Args:
            in_background: Wait while the user presses keys, and also fetch the trending list.
        """
        problems: list[str] = []
        missing = skipped = 0
        try:
            async with self._hub() as hub, aclosing(steps(hub)) as progress:
                async for step in progress:
                    missing, skipped = step.left, skipped + step.skipped
                    if step.problem:
                        problems.append(step.problem)
                    report(step)
                    if in_background:
                        await asyncio.sleep(key_wait())
                if in_background and self._trending:
                    await sync.fetch_trending(hub, self._store)
        except HubOffline as error:
            return SyncResult(problems, offline=str(error))
        except HubError as error:
            problems.append(str(error))
        except ReadOnly as error:
            problems.append(f"Not saved: {error}")
        return SyncResult(problems, missing, skipped)

    async def missing_days(self, newest: date, oldest: date) -> list[date]:
        """Return the weekdays of a range (inclusive) that were never fetched, newest first."""
        known = await self._store.read(queries.synced)
        return [
            day
            for day in sync.days_back(newest, oldest)
            if day not in known and not sync.is_weekend(day)
        ]


async def syncs_collection(store: Store) -> bool:
    """Return whether the Collection is on."""
    from tui_reader.collection import state  # imported on first use: saves 4 ms

    return (await store.read(state.link)).on


async def sync_collection(store: Store, hub: Callable[[], Source]) -> str:
    """Merge library and Collection, then fetch papers that the Collection knows only by ID.

    It may be canceled anywhere: nothing is lost. Returns one line about the changes. Raises
    CollectionError and ReadOnly.
    """
    from tui_reader.collection import service  # with httpx: 50 ms
    from tui_reader.collection.sync import MAX_REQUESTS

    async with hub() as client:
        changes = await service.run(client, store)
        await service.fill(client, store, MAX_REQUESTS - changes.requests)
    return changes.line
