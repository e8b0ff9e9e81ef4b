"""Blocks of a document as lines of a terminal: words wrapped by cells, tables fitted."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, chop_cells

from tui_reader.text.markdown import (
    Block,
    Cell,
    Run,
    plain,
)

Line = list[Run]

_INDENT = {"code": "  ", "formula": "    "}
_GAP = 2  # cells between columns
_NARROW = 14  # cells a column wants before it breaks words
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
)
_WIDE += "\U00020000-\U0003fffd"
_CLOSING = "、。，．！？；：）」』】》〉’”"
_PIECE = re.compile(rf"\n|[^\S\n]+|[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+")


def layout(block: Block, width: int) -> list[Line]:
    """The lines of `block`, none wider than `width` (≥ 8) cells; the last is empty unless tight.

    A line is a list of runs: text, style, link; see `markdown.Run` for the words of a style.
    """
    indent = _INDENT.get(block.kind, "")
    first, rest = block.first + indent, block.rest + indent
    if cell_len(first) > width // 2:  # deep in lists: the words need the room
        first, rest = block.first.lstrip()[: width // 4], ""
    room = width - max(cell_len(first), cell_len(rest))
    if block.kind == "table":
        lines = _table(block, room)
    elif block.kind == "rule":
        lines = [[("─" * room, "muted", None)]]
    elif block.kind == "code":
        lines = _code(block.runs, room)
    else:
        lines = wrap(block.runs, room)
    for place, line in enumerate(lines):
        if prefix := rest if place else first:
            line.insert(0, (prefix, "muted", None))
    if not block.tight:
        lines.append([])
    return lines


def wrap(runs: Cell, width: int) -> list[Line]:
    """Runs broken at blanks, between wide characters, and within words that are too long."""
    lines: list[Line] = [[]]
    used = 0
    blank: Run | None = None
    word: Line = []
    size = 0

    def flush() -> None:
        nonlocal used, blank, size
        if not word:
            return
        if blank and used and used + 1 + size <= width:
            lines[-1].append(blank)
            used += 1
        elif used and used + size + (blank is not None) > width:
            lines.append([])
            used = 0
        blank = None
        if size <= width:
            lines[-1] += word
            used += size
        else:
            used = _break(word, width, lines)
        word.clear()
        size = 0

    for text, style, link in runs:
        for piece in _PIECE.findall(text):
            if piece == "\n":
                flush()
                lines.append([])
                used, blank = 0, None
            elif piece.isspace():
                flush()
                blank = (" ", style, link)
            else:
                wide = not piece.isascii() and piece[0] >= "\u1100" and _is_wide(piece[0])
                if wide:
                    flush()
                word.append((piece, style, link))
                size += _cells(piece)
                if wide:
                    flush()
    flush()
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [_joined(line) for line in lines]


def _break(word: Line, width: int, lines: list[Line]) -> int:
    """Put a word that is too long on the last of `lines` and on new ones; the cells used."""
    used = 0
    for text, style, link in word:
        for part in _chop(text, width):
            size = _cells(part)
            if used + size > width:
                lines.append([])
                used = 0
            lines[-1].append((part, style, link))
            used += size
    return used


def _joined(line: Line) -> Line:
    """Neighbours of one style and link as one run."""
    joined: list[tuple[list[str], str, str | None]] = []
    for text, style, link in line:
        if not joined or joined[-1][1:] != (style, link):
            joined.append(([], style, link))
        joined[-1][0].append(text)
    return [("".join(texts), style, link) for texts, style, link in joined]


def _code(runs: Cell, width: int) -> list[Line]:
    return [
        [(part, "code", None)] if part else []
        for line in plain(runs).split("\n")
        for part in _chop(line, width) or [""]
    ]


def _table(block: Block, width: int) -> list[Line]:
    """Columns side by side, or, where they cannot be, row by row with the header's words."""
    count = max(len(row) for row in block.rows)
    natural, least = [1] * count, [1] * count
    for row in block.rows:
        for place, cell in enumerate(row):
            text = plain(cell)
            natural[place] = max(natural[place], *map(_cells, text.split("\n")))
            longest = max(map(_cells, text.split()), default=1)
            least[place] = max(least[place], min(longest, _NARROW))
    room = width - _GAP * (count - 1)
    if sum(least) > room:
        return _records(block, width)
    widths = _fit(natural, least, room)
    lines: list[Line] = []
    for number, row in enumerate(block.rows):
        lines += _row(row, widths, block.right, "bold" if number == 0 else "")
        if number == 0:
            rule = (" " * _GAP).join("─" * size for size in widths)
            lines.append([(rule, "muted", None)])
    return lines


def _fit(natural: list[int], least: list[int], room: int) -> list[int]:
    """Widths of the columns: the widest give way first, down to one common width."""
    low, high = 1, max(natural)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(max(min(a, cap), b) for a, b in zip(natural, least, strict=True)) <= room:
            low = cap
        else:
            high = cap - 1
    return [max(min(a, low), b) for a, b in zip(natural, least, strict=True)]


def _row(
    row: tuple[Cell, ...], widths: list[int], right: tuple[bool, ...], style: str
) -> list[Line]:
    cells = [wrap(_styled(cell, style), size) for cell, size in zip(row, widths, strict=False)]
    lines: list[Line] = []
    for number in range(max(map(len, cells), default=0)):
        line: Line = []
        skipped = 0
        for place, cell in enumerate(cells):
            shown = cell[number] if number < len(cell) else []
            left = widths[place] - sum(_cells(text) for text, _, _ in shown)
            before = left if place < len(right) and right[place] else 0
            if shown:
                if skipped + before:
                    line.append((" " * (skipped + before), "", None))
                line += shown
                skipped = 0
                left -= before
            skipped += left + _GAP
        lines.append(_joined(line))
    return lines


def _records(block: Block, width: int) -> list[Line]:
    header, *rows = block.rows
    lines: list[Line] = []
    for row in rows or [header]:
        for place, cell in enumerate(row):
            name = header[place] if rows and place < len(header) else ()
            title: Cell = (*_styled(name, "bold"), (": ", "", None)) if name else ()
            if cell:
                lines += wrap((*title, *cell), width)
        lines.append([])
    return lines[:-1] or [[]]


def _styled(runs: Cell, style: str) -> Cell:
    if not style:
        return runs
    return tuple((text, f"{style} {old}".strip(), link) for text, old, link in runs)


def _chop(text: str, width: int) -> list[str]:
    """Parts no wider than `width`. A joiner that begins a text joins nothing, and Rich's two
    measures disagree on what follows it."""
    return chop_cells(text.lstrip("\u200d"), width)


def _cells(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


@lru_cache(maxsize=4096)
def _is_wide(letter: str) -> bool:
    return re.match(f"[{_WIDE}]", letter) is not None
