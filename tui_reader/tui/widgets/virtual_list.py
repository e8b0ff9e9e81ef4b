"""A list of any length that renders only the visible rows and requests missing ones."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.tui.textual_ext.line_view import LineView

Item = TypeVar("Item")
PREFETCH_PAGES = 2  # pages requested on either side of the visible one
_MAX_STRIPS = 2000


class VirtualList(LineView, Generic[Item], can_focus=True):
    """Rows of equal height with one cursor.

    A subclass draws one line of one row in `paint`. Rows that are not loaded are blank: the list
    posts `RowsNeeded`, and the screen calls `supply`. Memory does not grow with `length`.

    The cursor is a `var`: a screen follows it with `watch(list, "cursor", callback, init=False)`.
    Watchers run synchronously, so that the list and its details are painted in one frame. They may
    run before the row is loaded; `item` is None then. `show` does not call them.
    """

    DEFAULT_CSS = "VirtualList { height: 1fr; }"
    ALLOW_SELECT = False  # ctrl+c would copy an empty text
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "list--bright",
        "list--muted",
        "list--accent",
    }

    CLICKS: ClassVar[int] = 2  # that select a row

    cursor: var[int] = var(0)

    class _ListMessage(Message):
        def __init__(self, list: VirtualList[Any]) -> None:
            super().__init__()
            self.list = list

    class RowsNeeded(_ListMessage):
        """Rows are about to be shown and not loaded."""

        def __init__(self, list: VirtualList[Any], indexes: range) -> None:
            super().__init__(list)
            self.indexes = indexes

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, VirtualList.RowsNeeded) and message.list is self.list

    class RowSelected(_ListMessage):
        """The row at the cursor was clicked `CLICKS` times."""

    def __init__(self, *, row_height: int = 1, id: str | None = None) -> None:
        super().__init__(id=id)
        self.row_height = row_height
        self.length = 0
        self.rows: dict[int, Item] = {}
        self.glyphs: Glyphs = UNICODE
        # Keyed by id(item); the item is stored with the strip so that its ID stays unique.
        self._strips: dict[tuple[int, int, int, bool], tuple[Item, Strip]] = {}
        self._styles: dict[str, Style] = {}
        self._base, self._blank = Style(), Strip.blank(0)
        self._requested = range(0)

    # Content

    def show(
        self,
        length: int,
        cursor: int = 0,
        rows: dict[int, Item] | None = None,
        top: int | None = None,
    ) -> None:
        """Replace the list's content. Cursor watchers are not called.

        Args:
            length: Number of rows.
            cursor: Index of the row with the cursor.
            rows: Rows that are already loaded, by index.
            top: Line to scroll to; None scrolls only as far as the cursor requires.
        """
        self.length = length
        self.set_reactive(VirtualList.cursor, self.validate_cursor(cursor))
        self.rows = dict(rows or {})
        self._requested = range(0)
        self._update_line_count()
        if top is not None and top != self.scroll_y:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._keep_cursor_visible()
        self.refresh_all_lines()

    def grow(self, length: int) -> None:
        """Set a larger length; the cursor and the scroll position stay."""
        self.length = length
        self._update_line_count()
        self.refresh_all_lines()

    def supply(self, rows: dict[int, Item]) -> None:
        """Add requested rows, or replace rows that have changed."""
        self._requested = range(0)
        is_new = not self.rows.keys() >= rows.keys()
        self.rows.update(rows)
        if is_new:
            self._evict_far_rows()
        self._redraw(*rows)
        if is_new:  # otherwise it would request missing rows forever
            self._request_rows()

    def prepare(self, rows: dict[int, Item], cursor: int) -> None:
        """Render the page that starts at `cursor` ahead of time, down to terminal output."""
        for index in range(cursor, cursor + self.page_size):
            if self._styles and index in rows:
                for line in range(self.row_height):
                    strip = self._strip(rows[index], index, line, index == cursor)
                    strip.render(self.app.console)  # a strip caches its output

    def repaint(self) -> None:
        """Draw all rows again, but not the border."""
        self._strips.clear()
        self.refresh_all_lines()

    def _redraw(self, *indexes: int) -> None:
        """Draw some rows again, and nothing else."""
        for index in indexes:
            for line in range(self.row_height):
                for cursor in (False, True):
                    self._strips.pop((id(self.rows.get(index)), index, line, cursor), None)
        self._refresh_rows(*indexes)

    def _refresh_rows(self, *indexes: int) -> None:
        visible = self._visible_rows()
        for index in indexes:
            if index in visible:
                self.refresh_lines(index * self.row_height, self.row_height)

    @property
    def page_size(self) -> int:
        """Rows that fit on the screen; before the first layout, an upper limit."""
        height = self.size.height or self.app.size.height
        return max(1, height // self.row_height)

    def _visible_rows(self, extra_pages: int = 0) -> range:
        """The visible rows and this many pages before and after them."""
        first, extra = round(self.scroll_y) // self.row_height, extra_pages * self.page_size
        start, stop = first - 1 - extra, first + self.page_size + 2 + extra
        return range(max(0, start), min(self.length, stop))

    @property
    def item(self) -> Item | None:
        """The row at the cursor, if it is loaded."""
        return self.rows.get(self.cursor)

    def window(self, cursor: int | None = None, length: int | None = None) -> range:
        """Return the rows to load for a cursor: its page and some on both sides."""
        middle = self.cursor if cursor is None else cursor
        end = self.length if length is None else length
        margin = self.page_size * (PREFETCH_PAGES + 1)
        return range(max(0, middle - margin), min(end, middle + margin + 1))

    def set_row_height(self, height: int) -> None:
        if height != self.row_height:
            self.row_height = height
            self._update_line_count()
            self._keep_cursor_visible()
            self.repaint()

    # Cursor

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        self.cursor += by * max(1, self.page_size - 1)

    def action_top(self) -> None:
        self.cursor = 0

    def action_bottom(self) -> None:
        self.cursor = self.length - 1

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self.length - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        self._refresh_rows(before, after)
        self._keep_cursor_visible()
        self._request_rows()

    def _keep_cursor_visible(self) -> None:
        height = self.size.height
        top = self.cursor * self.row_height
        target = self.scroll_y
        if top < target:
            target = top
        elif top + self.row_height > target + height:
            target = top + self.row_height - height
        if target != self.scroll_y and height:
            self.scroll_to(y=max(0, target), animate=False, force=True, immediate=True)

    # Rendering

    def paint(self, item: Item, index: int, line: int, width: int, cursor: bool) -> list[Segment]:
        """Return one line of a row; it is cut and padded to `width` cells.

        A line without segments separates rows: the cursor's background leaves it out.

        Args:
            item: The row.
            index: Its index in the list.
            line: Which line of the row, from 0.
            width: Available cells.
            cursor: Whether the cursor is on the row.
        """
        raise NotImplementedError

    @property
    def bar(self) -> str:
        """The mark of the row with the cursor; a thin one in a list without the focus."""
        return self.glyphs.bar if self.has_focus else self.glyphs.bar_blurred

    def component_style(self, name: str) -> Style:
        """The style of a component class, cached."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(name, partial=True)
        return style

    def render_line(self, y: int) -> Strip:
        if not self._styles:
            self._base = self.rich_style
            self._blank = Strip.blank(self.scrollable_content_region.width, self._base)
            self.component_style("list--cursor")
        index, line = divmod(y + round(self.scroll_y), self.row_height)
        if index >= self.length:
            return self._blank
        item = self.rows.get(index)
        if item is None:
            self._request_rows()
            return self._blank
        return self._strip(item, index, line, index == self.cursor)

    def _strip(self, item: Item, index: int, line: int, cursor: bool) -> Strip:
        key = id(item), index, line, cursor
        cached = self._strips.get(key)
        if cached is None:
            base, width = self._base, self._blank.cell_length
            segments = self.paint(item, index, line, width, cursor)
            if cursor and segments:
                base += self.component_style("list--cursor")
            # Blanks without a style of their own can be joined: a quarter fewer bytes to write.
            plain = [
                Segment(text, None if text.isspace() else style)
                for text, style, _ in segments
                if text
            ]
            strip = Strip(plain).adjust_cell_length(width).apply_style(base).simplify()
            if len(self._strips) > _MAX_STRIPS:
                self._strips.clear()
            cached = self._strips[key] = item, strip
        return cached[1]

    def _request_rows(self) -> None:
        """Request the missing visible rows, or else the missing rows of the pages around them."""
        loaded, pages = self.rows.keys(), 0
        if loaded >= set(self._visible_rows()):
            if loaded >= set(self._visible_rows(1)):
                return
            pages = PREFETCH_PAGES
        missing = [index for index in self._visible_rows(pages) if index not in loaded]
        needed = range(missing[0], missing[-1] + 1)
        if needed != self._requested:
            self._requested = needed
            self.post_message(self.RowsNeeded(self, needed))

    def _evict_far_rows(self) -> None:
        if len(self.rows) > 20 * self.page_size + 200:
            near = *self.window(), *self._visible_rows(PREFETCH_PAGES)
            self.rows = {index: self.rows[index] for index in near if index in self.rows}

    # Textual's events

    def _update_line_count(self) -> None:
        self.set_lines(self.length * self.row_height)

    def size_changed(self) -> None:
        self._update_line_count()
        self._keep_cursor_visible()
        if self._blank.cell_length != self.scrollable_content_region.width:
            self._styles.clear()
            self.repaint()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._request_rows()

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._styles.clear()
        super().notify_style_update()

    def row_at(self, event: events.Click) -> int:
        """Return the index of the row under the mouse; there may be no such row."""
        return (event.y - self.gutter.top + round(self.scroll_y)) // self.row_height

    def on_click(self, event: events.Click) -> None:
        index = self.row_at(event)
        if 0 <= index < self.length:
            self.cursor = index
            if event.chain >= self.CLICKS:
                self.post_message(self.RowSelected(self))
