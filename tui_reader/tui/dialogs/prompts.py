"""Small questions over the page: one line, a choice, a text of many lines, yes or no.

Each is a screen that ends in its answer; None (or no) where it was left with Esc:

    name = await self.app.push_screen_wait(Prompt("File name", "papers.bib"))

Ask from a worker: `self.run_worker(self._ask(), group="dialog", exclusive=True)`. Everything that
is shown is literal text, and what is typed or pasted is cleaned where it comes in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from tui_reader.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.text.sanitize import clean, line
from tui_reader.tui.widgets.choice_list import Choice, ChoiceList
from tui_reader.tui.widgets.virtual_list import VirtualList

Answer = TypeVar("Answer")
LINE = 2_000  # characters that a line may have


def keys_line(*keys: tuple[str, str]) -> Content:
    """The keys of a dialog as its last line: `Enter opens  Esc leaves`."""
    parts: list[tuple[str, str]] = []
    for key, word in keys:
        parts += [(key, "bold"), (f" {word}  ", "$text-muted")]
    return Content.assemble(*parts).rstrip()


def clean_text(text: str) -> str:
    """A text that is clean, and never cut."""
    return clean(text, len(text) + 1)


class Dialog(ModalScreen[Answer]):
    """A panel in the middle: what is asked, the answer's widgets, and the keys."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 68; max-width: 100%; height: auto; max-height: 100%;
        padding: 0 1; border: solid $pane-border; background: $background;
    }
    Dialog .title { text-style: bold; margin-bottom: 1; }
    Dialog .keys { margin-top: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Dialog NoteArea, Dialog VerticalScroll {
        scrollbar-size-vertical: 1;
        scrollbar-color: $pane-border; scrollbar-background: $background;
        scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        scrollbar-background-hover: $background; scrollbar-background-active: $background;
    }
    Dialog:ansi { background: transparent; }
    Dialog.-plain > Vertical { border: ascii $pane-border; }
    Dialog.-low .title { margin-bottom: 0; }
    Dialog.-low .keys { margin-top: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Leave", show=False, priority=True),
        Binding("f1", "help", "These keys", show=False, priority=True),
    ]
    HELP_KEY: ClassVar[str] = "F1"  # as the last line has it
    MORE_KEYS: ClassVar[Sequence[tuple[str, str]]] = ()  # that are not bound, and what they do

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Once: what came in the same moment as the answer is for nobody."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        return super().dismiss(result)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.asked = title

    def compose(self) -> ComposeResult:
        with Vertical():
            if self.asked:
                yield Static(Content(clean(self.asked)), classes="title", markup=False)
            yield from self.widgets()
            more = ("  ", keys_line((self.HELP_KEY, "keys"))) if self.HELP_KEY else ()
            yield Static(Content.assemble(self.keys(), *more), classes="keys", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.plain, "-plain")

    def widgets(self) -> Iterable[Widget]:
        """Where the answer is given."""
        raise NotImplementedError

    def keys(self) -> Content:
        raise NotImplementedError

    def action_close(self) -> None:
        self.dismiss(None)

    def action_help(self) -> None:
        show_keys(self)

    @property
    def plain(self) -> bool:
        """No lines, no marks beyond ASCII."""
        return bool(getattr(self.app, "plain", False))

    @property
    def glyphs(self) -> Glyphs:
        return ASCII if self.plain else UNICODE


def show_keys(page: Screen[Any]) -> None:
    """Help with what is open on the page; what is typed there stays as it is."""
    from tui_reader.tui.dialogs.help import dialog_help

    page.app.push_screen(dialog_help(page))


class TextInput(Input, inherit_bindings=False):  # a line has nothing to scroll up and down
    """One line, clean also where it was pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(one for one in Input.BINDINGS if isinstance(one, Binding) and one.action != "submit"),
        Binding("enter", "submit", "Take it", show=False),
        Binding("f1", "help", "These keys", show=False, priority=True),
    ]

    async def key_enter(self, event: events.Key) -> None:
        """In its turn, behind the letters before it; as a binding, it would go by the app, where
        the next key is already."""
        event.stop()
        await self.action_submit()

    def action_help(self) -> None:
        show_keys(self.screen)

    def validate_value(self, value: str) -> str:
        return clean(value[:LINE]).replace("\n", " ")


class Prompt(Dialog[str | None]):
    """One line. Tab completes it with the first of the suggestions that stand below it.

    `many`: the line is a list, and its last word is completed. `check` says, while the line is
    typed, what is wrong with it (None: nothing); a wrong line is not taken.
    """

    DEFAULT_CSS = """
    Prompt TextInput, Prompt TextInput:focus {
        background: $list-cursor; background-tint: transparent;
    }
    Prompt #below { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Prompt:ansi TextInput { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False, priority=True)
    ]

    def __init__(
        self,
        title: str,
        value: str = "",
        suggestions: Sequence[str] = (),
        many: bool = False,
        check: Callable[[str], str | None] | None = None,
    ) -> None:
        super().__init__(title)
        self.line = TextInput(value, id="line", compact=True, select_on_focus=False)
        self.suggestions = [line(one) for one in suggestions]
        self.many = many
        self.check = check
        self.below = Static(Content(""), id="below", markup=False)

    def widgets(self) -> Iterable[Widget]:
        yield self.line
        if self.suggestions or self.check:
            yield self.below

    def keys(self) -> Content:
        completes = [("Tab", "completes")] if self.suggestions else []
        return keys_line(("Enter", "takes it"), *completes, ("Esc", "leaves"))

    def on_mount(self) -> None:
        self.on_input_changed()  # an empty line never tells of itself

    def matches(self) -> list[str]:
        """The suggestions for what is being typed: first those that begin with it."""
        given, word = self._split()
        found = [one for one in self.suggestions if one not in given and one != word]
        low = word.casefold()
        found = [one for one in found if low in one.casefold()]
        return sorted(found, key=lambda one: not one.casefold().startswith(low))

    def _split(self) -> tuple[list[str], str]:
        """The words that are whole, and the one being typed."""
        if not self.many:
            return [], self.line.value
        *given, word = re.split(r"[,\s]+", self.line.value)
        return given, word

    def on_input_changed(self) -> None:
        wrong = self.check(self.line.value) if self.check else None
        if wrong:
            self.below.update(Content.styled(wrong, "$text-error"))
            return
        words: list[tuple[str, str]] = []
        for one in self.matches()[:20]:
            words.append((one + "  ", "$text-muted" if words else "$text-accent"))
        self.below.update(Content.assemble(*words))

    def action_complete(self) -> None:
        found = self.matches()
        if not found:
            return
        value = self.line.value
        word = self._split()[1]
        self.line.value = value[: len(value) - len(word)] + found[0] + (", " if self.many else "")
        self.line.cursor_position = len(self.line.value)

    def on_input_submitted(self) -> None:
        if self.check is None or self.check(self.line.value) is None:
            self.dismiss(self.line.value)


class Menu(Dialog[Any]):
    """One of several choices `(value, label, hint)`; the answer is the value. `at` is the value
    that holds now, under the cursor at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("ctrl+d,pagedown", "move(8)", "A page down", show=False),
        Binding("ctrl+u,pageup", "move(-8)", "A page up", show=False),
        Binding("g,home", "move(-1000000)", "First", show=False),
        Binding("G,end", "move(1000000)", "Last", show=False),
        Binding("enter", "take", "Take it", show=False),
        Binding("q", "close", "Leave", show=False),
        Binding("question_mark", "help", "These keys", show=False, priority=True),
    ]
    HELP_KEY = "?"
    MORE_KEYS = (("a-z", "Take the one behind this letter"),)

    def __init__(self, title: str, choices: Sequence[Choice], at: Any = None) -> None:
        super().__init__(title)
        dialog_help = next((index for index, choice in enumerate(choices) if choice[0] == at), 0)
        self.choices = ChoiceList(choices, dialog_help)

    def widgets(self) -> Iterable[Widget]:
        self.choices.glyphs = self.glyphs
        yield self.choices

    def keys(self) -> Content:
        return keys_line(("j k", "move"), ("Enter", "takes it"), ("Esc", "leaves"))

    def action_move(self, by: int) -> None:
        self.choices.move(by)

    def action_take(self) -> None:
        if self.choices.item is not None:
            self.dismiss(self.choices.item[0])

    def on_virtual_list_row_selected(self, message: VirtualList.RowSelected) -> None:
        self.choices.go_to(message.index)
        self.action_take()

    def on_key(self, event: events.Key) -> None:
        for index, letter in self.choices.letters.items():
            if event.character == letter:
                event.stop()
                self.choices.go_to(index)
                self.action_take()


class Confirm(Dialog[bool]):
    """Yes or no. Only `y` is yes, so that no key pressed ahead of the question answers it.
    `detail` is what it is about: a whole address, say, on as many lines as that takes."""

    DEFAULT_CSS = """
    Confirm VerticalScroll { height: auto; max-height: 60vh; }
    Confirm VerticalScroll:focus { background-tint: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes", show=False),
        Binding("n,q", "close", "No", show=False),
        Binding("question_mark", "help", "These keys", show=False, priority=True),
    ]
    HELP_KEY = "?"

    def __init__(self, question: str, detail: str = "", yes: str = "yes", no: str = "no") -> None:
        super().__init__(question)
        self.detail = detail
        self.words = (yes, no)

    def widgets(self) -> Iterable[Widget]:
        if self.detail:
            yield VerticalScroll(Static(Content(clean(self.detail)), markup=False))

    def keys(self) -> Content:
        yes, no = self.words
        return keys_line(("y", yes), ("n", no))

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        self.dismiss(False)
