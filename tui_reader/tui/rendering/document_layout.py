"""A long text in one column, laid out only where it is looked at. Blocks in, lines out; no widget.

How high a block is, is known once it is laid out, and estimated before. So a place in the text is
a line of a block, never a number of lines from the top: a place stays where it is, whatever is
laid out around it and however wide the column becomes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from tui_reader.highlight import fold
from tui_reader.text.layout import Line, layout
from tui_reader.text.markdown import Block, Document

_HELD = 1_000  # blocks that stay laid out
_MOST_MATCHES = 10_000


class Spot(NamedTuple):
    """A line of a block."""

    block: int
    line: int = 0


class Sheet:
    """A text that may still be growing. Heights and widths are in cells."""

    def __init__(self, width: int = 80) -> None:
        self.document = Document()
        self.width = width
        self._heights: list[int] = []
        self._tops = [0]  # of the blocks up to some, and the end of the last of these
        self._laid: dict[int, list[Line]] = {}

    @property
    def blocks(self) -> list[Block]:
        return self.document.blocks

    def add(self, batch: Iterable[Block]) -> None:
        batch = tuple(batch)
        self.document.add(batch)
        self._heights += [_estimate(block, self.width) for block in batch]

    def set_width(self, width: int) -> None:
        if width != self.width:
            self.width = width
            self._heights = [_estimate(block, width) for block in self.blocks]
            self._tops = [0]
            self._laid.clear()

    def lines(self, index: int) -> list[Line]:
        """The lines of a block; a block has at least one."""
        found = self._laid.get(index)
        if found is None:
            if len(self._laid) >= _HELD:
                self._laid.clear()
            found = self._laid[index] = layout(self.blocks[index], self.width) or [[]]
            if self._heights[index] != len(found):
                self._heights[index] = len(found)
                del self._tops[index + 1 :]
        return found

    def top(self, index: int) -> int:
        """Lines above a block, as far as they are known; for the number of blocks, all lines."""
        known = len(self._tops) - 1
        if known < index:
            rest = accumulate(self._heights[known:], initial=self._tops.pop())
            self._tops += rest
        return self._tops[index]

    @property
    def height(self) -> int:
        return self.top(len(self.blocks))

    def at(self, y: int) -> Spot:
        """The place so many lines from the top."""
        if not self.blocks:
            return Spot(0)
        self.top(len(self.blocks))
        index = max(0, min(bisect_right(self._tops, y), len(self.blocks)) - 1)
        return Spot(index, min(max(0, y - self._tops[index]), len(self.lines(index)) - 1))

    def step(self, spot: Spot, by: int) -> Spot:
        """The place so many lines further down (up, where negative), or the last (first) one."""
        if not self.blocks:
            return Spot(0)
        block, line = min(spot.block, len(self.blocks) - 1), spot.line + by
        while line < 0 and block > 0:
            block -= 1
            line += len(self.lines(block))
        line = max(0, line)
        while line >= (size := len(self.lines(block))):
            if block + 1 == len(self.blocks):
                return Spot(block, size - 1)
            line -= size
            block += 1
        return Spot(block, line)

    def last(self, height: int) -> Spot:
        """The place at the top of the screen when the end is at the bottom."""
        if not self.blocks:
            return Spot(0)
        end = len(self.blocks) - 1
        return self.step(Spot(end, len(self.lines(end)) - 1), 1 - height)

    def rows(self, spot: Spot, height: int) -> list[Spot]:
        """What a screen of so many rows shows from a place on."""
        found: list[Spot] = []
        block, line = spot
        while block < len(self.blocks) and len(found) < height:
            found += [Spot(block, at) for at in range(line, len(self.lines(block)))]
            block, line = block + 1, 0
        return found[:height]


class Search:
    """The matches of some words in a text: `matches` are blocks and the how-manieth match in each.

    Case and accents do not count, and words may stand in two lines.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self.matches: list[tuple[int, int]] = []
        self.scanned = 0  # blocks
        pieces = [
            re.escape(piece) if piece.isascii() else r"\n?".join(map(re.escape, piece))
            for piece in fold(words).split()
        ]
        self._pattern = re.compile(r"\s+".join(pieces)) if pieces else None

    def scan(self, blocks: list[Block], most: int = 500) -> None:
        """Look through the next blocks."""
        part = blocks[self.scanned : self.scanned + most]
        for index, block in enumerate(part, start=self.scanned):
            room = _MOST_MATCHES - len(self.matches)
            found = self._pattern.findall(fold(block.text)) if self._pattern and room else ()
            self.matches += [(index, number) for number in range(min(len(found), room))]
        self.scanned += len(part)

    def places(self, block: Block, lines: list[Line]) -> list[list[tuple[int, int, int]]]:
        """Where the matches of a block are in its lines: of each, line, first and last column.

        Columns are characters, the last one excluded.
        """
        if self._pattern is None:
            return []
        texts, starts, skipped, at = [], [], [], 0
        for line in lines:
            # What stands before the words of a list or a quote is none of its words.
            mark = bool(line) and line[0][1] == "muted" and bool(block.first or block.rest)
            skip = len(line[0][0]) if mark else 0
            text = "".join(text for text, _, _ in line)[skip:]
            texts.append(text)
            starts.append(at)
            skipped.append(skip)
            at += len(text) + 1
        found = []
        for match in self._pattern.finditer(fold("\n".join(texts))):
            parts = []
            for number in range(bisect_right(starts, match.start()) - 1, len(lines)):
                first = max(match.start() - starts[number], 0)
                last = min(match.end() - starts[number], len(texts[number]))
                if match.end() <= starts[number]:
                    break
                if first < last:
                    parts.append((number, first + skipped[number], last + skipped[number]))
            found.append(parts)
        return found


def _estimate(block: Block, width: int) -> int:
    """How many lines a block may take."""
    if block.rows:
        return len(block.rows) + 3
    text = sum(len(text) for text, _, _ in block.runs)
    breaks = sum(text.count("\n") for text, _, _ in block.runs)
    return text // max(8, width) + breaks + 1 + (not block.tight)
