"""Marks: bookmarks and what is read, kept on disk before they show, and undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from textual.worker import WorkerError

from tui_reader.models import Entry
from tui_reader.store import (
    Query,
    ReadOnly,
    library,
    queries,
)
from tui_reader.tui.desk import Desk

A_LOOK = 1.0  # seconds of an abstract on screen after which the paper counts as read
UNDONE = 50  # steps that can be taken back


class Marking(Desk):
    """One change at a time, in the order of the keys; each is written before the row is read
    again, so that a star on screen is a bookmark on disk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._done: list[tuple[str, library.Before]] = []
        self._one_at_a_time = asyncio.Lock()
        self._look: asyncio.TimerHandle | None = None

    def change(self, work: Callable[[datetime], Awaitable[None]]) -> None:
        """Make a change of marks in the background. A failure is said, and nothing shows."""
        self.run_worker(self._change(work), group="marks")

    async def _change(self, work: Callable[[datetime], Awaitable[None]]) -> None:
        async with self._one_at_a_time:
            try:
                await work(datetime.now(UTC))
            except ReadOnly as error:
                self.say(f"Not saved: {error}", error=True)
            except Exception as error:
                reason = await self.why_not_saved(error)
                if reason is None:
                    raise
                self.say(f"Not saved: {reason}", error=True)

    async def why_not_saved(self, error: Exception) -> str | None:
        """The reason where the disk or the database is at fault; None for a fault of ours."""
        from tui_reader.store.safety.recovery import why

        return why(error)

    async def all_written(self) -> None:
        """Wait for the changes under way, so that a list that is opened now has them."""
        for worker in [worker for worker in self.workers if worker.group == "marks"]:
            with suppress(WorkerError):
                await worker.wait()

    def undoable(self, what: str, before: library.Before) -> None:
        self._done.append((what, before))
        del self._done[:-UNDONE]

    async def mark(
        self, keys: list[int], change: Query[[], library.Before], step: str = "", said: str = ""
    ) -> None:
        """Make a change of these papers' marks; once it is on disk, say so and show it.

        `step` is its name for who takes it back; without one it is not kept for that.
        """
        open_now = self.keys
        before, again = await self.store.write_and_read(change, self.query_again(keys))
        if step:
            self.undoable(step, before)
        if said:
            self.mention(said)
        self.renew(open_now, shown := await again)
        if open_now is not self.keys or not shown.entries.keys() >= set(self.held_of(keys)):
            await self.read_again(keys)  # opened, or read, while the change was on its way
        await self.count_others()

    # Bookmarks

    def action_bookmark(self) -> None:
        keys = self.chosen_keys
        if keys:
            self.change(lambda now: self._bookmark(keys, now))

    async def _bookmark(self, keys: list[int], now: datetime) -> None:
        await self.mark(keys, partial(library.bookmark, keys=keys, on=None, now=now), "bookmark")
        await self.bookmarks_changed()

    async def bookmarks_changed(self) -> None:
        """The sidebar's count has been brought along; others may want to know."""

    # Read and unread

    def action_read(self) -> None:
        keys = self.chosen_keys
        if keys:
            self.change(lambda now: self._toggle_read(keys, now))

    async def _toggle_read(self, keys: list[int], now: datetime) -> None:
        unread = await self.store.read(queries.unread_among, keys)
        self._stop_looking()
        change = partial(library.mark_read, keys=keys, read=bool(unread), now=now)
        await self.mark(keys, change, "read mark")

    def action_read_all(self) -> None:
        keys = list(self.keys)
        self.change(lambda now: self._read_all(keys, now))

    async def _read_all(self, keys: list[int], now: datetime) -> None:
        unread = list(await self.store.read(queries.unread_among, keys))
        if not unread:
            self.mention("All of this list are read already")
            return
        change = partial(library.mark_read, keys=unread, read=True, now=now)
        said = f"{len(unread)} papers marked read; U undoes it"
        await self.mark(unread, change, f"{len(unread)} read marks", said)

    def looked_at(self, entry: Entry) -> None:
        self._stop_looking()
        self._look = self.after(A_LOOK, lambda: self._seen(entry.paper.key))

    def _stop_looking(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def _seen(self, key: int) -> None:
        """The second is over: read, if the abstract really was on screen."""
        if self.key == key and self.detail.display and self.is_current:
            self.opened(key)

    def opened(self, key: int) -> None:
        self._stop_looking()
        entry = self.entry
        if entry is not None and entry.paper.key == key:
            self.change(lambda now: self._looked(entry, now))

    async def _looked(self, entry: Entry, now: datetime) -> None:
        paper = entry.paper
        try:
            await self.store.write_library(
                library.record_view, paper.key, paper.upvotes, paper.comments, True, now
            )
        except ReadOnly:
            return
        for index, held in list(self.papers.rows.items()):
            # The rise stays to be seen in this list; the next time it is opened, it is over.
            if held.paper.key == paper.key and held.marks.unread:
                self.papers.supply({index: held._replace(marks=held.marks._replace(unread=False))})
        await self.recount()
        await self.remember()

    # Undo

    def action_undo(self) -> None:
        self.change(self._undo)

    async def _undo(self, now: datetime) -> None:
        """Take the last step back, once those that were begun before are made."""
        if not self._done:
            self.mention("Nothing to undo")
            return
        step = what, before = self._done[-1]
        change = partial(library.restore, before=before, now=now)
        await self.mark(before.keys, change, said=f"Undone: {what}")
        self._done.remove(step)
        await self.bookmarks_changed()
