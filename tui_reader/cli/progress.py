"""How far a fetch has got, on stderr: one line that changes on a terminal, few lines in a pipe."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from tui_reader.cli import output

_EVERY = 0.1  # seconds between changes on a terminal
_SPARSE = 30.0  # seconds between lines in a pipe


class Line:
    """`quiet` shows nothing. `clock` is any function of seconds."""

    def __init__(self, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet = quiet
        self._clock = clock
        self._terminal = output.is_terminal(sys.stderr)
        self._began = self._told = clock()
        self._drawn = False
        self._text = ""

    def show(self, done: int, total: int, what: str = "") -> None:
        """So many of so many are done; `what` follows ("editions · Fri 21")."""
        now = self._clock()
        due = now - self._told >= (_EVERY if self._terminal else _SPARSE)
        first = self._terminal and not self._drawn
        if self._quiet or not (due or first):
            return
        self._told = now
        self._text = " ".join(
            part for part in (f"{done:,} of {total:,}", what, self._left(done, total)) if part
        )
        self._draw(self._text)

    def pause(self, why: str) -> None:
        """It stands still for a while; `why` is shown beside how far it has got."""
        if self._drawn:
            self._draw(f"{self._text} · {why}")

    def _draw(self, text: str) -> None:
        if self._terminal:
            self._drawn = True
            room = max(10, _columns() - 1)
            output.note(f"\r\x1b[K{text[:room]}")
        else:
            output.tell(text)

    def clear(self) -> None:
        """Take the line away: something else is about to be said."""
        if self._drawn:
            output.note("\r\x1b[K")
            self._drawn = False

    def _left(self, done: int, total: int) -> str:
        """ "(3 min left)", once it can be told."""
        spent = self._clock() - self._began
        if not done or spent < 3:
            return ""
        seconds = spent / done * (total - done)
        if seconds < 1:
            return ""
        return f"({seconds / 60:.0f} min left)" if seconds >= 90 else f"({seconds:.0f} s left)"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 80
