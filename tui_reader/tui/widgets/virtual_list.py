"""A list of any length that draws only the rows on screen, and asks for them when they are due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.tui.textual_ext.line_view import Scrolled

Item = TypeVar("Item")
AHEAD = 2  # pages on either side that are asked for after the page on screen


class Rows(Scrolled, Generic[Item], can_focus=True, inherit_bindings=False):
    """Rows of equal height with one cursor. What a row says comes from outside, by index.

    A subclass draws one line of one row in `paint`. Rows that are not held are blank until
    `supply` brings them; `Wanted` says which. Nothing here grows with `length`.
    """

    DEFAULT_CSS = """
    Rows { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    ALLOW_SELECT = False  # ctrl+c would put an empty text on the clipboard; a page can be selected
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--cursor",
        "rows--bright",
        "rows--muted",
        "rows--accent",
    }

    class Wanted(Message):
        """The rows from `first` up to, without, `past` are about to be seen, and not held."""

        def __init__(self, rows: Rows[Any], first: int, past: int) -> None:
            super().__init__()
            self.rows, self.first, self.past = rows, first, past

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Rows.Wanted) and message.rows is self.rows

    class _AtRow(Message):
        def __init__(self, rows: Rows[Any], index: int) -> None:
            super().__init__()
            self.rows, self.index = rows, index

    class Moved(_AtRow):
        """The cursor stands on another row, because the reader moved it."""

    class Chosen(_AtRow):
        """A row was clicked twice, or once where a click is enough."""

    def __init__(self, *, row_height: int = 1, id: str | None = None) -> None:
        super().__init__(id=id)
        self.row_height = row_height
        self.length = 0
        self.cursor = 0
        self.held: dict[int, Item] = {}
        self.glyphs: Glyphs = UNICODE
        self.follow: Callable[[], object] = lambda: None  # what is to be painted with each move
        # Each with the row it is of, which is its name: a row that says something else is another.
        self._strips: dict[tuple[int, int, int, bool], tuple[Item, Strip]] = {}
        self._styles: dict[str, Style] = {}
        self._base, self._blank = Style(), Strip.blank(0)
        self._asked: tuple[int, int] | None = None

    # What is shown

    def show(
        self,
        length: int,
        cursor: int = 0,
        held: dict[int, Item] | None = None,
        top: int | None = None,
    ) -> None:
        """Show another list: its length, where the cursor stands, and rows known already.

        `top` is the line to scroll to; without it the list scrolls as little as it must.
        """
        self.length = length
        self.cursor = max(0, min(cursor, length - 1))
        self.held = dict(held or {})
        self._asked = None
        self._resize_content()
        if top is not None and top != self.scroll_y:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._keep_cursor_visible()
        self.refresh_all_lines()

    def grow(self, length: int) -> None:
        """More rows have come at the end; nothing else moves."""
        self.length = length
        self._resize_content()
        self.refresh_all_lines()

    def supply(self, rows: dict[int, Item]) -> None:
        """Rows that were wanted, or that have changed."""
        self._asked = None
        fresh = not self.held.keys() >= rows.keys()
        self.held.update(rows)
        self._forget_far()
        self._redraw(*rows)
        if fresh:  # or it would ask for ever for what is not on disk
            self._want()

    def prepare(self, rows: dict[int, Item], cursor: int) -> None:
        """Draw the first page from a cursor on that is likely to be shown next, down to what the
        terminal gets."""
        for index in range(cursor, cursor + self.page):
            if self._styles and index in rows:
                for part in range(self.row_height):
                    line = self._line(rows[index], index, part, index == cursor)
                    line.render(self.app.console)  # a line remembers it

    def repaint(self) -> None:
        """Draw all rows again; the border stays."""
        self._strips.clear()
        self.refresh_all_lines()

    def _restyle(self) -> None:
        self._styles.clear()
        self.repaint()

    def _redraw(self, *rows: int) -> None:
        """Draw some rows again, and nothing else."""
        for row in rows:
            for part in range(self.row_height):
                for cursor in (False, True):
                    self._strips.pop((id(self.held.get(row)), row, part, cursor), None)
        self._paint_again(*rows)

    def _paint_again(self, *rows: int) -> None:
        seen = self._on_screen()
        for row in rows:
            if row in seen:
                self.refresh_lines(row * self.row_height, self.row_height)

    @property
    def page(self) -> int:
        """Rows that fit on the screen; before the first layout, as many as could."""
        height = self.scrollable_content_region.height or self.app.size.height
        return max(1, height // self.row_height)

    def _on_screen(self, beside: int = 0) -> range:
        """The rows that are seen, and so many pages before and after them."""
        first, more = round(self.scroll_y) // self.row_height, beside * self.page
        return range(max(0, first - 1 - more), min(self.length, first + self.page + 2 + more))

    @property
    def item(self) -> Item | None:
        """What stands under the cursor, if it is held."""
        return self.held.get(self.cursor)

    def window(self, cursor: int | None = None, length: int | None = None) -> range:
        """The rows worth having when the cursor stands there: its page and some on both sides."""
        middle = self.cursor if cursor is None else cursor
        end = self.length if length is None else length
        spare = self.page * (AHEAD + 1)
        return range(max(0, middle - spare), min(end, middle + spare + 1))

    def set_row_height(self, height: int) -> None:
        if height != self.row_height:
            self.row_height = height
            self._resize_content()
            self._keep_cursor_visible()
            self.repaint()

    # Moving

    def move(self, by: int) -> bool:
        """Move the cursor. False if it stood at that end already."""
        return self.go(self.cursor + by)

    def go(self, index: int) -> bool:
        index = max(0, min(index, self.length - 1))
        if index == self.cursor or not self.length:
            return False
        before, self.cursor = self.cursor, index
        self._paint_again(before, index)
        self._keep_cursor_visible()
        self._want()
        if index in self.held:
            self.follow()
        self.post_message(self.Moved(self, index))
        return True

    def _keep_cursor_visible(self) -> None:
        height = self.scrollable_content_region.height
        top = self.cursor * self.row_height
        target = self.scroll_y
        if top < target:
            target = top
        elif top + self.row_height > target + height:
            target = top + self.row_height - height
        if target != self.scroll_y and height:
            self.scroll_to(y=max(0, target), animate=False, force=True, immediate=True)

    # Drawing

    def paint(self, item: Item, index: int, part: int, width: int, cursor: bool) -> list[Segment]:
        """One line (`part`) of one row, as segments; it is cut and padded to `width`."""
        raise NotImplementedError

    def part(self, name: str) -> Style:
        """A component's style, looked up once."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(name, partial=True)
        return style

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self._styles:  # what all lines have in common, looked up once
            self._base = self.rich_style
            self._blank = Strip.blank(self.scrollable_content_region.width, self._base)
        beside = crop.right > self._blank.cell_length or crop.bottom > self.size.height
        if beside or self.get_line_filters():  # beside the rows is the border
            return super().render_lines(crop)
        # Nothing but lines that are kept here: no need to keep them twice.
        return [self.render_line(y).crop(*crop.column_span) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        index, part = divmod(y + round(self.scroll_y), self.row_height)
        if index >= self.length:
            return self._blank
        item = self.held.get(index)
        if item is None:
            self._want()
            return self._blank
        return self._line(item, index, part, index == self.cursor)

    def _line(self, item: Item, index: int, part: int, cursor: bool) -> Strip:
        spot = id(item), index, part, cursor
        kept = self._strips.get(spot)
        if kept is None:
            base, width = self._base, self._blank.cell_length
            if cursor and part < 2:
                base += self.part("rows--cursor")
            segments = self.paint(item, index, part, width, cursor)
            strip = Strip(segments).adjust_cell_length(width).apply_style(base)
            if len(self._strips) > 2000:
                self._strips.clear()
            kept = self._strips[spot] = item, strip
        return kept[1]

    def _want(self) -> None:
        """Ask for what is missing on the screen; if nothing is, and something is on the page before
        or after it, for what is missing on the AHEAD pages there."""
        held, pages = self.held.keys(), 0
        if held >= set(self._on_screen()):
            if held >= set(self._on_screen(1)):
                return
            pages = AHEAD
        missing = [index for index in self._on_screen(pages) if index not in held]
        asked = missing[0], missing[-1] + 1
        if asked != self._asked:
            self._asked = asked
            self.post_message(self.Wanted(self, *asked))

    def _forget_far(self) -> None:
        if len(self.held) > 20 * self.page + 200:
            near = *self.window(), *self._on_screen(AHEAD)
            self.held = {index: self.held[index] for index in near if index in self.held}

    # What Textual tells

    def _resize_content(self) -> None:
        self.set_lines(self.length * self.row_height)

    def sized(self) -> None:
        self._resize_content()
        self._keep_cursor_visible()
        if self._blank.cell_length != self.scrollable_content_region.width:
            self._restyle()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._want()

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._styles.clear()
        super().notify_style_update()

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self._restyle()

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self._restyle()

    def on_click(self, event: events.Click) -> None:
        index = (event.y + round(self.scroll_y)) // self.row_height
        if 0 <= index < self.length:
            self.go(index)
            if event.chain >= 2:
                self.post_message(self.Chosen(self, index))
