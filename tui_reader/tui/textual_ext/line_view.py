"""A line-drawn pane whose content changes without a new layout of the whole screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget


def filters(toolkits: Sequence[LineFilter]) -> list[LineFilter]:
    """Without the search of every line for the terminal's own colours: a theme has none."""
    return [one for one in toolkits if not isinstance(one, ANSIToTruecolor)]


class Bar(ScrollBar):
    """The toolkit's own, whose lines are kept: it would draw each anew whenever one has moved."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        assert isinstance(bar.style, Style)
        shape = self.size.height, bar.virtual_size, bar.window_size, bar.position
        lines = _bar(*shape, bar.style)[crop.y : crop.bottom]
        for filter in self.get_line_filters():
            background = self.background_colors[1]
            lines = [line.apply_filter(filter, background) for line in lines]
        return lines

    def get_line_filters(self) -> Sequence[LineFilter]:
        return filters(super().get_line_filters())


@lru_cache(64)
def _bar(height: int, lines: float, window: float, at: float, style: Style) -> list[Strip]:
    back, bar = style.bgcolor or Color.default(), style.color or Color.default()
    drawn = ScrollBarRender.render_bar(height, lines, window, at, back_color=back, bar_color=bar)
    return [Strip([segment], 1) for segment in drawn.segments]


class Scrolled(ScrollView):
    """`set_lines` in place of `virtual_size`, which would lay out every pane at each key."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = Bar(vertical=True, name="vertical")
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def get_line_filters(self) -> Sequence[LineFilter]:
        return filters(super().get_line_filters())

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # `on_resize` would come when the page has been painted, and have it painted again.
        resized = super()._size_updated(size, virtual_size, container_size, layout)
        if resized:
            self.sized()
        return resized

    def watch_show_vertical_scrollbar(self) -> None:
        self.sized()  # the bar takes a column of it

    def sized(self) -> None:
        """The pane has got its size, or another one, and will be painted next."""

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        """Draw some lines again; what is beside them, a bar or a border, stays."""
        width = self.scrollable_content_region.width
        self.refresh(Region(0, y_start - round(self.scroll_y), width, line_count))

    def refresh_all_lines(self) -> None:
        self.refresh_lines(round(self.scroll_y), self.size.height)

    def set_lines(self, lines: int) -> None:
        """Say how many lines there are to scroll through."""
        size = Size(self.scrollable_content_region.width, lines)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)
