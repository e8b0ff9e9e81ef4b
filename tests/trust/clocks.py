"""Wrong clocks, and time zones with different dates: the same editions are requested.

The newest edition is determined by the Hub, never by the local clock.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.support.fake_hub import FakeHub, fake_days
from tests.support.terminal import Terminal
from tests.trust.forked import ForkServer
from tests.trust.report import Report, Row

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]
ZONES = (
    "Pacific/Kiritimati",  # 14 hours ahead of UTC
    "Pacific/Pago_Pago",  # 11 hours behind UTC
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # daylight saving time of half an hour
)
# Half a minute before and after the changes of 2026 in three zones, and wrong clocks.
MOMENTS = tuple(
    datetime.fromisoformat(f"{moment}+00:00")
    for moment in (
        "2026-08-22T11:00:00",
        *(f"2026-{day}:{second}" for day in ("03-29T00", "10-25T00") for second in ("59:30",)),
        *("2026-03-29T01:00:30", "2026-10-25T01:00:30"),
        *("2026-03-08T06:59:30", "2026-03-08T07:00:30"),
        *("2026-11-01T05:59:30", "2026-11-01T06:00:30"),
        *("2026-04-04T14:59:30", "2026-04-04T15:00:30"),
        *("2026-10-03T15:29:30", "2026-10-03T15:30:30"),
        *("1970-01-01T00:00:10", "2099-12-31T23:59:50"),
    )
)
# Loaded by Python at startup: a clock that starts at the time in CLOCK.
CLOCK = """
import datetime, os, time

real, began = datetime.datetime, time.monotonic()


def now():
    return float(os.environ["CLOCK"]) + time.monotonic() - began


class Like(type):
    def __instancecheck__(cls, one):
        return isinstance(one, cls.__mro__[1])


class Datetime(datetime.datetime, metaclass=Like):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(now(), tz)

    @classmethod
    def today(cls):
        return cls.now()


class Date(datetime.date, metaclass=Like):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(now())


time.time, time.time_ns = now, lambda: int(now() * 1e9)
datetime.datetime, datetime.date = Datetime, Date
"""
COMMANDS = (
    ["list"],
    ["list", "--unread", "--json"],
    ["bookmark", "add", "2608.21000"],
    ["note", "2608.21000", "of its time"],
    ["search", "teapot"],
    ["digest"],
    ["feed"],
    ["export", "--format", "bibtex"],
    ["bookmark", "remove", "2608.21000"],
    ["bookmark", "list", "--removed"],
    ["list", "--date", "yesterday"],
)


@dataclass(frozen=True)
class Case:
    zone: str
    moment: datetime

    @property
    def environ(self) -> dict[str, str]:
        return {"TZ": self.zone, "CLOCK": str(self.moment.timestamp())}

    def __str__(self) -> str:
        return f"{self.zone} {self.moment:%Y-%m-%d %H:%M:%S}"


def run(quick: bool, seed: int) -> Report:
    cases = [Case(zone, moment) for moment in MOMENTS for zone in ZONES]
    shown = cases[:: len(ZONES)] + cases[-len(ZONES) :]  # with the app
    commands: list[Sequence[list[str]]] = [COMMANDS]
    if quick:  # cases per home
        commands = [COMMANDS[::2], COMMANDS[1::2]]
        cases = [Case(zone, moment) for zone, moment in zip(ZONES, MOMENTS[-2:], strict=False)]
        shown = []
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder, FakeHub(fake_days()) as hub:
        Path(folder, "sitecustomize.py").write_text(CLOCK)
        environ = {"HF_ENDPOINT": hub.url, "PYTHONPATH": folder, "CLOCK": "0"}
        right: list[set[str]] = []
        with ForkServer(environ) as forks:
            for number, case in enumerate(cases):
                home = Path(folder, str(number))
                requested = []
                for _ in range(2):  # without editions on disk, then with all of them
                    hub.requests.clear()
                    ended = forks.run([["sync"]], home, environ=case.environ)
                    requested.append(set(hub.paths))
                    if ended.code:
                        failures.append(f"{case}: sync: exit {ended.code}: {ended.out}")
                right = right or requested
                if requested != right:
                    other = [ours ^ theirs for ours, theirs in zip(requested, right, strict=True)]
                    failures.append(f"{case}: requested other editions: {other}")
                words = commands[number % len(commands)]
                failures += [f"{case}: {one}" for one in _commands(forks, words, home, case)]
                made = {path.name[8:18] for path in home.glob("data/**/library-*.db")}
                if not made & {f"{case.moment + timedelta(days=n):%Y-%m-%d}" for n in (0, 1)}:
                    failures.append(f"{case}: the clock was not used")
        failures += _readers(shown, Path(folder), environ)
    failed = {failure.partition(": ")[0] for failure in failures}
    passed = sum(str(case) not in failed for case in cases)
    kind = "clocks: five zones, changes of the hour, wrong years"
    return Report((Row(kind, len(cases), passed),), tuple(failures))


def _commands(
    forks: ForkServer, commands: Sequence[list[str]], home: Path, case: Case
) -> Iterator[str]:
    for words in commands:
        ended = forks.run([words], home, environ=case.environ)
        if ended.code not in (0, 3) or "Traceback" in ended.out or "crashed" in ended.out:
            yield f"{' '.join(words)}: exit {ended.code}: {ended.out[-500:]}"


def _readers(cases: list[Case], folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """Run an app for each case on the same home; the clock may go back between runs."""
    for case in cases:
        try:
            with Terminal(
                COMMAND, folder / "home", (100, 24), environ={**environ, **case.environ}
            ) as seen:
                seen.wait_for("synced just now")
                seen.wait_for("Friday 21 August 2026 · 12 papers")
                seen.press("b", "j", "u", "q")
                if seen.wait_exit():
                    yield f"{case}: reader: {seen.text()}"
        except AssertionError as error:
            yield f"{case}: reader: {error}"
