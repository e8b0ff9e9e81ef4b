"""Shows the progress and the results of a sync."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from time import monotonic

from textual.timer import Timer

from tui_reader import dates, sync
from tui_reader.models import ListSource
from tui_reader.store import queries
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.services.sync_service import SyncResult
from tui_reader.tui.widgets import empty_state
from tui_reader.tui.widgets.title_bar import SyncStatus

# The Hub allows 500 requests in 300 seconds; a sync makes half of them without delay.
BURST, SECONDS_PER_REQUEST = 250, 0.6
SHOW_EVERY = 0.25  # seconds; each time the sidebar is redrawn


class SyncPresenter:
    """Shows the state of a sync in the title bar, and new editions without moving the cursor."""

    def __init__(self, screen: PaneScreen, lists: ListController) -> None:
        self._context, self._screen = screen.context, screen
        self._list, self._sidebar, self._title_bar = lists, lists.sidebar, screen.title_bar
        self._status = SyncStatus()
        self._landed: set[date] = set()  # editions that are cached but not shown yet
        self._lock = asyncio.Lock()
        self._timer: Timer | None = None
        self._started = self._shown_at = 0.0  # monotonic
        self._newest_seen: date | None = None

    def started(self) -> None:
        self._started = monotonic()
        self._title_bar.sync_status = SyncStatus("syncing …")

    def progress(self, step: sync.Progress) -> None:
        """Show how far the sync is, and a fetched edition: now, or soon together with others."""
        self._status = progress_status(step, monotonic() - self._started)
        if step.day is not None and step.changed:
            self._landed.add(step.day)
        wait = self._shown_at + SHOW_EVERY - monotonic()
        if wait <= 0 or self._list.source is None:
            self._show()
        elif self._timer is None:
            self._timer = self._screen.set_timer(wait, self._show)

    def _show(self) -> None:
        self._shown_at = monotonic()
        self._title_bar.sync_status = self._status
        self._screen.run_worker(self.show_landed(), group="landed")

    async def show_landed(self) -> None:
        """Show new editions. The open list keeps its order; new papers are appended."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        async with self._lock:
            landed, self._landed = self._landed, set()
            if not landed:
                return
            await self._sidebar.fill()
            if self._list.source is None:
                await self._list.open(ListSource.edition(self._sidebar.days[0].day))
            elif self._list.source.day in landed:
                await self._list.add_new_papers()
                await self._list.refresh()
            self._announce_newest()

    # New editions

    def newest_opened(self) -> None:
        """The newest edition is open: there is nothing to announce."""
        self._newest_seen = self._sidebar.newest

    def _announce_newest(self) -> None:
        """Announce an edition that is newer than any seen before.

        After several new days the message lasts until the sync ends, which reports their number.
        """
        newest = self._sidebar.days[0] if self._sidebar.days else None
        if newest is None:
            return
        if self._newest_seen is None:
            self._newest_seen = newest.day
        is_open = self._list.source is not None and self._list.source.day == newest.day
        if newest.day > self._newest_seen and not is_open:
            papers = dates.counted(newest.papers, "new paper")
            several = len(self._sidebar.days) > 1 and self._sidebar.days[1].day > self._newest_seen
            text = f"{dates.short(newest.day)}: {papers}, . opens them"
            self._context.set_status(text, until="sync" if several else "")

    # The end

    async def offline(self, reason: str) -> None:
        """Show that the Hub cannot be reached, and when the last sync was."""
        await self.show_landed()
        if not self._sidebar.days:
            self._title_bar.sync_status = SyncStatus("offline")
            self._title_bar.show_list("No papers yet")
            self._screen.show_empty(empty_state.first_launch(reason))
            return
        last = await self._last_sync()
        self._title_bar.sync_status = SyncStatus(
            f"offline, last synced {last}" if last else "offline"
        )

    async def stopped(self) -> None:
        """The user stopped the sync."""
        await self.show_landed()
        self._title_bar.sync_status = SyncStatus("stopped")
        self._context.set_status("Stopped fetching; fetched days are not deleted", until="moved")

    async def finished(self, result: SyncResult) -> None:
        """Show the result of a sync."""
        await self.show_landed()
        self._context.clear_status("moved")
        last = await self._last_sync()
        self._title_bar.sync_status = SyncStatus(f"synced {last}" if last else "")
        if problems := result.problems:
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            self._context.set_status(problems[0] + more, error=True, until="sync")
            if not self._sidebar.days:
                self._screen.show_empty(empty_state.first_launch(problems[0]))
            return
        self._context.clear_status("sync")
        if result.missing:
            days = dates.counted(result.missing, "more day")
            self._context.set_status(
                f"{days} not fetched; 'archive' in the palette (:) fetches all"
            )
        elif result.skipped:
            entries = dates.counted(result.skipped, "malformed entry", "malformed entries")
            self._context.set_status(f"Skipped {entries}")

    async def _last_sync(self) -> str:
        last = await self._context.store.read(queries.fact, sync.LAST_SYNC)
        return dates.ago(datetime.fromisoformat(last), datetime.now(UTC)) if last else ""


def progress_status(step: sync.Progress, elapsed: float) -> SyncStatus:
    """Return "syncing 3 of 40, 2 min left" and the share that is done after some seconds."""
    text = f"syncing {dates.count(step.done)} of {dates.count(step.total)}"
    if step.total > 60 and step.done > 10:
        left = step.total - step.done
        by_speed = elapsed / step.done * left
        minutes = round(max(by_speed, (left - BURST) * SECONDS_PER_REQUEST) / 60)
        text += f", {minutes} min left" if minutes else ", less than a minute left"
    return SyncStatus(text, step.done / step.total if step.total else None)
