"""Key latency: moving, changing editions, bookmarking; also during a sync."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench import archive, hub
from tests.bench.measure import (
    BARE,
    COMMAND,
    OFFLINE,
    Result,
    leave,
    median,
    open_terminal,
    percentile,
    repaint,
    settle,
)
from tests.support.terminal import Terminal

_PRESSES = 100
_SYNCED = 2_500  # papers of the archive that is synced at the same time


def keys(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure from key press to repaint, and from `b` to the star."""
    home = archive.home(folder, max(sizes))
    with open_terminal(BARE, folder) as bare, open_terminal(OFFLINE, home) as terminal:
        settle(bare)
        settle(terminal)
        terminal.press("g")
        settle(terminal)
        moves: list[Turn] = []
        while len(moves) < _PRESSES:  # each on a paper that was not visible before
            moves += _turns(bare, terminal, "j" * 20)
            repaint(terminal, "[")
            settle(terminal)
        yield from _results("move", moves)
        half = _PRESSES // 2
        yield from _results("next edition", _turns(bare, terminal, "[" * half + "]" * half))
        stars, synced = [], []
        for _ in range(half):
            stars += _turns(bare, terminal, "b")
            synced.append(_fsync(folder))
        base = median(turn.bare for turn in stars) + median(synced)
        star = median(turn.page for turn in stars)
        against = f"bare app's repaint + fsync {base * 1000:.1f} ms"
        yield Result("bookmark → star", star * 1000, "ms", 1, against, star / base)
        leave(bare)
        leave(terminal)


def keys_while_syncing(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure key latency during the sync of an archive."""
    with TemporaryDirectory(dir=folder) as home, hub.serve(_SYNCED) as url:
        environ = {"HF_ENDPOINT": url}
        with open_terminal(COMMAND, Path(home), environ) as terminal:
            terminal.wait_for("synced", 60)
            terminal.press(":")
            terminal.wait_for("Commands, lists")
            terminal.type("whole archive")
            terminal.wait_for("Fetch whole archive")
            terminal.press("down", "enter")
            terminal.wait_for(lambda _: "syncing" in terminal.row(0), 60)
            moves: list[float] = []
            while "syncing" in terminal.row(0) and len(moves) < 5 * _PRESSES:
                moves.append(_first_repaint(terminal, "k" if len(moves) % 2 else "j"))
            leave(terminal)
    yield Result(f"move while syncing, p99 of {len(moves)}", percentile(moves, 99) * 1000, "ms", 50)


class Turn(NamedTuple):
    """Seconds from a key press to the first update and to the complete update, and the latency of
    the minimal app measured right before, so that load affects both.
    """

    first: float
    page: float
    bare: float


def _turns(bare: Terminal, terminal: Terminal, keys: str) -> list[Turn]:
    turns = []
    for key in keys:
        baseline = repaint(bare, "j")[1]
        turns.append(Turn(*repaint(terminal, key), baseline))
    return turns


def _results(name: str, turns: list[Turn]) -> Iterator[Result]:
    base = median(turn.bare for turn in turns)
    first = median(turn.first for turn in turns)
    seen = median(turn.page for turn in turns)
    whole = percentile((turn.page for turn in turns), 99)
    against = f"bare app {base * 1000:.1f} ms"
    yield Result(f"{name}: first update, p50", first * 1000, "ms", 1, against, first / base)
    yield Result(f"{name}: list and abstract, p50", seen * 1000, "ms", 1, against, seen / base)
    yield Result(f"{name}: list and abstract, p99", whole * 1000, "ms", 50)


def _first_repaint(terminal: Terminal, key: str) -> float:
    """Return the seconds until the cursor has left the first row of the list or has returned to it.

    A sync paints too, so any update is not enough. The sidebar in the first columns has a cursor of
    its own.
    """
    pressed = time.monotonic()
    terminal.press(key)
    terminal.wait_for(lambda _: ("▌" in terminal.row(2)[1:]) == (key == "k"))
    return terminal.times[-1][0] - pressed


def _fsync(folder: Path) -> float:
    """Return the seconds that an fsync of one database page takes after a pause, as before a
    bookmark.

    A second fsync right after the first takes half as long.
    """
    with open(folder / "fsync", "ab") as file:
        file.write(bytes(4096))
        file.flush()
        began = time.monotonic()
        os.fsync(file.fileno())
        return time.monotonic() - began
