"""Layout of a long document in one column. Only visible blocks are laid out; no widgets.

The height of a block is estimated until it is laid out. A position is therefore a line of a block,
not a number of lines from the top: it stays valid when other blocks are laid out or the width
changes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from tui_reader.highlight import original_end
from tui_reader.text.fold import fold, fold_with_offsets
from tui_reader.text.layout import Line, layout
from tui_reader.text.markdown import Block, Document
from tui_reader.text.table_layout import TableLayout

_MAX_CACHED_BLOCKS = 1_000
_MAX_MATCHES = 10_000


class LinePosition(NamedTuple):
    """A line of a block."""

    block: int
    line: int = 0


class DocumentLayout:
    """A document that may still be growing. Heights and widths are in cells.

    Args:
        width: the width of the text.
        window: the width for tables, which may exceed the text's; None: the same width.

    Attributes:
        images: the lines of drawn images, by the block that they are above.
    """

    def __init__(self, width: int = 80, window: int | None = None) -> None:
        self.document = Document()
        self.width = width
        self.window = window or width
        self.images: dict[int, Sequence[Strip]] = {}
        self._heights: list[int] = []
        self._tops = [0]  # first line of each known block, and the end of the last one
        self._laid: dict[int, list[Line]] = {}

    @property
    def blocks(self) -> list[Block]:
        return self.document.blocks

    def add(self, batch: Iterable[Block]) -> None:
        last = len(self.blocks) - 1
        before = self.blocks[last] if self.blocks else None
        self.document.add(tuple(batch))
        if before is not None and self.blocks[last] is not before:  # a table that continues
            self._heights[last] = _estimate(self.blocks[last], self.width)
            self._laid.pop(last, None)
            del self._tops[last + 1 :]
        self._heights += [_estimate(block, self.width) for block in self.blocks[last + 1 :]]

    def set_width(self, width: int, window: int | None = None) -> None:
        if (width, window or width) != (self.width, self.window):
            self.width, self.window = width, window or width
            self._heights = [_estimate(block, width) for block in self.blocks]
            self._tops = [0]
            self._laid.clear()
            self.images.clear()

    def set_image(self, index: int, image: Sequence[Strip]) -> None:
        """Show a drawn image above a block; an empty one removes it."""
        self.images[index] = image
        self._laid.pop(index, None)
        self.lines(index)

    def lines(self, index: int) -> list[Line]:
        """Lay out a block; it has at least one line."""
        found = self._laid.get(index)
        if found is None:
            if len(self._laid) >= _MAX_CACHED_BLOCKS:
                self._laid.clear()
            above: list[Line] = [[] for _ in self.images.get(index, ())]
            text = layout(self.blocks[index], self.width, self.window) or [[]]
            found = self._laid[index] = above + text
            if self._heights[index] != len(found):
                self._heights[index] = len(found)
                del self._tops[index + 1 :]
        return found

    def line_width(self, index: int) -> int:
        """Return the width of a block's lines: only a table's differs from that of the text."""
        if self.blocks[index].kind != "table":
            return self.width
        lines = self.lines(index)
        return max(cell_len("".join(text for text, _, _ in line)) for line in lines[:3])

    def pinned_width(self, index: int) -> int:
        """Return the width of a table's first column, which stays when the table is scrolled."""
        block = self.blocks[index]
        return TableLayout(block.rows, block.right, self.window).pinned + cell_len(block.first)

    def top(self, index: int) -> int:
        """Return the lines above a block, partly estimated; for `len(blocks)`, all lines."""
        known = len(self._tops) - 1
        if known < index:
            rest = accumulate(self._heights[known:], initial=self._tops.pop())
            self._tops += rest
        return self._tops[index]

    @property
    def height(self) -> int:
        return self.top(len(self.blocks))

    def position_at(self, y: int) -> LinePosition:
        """Return the position `y` lines from the top."""
        if not self.blocks:
            return LinePosition(0)
        self.top(len(self.blocks))
        index = max(0, min(bisect_right(self._tops, y), len(self.blocks)) - 1)
        return LinePosition(index, min(max(0, y - self._tops[index]), len(self.lines(index)) - 1))

    def step(self, position: LinePosition, by: int) -> LinePosition:
        """Return the position `by` lines further down (up if negative), within the document."""
        if not self.blocks:
            return LinePosition(0)
        block, line = min(position.block, len(self.blocks) - 1), position.line + by
        while line < 0 and block > 0:
            block -= 1
            line += len(self.lines(block))
        line = max(0, line)
        while line >= (size := len(self.lines(block))):
            if block + 1 == len(self.blocks):
                return LinePosition(block, size - 1)
            line -= size
            block += 1
        return LinePosition(block, line)

    def last_page_start(self, height: int) -> LinePosition:
        """Return the first position of a page whose last line is the end of the document."""
        if not self.blocks:
            return LinePosition(0)
        end = len(self.blocks) - 1
        return self.step(LinePosition(end, len(self.lines(end)) - 1), 1 - height)

    def positions(self, start: LinePosition, height: int) -> list[LinePosition]:
        """Return the positions of `height` lines from `start` on."""
        found: list[LinePosition] = []
        block, line = start
        while block < len(self.blocks) and len(found) < height:
            found += [LinePosition(block, at) for at in range(line, len(self.lines(block)))]
            block, line = block + 1, 0
        return found[:height]


class Search:
    """A search in a document, ignoring case and accents. A match may span two lines.

    Attributes:
        matches: (block, n) for the n-th match in a block.
        scanned: Number of blocks searched so far.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self.matches: list[tuple[int, int]] = []
        self.scanned = 0
        pieces = [re.escape(piece) for piece in fold(words).split()]
        self._pattern = re.compile(r"\s+".join(pieces)) if pieces else None

    def scan(self, blocks: list[Block], max_blocks: int = 500) -> None:
        """Search the next `max_blocks` blocks."""
        part = blocks[self.scanned : self.scanned + max_blocks]
        for index, block in enumerate(part, start=self.scanned):
            room = _MAX_MATCHES - len(self.matches)
            found = self._pattern.findall(fold(block.text)) if self._pattern and room else ()
            self.matches += [(index, number) for number in range(min(len(found), room))]
        self.scanned += len(part)

    def match_spans(self, block: Block, lines: list[Line]) -> list[list[tuple[int, int, int]]]:
        """Return the (line, start, end) spans of each match in a block.

        Start and end are characters in the line, end exclusive.
        """
        if self._pattern is None:
            return []
        # The letters before each space: a long word is also broken elsewhere.
        ends = set(accumulate(map(len, block.text.split())))
        texts, starts, skipped, joined, letters = [], [], [], "", 0
        for line in lines:
            # The marker of a list item or quote is not part of its text.
            is_marked = block.first or block.rest or block.kind in ("code", "formula")
            skip = len(line[0][0]) if line and line[0][1] == "muted" and is_marked else 0
            text = "".join(text for text, _, _ in line)[skip:]
            texts.append(text)
            starts.append(len(joined))
            skipped.append(skip)
            letters += sum(map(len, text.split()))
            joined += text + ("\n" if letters in ends or block.rows else "")
        found = []
        folded, offsets = fold_with_offsets(joined)
        for match in self._pattern.finditer(folded):
            start, end = match.span()
            if offsets is not None:
                start, end = offsets[start], original_end(offsets, end)
            parts = []
            for number in range(bisect_right(starts, start) - 1, len(lines)):
                first = max(start - starts[number], 0)
                last = min(end - starts[number], len(texts[number]))
                if end <= starts[number]:
                    break
                if first < last:
                    parts.append((number, first + skipped[number], last + skipped[number]))
            found.append(parts)
        return found


def _estimate(block: Block, width: int) -> int:
    """Estimate the lines of a block."""
    if block.rows:
        return len(block.rows) + 3
    text = sum(len(text) for text, _, _ in block.runs)
    breaks = sum(text.count("\n") for text, _, _ in block.runs)
    return text // max(8, width) + breaks + 1 + (not block.tight)
