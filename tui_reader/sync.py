"""Fetch missing and stale editions, newest first; each is stored as soon as it arrives.

Days are counted from the Hub's newest edition, never from the local clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tui_reader import dates
from tui_reader.hub.errors import HubError, NotFound, Offline
from tui_reader.models import FIRST_EDITION, Edition
from tui_reader.store import Store, cache, library, marks, queries
from tui_reader.store.queries import Synced

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

FIRST_LAUNCH = 7  # editions
MAX_REQUESTED = 16  # editions requested before they can be stored; see also `hub.rate_limit`
MAX_BATCH = 8  # editions in one transaction, if they arrive faster than they are written
RECENT = timedelta(days=14)  # upvotes and comments of these still change
FIRST_LAUNCH_LIMIT = timedelta(days=28)  # how far back the first launch looks for editions
LAST_SYNC = "last-sync"


class Progress(NamedTuple):
    """One step of a sync.

    Attributes:
        done, total: Numbers of days.
        day: The edition that was stored, or failed; None for the first step.
        changed: Whether the edition differs from the one on disk.
        skipped: The number of malformed entries of the edition.
        problem: Why the edition failed, "" if it did not.
        left: The number of missing days that this sync does not fetch.
    """

    done: int
    total: int
    day: date | None = None
    changed: bool = False
    skipped: int = 0
    problem: str = ""
    left: int = 0


def days_back(newest: date, oldest: date) -> list[date]:
    """Return the days from the newest to the oldest, newest first, none before FIRST_EDITION."""
    oldest = max(oldest, FIRST_EDITION)
    return [newest - timedelta(days=n) for n in range((newest - oldest).days + 1)]


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def launch_days(
    newest: date, synced: Mapping[date, Synced], depth: int = FIRST_LAUNCH
) -> list[date]:
    """Return the days to fetch at launch, newest first.

    With an empty cache these are the newest `depth` weekdays and the weekends between them. Later
    they are all days since the newest edition on disk, and the RECENT ones again. A day without an
    edition is requested again for two days.
    """
    stored = [day for day, known in synced.items() if known.papers]
    if not stored:
        wanted: list[date] = []
        for day in days_back(newest, newest - FIRST_LAUNCH_LIMIT):
            wanted.append(day)
            if sum(not is_weekend(d) for d in wanted) >= depth:
                break
        return wanted
    # Recent days before the oldest edition on disk: the user may want a shorter history.
    first_stored = min(stored)
    wanted = []
    for day in days_back(newest, max(stored) - RECENT):
        known = synced.get(day)
        if known is None:
            if day > first_stored:
                wanted.append(day)
        elif known.papers:
            if newest - day <= RECENT:
                wanted.append(day)
        elif newest - day <= timedelta(days=2):
            wanted.append(day)
    return wanted


def missing(newest: date, oldest: date, synced: Mapping[date, Synced]) -> list[date]:
    """Return the days that are missing or may still change, newest first."""
    return [
        day
        for day in days_back(newest, oldest)
        if not (day in synced and (synced[day].settled or not synced[day].papers))
        or newest - day <= timedelta(days=2)
    ]


async def launch(
    hub: Source, store: Store, depth: int = FIRST_LAUNCH, most: int = 30
) -> AsyncGenerator[Progress, None]:
    """Fetch the editions for a launch, at most `most` days of them.

    `depth` is the number of editions at the first launch. Raises HubError if the newest edition
    cannot be requested, Offline without a network.
    """
    newest = await hub.latest()
    synced = await store.read(queries.synced)
    first_time = await store.read(queries.unread_since) is None
    days = launch_days(newest, synced, depth)
    left = max(0, len(days) - most)
    days = days[:most]
    if first_time:
        await store.write_library(library.count_unread_since, min(days))
    async with aclosing(fetch(hub, store, days, newest, left)) as steps:
        async for step in steps:
            yield step
    if not synced:
        # After holidays: go back day by day until there are `depth` editions.
        async with aclosing(_until(hub, store, min(days), newest, depth)) as more:
            async for step in more:
                yield step
    if first_time:
        stored = await store.read(queries.days)
        if stored:
            await store.write_library(library.count_unread_since, stored[:depth][-1].day)


async def _until(
    hub: Source, store: Store, day: date, newest: date, depth: int
) -> AsyncGenerator[Progress, None]:
    while len(await store.read(queries.days)) < depth:
        day -= timedelta(days=1)
        if newest - day > FIRST_LAUNCH_LIMIT:
            return
        async for step in fetch(hub, store, [day], newest):
            yield Progress(depth, depth, step.day, step.changed, step.skipped, step.problem)


async def since(hub: Source, store: Store, oldest: date) -> AsyncGenerator[Progress, None]:
    """Fetch every missing or changing edition since a day. An interrupted sync can be resumed."""
    newest = await hub.latest()
    synced = await store.read(queries.synced)
    if await store.read(queries.unread_since) is None:
        await store.write_library(
            library.count_unread_since, min(launch_days(newest, {}, FIRST_LAUNCH))
        )
    async with aclosing(fetch(hub, store, missing(newest, oldest, synced), newest)) as steps:
        async for step in steps:
            yield step


async def fetch_trending(hub: Source, store: Store) -> None:
    """Fetch the list "Trending"; if the Hub cannot be reached, the one on disk stays."""
    with suppress(HubError):
        await store.write_cache(cache.write_feed, "trending", await hub.papers_trending())


async def _edition(hub: Source, day: date) -> Edition:
    try:
        return await hub.edition(day)
    except NotFound:
        return Edition(day, ())


async def fetch(
    hub: Source, store: Store, days: Iterable[date], newest: date, left: int = 0
) -> AsyncGenerator[Progress, None]:
    """Fetch days in parallel and store each edition in the given order.

    A day that fails does not affect the others. Raises Offline without a network.
    """
    days = list(days)
    await store.write_cache(cache.start_gains)
    yield Progress(0, len(days), left=left)
    requested: list[asyncio.Task[Edition]] = []
    waiting = iter(days)
    done = 0
    try:
        while done < len(days):
            for day in islice(waiting, MAX_REQUESTED - len(requested)):
                requested.append(asyncio.create_task(_edition(hub, day)))
            editions: list[Edition] = []
            problem: Exception | None = None
            try:
                # Editions that arrived while the last batch was written, or else the next one
                while not editions or (
                    requested and requested[0].done() and len(editions) < MAX_BATCH
                ):
                    editions.append(await requested.pop(0))
            except Exception as error:  # store the editions before it, then raise
                problem = error
            settled = [newest - edition.day > RECENT for edition in editions]
            changed = await store.write_cache(
                cache.write_editions, editions, settled, datetime.now(UTC)
            )
            for edition, new in zip(editions, changed, strict=True):
                done += 1
                yield Progress(done, len(days), edition.day, new, edition.skipped, left=left)
            if isinstance(problem, HubError) and not isinstance(problem, Offline):
                done += 1
                day = days[done - 1]
                text = f"{dates.long(day)}: {problem}"
                yield Progress(done, len(days), day, problem=text, left=left)
            elif problem is not None:
                raise problem
        await store.write_cache(cache.write_fact, LAST_SYNC, datetime.now(UTC).isoformat())
        if await store.read(marks.unknown_papers):
            await store.write_library(library.complete_saved_papers)
    finally:
        for task in requested:
            task.cancel()
        await asyncio.gather(*requested, return_exceptions=True)
