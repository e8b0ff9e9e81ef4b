"""What the store had to put right, told and shown; and the copies that it keeps for that."""

from __future__ import annotations

import asyncio
from array import array
from contextlib import suppress
from datetime import UTC, datetime

from tui_reader.models import ListSource
from tui_reader.tui.syncing import Syncing
from tui_reader.tui.widgets import empty_state


class Mending(Syncing):
    """A database that breaks under the reader costs it no more than what was not on disk twice."""

    async def on_mount(self) -> None:
        loop = asyncio.get_running_loop()

        def mended() -> None:  # in a thread of the store's
            with suppress(RuntimeError):  # the reader is left meanwhile
                loop.call_soon_threadsafe(self._mended)

        self.store.repaired = mended

    def tell_news(self) -> None:
        """What had to be done to open the databases."""
        if self.store.opened.messages:
            self.say("; ".join(self.store.opened.messages), error=True)

    def _mended(self) -> None:
        if self.is_running:
            self.run_worker(self._begin_again(), group="mended", exclusive=True)

    async def _begin_again(self) -> None:
        """As at a launch: what is on disk now, then the network."""
        key = self.key
        await self.fill_sidebar()
        newest = ListSource.edition(self.days[0].day) if self.days else None
        for place in filter(None, (self.place, newest)):
            if await self.open(place, key):
                break
        else:
            self.place, self.keys = None, array("q")
            self.papers.show(0, 0, {}, 0)
            self.show_paper()
            self.title_line.show_list("")
            self.empty.update(empty_state.fetching_first())
            self.add_class("-empty")
        self.stop_fetching()
        if not self.options.offline:
            self.start_sync()
        self.tell_news()

    async def keep_copies(self) -> None:
        """Today's copy of the library, once a day."""
        problem = await self.store.back_up(datetime.now(UTC))
        if problem:
            self.say(problem, error=True)
        from tui_reader.store.search import text_index  # not before the first page is shown

        await text_index.complete_in_background(self.store)
