"""Blocks of a document as lines of a terminal: words wrapped by cells, tables in columns."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, chop_cells

from tui_reader.text.markdown import Block, Cell, Run, plain
from tui_reader.text.markdown_inline import join_runs
from tui_reader.text.table_layout import GAP, TableLayout, cells_of, styled

Line = list[Run]

_INDENT = {"code": "  ", "formula": "    "}
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
)
_WIDE += "\U00020000-\U0003fffd"
_CLOSING = "、。，．！？；：）」』】》〉’”"
_PIECE = re.compile(rf"\n|[^\S\n]+|[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+")


def layout(block: Block, width: int, window: int | None = None) -> list[Line]:
    """Return the lines of `block`; the last one is empty unless the block is tight.

    Args:
        block: the block to lay out.
        width: cells of a line, at least 8.
        window: cells for a table, which may be wider than the text; a table that needs even more
            gets longer lines, to be scrolled sideways. None: no line is wider than `width`.

    Returns:
        Lines as lists of runs: text, style, link; see `markdown.Run` for the words of a style.
    """
    indent = _INDENT.get(block.kind, "")
    first, rest = block.first + indent, block.rest + indent
    if cell_len(first) > width // 2:  # deeply nested list: leave space for the words
        first, rest = block.first.lstrip()[: width // 4], ""
    prefix = max(cell_len(first), cell_len(rest))
    room = width - prefix
    if block.kind == "table":
        lines = _table(block, room, None if window is None else window - prefix)
    elif block.kind == "rule":
        lines = [[("─" * room, "muted", None)]]
    elif block.kind == "code":
        lines = _code(block.runs, room)
    elif block.kind == "formula":
        lines = _formula(block.runs, room)
    else:
        lines = wrap(block.runs, room)
    for place, line in enumerate(lines):
        if mark := rest if place else first:
            line.insert(0, (mark, "muted", None))
    if not block.tight:
        lines.append([])
    return lines


def _table(block: Block, width: int, window: int | None) -> list[Line]:
    """Columns side by side; if words would have to be broken, one record per row."""
    table = TableLayout(block.rows, block.right, width if window is None else max(width, window))
    if table.widths is None or (window is None and table.width > width):
        return _records(block, width)
    lines: list[Line] = []
    for number, row in enumerate(block.rows):
        lines += _row(row, table, "bold" if number == 0 else "")
        if number == 0:
            rule = (" " * GAP).join("─" * size for size in table.widths)
            lines.append([(rule, "muted", None)])
    return lines


def _row(row: tuple[Cell, ...], table: TableLayout, style: str) -> list[Line]:
    assert table.widths is not None
    cells = [
        _cell(styled(cell, style), size) for cell, size in zip(row, table.widths, strict=False)
    ]
    lines: list[Line] = []
    for number in range(max(map(len, cells), default=0)):
        line: Line = []
        skipped = 0
        for place, cell in enumerate(cells):
            shown = cell[number] if number < len(cell) else []
            left = table.widths[place] - sum(cells_of(text) for text, _, _ in shown)
            before = left if place < len(table.right) and table.right[place] else 0
            if shown:
                if skipped + before:
                    line.append((" " * (skipped + before), "", None))
                line += shown
                skipped = 0
                left -= before
            skipped += left + GAP
        lines.append(join_runs(line))
    return lines


def _cell(runs: Cell, width: int) -> list[Line]:
    text = plain(runs)
    if "\n" not in text and "  " not in text and cells_of(text) <= width:
        return [list(runs)]  # nearly all cells: wrapping would take most of the time
    return wrap(runs, width)


def _records(block: Block, width: int) -> list[Line]:
    header, *rows = block.rows
    lines: list[Line] = []
    for row in rows or [header]:
        for place, cell in enumerate(row):
            name = header[place] if rows and place < len(header) else ()
            title: Cell = (*styled(name, "bold"), (": ", "", None)) if name else ()
            if cell:
                lines += wrap((*title, *cell), width)
        lines.append([])
    return lines[:-1] or [[]]


def wrap(runs: Cell, width: int) -> list[Line]:
    """Break runs at blanks, between wide characters, and within words that are too long."""
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
                size += cells_of(piece)
                if wide:
                    flush()
    flush()
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return list(map(join_runs, lines))


def _break(word: Line, width: int, lines: list[Line]) -> int:
    """Break a long word over the last of `lines` and new ones. Returns the cells used."""
    used = 0
    for text, style, link in word:
        for part in _chop(text, width):
            size = cells_of(part)
            if used + size > width:
                lines.append([])
                used = 0
            lines[-1].append((part, style, link))
            used += size
    return used


def _code(runs: Cell, width: int) -> list[Line]:
    return [
        [(part, "code", None)] if part else []
        for line in plain(runs).split("\n")
        for part in _chop(line, width) or [""]
    ]


def _formula(runs: Cell, width: int) -> list[Line]:
    """Return lines aligned by spaces; longer lines are wrapped."""
    lines: list[Line] = []
    for line in plain(runs).split("\n"):
        run = (line, "", None)
        lines += [[run]] if cells_of(line) <= width else wrap((run,), width)
    return lines


def _chop(text: str, width: int) -> list[str]:
    """Split into parts no wider than `width`.

    A joiner at the start is removed: Rich's two measures disagree on the character after it.
    """
    return chop_cells(text.lstrip("\u200d"), width)


@lru_cache(maxsize=4096)
def _is_wide(letter: str) -> bool:
    return re.match(f"[{_WIDE}]", letter) is not None
