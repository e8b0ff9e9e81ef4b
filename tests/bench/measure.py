"""Measure times in a real terminal, and summarize them."""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.emulator import Emulator
from tests.support.terminal import Terminal

SIZE = (120, 30)
ROOT = Path(__file__).parents[2]
BARE = (sys.executable, str(Path(__file__).with_name("bare.py")))
# The console script as written by an installer, except for the process name
_SCRIPT = "import sys\nfrom tui_reader.launch import main\nsys.exit(main())"
COMMAND = (sys.executable, "-c", _SCRIPT)
OFFLINE = (*COMMAND, "--offline")
FRAME_END = b"\x1b[?2026l"  # the end of a synchronized update
QUIET = 0.5  # seconds without output until a screen counts as settled


@dataclass(frozen=True)
class Result:
    """One row of the table: `value` in `unit`, with the limit `target`.

    `ratio` is `value` divided by `against`, for rows with a ratio. With `at_least`, `target` is the
    lowest good value.
    """

    row: str
    value: float
    unit: str
    target: float
    against: str = ""
    ratio: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool:
        measured = self.value if self.ratio is None else self.ratio
        return measured >= self.target if self.at_least else measured <= self.target


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def ratio(values: Iterable[float], baseline: Iterable[float]) -> float:
    """Return the median ratio of values measured in pairs, so that load affects both of a pair."""
    return median(value / base for value, base in zip(values, baseline, strict=True))


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the smallest value that is not exceeded by `percent` percent of the values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def open_terminal(
    command: Sequence[str], home: Path, environ: Mapping[str, str | None] | None = None
) -> Terminal:
    variables = {"PYTHONPATH": str(ROOT), "HF_HOME": str(home / "huggingface"), **(environ or {})}
    return Terminal(command, home, SIZE, environ=variables)


def settle(terminal: Terminal, limit: float = 30) -> None:
    """Wait until there has been no output for `QUIET` seconds."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        written = len(terminal.raw)
        time.sleep(QUIET)
        if written and len(terminal.raw) == written:
            return
    raise AssertionError(f"the screen does not settle:\n{terminal.text()}")


def until_page(terminal: Terminal) -> float:
    """Return the seconds from start until the text of the settled page was complete.

    The first and last lines are ignored: they show the sync, which comes later.
    """
    settle(terminal)
    page = terminal.emulator.lines()[1:-1]
    screen = Emulator(*SIZE)
    fed = 0
    for moment, end in terminal.times:
        screen.feed(bytes(terminal.raw[fed:end]))
        fed = end
        if screen.lines()[1:-1] == page:
            return moment - terminal.started
    raise AssertionError("the page was never complete")


def leave(terminal: Terminal) -> None:
    terminal.press("q")
    code = terminal.wait_exit()
    assert code == 0, f"exit code {code}:\n{terminal.text()}"


def repaint(terminal: Terminal, key: str, quiet: float = 0.06) -> tuple[float, float]:
    """Return the seconds from a key press to the end of the first update, and until the screen has
    its final state, ignoring the first and last lines.
    """
    before = len(terminal.raw)
    list(terminal.replay())
    pressed = time.monotonic()
    terminal.press(key)
    terminal.wait_for(lambda _: FRAME_END in terminal.raw[before:])
    while (now := time.monotonic()) < terminal.times[-1][0] + quiet:
        assert now < pressed + 30, f"the screen does not settle:\n{terminal.text()}"
        time.sleep(0.005)
    first = terminal.raw.find(FRAME_END, before) + len(FRAME_END)
    seen = [(moment, cells[1:-1]) for moment, cells in terminal.replay()]
    settled = next(moment for moment, page in seen if page == seen[-1][1])
    return _arrived(terminal, first) - pressed, settled - pressed


def _arrived(terminal: Terminal, count: int) -> float:
    """Return when `count` bytes had been read."""
    return next(moment for moment, upto in terminal.times if upto >= count)


def memory(pid: int) -> float:
    """Return the resident memory of a process in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wakeups(pid: int) -> int:
    """Return how often the threads of a process have waited for something."""
    tasks = Path(f"/proc/{pid}/task").glob("*/status")
    waits = re.findall(
        r"^voluntary_ctxt_switches:\s+(\d+)", "".join(t.read_text() for t in tasks), re.M
    )
    return sum(map(int, waits))


def seconds(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Return the seconds that a shell command takes. Its output is discarded; it must succeed."""
    nowhere = [
        (os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1, 2)
    ]
    began = time.monotonic()
    pid = os.posix_spawnp(command[0], list(command), dict(environ), file_actions=nowhere)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    took = time.monotonic() - began
    assert code == 0, f"{command}: exit code {code}"
    return took
