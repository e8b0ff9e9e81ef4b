"""The rows of a menu, each with a letter that takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size

from tui_reader.text.sanitize import line
from tui_reader.tui.rendering.text_fit import fit, pad
from tui_reader.tui.widgets.virtual_list import Rows

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
        self.offer(choices, at)

    def offer(self, choices: Sequence[Choice], at: int | None = None) -> None:
        """These rows, with the cursor `at` one of them, or where it stands.

        There may be ten thousand: what a row shows is made ready when it is drawn.
        """
        self.letters = letters(label for _, label, _ in choices)
        beside = choices if any(hint for _, _, hint in choices) else ()
        self.label_width = max((cell_len(line(label)) for _, label, _ in beside), default=0)
        self.repaint()  # what was there may have another letter now, or another column
        self.show(len(choices), self.cursor if at is None else at, dict(enumerate(choices)))
        self.refresh(layout=True)

    def paint(self, item: Choice, index: int, part: int, width: int, cursor: bool) -> list[Segment]:
        label, hint = line(item[1]), line(item[2])
        accent, muted = self.part("rows--accent"), self.part("rows--muted")
        room = max(8, width - 4)
        if self.label_width:  # else there are no hints to stand in a column
            room = min(self.label_width, room)
        left = width - room - 7
        return [
            Segment(self.glyphs.bar if cursor else " ", accent),
            Segment(f" {self.letters.get(index, ' ')} ", accent),
            Segment(pad(fit(label, room, self.glyphs.more), room)),
            Segment("   " + fit(hint, left, self.glyphs.more) if left > 8 else "", muted),
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.length


def letters(labels: Iterable[str]) -> dict[int, str]:
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
