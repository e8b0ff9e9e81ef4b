"""A readable column of text of any length: it lays out and draws only what is on screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_reader import links
from tui_reader.markdown import Block, Run
from tui_reader.tui.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.tui.scrolled import Scrolled
from tui_reader.tui.sheet import Search, Sheet, Spot

WIDEST = 88  # cells of a line
MARGIN = 2  # blank cells on either side, where there is room
END = 2**31  # a block that stands for the end of a text

_PLAIN = str.maketrans({"▎": "|", "•": "-", "─": "-"})


class Column(Scrolled, can_focus=True, inherit_bindings=False):
    """Blocks of text in one column. `spot` is what stands in its first row.

    The text may grow while it is read: whoever wants to be at a block that is not there yet gets
    there when it comes, unless the reader has moved on.
    """

    DEFAULT_CSS = """
    Column {
        height: 1fr; overflow-x: hidden; overflow-y: scroll; background: $background;
        scrollbar-size-vertical: 1; scrollbar-color: $wall; scrollbar-background: $background;
        scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        scrollbar-background-hover: $background; scrollbar-background-active: $background;
    }
    Column > .column--title { color: $accent; text-style: bold; }
    Column > .column--heading { color: $rows-bright; text-style: bold; }
    Column > .column--deeper { color: $rows-muted; text-style: bold; }
    Column > .column--code { color: $success; }
    Column > .column--muted, Column > .column--quote { color: $rows-muted; }
    Column > .column--link { color: $primary; text-style: underline; }
    Column > .column--new { color: $accent; }
    Column > .column--error { color: $error; }
    Column > .column--match { background: $rows-cursor; text-style: bold; }
    Column > .column--found { background: $accent; color: $background; text-style: bold; }
    Column:ansi > .column--match { text-style: underline; }
    Column:ansi > .column--found { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"column--{name}"
        for name in (
            "title",
            "heading",
            "deeper",
            "code",
            "muted",
            "quote",
            "link",
            "new",
            "error",
            "match",
            "found",
        )
    }

    @dataclass
    class Moved(Message):
        """Another line stands in the first row, or the text has grown."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Column.Moved)

    @dataclass
    class Followed(Message):
        """A link was clicked; `url` is as the author wrote it."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.sheet = Sheet()
        self.spot = Spot(0)
        self.whole = False  # all of the text is here
        self.search: Search | None = None
        self.found: tuple[int, int] | None = None  # the match that one has gone to
        self._going: tuple[int, float] | None = None  # the block that is waited for, how far in it
        self._rows: list[Spot] = []
        self._matched: tuple[int, list[list[tuple[int, int, int]]]] = (-1, [])
        self._strips: dict[Spot, Strip] = {}
        self._styles: dict[tuple[str, bool], Style] = {}
        self._ours = False

    # The text

    def clear(self) -> None:
        self.sheet = Sheet(self.sheet.width)
        self.whole = False
        self.search, self.found, self._going = None, None, None
        self._forget()
        self._show(Spot(0))

    def add(self, batch: Iterable[Block], last: bool = False) -> None:
        """More of the text; nothing on screen moves, unless to a block that was waited for."""
        self.sheet.add(batch)
        self.whole = self.whole or last
        if self._going is None:
            self._show(self.spot)
        else:
            self._go(*self._going)

    def replace(self, blocks: Iterable[Block]) -> None:
        """Another text in its place; what stands in the first row stays there, if it is in it."""
        spot = self.spot
        top = self.sheet.blocks[spot.block] if self.sheet.blocks else None
        self.sheet = Sheet(self.sheet.width)
        self.sheet.add(blocks)
        self.search, self.found, self._going = None, None, None
        self._forget()
        if top in self.sheet.blocks:
            spot = Spot(self.sheet.blocks.index(top), spot.line)
        self.whole = True
        self._show(spot)

    # Places in it

    @property
    def settled(self) -> bool:
        """Nothing is waited for."""
        return self._going is None

    @property
    def share(self) -> float:
        """How much of the text has been shown when it is read up to the last row, 0 to 1."""
        if not self._rows or not self.sheet.height:
            return 1.0
        last = self._rows[-1]
        return min(1.0, (self.sheet.top(last.block) + last.line + 1) / self.sheet.height)

    def place(self) -> tuple[int, float]:
        """The first row as a block and how far in it (0 to 1): the same at every width."""
        if not self.sheet.blocks:
            return 0, 0.0
        return self.spot.block, self.spot.line / len(self.sheet.lines(self.spot.block))

    def stand(self, spot: Spot) -> None:
        """To a line that was on screen before."""
        self._going = None
        self._show(spot)

    def go(self, block: int, share: float = 0.0) -> None:
        """To a place as from `place`, also one that has not come yet."""
        self._go(block, share)

    def _go(self, block: int, share: float) -> None:
        there = block < len(self.sheet.blocks)
        self._going = None if there or self.whole else (block, share)
        if there:
            self._show(Spot(block, round(share * len(self.sheet.lines(block)))))
        elif block == END or self.whole:
            self._show(self.sheet.last(self.page))
        else:
            self._show(self.spot)

    def move(self, by: int) -> None:
        """Lines down, or up."""
        self._going = None
        self._show(self.sheet.step(self.spot, by))

    def turn(self, by: int) -> None:
        """Pages down, or up; two lines stay."""
        self.move(by * max(1, self.page - 2))

    def reveal(self, match: tuple[int, int]) -> None:
        """Go to a match of the search: it comes into the upper third, if it is not in sight."""
        self.found, self._going = match, None
        self._forget()
        block, number = match
        spot, places = Spot(block), self._places(block)
        if places and (parts := places[min(number, len(places) - 1)]):
            spot = Spot(block, parts[0][0])
        in_sight = spot in self._rows[: self.page]
        self._show(self.spot if in_sight else self.sheet.step(spot, -self.page // 3))

    def highlight(self, search: Search | None) -> None:
        self.search, self.found = search, None
        self.redraw()

    @property
    def page(self) -> int:
        """Rows on the screen; before the first layout, as many as could be."""
        return max(1, self.size.height or self.app.size.height - 3)

    def _show(self, spot: Spot) -> None:
        height = self.page
        self.spot = max(Spot(0), min(spot, self.sheet.last(height)))
        self._rows = self.sheet.rows(self.spot, height)
        self._ours = True
        self.set_lines(max(1, self.sheet.height))
        top = self.sheet.top(self.spot.block) + self.spot.line if self.sheet.blocks else 0
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._ours = False
        self.refresh()
        self.post_message(self.Moved())

    # Drawing

    def _forget(self) -> None:
        self._strips.clear()
        self._matched = (-1, [])

    def redraw(self) -> None:
        self._forget()
        self._styles.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self._width
        if y >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        spot = self._rows[y]
        strip = self._strips.get(spot)
        if strip is None:
            if len(self._strips) > 2_000:
                self._strips.clear()
            strip = self._strips[spot] = self._draw(spot, width)
        return strip

    def _draw(self, spot: Spot, width: int) -> Strip:
        block, lines = self.sheet.blocks[spot.block], self.sheet.lines(spot.block)
        marks: dict[int, str] = {}  # by column
        for number, parts in enumerate(self._places(spot.block)):
            name = "found" if self.found == (spot.block, number) else "match"
            for line, first, last in parts:
                if line == spot.line:
                    marks.update(dict.fromkeys(range(first, last), name))
        segments = [Segment(" " * self._left)]
        at = 0
        for text, words, target in lines[spot.line]:
            if block.kind == "heading" and block.level != 2:
                words = words.replace("heading", "title" if block.level < 2 else "deeper")
            segments += self._run((text, words, target), at, marks)
            at += len(text)
        strip = Strip(segments).adjust_cell_length(width)
        return strip.apply_style(self.rich_style)

    def _places(self, block: int) -> list[list[tuple[int, int, int]]]:
        """Where the matches of the search are in a block's lines."""
        if self.search is None:
            return []
        if self._matched[0] != block:
            places = self.search.places(self.sheet.blocks[block], self.sheet.lines(block))
            self._matched = block, places
        return self._matched[1]

    def _run(self, run: Run, at: int, marks: dict[int, str]) -> Iterable[Segment]:
        text, words, target = run
        link = links.door(target) if target else None
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
        """The style of words in a row, looked up once; only what can be opened looks like it."""
        style = self._styles.get((words, linked))
        if style is None:
            style = Style()
            for word in words.split():
                if word in ("bold", "italic", "strike"):
                    style += Style.parse(word)
                elif word != "link" or linked:
                    style += self.get_component_rich_style(f"column--{word}", partial=True)
            self._styles[words, linked] = style
        return style

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _left(self) -> int:
        """Blank cells before the text."""
        return max(0, (self._width - self.sheet.width) // 2)

    # What Textual tells

    def on_resize(self) -> None:
        margin = MARGIN if self._width >= 60 else 1
        place = self._going or self.place()
        self.sheet.set_width(max(8, min(WIDEST, self._width - 2 * margin)))
        self._forget()
        self._go(*place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._ours:  # the wheel, or the bar
            self._going = None
            self._show(self.sheet.at(round(new_value)))

    def notify_style_update(self) -> None:
        self._forget()
        self._styles.clear()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        row = event.y
        if not 0 <= row < len(self._rows):
            return
        spot = self._rows[row]
        at = event.x - self._left
        for text, _, target in self.sheet.lines(spot.block)[spot.line]:
            at -= cell_len(text)
            if at < 0:
                if target and event.x >= self._left:
                    event.stop()
                    self.post_message(self.Followed(target))
                return
