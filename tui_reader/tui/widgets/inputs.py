"""One-line text inputs: for dialogs, for the search and for finding text on a page."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from tui_reader import query
from tui_reader.commands import BY_NAME, COMMANDS, SEARCH
from tui_reader.text.fit import one_line

CHECK_AFTER = 0.5  # seconds without a key until the last term counts as finished
HINTS = ('"a phrase"', "-not", "one OR other", "author:", "has:code", "after:2026", "upvotes:>50")


class TextInput(Input, inherit_bindings=False):  # no bindings for vertical scrolling
    """An input whose text is sanitized, pasted text included. Esc clears it before it closes."""

    DEFAULT_CSS = """
    TextInput, TextInput:focus { background: $list-cursor; background-tint: transparent; }
    TextInput:ansi { text-style: underline; }
    TextInput > .input--placeholder { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(one for one in Input.BINDINGS if isinstance(one, Binding) and one.action != "submit"),
        Binding("enter", "submit", "Apply", show=False),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("f1", "app.dialog_help", "These keys", show=False, priority=True),
    ]
    MAX_LENGTH: ClassVar[int] = 2_000  # characters

    def __init__(self, value: str = "", **options: Any) -> None:
        self._undo: list[str] = []
        super().__init__(value, compact=True, **options)
        self.start(value)

    def start(self, value: str) -> None:
        """Set the text that the user starts with."""
        self.value = self._initial = value
        self._undo.clear()

    def clear_typed(self) -> bool:
        """Clear the text. Return False if the user has typed none."""
        if self.value in ("", self._initial):
            return False
        self.value = ""
        return True

    def action_undo(self) -> None:
        if self._undo:
            self.value = self._undo.pop()
            self._undo.pop()  # the text that was just replaced
            self.cursor_position = len(self.value)

    async def key_enter(self, event: events.Key) -> None:
        """Submit after the letters typed before. A binding would run in the app, before these."""
        event.stop()
        await self.action_submit()

    def action_home(self, select: bool = False) -> None:
        """Go to the start; there, let the dialog scroll its results."""
        if not (self.cursor_position or select):
            raise SkipAction
        super().action_home(select)

    def action_end(self, select: bool = False) -> None:
        """Go to the end; there, let the dialog scroll its results."""
        if self.cursor_at_end and not select:
            raise SkipAction
        super().action_end(select)

    def validate_value(self, value: str) -> str:
        value = one_line(value[: self.MAX_LENGTH])
        if value != self.value:
            self._undo.append(self.value)
        return value


class Bar(TextInput):
    """An input on a screen, which Esc closes."""

    DEFAULT_CSS = "Bar, Bar:focus { height: 1; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(BY_NAME["back"].keys), "close", BY_NAME["back"].help, False, id="back"),
    ]

    class Closed(Message):
        """Esc without a typed text: end the search."""

    def action_close(self) -> None:
        if not self.clear_typed():
            self.post_message(self.Closed())


class SearchBar(Bar):
    """The search or filter, above the panes."""

    MAX_LENGTH = 500
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Apply the search", show=False),
        *(
            Binding(",".join(one.keys), f"screen.{one.name}", one.help, False, id=one.name)
            for one in COMMANDS
            if one.where == SEARCH
        ),
        # Keys other than text move in the results.
        Binding("down", "screen.move_results('move(1)')", "Next result", show=False),
        Binding("up", "screen.move_results('move(-1)')", "Previous result", show=False),
        Binding("pagedown", "screen.move_results('page(1)')", "Page down", show=False),
        Binding("pageup", "screen.move_results('page(-1)')", "Page up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.cursor_blink = False
        self._check: Timer | None = None

    def on_input_changed(self, message: Input.Changed) -> None:
        if self._check is not None:
            self._check.stop()
            self._check = None
        if message.value == self.value:
            self._check = self.set_timer(CHECK_AFTER, self._finish_term)

    def _finish_term(self) -> None:
        """Report an invalid last term: `is:un` can become right while it is typed, not after that.

        A space after it ends the term for the query parser.
        """
        typed = self.value
        if query.problem(query.parse(typed)) and not query.problem(query.parse(typed, typing=True)):
            self.post_message(self.Changed(self, f"{typed} "))

    async def action_submit(self) -> None:
        self._finish_term()
        await super().action_submit()


class SearchHint(Static):
    """Examples of the search syntax, as many as fit, shown while the search bar is empty."""

    DEFAULT_CSS = "SearchHint { height: 1; padding: 0 1; color: $text-muted; }"

    def __init__(self, help_key: str) -> None:
        """Args: help_key: The key that shows the search syntax."""
        super().__init__(markup=False)
        self._help_key = help_key

    def render(self) -> Content:
        words = [f"{self._help_key} search syntax", *HINTS]
        while len(words) > 1 and len("   ".join(words)) > self.size.width:
            words.pop()
        return Content("   ".join([*words[1:], words[0]]))
