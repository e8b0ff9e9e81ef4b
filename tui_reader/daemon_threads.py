"""Threads that nobody waits for at the end.

A name that no server answers for holds its thread for half a minute, and nothing can stop it.
Where asyncio puts such work by default, neither its loop nor Python ends before it has: the
reader could not be left. What is cut off here in the middle must lose nothing by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Semaphore, Thread
from typing import Any

_REST = 1.0  # seconds


class Unawaited(ThreadPoolExecutor):
    """A thread for each piece of work, one that is free if there is: none waits for one that hangs.

    A free one rests for a while before it ends: beginning takes longer than much that is done here.
    """

    def __init__(self) -> None:
        super().__init__()
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._free = Semaphore(0)

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

        if not self._free.acquire(blocking=False):
            Thread(target=self._run, name="unawaited", daemon=True).start()
        self._work.put(work)  # not before there is somebody for it: no more threads may be had
        return future

    def _run(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=_REST)
            except Empty:
                if self._free.acquire(blocking=False):
                    return
                continue  # somebody counts on this one: the work is on its way
            work()
            del work  # and what it was done with
            self._free.release()


def use() -> None:
    """Have the running loop do its blocking work there."""
    asyncio.get_running_loop().set_default_executor(Unawaited())
