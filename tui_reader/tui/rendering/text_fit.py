"""Fitting text into cells: cut at a word, and pad by what it takes on screen."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def fit(text: str, width: int, more: str = "…") -> str:
    """The text in at most `width` cells, cut after a word where that does not waste a third."""
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


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled up with blanks to `width` cells (never cut)."""
    blanks = " " * max(0, width - cell_len(text))
    return blanks + text if right else text + blanks
