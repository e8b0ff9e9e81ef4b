"""Threads that nobody waits for at the end.

A name that no server answers for holds its thread for half a minute, and nothing can stop it.
Where asyncio puts such work by default, neither its loop nor Python ends before it has: the
reader could not be left. What is cut off here in the middle must lose nothing by it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Unawaited(ThreadPoolExecutor):
    """One thread for each piece of work, so that none waits behind one that hangs."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=work, name="unawaited", daemon=True).start()
        return future


def use() -> None:
    """Have the running loop do its blocking work there."""
    asyncio.get_running_loop().set_default_executor(Unawaited())
