"""What is counted: over the dates, beside each of them, and in the title line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from tui_reader import dates
from tui_reader.models import BOOKMARKS, TRENDING, UNREAD, Counts, ListSource
from tui_reader.store import queries
from tui_reader.tui.panes import Panes
from tui_reader.tui.widgets.sidebar import CHART_EDITIONS, SidebarRow, sidebar_rows


class Counting(Panes):
    """The sidebar and the title, as they are on disk."""

    async def fill_sidebar(self) -> None:
        """Read the editions on disk and draw the sidebar; its counts follow."""
        self.days = await self.store.read(queries.days)
        self.sidebar.fill(sidebar_rows(await self.fixed_shelves(), self.days))
        if self.place:
            self.sidebar.mark_open(self.place.unfiltered)
        await self.recount()

    async def fixed_shelves(self) -> list[SidebarRow]:
        """The lists over the dates."""
        glyphs = self.glyphs
        return [
            SidebarRow(BOOKMARKS, "Bookmarks", glyphs.star, papers=0),
            SidebarRow(UNREAD, "Unread", glyphs.unread, papers=0),
            SidebarRow(TRENDING, "Trending", glyphs.upvotes),
            *await self.more_shelves(),
        ]

    async def more_shelves(self) -> list[SidebarRow]:
        return []

    async def recount(self) -> None:
        """Bookmarks, unread papers and the unread numbers on screen, as they are on disk."""
        self.show_counts(await self.store.read(queries.counts))
        await self.count_others()

    async def count_others(self) -> None:
        """What else moves with marks and editions; the row that was marked is painted by then."""
        await self.count_days()

    def show_counts(self, counted: Counts) -> None:
        """Bookmarks and unread papers, over the dates."""
        for place, number in ((BOOKMARKS, counted.bookmarks), (UNREAD, counted.unread)):
            index = self.sidebar.by_source.get(place)
            if index is not None and self.sidebar.entries[index].papers != number:
                self.sidebar.update_row(index, papers=number)

    async def count_days(self) -> None:
        wanted = set(filter(None, (self.sidebar.visible_days(),)))
        if self.days:
            wanted.add((self.days[:CHART_EDITIONS][-1].day, self.days[0].day))
        if self.place and self.place.day:
            wanted.add((self.place.day, self.place.day))
        await asyncio.gather(*(self._count_days(oldest, newest) for oldest, newest in wanted))
        self.show_title()

    async def _count_days(self, oldest: date, newest: date) -> None:
        unread = await self.store.read(queries.unread_by_day, oldest, newest)
        self.sidebar.set_unread(unread, oldest, newest)

    def show_title(self) -> None:
        if self.place is None:
            return
        number = len(self.keys)
        parts = [
            self.name_of(self.place),
            f"{dates.count(number)} paper{'' if number == 1 else 's'}",
        ]
        day = self.place.day
        if day and not self.place.filter and self.sidebar.unread.get(day):
            parts.append(f"{self.sidebar.unread[day]} unread")
        parts += self.title_notes()
        if self.size.width < 60 and day:
            parts[0] = dates.short(day)
        self.title_line.show_list(*parts)

    def name_of(self, place: ListSource) -> str:
        iso = place.day and self.options.config.reader.dates == "iso"
        return place.value if iso else place.title()

    def title_notes(self) -> Sequence[str]:
        """What else the title line says of the list that is open."""
        return ()
