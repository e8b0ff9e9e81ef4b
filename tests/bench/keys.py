"""A key, and the screen after it: moving, other editions, a bookmark; also during a sync."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import archive, hub
from tests.bench.measure import (
    BARE,
    READER,
    Result,
    leave,
    median,
    open_terminal,
    percentile,
    repaint,
    settle,
)
from tests.terminal import Terminal

_PRESSES = 100
_SYNCED = 2_500  # papers of the archive that is synced meanwhile
_OFFLINE = (*READER, "--offline")


def keys(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Key → repaint, and bookmark → its star."""
    home = archive.home(folder, max(sizes))
    with open_terminal(BARE, folder) as bare, open_terminal(_OFFLINE, home) as terminal:
        settle(bare)
        settle(terminal)
        terminal.press("g")
        settle(terminal)
        moves: list[tuple[float, float]] = []
        bares: list[float] = []
        while len(moves) < _PRESSES:  # each on a paper that was not shown before
            for _ in range(20):  # in turns: what else the machine does slows down both
                bares.append(repaint(bare, "j")[1])
                moves.append(repaint(terminal, "j"))
            repaint(terminal, "[")
            settle(terminal)
        base = median(bares)
        leave(bare)
        yield from _results("move", moves, base)
        editions = [repaint(terminal, key) for key in "[" * (_PRESSES // 2) + "]" * (_PRESSES // 2)]
        yield from _results("next edition", editions, base)
        synced = _fsync(folder)
        stars = [repaint(terminal, "b")[1] for _ in range(_PRESSES // 2)]
        against = f"bare app's repaint + fsync {(base + synced) * 1000:.1f} ms"
        star = median(stars)
        yield Result("bookmark → star", star * 1000, "ms", 1, against, star / (base + synced))
        leave(terminal)


def keys_while_syncing(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """The same while a whole archive comes in."""
    with TemporaryDirectory(dir=folder) as home, hub.serve(_SYNCED) as url:
        environ = {"HF_ENDPOINT": url}
        with open_terminal(READER, Path(home), environ) as terminal:
            terminal.wait_for("synced", 60)
            terminal.press(":")
            terminal.wait_for("All commands")
            terminal.type("whole archive")
            terminal.wait_for("Fetch the whole archive")
            terminal.press("down", "enter")
            terminal.wait_for(lambda _: "syncing" in terminal.row(0), 60)
            moves: list[float] = []
            while "syncing" in terminal.row(0) and len(moves) < 5 * _PRESSES:
                moves.append(_first_repaint(terminal, "k" if len(moves) % 2 else "j"))
            leave(terminal)
    yield Result(f"move while syncing, p99 of {len(moves)}", percentile(moves, 99) * 1000, "ms", 50)


def _results(name: str, taken: list[tuple[float, float]], base: float) -> Iterator[Result]:
    first = median(first for first, _ in taken)
    whole = [page for _, page in taken]
    against = f"bare app {base * 1000:.1f} ms"
    yield Result(f"{name}: first update, p50", first * 1000, "ms", 1, against, first / base)
    seen = median(whole)
    yield Result(f"{name}: list and abstract, p50", seen * 1000, "ms", 1, against, seen / base)
    yield Result(f"{name}: list and abstract, p99", percentile(whole, 99) * 1000, "ms", 50)


def _first_repaint(terminal: Terminal, key: str) -> float:
    """Seconds until the bar has left the first row of the list, or is back: the sync paints too.

    The dates have a bar of their own, in the first column.
    """
    pressed = time.monotonic()
    terminal.press(key)
    terminal.wait_for(lambda _: ("▌" in terminal.row(2)[1:]) == (key == "k"))
    return terminal.times[-1][0] - pressed


def _fsync(folder: Path) -> float:
    """Seconds that it takes to put a page of a database on disk."""
    taken = []
    with open(folder / "fsync", "wb") as file:
        for _ in range(30):
            file.write(bytes(4096))
            file.flush()
            began = time.monotonic()
            os.fsync(file.fileno())
            taken.append(time.monotonic() - began)
    return median(taken)
