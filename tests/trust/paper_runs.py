"""Hostile entries and documents, opened one after the other in the app."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.trust.cases import Document, Entry, written
from tests.trust.documents import COMMENTS, LINKED, PDFS, PICTURES, TEXT
from tests.trust.responses import SECRET
from tests.trust.results import CaseResult, CaseResults
from tests.trust.screening import faults
from tests.trust.session import Memory, Session, TimedOut, cached, crashes, leaked_tokens
from tui_reader.models import id_of, is_id, key_of

CASES_PER_EDITION = 48  # a page has 100 entries
# Bytes after which an edition gets no more cases; the limit of the client is 5 MB
BYTES = 1_500_000
MAX_EDITIONS = 20  # within the 28 days of a first launch


@dataclass(frozen=True)
class Placed:
    """A case with its paper's ID and the papers before and after it."""

    case: Any
    day: date
    own_id: str
    valid: tuple[fake_papers.Json, fake_papers.Json]
    result: CaseResult


def place(hub: FakeHub, cases: Sequence[Entry | Document], results: CaseResults) -> list[Placed]:
    """Create editions with a valid paper before and after each case, newest first."""
    days = iter(fake_papers.weekdays(MAX_EDITIONS))
    placed: list[Placed] = []
    waiting = list(reversed(cases))
    while waiting:
        day, number = next(days), 0
        entries = [fake_papers.entry(day.day * 1000, day)]
        body = [written(entries[0])]
        while waiting and number < CASES_PER_EDITION and sum(map(len, body)) < BYTES:
            case, number = waiting.pop(), number + 1
            entry, valid = (fake_papers.entry(day.day * 1000 + 2 * number - n, day) for n in (1, 0))
            if isinstance(case, Document):
                _serve(hub, case, entry)
                body.append(written(entry))
            else:
                body.append(written(case.make(entry)))
            body.append(written(valid))
            own_id, found = entry["paper"]["id"], results.add(case.kind, case.name)
            placed.append(Placed(case, day, own_id, (entries[-1], valid), found))
            entries.append(valid)
        hub.days[day] = entries
        hub.responses[f"/api/daily_papers?date={day}&limit=100"] = b"[" + b",".join(body) + b"]"
    return placed


def _serve(hub: FakeHub, case: Document, entry: fake_papers.Json) -> None:
    own_id = entry["paper"]["id"]
    picture = f"/media/{own_id}.png"
    entry["paper"]["mediaUrls"] = [f"https://cdn-uploads.huggingface.co{picture}"]
    places = {
        TEXT: f"/papers/{own_id}.md",
        COMMENTS: f"/api/papers/{own_id}?field=comments",
        LINKED: f"/api/arxiv/{own_id}/repos",
        PICTURES: picture,
        PDFS: f"/pdf/{own_id}",
    }
    hub.responses[places[case.kind]] = case.response


def open_entries(session: Session, placed: list[Placed]) -> None:
    """Sync, then open every paper."""
    browser = _CaseBrowser(session, placed)
    skipped = sum(row[0] for row in cached(session.home, "SELECT skipped FROM editions"))
    if skipped and f"Skipped {skipped} malformed" not in session.row(-1):
        browser.launch.faults.append(f"{skipped} skipped, not reported: {session.row(-1)}")
    for one in browser.placed:
        stored = _stored(session.home, one.own_id)
        expected = one.case.is_stored
        if expected is not None and (stored is not None) != expected:
            one.result.faults.append("stored" if stored else "not stored")
        if browser.show_case(one) and one.case.shows not in browser.text:
            one.result.faults.append(f"does not show {one.case.shows!r}")
    browser.end()


def open_documents(session: Session, placed: list[Placed]) -> None:
    """Sync, then open each document of every paper."""
    browser = _CaseBrowser(session, placed)
    for number, one in enumerate(browser.placed):
        try:
            if browser.show_case(one):
                _read(session, one)
                browser.return_to_list(one.case.kind)
            else:
                one.result.faults.append("the paper is missing")
        except TimedOut as why:
            one.result.faults.append(str(why))
            if not browser.recover():
                for left in browser.placed[number + 1 :]:
                    left.result.faults.append("not opened")
                break
    browser.end()


_VIEW_TIME = 0.6  # seconds
_CURSOR = "▌".encode()
_WAITING = (b"Fetching the ", b"fetching", b"P stops")
_KEY_OF = {TEXT: "enter", COMMENTS: "c", LINKED: "L", PICTURES: "i", PDFS: "P"}


def _read(session: Session, one: Placed) -> None:
    at, began = session.written, monotonic()
    before = Memory.reset(session.pid)
    _open(session, one.case)
    one.result.seconds = monotonic() - began
    one.result.memory = Memory.of(session.pid).peak - before.current
    if one.case.shows not in session.shown_since(at):
        one.result.faults.append(f"does not show {one.case.shows!r}")


def _open(session: Session, case: Document) -> None:
    if case.kind == TEXT:
        at = session.written
        session.press("enter", lambda: session.written > at)
        session.settle()
    sent = len(session.hub.requests)
    at = session.written
    session.press(_KEY_OF[case.kind], lambda: len(session.hub.requests) > sent)
    session.settle()
    # A retry comes after a pause without any output.
    if any(words in session.raw[at:] for words in _WAITING):
        deadline = monotonic() + 45
        while any(words.decode() in session.screen() for words in _WAITING):
            if monotonic() > deadline:
                raise TimedOut("the page is still loading")
            sleep(0.2)
            session.settle()
    if case.kind in (TEXT, COMMENTS):
        for key in ("G", "g"):
            session.terminal.press(key)
            session.settle()
    elif case.kind == LINKED:
        session.terminal.press("G")
        session.settle()


class _CaseBrowser:
    """Opens all papers, and records when each case was on screen."""

    def __init__(self, session: Session, placed: list[Placed]) -> None:
        self.session = session
        self.launch = placed[0].result  # also gets problems that belong to no case
        self.text = ""
        self._starts: list[int] = []
        self._cases: list[CaseResult] = []
        session.wait(lambda: session.raw.find(b"\x1b[?2026h") >= 0)
        before = Memory.reset(session.pid)
        session.wait(lambda: "synced" in session.row(0), 60)
        session.settle(60)
        growth = Memory.of(session.pid).peak - before.current
        for one in placed:
            one.result.memory = growth
        self._order = {
            day: [key for (key,) in cached(session.home, _ORDER, str(day))]
            for day in dict.fromkeys(one.day for one in placed)
        }
        self.placed = sorted(placed, key=self._place)
        self._day, self._index, self._opened = placed[0].day, 0, 0
        session.terminal.press("g")
        for one in placed:
            for valid in one.valid:
                if (fault := _differs(session.home, valid)) is not None:
                    one.result.faults.append(fault)

    def _place(self, one: Placed) -> tuple[int, int]:
        """Return the position in the lists; papers in no list come last in their edition."""
        order, key = self._order[one.day], _key(one)
        return -one.day.toordinal(), order.index(key) if key in order else len(order)

    def show_case(self, one: Placed) -> bool:
        """Move the cursor to a paper, from the one before it. Return False if it is missing."""
        if not self._order[one.day]:
            one.result.faults.append(f"the edition is missing: {self.session.row(-1)}")
            return False
        if one.day != self._day:
            self._starts.append(self.session.written)
            self._cases.append(one.result)
            first = id_of(self._order[one.day][0])
            self._opened = self.session.written
            self._go("[", first)
            self._day, self._index = one.day, 0
        key = _key(one)
        order = self._order[one.day]
        if key not in order:
            return False
        slowest, at = 0.0, self._opened
        while self._index < order.index(key):
            self._index += 1
            if self._index == order.index(key):
                self._starts.append(self.session.written)
                self._cases.append(one.result)
            at = self.session.written
            slowest = self._go("j", id_of(order[self._index]))
        with suppress(TimedOut):
            self.session.wait(lambda: self.session.raw.find(b"\x1b[?2026l", at + 1) > 0, 1)
        self.text = self.session.shown_since(at)
        one.result.seconds = slowest
        if slowest > self.session.key:
            one.result.faults.append(f"a key took {slowest:.1f} s")
        return True

    def _go(self, key: str, own_id: str) -> float:
        """Open a paper; return the seconds. Long titles may leave no room for links."""
        session, needle = self.session, f"abs/{own_id}".encode()
        at, began = session.written, monotonic()
        session.terminal.press(key)
        session.wait(
            lambda: (
                session.raw.find(needle, at) > 0
                or (monotonic() - began > _VIEW_TIME and session.raw.find(_CURSOR, at) > 0)
            )
        )
        shown = next(time for time, written in session.terminal.times if written > at)
        return shown - began if session.raw.find(needle, at) < 0 else monotonic() - began

    def return_to_list(self, kind: str) -> None:
        """Return to the list."""
        if kind == PDFS:
            return
        pages = {TEXT: 2, COMMENTS: 1, PICTURES: 1, LINKED: 1}[kind]
        for _ in range(pages):
            self._escape()
        self.session.wait(lambda: " papers · " in self.session.row(0), 5)
        self._from_dates()

    def recover(self) -> bool:
        """Return to the list from anywhere. Return False if the app has exited."""
        try:
            for _ in range(3):
                if " papers · " not in self.session.row(0):
                    self._escape()
            self._escape()  # also closes the abstract
        except TimedOut:
            return False
        self._from_dates()
        self.session.terminal.press("g")
        self._index = 0
        return True

    def _from_dates(self) -> None:
        """Undo an Esc too many: a page can open late on a busy machine."""
        if "d date" in self.session.row(-1):
            self.session.terminal.press("l")
            self.session.settle()

    def _escape(self) -> None:
        """Send Esc like kitty: with a key right after it, a plain ESC would mean Alt."""
        at = self.session.written
        self.session.terminal.send("\x1b[27u")
        with suppress(TimedOut):
            self.session.wait(lambda: self.session.written > at, 2)
        self.session.settle()

    def end(self) -> None:
        self.launch.faults += self.session.leave()
        for at, fault in faults(bytes(self.session.raw)):
            place = bisect_right(self._starts, at) - 1
            (self._cases[place] if place >= 0 else self.launch).faults.append(fault)
        self.launch.faults += crashes(self.session.home)
        self.launch.faults += leaked_tokens(self.session.home, bytes(self.session.raw), [SECRET])


_ORDER = """SELECT key FROM edition_papers JOIN papers USING (key) WHERE day = ?
    ORDER BY coalesce(upvotes, -1) DESC, position"""


def _key(one: Placed) -> int:
    return key_of(one.own_id)


def _stored(home: Path, own_id: str) -> tuple[Any, ...] | None:
    if not is_id(own_id):
        return None
    found = cached(home, "SELECT title, abstract FROM papers WHERE key = ?", key_of(own_id))
    return found[0] if found else None


def _differs(home: Path, valid: fake_papers.Json) -> str | None:
    stored = _stored(home, valid["paper"]["id"])
    wanted = tuple(" ".join(valid["paper"][name].split()) for name in ("title", "summary"))
    if stored is None:
        return "the valid paper beside it is not stored"
    return None if stored == wanted else "the valid paper beside it was changed"
