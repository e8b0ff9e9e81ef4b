"""Search while typing in the largest archive, and For you with 300 saved papers."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from tests.bench import archive
from tests.bench.measure import Result, percentile
from tests.support.databases import app_folders
from tui_reader import query
from tui_reader.store import Store, library, queries, rows
from tui_reader.store.search import for_you, full_text_search, term_index

_TYPED = (
    "teapot transformer",
    "the moonlit planner learns to fold",
    "author:lovelace has:code",
    "rubber ducks after:2025",
    "zero-shot windmill -beehive",
)
_ROWS = 15  # on screen
_CHECK_INTERVAL = 0.001  # seconds between two checks of the clock


def search(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure from key press to results, without the screen."""
    size = max(sizes)
    with Store(app_folders(archive.home(folder, size))) as store:
        taken, held = asyncio.run(_typing(store))
        yield Result(f"search, {size:,} papers, p95", percentile(taken, 95) * 1000, "ms", 50)
        yield Result("search: longest event loop delay", held * 1000, "ms", 16)


def ranking(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure For you for a day and for two weeks, with all papers counted, without the screen."""
    size = sorted(sizes)[len(sizes) // 2]
    home = archive.home(folder, size)
    with tempfile.TemporaryDirectory(dir=folder) as copy:
        shutil.copytree(home, copy, dirs_exist_ok=True)
        with Store(app_folders(Path(copy))) as store:
            _save(store)
            day, marked, unread, held = asyncio.run(_ranking(store, times))
    yield Result("For you, one day, 300 saved papers", median(day) * 1000, "ms", 20)
    yield Result("For you, one day, after a mark", median(marked) * 1000, "ms", 20)
    yield Result("For you, unread papers of 14 days", median(unread) * 1000, "ms", 60)
    yield Result("For you: longest event loop delay", held * 1000, "ms", 16)


def _save(store: Store) -> None:
    """Bookmark every third paper, up to 300; five tags have a tenth of them each."""
    papers = list(store.read_sync(queries.everything))
    saved, now = papers[:: max(1, min(3, len(papers) // 300))][:300], datetime.now(UTC)
    store.write_library_sync(library.count_unread_since, date.min)
    store.write_library_sync(library.bookmark, saved, True, now)
    for number in range(5):
        store.write_library_sync(library.tag, saved[number::10], [f"tag-{number}"], (), now)
    term_index.complete(store)


async def _ranking(store: Store, times: int) -> tuple[list[float], list[float], list[float], float]:
    """Return the seconds for a day, for a day and two weeks after a mark, and the longest delay of
    the event loop."""
    newest = await store.read(queries.newest)
    keys = await store.read(queries.edition, newest) if newest else None
    assert newest is not None
    assert keys is not None
    day, marked, unread = list[float](), list[float](), list[float]()

    async def measure(taken: list[float], query: Callable[..., object], *args: object) -> None:
        began = time.perf_counter()
        await store.read(query, *args)
        taken.append(time.perf_counter() - began)

    async with _watched() as held:
        for _ in range(times):
            await store.write_library(library.bookmark, list(keys)[:1], None, datetime.now(UTC))
            await measure(marked, for_you.arrange, keys)
            await measure(day, for_you.arrange, keys)
            await store.write_library(library.bookmark, list(keys)[:1], None, datetime.now(UTC))
            await measure(unread, for_you.papers)
    return day, marked, unread, max(held)


@asynccontextmanager
async def _watched() -> AsyncIterator[list[float]]:
    """Record delays of the event loop while `work` runs, in seconds."""
    held = [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_CHECK_INTERVAL)
            held.append(time.perf_counter() - began - _CHECK_INTERVAL)

    watching = asyncio.create_task(watch())
    yield held
    watching.cancel()


async def _typing(store: Store) -> tuple[list[float], float]:
    """Return the seconds for each key press, and the longest delay of the event loop."""
    taken: list[float] = []
    async with _watched() as held:
        await _type(store, taken)
    return taken, max(held)


async def _type(store: Store, taken: list[float]) -> None:
    for text in _TYPED:
        for end in range(1, len(text) + 1):
            began = time.perf_counter()
            tree = query.parse(text[:end], typing=True)
            found = await store.read(full_text_search.search, tree)
            await store.read(rows.entries, found[:_ROWS])
            taken.append(time.perf_counter() - began)
