"""Prefetch of adjacent editions and pages; prefetched lists are up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import takewhile
from random import Random
from typing import Any
from unittest.mock import AsyncMock, patch

from tests.support import fake_papers
from tests.support.running_app import NOW, RunningApp, fill, run_app
from tui_reader.models import ALL, ListSource
from tui_reader.store import Store, cache, library, queries
from tui_reader.tui.lists.paper_lists import PaperLists
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.prefetch import PREFETCH_DELAY


async def wait_for_prefetch(read: RunningApp) -> None:
    """Wait until adjacent editions have been prefetched."""
    await read.pilot.pause(PREFETCH_DELAY * 2)
    await read.settle()


def bookmark_elsewhere(store: Store, day: date) -> None:
    """Bookmark the first paper of an edition in another window."""
    keys = store.read_sync(queries.edition, day)
    assert keys
    with Store(store.folders) as window:
        window.write_library_sync(library.bookmark, keys[:1], True, NOW)


async def test_marks_of_another_window_are_shown(store: Store) -> None:
    older = fill(store)[1]
    async with run_app(store) as read:
        await read.press("j")
        await wait_for_prefetch(read)
        bookmark_elsewhere(store, older)
        await read.press("[")
        await wait_for_prefetch(read)
        assert "★" in read.row(2)
        assert "★ bookmarked" in read.text


async def test_mark_reads_prefetched_lists_again(store: Store) -> None:
    older = fill(store)[1]
    async with run_app(store) as read:
        await read.press("j")
        await wait_for_prefetch(read)
        bookmark_elsewhere(store, older)
        await read.press("b")
        await wait_for_prefetch(read)
        loaded = read.screen.list.prefetch.take(ListSource.edition(older))
        assert loaded
        assert [row for row, entry in loaded.rows.items() if entry.marks.bookmarked] == [0]


async def test_papers_fetched_by_another_window_are_listed(store: Store) -> None:
    older = fill(store)[1]
    async with run_app(store) as read:
        await read.press("j")
        await wait_for_prefetch(read)
        with Store(store.folders) as window:
            edition = fake_papers.parsed_edition(older, fake_papers.edition(older, 14))
            window.write_cache_sync(cache.write_edition, edition, False, NOW + timedelta(hours=1))
        await read.press("[")
        await wait_for_prefetch(read)
        assert "14 papers" in read.text


async def test_prefetched_page_does_not_repeat_the_date_of_its_edition(filled: Store) -> None:
    async with run_app(filled, (120, 60)) as read:
        await read.press("j")
        await wait_for_prefetch(read)
        await read.press("[")
        assert "Edition of" not in read.text


async def test_sort_order_applies_to_prefetched_editions(reader: RunningApp) -> None:
    await reader.press("[", "j")
    by_site = list(reader.screen.list.keys)
    await reader.press("]", "j")
    await wait_for_prefetch(reader)
    await reader.press("s", "t", "enter")
    assert "by title" in reader.row(0)
    await reader.press("[")
    titles = [
        reader.screen.papers.rows[index].paper.title
        for index in range(len(reader.screen.list.keys))
    ]
    assert sorted(by_site) == sorted(reader.screen.list.keys)
    assert titles == sorted(titles, key=str.casefold)


@contextmanager
def held_up(edition: ListSource) -> Iterator[tuple[asyncio.Event, asyncio.Event]]:
    """Block reading an edition between two events: it has begun, and it may continue."""
    begun, goes_on = asyncio.Event(), asyncio.Event()
    load = PaperLists.load

    async def slow(self: PaperLists, source: ListSource, *args: Any, **more: Any) -> Any:
        loaded = await load(self, source, *args, **more)
        if source == edition:
            begun.set()
            await goes_on.wait()
        return loaded

    with patch.object(PaperLists, "load", slow):
        yield begun, goes_on


async def test_changing_the_order_cancels_a_prefetch(store: Store) -> None:
    older = ListSource.edition(fill(store)[1])
    async with run_app(store) as read:
        with held_up(older) as (begun, goes_on):
            read.screen.list.prefetch.clear()  # on a slow machine, it has been loaded already
            await read.pilot.press("j")
            await begun.wait()
            read.screen.list.prefetch.clear()
            goes_on.set()
            await read.settle()
        assert read.screen.list.prefetch._lists == {}


async def test_prefetch_result_is_dropped_after_quitting(store: Store) -> None:
    older = ListSource.edition(fill(store)[1])
    async with run_app(store) as read:
        screen = read.screen
        with held_up(older) as (begun, goes_on):
            read.screen.list.prefetch.clear()  # on a slow machine, it has been loaded already
            await read.pilot.press("j")
            await begun.wait()
            await screen.remove_children()  # as during shutdown
            goes_on.set()
            await read.settle()
        assert screen.list.prefetch._lists == {}


async def test_next_page_of_a_long_list_is_prefetched(store: Store) -> None:
    fill(store, 20)
    async with run_app(store) as read:
        await read.screen.list.open(ALL)
        for _ in range(8):
            await read.press("j")
            with patch.object(ListController, "load_rows", AsyncMock()):
                await read.press("pagedown")
            lines = [line.partition("│")[2].strip() for line in read.text.splitlines()[2:]]
            rows = list(takewhile(lambda line: "───" not in line, lines))
            assert len(rows) > 10
            assert all(rows), read.text


async def test_deleted_papers_are_not_requested_forever(store: Store) -> None:
    fill(store, 20)
    async with run_app(store) as read:
        await read.screen.list.open(ALL)
        gone = [(-key,) for key in read.screen.list.keys[-3:]]
        store.write_cache_sync(
            lambda cache: cache.executemany("DELETE FROM papers WHERE reverse = ?", gone).rowcount
        )
        with patch.object(
            ListController, "load_rows", autospec=True, side_effect=ListController.load_rows
        ) as read_rows:
            await read.press("G", "k", "k", "k")
            await read.settle()
            assert read_rows.call_count <= 8
        assert "240 papers" in read.text


async def test_rows_are_loaded_at_any_scroll_position(store: Store) -> None:
    """Also far from the cursor, after rows have been evicted."""
    fill(store, 60)
    async with run_app(store) as read:
        await read.screen.list.open(ALL)
        papers, jumps = read.screen.papers, Random(1)
        for _ in range(40):
            top = jumps.randrange(papers.length - papers.page_size)
            papers.scroll_to(y=top * papers.row_height, animate=False, force=True, immediate=True)
            await read.settle()
            assert papers.rows.keys() >= set(range(top, top + papers.page_size))
