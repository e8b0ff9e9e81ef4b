"""A scrolling column of text that lays out and renders only its visible lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui_reader.text.bare_urls import is_video
from tui_reader.text.markdown import END, Block
from tui_reader.tui.rendering.document_layout import DocumentLayout, LinePosition, Search
from tui_reader.tui.textual_ext.line_view import movement_bindings
from tui_reader.tui.widgets.document_lines import DocumentLines, TextLink

MAX_WIDTH = 88  # cells of a line
_LINK_SEARCH = 2_000  # lines in which the next link is looked for
TABLE_STEP = 12  # cells that a table is scrolled sideways
MARGIN = 2  # blank cells on either side of a wide enough column


class DocumentView(DocumentLines):
    """Shows a document that may still be growing.

    Going to a block that is not loaded yet waits until it is, unless the user scrolls first.

    Attributes:
        position: The line in the first row of the view.
        complete: Whether the whole document is loaded.
        is_hidden: The text is not shown until the saved position has been parsed.
    """

    DEFAULT_CSS = "DocumentView { height: 1fr; overflow-y: scroll; background: $background; }"
    BINDINGS: ClassVar[list[BindingType]] = movement_bindings(page_abstract="page(1)")

    is_hidden: reactive[bool] = reactive(False)

    class Scrolled(Message):
        """The first visible line has changed, or the document has grown."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, DocumentView.Scrolled)

    @dataclass
    class LinkClicked(Message):
        """A link was clicked; `url` is as written in the document, not checked."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.position = LinePosition(0)
        self.complete = False
        self._pending: tuple[int, float] | None = None  # the block to go to once it is loaded
        self._pending_lines = 0  # lines scrolled past the part parsed so far
        self._rows: list[LinePosition] = []
        self._scrolling_ourselves = False

    # Content

    def clear(self) -> None:
        self.document = DocumentLayout(self.document.width, self.document.window)
        self.complete = False
        self.search, self.current_match, self._pending = None, None, None
        self._table_offsets.clear()
        self.selected_link = None
        self.redraw()
        self._show(LinePosition(0))

    def add(self, batches: Iterable[Iterable[Block]], last: bool = False) -> None:
        """Append blocks. The view does not move, unless it waits for one of them.

        Args:
            batches: The next sections.
            last: Whether the document is complete with these.
        """
        for batch in batches:
            self.document.add(batch)
        self.complete = self.complete or last
        if self._pending is None:
            self.action_move(0)
        else:
            self.go_to_block(*self._pending)

    def replace(self, blocks: Iterable[Block]) -> None:
        """Replace the document. The first visible block stays in place if the new one has it."""
        position = self.position
        top = self.document.blocks[position.block] if self.document.blocks else None
        self.clear()
        self.document.add(blocks)
        if top in self.document.blocks:
            position = LinePosition(self.document.blocks.index(top), position.line)
        self.complete = True
        self._show(position)

    # Positions

    @property
    def pending_block(self) -> int | None:
        """The block that the view goes to once it is loaded; None if the view is there."""
        return self._pending[0] if self._pending else None

    @property
    def progress(self) -> float:
        """The part of the document above the bottom of the view, from 0 to 1."""
        if not self._rows or not self.document.height:
            return 1.0
        last = self._rows[-1]
        return min(1.0, (self.document.top(last.block) + last.line + 1) / self.document.height)

    def saved_position(self) -> tuple[int, float]:
        """The first row as (block, fraction of the block): valid at every width."""
        if not self.document.blocks:
            return 0, 0.0
        return self.position.block, self.position.line / len(
            self.document.lines(self.position.block)
        )

    def show_position(self, position: LinePosition) -> None:
        """Scroll to a line that was visible before."""
        self._pending = None
        self._show(position)

    def go_to_block(self, block: int, fraction: float = 0.0) -> None:
        """Scroll to a block, as from `saved_position`; `END` is the end of the document.

        If the block is not loaded yet, go there when it is.
        """
        if block < len(self.document.blocks):
            target = LinePosition(block, round(fraction * len(self.document.lines(block))))
            self._show(target)
            waits = self.position != target  # the lines below it are not loaded yet
        else:
            self._show(
                self.document.last_page_start(self.page_size)
                if block == END or self.complete
                else self.position
            )
            waits = True
        self._pending = (block, fraction) if waits and not self.complete else None

    def action_move(self, by: int) -> None:
        """Scroll by lines. Lines that are not loaded yet are scrolled later."""
        self._pending = None
        by, before = by + self._pending_lines, self._top
        self._show(self.document.step(self.position, by))
        if by > 0 and not self.complete:
            self._pending_lines = max(0, by - (self._top - before))

    def action_page(self, by: int) -> None:
        """Scroll by pages that overlap by two lines."""
        self.action_move(by * max(1, self.page_size - 2))

    def action_top(self) -> None:
        self.go_to_block(0)

    def action_bottom(self) -> None:
        self.go_to_block(END)

    def reveal(self, match: tuple[int, int]) -> None:
        """Go to a search match; if it is not visible, scroll it into the upper third."""
        self.current_match, self._pending = match, None
        self.redraw()
        block, number = match
        position, matches = LinePosition(block), self.match_spans(block)
        if matches and (spans := matches[min(number, len(matches) - 1)]):
            position = LinePosition(block, spans[0][0])
        if position in self._rows[: self.page_size]:
            position = self.position
        else:
            position = self.document.step(position, -self.page_size // 3)
        self._show(position)

    def highlight(self, search: Search | None) -> None:
        self.search, self.current_match = search, None
        self.redraw()

    @property
    def page_size(self) -> int:
        """Rows of the view; before the first layout, an upper limit."""
        return max(1, self.size.height or self.app.size.height - 3)

    @property
    def _top(self) -> int:
        """The number of lines above the first row."""
        return (
            self.document.top(self.position.block) + self.position.line
            if self.document.blocks
            else 0
        )

    def _show(self, position: LinePosition) -> None:
        self._pending_lines = 0
        height, before = self.page_size, self._rows
        self.position = max(LinePosition(0), min(position, self.document.last_page_start(height)))
        self._rows = self.document.positions(self.position, height)
        self._scrolling_ourselves = True
        self.set_lines(max(1, self.document.height))
        self.scroll_to(y=self._top, animate=False, force=True, immediate=True)
        self._scrolling_ourselves = False
        if self._rows != before:  # more text below needs no redraw
            self.refresh()
        self.post_message(self.Scrolled())

    def select_link(self, by: int) -> TextLink | None:
        """Select the next link (or the previous one) on the page, else on the next page with one.

        Args:
            by: 1 for the next link, -1 for the one before.
        """
        rows, selected = self._rows[: self.page_size], self.selected_link
        if selected is not None and selected.position not in rows:
            selected = None
        for link in self.links_in_view()[::by]:
            if selected is None or (link > selected if by > 0 else link < selected):
                return self._select(link)
        position = rows[-1 if by > 0 else 0] if rows else self.position
        for _ in range(_LINK_SEARCH):
            following = self.document.step(position, by)
            if following == position:
                return None
            position = following
            if found := self.links_at(position):
                self._show(position if by < 0 else self.document.step(position, 1 - self.page_size))
                return self._select(found[0 if by > 0 else -1])
        return None

    def _select(self, link: TextLink) -> TextLink:
        self.selected_link = link
        self.redraw()
        return link

    def links_in_view(self) -> list[TextLink]:
        """Return the links in view that can be followed."""
        return [link for row in self._rows[: self.page_size] for link in self.links_at(row)]

    def pictures_in_view(self) -> list[str]:
        """Return the URLs of the pictures in view, as written in the document."""
        blocks = dict.fromkeys(row.block for row in self._rows[: self.page_size])
        return [url for block in blocks for url in self.document.blocks[block].pictures]

    def first_picture(self) -> tuple[int, str] | None:
        """Return block and URL of the first picture in view, or else of the text; no video."""
        in_view = [row.block for row in self._rows[: self.page_size]]
        for block in (*in_view, *range(len(self.document.blocks))):
            for url in self.document.blocks[block].pictures:
                if not is_video(url):
                    return block, url
        return None

    def show_image(self, block: int, image: Sequence[Strip]) -> None:
        """Show a drawn image above its block; an empty one removes it."""
        self.document.set_image(block, image)
        self.redraw()
        self.go_to_block(block)

    def scroll_table(self, by: int) -> bool:
        """Scroll the first visible table that is wider than the view sideways.

        Args:
            by: steps to the right; negative: to the left.

        Returns:
            Whether there is such a table.
        """
        for block in dict.fromkeys(row.block for row in self._rows):
            if self.is_wide(block):
                most = self.document.line_width(block) - self.width
                offset = self._table_offsets.get(block, 0) + by * TABLE_STEP
                self._table_offsets[block] = max(0, min(offset, most))
                self.redraw()
                return True
        return False

    # Textual's events

    def render_line(self, y: int) -> Strip:
        if y < len(self._rows) and not self.is_hidden:
            return self.draw_line(self._rows[y])
        return Strip.blank(self.width, self.rich_style)

    def on_resize(self) -> None:
        margin = MARGIN if self.width >= 60 else 1
        position = self._pending or self.saved_position()
        width = self.width - 2 * margin
        self.document.set_width(max(8, min(MAX_WIDTH, width)), max(8, width))
        self.redraw()
        self.go_to_block(*position)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._scrolling_ourselves:  # the mouse wheel or the scroll bar
            self._pending = None
            self._show(self.document.position_at(round(new_value)))

    def on_click(self, event: events.Click) -> None:
        row = event.y
        if not 0 <= row < len(self._rows):
            return
        position = self._rows[row]
        at = self.column_at(position.block, event.x)
        if at < 0:
            return
        for text, _, target in self.document.lines(position.block)[position.line]:
            at -= cell_len(text)
            if at < 0:
                if target:
                    event.stop()
                    self.post_message(self.LinkClicked(target))
                return
