"""Searches as they are typed, and long lists, in the largest archive."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

from tests.bench import archive
from tests.bench.measure import Result, median, percentile
from tui_reader import query
from tui_reader.store import Store, lists, rows, search

_TYPED = (
    "teapot transformer",
    "the moonlit planner learns to fold",
    "author:lovelace has:code",
    "rubber ducks after:2025",
    "zero-shot windmill -beehive",
)
_ROWS = 15  # on screen
_BREATH = 0.001  # seconds between two looks at the clock


def finding(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Keystroke → results, and opening and paging all papers. Without the screen."""
    size = max(sizes)
    with Store(archive.folders_in(archive.home(folder, size))) as store:
        taken, held = asyncio.run(_typing(store))
        yield Result(f"search, {size:,} papers, p95", percentile(taken, 95) * 1000, "ms", 50)
        yield Result("search: event loop held, at most", held * 1000, "ms", 16)
        days = store.ask(lists.days)
        opened, paged, short = [], [], []
        for turn in range(times):
            began = time.perf_counter()
            everything = store.ask(lists.everything)
            _page(store, everything, 0)
            opened.append(time.perf_counter() - began)
            paged.append(_page(store, everything, turn * size // times))
            # Another one each time: what was just read is in memory, in either list.
            edition = store.ask(lists.edition, days[turn * len(days) // times].day) or array("q")
            short.append(_page(store, edition, 0))
        yield Result(f"open all {size:,} papers", median(opened) * 1000, "ms", 100)
        took, base = median(paged), median(short)
        against = f"in a list of {len(edition)} {base * 1000:.1f} ms"
        yield Result("a page of that list", took * 1000, "ms", 1.5, against, took / base)


def _page(store: Store, keys: array[int], first: int) -> float:
    """Seconds to read the rows on screen."""
    began = time.perf_counter()
    store.ask(rows.entries, keys[first : first + _ROWS])
    return time.perf_counter() - began


async def _typing(store: Store) -> tuple[list[float], float]:
    """Seconds for each keystroke, and the longest that the event loop was held."""
    held = 0.0

    async def watch() -> None:
        nonlocal held
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_BREATH)
            held = max(held, time.perf_counter() - began - _BREATH)

    watching = asyncio.create_task(watch())
    taken = []
    for text in _TYPED:
        for end in range(1, len(text) + 1):
            began = time.perf_counter()
            asked = query.parse(text[:end], typing=True)
            found = await store.read(search.search, asked)
            await store.read(rows.entries, found[:_ROWS])
            taken.append(time.perf_counter() - began)
    watching.cancel()
    return taken, held
