"""Commands that ask which list to open, or change the open one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tui_reader import query
from tui_reader.dates import Period
from tui_reader.hub.errors import HubError
from tui_reader.models import ListSource
from tui_reader.store import Query, ReadOnly, cache, library, queries, search
from tui_reader.tui.dialogs.prompts import Confirm, Prompt
from tui_reader.tui.flows import navigate, organize, share
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.navigation import Navigation
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.screens.main.session_controller import SessionController

if TYPE_CHECKING:
    from tui_reader.tui.services.mark_service import Change


class ListCommands:
    """Coroutines for workers: each runs a flow and shows the result."""

    def __init__(
        self,
        screen: PaneScreen,
        lists: ListController,
        navigation: Navigation,
        session: SessionController,
    ) -> None:
        self._context, self._list = screen.context, lists
        self._sidebar, self._navigation, self._session = lists.sidebar, navigation, session

    async def go_to_date(self) -> None:
        found = await navigate.choose_date(self._context, self._sidebar.days, self._sidebar.today)
        if isinstance(found, Period):
            await self._navigation.go_to_period(found)
        elif found is not None:
            await self._navigation.go_to(ListSource.edition(found))

    async def choose_order(self) -> None:
        source = self._list.source
        if source is None or not await navigate.choose_order(self._context, source):
            return
        if self._list.source == source:
            await self._list.reopen(source)  # with the cursor at the new first paper
            await self._session.save()
            await self._navigation.show_missing_bookmarks()

    async def hide(
        self, keys: list[int], on: bool, save: Callable[[Change], Awaitable[object]]
    ) -> None:
        """Hide papers, or show them again."""
        papers = self._list.loaded_papers(keys)
        if not on or await organize.confirm_hide(self._context, keys):
            await self._list.hide(keys, save(self._context.marks.hide(keys, papers, on)))

    async def mute(self) -> None:
        if text := await organize.ask_query(self._context, "Mute papers that match"):
            mute = partial(library.mute, query=text, now=datetime.now(UTC))
            await self._change_muted(mute, f"Muted {text}")

    async def unmute(self) -> None:
        if text := await organize.choose_muted(self._context):
            unmute = partial(library.unmute, query=text)
            await self._change_muted(unmute, f"No longer muted: {text}")

    async def _change_muted(self, change: Query[[], bool], message: str) -> None:
        try:
            await self._context.store.write_library(change)
        except ReadOnly as error:
            self._context.set_status(f"Not saved: {error}", error=True)
            return
        if self._list.source is not None:
            await self._list.reopen(self._list.source, self._list.key, top=None)
        self._context.set_status(message, until="moved")

    async def choose_bookmark_list(self) -> None:
        chosen = await organize.choose_bookmark_list(self._context, self._list.source)
        if chosen is not None:
            await self._navigation.go_to(chosen)

    async def export(self, selected: bool) -> None:
        keys = self._list.target_keys if selected else list(self._list.keys)
        if self._list.source is not None and keys:
            await share.export(self._context, keys, self._list.source, selected)
        else:
            self._context.set_status("Nothing to export in this list", until="moved")

    # Marks and syncs

    async def mark_all_read(self, save: Callable[[Change], None]) -> None:
        """Mark the open list as read; many papers only after a confirmation."""
        keys = list(self._list.keys)
        unread = len(await self._context.store.read(queries.unread_among, keys))
        if await organize.confirm_many(self._context, unread):
            save(self._context.marks.mark_all_read(keys))

    async def mark_read_before(self, save: Callable[[Change], None]) -> None:
        """Mark the papers of all editions before the open one as read."""
        day = self._navigation.day
        keys = list(await self._context.store.read(queries.unread_before, day)) if day else []
        if not keys:
            self._context.set_status("There are no unread papers before this day", until="moved")
        elif await organize.confirm_many(self._context, len(keys)):
            save(self._context.marks.mark_all_read(keys))

    async def stop_archive(self, stop: Callable[[], None]) -> None:
        question = Confirm(
            "Stop fetching the archive?", "Fetched days are not deleted.", "stop", "continue"
        )
        if await self._context.ask(question):
            stop()

    # The Hub's search

    async def ask_and_search_hub(self) -> None:
        typed = await self._context.ask(Prompt("Search the Hub"))
        if typed and navigate.hub_query(typed):
            await self.search_hub(typed)

    async def search_hub(self, typed: str) -> None:
        """Search the Hub and show the results on top of the open list."""
        words = navigate.hub_query(typed)
        self._context.set_status(f"Searching the Hub for {words} … Esc cancels")
        try:
            async with self._context.hub() as hub:
                papers = await hub.search(words)
            await self._context.store.write_cache(cache.write_feed, f"hub:{words}", papers)
        except (HubError, ReadOnly) as error:
            self._context.set_status(str(error), error=True, until="list")
            return
        self._context.set_status("")
        again = self._list.source is not None and self._list.source.kind == "hub"
        open_list = self._list.reopen if again else self._list.visit
        await open_list(ListSource("hub", words))

    # Watches

    async def watch(self) -> None:
        """Save the open search as a watch; in other lists, manage the watches."""
        text = self._open_query()
        if problem := query.problem(query.parse(text)):
            self._context.set_status(f"Not saved: {problem}", error=True, until="list")
            return
        if text:
            change = await organize.name_watch(self._context, text)
        else:
            await self._context.watches.read()
            if not self._context.watches.queries:
                hint = "No watches yet: search with /, then W saves the search as a watch"
                self._context.set_status(hint, until="moved")
                return
            source = self._list.source
            current = source.value if source and source.kind == "watch" else None
            change = await organize.manage_watches(self._context, current)
        if change is not None:
            await self._change_watch(change)

    def _open_query(self) -> str:
        """Return the query of the open list as it would be typed; "" if it has none."""
        source = self._list.source
        if source is None or (source.kind == "watch" and not source.filter):
            return ""
        parts = self._context.lists.queries_of(source)
        if source.kind == "hub":
            parts.append(query.parse(source.value))
        return str(parts[0] if len(parts) == 1 else query.And(tuple(reversed(parts))))

    async def _change_watch(self, change: organize.WatchChange) -> None:
        watches, name, write = self._context.watches, change.name, self._context.store.write_library
        source = self._list.source.unfiltered if self._list.source else None
        is_open = source == ListSource("watch", name)
        try:
            if change.action == "open":
                await self._list.visit(ListSource("watch", name))
                return
            if change.action == "save":
                await write(library.put_watch, name, change.text, datetime.now(UTC))
                message = f"Watching {name}; its papers are marked {self._context.glyphs.watch}"
                replacement = self._list.source
            elif change.action == "rename":
                await write(search.saved_queries.rename_watch, name, change.text)
                message = f"Renamed {name} to {change.text}"
                replacement = ListSource("watch", change.text)
            else:
                await write(library.remove_watch, name)
                message = f"No longer watching {name}"
                newest = self._sidebar.newest
                replacement = ListSource.edition(newest) if newest else None
        except ReadOnly as error:
            self._context.set_status(f"Not saved: {error}", error=True)
            return
        await watches.refresh_matches()
        await self._sidebar.fill()
        if replacement is not None and is_open:
            await self._list.reopen(replacement, self._list.key)
        elif source is not None and source.kind == "watch":
            assert self._list.source is not None
            await self._list.reopen(self._list.source, self._list.key)
        await self._list.refresh()
        self._context.set_status(message, until="moved")
