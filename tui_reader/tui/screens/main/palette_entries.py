"""The entries of the command palette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual.app import App

from tui_reader import dates
from tui_reader.commands import MAIN, Command, action_of, commands_of, keys_of
from tui_reader.models import (
    ALL,
    BOOKMARKS,
    FOR_YOU,
    HIDDEN,
    THIS_MONTH,
    THIS_WEEK,
    TRENDING,
    UNREAD,
    Day,
    ListSource,
)
from tui_reader.store import queries, rows
from tui_reader.text.latex import to_text
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.dialogs.command_palette import PaletteEntry
from tui_reader.tui.screens.pages.paper_actions import PaperScreen

_LISTS = (BOOKMARKS, UNREAD, FOR_YOU, TRENDING, THIS_WEEK, THIS_MONTH, ALL, HIDDEN)
MAX_BOOKMARKS = 2000  # that can be found by title

Run = Callable[[str], Awaitable[object]]
ShowList = Callable[[ListSource, int | None], Awaitable[None]]


def command_entries(
    context: ReaderContext, page: PaperScreen | None, run_here: Run, run_on_main: Run
) -> list[PaletteEntry]:
    """Return the commands of the open page, then those of the main screen, which close the page.

    Movement keys come last, since they are rarely needed in the palette.

    Args:
        page: None on the main screen.
    """
    here = commands_of(page.page_kind) if page else []
    actions = page.actions if page else {}
    entries = [
        _entry(context, one, partial(run_here, actions.get(one.name, action_of(one))))
        for one in sorted(here, key=_is_movement)
    ]
    names = {command.name for command in here}
    entries += [
        _entry(context, one, partial(run_on_main, action_of(one)))
        for one in sorted(commands_of(MAIN), key=_is_movement)
        if one.name not in names
    ]
    entries += [
        _entry(context, one.command, partial(run_here, one.action))
        for one in context.custom.commands.values()
    ]
    return entries


def _is_movement(command: Command) -> bool:
    return command.group == "Move"


def _entry(context: ReaderContext, command: Command, run: Callable[[], object]) -> PaletteEntry:
    keys = context.glyphs.keys(keys_of(command, context.key_names))
    return PaletteEntry(command.help, keys, run, f"{command.name} {command.keywords}")


async def named_entries(
    app: App[object],
    context: ReaderContext,
    days: list[Day],
    show_list: ShowList,
    use_theme: Callable[[str], Awaitable[None]],
) -> list[PaletteEntry]:
    """Return all lists, tags, watches, themes, editions and bookmarks."""
    store = context.store

    def entry(
        name: str, hint: str, source: ListSource, key: int | None = None, keywords: str = ""
    ) -> PaletteEntry:
        return PaletteEntry(name, hint, partial(show_list, source, key), keywords)

    found = [entry(source.title(), "list", source) for source in _LISTS]
    for tag, number in await store.read(queries.tags):
        found.append(
            entry(f"#{tag}", f"tag, {dates.counted(number, 'paper')}", ListSource("tag", tag))
        )
    for name, text in await store.read(queries.watches):
        found.append(entry(name, f"watch: {text}", ListSource("watch", name)))
    if not getattr(app, "is_colorless", False):
        for theme in sorted(app.available_themes):
            if theme != "plain":
                found.append(PaletteEntry(theme, "theme", partial(use_theme, theme)))
    for day in days:
        source, iso = ListSource.edition(day.day), day.day.isoformat()
        found.append(
            entry(dates.long(day.day), dates.counted(day.papers, "paper"), source, keywords=iso)
        )
    keys = list(await store.read(queries.bookmarks))[:MAX_BOOKMARKS]
    for key, paper in (await store.read(rows.entries, keys)).items():
        found.append(entry(to_text(paper.paper.title), "bookmark", BOOKMARKS, key))
    return found
