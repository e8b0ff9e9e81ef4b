"""The only package with SQL: a cache that can be deleted at any time, and the user's library.

There is one reader thread and one writer thread, each with its own connections. A query is a plain
function that takes a connection; the store runs it on the right thread:

    entries = await store.read(rows.entries, keys)          # reader: cache + library, read-only
    await store.write_cache(cache.write_edition, edition, now)
    undo = await store.write_library(library.bookmark, [key], True, now)

Without a running event loop: `read_sync`, `write_cache_sync`, `write_library_sync`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from tui_reader.paths import Folders
from tui_reader.store.database import DatabaseFile, access_error
from tui_reader.store.open import Opened, open_all

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")
Query = Callable[Concatenate[sqlite3.Connection, P], T]

_RETRY_INTERVAL = 1.0  # seconds


class ReadOnly(Exception):
    """A change was asked for that can't be kept; the text says why."""


class _Moved(Exception):
    """Something else stands where a database was opened."""


class Store:
    """Both databases. Opening is cheap; `close` waits for what is being written, then folds the
    write-ahead logs in. `opened` says what had to be done to open them.

    A database that turns out to be damaged, or that is no longer where it was opened, is put right
    and opened again when a query meets it, and the query is asked once more. `repaired` is called
    then, in a thread of the store's; `opened.messages` says what happened.

    `before_change` is called once, before the first change of the library.
    """

    before_change: Callable[[], object] | None = None

    def __init__(self, folders: Folders, repaired: Callable[[], object] = lambda: None) -> None:
        self.folders = folders
        self.repaired = repaired
        self.opened = open_all(folders)
        self._reader = ThreadPoolExecutor(1, "store-reader")
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._reading: object | None = None
        self._retry_at = 0.0
        self._rest = {"reader": Lock(), "writer": Lock()}  # held while a query runs there

    # Reading

    async def read(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on the reader's thread. Cancelled, it stops the statement that runs."""
        import asyncio  # here and below: a command of the shell runs without a loop

        ticket = object()
        future = self._reader.submit(self._run_reader, ticket, query, args, kwargs)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            # wrap_future has cancelled what had not begun; what had is told to stop.
            if self._reading is ticket:
                self._interrupt()
            raise

    def read_sync(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read`, for the command line."""
        return self._reader.submit(self._run_reader, object(), query, args, kwargs).result()

    def _run_reader(self, ticket: object, query: Callable[..., T], args: Any, kwargs: Any) -> T:
        self._reading = ticket
        try:
            return self._run("reader", query, args, kwargs)
        finally:
            self._reading = None

    def _interrupt(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it is being opened again
            self.opened.connections.reader.interrupt()

    # Writing

    def submit_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._writer.submit(self._run, "library", query, args, kwargs)

    def submit_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._writer.submit(self._run, "cache", query, args, kwargs)

    async def write_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change what is the reader's own. On disk when this returns. Never cancelled midway."""
        import asyncio

        await self._begin_aside()
        return await asyncio.shield(
            asyncio.wrap_future(self.submit_library(query, *args, **kwargs))
        )

    async def write_and_read(
        self, change: Callable[[sqlite3.Connection], T], query: Callable[[sqlite3.Connection], U]
    ) -> tuple[T, Awaitable[U]]:
        """`write_library`, and a `read` that begins as soon as that is on disk: the loop, which may
        be busy, has no part in it."""
        import asyncio

        await self._begin_aside()
        written = self.submit_library(change)
        begun: list[Future[U]] = []

        def begin(written: Future[T]) -> None:
            if written.exception() is None:
                begun.append(self._reader.submit(self._run_reader, object(), query, (), {}))

        written.add_done_callback(begin)
        result = await asyncio.shield(asyncio.wrap_future(written))
        return result, asyncio.wrap_future(begun[0])

    async def _begin_aside(self) -> None:
        """`_begin_to_change`, where it is yet to be done, away from the loop."""
        import asyncio

        if self.before_change is not None:
            await asyncio.to_thread(self._begin_to_change)

    async def write_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Store what came from the Hub."""
        import asyncio

        return await asyncio.shield(asyncio.wrap_future(self.submit_cache(query, *args, **kwargs)))

    def write_library_sync(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write_library`, for the command line."""
        self._begin_to_change()
        return self.submit_library(query, *args, **kwargs).result()

    def _begin_to_change(self) -> None:
        before, self.before_change = self.before_change, None
        if before is not None:
            before()

    def write_cache_sync(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write_cache`, for the command line."""
        return self.submit_cache(query, *args, **kwargs).result()

    async def back_up(self, now: datetime) -> str:
        """Keep today's copy of the library, once a day. Returns what went wrong, "" if nothing."""
        import asyncio

        return await asyncio.to_thread(self.back_up_sync, now)

    def back_up_sync(self, now: datetime) -> str:
        """`back_up`, for the command line. A library that can't be copied whole is put right."""
        from tui_reader.store.safety import backup, integrity, recovery, trash

        opened = self.opened
        if opened.library_read_only:
            return ""
        try:
            # What a copy holds is not to hang on a log that may be lost.
            self.write_library_sync(
                lambda library: library.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchone()
            )
            backup.daily(
                self.folders.library_db, self.folders.backups, now, integrity.is_intact_library
            )
            self.write_library_sync(trash.empty_bin, now)  # the copy has it for another week
        except (sqlite3.Error, OSError, ReadOnly) as error:
            if not self._repair(opened, error):
                reason = error if isinstance(error, ReadOnly) else recovery.why(error)
                return f"No copy of the library was kept today: {reason}"
        return ""

    # Both

    def _run(self, name: str, query: Callable[..., T], args: Any, kwargs: Any) -> T:
        """Run a query on the connection of that name; again, if a database had to be repaired."""
        opened = self.opened
        try:
            return self._once(name, query, args, kwargs)
        except Exception as error:
            if not self._repair(opened, error):
                raise
        return self._once(name, query, args, kwargs)

    def _once(self, name: str, query: Callable[..., T], args: Any, kwargs: Any) -> T:
        with self._rest["reader" if name == "reader" else "writer"]:
            if self.opened.moved() or self._is_usable_again():
                raise _Moved
            if name == "reader":
                return query(self.opened.connections.reader, *args, **kwargs)
            place: DatabaseFile = getattr(self.opened, name)
            if place.read_only:
                raise ReadOnly(place.read_only)
            try:
                return query(getattr(self.opened.connections, name), *args, **kwargs)
            except sqlite3.Error as error:
                reason = access_error(error)
                if reason:
                    raise ReadOnly(f"the {name} can't be written: {reason}") from error
                raise

    def _is_usable_again(self) -> bool:
        """True if a temporary error at launch, such as a full disk, has gone away."""
        files = (
            (self.opened.cache, self.folders.cache),
            (self.opened.library, self.folders.data),
        )
        folders = [folder for file, folder in files if file.temporary]
        if not folders or time.monotonic() < self._retry_at:
            return False
        from tui_reader.store.safety import recovery

        self._retry_at = time.monotonic() + _RETRY_INTERVAL
        return all(map(recovery.can_write, folders))

    def _repair(self, opened: Opened, error: Exception) -> bool:
        """After an error of a query: True if the databases have been opened again since."""
        from tui_reader.store.safety import carry_over, recovery

        moved = isinstance(error, _Moved)
        if not moved and not recovery.is_suspect(error):
            return False
        with self._rest["reader"], self._rest["writer"]:
            if self.opened is not opened:
                return True
            if not moved and not any(
                recovery.needs_repair(place.path, name)
                for name, place in (("cache", opened.cache), ("library", opened.library))
            ):
                return False  # a fault of ours
            copy = self._copy_moved_library()
            opened.close()
            line = carry_over.put_back(copy, self.folders) if copy else ""
            self.opened = open_all(self.folders, suspect=True)
            self.opened.messages[:0] = [line] if line else []
        self.repaired()
        return True

    def _copy_moved_library(self) -> Path | None:
        """A copy of the library if its file was deleted or replaced while it was open."""
        if self.opened.library_read_only or not self.opened.library_moved():
            return None
        from tui_reader.store.safety import carry_over  # rarely needed

        return carry_over.copy_open_library(self.opened.connections.library, self.folders)

    def close(self) -> None:
        """Stop reading, finish writing, close. A library that was deleted is written back."""
        self._interrupt()
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        copy = self._copy_moved_library()
        self.opened.close()
        if copy is not None:
            from tui_reader.store.safety import carry_over

            carry_over.put_back(copy, self.folders)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
