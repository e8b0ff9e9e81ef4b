"""Leaving: one way, whichever key or signal asks for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual.worker import WorkerError

from tui_reader.commands import LIST
from tui_reader.tui.marking import Marking
from tui_reader.tui.widgets.title_bar import SyncStatus

A_MOMENT = 0.7  # seconds for good order; then the reader leaves without


class Leaving(Marking):
    """What was typed is kept, then the place; the page is kept as the next launch will draw it,
    to be shown at once."""

    _leaves = False

    def leave(self) -> None:
        """End the reader, soon, whatever else is under way."""
        if not self._leaves:
            self._leaves = True
            # No `asyncio.timeout`: waiting for a worker swallows what that raises.
            late = asyncio.get_running_loop().call_later(A_MOMENT, self.app.exit)
            self.run_worker(self._leave(late), group="leave")

    def action_quit(self) -> None:
        self.leave()

    async def _leave(self, late: asyncio.TimerHandle) -> None:
        self.workers.cancel_group(self, "sync")
        await self._put_away()
        await self.all_written()
        await self.remember()
        rows = await self._drawn()
        late.cancel()
        self.app.exit(rows)

    async def _put_away(self) -> None:
        """Leave what is open over the page as its own key would: a note that is being written is
        kept, a look that was being tried is not."""
        while (top := self.app.screen) is not self:
            action = getattr(top, "action_close", None) or getattr(top, "action_back", None)
            if action is not None:
                action()
            else:
                top.dismiss(None)
            for worker in [one for one in self.workers if one.group in ("dialog", "text-place")]:
                with suppress(WorkerError):
                    await worker.wait()

    async def _drawn(self) -> list[str]:
        self.say("")
        self.title_line.show_sync(SyncStatus())
        self.show_pane(LIST)
        self.detail.scroll_home(animate=False, immediate=True)
        drawn = asyncio.Event()
        self.call_after_refresh(drawn.set)
        await drawn.wait()
        return self.rendered_lines()
