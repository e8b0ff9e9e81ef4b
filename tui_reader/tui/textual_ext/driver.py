"""Textual's Linux driver with a faster input loop."""

from __future__ import annotations

import codecs
import os
import select

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from tui_reader.tui.key_priority import note_key

POLL_INTERVAL = 0.1  # seconds after which the loop checks whether the app has ended, as in Textual


class TerminalDriver(LinuxDriver):
    """Reports an Esc as soon as no other byte has followed it within `ESCAPE_DELAY`.

    Textual checks for that only every `POLL_INTERVAL`. Bytes that are not UTF-8 do not end the
    loop, and each key press is noted before the event loop gets it.
    """

    def run_input_thread(self) -> None:
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        data, ended = b"", False
        while not ended:
            ended = self.exit_event.is_set()  # read once more, for pending answers of the terminal
            timeout = constants.ESCAPE_DELAY if data else POLL_INTERVAL
            data = b""
            if select.select([self.fileno], [], [], timeout)[0]:
                data = os.read(self.fileno, 4096)
                if not data:
                    return  # the terminal was closed
                note_key()
                if text := decode(data):  # the parser takes an empty text as the end of input
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
