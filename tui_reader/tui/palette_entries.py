"""The entries of the command palette: commands with their keys, lists, tags, themes, bookmarks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from tui_reader import dates
from tui_reader.commands import MAIN, Command, commands_of, keys_of
from tui_reader.models import (
    ALL,
    BOOKMARKS,
    THIS_MONTH,
    THIS_WEEK,
    TRENDING,
    UNREAD,
    ListSource,
)
from tui_reader.store import queries, rows
from tui_reader.text.latex import to_text
from tui_reader.tui.dialogs.command_palette import CommandPalette, PaletteEntry
from tui_reader.tui.screens.pages.paper_screen import Over
from tui_reader.tui.type_ahead import COMMANDS

if TYPE_CHECKING:
    from tui_reader.tui.screen import MainScreen

_LISTS = (BOOKMARKS, UNREAD, TRENDING, THIS_WEEK, THIS_MONTH, ALL)
MAX_BOOKMARKS = 2000

Run = Callable[[], Any]


def open_palette(page: Screen[Any]) -> None:
    """Show the palette on a screen and run the chosen entry."""
    main = cast("MainScreen", page.app.screen_stack[0])
    main.run_worker(_choose_and_run(main, page), group=COMMANDS)


async def _choose_and_run(main: MainScreen, page: Screen[Any]) -> None:
    palette = CommandPalette(commands(main, page), partial(places, main))
    entry = await main.app.push_screen_wait(palette)
    if entry is None:
        return
    done = entry.run()
    if isawaitable(done):
        await done


def commands(desk: MainScreen, page: Screen[Any]) -> list[PaletteEntry]:
    """The commands of the screen, then those of the main screen, which close other screens."""
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
    """All lists with a name, and themes."""
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
    kept = list(await store.read(queries.bookmarks))[:MAX_BOOKMARKS]
    for key, entry in (await store.read(rows.entries, kept)).items():
        found.append(PaletteEntry(to_text(entry.paper.title), "bookmark", go(BOOKMARKS, key)))
    return found
