"""A line-drawn pane whose content changes without a new layout of the whole screen."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class Scrolled(ScrollView):
    """`set_lines` in place of `virtual_size`, which would lay out every pane at each key."""

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # `on_resize` would come when the page has been painted, and have it painted again.
        resized = super()._size_updated(size, virtual_size, container_size, layout)
        if resized:
            self.sized()
        return resized

    def sized(self) -> None:
        """The pane has got its size, or another one, and will be painted next."""

    def set_lines(self, lines: int) -> None:
        """Say how many lines there are to scroll through."""
        size = Size(self.scrollable_content_region.width, lines)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)
