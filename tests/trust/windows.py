"""Several windows with one library: each adds marks as fast as it can while others sync.

python -m tests.trust.windows mark HOME NUMBER COUNT      add marks
python -m tests.trust.windows sync HOME                   sync until HOME/stop exists
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.support.databases import faults_of, folders_under
from tests.support.fake_hub import FakeHub, fake_days
from tests.trust.marks import opened
from tests.trust.report import Report, Row
from tui_reader import sync
from tui_reader.models import id_of, key_of
from tui_reader.store import (
    Store,
    library,
    queries,
    rows,
)

WINDOWS, MARKS, SYNCING = 4, 1_000, 2
QUICK = 20  # marks
SLOW = 0.1  # seconds that a key may take
LIMIT = 600.0  # seconds after which a process counts as hung
ROOT = Path(__file__).parents[2]


def mark_of(window: int, number: int, papers: list[int]) -> tuple[str, int, str]:
    """Return a mark by number: table, paper, tag. No two windows add the same."""
    kind = ("bookmarks", "tags", "reads")[number % 3]
    if kind == "tags":
        return kind, papers[number % len(papers)], f"{window}-{number}"
    return kind, key_of(f"24{window + 1:02}.{number:05}"), ""


async def mark(home: Path, window: int, count: int) -> None:
    """Add marks, acknowledge each in a file, and check that marks of other windows are visible."""
    acknowledged = [home / f"acknowledged-{n}" for n in range(WINDOWS)]
    took = array("d")
    with Store(folders_under(home)) as store:
        papers = sorted(await store.read(queries.everything))
        rng = random.Random(window)
        with acknowledged[window].open("ab", buffering=0) as log:
            for number in range(count):
                kind, key, tag = mark_of(window, number, papers)
                now = datetime.now(UTC)
                began = time.perf_counter()
                if kind == "bookmarks":
                    await store.write_library(library.bookmark, [key], True, now)
                elif kind == "tags":
                    await store.write_library(library.tag, [key], [tag], (), now)
                else:
                    await store.write_library(library.mark_read, [key], True, now)
                await store.read(rows.entries, [key])
                took.append(time.perf_counter() - began)
                log.write(b".")
                if rng.random() < 0.1:
                    await _see_others(store, window, papers, acknowledged)
    (home / f"took-{window}").write_bytes(took.tobytes())


async def _see_others(
    store: Store, window: int, papers: list[int], acknowledged: list[Path]
) -> None:
    for other, file in enumerate(acknowledged):
        number = (file.stat().st_size if file.exists() else 0) - 1
        if other == window or number < 0:
            continue
        kind, key, tag = mark_of(other, number, papers)
        marks = (await store.read(rows.entries, [key])).get(key)
        if kind == "tags":
            seen = marks is not None and tag in marks.marks.tags
        else:
            seen = await store.read(_has, kind, key)
        if not seen:
            raise AssertionError(f"window {window} does not see {kind} {id_of(key)} of {other}")


def _has(connection: object, table: str, key: int) -> bool:
    execute = connection.execute  # type: ignore[attr-defined]
    found = execute(f"SELECT 1 FROM library.{table} WHERE key = ?", [key]).fetchone()
    return found is not None


async def sync_on(home: Path) -> None:
    from tui_reader.hub.client import Hub

    rounds = 0
    with Store(folders_under(home)) as store:
        while not (home / "stop").exists():
            async with Hub() as hub:
                async for step in sync.launch(hub, store):
                    if step.problem:
                        raise AssertionError(step.problem)
            rounds += 1
    print(rounds)


@contextmanager
def _begun(home: Path, url: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.trust.windows", words[0], str(home), *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "HF_ENDPOINT": url},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def run(quick: bool, seed: int) -> Report:
    """Run the windows. On a disk, not in memory: each mark is flushed."""
    count = QUICK if quick else MARKS
    failures: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeHub(fake_days(7)) as hub,
        ExitStack() as processes,
    ):
        home = Path(folder)
        (home / "stop").touch()
        _first_sync(home, hub)
        (home / "stop").unlink()
        syncing = [processes.enter_context(_begun(home, hub.url, "sync")) for _ in range(SYNCING)]
        windows = [
            processes.enter_context(_begun(home, hub.url, "mark", str(number), str(count)))
            for number in range(WINDOWS)
        ]
        rng, deadline = random.Random(seed), time.monotonic() + LIMIT
        while time.monotonic() < deadline and any(one.poll() is None for one in windows):
            for entries in hub.days.values():
                rng.choice(entries)["paper"]["upvotes"] += 1
            time.sleep(0.02)
        (home / "stop").touch()
        for name, one in [("window", w) for w in windows] + [("sync", s) for s in syncing]:
            _, err = one.communicate(timeout=LIMIT)
            if one.returncode or err:
                failures.append(f"{name}: exit {one.returncode}: {err[-800:]}")
        missing = _missing(home, count)
        if missing:
            failures.append(f"{len(missing)} marks are lost: {missing[:5]}")
        folders = folders_under(home)
        for path in (folders.library_db, folders.cache_db):
            failures += [f"{path.name}: {fault}" for fault in faults_of(path)]
        took = sorted(_took(home))
    slow = sum(one > SLOW for one in took)
    if took:
        middle, most = took[len(took) // 2], took[-1]
        print(f"a mark, written and read again: median {middle * 1000:.0f} ms, "
              f"longest {most * 1000:.0f} ms, {slow} of {len(took)} over {SLOW * 1000:.0f} ms",
              file=sys.stderr)  # fmt: skip
    saved = WINDOWS * count - len(missing)
    name = f"windows: marks of {WINDOWS} while {SYNCING} sync"
    row = Row(name, WINDOWS * count, saved, seconds=took[-1] if took else None)
    return Report((row,), tuple(failures))


def _first_sync(home: Path, hub: FakeHub) -> None:
    from tui_reader.hub.client import Hub

    async def first() -> None:
        with Store(folders_under(home)) as store:
            async with Hub(endpoint=hub.url) as client:
                async for _ in sync.launch(client, store):
                    pass

    asyncio.run(first())


def _missing(home: Path, count: int) -> list[tuple[str, int, str]]:
    folders = folders_under(home)
    with Store(folders) as store:
        papers = sorted(store.read_sync(queries.everything))
    with opened(folders.library_db) as connection:
        saved = {
            *(("bookmarks", key, "") for (key,) in connection.execute("SELECT key FROM bookmarks")),
            *(("reads", key, "") for (key,) in connection.execute("SELECT key FROM reads")),
            *(("tags", *row) for row in connection.execute("SELECT key, tag FROM tags")),
        }
    made = [mark_of(window, n, papers) for window in range(WINDOWS) for n in range(count)]
    return [one for one in made if one not in saved]


def _took(home: Path) -> Iterator[float]:
    for file in home.glob("took-*"):
        took = array("d")
        took.frombytes(file.read_bytes())
        yield from took


if __name__ == "__main__":
    if sys.argv[1] == "mark":
        asyncio.run(mark(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
    else:
        asyncio.run(sync_on(Path(sys.argv[2])))
