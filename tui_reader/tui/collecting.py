"""The Collection in the reader: kept in step after a sync, where it is turned on."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

from tui_reader.store import library
from tui_reader.tui.marking import Marking
from tui_reader.tui.syncing import Syncing
from tui_reader.tui.widgets.title_bar import SyncStatus

Result = tuple[str, bool, library.Before]  # a line, whether it is a trouble, what was removed


class Collecting(Syncing, Marking):
    """Its state stands where the sync's does; its troubles are one line, and cost nothing else."""

    async def after_sync(self) -> None:
        from tui_reader.collection import state as stored

        await super().after_sync()
        if self.options.demo or not (await self.store.read(stored.link)).on:
            return
        before = self.title_line.sync_status
        self.title_line.show_sync(SyncStatus("collection …"))
        line, failed, removed = await self._in_step()
        self.title_line.show_sync(before)
        if failed:
            self.say(line, error=True)
        else:
            if removed.keys:
                self.undoable("what another machine removed", removed)
            self.mention(line)
            await self._fetch_new()
            await self.fill_sidebar()
            await self.show_again()

    async def _fetch_new(self) -> None:
        """The papers that came with nothing but an id, now or at a run that had no network."""
        from tui_reader.collection import state as stored

        if await self.store.read(stored.lacking):
            from tui_reader.collection import service

            async with await self.hub() as hub:
                await service.fill(hub, self.store)

    async def _in_step(self) -> Result:
        """Run it on a thread that quitting leaves behind: cut off anywhere, it loses nothing."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()

        def tell(result: Result) -> None:
            if not done.done():
                done.set_result(result)

        def work() -> None:
            from tui_reader.collection import service
            from tui_reader.collection.errors import CollectionError
            from tui_reader.store import ReadOnly
            from tui_reader.store.safety import trash

            began = datetime.now(UTC)
            try:
                changes = service.run(self.store)
                changed = [one.key for one in (*changes.plan.remove_here, *changes.plan.note_here)]
                gone = self.store.read_sync(trash.in_bin, changed, began)
                result = (changes.line, False, gone)
            except (CollectionError, ReadOnly) as error:
                result = (str(error), True, library.Before([], {}))
            except RuntimeError:
                return  # the store was closed: the reader has left
            if not loop.is_closed():
                loop.call_soon_threadsafe(tell, result)

        threading.Thread(target=work, name="collection", daemon=True).start()
        return await done
