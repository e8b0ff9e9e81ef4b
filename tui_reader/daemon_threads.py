"""An executor with daemon threads: exiting never waits for a hung DNS lookup.

asyncio's default executor is joined at exit, and `getaddrinfo` cannot be interrupted: without a
response it blocks for half a minute. Work submitted here may be cut off when the process ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from typing import Any


class DaemonThreads(ThreadPoolExecutor):
    """Runs each call in a new thread (100 µs), so that no call waits for one that hangs."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        Thread(target=_run, args=(future, fn, args, kwargs), daemon=True).start()
        return future


def _run(future: Future[Any], fn: Callable[..., Any], args: Any, kwargs: Any) -> None:
    if future.set_running_or_notify_cancel():
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)


def use() -> None:
    """Make it the default executor of the running event loop."""
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
