"""Lines of a text as they are drawn: styles by the words for them, links, what a search found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from tui_reader import urls
from tui_reader.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.text.markdown import Run
from tui_reader.tui.rendering.document_layout import Search, Sheet, Spot
from tui_reader.tui.textual_ext.line_view import Scrolled

_PLAIN = str.maketrans({"▎": "|", "•": "-", "─": "-"})
_LINES = 1_000_000  # more than a block has: what is selected goes from line to line by one number
_STYLES = "title heading deeper code muted quote link new error match found"


class Ink(Scrolled, can_focus=True, inherit_bindings=False):
    """A pane that can draw any line of its sheet. Only what can be opened looks like a link."""

    DEFAULT_CSS = """
    Ink > .ink--title { color: $accent; text-style: bold; }
    Ink > .ink--heading { color: $rows-bright; text-style: bold; }
    Ink > .ink--deeper { color: $rows-muted; text-style: bold; }
    Ink > .ink--code { color: $success; }
    Ink > .ink--muted, Ink > .ink--quote { color: $rows-muted; }
    Ink > .ink--link { color: $primary; text-style: underline; }
    Ink > .ink--new { color: $accent; }
    Ink > .ink--error { color: $error; }
    Ink > .ink--match { background: $rows-cursor; text-style: bold; }
    Ink > .ink--found { background: $accent; color: $background; text-style: bold; }
    Ink:ansi > .ink--match { text-style: underline; }
    Ink:ansi > .ink--found { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"ink--{name}" for name in _STYLES.split()}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.sheet = Sheet()
        self.search: Search | None = None
        self.found: tuple[int, int] | None = None  # the match that one has gone to
        self._matched: tuple[int, list[list[tuple[int, int, int]]]] = (-1, [])
        self._strips: dict[Spot, Strip] = {}
        self._styles: dict[tuple[str, bool], Style] = {}

    def forget(self) -> None:
        """What has been drawn holds no more."""
        self._strips.clear()
        self._matched = (-1, [])

    def notify_style_update(self) -> None:
        self.forget()
        self._styles.clear()
        super().notify_style_update()

    @property
    def width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def left(self) -> int:
        """Blank cells before the text."""
        return max(0, (self.width - self.sheet.width) // 2)

    def draw(self, spot: Spot) -> Strip:
        strip = self._strips.get(spot)
        if strip is None:
            if len(self._strips) > 200:
                self._strips.clear()
            strip = self._draw(spot).apply_offsets(0, spot.block * _LINES + spot.line)
            self._strips[spot] = strip
        return self._selected(strip, spot) if self.text_selection else strip

    def _draw(self, spot: Spot) -> Strip:
        block, lines = self.sheet.blocks[spot.block], self.sheet.lines(spot.block)
        marks: dict[int, str] = {}  # by column
        for number, parts in enumerate(self.places(spot.block)):
            name = "found" if self.found == (spot.block, number) else "match"
            for line, first, last in parts:
                if line == spot.line:
                    marks.update(dict.fromkeys(range(first, last), name))
        segments = [Segment(" " * self.left)]
        at = 0
        for text, words, target in lines[spot.line]:
            if block.kind == "heading" and block.level != 2:
                words = words.replace("heading", "title" if block.level < 2 else "deeper")
            segments += self._run((text, words, target), at, marks)
            at += len(text)
        strip = Strip(segments).adjust_cell_length(self.width)
        return strip.apply_style(self.rich_style)

    def _selected(self, strip: Strip, spot: Spot) -> Strip:
        """The line with what is selected of it shown so."""
        assert self.text_selection is not None
        span = self.text_selection.get_span(spot.block * _LINES + spot.line)
        if span is None:
            return strip
        first, last = (len(strip.text) if at < 0 else at for at in span)
        begins, ends = cell_len(strip.text[:first]), cell_len(strip.text[:last])
        shown = self.screen.get_component_rich_style("screen--selection")
        middle = [
            Segment(text, (style or Style()) + shown) for text, style, _ in strip.crop(begins, ends)
        ]
        return Strip.join([strip.crop(0, begins), Strip(middle), strip.crop(ends)])

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """What was selected with the mouse, as text."""
        sheet = self.sheet
        start = selection.start or Offset(0, 0)
        end = selection.end or Offset(self.width, len(sheet.blocks) * _LINES)
        found: list[str] = []
        for block in range(start.y // _LINES, min(end.y // _LINES + 1, len(sheet.blocks))):
            for number, runs in enumerate(sheet.lines(block)):
                line = "".join(text for text, _, _ in runs)
                at = block * _LINES + number
                if start.y <= at <= end.y:
                    last = max(0, end.x - self.left) if at == end.y else len(line)
                    found.append(line[max(0, start.x - self.left) if at == start.y else 0 : last])
        return "\n".join(found), "\n"

    def places(self, block: int) -> list[list[tuple[int, int, int]]]:
        """Where the matches of the search are in a block's lines."""
        if self.search is None:
            return []
        if self._matched[0] != block:
            places = self.search.places(self.sheet.blocks[block], self.sheet.lines(block))
            self._matched = block, places
        return self._matched[1]

    def _run(self, run: Run, at: int, marks: dict[int, str]) -> Iterable[Segment]:
        text, words, target = run
        link = urls.door(target) if target else None
        style = self._style(words, link is not None)
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
        """The style of words in a row, looked up once."""
        style = self._styles.get((words, linked))
        if style is None:
            style = Style()
            for word in words.split():
                if word in ("bold", "italic", "strike"):
                    style += Style.parse(word)
                elif word != "link" or linked:
                    style += self.get_component_rich_style(f"ink--{word}", partial=True)
            self._styles[words, linked] = style
        return style
