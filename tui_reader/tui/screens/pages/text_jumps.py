"""Follow links within a text, and return to where they were followed."""

from __future__ import annotations

from collections.abc import Callable

from tui_reader.text.references import is_reference
from tui_reader.tui.rendering.document_layout import LinePosition
from tui_reader.tui.widgets.document_view import DocumentView

_MAX_JUMPS = 100


class TextJumps:
    """The positions to which the user can return, and what following a link does.

    Args:
        view: the text.
        open_url: opens a link outside of the text.
        open_picture: shows a picture of the text.
        show_message: tells the user why nothing happened.
        toggle: expands or collapses the part that a link represents; False if there is none.
    """

    def __init__(
        self,
        view: DocumentView,
        open_url: Callable[[str], None],
        open_picture: Callable[[str], None],
        show_message: Callable[[str], None],
        toggle: Callable[[str], bool],
    ) -> None:
        self._view = view
        self._open_url = open_url
        self._open_picture = open_picture
        self._show_message = show_message
        self._toggle = toggle
        self._positions: list[LinePosition] = []

    def clear(self) -> None:
        """Forget the positions: the text has changed."""
        self._positions.clear()

    def select(self, by: int) -> None:
        """Select the next link, or the previous one (`by` = -1)."""
        if self._view.select_link(by) is None:
            self._show_message("No more links in this direction")

    def follow_selected(self) -> None:
        """Follow the selected link; without one, show the first picture in view."""
        selected = self._view.selected_link
        if selected is not None:
            self.follow(selected.link)
        elif pictures := self._view.pictures_in_view():
            self._open_picture(pictures[0])
        else:
            self._show_message("No link is selected: Tab selects the next one")

    def follow(self, link: str) -> None:
        """Go to the target of a reference, show a picture, or open a URL."""
        view = self._view
        if self._toggle(link):
            return
        if not is_reference(link):
            is_picture = link in view.pictures_in_view()
            (self._open_picture if is_picture else self._open_url)(link)
            return
        block = view.document.document.targets.get(link)
        if block is None:
            self._show_message("The target of this link is not in this text, or not loaded yet")
            return
        self._positions = [*self._positions[-_MAX_JUMPS:], view.position]
        view.selected_link = None
        view.go_to_block(block)

    def back(self) -> bool:
        """Return to the position before the last jump. False if there was none."""
        if not self._positions:
            return False
        self._view.show_position(self._positions.pop())
        return True
