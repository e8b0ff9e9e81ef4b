"""A real terminal for tests: a pseudo-terminal with a process, and an emulator that reads it.

    with Terminal([sys.executable, "-m", "tui_reader"], home=tmp_path) as terminal:
        terminal.wait_for("Daily Papers")
        terminal.press("j", "ctrl+d", "enter")
        assert terminal.wait_exit() == 0

The process has its own session, a controlling terminal with a size, and its own folders under
`home`. A thread reads its output, so that it never blocks, and responds to terminal queries.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyte.screens import Char

from tests.support.databases import xdg_folders
from tests.support.emulator import Emulator

_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV", "PYTHONPATH")
KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "insert": "\x1b[2~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "ctrl+home": "\x1b[1;5H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **{f"f{n}": f"\x1bO{letter}" for n, letter in enumerate("PQRS", 1)},
    **{f"f{n}": f"\x1b[{c}~" for n, c in enumerate((15, 17, 18, 19, 20, 21, 23, 24), 5)},
}
# Queries to the terminal, and its responses; "" is no response.
RESPONSES: Mapping[str, str] = {
    "\x1b[c": "\x1b[?62;22c",  # device attributes
    "\x1b[6n": "\x1b[1;1R",  # cursor position
    "\x1b[?u": "",  # kitty keyboard protocol
    "\x1b[?2026$p": "\x1b[?2026;2$y",  # synchronized output: supported, off
    "\x1b[?2048$p": "",  # in-band size reports
    "\x1b]10;?": "",  # foreground color
    "\x1b]11;?": "",  # background color, such as "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\"
}


def environment(home: Path, color: str = "truecolor") -> dict[str, str]:
    """Return the environment of a process with all its folders under `home`.

    `color`: "truecolor", "256" or "none" (NO_COLOR).
    """
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environ = {
        "LANG": "C.UTF-8",
        **inherited,
        **xdg_folders(home),
        "HOME": str(home),
        "TERM": "xterm-256color",
    }
    if color == "truecolor":
        environ["COLORTERM"] = "truecolor"
    elif color == "none":
        environ["NO_COLOR"] = "1"
    return environ


class Terminal:
    """A process in its own terminal. Leaving the `with` block kills it and its children."""

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        size: tuple[int, int] = (80, 24),
        color: str = "truecolor",
        environ: Mapping[str, str | None] | None = None,
        responses: Mapping[str, str] = RESPONSES,
        echo: bool = True,
    ) -> None:
        """`size` is (columns, rows). `environ` overrides `environment(home)`, None unsets.

        `echo`: the terminal shows typed keys while the process has not turned that off.
        """
        variables: dict[str, str | None] = {**environment(home, color), **(environ or {})}
        self.environ = {name: value for name, value in variables.items() if value is not None}
        self._emulator = Emulator(*size)
        self._shown = 0  # bytes of `raw` that the emulator has processed
        self._reading = False
        self.raw = bytearray()  # all output
        self.times: list[tuple[float, int]] = []  # (monotonic seconds, bytes so far) per read
        self._responses = responses
        self._changed = threading.Condition()
        self._code: int | None = None
        self._master, self._slave = os.openpty()
        self.set_size(*size)
        if not echo:
            settings = termios.tcgetattr(self._slave)
            settings[3] &= ~termios.ECHO
            termios.tcsetattr(self._slave, termios.TCSANOW, settings)
        self.settings_before = termios.tcgetattr(self._slave)
        self._wake, self._waker = os.pipe()
        slave = os.ttyname(self._slave)
        self.started = time.monotonic()
        # Opening a terminal as a session leader makes it the controlling terminal. posix_spawn,
        # since this process may have threads; only the environment is passed on.
        self.pid = os.posix_spawn(
            shutil.which(command[0], path=self.environ.get("PATH")) or command[0],
            list(command),
            self.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, slave, os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGHUP, signal.SIGTERM],
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.hang_up()
        for descriptor in (self._slave, self._wake, self._waker):
            os.close(descriptor)

    def _read(self) -> None:
        """Read output, note the time, and respond to queries. The emulator is fed later."""
        responses = {query.encode(): response for query, response in self._responses.items()}
        queries = re.compile(b"|".join(map(re.escape, responses)))
        looked = 0  # output that was searched for queries
        while True:
            ready, _, _ = select.select([self._master, self._wake], [], [])
            if self._wake in ready:
                return
            self._reading = True
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            now = time.monotonic()
            with self._changed:
                self.raw += data
                self.times.append((now, len(self.raw)))
                self._reading = False
                self._changed.notify_all()
                for match in queries.finditer(self.raw, max(looked, len(self.raw) - len(data) - 9)):
                    looked = match.end()
                    os.write(self._master, responses[match[0]].encode())

    @property
    def emulator(self) -> Emulator:
        """The current screen. An incomplete synchronized update is not part of it."""
        with self._changed:
            end = len(self.raw)
            begun = self.raw.rfind(b"\x1b[?2026h", self._shown)
            if begun > self.raw.rfind(b"\x1b[?2026l", self._shown) and self._code is None:
                end = begun
            data, self._shown = self.raw[self._shown : end], end
            self._emulator.feed(bytes(data))
            return self._emulator

    def replay(self) -> Iterator[tuple[float, list[list[Char]]]]:
        """Feed new output to the emulator; yield the time (monotonic) and cells of each read."""
        with self._changed:
            for moment, end in self.times:
                if end > self._shown:
                    self._emulator.feed(bytes(self.raw[self._shown : end]))
                    self._shown = end
                    yield moment, self._emulator.cells()

    # Input

    def press(self, *keys: str) -> None:
        """Press keys by name: "j", "ctrl+d", "alt+x", "enter".

        After "escape" wait for its effect: another key right after it would make an Alt key.
        """
        for key in keys:
            self.send(_bytes_of(key))

    def type(self, text: str) -> None:
        """Type a text at once."""
        self.send(text)

    def paste(self, text: str) -> None:
        self.send(f"\x1b[200~{text}\x1b[201~")

    def click(self, column: int, row: int) -> None:
        """Click the left button on a cell; coordinates count from 0."""
        at = f"{column + 1};{row + 1}"
        self.send(f"\x1b[<0;{at}M\x1b[<0;{at}m")

    def wheel(self, column: int, row: int, down: int = 1) -> None:
        """Turn the mouse wheel over a cell; negative: up."""
        self.send(f"\x1b[<{65 if down > 0 else 64};{column + 1};{row + 1}M" * abs(down))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag from one cell, (column, row), to another with the left button."""
        first, last = (f"{column + 1};{row + 1}" for column, row in (start, end))
        self.send(f"\x1b[<0;{first}M\x1b[<32;{last}M\x1b[<0;{last}m")

    def send(self, text: str) -> None:
        os.write(self._master, text.encode())

    def resize(self, columns: int, rows: int) -> None:
        with self._changed:
            self.emulator.resize(columns, rows)
        self.set_size(columns, rows)  # the kernel sends SIGWINCH

    def set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def kill(self, number: int = signal.SIGTERM) -> None:
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal: the process gets SIGHUP."""
        if self._master >= 0:
            os.write(self._waker, b"x")
            self._reader.join()
            os.close(self._master)
            self._master = -1

    # Output

    def text(self) -> str:
        """Return the screen as text, without trailing blanks."""
        with self._changed:
            return "\n".join(self.emulator.lines())

    def row(self, number: int) -> str:
        """Return a row of the screen; negative indexes count from the bottom."""
        with self._changed:
            return self.emulator.lines()[number]

    def cells(self) -> list[list[Char]]:
        """Return all cells with their style, such as `.data`, `.fg`, `.bg` and `.bold`."""
        with self._changed:
            return self.emulator.cells()

    def style(self, text: str) -> Char:
        """Return the style of the first cell of the first occurrence of `text` on the screen."""
        for row in self.cells():
            at = "".join(cell.data for cell in row).find(text)
            # Index of the character: a wide one fills two cells, the second of them empty
            if at >= 0:
                return [cell for cell in row for _ in cell.data][at]
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    def settings(self) -> list[Any]:
        """Return the terminal's current attributes, as from `termios.tcgetattr`."""
        return termios.tcgetattr(self._slave)

    def wait_for(self, what: str | Callable[[Terminal], object], limit: float = 20) -> None:
        """Wait for a text or a condition; raise AssertionError after `limit` seconds."""
        deadline = time.monotonic() + limit
        with self._changed:
            while not (what in self._joined() if isinstance(what, str) else what(self)):
                left = deadline - time.monotonic()
                if left <= 0 or self.has_ended():
                    state = "ended" if self.has_ended() else f"not in {limit:g} s"
                    raise AssertionError(f"{what!r}: {state}; the screen:\n{self._joined()}")
                self._changed.wait(min(left, 0.1))

    def wait_exit(self, limit: float = 20) -> int:
        """Wait for the process to exit; return its exit code (negative for a signal)."""
        deadline = time.monotonic() + limit
        while not self.has_ended():
            if time.monotonic() > deadline:
                raise AssertionError(f"still running after {limit:g} s; the screen:\n{self.text()}")
            with self._changed:
                self._changed.wait(0.01)
        assert self._code is not None
        return self._code

    def wait_stopped(self, limit: float = 20) -> None:
        """Wait until the process has stopped itself; `kill(SIGCONT)` continues it."""
        self.wait_for(lambda _: os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG), limit)

    def _joined(self) -> str:
        return "\n".join(self.emulator.lines())

    def has_ended(self) -> bool:
        """Return whether the process has exited."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        if self._code is None or self._master < 0:
            return self._code is not None
        # The last output may not have arrived yet.
        return not select.select([self._master], [], [], 0)[0] and not self._reading


def _bytes_of(key: str) -> str:
    if len(key) == 1:
        return key
    if key in KEYS:
        return KEYS[key]
    modifier, _, rest = key.partition("+")
    if modifier == "alt":
        return "\x1b" + _bytes_of(rest)
    if modifier == "ctrl" and len(rest) == 1:
        return chr(ord(rest.upper()) & 0x1F)
    raise ValueError(f"no such key: {key!r}; text goes through type()")
