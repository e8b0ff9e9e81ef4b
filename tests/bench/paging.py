"""Long lists in a real terminal: open all papers, and page through them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import archive
from tests.bench.measure import (
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

_TURNS = 25
_PAGES = 2  # pages after the first one, as many as in an edition


def paging(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure opening all papers and paging, compared with paging in a newly opened edition."""
    size = max(sizes)
    home = archive.home(folder, size)
    with open_terminal(OFFLINE, home) as edition, open_terminal(OFFLINE, home) as everything:
        settle(edition)
        settle(everything)
        opened = []
        for _ in range(times):
            repaint(everything, "[")
            opened.append(_open_all(everything, size))
        long, short = [], []
        for _ in range(_TURNS):
            repaint(edition, "[")
            settle(edition)
            for _ in range(_PAGES):
                short.append(repaint(edition, "pagedown")[1])
                long.append(repaint(everything, "pagedown")[1])
        leave(edition)
        leave(everything)
    yield Result(f"open all {size:,} papers", median(opened) * 1000, "ms", 100)
    page, base = median(long), median(short)
    against = f"in a list of {archive.A_DAY} {base * 1000:.1f} ms"
    yield Result("a page of that list, p50", page * 1000, "ms", 1.5, against, page / base)
    yield Result("a page of that list, p99", percentile(long, 99) * 1000, "ms", 50)


def _open_all(terminal: Terminal, size: int) -> float:
    """Return the seconds from the key that opens the list to its first page."""
    terminal.press(":")
    terminal.wait_for("Commands, lists")
    terminal.type("all papers")
    terminal.wait_for("▌ All papers")
    pressed = time.monotonic()
    terminal.press("enter")
    terminal.wait_for(f"{size:,} papers")
    taken = terminal.times[-1][0] - pressed
    settle(terminal)
    return taken
