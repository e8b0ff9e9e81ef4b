"""The reader in a test: its app over a store, and what is on its screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

from textual.pilot import Pilot

from tests import made_up
from tui_reader.hub import wire
from tui_reader.store import Store, cache, library
from tui_reader.tui.app import Reader
from tui_reader.tui.options import Options
from tui_reader.tui.screen import MainScreen

NOW = datetime(2026, 8, 21, 8, 0, tzinfo=UTC)


def fill(store: Store, editions: int = 5, size: int = 12) -> list[date]:
    """Put made-up editions on disk, as a first launch would. Returns their days, newest first."""
    days = made_up.weekdays(editions)
    for day in days:
        edition = wire.edition(day, made_up.body(made_up.edition(day, size)))
        store.tell_cache(cache.write_edition, edition, False, NOW)
    store.tell_library(library.count_unread_since, min(days))
    return days


class Reading:
    """A reader that runs, and what a person would see of it."""

    def __init__(self, app: Reader, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> MainScreen:
        found = self.app.screen_stack[0]
        assert isinstance(found, MainScreen)
        return found

    async def settle(self) -> None:
        """Until all that was begun is done (but the second that makes a paper read)."""
        await self.pilot.pause()
        # A dialog's worker waits for its answer. (No workers at all would mean: all of them.)
        working = [worker for worker in self.app.workers if worker.group != "dialog"]
        if working:
            await self.app.workers.wait_for_complete(working)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    @property
    def text(self) -> str:
        """The screen as text."""
        compositor = self.app.screen._compositor
        return "\n".join(strip.text.rstrip() for strip in compositor.render_strips())

    @property
    def title(self) -> str:
        """The title of the paper under the cursor."""
        entry = self.screen.entry
        assert entry is not None
        return entry.paper.title


@asynccontextmanager
async def reading(
    store: Store, size: tuple[int, int] = (100, 30), look: float = 3600.0, **options: Any
) -> AsyncIterator[Reading]:
    """A reader over the store, without a network unless `offline=False` is asked for.

    No paper is read by being looked at, however slow the machine: a second takes `look` here.
    """
    app = Reader(store, Options(**{"offline": True, **options}))
    with patch("tui_reader.tui.marking.A_LOOK", look):
        async with app.run_test(size=size) as pilot:
            found = Reading(app, pilot)
            await found.settle()
            yield found
