"""Help: the keys of the place one is in, grouped, and found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_reader.tui.commands import (
    COMMANDS,
    DATES,
    DETAIL,
    IN_TEXT,
    LIST,
    MAIN,
    TEXT,
    Command,
    key_name,
)
from tui_reader.tui.dialogs import Dialog, Line, keys_line
from tui_reader.tui.lines import pad

KEYS = 16  # columns

_PLACES = {DATES: "in the dates", LIST: "in the list", DETAIL: "in the abstract"}


def commands_of(place: str) -> list[Command]:
    """The commands that hold in a place, in the table's order."""
    where = MAIN if place in _PLACES else place
    too = IN_TEXT if place == TEXT else frozenset()
    return [command for command in COMMANDS if command.where == where or command.name in too]


def table(place: str, typed: str, keys: Mapping[str, str]) -> Content:
    """The commands that match what was typed (all at first), with their keys, in groups."""
    words = typed.casefold().split()
    parts: list[Content | str | tuple[str, str]] = []
    for group, commands in groupby(commands_of(place), lambda command: command.group):
        lines: list[Content | str | tuple[str, str]] = []
        for command in commands:
            shown = keys.get(command.name) or " ".join(map(key_name, command.keys)) or ":"
            text = f"{group} {command.name} {command.help} {shown}".casefold()
            if all(word in text for word in words):
                lines += [(pad(f"  {shown}", KEYS), "bold $accent"), command.help + "\n"]
        if lines:
            parts += [(f"{group}\n", "bold"), *lines, "\n"]
    return Content.assemble(*parts) if parts else Content(f"No command is like {typed!r}.")


class Help(Dialog[None]):
    """Typing narrows it; Esc leaves it."""

    DEFAULT_CSS = """
    Help > Vertical { width: 72; height: 90%; }
    Help Line, Help Line:focus { background: $rows-cursor; background-tint: transparent; }
    Help VerticalScroll { height: 1fr; margin-top: 1; }
    """
    BINDINGS = [
        ("down,ctrl+d,pagedown", "scroll(1)", "Down"),
        ("up,ctrl+u,pageup", "scroll(-1)", "Up"),
    ]

    def __init__(self, place: str, keys: Mapping[str, str]) -> None:
        super().__init__(f"Keys {_PLACES.get(place, '')}".strip())
        self.place = place
        self.changed = keys
        self.line = Line(placeholder="Type to find a command", compact=True)
        self.page = Static(table(place, "", keys), markup=False)
        self.scroller = VerticalScroll(self.page, can_focus=False)

    def widgets(self) -> Iterable[Widget]:
        yield self.line
        yield self.scroller

    def keys(self) -> Content:
        return keys_line(("↓ ↑", "scroll"), (":", "all commands"), ("Esc", "leaves"))

    def on_input_changed(self) -> None:
        self.page.update(table(self.place, self.line.value, self.changed))
        self.scroller.scroll_home(animate=False)

    def on_input_submitted(self) -> None:
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        height = max(1, self.scroller.size.height - 2)
        self.scroller.scroll_relative(y=by * height, animate=False)
