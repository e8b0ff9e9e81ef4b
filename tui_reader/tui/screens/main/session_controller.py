"""Restore and save the session; shut down, the same for q, Ctrl+C, SIGTERM and SIGHUP."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date

from textual.screen import Screen
from textual.worker import WorkerError

from tui_reader.models import AWAY, ListSource, id_of
from tui_reader.settings import DENSITIES
from tui_reader.store import library, queries
from tui_reader.tui.lists.session import SESSION, Session
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.pane_screen import PaneScreen

COMFORTABLE, COMPACT = DENSITIES
SHUTDOWN_LIMIT = 0.7  # seconds; then the app exits without finishing


class SessionController:
    """The session: open list, cursor, scroll positions, sort orders, sizes and density."""

    def __init__(self, screen: PaneScreen, lists: ListController) -> None:
        self._context, self._list, self._screen = screen.context, lists, screen
        self._papers, self._sidebar = screen.papers, screen.sidebar
        self._is_ending = False

    async def load(self) -> Session:
        """Read the saved session and apply its orders and sizes."""
        session = Session.from_json(await self._context.store.read(queries.value, SESSION))
        self._context.lists.orders.load(session.orders)
        options = self._context.options
        self._screen.load_sizes(session.sizes)
        self._screen.hide_sidebar(session.sidebar_hidden)
        self._screen.is_compact = (session.density or options.settings.reader.density) == COMPACT
        return session.opened_at(options.first_source, options.first_paper)

    async def open(self, session: Session) -> date | None:
        """Open the session's list, else the newest cached edition, else show that none is cached.

        Returns:
            A requested edition that is not cached.
        """
        self._sidebar.scroll_to(y=session.sidebar_top, animate=False, force=True, immediate=True)
        source, key = session.source, session.key
        if source is None and key is not None:
            editions = await self._context.store.read(queries.editions_of, key)
            found = ListSource("search", id_of(key))  # the paper may be in no cached edition
            source = ListSource.edition(editions[0]) if editions else found
        if source == AWAY:  # a list for the session in which it was opened
            source = key = None
        newest = self._list.sidebar.newest
        wanted = source or (ListSource.edition(newest) if newest else None)
        if wanted is not None and await self._list.open(wanted, key, top=session.top):
            return None
        if newest is None:
            self._list.close()
        elif source != self._context.options.first_source:
            await self._list.open(ListSource.edition(newest))
        return wanted.day if wanted is not None else None

    async def save(self) -> None:
        """Save the session; not if the library is read-only."""
        if self._list.source is None:
            return
        tops = round(self._papers.scroll_y), round(self._sidebar.scroll_y)
        screen, density = self._screen, COMPACT if self._screen.is_compact else COMFORTABLE
        session = Session(
            self._list.source,
            self._list.key,
            *tops,
            self._context.lists.orders.to_json(),
            screen.sizes,
            sidebar_hidden=screen.sidebar_hidden,
            density="" if density == self._context.options.settings.reader.density else density,
        )
        saved = session.to_json()
        await self._context.store.try_write_library(library.put_value, SESSION, saved)

    # Shutdown

    def shut_down(self, result: object = None) -> None:
        """Save what is open, then exit; further calls do nothing.

        Args:
            result: What the app exits with; None: the lines of the last page, for the first frame
                of the next launch.
        """
        if not self._is_ending:
            self._is_ending = True
            # Not asyncio.timeout: waiting for a worker swallows the cancellation it raises.
            limit = asyncio.get_running_loop().call_later(SHUTDOWN_LIMIT, self._screen.app.exit)
            self._screen.run_worker(self._shut_down(limit, result), group="shutdown")

    async def _shut_down(self, limit: asyncio.TimerHandle, result: object) -> None:
        self._screen.workers.cancel_group(self._screen, "sync")
        await self._close_screens()
        await finish_workers(self._screen, "marks")
        await self.save()
        if result is None:
            result = await self._screen.last_page()
        limit.cancel()
        self._screen.app.exit(result)

    async def _close_screens(self) -> None:
        """Close dialogs and pages as their own keys would, saving notes and positions."""
        app = self._screen.app
        while (top := app.screen) is not self._screen:
            await top.run_action("close")
            for group in ("dialog", "text-position"):
                await finish_workers(self._screen, group)
            await asyncio.sleep(0.001)  # a note editor without a worker closes with a callback


async def finish_workers(screen: Screen[None], group: str) -> None:
    """Wait for the workers of a group, such as changes that are being saved."""
    for worker in [worker for worker in screen.app.workers if worker.group == group]:
        with suppress(WorkerError):
            await worker.wait()
