"""What is typed, from the terminal to the page."""

from __future__ import annotations

import codecs
import os
import select

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui_reader.tui.key_priority import note_key

POLL_INTERVAL = (
    0.1  # seconds after which it looks whether the reader has ended, as the toolkit does
)


class TerminalDriver(LinuxDriver):
    """The toolkit's driver, but for how it reads.

    Work behind the page hears of a key before the page does. An Esc is one as soon as what would
    make another key of it has not come in time: the toolkit looks for that each `LOOK` only. And
    bytes that are no letters, from a terminal of another encoding, end nothing.
    """

    def send_message(self, message: Message) -> None:
        """As the toolkit does it, and no task for each."""
        self._loop.call_soon_threadsafe(self._app.post_message, message)

    def run_input_thread(self) -> None:
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        typed, ends = b"", False
        while not ends:
            ends = self.exit_event.is_set()  # once more, for what the terminal has still sent
            wait = constants.ESCAPE_DELAY if typed else POLL_INTERVAL
            typed = b""
            if select.select([self.fileno], [], [], wait)[0]:
                typed = os.read(self.fileno, 4096)
                if not typed:
                    return  # the terminal is gone
                note_key()
                if text := decode(typed):  # to feed it none would end it
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
