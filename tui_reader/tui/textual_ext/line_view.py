"""A scrolling widget made of strips whose content changes without a new layout of the screen.

Every use of Textual's private API falls back to the public one if an attribute is missing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from rich.color import Color
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from tui_reader.commands import BY_NAME, MOVEMENT


class CachedScrollBar(ScrollBar):
    """A scroll bar that caches its lines; Textual's renders all of them on every scroll."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self.render()
        if not isinstance(bar, ScrollBarRender) or not isinstance(bar.style, Style):
            return super().render_lines(crop)
        shape = self.size.height, bar.virtual_size, bar.window_size, bar.position
        return _filtered(self, _bar_lines(*shape, bar.style)[crop.y : crop.bottom])


@lru_cache(64)
def _bar_lines(height: int, lines: float, window: float, top: float, style: Style) -> list[Strip]:
    back, bar = style.bgcolor or Color.default(), style.color or Color.default()
    drawn = ScrollBarRender.render_bar(height, lines, window, top, back_color=back, bar_color=bar)
    return [Strip([segment], 1) for segment in drawn.segments]


def _filtered(widget: Widget, lines: list[Strip]) -> list[Strip]:
    for line_filter in widget.get_line_filters():
        background = widget.background_colors[1]
        lines = [line.apply_filter(line_filter, background) for line in lines]
    return lines


def movement_bindings(**more: str) -> list[BindingType]:
    """Bind the keys of the movement commands to the widget's actions.

    The bindings have the commands' names as IDs, so that the user's keymap applies. They have
    priority: a key is handled in the app, without a message to the widget and back.

    Args:
        more: Actions of further commands, by command name.
    """
    return [
        Binding(
            ",".join(BY_NAME[name].keys), action, BY_NAME[name].help,
            show=False, priority=True, id=name,
        )
        for name, action in {**MOVEMENT, **more}.items()
    ]  # fmt: skip


class LineView(ScrollView, inherit_bindings=False):
    """A `ScrollView` for widgets that cache their own lines and have the movement commands.

    Set the number of lines with `set_lines` instead of `virtual_size`, which would lay out the
    whole screen.
    """

    DEFAULT_CSS = "LineView { overflow-x: hidden; scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = movement_bindings()

    def action_move(self, by: int) -> None:
        """Scroll by lines; a widget with a cursor moves it instead."""
        self.scroll_relative(y=by, animate=False, immediate=True)

    def action_page(self, by: int) -> None:
        """Move by pages that overlap."""
        self.action_move(by * max(1, self.size.height - 2))

    def action_top(self) -> None:
        self.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.scroll_end(animate=False)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        try:
            if self._vertical_scrollbar is None:
                bar = CachedScrollBar(vertical=True, name="vertical")
                bar.display = False
                self._vertical_scrollbar = bar
                self.app._start_widget(self, bar)
            return self._vertical_scrollbar
        except AttributeError:
            return super().vertical_scrollbar

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # `on_resize` would come after the screen has been painted, and cause a second paint.
        resized = super()._size_updated(size, virtual_size, container_size, layout)
        if resized:
            self.size_changed()
        return resized

    def on_resize(self) -> None:
        if not hasattr(ScrollView, "_size_updated"):
            self.size_changed()

    def watch_show_vertical_scrollbar(self) -> None:
        self.size_changed()  # the bar takes a column

    def size_changed(self) -> None:
        """Called when the size of the content area has changed, before it is painted."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the widget's own strips: Textual would build each line again for the border."""
        left, top = self.gutter.left, self.gutter.top
        content = Region(left, top, self.scrollable_content_region.width, self.size.height)
        if crop.y < top < crop.bottom:
            border = Region(crop.x, crop.y, crop.width, top - crop.y)
            rest = Region(crop.x, top, crop.width, crop.bottom - top)
            return super().render_lines(border) + self.render_lines(rest)
        if crop.y < top or crop.bottom > content.bottom:
            return super().render_lines(crop)
        text = crop.intersection(content)
        start, stop = text.x - left, text.right - left
        lines = [self.render_line(y - top).crop(start, stop) for y in text.line_range]
        lines = _filtered(self, lines)
        if text.width == crop.width:
            return lines
        # Beside the text, all lines have the same padding and border.
        [line] = super().render_lines(Region(crop.x, crop.y, crop.width, 1))
        if not text:
            return [line] * crop.height
        before, after = line.crop(0, text.x - crop.x), line.crop(text.right - crop.x)
        return [Strip.join((before, one, after)) for one in lines]

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        """Draw some lines again, but not the scroll bar or border beside them."""
        width = self.scrollable_content_region.width
        self.refresh(Region(0, y_start - round(self.scroll_y), width, line_count))

    def refresh_all_lines(self) -> None:
        """Draw all visible lines again."""
        self.refresh_lines(round(self.scroll_y), self.size.height)

    def set_lines(self, lines: int) -> None:
        """Set the number of lines to scroll through."""
        size = Size(self.scrollable_content_region.width, lines)
        if size == self.virtual_size:
            return
        if not hasattr(self, "_scroll_update"):
            self.virtual_size = size
            return
        self.set_reactive(Widget.virtual_size, size)
        self._scroll_update(size)
