"""Shutdown, the same for q, Ctrl+C, SIGTERM and SIGHUP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from textual.screen import Screen
from textual.worker import WorkerError

from tui_reader.tui.screens.main.pane_screen import PaneScreen

SHUTDOWN_LIMIT = 0.7  # seconds; then the app exits without finishing


class Shutdown:
    """Saves what is open, then exits with the lines of the last page for the next first frame.

    Args:
        save: Saves the session.
    """

    def __init__(self, screen: PaneScreen, save: Callable[[], Awaitable[None]]) -> None:
        self._screen, self._save, self._started = screen, save, False

    def start(self, result: object = None) -> None:
        """Begin to shut down; further calls do nothing.

        Args:
            result: What the app exits with; None: the lines of the last page.
        """
        if not self._started:
            self._started = True
            # Not asyncio.timeout: waiting for a worker swallows the cancellation it raises.
            limit = asyncio.get_running_loop().call_later(SHUTDOWN_LIMIT, self._screen.app.exit)
            self._screen.run_worker(self._run(limit, result), group="shutdown")

    async def _run(self, limit: asyncio.TimerHandle, result: object) -> None:
        self._screen.workers.cancel_group(self._screen, "sync")
        await self._close_screens()
        await finish_workers(self._screen, "marks")
        await self._save()
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
