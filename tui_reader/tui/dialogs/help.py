"""Help: the keys of a pane or a dialog, grouped, and found by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui_reader import query_hints
from tui_reader.commands import (
    DATES,
    DETAIL,
    FOOTER,
    LIST,
    PICTURES,
    TEXT,
    Command,
    commands_of,
    key_name,
    keys_of,
)
from tui_reader.keys import char_of
from tui_reader.text.fit import pad
from tui_reader.text.fold import fold
from tui_reader.tui.dialogs.base import Dialog, keys_line
from tui_reader.tui.widgets.inputs import TextInput

KEYS_WIDTH, MAX_KEYS_WIDTH = 16, 24  # cells

_PANE_NAMES = {
    DATES: "in the sidebar",
    LIST: "in the list",
    DETAIL: "in the abstract",
    TEXT: "in a text",
    PICTURES: "on the images page",
}
# Textual's own bindings: those that edit text are listed last; the app's and screen's are left out.
_EDITING = {binding.description for binding in (*Input.BINDINGS, *TextArea.BINDINGS)}  # type: ignore[union-attr]
_HIDDEN = {binding.description for binding in (*Screen.BINDINGS, *App.BINDINGS)}  # type: ignore[union-attr]
_HERE, _EDIT = "Here", "Editing text"


class HelpRow(NamedTuple):
    """Keys, help text, and further search words."""

    group: str
    keys: str
    help: str
    keyword: str = ""


def pane_help(
    pane: str,
    changed: Mapping[str, str],
    open_palette: Callable[[], object] | None = None,
    more: Sequence[Command] = (),
) -> Help:
    """Help with the commands of a pane.

    Args:
        pane: A pane as in `commands`.
        changed: Keys that the settings changed, by command name.
        open_palette: Called by `:` in the help.
        more: Commands of the user's.
    """
    first = [name for names, _ in FOOTER.get(pane, ()) for name in names]
    commands = commands_of(pane)
    by_name = {command.name: command for command in commands}
    here = [by_name[name] for name in first if name in by_name]
    rows = [_command_row(_HERE, one, changed) for one in here]
    rows += [_command_row(one.group, one, changed) for one in (*commands, *more) if one not in here]
    return Help(f"Keys {_PANE_NAMES[pane]}", rows, open_palette)


def _command_row(group: str, command: Command, changed: Mapping[str, str]) -> HelpRow:
    words = f"{command.name} {command.keywords}"
    return HelpRow(group, keys_of(command, changed) or ":", command.help, words)


def dialog_help(screen: Screen[Any], title: str = "", first: Sequence[HelpRow] = ()) -> Help:
    """Help with the active bindings of a dialog, or of a text input on a screen.

    Letters are left out if a text input has the focus. `first` are rows above the bindings.
    """
    is_typing = isinstance(screen.focused, Input | TextArea)
    keys: dict[tuple[str, str], list[str]] = {}
    for key, active in screen.active_bindings.items():
        words = active.binding.description
        is_letter = len(char_of(key)) == 1 or key == "space"
        is_listed = words and words not in _HIDDEN and not key.startswith("super+")
        if is_listed and not (is_typing and is_letter):
            group = _EDIT if words in _EDITING else _HERE
            keys.setdefault((group, words), []).append(key_name(key))
    rows = [HelpRow(group, " ".join(names), words) for (group, words), names in keys.items()]
    if isinstance(screen, Dialog):
        rows += [HelpRow(_HERE, *more) for more in screen.MORE_KEYS]
    title = title or f"Keys in this {'dialog' if isinstance(screen, Dialog) else 'input'}"
    return Help(title, [*first, *sorted(rows, key=lambda row: row.group == _EDIT)])


def search_help(screen: Screen[Any]) -> Help:
    """Help with the search syntax and the keys of the search bar."""
    examples = [HelpRow("Words", example, meaning) for example, meaning in query_hints.HELP]
    return dialog_help(screen, "Search syntax", examples)


class HelpTable(Widget):
    """The rows that contain all words of `filter`, in groups."""

    DEFAULT_CSS = "HelpTable { height: auto; }"

    filter: reactive[str] = reactive("", layout=True)

    def __init__(self, rows: Sequence[HelpRow]) -> None:
        super().__init__()
        self._rows = rows
        self._max_keys = max((cell_len(row.keys) for row in rows), default=0)

    def render(self) -> Content:
        words = fold(self.filter).split()
        texts = ((row, fold(" ".join(row))) for row in self._rows)
        found = [row for row, text in texts if all(word in text for word in words)]
        if not found:
            return Content(f'No key matches "{self.filter.strip()}"')
        # Keys that are wider than the column get a separate line.
        limit = MAX_KEYS_WIDTH if self.size.width > 50 else KEYS_WIDTH
        column = min(max(KEYS_WIDTH, self._max_keys + 4), limit)
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


class Help(Dialog[None]):
    """A table of keys; `/` filters it."""

    DEFAULT_CSS = """
    Help > Vertical { height: 90%; }
    Help VerticalScroll { height: 1fr; margin-top: 1; }
    """
    HELP_KEY = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that these keys also scroll while the filter is typed.
        Binding("down", "scroll(1)", "Down", show=False, priority=True),
        Binding("up", "scroll(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("ctrl+d,space", "page(1)", "Page down", show=False),
        Binding("ctrl+u", "page(-1)", "Page up", show=False),
        Binding("g,home", "scroll(-1000000)", "Go to top", show=False),
        Binding("G,end", "scroll(1000000)", "Go to bottom", show=False),
        Binding("slash", "filter", "Filter", show=False),
        Binding("q,question_mark", "close", "Close", show=False),
        Binding("colon,ctrl+p", "palette", "Show all commands", show=False, priority=True),
        Binding("f1", "dismiss", "Close", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[HelpRow],
        open_palette: Callable[[], object] | None = None,
    ) -> None:
        """
        Args:
            title: The title.
            rows: The rows, sorted by group.
            open_palette: Called by `:` after the help is closed; None if these are no commands.
        """
        super().__init__(title)
        self._open_palette = open_palette
        self.input = TextInput(placeholder="Filter")
        self.input.display = False
        self.table = HelpTable([row._replace(keys=self.glyphs.keys(row.keys)) for row in rows])
        self.scroller = VerticalScroll(self.table, can_focus=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "palette" or self._open_palette is not None

    def compose_body(self) -> Iterable[Widget]:
        yield self.input
        yield self.scroller

    def key_hints(self) -> Content:
        more = [(":", "all commands")] if self._open_palette else []
        return keys_line(("j k", "scroll"), ("/", "filter"), *more, ("Esc", "clear, close"))

    def on_mount(self) -> None:
        self.set_focus(self.scroller)

    def on_input_changed(self) -> None:
        self.table.filter = self.input.value
        self.scroller.scroll_home(animate=False)

    def on_input_submitted(self) -> None:
        self.set_focus(self.scroller)

    def action_filter(self) -> None:
        self.input.display = True
        self.set_focus(self.input)

    def action_close(self) -> None:
        """Remove an applied filter; without one, close."""
        if self.input.display and self.focused is not self.input:
            self.input.value = ""
            self.input.display = False
        else:
            super().action_close()

    def action_palette(self) -> None:
        self.dismiss(None)
        if self._open_palette is not None:
            self._open_palette()

    def action_scroll(self, by: int) -> None:
        self.scroller.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.action_scroll(by * max(1, self.scroller.size.height - 2))
