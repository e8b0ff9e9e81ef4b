"""Widths of a table's columns: no word is broken inside a cell."""

from __future__ import annotations

from rich.cells import cell_len

from tui_reader.text.markdown_inline import Cell, plain

GAP = 2  # cells between columns
_MAX_SCROLLED_WIDTH = 40  # cells of a column in a table that is scrolled sideways


class TableLayout:
    """The columns of a table for a window of `room` cells.

    Attributes:
        widths: cells of each column; None if the table has to be shown as records.
        width: cells of a row; more than `room` if the table is scrolled sideways.
        pinned: cells of the first column and the gap after it, which stay when scrolled.
        right: which columns are aligned right.
    """

    def __init__(self, rows: tuple[tuple[Cell, ...], ...], right: tuple[bool, ...], room: int):
        self.right = right
        count = max(len(row) for row in rows)
        natural, least = [1] * count, [1] * count
        for row in rows:
            for place, cell in enumerate(row):
                text = plain(cell)
                if text.isascii() and "\n" not in text and len(text) <= least[place]:
                    continue
                natural[place] = max(natural[place], *map(cells_of, text.split("\n")))
                least[place] = max(least[place], *map(cells_of, text.split() or [""]))
        gaps = GAP * (count - 1)
        self.widths: list[int] | None
        if sum(least) + gaps <= room:
            self.widths = _fit(natural, least, room - gaps)
        else:
            self.widths = [
                max(min(a, _MAX_SCROLLED_WIDTH), b) for a, b in zip(natural, least, strict=True)
            ]
            self.widths[0] = max(min(natural[0], room // 3), least[0])
            if self.widths[0] + GAP + max(self.widths[1:], default=0) > room:
                self.widths = None
        self.width = sum(self.widths) + gaps if self.widths else room
        self.pinned = self.widths[0] + GAP if self.widths else 0


def _fit(natural: list[int], least: list[int], room: int) -> list[int]:
    """Reduce the widest columns first, to one common width."""
    low, high = 1, max(natural)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(max(min(a, cap), b) for a, b in zip(natural, least, strict=True)) <= room:
            low = cap
        else:
            high = cap - 1
    return [max(min(a, low), b) for a, b in zip(natural, least, strict=True)]


def styled(runs: Cell, style: str) -> Cell:
    """Add a style to all runs of a cell."""
    if not style:
        return runs
    return tuple((text, f"{style} {old}".strip(), link) for text, old, link in runs)


def cells_of(text: str) -> int:
    """Return the width of a text on screen."""
    return len(text) if text.isascii() else cell_len(text)
