"""Help: the keys of the place one is in, grouped, and found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui_reader.commands import (
    DATES,
    DETAIL,
    LIST,
    PICTURES,
    TEXT,
    commands_of,
    key_name,
    keys_of,
)
from tui_reader.keys import sign_of
from tui_reader.tui.dialogs.prompts import Dialog, TextInput, keys_line
from tui_reader.tui.rendering.text_fit import pad

KEYS = 16  # columns

_PLACES = {
    DATES: "in the dates",
    LIST: "in the list",
    DETAIL: "in the abstract",
    TEXT: "in a text",
    PICTURES: "in the pictures",
}
# What the toolkit says of its own keys: those that change a text are told last, the others not.
_EDITING = {binding.description for binding in (*Input.BINDINGS, *TextArea.BINDINGS)}  # type: ignore[union-attr]
_NOT_TOLD = {binding.description for binding in (*Screen.BINDINGS, *App.BINDINGS)}  # type: ignore[union-attr]
_HERE, _EDIT = "Here", "In what is typed"


class HelpRow(NamedTuple):
    """Keys, what they do, and a word by which they are found too."""

    group: str
    keys: str
    help: str
    also: str = ""


def pane_help(place: str, changed: Mapping[str, str]) -> Help:
    """Help with the commands that hold in a place."""
    rows = [
        HelpRow(one.group, keys_of(one, changed) or ":", one.help, one.name)
        for one in commands_of(place)
    ]
    return Help(f"Keys {_PLACES[place]}", rows, commands=True)


def dialog_help(page: Screen[Any], title: str = "", first: Sequence[HelpRow] = ()) -> Help:
    """The keys that are bound in a dialog, or in a line over a page, where they are letters of
    what is typed. `first` stands before them."""
    typed = isinstance(page.focused, Input | TextArea)
    found: dict[tuple[str, str], list[str]] = {}
    for key, active in page.active_bindings.items():
        words = active.binding.description
        letter = len(sign_of(key)) == 1 or key == "space"
        told = words and words not in _NOT_TOLD and not key.startswith("super+")
        if told and not (typed and letter):
            group = _EDIT if words in _EDITING else _HERE
            found.setdefault((group, words), []).append(key_name(key))
    rows = [HelpRow(group, " ".join(keys), words) for (group, words), keys in found.items()]
    if isinstance(page, Dialog):
        rows += [HelpRow(_HERE, *more) for more in page.MORE_KEYS]
    title = title or f"Keys in this {'dialog' if isinstance(page, Dialog) else 'line'}"
    return Help(title, [*first, *sorted(rows, key=lambda row: row.group == _EDIT)])


class HelpTable(Widget):
    """The rows that match what was typed (all at first), in their groups."""

    DEFAULT_CSS = "HelpTable { height: auto; }"

    def __init__(self, rows: Sequence[HelpRow]) -> None:
        super().__init__()
        self.rows = rows
        self.typed = ""
        self.longest = max((cell_len(row.keys) for row in rows), default=0)

    def narrow(self, typed: str) -> None:
        self.typed = typed
        self.refresh(layout=True)

    def render(self) -> Content:
        words = self.typed.casefold().split()
        found = [row for row in self.rows if _has(" ".join(row).casefold(), words)]
        if not found:
            return Content(f"Nothing here is like {self.typed!r}.")
        # Keys that are longer than the column stand on a line of their own.
        column = min(max(KEYS, self.longest + 4), 24 if self.size.width > 50 else KEYS)
        parts: list[Content | str | tuple[str, str]] = []
        for group, rows in groupby(found, lambda row: row.group):
            parts.append((f"{group}\n", "bold"))
            for row in rows:
                lines = wrap(row.help, max(16, self.size.width - column))
                if cell_len(row.keys) > column - 4:
                    lines.insert(0, "")
                parts.append((pad(f"  {row.keys}", column), "bold $accent"))
                parts.append(("\n" + " " * column).join(lines) + "\n")
            parts.append("\n")
        return Content.assemble(*parts).rstrip()


def _has(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)


class Help(Dialog[None]):
    """Typing narrows it; Esc leaves it."""

    DEFAULT_CSS = """
    Help > Vertical { width: 72; height: 90%; }
    Help TextInput, Help TextInput:focus { background: $list-cursor; background-tint: transparent; }
    Help VerticalScroll { height: 1fr; margin-top: 1; }
    """
    HELP_KEY = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+d,pagedown", "scroll(1)", "Down", show=False, priority=True),
        Binding("up,ctrl+u,pageup", "scroll(-1)", "Up", show=False, priority=True),
        Binding("colon,ctrl+p", "palette", "All commands", show=False, priority=True),
        Binding("f1", "close", "Leave", show=False, priority=True),
    ]

    def __init__(self, title: str, rows: Sequence[HelpRow], commands: bool = False) -> None:
        """`commands`: they are commands of a page, of which the palette has more."""
        super().__init__(title)
        self.commands = commands
        what = "command" if commands else "key"
        self.line = TextInput(placeholder=f"Type to find a {what}", compact=True)
        self.table = HelpTable([row._replace(keys=self.glyphs.keys(row.keys)) for row in rows])
        self.scroller = VerticalScroll(self.table, can_focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.commands or action != "palette"

    def widgets(self) -> Iterable[Widget]:
        yield self.line
        yield self.scroller

    def keys(self) -> Content:
        arrows = self.glyphs.keys("↓ ↑")
        more = [(":", "all commands")] if self.commands else []
        return keys_line((arrows, "scroll"), *more, ("Esc", "leaves"))

    def on_input_changed(self) -> None:
        self.table.narrow(self.line.value)
        self.scroller.scroll_home(animate=False)

    def on_input_submitted(self) -> None:
        self.dismiss(None)

    async def action_palette(self) -> None:
        from tui_reader.tui.dialogs.command_palette import open_palette

        page = self.app.screen_stack[-2]
        self.dismiss(None)
        open_palette(page)

    def action_scroll(self, by: int) -> None:
        height = max(1, self.scroller.size.height - 2)
        self.scroller.scroll_relative(y=by * height, animate=False)
