"""Moving: through rows, panes and editions."""

from __future__ import annotations

from datetime import date

from tui_reader import dates
from tui_reader.commands import DATES, DETAIL, LIST
from tui_reader.models import ListSource
from tui_reader.store import queries
from tui_reader.tui.ahead import Ahead
from tui_reader.tui.widgets.virtual_list import VirtualList

_PANES = (DATES, LIST, DETAIL)


class Moving(Ahead):
    """Commands that change what is under the cursor, and nothing on disk."""

    @property
    def _rows(self) -> VirtualList | None:  # type: ignore[type-arg]
        """The rows that keys move in; None in the abstract, which scrolls."""
        if self.pane == DETAIL:
            return None
        return self.sidebar if self.pane == DATES else self.papers

    def action_down(self) -> None:
        self._step(1)

    def action_up(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        rows = self._rows
        if rows is None:
            self.detail.scroll_relative(y=by, animate=False, immediate=True)
        else:
            rows.move(by)

    def action_page_down(self) -> None:
        self._page(1)

    def action_page_up(self) -> None:
        self._page(-1)

    def _page(self, by: int) -> None:
        rows = self._rows
        if rows is None:
            self._page_abstract(by)
        elif not rows.go_to(rows.cursor + by * max(1, rows.page_size - 1)):
            rows.move(by)

    def _page_abstract(self, by: int) -> None:
        height = max(1, self.detail.size.height - 2)
        self.detail.scroll_relative(y=by * height, animate=False, immediate=True)

    def action_page_abstract(self) -> None:
        self._page_abstract(1)

    def action_scroll_down(self) -> None:
        self.detail.scroll_relative(y=1, animate=False, immediate=True)

    def action_scroll_up(self) -> None:
        self.detail.scroll_relative(y=-1, animate=False, immediate=True)

    def action_first(self) -> None:
        rows = self._rows
        if rows is None:
            self.detail.scroll_home(animate=False)
        else:
            rows.go_to(0)

    def action_last(self) -> None:
        rows = self._rows
        if rows is None:
            self.detail.scroll_end(animate=False)
        else:
            rows.go_to(rows.length - 1)

    # Panes

    def action_next_pane(self) -> None:
        self._pane(1)

    def action_previous_pane(self) -> None:
        self._pane(-1)

    def _pane(self, by: int) -> None:
        self.show_pane(_PANES[(_PANES.index(self.pane) + by) % len(_PANES)])

    def action_dates(self) -> None:
        self.show_pane(DATES)

    async def action_deeper(self) -> None:
        if self.pane == DETAIL:
            self.read_on()
        else:
            await self._open_row(self.pane)

    async def _open_row(self, pane: str) -> None:
        """What is under the cursor of the dates or the list."""
        if pane == DATES:
            item = self.sidebar.item
            if item is not None and item.source is not None and await self.go_to(item.source):
                self.show_pane(LIST)
        elif self.entry is not None:
            self.show_pane(DETAIL)
            self.opened(self.entry.paper.key)

    async def action_back(self) -> None:
        if self.pane == DETAIL:
            self.show_pane(LIST)
        elif self.pane == LIST:
            await self.leave_list()
        elif self.has_class("-narrow"):
            self.show_pane(LIST)

    async def leave_list(self) -> None:
        """Esc in the list: what was narrowed or searched is given back; else to the dates."""
        self.show_pane(DATES)

    def read_on(self) -> None:
        """Enter in the abstract: the full text."""

    async def on_virtual_list_row_selected(self, message: VirtualList.RowSelected) -> None:
        """A row was clicked once more. However often: it goes no deeper than to that row's own."""
        await self._open_row(DATES if message.list is self.sidebar else LIST)

    # Editions

    async def go_to(self, place: ListSource, key: int | None = None) -> bool:
        """Open a list, or say why it can't be."""
        if await self.open(place, key):
            return True
        if place.day:
            return await self.fetch_day(place.day, key)
        return False

    async def fetch_day(self, day: date, key: int | None = None) -> bool:
        """An edition that is not on disk is chosen. (Syncing fetches it.)"""
        self.mention(f"{dates.long(day)} is not on disk; r syncs")
        return False

    def _day_here(self) -> date | None:
        """The edition the reader is in: the open one, else that of the paper."""
        if self.place and self.place.day:
            return self.place.day
        return self.entry.edition if self.entry else None

    async def action_older(self) -> None:
        here = self._day_here()
        older = [day.day for day in self.days if here is None or day.day < here]
        if here is not None and older:
            skipped = await self.skipped(older[0], here)
            await self.go_to(ListSource.edition((*skipped, older[0])[0]))
        elif here is not None:
            await self.beyond_oldest(here)

    async def skipped(self, older: date, newer: date) -> list[date]:
        """The days between two editions that may have one which is not on disk, newest first."""
        return []

    async def beyond_oldest(self, day: date) -> None:
        """`[` at the oldest edition on disk."""
        self.mention("This is the oldest edition on disk")

    async def action_newer(self) -> None:
        """From a list of many days on to the editions: past the paper's own, or else to that."""
        here = self._day_here()
        newer = [day.day for day in self.days if here is not None and day.day > here]
        if here is not None and newer:
            skipped = await self.skipped(here, newer[-1])
            await self.go_to(ListSource.edition((newer[-1], *skipped)[-1]))
        elif here is not None and self.place is not None and not self.place.day:
            await self.go_to(ListSource.edition(here), self.key)
        else:
            self.mention("This is the newest edition")

    async def action_newest(self) -> None:
        if self.days:
            await self.open(ListSource.edition(self.days[0].day))
            unread = await self.store.read(queries.unread_among, list(self.keys))
            if unread:
                self.papers.go_to(self.keys.index(unread[0]))
            self.show_pane(LIST)
            self.newest_seen()

    def newest_seen(self) -> None:
        """The reader has gone to the newest edition."""

    async def action_next_unread(self) -> None:
        await self._to_unread(range(self.papers.cursor + 1, len(self.keys)), older=True)

    async def action_previous_unread(self) -> None:
        await self._to_unread(range(self.papers.cursor - 1, -1, -1), older=False)

    async def _to_unread(self, ahead: range, older: bool) -> None:
        keys = [self.keys[index] for index in ahead]
        unread = await self.store.read(queries.unread_among, keys)
        if unread:
            self.papers.go_to(ahead[keys.index(unread[0])])
            return
        day = await self.store.read(queries.first_unread, self._day_here(), not older)
        if day is None or (self.place and not self.place.day):
            self.mention("No more unread papers" if older else "No unread papers before this one")
            return
        await self.open(ListSource.edition(day))
        unread = await self.store.read(queries.unread_among, list(self.keys))
        if unread:
            self.papers.go_to(self.keys.index(unread[0] if older else unread[-1]))

    async def action_edition(self) -> None:
        entry = self.entry
        if entry is None:
            return
        days = await self.store.read(queries.editions_of, entry.paper.key)
        if days:
            await self.go_to(ListSource.edition(days[0]), entry.paper.key)
        else:
            self.mention("This paper is in no edition on disk")

    async def action_bookmarks(self) -> None:
        from tui_reader.models import BOOKMARKS

        await self.open(BOOKMARKS)
        self.show_pane(LIST)
