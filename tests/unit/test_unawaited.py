"""Threads that nobody waits for: one more where one hangs, none for each piece of work."""

from __future__ import annotations

from threading import Event, Thread, current_thread

import pytest

from tui_reader import daemon_threads
from tui_reader.daemon_threads import Unawaited


def test_work_does_not_wait_for_work_that_hangs() -> None:
    executor, end = Unawaited(), Event()
    hanging = [executor.submit(end.wait) for _ in range(3)]
    assert executor.submit(lambda: 5).result(10) == 5
    end.set()
    assert all(one.result(10) for one in hanging)


def test_a_thread_that_is_free_is_used_again() -> None:
    executor = Unawaited()
    first = executor.submit(current_thread).result(10)
    for _ in range(100):
        if executor.submit(current_thread).result(10) is first:
            return
    pytest.fail("a new thread each time")


def test_a_thread_that_rested_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon_threads, "_REST", 0.01)
    thread = Unawaited().submit(current_thread).result(10)
    thread.join(10)
    assert not thread.is_alive()


def test_none_of_much_work_is_lost_while_threads_come_and_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(daemon_threads, "_REST", 0.0001)
    executor = Unawaited()
    assert [executor.submit(abs, n).result(10) for n in range(2_000)] == list(range(2_000))


def test_an_error_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        Unawaited().submit(lambda: 1 // 0).result(10)


def test_work_for_which_no_thread_could_be_had_is_not_done_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoMore(Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    executor, done = Unawaited(), list[int]()
    with monkeypatch.context() as full:
        full.setattr(daemon_threads, "Thread", NoMore)
        with pytest.raises(RuntimeError):
            executor.submit(done.append, 1)
    for _ in range(2):
        executor.submit(done.append, 2).result(10)
    assert done == [2, 2]
