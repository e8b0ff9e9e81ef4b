"""The installed app in its own terminal, with memory and CPU time of its process."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.databases import app_folders, content_of, schema_of
from tests.support.emulator import Emulator
from tests.support.fake_hub import FakeHub
from tests.support.terminal import Terminal
from tests.trust.screening import words

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]
SIZE = (120, 24)
TIMEOUT = 20.0  # seconds, except for responses, which may take 30
KEY_LIMIT = 1.0  # seconds within which a key must have an effect
KEY_LIMIT_UNDER_LOAD = 5.0  # the same while the test suite uses both cores
_QUIET = 0.1  # seconds
_OWN_MARKS = ("bookmarks", "tags", "notes", "note_history", "watches", "bin", "kept", "agreed")
_TICK = os.sysconf("SC_CLK_TCK")


class TimedOut(Exception):
    """A condition was not met in time."""


@dataclass(frozen=True)
class Memory:
    """Memory of a process in MB: current, and peak since `reset`."""

    current: float
    peak: float

    @classmethod
    def of(cls, pid: int) -> Memory:
        text = Path(f"/proc/{pid}/status").read_text()
        sizes = dict(re.findall(r"^(VmRSS|VmHWM):\s+([0-9]+) kB", text, re.M))
        return cls(int(sizes["VmRSS"]) / 1000, int(sizes["VmHWM"]) / 1000)

    @classmethod
    def reset(cls, pid: int) -> Memory:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
        return cls.of(pid)


class Session:
    """A running app. Leaving the `with` block kills it, unless `leave` has quit it."""

    def __init__(
        self,
        hub: FakeHub,
        home: Path,
        environ: Mapping[str, str],
        key: float = KEY_LIMIT,
        echo: bool = True,
    ) -> None:
        """`key`: seconds that a key may take. `echo`: see `Terminal`."""
        self.hub, self.home, self.key = hub, home, key
        places = {"HF_ENDPOINT": hub.url, **environ}
        self.terminal = Terminal(COMMAND, home, size=SIZE, environ=places, echo=echo)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.terminal.__exit__()

    @property
    def pid(self) -> int:
        return self.terminal.pid

    @property
    def raw(self) -> bytearray:
        return self.terminal.raw

    @property
    def written(self) -> int:
        """The number of bytes written so far."""
        return len(self.terminal.raw)

    # Keys and waiting, without the emulator, which is slower than the app

    def press(self, key: str, until: str | Callable[[], object], limit: float = TIMEOUT) -> float:
        """Press a key; return the seconds until there is output, or a condition holds."""
        began, at = time.monotonic(), self.written
        self.terminal.press(key)
        needle = until.encode() if isinstance(until, str) else b""
        self.wait(until if callable(until) else lambda: self.raw.find(needle, at) >= 0, limit)
        return time.monotonic() - began

    def wait(self, condition: Callable[[], object], limit: float = TIMEOUT) -> None:
        deadline = time.monotonic() + limit
        while not condition():
            if self.terminal.has_ended():
                raise TimedOut(f"the app exited: {self.shown_since(0)[-300:].strip()}")
            if time.monotonic() > deadline:
                raise TimedOut(
                    f"not within {limit:g} s; the last lines: {self.row(0)} | {self.row(-1)}"
                )
            time.sleep(0.004)

    def settle(self, limit: float = TIMEOUT) -> None:
        """Wait until there is no output, computation or request."""
        deadline = time.monotonic() + limit
        before = -1.0
        while True:
            cpu_time = self.cpu_time()
            quiet = time.monotonic() - self.terminal.times[-1][0] > _QUIET
            if quiet and not self.hub.busy and cpu_time - before < 2.5 / _TICK:
                return
            if time.monotonic() > deadline:
                raise TimedOut(f"still busy after {limit:g} s; the last line: {self.row(-1)}")
            before = cpu_time
            time.sleep(_QUIET)

    def cpu_time(self) -> float:
        """Return the CPU time in seconds."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            raise TimedOut("the app exited") from None
        return (int(fields[11]) + int(fields[12])) / _TICK

    def row(self, number: int) -> str:
        """Return the last output to a line of the screen, from its start."""
        line = number + 1 if number >= 0 else SIZE[1] + number + 1
        at = len(self.raw)
        while (at := self.raw.rfind(b"\x1b[%d;1H" % line, 0, at)) >= 0:
            part = bytes(self.raw[at : at + 6_000]).partition(b"\r\n")[0]
            other = re.search(rb"\x1b\[(?!%d;)[0-9]+;[0-9]+H|\x1b\[\?2026" % line, part)
            text = words(part[: other.start()] if other else part).strip()
            if text:
                return text
        return ""

    def shown_since(self, at: int) -> str:
        return words(bytes(self.raw[at:]))

    def screen(self) -> str:
        """Return the screen, emulated from recent output. Slow: use `row` if possible."""
        emulator = Emulator(*SIZE)
        emulator.feed(bytes(self.raw[-40_000:]))
        return "\n".join(emulator.lines())

    def leave(self) -> list[str]:
        """Quit the app as a user would; return the problems."""
        try:
            self.terminal.press("q")
            code = self.terminal.wait_exit(5)
        except AssertionError:
            return ["q did not quit the app within 5 s"]
        return [f"exit code {code}"] if code else []


@dataclass(frozen=True)
class UserData:
    """The user's data and both schemas, which no response may change."""

    marks: dict[str, Any]
    schemas: tuple[list[str], list[str]]

    @classmethod
    def of(cls, home: Path) -> UserData:
        folders = app_folders(home)
        content = content_of(folders.library_db)
        marks = {name: content[name] for name in _OWN_MARKS}
        return cls(marks, (schema_of(folders.library_db), schema_of(folders.cache_db)))

    def faults(self, home: Path) -> list[str]:
        now = UserData.of(home)
        changed = [name for name, rows in now.marks.items() if rows != self.marks[name]]
        found = [f"the library's {name} changed" for name in changed]
        if now.schemas != self.schemas:
            found.append("a schema changed")
        return found


def cached(home: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Query the cache while the app is running."""
    path = app_folders(home).cache_db
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
        return connection.execute(sql, values).fetchall()


def leaked_tokens(home: Path, raw: bytes, secrets: Iterable[str]) -> list[str]:
    """Return where a token is visible: on the terminal, or in which files."""
    found = []
    for secret in map(str.encode, secrets):
        if secret in raw:
            found.append("the token is on the terminal")
        for path in home.rglob("*"):
            if path.is_file() and secret in path.read_bytes():
                found.append(f"the token is in {path.relative_to(home)}")
    return found


def crashes(home: Path) -> list[str]:
    """Return the crash reports, each with its last line."""
    return [
        f"crashed: {path.read_text().strip().splitlines()[-1]}"
        for path in (home / "state").rglob("crash-*.txt")
    ]
