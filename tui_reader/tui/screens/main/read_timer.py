"""Marks a paper as read after it was on screen for a while."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from tui_reader.tui.widgets.paper_view import PaperView

READ_AFTER = 1.0  # seconds on screen after which a paper counts as read


class ReadTimer:
    """Calls back once the paper at the cursor has been visible for `READ_AFTER` seconds.

    Args:
        current_key: Returns the key of the paper at the cursor.
        on_read: Called if that paper is still visible.
    """

    def __init__(
        self,
        view: PaperView,
        current_key: Callable[[], int | None],
        on_read: Callable[[], object],
    ) -> None:
        self._view, self._current_key, self._on_read = view, current_key, on_read
        self._timer: Timer | None = None
        self.is_enabled = True  # False while a search is typed

    def start(self) -> None:
        """Start to count the seconds, from zero."""
        self.stop()
        if self.is_enabled:
            self._timer = self._view.set_timer(READ_AFTER, self._fire)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _fire(self) -> None:
        is_visible = self._view.display and self._view.screen.is_current
        if is_visible and self._view.key == self._current_key():
            self._on_read()
