"""Marks papers as read: those that are opened, and those that stay at the cursor for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.timer import Timer

from tui_reader.models import Entry
from tui_reader.tui.screens.main.pane_screen import PaneScreen


class ReadMarker:
    """`reader.mark_read_after` has the seconds until a visible paper is marked as read.

    Args:
        on_marked: Called once a paper was marked as read.
    """

    def __init__(self, screen: PaneScreen, on_marked: Callable[[], Awaitable[None]]) -> None:
        self._context, self._papers, self._view = screen.context, screen.papers, screen.view
        self._on_marked = on_marked
        self._timer: Timer | None = None

    def start(self) -> None:
        """The user moved to the paper at the cursor: count the seconds from zero."""
        self.stop()
        after = self._context.options.settings.reader.mark_read_after
        if not isinstance(after, str):  # "opened": never
            self._timer = self._view.set_timer(after, self._fire)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _fire(self) -> None:
        entry, view = self._papers.item, self._view
        if view.display and view.screen.is_current and entry and view.key == entry.paper.key:
            self.mark_opened()

    def mark_opened(self) -> None:
        """The user opened the paper at the cursor: mark it as read."""
        self.stop()
        if (entry := self._papers.item) is not None:
            self._papers.run_worker(self._mark(entry), group="marks")

    async def _mark(self, entry: Entry) -> None:
        if not await self._context.marks.record_view(entry.paper):
            return
        for index, row in list(self._papers.rows.items()):
            # Gains stay visible until the list is opened again.
            if row.paper.key == entry.paper.key and row.marks.unread:
                marks = row.marks._replace(unread=False)
                self._papers.supply({index: row._replace(marks=marks)})
        await self._on_marked()
