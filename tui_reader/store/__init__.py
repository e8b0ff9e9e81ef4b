"""The only package with SQL: a cache that can be deleted at any time, and the user's library.

There is one reader thread and one writer thread, each with its own connections. A query is a plain
function that takes a connection; the store runs it on the right thread:

    entries = await store.read(rows.entries, keys)          # reader: cache + library, read-only
    await store.write_cache(cache.write_edition, edition, now)
    await store.write_library(library.bookmark, [key], True, now)

Without a running event loop: `read_sync`, `write_cache_sync`, `write_library_sync`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from tui_reader.paths import Folders
from tui_reader.store.database import DatabaseFile, access_error, disk_problem
from tui_reader.store.open import Opened, open_all

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")
Query = Callable[Concatenate[sqlite3.Connection, P], T]
Args = tuple[object, ...]
Kwargs = dict[str, object]

_RETRY_INTERVAL = 1.0  # seconds


class ReadOnly(Exception):
    """A database cannot be written; the text says why."""


class _Moved(Exception):
    """The file of an open database was deleted, moved or replaced."""


class Store:
    """Both databases. `close` waits for pending writes and checkpoints the write-ahead logs.

    If a query finds a database damaged, or its file moved or replaced, the database is repaired and
    reopened, and the query runs again. `repaired` is then called in one of the store's threads;
    `opened.messages` has lines for the user.

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
        self._rest = {"reader": Lock(), "writer": Lock()}  # held while a query runs on that thread

    # Reading

    async def read(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on the reader thread. Canceling interrupts a running statement.

        Raises the query's exceptions; sqlite3.Error if the database cannot be repaired.
        """
        import asyncio  # here and below: shell commands run without an event loop

        ticket = object()
        future = self._reader.submit(self._run_reader, ticket, query, args, kwargs)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            # wrap_future cancels a query that has not started; interrupt a running one.
            if self._reading is ticket:
                self._interrupt()
            raise

    def read_sync(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `read`, without an event loop."""
        return self._reader.submit(self._run_reader, object(), query, args, kwargs).result()

    def _run_reader(self, ticket: object, query: Callable[..., T], args: Args, kwargs: Kwargs) -> T:
        def run(connection: sqlite3.Connection) -> T:
            self._reading = ticket  # the connection is not in use by `write_and_read`
            try:
                return query(connection, *args, **kwargs)
            finally:
                self._reading = None

        return self._run("reader", run, (), {})

    def _interrupt(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it is being reopened
            self.opened.connections.reader.interrupt()

    # Writing

    def submit_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a change of the library. See `write_library`."""
        return self._submit("library", query, args, kwargs)

    def submit_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a change of the cache. See `write_cache`."""
        return self._submit("cache", query, args, kwargs)

    def _submit(self, name: str, query: Callable[..., T], args: Args, kwargs: Kwargs) -> Future[T]:
        """Queue a change. The copied context has the deadline of `one_deadline`."""
        return self._writer.submit(copy_context().run, self._run, name, query, args, kwargs)

    async def write_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change the library; on disk when this returns. A change is never canceled midway.

        Raises ReadOnly if the library cannot be written.
        """
        await self._begin_aside()
        return await _finished(self.submit_library(query, *args, **kwargs))

    async def try_write_library(
        self, query: Query[P, object], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Like `write_library`, for what may be lost: return False if the library is read-only."""
        try:
            await self.write_library(query, *args, **kwargs)
        except ReadOnly:
            return False
        return True

    async def write_and_read(
        self, change: Callable[[sqlite3.Connection], T], query: Callable[[sqlite3.Connection], U]
    ) -> tuple[T, U]:
        """Change the library, then read from both databases.

        The reader's connection is used on the writer thread: another thread begins 0.5 ms later.
        """
        await self._begin_aside()

        def run() -> tuple[T, U]:
            return self._run("library", change, (), {}), self._run("reader", query, (), {})

        return await _finished(self._writer.submit(run))

    async def _begin_aside(self) -> None:
        """Run `_begin_to_change` in a thread, if it has not run yet."""
        import asyncio

        if self.before_change is not None:
            await asyncio.to_thread(self._begin_to_change)

    async def write_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change the cache. Raises ReadOnly if it cannot be written."""
        return await _finished(self.submit_cache(query, *args, **kwargs))

    def write_library_sync(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `write_library`, without an event loop."""
        self._begin_to_change()
        return self.submit_library(query, *args, **kwargs).result()

    def _begin_to_change(self) -> None:
        before, self.before_change = self.before_change, None
        if before is not None:
            before()

    def write_cache_sync(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `write_cache`, without an event loop."""
        return self.submit_cache(query, *args, **kwargs).result()

    def back_up_sync(self, now: datetime) -> str:
        """Make the daily backup of the library. A damaged library is repaired.

        Returns an error message, "" if it succeeded.
        """
        from tui_reader.store import marks
        from tui_reader.store.safety import backup, integrity

        opened = self.opened
        if opened.library.read_only:
            return ""
        try:
            # Checkpoint first: the copy must not depend on a log that may be lost.
            self.write_library_sync(
                lambda library: library.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchone()
            )
            backup.daily(
                self.folders.library_db, self.folders.backups, now, integrity.is_intact_library
            )
            # The backup has these entries for another week.
            self.write_library_sync(marks.empty_trash, now)
        except (sqlite3.Error, OSError, ReadOnly) as error:
            if not self._repair(opened, error):
                reason = error if isinstance(error, ReadOnly) else disk_problem(error)
                return f"No backup of the library was made today: {reason}"
        return ""

    # Both

    def _run(self, name: str, query: Callable[..., T], args: Args, kwargs: Kwargs) -> T:
        """Run a query on the named connection; run it again after a repair."""
        opened = self.opened
        try:
            return self._once(name, query, args, kwargs)
        except Exception as error:
            if not self._repair(opened, error):
                raise
        return self._once(name, query, args, kwargs)

    def _once(self, name: str, query: Callable[..., T], args: Args, kwargs: Kwargs) -> T:
        with self._rest["reader" if name == "reader" else "writer"]:
            if self.opened.moved() or self._is_usable_again():
                raise _Moved
            if name == "reader":
                return query(self.opened.connections.reader, *args, **kwargs)
            file: DatabaseFile = getattr(self.opened, name)
            if file.read_only:
                raise ReadOnly(file.read_only)
            try:
                return query(getattr(self.opened.connections, name), *args, **kwargs)
            except sqlite3.Error as error:
                reason = access_error(error)
                if reason:
                    raise ReadOnly(f"the {name} cannot be written: {reason}") from error
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
        """Repair the databases after a query failed. Returns True if they have been reopened."""
        from tui_reader.store.safety import carry_over, recovery

        moved = isinstance(error, _Moved)
        if not moved and not recovery.is_suspect(error):
            return False
        with self._rest["reader"], self._rest["writer"]:
            if self.opened is not opened:
                return True
            if not moved and not any(
                recovery.needs_repair(file.path, name)
                for name, file in (("cache", opened.cache), ("library", opened.library))
            ):
                return False  # a bug
            copy = self._copy_moved_library()
            opened.close()
            line = carry_over.put_back(copy, self.folders) if copy else ""
            self.opened = open_all(self.folders, suspect=True)
            self.opened.messages[:0] = [line] if line else []
        self.repaired()
        return True

    def _copy_moved_library(self) -> Path | None:
        """Copy the library if its file was deleted or replaced while it was open."""
        if self.opened.library.read_only or not self.opened.library_moved():
            return None
        from tui_reader.store.safety import carry_over  # rarely needed

        return carry_over.copy_open_library(self.opened.connections.library, self.folders)

    def close(self) -> None:
        """Interrupt reads, finish writes, close. A deleted library file is restored."""
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


async def _finished(future: Future[T]) -> T:
    """Wait for a queued write, which canceling does not stop."""
    import asyncio

    return await asyncio.shield(asyncio.wrap_future(future))
