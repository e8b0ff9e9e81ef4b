"""Prepares what the next key may show: pages next to the cursor, adjacent editions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

from textual.content import Content
from textual.timer import Timer
from textual.worker import Worker

from tui_reader.models import Entry, ListSource
from tui_reader.tui.lists.paper_lists import LoadedList
from tui_reader.tui.rendering.paper_page import render_page
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.screens.main.sidebar_controller import SidebarController

PREFETCH_DELAY = 0.03  # seconds after a key until the next page and list are prepared


class Prefetch:
    """Renders pages and keeps a few of them and of the lists.

    `[` and `]` take 2.4 times as long without the lists, `j` 2.2 times without the pages.
    """

    def __init__(
        self,
        screen: PaneScreen,
        sidebar: SidebarController,
        load: Callable[[ListSource], Awaitable[LoadedList | None]],
    ) -> None:
        self._screen, self._context = screen, screen.context
        self._papers, self._view = screen.papers, screen.view
        self._sidebar, self._load = sidebar, load
        self._lists: dict[ListSource, LoadedList] = {}  # not shown yet
        self._old_lists: dict[ListSource, LoadedList] = {}
        self._pages: list[tuple[Entry, Content]] = []
        self._timer: Timer | None = None
        self._has_reasons = True  # otherwise, too few papers are saved

    @property
    def _day(self) -> date | None:
        """The open edition."""
        source = self._screen.sidebar.open_source
        return source.day if source else None

    def start(self) -> None:
        """Prepare after a moment without a key."""
        if self._timer is not None:
            self._timer.stop()
        if self._view.size:  # not before the first layout
            self._timer = self._papers.set_timer(PREFETCH_DELAY, self._prepare)

    def _prepare(self) -> None:
        if self._view.is_attached:  # otherwise the app is quitting
            self.prepare_pages()
            self.read_neighbors()
            self.read_reasons()

    # Pages

    def page(self, entry: Entry) -> Content:
        """Return the page of a paper."""
        if not entry.marks.bookmarked:  # otherwise the page depends on the current time
            for prepared, page in self._pages:
                if prepared is entry:
                    return page
        return render_page(
            entry,
            self._context.glyphs,
            downloaded=entry.paper.key in self._papers.downloads,
            highlight=self._highlight,
            day=entry.edition if self._day else None,
            images_key=self._context.keys_of("pictures"),
            width=self._view.text_width,
        )

    def _highlight(self, text: Content) -> Content:
        find_matches = self._papers.find_matches
        for start, end in find_matches(text.plain) if find_matches else ():
            text = text.stylize("bold $accent", start, end)
        return text

    def clear_pages(self) -> None:
        """Render pages and rows again: something they show besides the entry has changed."""
        self._pages = []
        self._papers.repaint()

    def prepare_pages(self) -> None:
        """Lay out the pages that the next key may show."""
        nearby = [self._papers.cursor + 1, self._papers.cursor - 1]
        rows = self._papers.rows
        entries = [rows[index] for index in nearby if index in rows]
        entries += [
            loaded.rows[loaded.cursor]
            for loaded in self._lists.values()
            if loaded.cursor in loaded.rows
        ]
        self._pages = [(entry, self.page(entry)) for entry in entries]
        for _, page in self._pages:
            self._view.prepare(page)
        for index in nearby:
            if index in rows:
                self._papers.prepare(rows, index)

    def read_reasons(self) -> None:
        """Read why papers near the cursor fit the user's interests, which their pages show."""
        rows, cursor = self._papers.rows, self._papers.cursor
        nearby = [rows[row] for row in range(cursor - 1, cursor + 4) if row in rows]
        missing = [entry.paper.key for entry in nearby if entry.for_you is None]
        if missing and self._has_reasons:
            read = partial(self._read_reasons, missing)
            _: Worker[None] = self._papers.run_worker(read, group="reasons", exclusive=True)

    async def _read_reasons(self, keys: list[int]) -> None:
        reasons = await self._context.lists.reasons(keys)
        self._has_reasons = bool(reasons)
        found = {
            row: entry._replace(for_you=reasons[entry.paper.key])
            for row, entry in self._papers.rows.items()
            if entry.paper.key in reasons
        }
        self._papers.supply(found)
        shown = self._papers.item
        if shown and shown.for_you and shown.for_you.fits and self._papers.cursor in found:
            self._view.show(shown.paper.key, self.page(shown))
        if found:
            self.prepare_pages()

    # Lists

    def take(self, source: ListSource) -> LoadedList | None:
        """Remove and return a loaded list."""
        return self._lists.pop(source, None)

    def clear(self) -> bool:
        """Drop the lists: marks or editions have changed. Return whether there were any."""
        canceled = self._papers.workers.cancel_group(self._papers, "prefetch")
        had, self._has_reasons = bool(self._lists), True
        if had:
            self._old_lists, self._lists = self._lists, {}
        return had or bool(canceled)

    def read_neighbors(self) -> None:
        """Read the editions before and after the open one, if that has not been done."""
        nearby = self._sidebar.neighbors(self._day) if self._day else ()
        neighbors = [ListSource.edition(day) for day in nearby if day]
        if list(self._lists) != neighbors:
            read = partial(self._read, neighbors)
            _: Worker[None] = self._papers.run_worker(read, group="prefetch", exclusive=True)

    async def _read(self, neighbors: list[ListSource]) -> None:
        lists: dict[ListSource, LoadedList] = {}
        for source in neighbors:
            if loaded := self._lists.get(source) or await self._load(source):
                lists[source] = loaded
                if old := self._old_lists.get(source):
                    # Most rows are the same: keep the entries that are already rendered.
                    kept = {row: e for row, e in old.rows.items() if loaded.rows.get(row) == e}
                    loaded.rows.update(kept)
        self._lists = lists
        if self._view.is_attached:
            for loaded in lists.values():
                self._papers.prepare(loaded.rows, loaded.cursor)
            self.prepare_pages()
