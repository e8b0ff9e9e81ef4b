"""The app's use of Textual's private API: exceptions, line filters, and its terminal driver.

Without an attribute, Textual's own behavior remains.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import select
import termios
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Event
from typing import Any, TextIO

from rich.segment import Segment
from rich.text import Text
from textual import constants
from textual._xterm_parser import XTermParser
from textual.app import App, ReturnType
from textual.color import Color
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import ANSIToTruecolor, LineFilter

from tui_reader import terminal
from tui_reader.tui.key_priority import note_key

_ASCII = str.maketrans({"→": ">", "–": "-", "—": "-", "…": ".", "★": "*"})


class AsciiFilter(LineFilter):
    """Replaces the punctuation of messages and menus that is not ASCII, cell by cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text.translate(_ASCII), style, control) for text, style, control in segments
        ]


ASCII_FILTER = AsciiFilter()  # one: its identity is the key of Textual's cache


class AppBase(App[ReturnType]):
    """An app with its own exception handling, and without a needless line filter."""

    ENABLE_COMMAND_PALETTE = False
    plain = False  # ASCII only

    def __init__(self, **options: Any) -> None:
        for name in ("COLUMNS", "LINES"):
            if len(os.environ.get(name, "")) > 3:  # Rich and Textual would draw all these cells
                del os.environ[name]
        super().__init__(**options)
        # Every screen would mount a widget for each of the two: 2 % of a launch.
        self._disable_tooltips = self._disable_notifications = True

    @property
    def is_web(self) -> bool:
        """True if a browser shows the app. Textual's own is False until the app runs."""
        return self.driver_class.__name__ == "WebDriver"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters for each rendered line, except the search for ANSI colors.

        No theme of the app has these, and Textual would look for them in every line.
        """
        filters = super().get_line_filters()
        found = [one for one in filters if not isinstance(one, ANSIToTruecolor)]
        return [*found, ASCII_FILTER] if self.plain else found

    async def flush_callbacks(self) -> None:
        """Run the callbacks that wait for the next idle moment now."""
        flush = getattr(self, "_flush_next_callbacks", None)
        if flush is not None:
            await flush()

    def write_escape(self, sequence: str) -> None:
        """Write an escape sequence to the terminal, as `copy_to_clipboard` does."""
        driver = getattr(self, "_driver", None)
        if driver is not None:
            driver.write(sequence)

    def ignores_error(self, error: Exception) -> bool:
        """Handle an unhandled exception. Return True if the app can go on."""
        return False

    def crash_message(self, error: Exception) -> str:
        """Return the text that is printed after an unhandled exception has ended the app."""
        return str(error)

    def _handle_exception(self, error: Exception) -> None:
        """End with one line instead of a traceback. Tests (headless) get the exception."""
        if self.ignores_error(error):
            return
        if self.is_headless:
            super()._handle_exception(error)
            return
        self._return_code = 1
        self.panic(Text(self.crash_message(error)))


POLL_INTERVAL = 0.1  # seconds between looks for input in Textual
_STDOUT = 1


def driver_class() -> type[Driver] | None:
    """Return the driver for the current terminal session; None is Textual's default."""
    return TerminalDriver if terminal.session() else None


class TerminalDriver(LinuxDriver):
    """Textual's driver, with these differences:

    - Background work pauses as soon as a key is read, before the app handles it.
    - An Esc is a key after `ESCAPE_DELAY`; Textual checks only every `POLL_INTERVAL`.
    - An idle app does not wake up; Textual looks for input and for the end every `POLL_INTERVAL`.
    - Input that is not UTF-8 does not end the input loop.
    - The screen is not cleared at the start: the saved first frame stays until it is drawn over.
    - It is cleared at the end, for terminals without an alternate screen.
    - A terminal that disappears is not an error.
    - The terminal's own settings are restored after all output: it would echo keys into the screen,
      and Ctrl+S would block the app.
    - SIGCONT starts the terminal again without a second input thread, and not at the end.
    """

    _started = False
    exit_event: ExitEvent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = terminal.session()
        assert session is not None
        self._session = session
        self.exit_event = ExitEvent()
        # An error would end Textual's writer thread, and the app would block on its full queue.
        self._file: TextIO = ForgivingFile(self._file)  # type: ignore[assignment]

    def start_application_mode(self) -> None:
        # A hangup sends SIGCONT after SIGHUP: there is no terminal to return to.
        if self._session.driver_started and not os.isatty(self.fileno):
            return
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._session.driver_started:  # back from Ctrl+Z: Textual 8.2 may leave a blank screen
            self._app.call_later(self._app.refresh, layout=True)
        else:
            self._session.driver_started = True
            self.attrs_before = self._session.settings
        self._started = self._key_thread is not None and self._key_thread.is_alive()

    def stop_application_mode(self) -> None:
        self._started = False
        before, self.attrs_before = self.attrs_before, None
        super().stop_application_mode()
        self.close()  # everything is written: from here on, Ctrl+S stops the terminal's output
        if before is not None:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self.fileno, termios.TCSANOW, before)

    def _sigcont_application(self, *_: object) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # the app has ended
            return
        if self._must_signal_resume:  # after Ctrl+Z
            super()._sigcont_application()
        else:  # after SIGSTOP, or without a stop: systemd sends SIGCONT with SIGTERM
            loop.call_soon_threadsafe(self._restart)

    def _restart(self) -> None:
        if self._started:
            self.suspend_application_mode()
            self.resume_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        if not {"COLUMNS", "LINES"} & os.environ.keys():
            try:  # like Textual, without importing `shutil`
                columns, rows = os.get_terminal_size(_STDOUT)
            except OSError:
                columns = rows = 0
            if columns and rows:
                return columns, rows
        return super()._get_terminal_size()

    def write(self, data: str) -> None:
        # Without a writer thread nothing empties the queue, and a full queue blocks the app.
        if self._writer_thread is None or not self._writer_thread.is_alive():
            return
        entering = data == terminal.ALTERNATE_SCREEN
        if entering and self._session.frame_shown and not self._session.driver_started:
            return  # entering the alternate screen again would clear the frame
        super().write(terminal.CLEAR + data if data == terminal.MAIN_SCREEN else data)

    def run_input_thread(self) -> None:
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        waits: Iterator[float] = iter(())
        exiting = False
        while not exiting:
            exiting = self.exit_event.is_set()  # read once more: the terminal may have responded
            sources, timeout = [self.fileno, self.exit_event.reader], next(waits, None)
            if exiting:
                sources, timeout = [self.fileno], POLL_INTERVAL
            if self.fileno in select.select(sources, [], [], timeout)[0]:
                # The second one is for a first that ends a moment too early.
                waits = iter((constants.ESCAPE_DELAY, POLL_INTERVAL))
                data = os.read(self.fileno, 4096)
                if not data:
                    return  # the terminal is gone
                note_key()
                if text := decode(data):  # an empty string would end the parser
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)


class ExitEvent(Event):
    """Ends the wait for input: `reader` is a file descriptor that can be read once it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self._writer = os.pipe()

    def set(self) -> None:
        super().set()
        os.write(self._writer, b"\0")

    def clear(self) -> None:
        if self.is_set():
            os.read(self.reader, 4096)
        super().clear()

    def __del__(self) -> None:
        os.close(self.reader)
        os.close(self._writer)


class ForgivingFile:
    """A terminal's file that ignores writes after the terminal has closed."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.fileno, self.isatty = file.fileno, file.isatty

    def write(self, text: str) -> None:
        try:  # noqa: SIM105 (speed)
            self._file.write(text)
        except OSError:
            pass

    def flush(self) -> None:
        try:  # noqa: SIM105
            self._file.flush()
        except OSError:
            pass
