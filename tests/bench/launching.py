"""Launch time with and without the saved first frame, memory, and wakeups when idle."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import archive
from tests.bench.measure import (
    BARE,
    OFFLINE,
    Result,
    leave,
    median,
    memory,
    open_terminal,
    ratio,
    seconds,
    settle,
    until_page,
    wakeups,
)
from tests.support.databases import app_folders
from tests.support.terminal import environment


def _launch(command: tuple[str, ...], home: Path) -> tuple[float, float]:
    """Return the seconds until the page was drawn, and memory in MB once it had settled."""
    with open_terminal(command, home) as terminal:
        took = until_page(terminal)
        held = memory(terminal.pid)
        leave(terminal)
    return took, held


def launch(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure from launch until Textual has drawn the restored page; and memory."""
    homes = {size: archive.home(folder, size) for size in sizes}
    for home in homes.values():
        _launch(OFFLINE, home)  # the first launch has no session to restore
    bare: list[tuple[float, float]] = []
    readers: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for _ in range(times):
        bare.append(_launch(BARE, folder))
        for size, home in homes.items():
            (app_folders(home).state / "frame").unlink(missing_ok=True)
            readers[size].append(_launch(OFFLINE, home))
    baseline = [took for took, _ in bare]
    base_held = median(held for _, held in bare)
    for size, runs in readers.items():
        taken = [took for took, _ in runs]
        against = f"bare app {median(baseline) * 1000:.0f} ms"
        yield Result(
            f"launch, {size:,} papers",
            *(median(taken) * 1000, "ms", 1.25, against, ratio(taken, baseline)),
        )
    for size, runs in readers.items():
        held = median(held for _, held in runs)
        against = f"bare app {base_held:.0f} MB"
        yield Result(f"memory, {size:,} papers", held, "MB", 1.25, against, held / base_held)


def idle(folder: Path, sizes: list[int], _: int) -> Iterator[Result]:
    """Measure how often the threads of a reader that nobody uses wake up."""
    seconds_long = 5
    with open_terminal(OFFLINE, archive.home(folder, sizes[0])) as terminal:
        settle(terminal)
        time.sleep(seconds_long)  # the work after a launch
        before = wakeups(terminal.pid)
        time.sleep(seconds_long)
        woken = (wakeups(terminal.pid) - before) / seconds_long
        leave(terminal)
    yield Result("wakeups when idle", woken, "/s", 2)


def frame(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure from launch until the saved first frame is visible."""
    python = [sys.executable, "-c", "pass"]
    for size in sizes:
        home = archive.home(folder, size)
        _launch(OFFLINE, home)
        passes, launches = [], []
        for _ in range(times):
            passes.append(seconds(python, environment(home)))
            launches.append(_launch(OFFLINE, home)[0])
        took, base = median(launches), median(passes)
        against = f"python -c pass {base * 1000:.0f} ms"
        yield Result(f"saved first frame, {size:,} papers", took * 1000, "ms", 60)
        yield Result(
            f"saved first frame, {size:,} papers", took * 1000, "ms", 4, against, took / base
        )
