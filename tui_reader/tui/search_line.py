"""The line that is typed in: its hint under it while it is empty, its language on a page."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tui_reader import query
from tui_reader.text import clean
from tui_reader.tui.commands import COMMANDS, SEARCH
from tui_reader.tui.dialogs import Dialog, keys_line
from tui_reader.tui.lines import pad

LONGEST = 500  # characters
HINTS = ('"a phrase"', "-not", "one OR other", "author:", "has:code", "after:2026", "upvotes:>50")
EXAMPLE = max(cell_len(example) for example, _ in query.HELP) + 3


class SearchLine(Input):
    """Under the title. What it holds is clean, also where it was pasted."""

    DEFAULT_CSS = """
    SearchLine, SearchLine:focus {
        height: 1; padding: 0 1; background: $rows-cursor; background-tint: transparent;
    }
    SearchLine:ansi { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            ",".join(command.keys), f"screen.{command.name}", command.help, False, id=command.name
        )
        for command in COMMANDS
        if command.where == SEARCH
    ]

    def __init__(self) -> None:
        super().__init__(compact=True)  # what it holds is selected: typing begins anew
        self.cursor_blink = False  # nothing moves by itself

    def validate_value(self, value: str) -> str:
        return clean(value[:LONGEST]).replace("\n", " ")


class Hint(Static):
    """What can be typed, dim, as much of it as fits."""

    DEFAULT_CSS = "Hint { height: 1; padding: 0 1; color: $text-muted; }"

    def __init__(self, language: str) -> None:
        super().__init__(markup=False)
        self._language = language  # its key

    def render(self) -> Content:
        words = [f"{self._language} tells more", *HINTS]
        while len(words) > 1 and len("   ".join(words)) > self.size.width:
            words.pop()
        return Content("   ".join([*words[1:], words[0]]))


class Examples(Widget):
    """The query language, in two columns."""

    DEFAULT_CSS = "Examples { height: auto; }"

    def render(self) -> Content:
        parts: list[str | tuple[str, str]] = []
        for example, meaning in query.HELP:
            lines = wrap(meaning, max(16, self.size.width - EXAMPLE))
            parts.append((pad(example, EXAMPLE), "bold $accent"))
            parts.append(("\n" + " " * EXAMPLE).join(lines) + "\n")
        return Content.assemble(*parts).rstrip()


class Language(Dialog[None]):
    """What can be typed, over what is being typed."""

    DEFAULT_CSS = """
    Language VerticalScroll { height: auto; max-height: 60vh; }
    Language VerticalScroll:focus { background-tint: transparent; }
    """

    def __init__(self) -> None:
        super().__init__("What can be searched for")

    def widgets(self) -> Iterable[Widget]:
        yield VerticalScroll(Examples())

    def keys(self) -> Content:
        return keys_line(("↓ ↑", "scroll"), ("Esc", "goes on typing"))
