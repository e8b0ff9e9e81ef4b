"""Key storms: random keys at 50 a second, with mouse, paste and resizes, against a running app.

Each case is a burst of ten seconds. Afterwards the app must respond to a key, must not have
crashed, and may have written only its own sequences to the terminal.
"""

from __future__ import annotations

import random
import signal
import string
import tempfile
import time
from pathlib import Path

from tests.support.databases import app_folders, faults_of
from tests.support.fake_hub import FakeHub
from tests.support.terminal import KEYS
from tests.trust.report import Report
from tests.trust.results import CaseResult, CaseResults
from tests.trust.screening import faults
from tests.trust.session import SIZE, Memory, Session, TimedOut, crashes
from tui_reader.commands import COMMANDS

SECONDS, QUICK = 600.0, 20.0  # duration of a storm
BURST = 10.0  # seconds
PAUSE = 0.02  # seconds between keys
GROWTH = 100.0  # maximum growth in MB in ten minutes
_RESPONSE_TIMEOUT = 60.0  # seconds to handle all keys and respond to one
_LEAVE = ("q", "ctrl+c")
_BOUND = [key for command in COMMANDS for key in command.keys if key not in _LEAVE]
_CONTROL = [f"ctrl+{letter}" for letter in string.ascii_lowercase if letter != "c"]
_ALT = [f"alt+{letter}" for letter in string.ascii_letters]
_PASTED = (
    "2608.21003", "flow matching\nhas:code", "\x1b[31m\x1b]0;owned\x07", "x" * 5_000, "[/nope]",
    "https://huggingface.co/papers/2608.21001", "\u202e\u0301猫\U0001f3f4", "\t\r\n\x00",
)  # fmt: skip
_READS_KEYS = b"\x1b[?2004h"
_UPDATED = b"\x1b[?2026l"  # the end of a synchronized update
_SETTINGS = '[reader]\nopener = ["true"]\n[commands.count]\nrun = "wc -c"\n'
_ENVIRON = {"EDITOR": "true", "BROWSER": "true"}


def run(quick: bool, seed: int, seconds: float = SECONDS) -> Report:
    """Run storms of `seconds` in total."""
    rng, results = random.Random(seed), CaseResults()
    with FakeHub() as hub, tempfile.TemporaryDirectory(prefix="daily-papers-") as folder:
        home = Path(folder)
        config = app_folders(home).config
        config.mkdir(parents=True)
        (config / "config.toml").write_text(_SETTINGS)
        storm = _Storm(hub, home, rng)
        end = time.monotonic() + (QUICK if quick else seconds)
        while time.monotonic() < end:
            storm.burst(results.add("key storms", f"burst {len(results.cases)}"))
        last = results.add("key storms", "exit")
        last.faults += storm.close()
        last.faults += faults_of(app_folders(home).library_db)
    return results.report()


class _Storm:
    """An app under random input. It is restarted when a key has quit it."""

    def __init__(self, hub: FakeHub, home: Path, rng: random.Random) -> None:
        self._hub, self._home, self._rng = hub, home, rng
        self._session = self._start()
        self._memory_before = Memory.of(self._session.pid).current

    def _start(self) -> Session:
        # Without the echo of keys that are typed before the app, after it, or during an editor.
        session = Session(self._hub, self._home, _ENVIRON, echo=False)
        session.wait(lambda: _READS_KEYS in session.raw or session.terminal.has_ended())
        self._checked = 0
        return session

    def burst(self, result: CaseResult) -> None:
        """Send random input for ten seconds, then check that the app responds."""
        end = time.monotonic() + BURST
        while (now := time.monotonic()) < end:
            self._restart(result)
            self._act()
            time.sleep(max(0.0, PAUSE - (time.monotonic() - now)))
        began = time.monotonic()
        try:
            self._check_response(result)
        except TimedOut as late:
            result.faults.append(str(late))
            self._session.__exit__()
            self._session = self._start()
        result.seconds = time.monotonic() - began
        result.faults += self._faults()
        result.memory = max(0.0, Memory.of(self._session.pid).current - self._memory_before)

    def _act(self) -> None:
        rng, terminal = self._rng, self._session.terminal
        columns, rows = (rng.randrange(size) for size in SIZE)
        match rng.choices(range(10), (60, 12, 6, 3, 8, 4, 2, 2, 0.4, 2))[0]:
            case 0:
                terminal.press(rng.choice(_BOUND))
            case 1:
                terminal.type(rng.choice(string.printable))
            case 2:
                terminal.press(rng.choice([*KEYS, *_CONTROL]))
            case 3:
                terminal.press(rng.choice(_ALT))
            case 4:
                terminal.click(columns, rows)
            case 5:
                terminal.wheel(columns, rows, rng.choice((-3, -1, 1, 3)))
            case 6:
                terminal.drag((columns, rows), (rng.randrange(SIZE[0]), rng.randrange(SIZE[1])))
            case 7:
                terminal.paste(rng.choice(_PASTED))
            case 8:
                terminal.press(rng.choice(_LEAVE))
            case _:
                terminal.set_size(rng.randint(1, 200), rng.randint(1, 60))
        if rng.random() < 0.1:  # ctrl+z
            terminal.kill(signal.SIGCONT)

    def _check_response(self, result: CaseResult) -> None:
        """Wait until the app has closed all dialogs and shows the palette."""
        self._session.terminal.set_size(*SIZE)
        deadline = time.monotonic() + _RESPONSE_TIMEOUT
        while True:
            self._restart(result)
            self._session.terminal.kill(signal.SIGCONT)  # after ctrl+z
            self._session.terminal.press("escape")
            time.sleep(0.3)
            try:
                self._session.press("ctrl+p", "Commands, lists", 1)
                break
            except TimedOut:
                if time.monotonic() > deadline:
                    raise
        self._session.terminal.press("escape")

    def _faults(self) -> list[str]:
        """Return the problems in the output since the last check, and crash reports."""
        end = max(self._checked, self._session.raw.rfind(_UPDATED))  # up to a complete sequence
        raw, self._checked = bytes(self._session.raw[self._checked : end]), end
        return [fault for _, fault in faults(raw, copies=True)] + crashes(self._home)

    def _restart(self, result: CaseResult) -> None:
        """Restart the app if a key has quit it."""
        while self._session.terminal.has_ended():
            result.faults += self._faults()
            code = self._session.terminal.wait_exit()
            if code not in (0, -signal.SIGINT):  # Ctrl+C after the terminal was restored
                result.faults.append(f"exit code {code}")
            self._session.__exit__()
            self._session = self._start()

    def close(self) -> list[str]:
        terminal = self._session.terminal
        end = time.monotonic() + _RESPONSE_TIMEOUT
        while not terminal.has_ended() and time.monotonic() < end:
            terminal.kill(signal.SIGCONT)  # after ctrl+z
            terminal.press("escape")
            time.sleep(0.3)
            terminal.press("q")  # in a page, back
            time.sleep(1)
        code = terminal.wait_exit(1) if terminal.has_ended() else None
        found = [] if code == 0 else [f"exit code {code} after q"]
        self._session.__exit__()
        return found + crashes(self._home)
