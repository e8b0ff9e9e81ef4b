"""Progress of a fetch on stderr: a bar on a terminal, a line every 30 s elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tui_reader.cli import output
from tui_reader.text.sanitize import for_terminal

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_REDRAW_INTERVAL = 0.1  # seconds, on a terminal
_LINE_INTERVAL = 30.0  # seconds, elsewhere


class Progress:
    """A progress bar, used as a context manager.

    Args:
        unit: The unit, such as "papers".
        quiet: Show nothing.
        clock: Returns seconds.
    """

    def __init__(
        self, unit: str, quiet: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._unit = unit
        self._quiet = quiet
        self._clock = clock
        self._start = self._last = clock()
        self._bar: ProgressBar[str] | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def show(self, done: int, total: int) -> None:
        """Show that `done` of `total` are complete."""
        if self._quiet:
            return
        now = self._clock()
        if output.has_escapes(sys.stderr):
            if self._bar is None:
                self._bar = self._new_bar(total)
            elif now - self._last < _REDRAW_INTERVAL and done < total:
                return
            self._bar.length = total
            self._bar.current_item = None
            self._bar.update(done - self._bar.pos)
        elif now - self._last < _LINE_INTERVAL:
            return
        else:
            output.echo_err(f"{done:,} of {total:,} {self._unit}{self._eta(done, total)}")
        self._last = now

    def pause(self, reason: str) -> None:
        """Show the reason for a pause, until the next `show`."""
        if self._bar is not None:
            self._bar.current_item = reason
            self._bar.render_progress()

    def print(self, message: str) -> None:
        """Print a message above the bar."""
        if self._bar is None:
            output.echo_err(message)
        else:
            output.write_err(f"\r\x1b[K{for_terminal(message)}\n")
            self._bar.render_progress()

    def _eta(self, done: int, total: int) -> str:
        elapsed = self._clock() - self._start
        seconds = elapsed / done * (total - done) if done else 0
        return f" ({seconds / 60:.0f} min left)" if seconds >= 60 else ""

    def _new_bar(self, total: int) -> ProgressBar[str]:
        bar: ProgressBar[str] = click.progressbar(
            length=total,
            label=self._unit.capitalize(),
            show_pos=True,
            item_show_func=lambda reason: reason,
            file=sys.stderr,
        )
        bar.__enter__()
        return bar
