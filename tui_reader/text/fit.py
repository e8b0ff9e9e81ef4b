"""Fit text into terminal cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from tui_reader.text.sanitize import clean, stable_width


def one_line(text: str) -> str:
    """Return text that is safe to show on one line, such as a system error with a file name."""
    return clean(text).replace("\n", " ")


def fit(text: str, width: int, more: str = "…") -> str:
    """Cut text to at most `width` cells, after a word if that wastes no more than a third."""
    text = stable_width(text).replace("\n", " ")  # LaTeX in a title
    if cell_len(text) <= width:
        return text
    room = width - cell_len(more)
    if room <= 0:
        return set_cell_size(text, max(0, width))
    cut = set_cell_size(text, room)
    if not text[len(cut) : len(cut) + 1].isspace():
        at = cut.rfind(" ")
        if at > room * 2 // 3:
            cut = cut[:at]
    return cut.rstrip(" ,;:–-") + more


def wrap(text: str, width: int, lines: int, more: str = "…") -> list[str]:
    """Break text into at most `lines` lines of `width` cells; the last one is cut with `more`."""
    text = stable_width(text).replace("\n", " ")  # LaTeX in a title
    found: list[str] = []
    while len(found) < lines - 1 and cell_len(text) > width > 1:
        line = set_cell_size(text, width).rstrip()  # half of a wide character becomes a blank
        if not text[len(line) : len(line) + 1].isspace():
            at = line.rfind(" ")
            line = line[:at] if at > 0 else line
        found.append(line.rstrip())
        text = text[len(line) :].lstrip()
    return [*found, fit(text, width, more)]


def pad(text: str, width: int, right: bool = False) -> str:
    """Pad text with spaces to `width` cells; longer text is not cut.

    `right` aligns it to the right.
    """
    text = stable_width(text)
    blanks = " " * max(0, width - cell_len(text))
    return blanks + text if right else text + blanks
