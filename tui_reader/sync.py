"""Which days are missing or stale, and fetching them: newest first, each stored as it lands.

The days are counted from the newest edition that the Hub names, never from the local clock.
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
from tui_reader.store import (
    Store,
    cache,
    library,
    marks,
    queries,
)
from tui_reader.store.queries import Synced

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

FIRST_LAUNCH = 7  # editions
AHEAD = 16  # editions asked for before their turn to be stored; few at once, see `hub.pace`
TOGETHER = 8  # editions of one transaction at most, where they come faster than they are written
AT_MOST = 30  # editions that a launch takes without being asked
RECENT = timedelta(days=14)  # upvotes and comments still move
FURTHEST = timedelta(days=28)  # how far back the first launch looks for its editions
LAST_SYNC = "last-sync"


class Progress(NamedTuple):
    """One step of a sync. `day` is the edition that landed; `problem` what went wrong with it.

    `skipped` counts the entries of that day which were too broken to keep. `left` is how many
    more days are missing than were asked for.
    """

    done: int
    total: int
    day: date | None = None
    changed: bool = False
    skipped: int = 0
    problem: str = ""
    left: int = 0


def days_back(newest: date, oldest: date) -> list[date]:
    """The days from the newest to the oldest, newest first, never before the first edition."""
    oldest = max(oldest, FIRST_EDITION)
    return [newest - timedelta(days=n) for n in range((newest - oldest).days + 1)]


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def due(newest: date, synced: Mapping[date, Synced], depth: int = FIRST_LAUNCH) -> list[date]:
    """The days that a launch asks for, newest first.

    With an empty cache the newest `depth` weekdays (and the weekend days between them), later
    all since the newest one on disk, and the recent ones again. A day known to be empty is
    asked again only while an edition may still come: for two days.
    """
    held = [day for day, known in synced.items() if known.papers]
    if not held:
        wanted: list[date] = []
        for day in days_back(newest, newest - FURTHEST):
            wanted.append(day)
            if sum(not is_weekend(d) for d in wanted) >= depth:
                break
        return wanted
    oldest = min(max(held), newest) - RECENT
    # Recent days that were never held are not due: the reader may keep a shorter history.
    first_held = min(held)
    wanted = []
    for day in days_back(newest, min(oldest, newest - RECENT)):
        known = synced.get(day)
        if known is None:
            if day > first_held:
                wanted.append(day)
        elif known.papers:
            if newest - day <= RECENT:
                wanted.append(day)
        elif newest - day <= timedelta(days=2):
            wanted.append(day)
    return wanted


def missing(newest: date, oldest: date, synced: Mapping[date, Synced]) -> list[date]:
    """The days from the newest to the oldest that have not settled on disk."""
    return [
        day
        for day in days_back(newest, oldest)
        if not (day in synced and (synced[day].settled or not synced[day].papers))
        or newest - day <= timedelta(days=2)
    ]


async def launch(
    hub: Source, store: Store, depth: int = FIRST_LAUNCH, most: int = AT_MOST
) -> AsyncGenerator[Progress, None]:
    """The sync of a launch. Raises Offline (and its kin) where the Hub can't be asked at all."""
    newest = await hub.latest()
    synced = await store.read(queries.synced)
    first_time = await store.read(queries.unread_since) is None
    days = due(newest, synced, depth)
    left = max(0, len(days) - most)
    days = days[:most]
    if first_time:
        await store.write_library(library.count_unread_since, min(days))
    async with aclosing(fetch(hub, store, days, newest, left)) as steps:
        async for step in steps:
            yield step
    if not synced:
        # Holidays: go on, a day at a time, until there are as many editions as were wanted.
        async with aclosing(_until(hub, store, min(days), newest, depth)) as more:
            async for step in more:
                yield step
    if first_time:
        held = await store.read(queries.days)
        if held:
            await store.write_library(library.count_unread_since, held[: max(depth, 1)][-1].day)


async def _until(
    hub: Source, store: Store, day: date, newest: date, depth: int
) -> AsyncGenerator[Progress, None]:
    while len(await store.read(queries.days)) < depth:
        day -= timedelta(days=1)
        if newest - day > FURTHEST:
            return
        async for step in fetch(hub, store, [day], newest):
            yield Progress(depth, depth, step.day, step.changed, step.skipped, step.problem)


async def since(hub: Source, store: Store, oldest: date) -> AsyncGenerator[Progress, None]:
    """Every edition since a day that is not on disk for good. Resumable: what is there stays."""
    newest = await hub.latest()
    synced = await store.read(queries.synced)
    if await store.read(queries.unread_since) is None:
        await store.write_library(library.count_unread_since, min(due(newest, {}, FIRST_LAUNCH)))
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
    """Fetch days in the given order, a few at once, and store each whole as its turn comes.

    One bad day costs its neighbours nothing. Without a network there is nothing to go on with:
    Offline is raised.
    """
    days = list(days)
    await store.write_cache(cache.start_gains)
    yield Progress(0, len(days), left=left)
    ahead: list[asyncio.Task[Edition]] = []
    waiting = iter(days)
    done = 0
    try:
        while done < len(days):
            for day in islice(waiting, AHEAD - len(ahead)):
                ahead.append(asyncio.create_task(_edition(hub, day)))
            editions: list[Edition] = []
            problem: Exception | None = None
            try:
                # All that came while the last were written, or else the next.
                while not editions or (ahead[:1] and ahead[0].done() and len(editions) < TOGETHER):
                    editions.append(await ahead.pop(0))
            except Exception as error:  # of any kind: those before it are stored
                problem = error
            if editions:
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
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)
