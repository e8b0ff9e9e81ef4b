"""The terminal, held from the first moment of a launch until the reader has left.

Held before the toolkit is imported: raw, so that keys typed meanwhile are neither echoed nor
lost but wait for it, and with the kept page on it, if there is one. The toolkit then takes over
in place (`driver`), and at the end, whatever the end, the terminal is as it was found.
"""

from __future__ import annotations

import os
import termios

TYPE_CHECKING = False  # `typing`, and `signal` for `_signal`, would take longer than all else here
if TYPE_CHECKING:
    import signal as _signal
    from typing import Any

    from textual.driver import Driver
else:
    import _signal

_IN, _OUT, _SCREEN = 0, 1, 2  # the toolkit reads stdin, asks stdout for the size, paints on stderr
_ENTER = "\x1b[?1049h"  # the alternate screen, in the toolkit's words
_PAGE = _ENTER + "\x1b[?25l\x1b[?7l"  # no cursor, no wrapping
_LEAVE = "\x1b[m\x1b[?7h\x1b[?1049l\x1b[?25h"
# What the toolkit turns on: synchronized output, mouse, resizes, paste, focus, kitty's keys.
_TOOLKIT_OFF = "".join(f"\x1b[?{mode}l" for mode in (2026, 1000, 1003, 1015, 1006, 1016, 2048))
_TOOLKIT_OFF += "\x1b[?2004l\x1b[?1004l\x1b[<u"

_held: Hold | None = None


class Hold:
    """A terminal that is held, and how it was found. A process has one at most."""

    def __init__(self, settings: list[Any], size: tuple[int, int]) -> None:
        self.size = size  # columns, rows
        self._found = settings
        self._painted = False
        self._taken_over = False

    def paint(self, page: bytes) -> None:
        """Put a page on the alternate screen, for the toolkit to draw over."""
        self._painted = True
        _write(_PAGE.encode() + page)

    def give_back(self) -> None:
        """The terminal as it was found. Called again, it does nothing."""
        global _held
        if _held is not self:
            return
        _held = None
        if self._painted and not self._taken_over:
            _write(_LEAVE.encode())
        try:  # noqa: SIM105  (an import)
            termios.tcsetattr(_IN, termios.TCSANOW, self._found)
        except termios.error:
            pass  # it is gone

    def _die(self, signal: int, _frame: object) -> None:
        """For a signal that would end the process on the spot; the reader sets its own later."""
        if _held is self and self._taken_over:
            _write((_TOOLKIT_OFF + _LEAVE).encode())
        self.give_back()
        _signal.signal(signal, _signal.SIG_DFL)
        os.kill(os.getpid(), signal)

    def driver(self) -> type[Driver]:
        """The toolkit's own, beginning where this hold has got to."""
        from tui_reader.tui.textual_ext.driver import TerminalDriver

        hold = self

        class Heir(TerminalDriver):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                # The toolkit's writer would die of a terminal that is gone, and the reader, once
                # the queue before it is full, wait for ever.
                self._file = _Patient(self._file)  # type: ignore[assignment]

            def start_application_mode(self) -> None:
                # A line that drops sends SIGCONT behind SIGHUP: there is nothing to come back to.
                if hold._taken_over and not os.isatty(self.fileno):
                    return
                super().start_application_mode()  # type: ignore[no-untyped-call]
                if hold._taken_over:  # back from ctrl+z, and Textual 8.2 may leave it blank
                    self._app.call_later(self._app.refresh, layout=True)
                else:
                    hold._taken_over = True
                    self.attrs_before = hold._found

            def _get_terminal_size(self) -> tuple[int, int]:
                if not {"COLUMNS", "LINES"} & os.environ.keys():
                    try:  # as the toolkit has it, without `shutil` and all the archives it knows
                        columns, rows = os.get_terminal_size(_OUT)
                    except OSError:
                        columns = rows = 0
                    if columns and rows:
                        return columns, rows
                return super()._get_terminal_size()

            def write(self, data: str) -> None:
                # Where there was nothing to come back to, nobody takes up what is written, and the
                # reader, once the queue is full, would wait for ever.
                if self._writer_thread is None or not self._writer_thread.is_alive():
                    return
                # The page is on the alternate screen: going there again would clear it.
                if data != _ENTER or not hold._painted or hold._taken_over:
                    super().write(data)

        return Heir


class _Patient:
    """A terminal's file: what is written once it is gone goes nowhere."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.fileno, self.isatty = file.fileno, file.isatty

    def write(self, text: str) -> None:
        try:  # noqa: SIM105
            self._file.write(text)
        except OSError:
            pass

    def flush(self) -> None:
        try:  # noqa: SIM105
            self._file.flush()
        except OSError:
            pass


def take() -> Hold | None:
    """Hold the terminal; None where the toolkit has none to itself, and must see to it alone."""
    global _held
    try:
        if {"TEXTUAL_DRIVER", "TEXTUAL_ALLOW_SIGNALS"} & os.environ.keys():
            return None
        if not (os.isatty(_IN) and os.isatty(_SCREEN)) or os.tcgetpgrp(_IN) != os.getpgrp():
            return None
        columns, rows = os.get_terminal_size(_OUT)
        _held = hold = Hold(termios.tcgetattr(_IN), (columns, rows))
        for signal in (_signal.SIGTERM, _signal.SIGHUP):
            if _signal.getsignal(signal) == _signal.SIG_DFL:  # not so under nohup
                _signal.signal(signal, hold._die)
        raw = termios.tcgetattr(_IN)
        # What the toolkit sets too, so that nothing changes when it takes over.
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN] = 1
        termios.tcsetattr(_IN, termios.TCSANOW, raw)  # anything but NOW would lose keys
    except (OSError, termios.error):
        return None
    return hold


def driver() -> type[Driver] | None:
    """The driver class for an app in a terminal that is held; None: the toolkit's choice."""
    return _held.driver() if _held else None


def give_back() -> None:
    """For who must print something, or end, before the toolkit took over."""
    if _held:
        _held.give_back()


def _write(data: bytes) -> None:
    try:
        while data:
            data = data[os.write(_SCREEN, data) :]
    except OSError:
        pass  # it is gone, or is slow and would not wait
