"""The only place that knows SQL: a cache that anybody may delete, and the reader's own library.

One reader thread and one writer thread, each with connections of its own; a query is a plain
function that takes a connection, and the store runs it where it belongs:

    entries = await store.read(rows.entries, keys)          # reader: cache + library, read-only
    await store.write_cache(cache.write_edition, edition, now)
    undo = await store.write_library(library.bookmark, [key], True, now)

The same without a running loop: `store.ask`, `store.tell_cache`, `store.tell_library`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from tui_reader.folders import Folders
from tui_reader.store import connect

P = ParamSpec("P")
T = TypeVar("T")
Query = Callable[Concatenate[sqlite3.Connection, P], T]


class ReadOnly(Exception):
    """A change was asked for that can't be kept; the text says why."""


class Store:
    """Both databases. Opening is cheap; `close` waits for what is being written, then folds the
    write-ahead logs in. `opened` says what had to be done to open them."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.opened = connect.open_all(folders)
        self._connections = self.opened.connections
        self._reader = ThreadPoolExecutor(1, "store-reader")
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._reading: object | None = None

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
                self._connections.reader.interrupt()
            raise

    def ask(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read`, for the command line."""
        return self._reader.submit(self._run_reader, object(), query, args, kwargs).result()

    def _run_reader(self, ticket: object, query: Callable[..., T], args: Any, kwargs: Any) -> T:
        self._reading = ticket
        try:
            return query(self._connections.reader, *args, **kwargs)
        finally:
            self._reading = None

    # Writing

    def submit_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self.opened.library_read_only:
            raise ReadOnly(self.opened.library_read_only)
        return self._writer.submit(query, self._connections.library, *args, **kwargs)

    def submit_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self.opened.cache_read_only:
            raise ReadOnly(self.opened.cache_read_only)
        return self._writer.submit(query, self._connections.cache, *args, **kwargs)

    async def write_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change what is the reader's own. On disk when this returns. Never cancelled midway."""
        import asyncio

        return await asyncio.shield(
            asyncio.wrap_future(self.submit_library(query, *args, **kwargs))
        )

    async def write_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Store what came from the Hub."""
        import asyncio

        return await asyncio.shield(asyncio.wrap_future(self.submit_cache(query, *args, **kwargs)))

    def tell_library(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write_library`, for the command line."""
        return self.submit_library(query, *args, **kwargs).result()

    def tell_cache(self, query: Query[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write_cache`, for the command line."""
        return self.submit_cache(query, *args, **kwargs).result()

    async def back_up(self, now: datetime) -> str:
        """Keep today's copy of the library, once a day. Returns what went wrong, "" if nothing."""
        import asyncio

        from tui_reader.store import backup, rescue

        if self.opened.library_read_only:
            return ""
        daily = self._writer.submit(
            backup.daily, self.folders.library_db, self.folders.backups, now
        )
        try:
            await asyncio.shield(asyncio.wrap_future(daily))
        except (sqlite3.Error, OSError) as error:
            return f"No copy of the library was kept today: {rescue.why(error)}"
        return ""

    def close(self) -> None:
        """Stop reading, finish writing, close."""
        self._connections.reader.interrupt()
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._connections.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
