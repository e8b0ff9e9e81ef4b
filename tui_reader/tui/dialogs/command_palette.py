"""The palette: every command with its key, and all that has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from tui_reader import dates
from tui_reader.commands import (
    MAIN,
    Command,
    commands_of,
    keys_of,
)
from tui_reader.models import ALL, BOOKMARKS, THIS_MONTH, THIS_WEEK, TRENDING, UNREAD, ListSource
from tui_reader.store import queries, rows
from tui_reader.text.sanitize import line as clean_line
from tui_reader.tui.dialogs.prompts import Dialog, TextInput, keys_line
from tui_reader.tui.rendering.text_fit import fit, pad
from tui_reader.tui.screens.pages.paper_screen import Over
from tui_reader.tui.type_ahead import COMMANDS
from tui_reader.tui.widgets.choice_list import SingleClickList
from tui_reader.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui_reader.tui.screen import MainScreen

_LISTS = (BOOKMARKS, UNREAD, TRENDING, THIS_WEEK, THIS_MONTH, ALL)
MOST = 2000  # bookmarks that are looked through by title
PAGE = 8  # rows

Run = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """What can be done or gone to: its name, a key or a word about it, and how it is done."""

    name: str
    hint: str
    run: Run
    also: str = ""  # found by these words too


def open_palette(page: Screen[Any]) -> None:
    """Show the palette over the desk or over a page on it."""
    desk = cast("MainScreen", page.app.screen_stack[0])
    desk.app.push_screen(CommandPalette(desk, commands(desk, page)))


async def _do(run: Run) -> None:
    done = run()
    if isawaitable(done):
        await done


def commands(desk: MainScreen, page: Screen[Any]) -> list[PaletteEntry]:
    """The commands that hold on the page; behind them those of the desk, which leave the page."""
    here: list[Command] = []
    found: list[PaletteEntry] = []
    if isinstance(page, Over):
        here = commands_of(page.place)
        found = [_found(desk, one, partial(page.run_action, page.action_of(one))) for one in here]
    names = {command.name for command in here}
    for command in commands_of(MAIN):
        if command.name not in names and hasattr(desk, f"action_{command.name}"):
            found.append(_found(desk, command, partial(_on_desk, desk, command.name)))
    return found


def _found(desk: MainScreen, command: Command, run: Run) -> PaletteEntry:
    keys = desk.glyphs.keys(keys_of(command, desk.status.keys))
    return PaletteEntry(command.help, keys, run, f"{command.group} {command.name}")


async def _on_desk(desk: MainScreen, name: str) -> None:
    desk.come_back()
    await desk.run_action(name)


async def _go(desk: MainScreen, place: ListSource, key: int | None = None) -> None:
    desk.come_back()
    await desk.go_to(place, key)


async def places(desk: MainScreen) -> list[PaletteEntry]:
    """All lists that have a name."""
    store, app = desk.store, desk.app
    go = partial(partial, _go, desk)
    found = [PaletteEntry(place.title(), "list", go(place)) for place in _LISTS]
    for tag, number in await store.read(queries.tags):
        found.append(PaletteEntry(f"#{tag}", f"tag, {number} papers", go(ListSource("tag", tag))))
    for name, query in await store.read(queries.watches):
        found.append(PaletteEntry(name, f"watch: {query}", go(ListSource("watch", name))))
    if not getattr(app, "plain", False):
        for theme in sorted(app.available_themes):
            if theme != "plain":
                found.append(PaletteEntry(theme, "theme", partial(desk.keep_theme, theme)))
    for day in desk.days:
        words, iso = dates.long(day.day), day.day.isoformat()
        found.append(
            PaletteEntry(words, f"{day.papers} papers", go(ListSource.edition(day.day)), iso)
        )
    kept = list(await store.read(queries.bookmarks))[:MOST]
    for key, entry in (await store.read(rows.entries, kept)).items():
        found.append(PaletteEntry(entry.paper.title, "bookmark", go(BOOKMARKS, key)))
    return found


def matching(things: Sequence[PaletteEntry], typed: str) -> list[PaletteEntry]:
    """Those that have all the words that were typed: first those whose name begins with the first
    of them, then those in whose name one begins, and otherwise in the order they came in."""
    words = typed.casefold().split()
    if not words:
        return list(things)
    ranked: list[tuple[int, int, PaletteEntry]] = []
    for index, one in enumerate(things):
        name = one.name.casefold()
        text = f"{name} {one.hint.casefold()} {one.also.casefold()}"
        if all(word in text for word in words):
            rank = 0 if name.startswith(words[0]) else 1 if f" {words[0]}" in name else 2
            ranked.append((rank, index, one))
    ranked.sort(key=lambda found: found[:2])
    return [one for _, _, one in ranked]


class PaletteList(SingleClickList[PaletteEntry]):
    """A name, and at the right end the key."""

    DEFAULT_CSS = "PaletteList { background: $background; height: 1fr; margin-top: 1; }"

    def paint(
        self, item: PaletteEntry, index: int, line: int, width: int, cursor: bool
    ) -> list[Segment]:
        more = self.glyphs.more
        hint = fit(clean_line(item.hint), width // 2, more)
        room = max(0, width - 4 - cell_len(hint))
        return [
            Segment(self.glyphs.bar if cursor else " ", self.component_style("list--accent")),
            Segment(" " + pad(fit(clean_line(item.name), room, more), room) + " "),
            Segment(hint, self.component_style("list--muted")),
        ]


class CommandPalette(Dialog[None]):
    """Typing narrows it; what is taken is done."""

    DEFAULT_CSS = """
    CommandPalette > Vertical { width: 88; height: 80%; min-height: 10; }
    CommandPalette TextInput, CommandPalette TextInput:focus {
        background: $list-cursor; background-tint: transparent;
    }
    CommandPalette:ansi TextInput { text-style: underline; }
    CommandPalette.-low PaletteList { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", "Down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown,ctrl+d", f"move({PAGE})", "A page down", show=False, priority=True),
        Binding("pageup,ctrl+u", f"move(-{PAGE})", "A page up", show=False, priority=True),
    ]

    def __init__(self, desk: MainScreen, things: list[PaletteEntry]) -> None:
        super().__init__("All commands, and what has a name")
        self.desk = desk
        self.things = things
        self.line = TextInput(
            placeholder="Type a command, date, bookmark, tag, watch or theme", compact=True
        )
        self.shown = PaletteList()
        self.shown.can_focus = False

    def widgets(self) -> Iterable[Widget]:
        self.shown.glyphs = self.glyphs
        yield self.line
        yield self.shown

    def keys(self) -> Content:
        return keys_line((self.glyphs.keys("↓ ↑"), "move"), ("Enter", "does it"), ("Esc", "leaves"))

    def on_mount(self) -> None:
        self._narrow()
        self.run_worker(self._find_places(), group=COMMANDS)

    async def _find_places(self) -> None:
        self.things += await places(self.desk)
        self._narrow(self.shown.cursor)

    def _narrow(self, cursor: int = 0) -> None:
        found = matching(self.things, self.line.value)
        self.shown.show(len(found), cursor, dict(enumerate(found)), top=0 if not cursor else None)

    def on_input_changed(self) -> None:
        self._narrow()

    def on_input_submitted(self) -> None:
        if self.shown.item is not None:
            self.dismiss()
            # Not by the app, where the next key is already; that one may be for what this opens.
            self.desk.run_worker(_do(self.shown.item.run), group=COMMANDS)

    def on_virtual_list_row_selected(self, message: VirtualList.RowSelected) -> None:
        self.shown.go_to(message.index)
        self.on_input_submitted()

    def action_move(self, by: int) -> None:
        self.shown.move(by)
