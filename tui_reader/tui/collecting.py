"""The Collection in the reader: kept in step after a sync, where it is turned on."""

from __future__ import annotations

import asyncio
import threading

from tui_reader.tui.bars import SyncState
from tui_reader.tui.syncing import Syncing


class Collecting(Syncing):
    """Its state stands where the sync's does; its troubles are one line, and cost nothing else."""

    async def after_sync(self) -> None:
        from tui_reader.store import collection as stored

        await super().after_sync()
        if self.options.demo or not (await self.store.read(stored.link)).on:
            return
        before = self.title_line.state
        self.title_line.sync(SyncState("collection …"))
        line, failed = await self._in_step()
        self.title_line.sync(before)
        if failed:
            self.say(line, error=True)
        else:
            self.mention(line)
            await self.fill_sidebar()
            await self.show_again()

    async def _in_step(self) -> tuple[str, bool]:
        """Run it on a thread that quitting leaves behind: cut off anywhere, it loses nothing."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[tuple[str, bool]] = loop.create_future()

        def tell(result: tuple[str, bool]) -> None:
            if not done.done():
                done.set_result(result)

        def work() -> None:
            from tui_reader.collection import run
            from tui_reader.collection.errors import CollectionError
            from tui_reader.store import ReadOnly

            try:
                result = (run.run(self.store).line, False)
            except (CollectionError, ReadOnly) as error:
                result = (str(error), True)
            except RuntimeError:
                return  # the store was closed: the reader has left
            if not loop.is_closed():
                loop.call_soon_threadsafe(tell, result)

        threading.Thread(target=work, name="collection", daemon=True).start()
        return await done
