"""A terminal emulator: pyte, with features that it lacks."""

from __future__ import annotations

import copy
import re
from codecs import getincrementaldecoder
from collections.abc import Callable

import pyte
from pyte.screens import Char

_SEQUENCE = re.compile(
    r"\x1b\[(?P<args>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b(?P<string>[\]PX^_])(?P<payload>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)
_NUMBERS = re.compile(r"[0-9;]*")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)?\Z")


class Emulator:
    """A terminal emulator: pyte with an alternate screen.

    Like xterm and VTE, it clears the alternate screen at every `?1049h`, even if it is already
    active.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.main = pyte.Screen(columns, rows)
        self.screen = self.main
        self.alternate: pyte.Screen | None = None
        self.modes: set[int] = set()
        self.title = ""
        self.clipboard: list[str] = []
        self.links: list[str] = []
        self._stream = pyte.Stream(self.main)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""

    def feed(self, data: bytes, seen: Callable[[], None] | None = None) -> None:
        """Process output; call `seen` after each sequence and each stretch of text."""
        text = self._rest + self._decode(data)
        self._rest = ""
        at = 0
        while at < len(text):
            escape = text.find("\x1b", at)
            if escape != at:
                end = len(text) if escape < 0 else escape
                self._stream.feed(text[at:end])
                at = end
            elif match := _SEQUENCE.match(text, at):
                self._obey(match)
                at = match.end()
            elif _UNFINISHED.match(text, at):
                self._rest = text[at:]
                return
            else:  # an invalid sequence: terminals drop the ESC
                at += 1
            if seen is not None:
                seen()

    def _obey(self, match: re.Match[str]) -> None:
        whole, args, final = match[0], match["args"], match["final"]
        if match["string"]:
            self._obey_string(match["string"], match["payload"])
        elif final is None:
            self._stream.feed(whole)
        elif match["between"] or args[:1] in ("<", "=", ">"):
            pass  # pyte would print unknown sequences
        elif args[:1] == "?" and final in "hl":
            for mode in args[1:].split(";"):
                self._set(int(mode), final == "h")
        elif args[:1] != "?" and final not in "cntsu":
            self._control(whole, args, final)

    def _control(self, whole: str, args: str, final: str) -> None:
        """Like pyte's stream, which is a quarter slower: it processes single characters."""
        name = pyte.Stream.csi.get(final)
        if name is None or not _NUMBERS.fullmatch(args):
            self._stream.feed(whole)
        else:
            numbers = [min(int(number or 0), 9999) for number in args.split(";")]
            getattr(self.screen, name)(*numbers)

    def _obey_string(self, kind: str, payload: str) -> None:
        if kind != "]":
            return
        code, _, rest = payload.partition(";")
        if code in ("0", "2"):
            self.title = rest
        elif code == "8" and (url := rest.partition(";")[2]):
            self.links.append(url)
        elif code == "52":
            self.clipboard.append(rest.partition(";")[2])

    def _set(self, mode: int, on: bool) -> None:
        (self.modes.add if on else self.modes.discard)(mode)
        if mode != 1049:
            change = pyte.Screen.set_mode if on else pyte.Screen.reset_mode
            for screen in filter(None, (self.main, self.alternate)):
                change(screen, mode, private=True)
        elif on:
            if self.alternate is None:
                self.alternate = pyte.Screen(self.main.columns, self.main.lines)
                self.alternate.mode = set(self.main.mode)
                self.alternate.cursor = copy.copy(self.main.cursor)
            self._look_at(self.alternate)
            self.alternate.erase_in_display(2)
        else:
            self._look_at(self.main)
            self.alternate = None

    def _look_at(self, screen: pyte.Screen) -> None:
        self.screen = screen
        self._stream.listener = None
        self._stream.attach(screen)

    def resize(self, columns: int, rows: int) -> None:
        for screen in filter(None, (self.main, self.alternate)):
            screen.resize(rows, columns)

    def lines(self) -> list[str]:
        # The second cell of a wide character is empty. (`display` measures every cell.)
        rows, width = self.screen.buffer, range(self.screen.columns)
        return ["".join(rows[y][x].data for x in width).rstrip() for y in range(self.screen.lines)]

    def cells(self) -> list[list[Char]]:
        """Return all cells with their style, such as `.data`, `.fg`, `.bg` and `.bold`."""
        width = range(self.screen.columns)
        return [[self.screen.buffer[y][x] for x in width] for y in range(self.screen.lines)]
