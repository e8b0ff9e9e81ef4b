"""Help: the keys of the place one is in, grouped, and found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import ClassVar

from textual.binding import Binding, BindingType
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
    keys_of,
)
from tui_reader.tui.dialogs import Dialog, Line, keys_line
from tui_reader.tui.lines import pad

KEYS = 16  # columns

_PLACES = {
    DATES: "in the dates",
    LIST: "in the list",
    DETAIL: "in the abstract",
    TEXT: "in a text",
}


def commands_of(place: str) -> list[Command]:
    """The commands that hold in a place, in the table's order."""
    if place == TEXT:
        return [one for one in COMMANDS if one.where == TEXT or one.name in IN_TEXT]
    return [one for one in COMMANDS if one.where == MAIN]


def table(place: str, typed: str, keys: Mapping[str, str]) -> Content:
    """The commands that match what was typed (all at first), with their keys, in groups."""
    words = typed.casefold().split()
    parts: list[Content | str | tuple[str, str]] = []
    for group, commands in groupby(commands_of(place), lambda command: command.group):
        lines: list[Content | str | tuple[str, str]] = []
        for command in commands:
            shown = keys_of(command, keys) or ":"
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+d,pagedown", "scroll(1)", "Down", show=False, priority=True),
        Binding("up,ctrl+u,pageup", "scroll(-1)", "Up", show=False, priority=True),
        Binding("colon,ctrl+p", "palette", "All commands", show=False, priority=True),
        Binding("f1", "leave", "Leave", show=False),
    ]

    def __init__(self, place: str, keys: Mapping[str, str]) -> None:
        super().__init__(f"Keys {_PLACES[place]}")
        self.place = place
        self.changed = keys
        self.line = Line(placeholder="Type to find a command", compact=True)
        self.page = Static(table(place, "", keys), markup=False)
        self.scroller = VerticalScroll(self.page, can_focus=False)

    def widgets(self) -> Iterable[Widget]:
        yield self.line
        yield self.scroller

    def keys(self) -> Content:
        arrows = "Down Up" if self.plain else "↓ ↑"
        return keys_line((arrows, "scroll"), (":", "all commands"), ("Esc", "leaves"))

    def on_input_changed(self) -> None:
        self.page.update(table(self.place, self.line.value, self.changed))
        self.scroller.scroll_home(animate=False)

    def on_input_submitted(self) -> None:
        self.dismiss(None)

    async def action_palette(self) -> None:
        from tui_reader.tui.palette import offer

        page = self.app.screen_stack[-2]
        self.dismiss(None)
        offer(page)

    def action_scroll(self, by: int) -> None:
        height = max(1, self.scroller.size.height - 2)
        self.scroller.scroll_relative(y=by * height, animate=False)
