"""Long lists and long texts in a real terminal: open them, and page or scroll meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import archive
from tests.bench.measure import (
    FRAME_END,
    OFFLINE,
    QUIET,
    Result,
    leave,
    median,
    open_terminal,
    percentile,
    repaint,
    settle,
)
from tests.support import fake_papers
from tests.support.databases import app_folders
from tests.support.terminal import Terminal
from tui_reader.store import Store, cache

_TURNS = 25
_PAGES = 2  # pages after the first one, as many as in an edition
_HEADER = "Title: Lamps\n\nURL Source: https://arxiv.org/html/2601.00001\n\nMarkdown Content:\n"
_SECTION = (
    "## {n} Section\n\nEach u∈𝒰 u\\in\\mathcal{{U}} of *lanterns* [1](https://arxiv.org/) has "
    + "g(u)∈ℝ g(u)\\in\\mathbb{{R}} and many more words of no great interest to anyone. " * 6
    + "\n\nE(u)=∑i u i E(u)=\\sum_{{i}}u_{{i}}({n})\n\n| A | B |\n|---|---|\n| x | 1.5 |\n\n"
)
_LONG_TEXT = 1_500_000  # characters


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


def reading(folder: Path, sizes: list[int], times: int) -> Iterator[Result]:
    """Measure opening a text of 1.5 MB, compared with a short one, and keys while it is parsed."""
    home = archive.home(folder, min(sizes))
    _, newest = next(iter(fake_papers.archive(min(sizes), archive.A_DAY)))
    ids = [entry["paper"]["id"] for entry in newest[:2]]
    with Store(app_folders(home)) as store:
        for own_id, size in zip(ids, (_LONG_TEXT, 10_000), strict=True):
            count = size // len(_SECTION)
            text = _HEADER + "".join(_SECTION.format(n=number) for number in range(1, count))
            name, now = f"text/{own_id}", datetime.now(UTC)
            store.write_cache_sync(cache.write_document, name, text.encode(), now)
    long, short, keys = [], [], []
    with open_terminal(OFFLINE, home) as terminal:
        settle(terminal)
        terminal.press("g")  # here and below: not where an interrupted run has left it
        settle(terminal)
        for _ in range(times):
            long.append(_open_text(terminal))
            terminal.press("g")
            terminal.wait_for("Lamps")
            time.sleep(QUIET)  # the first page is painted more than once
            while "%" not in terminal.row(0):
                keys += [_scroll(terminal, "j"), _scroll(terminal, "k")]
            _close_text(terminal, "j")
            short.append(_open_text(terminal))
            _close_text(terminal, "k")
        leave(terminal)
    page, base = median(long), median(short)
    against = f"of 10 KB {base * 1000:.0f} ms"
    yield Result("first page of a text of 1.5 MB", page * 1000, "ms", 1.5, against, page / base)
    row = f"scroll while it is parsed, p99 of {len(keys)}"
    yield Result(row, percentile(keys, 99) * 1000, "ms", 100)


def _open_text(terminal: Terminal) -> float:
    """Return the seconds from the key that opens the full text to its first page."""
    pressed = time.monotonic()
    terminal.press("enter", "enter")
    terminal.wait_for("Section")
    return terminal.times[-1][0] - pressed


def _close_text(terminal: Terminal, key: str) -> None:
    """Go back to the list, then to another paper."""
    for pressed in ("escape", "escape", key):
        terminal.press(pressed)
        settle(terminal)


def _scroll(terminal: Terminal, key: str) -> float:
    """Return the seconds until the text has moved by a line; its parsing paints, too."""
    line = terminal.row(3)
    pressed = time.monotonic()
    terminal.press(key)
    # Not within a frame: the rest of a line would be taken for the result of the next key.
    terminal.wait_for(lambda _: terminal.row(3) != line and terminal.raw.endswith(FRAME_END))
    return terminal.times[-1][0] - pressed
