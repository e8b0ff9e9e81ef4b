"""Go from one edition or unread paper to the next, fetching editions that are not cached."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any

from tui_reader import dates, sync
from tui_reader.commands import LIST
from tui_reader.dates import Period
from tui_reader.models import FIRST_EDITION, ListSource
from tui_reader.store import queries, search
from tui_reader.store.lists import period_of
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.services.sync_service import SyncService

_FIRST = f"The first edition was {dates.long(FIRST_EDITION)}"


class Navigation:
    """Opens lists; what has to be fetched is fetched first."""

    def __init__(
        self, screen: PaneScreen, lists: ListController, sync_service: SyncService
    ) -> None:
        self._context, self._screen = screen.context, screen
        self._list, self._sidebar, self._sync = lists, lists.sidebar, sync_service

    @property
    def day(self) -> date | None:
        """The open edition, else the one of the paper at the cursor."""
        if self._list.source and self._list.source.day:
            return self._list.source.day
        return self._list.current.edition if self._list.current else None

    @property
    def _period(self) -> Period | None:
        """The open week or month."""
        source = self._list.source
        return period_of(source, self._sidebar.today) if source else None

    def fetch(self, work: Coroutine[Any, Any, object]) -> None:
        """Run work that may use the network; Esc cancels it."""
        self._screen.run_worker(work, group="fetch", exclusive=True)

    def stop_fetching(self) -> bool:
        """Return False if nothing is being fetched."""
        return bool(self._screen.workers.cancel_group(self._screen, "fetch"))

    async def go_to(self, source: ListSource, key: int | None = None) -> None:
        """Open a list and focus it; an edition that is not cached is fetched in a worker."""
        if await self._list.open(source, key):
            self._screen.show_pane(LIST)
            if source.kind == "for-you":
                await self.show_missing_bookmarks()
        elif source.day:
            self.fetch(self.fetch_and_show(source.day, key))

    async def fetch_and_show(self, day: date, key: int | None) -> None:
        """Fetch an edition, open it and focus it."""
        if await self._fetch_day(day, key):
            self._screen.show_pane(LIST)

    async def show_missing_bookmarks(self) -> None:
        """Show why the open list is not sorted by interests yet."""
        if not self._context.lists.is_ranked(self._list.source):
            return
        if missing := await self._context.store.read(search.for_you.missing):
            needed = dates.counted(missing, "more saved paper")
            text = f"For you needs {needed}: b bookmarks one."
            self._context.set_status(f"{text} Sorted by upvotes until then.", until="list")

    async def visit(self, source: ListSource) -> None:
        """Open a list from which Esc returns to the current one, and focus it."""
        await self._list.visit(source)
        self._screen.show_pane(LIST)

    async def _open(self, day: date, key: int | None = None) -> None:
        """Open an edition, fetching it if it is not cached."""
        if not await self._list.open(ListSource.edition(day), key):
            await self._fetch_day(day, key)

    async def _fetch_day(self, day: date, key: int | None = None) -> bool:
        """Fetch an edition and open it. Return False, with a message, if that failed."""
        set_status = self._context.set_status
        if day < FIRST_EDITION:
            set_status(_FIRST, until="moved")
            return False
        set_status(f"Fetching {dates.long(day)} … Esc cancels")
        newest = self._sidebar.newest or day
        problem = await self._sync.fetch_days([day], newest, lambda step: None)
        if problem:
            set_status(problem, error=True, until="moved")
            return False
        set_status("")
        await self._sidebar.fill()
        return await self._list.open(ListSource.edition(day), key)

    async def go_to_period(self, period: Period) -> None:
        """Open a week or month at once, and fetch the days that are missing."""
        source = ListSource.period(period)
        await self._list.open(source)
        today = self._sidebar.today
        days = await self._sync.missing_days(min(period.last, today), period.first)
        if not days:
            return

        def report(step: sync.Progress) -> None:
            text = f"Fetching {period}: {step.done} of {step.total} days … Esc cancels"
            self._context.set_status(text)

        problem = await self._sync.fetch_days(days, today, report)
        self._context.set_status(problem, error=bool(problem))
        await self._sidebar.fill()
        if self._list.source == source:
            await self._list.reopen(source, self._list.key if self._list.cursor else None)

    # Editions

    async def turn(self, by: int) -> None:
        """Open the edition after the current one (1) or before it (-1).

        Before the oldest cached one, fetch one more. From a week or month, open the one after or
        before. After any other list of many days comes the paper's own edition.
        """
        period, here = self._period, self.day
        if period is not None:
            await self._turn_period(period, by)
        elif here is None:  # an empty list
            await self.newest()
        elif cached := self._sidebar.neighbors(here)[by > 0]:
            between = await self._uncached(min(cached, here), max(cached, here))
            nearest = between[-1:] if by > 0 else between[:1]
            await self._open((*nearest, cached)[0])
        elif by < 0:
            day = here - timedelta(days=1)
            while sync.is_weekend(day):
                day -= timedelta(days=1)
            await self._fetch_day(day)
        elif self._list.source is not None and not self._list.source.day:
            await self._open(here, self._list.key)
        else:
            self._context.set_status("This is the newest edition", until="moved")

    async def _turn_period(self, period: Period, by: int) -> None:
        following, kind = _adjacent_period(period, by), "week" if "W" in period.name else "month"
        if following.last < FIRST_EDITION:
            self._context.set_status(_FIRST, until="moved")
        elif following.first > self._sidebar.today:
            self._context.set_status(f"This is the newest {kind}", until="moved")
        else:
            await self.go_to_period(following)

    async def _uncached(self, older: date, newer: date) -> list[date]:
        """Return weekdays between two editions that were never fetched, newest first."""
        may_fetch = not (self._context.options.offline or self._screen.status_bar.has_error)
        if not (may_fetch and self._list.source and self._list.source.day):
            return []
        day = timedelta(days=1)
        return await self._sync.missing_days(newer - day, older + day)

    async def newest(self) -> None:
        """Open the newest edition at its first unread paper."""
        if self._sidebar.newest is None:
            return
        source = ListSource.edition(self._sidebar.newest)
        keys = await self._context.lists.keys(source, self._sidebar.today)
        unread = await self._context.store.read(queries.unread_among, list(keys or ()))
        await self._list.open(source, unread[0] if unread else None, top=None if unread else 0)

    async def edition_of_paper(self) -> None:
        """Open the first edition of the paper at the cursor."""
        key = self._list.key
        if key is None:
            return
        days = await self._context.store.read(queries.editions_of, key)
        if days:
            await self._open(days[0], key)
        else:
            self._context.set_status("This paper is not in a downloaded edition", until="moved")

    # Unread papers

    async def go_to_unread(self, by: int) -> None:
        """Go to the next unread paper, continuing in older editions; -1: in the other direction."""
        keys, forward = self._list.keys, by > 0
        rows = range(self._list.cursor + by, len(keys) if forward else -1, by)
        unread = await self._context.store.read(queries.unread_among, [keys[row] for row in rows])
        if unread:
            self._list.go_to(unread[0])
            return
        day = await self._context.store.read(queries.first_unread, self.day, not forward)
        source = self._list.source
        if day is None or (source and not source.day):
            text = "No more unread papers" if forward else "No unread papers before this one"
            self._context.set_status(text, until="moved")
            return
        await self._list.open(ListSource.edition(day))
        unread = await self._context.store.read(queries.unread_among, list(self._list.keys))
        if unread:
            self._list.go_to(unread[0] if forward else unread[-1])
            self._list.read_marker.start()  # the first paper, too


def _adjacent_period(period: Period, by: int) -> Period:
    """Return the week or month before (-1) or after (1) a period."""
    day = period.first - timedelta(days=1) if by < 0 else period.last + timedelta(days=1)
    return dates.week_of(day) if "W" in period.name else dates.month_of(day)
