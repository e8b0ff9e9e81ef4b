"""A list that is filtered by typing, and a menu based on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from tui_reader.text.fold import fold
from tui_reader.tui.dialogs.base import CLEAR_OR_CLOSE, Dialog, Result, keys_line
from tui_reader.tui.widgets.choice_list import Choice, ChoiceList
from tui_reader.tui.widgets.inputs import TextInput
from tui_reader.tui.widgets.virtual_list import VirtualList

_PAGE = 8  # rows


class FilterDialog(Dialog[Result], Generic[Result]):
    """A text input that keeps the focus, and a list that its other keys move in.

    Attributes:
        ENTER: What Enter does, in the key hints.
    """

    ENTER: ClassVar[str] = "select"
    BINDINGS: ClassVar[list[BindingType]] = [
        CLEAR_OR_CLOSE,
        Binding("down,ctrl+n", "move(1)", "Down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown", f"move({_PAGE})", "Page down", show=False, priority=True),
        Binding("pageup", f"move(-{_PAGE})", "Page up", show=False, priority=True),
        Binding("ctrl+home", "move(-1000000)", "First", show=False, priority=True),
        Binding("ctrl+end", "move(1000000)", "Last", show=False, priority=True),
        Binding("home", "move(-1000000)", "First", show=False),  # at the start of the text
        Binding("end", "move(1000000)", "Last", show=False),
    ]

    def __init__(self, title: str, placeholder: str, found: VirtualList[Any]) -> None:
        super().__init__(title)
        self.input = TextInput(placeholder=placeholder)
        self.found = found
        self.found.can_focus = False

    def compose_body(self) -> Iterable[Widget]:
        self.found.glyphs = self.glyphs
        yield self.input
        yield self.found

    def key_hints(self) -> Content:
        arrows = self.glyphs.keys("↓ ↑")
        return keys_line((arrows, "move"), ("Enter", self.ENTER), ("Esc", "clear, close"))

    def on_virtual_list_row_selected(self) -> None:
        self.choose()

    def on_input_submitted(self) -> None:
        self.choose()

    def choose(self) -> None:
        """Close the dialog with the row at the cursor."""
        raise NotImplementedError

    def action_move(self, by: int) -> None:
        self.found.action_move(by)


class FilterMenu(FilterDialog[Any]):
    """Ask for one of many choices (value, label, hint). The result is the value.

    Args:
        title: The question.
        choices: The choices; None as a value cannot be chosen.
        current: The value with the cursor.
    """

    def __init__(self, title: str, choices: Sequence[Choice], current: object = None) -> None:
        self._choices = list(choices)
        self.choices = ChoiceList(choices, current, letters=None)
        super().__init__(title, "Type to filter", self.choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Replace the choices; the filter stays."""
        self._choices = list(choices)
        self._show_matches(None)

    def _show_matches(self, cursor: int | None) -> None:
        words = fold(self.input.value).split()
        found = [one for one in self._choices if all(word in fold(one[1]) for word in words)]
        self.choices.set_choices(found, cursor)

    def on_input_changed(self) -> None:
        self._show_matches(0 if self.input.value else None)

    def choose(self) -> None:
        if self.choices.value is not None:
            self.dismiss(self.choices.value)
