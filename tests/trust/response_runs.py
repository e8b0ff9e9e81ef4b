"""Hostile responses in place of an edition: one sync each, in an app that stays open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Request, Response, make_response
from tests.trust.cases import Edition
from tests.trust.responses import KIND, SECRET
from tests.trust.results import CaseResult, CaseResults
from tests.trust.screening import faults
from tests.trust.session import Memory, Session, TimedOut, cached, crashes, leaked_tokens
from tui_reader.models import key_of

BEFORE, DAY, AFTER = (date(2026, 8, 20) - timedelta(days=n) for n in (2, 1, 0))
DAYS = (AFTER, DAY, BEFORE)
_SIZE = 2  # papers per edition
_WATCH_TIME = 1.5  # seconds to watch an app that is allowed to wait
_MAX_RESPONSE_TIME = 45.0  # seconds for a response that takes as long as allowed

Open = Callable[[], Session]


def fill(hub: FakeHub) -> None:
    """Set up three editions; the middle one will be hostile."""
    hub.days.update({day: fake_papers.edition(day, _SIZE) for day in DAYS})


def ask(open_reader: Open, hub: FakeHub, cases: Sequence[Edition], results: CaseResults) -> None:
    """Serve each case in a separate sync; the adjacent days change each time."""
    waiting_cases = [case for case in cases if case.may_wait]
    _run(open_reader, hub, [case for case in cases if not case.may_wait], results, 1_000)
    for number, case in enumerate(waiting_cases):  # after these the app may pause its requests
        _run(open_reader, hub, [case], results, 9_000 + number)


def _run(
    open_reader: Open, hub: FakeHub, cases: Sequence[Edition], results: CaseResults, first: int
) -> None:
    if not cases:
        return
    found = [results.add(KIND, case.name) for case in cases]
    starts: list[int] = []
    with open_reader() as session:
        session.wait(lambda: "synced just now" in session.row(0), 30)
        session.settle()
        for number, (case, one) in enumerate(zip(cases, found, strict=True)):
            starts.append(session.written)
            try:
                _round(session, hub, case, one, first + number)
            except TimedOut as why:
                one.faults.append(str(why))
                if session.terminal.has_ended():
                    break
        hub.responses.clear()
        found[-1].faults += session.leave() + crashes(session.home)
        found[-1].faults += leaked_tokens(session.home, bytes(session.raw), [SECRET])
        for at, fault in faults(bytes(session.raw)):
            place = max(0, sum(start <= at for start in starts) - 1)
            found[place].faults.append(fault)


def _round(session: Session, hub: FakeHub, case: Edition, one: CaseResult, number: int) -> None:
    for day in DAYS:
        for entry in hub.days[day]:
            entry["paper"]["upvotes"] = number
    before = _upvotes(session.home)
    hub.responses.clear()
    # Not hostile, so that a retry succeeds
    hub.responses["/api/daily_papers?sort=trending&limit=100"] = Response(b"[]")
    hub.responses[_target(case)] = _hostile(hub, case)
    sent = len(hub.requests)
    memory, began = Memory.reset(session.pid), monotonic()
    session.press("r", lambda: len(hub.requests) > sent)
    slowest = _measure_keys(session, hub, case)
    one.seconds = monotonic() - began
    one.memory = Memory.of(session.pid).peak - memory.current
    if slowest > session.key:
        one.faults.append(f"a key took {slowest:.1f} s")
    if case.may_wait:
        return
    after = _upvotes(session.home)
    shown_message = f"{session.row(-2)} {session.row(-1)}"  # a long message has a separate line
    expected = dict.fromkeys(DAYS, number)
    if case.is_rejected:
        expected = before if case.target == "latest" else {**expected, DAY: before[DAY]}
    if re.search(case.message, shown_message) is None:
        one.faults.append(f"missing message, got: {shown_message}")
    if not case.message and re.search("Try again|login|not downloaded", shown_message):
        one.faults.append(f"still shows an outdated message: {shown_message}")
    for day, upvotes in expected.items():
        if after[day] != upvotes:
            place = "hostile" if day == DAY else "good"
            one.faults.append(f"the {place} edition {day} has {after[day]}, not {upvotes}")


def _target(case: Edition) -> str:
    if case.target == "latest":
        return "/api/daily_papers?limit=20"
    return f"/api/daily_papers?date={DAY}&limit=100"


def _hostile(hub: FakeHub, case: Edition) -> Callable[[Request], Response]:
    return lambda request: case.make(make_response(hub.route(request)).body)


def _measure_keys(session: Session, hub: FakeHub, case: Edition) -> float:
    """Move up and down until the sync ends. Return the slowest key in seconds."""
    slowest, began = 0.0, monotonic()
    first = [f"abs/{entry['paper']['id']}" for entry in hub.days[AFTER]]
    for key, shown in cycle((("j", first[1]), ("k", first[0]))):
        slowest = max(slowest, session.press(key, shown))
        if key == "j":
            continue
        if case.may_wait and monotonic() - began > _WATCH_TIME:
            break
        if not case.may_wait and not hub.busy and "syncing" not in session.row(0):
            session.settle()
            if "syncing" not in session.row(0):
                break
        if monotonic() - began > _MAX_RESPONSE_TIME:
            raise TimedOut(f"still syncing: {session.row(0)}")
        sleep(0.1)
    return slowest


def _upvotes(home: Path) -> dict[date, Any]:
    """Return the stored upvotes by edition: one number if they are equal, else a list."""
    found: dict[date, Any] = {}
    for day in DAYS:
        keys = [key_of(entry["paper"]["id"]) for entry in fake_papers.edition(day, _SIZE)]
        sql = f"""SELECT upvotes FROM edition_papers JOIN papers USING (key)
            WHERE day = ? AND key IN ({", ".join(map(str, keys))})"""
        stored = [row[0] for row in cached(home, sql, str(day))]
        same = len(stored) == _SIZE and len(set(stored)) == 1
        found[day] = stored[0] if same else stored
    return found
