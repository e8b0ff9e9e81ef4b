"""The terminal at launch: raw mode before Textual is imported, restored at exit.

Keys typed during the import are neither echoed nor lost, and the saved first frame is shown. The
driver (`tui/textual_ext/app_base.py`) then takes over without clearing the screen.
"""

from __future__ import annotations

import os
import termios

TYPE_CHECKING = False  # importing `typing` or `signal` takes longer than the rest of this module
if TYPE_CHECKING:
    import signal as _signal
    from typing import Any
else:
    import _signal

_STDIN, _STDOUT, _STDERR = 0, 1, 2  # Textual reads stdin, asks stdout for the size, draws on stderr
ALTERNATE_SCREEN, MAIN_SCREEN = "\x1b[?1049h", "\x1b[?1049l"  # same sequences as Textual's
CLEAR = "\x1b[m\x1b[H\x1b[J"  # before MAIN_SCREEN: by default GNU screen has no alternate screen
_SHOW_FRAME = ALTERNATE_SCREEN + "\x1b[?25l\x1b[?7l"  # no cursor, no wrapping
_LEAVE = CLEAR + "\x1b[?7h" + MAIN_SCREEN + "\x1b[?25h"
# Modes that Textual enables: synchronized output, mouse, in-band resize, paste, focus, kitty keys.
_TEXTUAL_MODES_OFF = "".join(
    f"\x1b[?{mode}l" for mode in (2026, 1000, 1003, 1015, 1006, 1016, 2048)
)
_TEXTUAL_MODES_OFF += "\x1b[?2004l\x1b[?1004l\x1b[<u"

_session: TerminalSession | None = None


class TerminalSession:
    """A terminal in raw mode. A process has at most one.

    Args:
        settings: The terminal's attributes before, as from `termios.tcgetattr`.
        size: Columns and rows.
    """

    def __init__(self, settings: list[Any], size: tuple[int, int]) -> None:
        self.settings = settings
        self.size = size
        self.frame_shown = False
        self.driver_started = False  # set by the driver

    def show(self, frame: bytes) -> None:
        """Show a frame on the alternate screen; Textual draws over it."""
        self.frame_shown = True
        _write(_SHOW_FRAME.encode() + frame)

    def restore(self) -> None:
        """Restore the terminal. Idempotent."""
        global _session
        if _session is not self:
            return
        _session = None
        if self.frame_shown and not self.driver_started:
            _write(_LEAVE.encode())
        try:  # noqa: SIM105  (contextlib is slow to import)
            termios.tcsetattr(_STDIN, termios.TCSANOW, self.settings)
        except termios.error:
            pass  # the terminal is gone

    def on_signal(self, signal: int, _frame: object) -> None:
        """Restore the terminal and die. The app installs its own handlers later."""
        if _session is self and self.driver_started:
            _write((_TEXTUAL_MODES_OFF + _LEAVE).encode())
        self.restore()
        _signal.signal(signal, _signal.SIG_DFL)
        os.kill(os.getpid(), signal)


def start() -> TerminalSession | None:
    """Put the terminal into raw mode. Returns None if it must be left to Textual: there is no
    terminal, another process has it, or Textual was configured to use another driver."""
    global _session
    try:
        if {"TEXTUAL_DRIVER", "TEXTUAL_ALLOW_SIGNALS"} & os.environ.keys():
            return None
        foreground = os.isatty(_STDIN) and os.isatty(_STDERR)
        if not foreground or os.tcgetpgrp(_STDIN) != os.getpgrp():
            return None
        columns, rows = os.get_terminal_size(_STDOUT)
        _session = session = TerminalSession(termios.tcgetattr(_STDIN), (columns, rows))
        for signal in (_signal.SIGTERM, _signal.SIGHUP):
            if _signal.getsignal(signal) == _signal.SIG_DFL:  # ignored under nohup
                _signal.signal(signal, session.on_signal)
        raw = termios.tcgetattr(_STDIN)
        # The flags that Textual sets too, so that nothing changes when its driver starts.
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN] = 1
        termios.tcsetattr(_STDIN, termios.TCSANOW, raw)  # TCSAFLUSH would discard typed keys
    except (OSError, termios.error):
        return None
    return session


def session() -> TerminalSession | None:
    """Return the current session."""
    return _session


def _write(data: bytes) -> None:
    try:
        while data:
            data = data[os.write(_STDERR, data) :]
    except OSError:
        pass  # the terminal is gone, or non-blocking and slow
