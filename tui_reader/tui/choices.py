"""The rows of a menu, each with a letter that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size

from tui_reader.text import line
from tui_reader.tui.lines import fit, pad
from tui_reader.tui.rows import Rows

Choice = tuple[Any, str, str]
"""What is answered, what it is called, and a word about it."""

Item = TypeVar("Item")

_TAKEN = frozenset("jkgq")  # letters that move in a menu or leave it


class OneClick(Rows[Item]):
    """The rows of a dialog, of which one click takes one."""

    DEFAULT_CSS = ""

    def on_click(self, event: events.Click) -> None:
        """Once is enough. (Not as in other lists, so these do not hear of it.)"""
        event.prevent_default()
        index = event.y + round(self.scroll_y)
        if 0 <= index < self.length:
            self.post_message(self.Chosen(self, index))

    def _forget_far(self) -> None:
        """All rows are held."""


class Choices(OneClick[Choice]):
    """The rows of a menu: the letter that takes it, what it is, and a word about it."""

    DEFAULT_CSS = "Choices { background: $background; height: auto; max-height: 60vh; }"

    def __init__(self, choices: Sequence[Choice], at: int = 0) -> None:
        super().__init__(row_height=1)
        shown = [(value, line(label), line(hint)) for value, label, hint in choices]
        self.letters = letters([label for _, label, _ in shown])
        self.label_width = max((cell_len(label) for _, label, _ in shown), default=0)
        self.show(len(shown), at, dict(enumerate(shown)))

    def paint(self, item: Choice, index: int, part: int, width: int, cursor: bool) -> list[Segment]:
        _, label, hint = item
        accent, muted = self.part("rows--accent"), self.part("rows--muted")
        room = min(self.label_width, max(8, width - 4))
        left = width - room - 7
        return [
            Segment(self.glyphs.bar if cursor else " ", accent),
            Segment(f" {self.letters.get(index, ' ')} ", accent),
            Segment(pad(fit(label, room, self.glyphs.more), room)),
            Segment("   " + fit(hint, left, self.glyphs.more) if left > 8 else "", muted),
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.length


def letters(labels: Sequence[str]) -> dict[int, str]:
    """A letter for each label, by its index: one of its own where there is one left."""
    found: dict[int, str] = {}
    for index, label in enumerate(labels):
        if len(found) == 26 - len(_TAKEN):
            break
        own = [letter for letter in label.lower() if "a" <= letter <= "z"]
        for letter in [*own, *"abcdefghijklmnopqrstuvwxyz"]:
            if letter not in _TAKEN and letter not in found.values():
                found[index] = letter
                break
    return found
