"""A readable column of text of any length: it lays out and draws only what is on screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_reader.text.markdown import END, Block
from tui_reader.tui.rendering.document_layout import Search, Sheet, Spot
from tui_reader.tui.widgets.document_lines import Ink

WIDEST = 88  # cells of a line
MARGIN = 2  # blank cells on either side, where there is room


class Column(Ink):
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
    """

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
        self.spot = Spot(0)
        self.whole = False  # all of the text is here
        self._going: tuple[int, float] | None = None  # the block that is waited for, how far in it
        self._owed = 0  # lines that one has moved down to and that have not come yet
        self._rows: list[Spot] = []
        self._ours = False
        self._covered = False

    # The text

    def clear(self) -> None:
        self.sheet = Sheet(self.sheet.width)
        self.whole = False
        self.search, self.found, self._going = None, None, None
        self.forget()
        self._show(Spot(0))

    def add(self, batches: Iterable[Iterable[Block]], last: bool = False) -> None:
        """More of the text; nothing on screen moves, unless to a block that was waited for."""
        for batch in batches:
            self.sheet.add(batch)
        self.whole = self.whole or last
        if self._going is None:
            self.move(0)
        else:
            self._go(*self._going)

    def replace(self, blocks: Iterable[Block]) -> None:
        """Another text in its place; what stands in the first row stays there, if it is in it."""
        spot = self.spot
        top = self.sheet.blocks[spot.block] if self.sheet.blocks else None
        self.sheet = Sheet(self.sheet.width)
        self.sheet.add(blocks)
        self.search, self.found, self._going = None, None, None
        self.forget()
        if top in self.sheet.blocks:
            spot = Spot(self.sheet.blocks.index(top), spot.line)
        self.whole = True
        self._show(spot)

    def cover(self, covered: bool) -> None:
        """Show nothing of it, until the place that is waited for has come."""
        if covered != self._covered:
            self._covered = covered
            self.refresh()

    # Places in it

    @property
    def settled(self) -> bool:
        """Nothing is waited for."""
        return self._going is None

    @property
    def going(self) -> int | None:
        """The block that is waited for."""
        return self._going[0] if self._going else None

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
        if block < len(self.sheet.blocks):
            wanted = Spot(block, round(share * len(self.sheet.lines(block))))
            self._show(wanted)
            waits = self.spot != wanted  # what is to stand below it has not come
        else:
            self._show(self.sheet.last(self.page) if block == END or self.whole else self.spot)
            waits = True
        self._going = (block, share) if waits and not self.whole else None

    def move(self, by: int) -> None:
        """Lines down, or up; those that have not come yet, when they do."""
        self._going = None
        by, before = by + self._owed, self._top
        self._show(self.sheet.step(self.spot, by))
        if by > 0 and not self.whole:
            self._owed = max(0, by - (self._top - before))

    def turn(self, by: int) -> None:
        """Pages down, or up; two lines stay."""
        self.move(by * max(1, self.page - 2))

    def reveal(self, match: tuple[int, int]) -> None:
        """Go to a match of the search: it comes into the upper third, if it is not in sight."""
        self.found, self._going = match, None
        self.forget()
        block, number = match
        spot, places = Spot(block), self.places(block)
        if places and (parts := places[min(number, len(places) - 1)]):
            spot = Spot(block, parts[0][0])
        in_sight = spot in self._rows[: self.page]
        self._show(self.spot if in_sight else self.sheet.step(spot, -self.page // 3))

    def highlight(self, search: Search | None) -> None:
        self.search, self.found = search, None
        self.forget()
        self.refresh()

    @property
    def page(self) -> int:
        """Rows on the screen; before the first layout, as many as could be."""
        return max(1, self.size.height or self.app.size.height - 3)

    @property
    def _top(self) -> int:
        """The lines above the first row."""
        return self.sheet.top(self.spot.block) + self.spot.line if self.sheet.blocks else 0

    def _show(self, spot: Spot) -> None:
        self._owed = 0
        height, before = self.page, self._rows
        self.spot = max(Spot(0), min(spot, self.sheet.last(height)))
        self._rows = self.sheet.rows(self.spot, height)
        self._ours = True
        self.set_lines(max(1, self.sheet.height))
        self.scroll_to(y=self._top, animate=False, force=True, immediate=True)
        self._ours = False
        if self._rows != before or not self._strips:  # a text that grows below is not drawn again
            self.refresh()
        self.post_message(self.Moved())

    # What Textual asks and tells

    def render_line(self, y: int) -> Strip:
        if y < len(self._rows) and not self._covered:
            return self.draw(self._rows[y])
        return Strip.blank(self.width, self.rich_style)

    def on_resize(self) -> None:
        margin = MARGIN if self.width >= 60 else 1
        place = self._going or self.place()
        self.sheet.set_width(max(8, min(WIDEST, self.width - 2 * margin)))
        self.forget()
        self._go(*place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._ours:  # the wheel, or the bar
            self._going = None
            self._show(self.sheet.at(round(new_value)))

    def on_click(self, event: events.Click) -> None:
        row = event.y
        if not 0 <= row < len(self._rows):
            return
        spot = self._rows[row]
        at = event.x - self.left
        for text, _, target in self.sheet.lines(spot.block)[spot.line]:
            at -= cell_len(text)
            if at < 0:
                if target and event.x >= self.left:
                    event.stop()
                    self.post_message(self.Followed(target))
                return
