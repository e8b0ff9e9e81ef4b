"""The sync in the reader: behind the screen, with its state in the title line alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.timer import Timer
from textual.worker import Worker

from tui_reader import dates, sync
from tui_reader.commands import LIST
from tui_reader.hub.errors import HubError, Offline
from tui_reader.models import FIRST_EDITION, ListSource
from tui_reader.store import ReadOnly, cache, queries
from tui_reader.tui.key_priority import key_wait
from tui_reader.tui.moving import Moving
from tui_reader.tui.widgets import empty_state
from tui_reader.tui.widgets.title_bar import SyncStatus

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

# The Hub lets 500 requests pass in 300 seconds, of which a sync takes half at once.
AT_A_GO, A_REQUEST = 250, 0.6
EVERY = 0.25  # seconds between two looks at what a sync has brought: each draws all dates

Steps = Callable[["Source"], AsyncGenerator[sync.Progress, None]]


class Syncing(Moving):
    """One sync at a time. What it brings is shown where it does not move anything."""

    _sync_worker: Worker[None] | None = None
    _seen_newest: date | None = None
    _problem = ""  # what the last sync said went wrong
    _shown_at = 0.0  # when it was last shown how the sync stands (monotonic)
    _showing: Timer | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._state = SyncStatus()
        self._fresh: set[date] = set()  # editions on disk that have not been shown yet
        self._landing = asyncio.Lock()

    def start_sync(self) -> None:
        """The sync of a launch; also what `r` does."""
        config = self.options.config
        self._start(lambda hub: sync.launch(hub, self.store, config.sync.depth, config.sync.most))

    def _start(self, steps: Steps) -> None:
        self._sync_worker = self.run_worker(self._sync(steps), group="sync", exclusive=True)

    def action_sync(self) -> None:
        self.start_sync()

    def action_archive(self) -> None:
        self.mention("Fetching every edition since May 2023; the reader goes on meanwhile")
        self._start(lambda hub: sync.since(hub, self.store, FIRST_EDITION))

    async def _sync(self, steps: Steps) -> None:
        self.title_line.show_sync(SyncStatus("syncing …"))
        problems: list[str] = []
        left = skipped = 0
        started = datetime.now(UTC)
        try:
            async with await self.hub() as hub, aclosing(steps(hub)) as progress:
                async for step in progress:
                    left, skipped = step.left, skipped + step.skipped
                    if step.problem:
                        problems.append(step.problem)
                    self._note_step(_state(step, started), step.day if step.changed else None)
                    # Whoever presses keys comes first: the next edition waits for the last of them.
                    await asyncio.sleep(key_wait())
                if not self.options.demo:
                    await sync.fetch_trending(hub, self.store)
        except Offline as error:
            await self._show_all_steps()
            await self._no_network(str(error))
            return
        except HubError as error:
            problems.append(str(error))
        except ReadOnly as error:
            problems.append(str(error))
        await self._show_all_steps()
        await self._synced(problems, left, skipped)

    def _note_step(self, state: SyncStatus, day: date | None) -> None:
        """Show how the sync stands, and the edition that is on disk now: soon, with others."""
        self._state = state
        if day is not None:
            self._fresh.add(day)
        wait = self._shown_at + EVERY - monotonic()
        if wait <= 0 or self.place is None:
            self._show_steps()
        elif self._showing is None:
            self._showing = self.set_timer(wait, self._show_steps)

    def _show_steps(self) -> None:
        self._stop_showing()
        self._shown_at = monotonic()
        self.title_line.show_sync(self._state)
        self.run_worker(self._landed(), group="landed")

    async def _show_all_steps(self) -> None:
        """The sync is over."""
        self._stop_showing()
        await self._landed()

    def _stop_showing(self) -> None:
        if self._showing is not None:
            self._showing.stop()
            self._showing = None

    async def _landed(self) -> None:
        """Editions are on disk. The open list keeps its order; new papers come at its end."""
        async with self._landing:
            fresh, self._fresh = self._fresh, set()
            if fresh:
                await self._show_landed(fresh)

    async def _show_landed(self, fresh: set[date]) -> None:
        await self.fill_sidebar()
        if self.place is None:
            await self.open(ListSource.edition(self.days[0].day))
        elif self.place.day in fresh:
            keys = await self.keys_of(self.place)
            held = set(self.keys)
            new = [key for key in keys or () if key not in held]
            was_empty = not self.keys
            self.keys.extend(new)
            if was_empty and new:
                await self.open(self.place)
            elif new:
                self.papers.grow(len(self.keys))
            await self.show_again()
        self.tell_newest()

    def tell_newest(self) -> None:
        """Say, once, that there is an edition newer than any the reader has seen."""
        if not self.days:
            return
        newest = self.days[0]
        if self._seen_newest is None:
            self._seen_newest = newest.day
        if newest.day > self._seen_newest and not (self.place and self.place.day == newest.day):
            papers = f"{newest.papers} new paper{'' if newest.papers == 1 else 's'}"
            self.say(f"{dates.short(newest.day)}: {papers}, . goes there")

    def newest_seen(self) -> None:
        if self.days:
            self._seen_newest = self.days[0].day
            self.say("")

    async def _no_network(self, problem: str) -> None:
        if not self.days:
            self.title_line.show_sync(SyncStatus("offline"))
            self.title_line.show_list("No papers yet")
            self.empty.update(empty_state.first_launch(problem))
            self.remove_class("-first")
            self.add_class("-empty")
            return
        last = await self.store.read(queries.fact, sync.LAST_SYNC)
        words = "offline"
        if last:
            words += f", last synced {_ago(last)}"
        self.title_line.show_sync(SyncStatus(words))

    async def _synced(self, problems: list[str], left: int, skipped: int) -> None:
        self.went_on()
        last = await self.store.read(queries.fact, sync.LAST_SYNC)
        self.title_line.show_sync(SyncStatus(f"synced {_ago(last)}" if last else ""))
        if problems:
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            self.say(problems[0] + more, error=True)
            self._problem = self.status.message
            if not self.days:
                self.empty.update(empty_state.first_launch(problems[0]))
                self.remove_class("-first")
                self.add_class("-empty")
        elif left:
            self.say(f"{left} more days are missing; : archive fetches them all")
        elif skipped:
            self.say(f"{skipped} broken entr{'y was' if skipped == 1 else 'ies were'} left out")
        elif self._problem and self.status.message == self._problem:
            self.say("")  # it is true no more
        await self._prune()
        await self.after_sync()

    async def _prune(self) -> None:
        """Let go of editions older than the settings keep."""
        keep = self.options.config.sync.keep
        if keep and self.days:
            oldest = self.days[0].day - timedelta(days=keep)
            try:
                dropped = await self.store.write_cache(cache.drop_editions, oldest)
            except ReadOnly:
                return  # the sync has said so
            if dropped:
                await self.fill_sidebar()

    async def after_sync(self) -> None:
        """The sync is over and its state is shown."""

    # An edition that is not on disk

    async def fetch_day(self, day: date, key: int | None = None) -> bool:
        if not day >= FIRST_EDITION:
            self.mention(f"The first edition was {dates.long(FIRST_EDITION)}")
            return False
        self.run_worker(self._fetch_day(day, key), group="fetch-day", exclusive=True)
        return False

    async def _fetch_day(self, day: date, key: int | None) -> None:
        self.say(f"Fetching {dates.long(day)} … Esc leaves it")
        try:
            async with await self.hub() as hub:
                newest = self.days[0].day if self.days else day
                async for step in sync.fetch(hub, self.store, [day], newest):
                    if step.problem:
                        self.mention(step.problem, error=True)
                        return
        except (HubError, ReadOnly) as error:
            self.mention(str(error), error=True)
            return
        self.say("")
        await self.fill_sidebar()
        await self.open(ListSource.edition(day), key)
        self.show_pane(LIST)

    def stop_fetching(self) -> bool:
        """Leave a fetch that is waited for. False if there is none."""
        stopped = self.workers.cancel_group(self, "fetch-day")
        if stopped:
            self.say("")
        return bool(stopped)

    async def skipped(self, older: date, newer: date) -> list[date]:
        """Without a network, or after it has failed, one goes on to what is on disk."""
        if self.options.offline or self.status.has_error or not (self.place and self.place.day):
            return []
        synced = await self.store.read(queries.synced)
        between = sync.days_back(newer - timedelta(days=1), older + timedelta(days=1))
        return [day for day in between if day not in synced and not sync.is_weekend(day)]

    async def beyond_oldest(self, day: date) -> None:
        older = day - timedelta(days=1)
        while sync.is_weekend(older):
            older -= timedelta(days=1)
        await self.fetch_day(older)


def _ago(at: str) -> str:
    return dates.ago(datetime.fromisoformat(at), datetime.now(UTC))


def _state(step: sync.Progress, started: datetime) -> SyncStatus:
    words = f"syncing {step.done} of {step.total}"
    if step.total > 60 and step.done > 10:
        took = (datetime.now(UTC) - started).total_seconds()
        ahead = step.total - step.done
        minutes = round(max(took / step.done * ahead, (ahead - AT_A_GO) * A_REQUEST) / 60)
        words += f", {minutes} min left" if minutes else ", less than a minute left"
    return SyncStatus(words, step.done / step.total if step.total else None)
