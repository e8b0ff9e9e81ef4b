"""The rows of a menu, each with a letter that selects it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size

from tui_reader.text.fit import fit, pad
from tui_reader.text.sanitize import line as clean_line
from tui_reader.tui.widgets.virtual_list import VirtualList

Choice = tuple[Any, str, str]
"""(value, label, hint)"""

_RESERVED = frozenset("jkgq")  # letters that move in a menu or close it


class ChoiceList(VirtualList[Choice], inherit_bindings=False):
    """The rows of a menu: letter, label and hint. The dialog binds the keys."""

    CLICKS = 1

    DEFAULT_CSS = "ChoiceList { background: $background; height: auto; max-height: 60vh; }"

    def __init__(
        self, choices: Sequence[Choice], current: object = None, letters: str | None = ""
    ) -> None:
        """
        Args:
            current: The value with the cursor.
            letters: Fixed ones for the first choices; None: no letter selects a row.
        """
        super().__init__(row_height=1)
        self._fixed_letters = letters
        cursor = next((index for index, one in enumerate(choices) if one[0] == current), 0)
        self.set_choices(choices, cursor)

    @property
    def value(self) -> Any:
        """The value of the choice at the cursor; None if there is none, or it has none."""
        return self.item[0] if self.item else None

    def set_choices(self, choices: Sequence[Choice], cursor: int | None = None) -> None:
        """Replace all rows; `cursor` None keeps the cursor.

        There may be thousands of choices, so a label is sanitized only when it is drawn.
        """
        labels, fixed = [label for _, label, _ in choices], self._fixed_letters
        self.letters = {} if fixed is None else assign_letters(labels, fixed)
        labeled = choices if any(hint for _, _, hint in choices) else ()
        self.label_width = max((cell_len(clean_line(label)) for _, label, _ in labeled), default=0)
        self.repaint()  # a row may have another letter or another column now
        rows = dict(enumerate(choices))
        self.show(len(choices), self.cursor if cursor is None else cursor, rows)
        self.refresh(layout=True)

    def paint(self, item: Choice, index: int, line: int, width: int, cursor: bool) -> list[Segment]:
        label, hint = clean_line(item[1]), clean_line(item[2])
        accent, muted = self.component_style("list--accent"), self.component_style("list--muted")
        room = max(8, width - 4)
        if hint:  # in a second column
            room = min(self.label_width, max(8, room * 3 // 5))
        left = width - room - 7
        return [
            Segment(self.glyphs.bar if cursor else " ", accent),
            Segment(f" {self.letters.get(index, ' ')} ", accent),
            Segment(pad(fit(label, room, self.glyphs.more), room)),
            Segment("   " + fit(hint, left, self.glyphs.more) if left > 8 else "", muted),
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.length


def assign_letters(labels: Iterable[str], fixed: Sequence[str] = ()) -> dict[int, str]:
    """Return a letter for each label by index: its fixed letter, or a free letter of the label.

    Args:
        fixed: Letters of the first labels, such as "ucn".
    """
    assigned = dict(enumerate(fixed))
    for index, label in enumerate(labels):
        if index in assigned:
            continue
        if len(assigned) == 26 - len(_RESERVED):
            break
        own = [letter for letter in label.lower() if "a" <= letter <= "z"]
        for letter in [*own, *"abcdefghijklmnopqrstuvwxyz"]:
            if letter not in _RESERVED and letter not in assigned.values():
                assigned[index] = letter
                break
    return assigned
