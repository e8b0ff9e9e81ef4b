"""The palette: every command with its key, and editions, bookmarks, tags, watches, themes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui_reader import dates
from tui_reader.store import lists, rows
from tui_reader.tui.commands import COMMANDS, MAIN, key_name
from tui_reader.tui.places import BOOKMARKS, TRENDING, UNREAD, Place

if TYPE_CHECKING:
    from tui_reader.tui.screen import MainScreen

MOST = 2000  # bookmarks that are looked through by title

Line = tuple[str, str, Callable[[], Any]]


class Everything(Provider):
    """What can be gone to or done, by name."""

    async def startup(self) -> None:
        self.lines = self._commands() + await self._places()

    @property
    def desk(self) -> MainScreen:
        return cast("MainScreen", self.screen)

    def _commands(self) -> list[Line]:
        keys = self.desk.status.keys
        return [
            (
                command.help,
                keys.get(command.name) or " ".join(map(key_name, command.keys)),
                partial(self.desk.run_action, command.name),
            )
            for command in COMMANDS
            if command.where == MAIN and hasattr(self.desk, f"action_{command.name}")
        ]

    async def _places(self) -> list[Line]:
        desk = self.desk
        found: list[Line] = [
            (place.title(), "list", partial(self._go, place))
            for place in (BOOKMARKS, UNREAD, TRENDING)
        ]
        for tag, number in await desk.store.read(lists.tags):
            found.append((f"#{tag}", f"{number} papers", partial(self._go, Place("tag", tag))))
        for name, query in await desk.store.read(lists.watches):
            found.append((name, f"watch: {query}", partial(self._go, Place("watch", name))))
        for theme in sorted(self.app.available_themes):
            found.append((f"Theme {theme}", "theme", partial(desk.keep_theme, theme)))
        for day in desk.days:
            words = f"{dates.long(day.day)} {day.day.isoformat()}"
            found.append((words, f"{day.papers} papers", partial(self._go, Place.edition(day.day))))
        kept = list(await desk.store.read(lists.bookmarks))[:MOST]
        for key, entry in (await desk.store.read(rows.entries, kept)).items():
            found.append((entry.paper.title, "bookmark", partial(self._go, BOOKMARKS, key)))
        return found

    async def _go(self, place: Place, key: int | None = None) -> None:
        await self.desk.go_to(place, key)

    async def discover(self) -> Hits:
        for words, hint, run in self.lines[: len(COMMANDS)]:
            yield DiscoveryHit(Content(words), run, text=words, help=hint)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for words, hint, run in self.lines:
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), run, text=words, help=hint)
