"""The main screen's common ground: what is open in its panes, and how rows get there.

The other parts of the screen (moving, marking, syncing …) are mixins over this class, one file
each. The screen shows only what the store returns; messages carry keys, never data.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.content import Content

from tui_reader.glyphs import UNICODE
from tui_reader.hub_client import make_hub, once
from tui_reader.models import Entry, ListSource
from tui_reader.store import (
    Query,
    ReadOnly,
    library,
    queries,
    rows,
)
from tui_reader.tui.counting import Counting
from tui_reader.tui.lists import paper_lists
from tui_reader.tui.lists.session import LEFT, Left
from tui_reader.tui.rendering import paper_page
from tui_reader.tui.widgets import empty_state
from tui_reader.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

SOON = 0.03  # seconds without a key after which what comes next is prepared


class Found(NamedTuple):
    """A list that can be opened: its papers, where to begin, and the rows around that."""

    keys: array[int]
    begin: int
    held: dict[int, Entry]


class Desk(Counting):
    """Three panes over one store."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._soon: asyncio.TimerHandle | None = None
        self._pages: list[tuple[Entry, Content]] = []  # of the papers that may be shown next
        self._warn_once = once(self.say)

    # Opening

    async def open(
        self, place: ListSource, key: int | None = None, index: int = 0, top: int | None = 0
    ) -> bool:
        """Open a list with the cursor on a paper. False if it is not on disk (nothing moves)."""
        found = await self.find(place, key, index)
        if found is None:
            return False
        keys, index, held = found
        # From here on nothing is awaited: an opening that is given up leaves nothing half done.
        self.place, self.keys = place, keys
        self.opening(place)
        self.papers.clear_selection()
        self.set_class(not keys, "-empty")
        self.papers.show(len(keys), index, held, top)
        if not keys:
            self.empty.update(self.why_empty(place))
        self.sidebar.mark_open(place.unfiltered)
        self.show_title()
        self.show_paper()
        self.went_on()
        return True

    async def find(self, place: ListSource, key: int | None, index: int) -> Found | None:
        """A list as it is on disk, from a paper in it on; None where there is none."""
        keys = await self.keys_of(place)
        if keys is None:
            return None
        with suppress(ValueError):  # it is no longer in it
            index = index if key is None else keys.index(key)
        index = max(0, min(index, len(keys) - 1))
        held = await self._entries(self.papers.window(index, len(keys)), keys, place)
        return Found(keys, index, held)

    async def keys_of(self, place: ListSource) -> array[int] | None:
        """The papers of a place in the order they are shown in."""
        return await self.store.read(paper_lists.keys, place, self.today)

    def why_empty(self, place: ListSource) -> Content:
        return empty_state.empty_list(place, self.days)

    def opening(self, place: ListSource) -> None:
        """Another list is about to be shown; its keys are in `keys`."""

    async def _entries(
        self, window: range, keys: array[int], place: ListSource | None
    ) -> dict[int, Entry]:
        """The rows of a window of a list, by index."""
        asked = keys[window.start : window.stop]
        found = await self.store.read(rows.entries, asked, place.day if place else None)
        found = self.with_watches(found)
        return {
            index: found[key] for index, key in enumerate(asked, start=window.start) if key in found
        }

    def with_watches(self, entries: dict[int, Entry]) -> dict[int, Entry]:
        """The papers, by key, with the names of the watches that have them."""
        return entries

    async def on_virtual_list_rows_needed(self, message: VirtualList.RowsNeeded) -> None:
        if message.list is self.papers:
            keys = self.keys
            found = await self._entries(message.indexes, keys, self.place)
            if keys is self.keys:
                held = self.papers.rows
                self.papers.supply({row: new for row, new in found.items() if row not in held})
                if self.detail.key != self.key:
                    self.show_paper()
        else:
            await self.count_days()

    async def show_again(self, keys: Iterable[int] | None = None) -> None:
        """Read rows again that have changed (all that are held, by default), and all counts;
        nothing moves."""
        await self.read_again(keys)
        await self.count_others()

    async def read_again(self, keys: Iterable[int] | None = None) -> None:
        """The same, with the first counts only."""
        open_now = self.keys
        self.renew(open_now, await self.store.read(self.query_again(keys)))

    def query_again(self, keys: Iterable[int] | None = None) -> Query[[], queries.Refreshed]:
        day = self.place.day if self.place else None
        return partial(queries.refresh, keys=self.held_of(keys), day=day)

    def held_of(self, keys: Iterable[int] | None = None) -> list[int]:
        """Those of these papers, or of all, whose rows are held."""
        held = [self.keys[index] for index in self.papers.rows if index < len(self.keys)]
        if keys is None:
            return held
        wanted = set(keys)
        return [key for key in held if key in wanted]

    def renew(self, keys: array[int], again: queries.Refreshed) -> None:
        """Show what was read of the list that had these papers, as one."""
        if keys is self.keys:
            found, held = self.with_watches(again.entries), self.papers.rows
            news = {
                index: new
                for index, old in held.items()
                if index < len(keys) and (new := found.get(keys[index], old)) != old
            }
            self.papers.supply(news)
            if self.papers.cursor in news:
                self.show_paper(same=True)
        self.show_counts(again.counts)
        self.paint()

    def show_paper(self, same: bool = False) -> None:
        """Show the page of the paper under the cursor."""
        entry = self.entry
        if entry is None:
            self.detail.show(None, Content(""))
            return
        self.detail.show(entry.paper.key, self.page_of(entry))
        if not same:
            self.looked_at(entry)
            if self._soon is not None:
                self._soon.cancel()
            if self.detail.size:  # not before the first page is painted
                self._soon = self.after(SOON, self._prepare)

    def _prepare(self) -> None:
        """Lay out what the next key may ask for, so that it finds it ready."""
        if not self.detail.is_attached:
            return  # the reader is leaving
        self._pages = [(entry, self.page_of(entry)) for entry in self.coming()]
        for _, page in self._pages:
            self.detail.prepare(page)
        for index in self._beside_cursor():
            self.papers.prepare(self.papers.rows, index)

    def coming(self) -> list[Entry]:
        """The papers that the next key may lead to."""
        return [self.papers.rows[index] for index in self._beside_cursor()]

    def _beside_cursor(self) -> list[int]:
        cursor, held = self.papers.cursor, self.papers.rows
        return [index for index in (cursor + 1, cursor - 1) if index in held]

    def forget_pages(self) -> None:
        """What they and the rows say beside the entry, as what was found, has changed."""
        self._pages = []
        self.papers.repaint()

    def page_of(self, entry: Entry) -> Content:
        on_disk = entry.paper.key in self.papers.downloads
        if not entry.marks.bookmarked:  # else it says how long ago that was
            for prepared, page in self._pages:
                if prepared is entry:
                    return page
        hyperlinks = self.glyphs is UNICODE
        return paper_page.render_page(
            entry, self.glyphs, hyperlinks, downloaded=on_disk, highlight=self.mark_found
        )

    def mark_found(self, text: Content) -> Content:
        """A part of a page, with what was searched for in it."""
        return text

    def looked_at(self, entry: Entry) -> None:
        """A paper's page has come on screen. (Marking counts the second from here.)"""

    def opened(self, key: int) -> None:
        """The reader opened a paper, which counts as reading it."""

    def on_cursor_moved(self) -> None:
        """The cursor is on another paper. If it is not loaded yet, it is shown when it is."""
        if self.entry is not None:
            self.show_paper()
        self.went_on()

    def on_resize(self) -> None:
        self.fit_rows()
        self.show_title()

    # Where the reader left off

    async def remember(self) -> None:
        """Keep where the reader is, for the next launch."""
        if self.place is None:
            return
        tops = round(self.papers.scroll_y), round(self.sidebar.scroll_y)
        left = Left(self.place, self.key, *tops).to_json()
        try:
            await self.store.write_library(library.put_value, LEFT, {**left, **self.habits()})
        except ReadOnly:
            return

    def habits(self) -> dict[str, Any]:
        """What else is kept with the place: the order, the widths of the panes."""
        return {}

    async def where_left(self) -> Left:
        """The place and paper to begin with."""
        left = await self.store.read(queries.value, LEFT)
        if isinstance(left, dict):
            self.take_habits(left)
        asked = self.options.first_place, self.options.first_paper
        return Left.from_json(left) if asked == (None, None) else Left.at_paper(*asked)

    def take_habits(self, left: dict[str, Any]) -> None:
        """Take up what `habits` kept."""

    async def hub(self) -> Source:
        """The client, made when it is first needed: the first paint has no use for it."""
        return make_hub(self.options.demo, self.options.offline, self._warn_once)
