"""Marks a paper as read if the cursor was moved to it and stayed for a while."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from tui_reader.tui.widgets.paper_view import PaperView


class ReadTimer:
    """Calls back once the paper at the cursor has been visible for some seconds.

    Args:
        current_key: Returns the key of the paper at the cursor.
        on_read: Called if that paper is still visible.
        after: Seconds, or "opened" for never (`reader.mark_read_after`).
    """

    def __init__(
        self,
        view: PaperView,
        current_key: Callable[[], int | None],
        on_read: Callable[[], object],
        after: float | str,
    ) -> None:
        self._view, self._current_key, self._on_read = view, current_key, on_read
        self._after = after
        self._key: int | None = None
        self._timer: Timer | None = None

    def start(self) -> None:
        """The user moved to the paper at the cursor: count the seconds from zero."""
        self.stop()
        if not isinstance(self._after, str):
            self._key = self._current_key()
            self._timer = self._view.set_timer(self._after, self._fire)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _fire(self) -> None:
        is_visible = self._view.display and self._view.screen.is_current
        if is_visible and self._view.key == self._key == self._current_key():
            self._on_read()
