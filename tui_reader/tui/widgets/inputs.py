"""The line that is typed in: its hint under it while it is empty, its language on a page."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui_reader import query
from tui_reader.commands import COMMANDS, SEARCH
from tui_reader.text.sanitize import clean
from tui_reader.tui.dialogs.help import Help, HelpRow, dialog_help
from tui_reader.tui.dialogs.prompts import TextInput

LONGEST = 500  # characters
HINTS = ('"a phrase"', "-not", "one OR other", "author:", "has:code", "after:2026", "upvotes:>50")


class SearchBar(TextInput):
    """Under the title. What it holds is clean, also where it was pasted."""

    DEFAULT_CSS = """
    SearchBar, SearchBar:focus {
        height: 1; padding: 0 1; background: $list-cursor; background-tint: transparent;
    }
    SearchBar:ansi { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Keep what was found", show=False),
        *(
            Binding(",".join(one.keys), f"screen.{one.name}", one.help, False, id=one.name)
            for one in COMMANDS
            if one.where == SEARCH
        ),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True)  # what it holds is selected: typing begins anew
        self.cursor_blink = False  # nothing moves by itself

    def validate_value(self, value: str) -> str:
        return clean(value[:LONGEST]).replace("\n", " ")


class SearchHint(Static):
    """What can be typed, dim, as much of it as fits."""

    DEFAULT_CSS = "SearchHint { height: 1; padding: 0 1; color: $text-muted; }"

    def __init__(self, search_help: str) -> None:
        super().__init__(markup=False)
        self._language = search_help  # its key

    def render(self) -> Content:
        words = [f"{self._language} tells more", *HINTS]
        while len(words) > 1 and len("   ".join(words)) > self.size.width:
            words.pop()
        return Content("   ".join([*words[1:], words[0]]))


def search_help(page: Screen[Any]) -> Help:
    """What can be typed, and the keys of the line, over what is being typed."""
    examples = [HelpRow("Words", example, meaning) for example, meaning in query.HELP]
    return dialog_help(page, "What can be searched for", examples)
