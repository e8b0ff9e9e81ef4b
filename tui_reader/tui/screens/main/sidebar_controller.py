"""The sidebar's rows and counts."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from datetime import UTC, date, datetime

from tui_reader.models import (
    AWAY,
    BOOKMARKS,
    FOR_YOU,
    THIS_MONTH,
    THIS_WEEK,
    TRENDING,
    UNREAD,
    Counts,
    Day,
    ListSource,
)
from tui_reader.store import queries
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.services.catch_up import MIN_DAYS
from tui_reader.tui.widgets.sidebar import SidebarRow


class SidebarController:
    """Reads editions and counts from the store and shows them."""

    def __init__(self, screen: PaneScreen) -> None:
        self._context, self._sidebar = screen.context, screen.sidebar
        self.days: list[Day] = []  # cached editions, newest first

    @property
    def newest(self) -> date | None:
        """The newest cached edition."""
        return self.days[0].day if self.days else None

    @property
    def today(self) -> date:
        """The newest edition's day; the current date while nothing is cached."""
        return self.newest or datetime.now(UTC).date()

    def neighbors(self, day: date) -> tuple[date | None, date | None]:
        """Return the cached editions before and after a day."""
        at = bisect_left(self.days, -day.toordinal(), key=lambda one: -one.day.toordinal())
        newer = self.days[at - 1].day if at else None
        older = [one.day for one in self.days[at : at + 2] if one.day < day]
        return older[0] if older else None, newer

    async def fill(self) -> None:
        """Read the cached editions and show all rows; counts follow."""
        self.days = await self._context.store.read(queries.days)
        self._sidebar.fill(await self._fixed_rows(), self.days)
        if self._sidebar.open_source:
            self._sidebar.mark_open(self._sidebar.open_source)
        self.show_counts(await self._context.store.read(queries.counts))
        await self.refresh_counts()

    async def _fixed_rows(self) -> list[SidebarRow]:
        """The lists above the dates."""
        glyphs, watches = self._context.glyphs, self._context.watches
        await watches.read()
        unread = await watches.unread_counts()
        days, papers = await self._context.store.read(queries.away_counts)
        since_away = [SidebarRow(AWAY, "Away", papers=papers)] if days >= MIN_DAYS else []
        periods = [
            SidebarRow(THIS_WEEK, "This week", " "),
            SidebarRow(THIS_MONTH, "This month", " "),
        ]
        return [
            SidebarRow(BOOKMARKS, "Bookmarks", glyphs.star, papers=0),
            SidebarRow(UNREAD, "Unread", glyphs.unread, papers=0),
            SidebarRow(FOR_YOU, "For you", " "),
            *since_away,
            SidebarRow(TRENDING, "Trending", glyphs.upvotes),
            *(periods if self.days else []),
            *(
                SidebarRow(ListSource("watch", name), name, glyphs.watch, unread=unread.get(name))
                for name in watches.queries
            ),
        ]

    def show_counts(self, counts: Counts) -> None:
        """Show the numbers of bookmarks and unread papers."""
        self._sidebar.update_row(BOOKMARKS, papers=counts.bookmarks)
        self._sidebar.update_row(UNREAD, papers=counts.unread)

    async def refresh_counts(self) -> None:
        """Read the unread counts of watches and of the editions on screen."""
        for name, number in (await self._context.watches.unread_counts()).items():
            self._sidebar.update_row(ListSource("watch", name), unread=number)
        await self.refresh_visible_days()

    async def refresh_visible_days(self) -> None:
        """Read the unread counts of the editions on screen and of the open one."""
        ranges = {visible} if (visible := self._sidebar.visible_days()) else set()
        if self._sidebar.open_source and self._sidebar.open_source.day:
            ranges.add((self._sidebar.open_source.day, self._sidebar.open_source.day))
        await asyncio.gather(*(self._count(oldest, newest) for oldest, newest in ranges))

    async def _count(self, oldest: date, newest: date) -> None:
        unread = await self._context.store.read(queries.unread_by_day, oldest, newest)
        self._sidebar.set_unread(unread, oldest, newest)
