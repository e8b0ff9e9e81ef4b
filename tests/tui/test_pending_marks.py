"""While a change is being written, the screen shows what will be on disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.running_app import RunningApp, fill, run_app
from tui_reader.models import ALL
from tui_reader.store import Store, rows


@contextmanager
def busy(store: Store) -> Iterator[None]:
    """Delay all writes to the library within the block."""
    end = threading.Event()
    store.submit_cache(lambda _: end.wait(20))
    try:
        yield
    finally:
        end.set()


def assert_as_on_disk(read: RunningApp) -> None:
    screen = read.screen
    assert screen.list.source is not None
    disk = screen.context.store.read_sync(
        rows.entries, list(screen.list.keys), screen.list.source.day
    )
    for index, entry in screen.papers.rows.items():
        assert entry.marks == disk[screen.list.keys[index]].marks, f"row {index}\n{read.text}"


@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [(("G", "b"), ()), (("A",), ("pagedown",) * 6), (("b",), ("[", "]")), (("b",), ("[",))],
)
async def test_paper_viewed_during_a_change_is_marked(
    store: Store, before: tuple[str, ...], meanwhile: tuple[str, ...]
) -> None:
    fill(store, 20)
    async with run_app(store) as read:
        if "[" not in meanwhile:
            await read.screen.list.open(ALL)
            await read.settle()
        with busy(store):
            await read.pilot.press(*before, *meanwhile)
            await read.pilot.pause(0.05)
        await read.settle()
        assert_as_on_disk(read)


async def test_another_list_with_the_same_paper_shows_its_mark(store: Store) -> None:
    fill(store, 3)
    async with run_app(store) as read:
        with busy(store):
            await read.pilot.press("b")
            await read.screen.list.open(ALL, read.screen.list.key)
            await read.pilot.pause(0.05)
        await read.settle()
        assert_as_on_disk(read)
        assert read.text.count("★") >= 1
