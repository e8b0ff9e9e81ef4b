"""Searches as they are typed, in the largest archive."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import archive
from tests.bench.measure import Result, percentile
from tui_reader import query
from tui_reader.store import Store, rows
from tui_reader.store.search import full_text_search

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
    """Keystroke → results. Without the screen."""
    size = max(sizes)
    with Store(archive.folders_in(archive.home(folder, size))) as store:
        taken, held = asyncio.run(_typing(store))
        yield Result(f"search, {size:,} papers, p95", percentile(taken, 95) * 1000, "ms", 50)
        yield Result("search: event loop held, at most", held * 1000, "ms", 16)


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
            found = await store.read(full_text_search.search, asked)
            await store.read(rows.entries, found[:_ROWS])
            taken.append(time.perf_counter() - began)
    watching.cancel()
    return taken, held
