"""Small dialogs: one line of text, one of several choices, yes or no.

Each returns its result, or None (Confirm: False) after Esc:

    name = await self.app.push_screen_wait(Prompt("File name", "papers.bib"))

Call them in a worker: `self.run_worker(self._ask(), group="dialog", exclusive=True)`. All texts are
shown literally, and typed or pasted text is sanitized.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_reader.tags import SEPARATORS
from tui_reader.text.fold import fold
from tui_reader.text.sanitize import clean, line
from tui_reader.tui.dialogs.base import CLEAR_OR_CLOSE, Dialog, keys_line
from tui_reader.tui.widgets.choice_list import Choice, ChoiceList
from tui_reader.tui.widgets.inputs import TextInput

MAX_SUGGESTIONS = 20
_TYPED_TAG = re.compile(rf'"[^"]*"?|[^{SEPARATORS}"]+')


class Prompt(Dialog[str | None]):
    """Ask for one line of text. Tab completes it with the first suggestion."""

    DEFAULT_CSS = "Prompt #below { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False, priority=True),
        CLEAR_OR_CLOSE,
    ]

    def __init__(
        self,
        title: str,
        value: str = "",
        suggestions: Sequence[str] = (),
        multiple: bool = False,
        check: Callable[[str], str] = lambda text: "",
    ) -> None:
        """
        Args:
            title: The question.
            value: The initial text.
            suggestions: Texts to complete with.
            multiple: The text is a list of words, and the last one is completed.
            check: Returns why a text is invalid, "" if it is valid.
        """
        super().__init__(title)
        self.input = TextInput(value, select_on_focus=False)
        self.suggestions = [line(one) for one in suggestions]
        self.multiple = multiple
        self.check = check
        self.below = Static(Content(""), id="below", markup=False)

    def compose_body(self) -> Iterable[Widget]:
        yield self.input
        if self.suggestions:
            yield self.below

    def key_hints(self) -> Content:
        completes = [("Tab", "completes")] if self.suggestions else []
        return keys_line(("Enter", "apply"), *completes, ("Esc", "clear, close"))

    def on_mount(self) -> None:
        self._update_below()

    def matches(self) -> list[str]:
        """The suggestions that contain the typed word; those that start with it come first."""
        words, typed = self._split()
        others = [one for one in self.suggestions if one not in words and one != typed]
        folded = fold(typed)
        found = [one for one in others if folded in fold(one)]
        return sorted(found, key=lambda one: not fold(one).startswith(folded))

    def _split(self) -> tuple[list[str], str]:
        """Split the text into complete words and the one being typed."""
        if not self.multiple:
            return [], self.input.value
        words: list[str] = _TYPED_TAG.findall(self.input.value)
        is_typed = bool(words) and self.input.value.endswith(words[-1])
        return words, words.pop() if is_typed else ""

    def on_input_changed(self) -> None:
        self._update_below()

    def _update_below(self) -> None:
        """Show the suggestions below the input."""
        words: list[tuple[str, str]] = []
        for one in self.matches()[:MAX_SUGGESTIONS]:
            words.append((one + "  ", "$text-muted" if words else "$text-accent"))
        self.below.update(Content.assemble(*words))

    def action_complete(self) -> None:
        matches = self.matches()
        if not matches:
            return
        value = self.input.value
        kept = value[: len(value) - len(self._split()[1])]
        self.input.value = kept + matches[0] + (", " if self.multiple else "")
        self.input.cursor_position = len(self.input.value)

    def on_input_submitted(self) -> None:
        """Close the dialog, or show why the text is invalid."""
        if problem := self.check(self.input.value):
            self.query_one(".title", Static).update(Content(clean(f"{problem}\n\n{self.heading}")))
            self.input.start(self.input.value)
        else:
            self.dismiss(self.input.value)


class Menu(Dialog[Any]):
    """Ask for one of several choices (value, label, hint). The result is the value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("ctrl+d,pagedown", "move(8)", "Page down", show=False),
        Binding("ctrl+u,pageup", "move(-8)", "Page up", show=False),
        Binding("g,home", "move(-1000000)", "First", show=False),
        Binding("G,end", "move(1000000)", "Last", show=False),
        Binding("enter", "select", "Select", show=False),
        Binding("q", "close", "Close", show=False),
        Binding("question_mark", "app.dialog_help", "These keys", show=False, priority=True),
    ]
    HELP_KEY = "?"
    MORE_KEYS = (("a-z", "Select by letter"),)

    def __init__(
        self, title: str, choices: Sequence[Choice], current: object = None, letters: str = ""
    ) -> None:
        """
        Args:
            title: The question.
            choices: (value, label, hint) for each choice; None cannot be chosen.
            current: The value with the cursor.
            letters: Keys of the first choices; by default letters of their labels.
        """
        super().__init__(title)
        self.choices = ChoiceList(choices, current, letters)

    def compose_body(self) -> Iterable[Widget]:
        self.choices.glyphs = self.glyphs
        yield self.choices

    def key_hints(self) -> Content:
        return keys_line(("j k", "move"), ("Enter", "select"), ("Esc", "close"))

    def action_move(self, by: int) -> None:
        self.choices.action_move(by)

    def action_select(self) -> None:
        if self.choices.value is not None:
            self.dismiss(self.choices.value)

    def on_virtual_list_row_selected(self) -> None:
        self.action_select()

    def on_key(self, event: events.Key) -> None:
        for index, letter in self.choices.letters.items():
            if event.character == letter:
                event.stop()
                self.choices.cursor = index
                self.action_select()


class Confirm(Dialog[bool]):
    """Ask yes or no. Only `y` confirms, so type-ahead cannot."""

    DEFAULT_CSS = """
    Confirm VerticalScroll { height: auto; max-height: 60vh; }
    Confirm VerticalScroll:focus { background-tint: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes", show=False),
        Binding("n,q", "close", "No", show=False),
        Binding("question_mark", "app.dialog_help", "These keys", show=False, priority=True),
    ]
    HELP_KEY = "?"

    def __init__(self, question: str, detail: str = "", yes: str = "yes", no: str = "no") -> None:
        """
        Args:
            question: The question.
            detail: The subject, such as a URL; it may take several lines.
            yes: The word for `y` in the key hints.
            no: The word for `n`.
        """
        super().__init__(question)
        self.detail = detail
        self.labels = (yes, no)

    def compose_body(self) -> Iterable[Widget]:
        if self.detail:
            yield VerticalScroll(Static(Content(clean(self.detail)), markup=False))

    def key_hints(self) -> Content:
        yes, no = self.labels
        return keys_line(("y", yes), ("n", no))

    def action_close(self) -> None:
        self.dismiss(False)
