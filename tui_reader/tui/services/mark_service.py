"""Bookmarks, tags, notes and read marks: saved before they are shown, with undo."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from tui_reader.dates import counted
from tui_reader.models import Paper
from tui_reader.store import Query, ReadOnly, Store, library, queries, rows, undo
from tui_reader.store.database import disk_problem
from tui_reader.store.undo import Step, Undone
from tui_reader.store.windows import Window
from tui_reader.text.latex import to_text

RowsQuery = Callable[[Iterable[int] | None], Query[[], queries.Refreshed]]
"""Builds the query that reads rows again, for the given papers; None for all loaded rows."""

UNDONE = "Undone"


class NotSaved(Exception):
    """The disk or the database refused a change; the text says why."""


class Write(NamedTuple):
    """One change, ready to be written.

    `keys` are the papers it changes, None if unknown in advance (undo, redo). `message` is shown
    once it is saved; for undo and redo, the name of the step is added.
    """

    keys: list[int] | None
    query: Query[[], object]
    message: str = ""


class Saved(NamedTuple):
    """A saved change: a message, the papers, and their rows as read right after the write."""

    message: str
    keys: list[int] | None = None
    refreshed: queries.Refreshed | None = None


Change = Coroutine[Any, Any, Write | str]
"""Prepares a write, or returns a message if there is nothing to change."""


class MarkService:
    """Saves one change at a time, in the order of the calls, and records it in the undo log."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._window = Window(store.folders)
        self._lock = asyncio.Lock()

    def close(self) -> None:
        """Let other windows undo the steps of this one."""
        self._window.close()

    async def apply(self, change: Change, rows_query: RowsQuery) -> Saved:
        """Prepare and write a change, and read the changed rows right after it.

        Raises:
            NotSaved: The library is read-only, or the disk failed. Nothing was changed.
        """
        async with self._lock:
            try:
                write = await change
                if isinstance(write, str):
                    return Saved(write)
                result, refreshed = await self._store.write_and_read(
                    write.query, rows_query(write.keys)
                )
                message = write.message
                if write.keys is None:
                    message = await self._describe(result, write.message)
                return Saved(message, write.keys, refreshed)
            except Exception as error:
                reason = str(error) if isinstance(error, ReadOnly) else disk_problem(error)
                if reason is None:
                    raise
                raise NotSaved(reason) from error

    async def _describe(self, result: object, verb: str) -> str:
        """Return what an undo or redo (the verb) did: "Undone: bookmark — title"."""
        if not isinstance(result, Undone):
            return "Nothing to undo" if verb == UNDONE else "Nothing to redo"
        message = f"{verb}: {result.label}"
        if len(result.keys) == 1:
            found = await self._store.read(rows.entries, result.keys)
            message += "".join(f" — {to_text(one.paper.title)}" for one in found.values())
        elif result.keys:
            message += f" — {len(result.keys)} papers"
        return message + ("; newer changes were preserved" if result.newer else "")

    async def record_view(self, paper: Paper) -> bool:
        """Mark a paper as read and remember its counts. Return False if the library is read-only.

        Not undoable, since it is not an action of the user.
        """
        view = partial(
            library.record_view, key=paper.key, upvotes=paper.upvotes, comments=paper.comments
        )
        async with self._lock:
            return await self._store.try_write_library(view, read=True, now=_now())

    # Changes. `papers` are those on screen, in case they are no longer in the cache

    async def toggle_bookmark(self, keys: list[int], papers: list[Paper]) -> Write:
        """Remove the bookmarks if all papers have one, else add the missing ones."""
        message = ""
        if len(keys) > 1:
            found = await self._store.read(rows.entries, keys)
            add = not all(one.marks.bookmarked for one in found.values())
            what = "bookmarked" if add else "no longer bookmarked"
            message = f"{len(keys)} papers {what}; U undoes it"
        bookmark = partial(library.bookmark, keys=keys, on=None, now=_now(), papers=papers)
        return Write(keys, partial(bookmark, step=self._step("bookmark")), message)

    async def hide(self, keys: list[int], papers: list[Paper], on: bool) -> Write:
        """Hide papers ("not interested"), or show them again."""
        hide = partial(library.hide, keys=keys, on=on, now=_now(), papers=papers)
        number = "Paper" if len(keys) == 1 else counted(len(keys), "paper")
        done = "hidden; U undoes it" if on else "shown again"
        return Write(keys, partial(hide, step=self._step("hide")), f"{number} {done}")

    async def toggle_read(self, keys: list[int]) -> Write:
        """Mark papers as read; as unread if all of them are read."""
        read = bool(await self._store.read(queries.not_read_among, keys))
        state = "read" if read else "unread"
        message = f"Marked as {state}"
        if len(keys) > 1:
            message = f"{len(keys)} papers marked as {state}; U undoes it"
        step = self._step("read mark")
        write = partial(library.mark_read, keys=keys, read=read, now=_now(), step=step)
        return Write(keys, write, message)

    async def mark_all_read(self, keys: list[int]) -> Write | str:
        """Mark the unread papers among these as read."""
        unread = list(await self._store.read(queries.unread_among, keys))
        if not unread:
            return "This list has no unread papers"
        step = self._step("read marks")
        write = partial(library.mark_read, keys=unread, read=True, now=_now(), step=step)
        return Write(unread, write, f"{counted(len(unread), 'paper')} marked as read; U undoes it")

    async def change_tags(
        self, keys: list[int], add: list[str], remove: list[str], papers: list[Paper]
    ) -> Write:
        """Add and remove tags."""
        label = " ".join([*(f"#{tag}" for tag in add), *(f"without #{tag}" for tag in remove)])
        message = f"{len(keys)} papers: {label}; U undoes it" if len(keys) > 1 else ""
        tag = partial(library.tag, keys=keys, add=add, remove=remove, now=_now(), papers=papers)
        return Write(keys, partial(tag, step=self._step(label)), message)

    async def write_note(self, key: int, text: str, papers: list[Paper]) -> Write:
        """Replace a paper's note; an empty text removes it."""
        note = partial(library.note, keys=[key], text=text, now=_now(), papers=papers)
        return Write([key], partial(note, step=self._step("note")))

    async def append_note(
        self, keys: list[int], text: str, label: str, papers: list[Paper]
    ) -> Write:
        """Append a text to the notes of papers; `label` names the step for undo."""
        note = partial(library.note, keys=keys, text=text, now=_now(), papers=papers)
        return Write(keys, partial(note, append=True, step=self._step(label)))

    async def undo(self) -> Write:
        """Undo the newest step of this window, of the shell or of a closed window."""
        others = await asyncio.to_thread(self._window.others)
        query = partial(undo.undo, window=self._window.id, others=others, now=_now())
        return Write(None, query, UNDONE)

    async def redo(self) -> Write:
        """Redo the step that this window undid last, unless it has changed something since."""
        return Write(None, partial(undo.redo, window=self._window.id, now=_now()), "Redone")

    def _step(self, label: str) -> Step:
        return Step(self._window.id, label)


def _now() -> datetime:
    return datetime.now(UTC)
