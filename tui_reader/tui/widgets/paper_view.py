"""The pane that shows a paper's page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

from tui_reader.tui.textual_ext.line_view import LineView

MAX_WIDTH = 88  # cells of a line
MAX_CACHED_PAGES = 40
_NO_BREAK = "\u00a0"
_PLACEHOLDER = "\ufdd0"  # never in sanitized text


class PaperView(LineView, can_focus=True):
    """Shows one page of `Content` and scrolls it. Another paper starts at the top.

    Attributes:
        key: The key of the visible paper; None if there is none.
        image: The lines of an image drawn above the page, until another paper is shown.
    """

    DEFAULT_CSS = "PaperView { padding: 0 0 0 2; overflow-y: scroll; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.key: int | None = None
        self.image: Sequence[Strip] = ()
        self._content = Content("")
        self._pages: dict[object, list[Strip]] = {}  # least recently used first
        self._strips: list[Strip] | None = None
        self._blank = Strip.blank(0)
        self._width = 0

    def show(self, key: int | None, content: Content) -> None:
        """Show a page. The scroll position stays if it is the same paper."""
        self._content, before = content, self._strips
        if key != self.key:
            self.key, self.image, before = key, (), None
            if self.scroll_y:
                self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self._lay_out(before)

    def show_image(self, key: int, lines: Sequence[Strip]) -> None:
        """Show a drawn image above the page of a paper, if it is still visible."""
        if key == self.key:
            self.image = lines
            self._lay_out()
            self.scroll_home(animate=False)

    @property
    def text_width(self) -> int:
        """Cells of a line of text."""
        return min(MAX_WIDTH, self._width - 1)

    def prepare(self, content: Content) -> None:
        """Render a page ahead of time, down to terminal output."""
        if self._width:
            for line in self._lines_of(content)[: self.size.height]:
                line.render(self.app.console)  # a strip caches its output

    def _lay_out(self, before: list[Strip] | None = None) -> None:
        """Lay out the page. With `before`, refresh only the lines that differ from these."""
        self._width = self.scrollable_content_region.width
        self._strips = None
        if self._width:
            self._strips = self._lines_of(self._content)
            if self.image:
                base = self.rich_style
                above = [line.adjust_cell_length(self._width, base) for line in self.image]
                self._strips = [*above, Strip.blank(self._width, base), *self._strips]
            if self._blank.cell_length != self._width:
                self._blank = Strip.blank(self._width, self.rich_style)
            self.set_lines(len(self._strips))
        if before is None or self._strips is None:
            self.refresh_all_lines()
            return
        top = round(self.scroll_y)
        visible = slice(top, top + self.size.height)
        lines = zip_longest(before[visible], self._strips[visible])
        changed = [y for y, (old, new) in enumerate(lines, top) if old is not new and old != new]
        if changed:
            self.refresh_lines(changed[0], changed[-1] + 1 - changed[0])

    def _lines_of(self, content: Content) -> list[Strip]:
        """The lines of a page, cached for recent pages."""
        style = self.visual_style
        key = (content.plain, tuple(content.spans), self._width, style, self.text_selection)
        strips = self._pages.pop(key, None)
        if strips is None:
            base = self.rich_style
            lines = self._wrap(content)
            strips = [line.adjust_cell_length(self._width, base) for line in lines]
        self._pages[key] = strips
        if len(self._pages) > MAX_CACHED_PAGES:
            del self._pages[next(iter(self._pages))]
        return strips

    def _wrap(self, content: Content) -> list[Strip]:
        """Break a page into lines; Textual alone would also break at no-break spaces."""
        has_no_break = _NO_BREAK in content.plain
        if has_no_break:
            content = Content(content.plain.replace(_NO_BREAK, _PLACEHOLDER), list(content.spans))
        lines = Visual.to_strips(self, content, self.text_width, None, self.visual_style)
        return [_with_spaces(line) for line in lines] if has_no_break else lines

    def render_line(self, y: int) -> Strip:
        if self._strips is None:
            self._lay_out()
        line = y + round(self.scroll_y)
        return self._strips[line] if self._strips and line < len(self._strips) else self._blank

    def size_changed(self) -> None:
        if self._width != self.scrollable_content_region.width:
            self._lay_out()

    def notify_style_update(self) -> None:
        self._strips, self._blank = None, Strip.blank(0)
        self._pages.clear()
        super().notify_style_update()

    def selection_updated(self, selection: Selection | None) -> None:
        self._lay_out()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text selected with the mouse."""
        return selection.extract(self._content.plain), "\n"


def _with_spaces(line: Strip) -> Strip:
    if _PLACEHOLDER not in line.text:
        return line
    segments = [one._replace(text=one.text.replace(_PLACEHOLDER, " ")) for one in line]
    return Strip(segments, line.cell_length)
