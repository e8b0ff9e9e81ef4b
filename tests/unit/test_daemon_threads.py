"""An executor whose threads do not delay exit."""

from __future__ import annotations

import subprocess
import sys
from threading import Event

import pytest

from tui_reader.daemon_threads import DaemonThreads


def test_calls_do_not_wait_for_a_call_that_hangs() -> None:
    executor, end = DaemonThreads(), Event()
    hanging = [executor.submit(end.wait) for _ in range(100)]
    assert executor.submit(lambda: 5).result(10) == 5
    end.set()
    assert all(future.result(10) for future in hanging)


def test_exception_is_raised_by_the_future() -> None:
    with pytest.raises(ZeroDivisionError):
        DaemonThreads().submit(lambda: 1 // 0).result(10)


def test_process_ends_while_a_call_hangs() -> None:
    program = """
import asyncio, threading
from tui_reader import daemon_threads

async def main():
    daemon_threads.use()
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
    assert await asyncio.to_thread(lambda: 7) == 7

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
