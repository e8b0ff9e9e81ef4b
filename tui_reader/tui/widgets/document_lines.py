"""Renders lines of a document: styles, links and search matches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from tui_reader import urls
from tui_reader.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.text.markdown import Run
from tui_reader.text.references import is_reference
from tui_reader.tui.rendering.document_layout import DocumentLayout, LinePosition, Search
from tui_reader.tui.textual_ext.line_view import LineView


class TextLink(NamedTuple):
    """A link on a line of a document, from character `start` up to `end`."""

    position: LinePosition
    start: int
    end: int
    link: str


_PLAIN = str.maketrans({"▎": "|", "•": "-", "─": "-"})
# Textual's selection needs one number per line: block * _MAX_BLOCK_LINES + line.
_MAX_BLOCK_LINES = 1_000_000
_STYLES = "title heading deeper code muted quote link new error match found"


class DocumentLines(LineView, can_focus=True, inherit_bindings=False):
    """Renders any line of `document`. Only links that can be opened look like links."""

    DEFAULT_CSS = """
    DocumentLines > .document--title { color: $accent; text-style: bold; }
    DocumentLines > .document--heading { color: $list-bright; text-style: bold; }
    DocumentLines > .document--deeper { color: $list-muted; text-style: bold; }
    DocumentLines > .document--code { color: $success; }
    DocumentLines > .document--muted, DocumentLines > .document--quote { color: $list-muted; }
    DocumentLines > .document--link { color: $primary; text-style: underline; }
    DocumentLines > .document--new { color: $accent; }
    DocumentLines > .document--error { color: $error; }
    DocumentLines > .document--match { background: $list-cursor; text-style: bold; }
    DocumentLines > .document--found { background: $accent; color: $background; text-style: bold; }
    DocumentLines:ansi > .document--match { text-style: underline; }
    DocumentLines:ansi > .document--found { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"document--{name}" for name in _STYLES.split()}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.document = DocumentLayout()
        self.search: Search | None = None
        self.current_match: tuple[int, int] | None = None  # (block, n): the n-th match in it
        self._matched: tuple[int, list[list[tuple[int, int, int]]]] = (-1, [])
        self._strips: dict[LinePosition, Strip] = {}
        self._styles: dict[tuple[str, bool], Style] = {}
        self.selected_link: TextLink | None = None
        self._table_offsets: dict[int, int] = {}  # by block: cells scrolled sideways

    def redraw(self) -> None:
        """Draw all lines again."""
        self._strips.clear()
        self._matched = (-1, [])
        self.refresh()

    def notify_style_update(self) -> None:
        self.redraw()
        self._styles.clear()
        super().notify_style_update()

    @property
    def width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def left_margin(self) -> int:
        """Blank cells before the text."""
        return max(0, (self.width - self.document.width) // 2)

    def block_margin(self, block: int) -> int:
        """Blank cells before a block: a wide table begins further left than the text."""
        width = self.document.line_width(block)
        if width <= self.document.width:
            return self.left_margin
        return max(0, (self.width - width) // 2)

    def is_wide(self, block: int) -> bool:
        """Return whether a block is a table that is wider than the view."""
        is_table = self.document.blocks[block].kind == "table"
        return is_table and self.document.line_width(block) > self.width

    def column_at(self, block: int, x: int) -> int:
        """Return the cell of a block's lines that is drawn in column `x` of the view."""
        if self.is_wide(block) and x >= self.document.pinned_width(block):
            return x + self._table_offsets.get(block, 0)
        return x - self.block_margin(block)

    def draw_line(self, position: LinePosition) -> Strip:
        strip = self._strips.get(position)
        if strip is None:
            if len(self._strips) > 200:
                self._strips.clear()
            strip = self._draw(position).apply_offsets(
                0, position.block * _MAX_BLOCK_LINES + position.line
            )
            self._strips[position] = strip
        return self._highlight_selection(strip, position) if self.text_selection else strip

    def _draw(self, position: LinePosition) -> Strip:
        image = self.document.images.get(position.block, ())
        if position.line < len(image):
            drawn = Strip.join([Strip.blank(self.left_margin), image[position.line]])
            return drawn.adjust_cell_length(self.width, self.rich_style)
        block, lines = self.document.blocks[position.block], self.document.lines(position.block)
        marks: dict[int, str] = {}  # by column
        for number, parts in enumerate(self.match_spans(position.block)):
            name = "found" if self.current_match == (position.block, number) else "match"
            for line, first, last in parts:
                if line == position.line:
                    marks.update(dict.fromkeys(range(first, last), name))
        if self.selected_link and self.selected_link.position == position:
            marks.update(
                dict.fromkeys(range(self.selected_link.start, self.selected_link.end), "found")
            )
        segments = [Segment(" " * self.block_margin(position.block))]
        at = 0
        for text, words, target in lines[position.line]:
            if block.kind == "heading" and block.level != 2:
                words = words.replace("heading", "title" if block.level < 2 else "deeper")
            segments += self._run((text, words, target), at, marks)
            at += len(text)
        strip = Strip(segments)
        if self.is_wide(position.block):
            strip = self._sideways(strip, position)
        return strip.adjust_cell_length(self.width).apply_style(self.rich_style)

    def _sideways(self, strip: Strip, position: LinePosition) -> Strip:
        """Crop a line of a table that is scrolled sideways; its first column stays."""
        pinned = self.document.pinned_width(position.block)
        start = pinned + self._table_offsets.get(position.block, 0)
        end = start + self.width - pinned
        more = position.line == 0 and end < self.document.line_width(position.block)
        shown = Strip.join([strip.crop(0, pinned), strip.crop(start, end - 2 * more)])
        if not more:
            return shown
        arrow = ">" if self.glyphs is ASCII else "›"
        shown = shown.adjust_cell_length(self.width - 2)
        return Strip.join([shown, Strip([Segment(f" {arrow}", self._style("link", True))])])

    def _highlight_selection(self, strip: Strip, position: LinePosition) -> Strip:
        """Return the line with the text selected by the mouse highlighted."""
        assert self.text_selection is not None
        span = self.text_selection.get_span(position.block * _MAX_BLOCK_LINES + position.line)
        if span is None:
            return strip
        first, last = (len(strip.text) if at < 0 else at for at in span)
        begins, ends = cell_len(strip.text[:first]), cell_len(strip.text[:last])
        selected = self.screen.get_component_rich_style("screen--selection")
        middle = [
            Segment(text, (style or Style()) + selected)
            for text, style, _ in strip.crop(begins, ends)
        ]
        return Strip.join([strip.crop(0, begins), Strip(middle), strip.crop(ends)])

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Return the text selected with the mouse."""
        document = self.document
        start = selection.start or Offset(0, 0)
        end = selection.end or Offset(self.width, len(document.blocks) * _MAX_BLOCK_LINES)
        found: list[str] = []
        for block in range(
            start.y // _MAX_BLOCK_LINES, min(end.y // _MAX_BLOCK_LINES + 1, len(document.blocks))
        ):
            for number, runs in enumerate(document.lines(block)):
                line = "".join(text for text, _, _ in runs)
                at = block * _MAX_BLOCK_LINES + number
                if start.y <= at <= end.y:
                    last = max(0, self.column_at(block, end.x)) if at == end.y else len(line)
                    first = max(0, self.column_at(block, start.x)) if at == start.y else 0
                    found.append(line[first:last])
        return "\n".join(found), "\n"

    def match_spans(self, block: int) -> list[list[tuple[int, int, int]]]:
        """Return the search matches in a block, as in `Search.match_spans`."""
        if self.search is None:
            return []
        if self._matched[0] != block:
            spans = self.search.match_spans(self.document.blocks[block], self.document.lines(block))
            self._matched = block, spans
        return self._matched[1]

    def is_target(self, link: str | None) -> bool:
        """Return whether a link leads to a block of this document that is loaded."""
        return is_reference(link) and link in self.document.document.targets

    def can_follow(self, link: str | None) -> bool:
        """Return whether a link leads to a block of this document, or may be opened."""
        if is_reference(link):
            return self.is_target(link)
        return link is not None and urls.check(link) is not None

    def links_at(self, position: LinePosition) -> list[TextLink]:
        """Return the links of a line that can be followed, neighbors of one link as one."""
        found: list[TextLink] = []
        start = 0
        for text, _, link in self.document.lines(position.block)[position.line]:
            end = start + len(text)
            if link is not None and self.can_follow(link):
                if found and (found[-1].end, found[-1].link) == (start, link):
                    start = found.pop().start
                found.append(TextLink(position, start, end, link))
            start = end
        return found

    def _run(self, run: Run, at: int, marks: dict[int, str]) -> Iterable[Segment]:
        text, words, target = run
        link = urls.check(target) if target and not is_reference(target) else None
        style = self._style(words, link is not None or self.is_target(target))
        if link is not None and self.glyphs is UNICODE:
            style += Style(link=link.url)
        if self.glyphs is ASCII and words == "muted":
            text = text.translate(_PLAIN)
        start = 0
        while start < len(text):
            mark = marks.get(at + start)
            end = start + 1
            while end < len(text) and marks.get(at + end) == mark:
                end += 1
            shown = style + self._style(mark, False) if mark else style
            yield Segment(text[start:end], shown)
            start = end

    def _style(self, words: str, linked: bool) -> Style:
        """The style for space-separated style names, cached."""
        style = self._styles.get((words, linked))
        if style is None:
            style = Style()
            for word in words.split():
                if word in ("bold", "italic", "strike"):
                    style += Style.parse(word)
                elif word != "link" or linked:
                    style += self.get_component_rich_style(f"document--{word}", partial=True)
            self._styles[words, linked] = style
        return style
