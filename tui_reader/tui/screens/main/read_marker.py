"""Marks papers as read: those that are opened, and those that stay at the cursor for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.timer import Timer

from tui_reader.models import Entry
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.widgets.paper_list import PaperList
from tui_reader.tui.widgets.paper_view import PaperView


class ReadMarker:
    """`reader.mark_read_after` has the seconds until a visible paper is marked as read.

    Args:
        current_key: Returns the key of the paper at the cursor.
        on_marked: Called once a paper was marked as read.
    """

    def __init__(
        self,
        context: ReaderContext,
        papers: PaperList,
        view: PaperView,
        current_key: Callable[[], int | None],
        on_marked: Callable[[], Awaitable[None]],
    ) -> None:
        self._context, self._papers, self._view = context, papers, view
        self._current_key, self._on_marked = current_key, on_marked
        self._key: int | None = None
        self._timer: Timer | None = None

    def start(self) -> None:
        """The user moved to the paper at the cursor: count the seconds from zero."""
        self.stop()
        after = self._context.options.config.reader.mark_read_after
        if not isinstance(after, str):  # "opened": never
            self._key = self._current_key()
            self._timer = self._view.set_timer(after, self._fire)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _fire(self) -> None:
        is_visible = self._view.display and self._view.screen.is_current
        if is_visible and self._view.key == self._key == self._current_key():
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
