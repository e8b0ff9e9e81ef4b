"""The Collection in the reader: kept in step after a sync, where it is turned on."""

from __future__ import annotations

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
            await self.fill_sidebar()
            await self.show_again()

    async def _in_step(self) -> Result:
        """Sync. It may be canceled anywhere: nothing is lost."""
        from tui_reader.collection import service
        from tui_reader.collection.errors import CollectionError
        from tui_reader.collection.sync import MAX_REQUESTS
        from tui_reader.store import ReadOnly
        from tui_reader.store.safety import trash

        began = datetime.now(UTC)
        try:
            async with await self.hub() as hub:
                changes = await service.run(hub, self.store)
                await service.fill(hub, self.store, MAX_REQUESTS - changes.requests)
        except (CollectionError, ReadOnly) as error:
            return str(error), True, library.Before([], {})
        changed = [one.key for one in (*changes.plan.remove_here, *changes.plan.note_here)]
        removed = await self.store.read(trash.in_bin, changed, began)
        return changes.line, False, removed
