"""Hostile responses of the Hub, each between two valid papers, shown by the app in a terminal.

For each case, the adjacent papers are stored, older data stays, the terminal gets only the app's
own sequences and printable text, memory and time are bounded, keys are handled in time, and library
and token are unchanged.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tests.support.databases import KEYS, app_folders, fill_cache
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Server
from tests.trust import (
    addresses,
    documents,
    ids,
    paper_runs,
    response_runs,
    responses,
    texts,
    values,
)
from tests.trust.cases import Edition, Entry
from tests.trust.cli_output import print_all, refuse_tokens
from tests.trust.report import Report
from tests.trust.results import CaseResults
from tests.trust.session import KEY_LIMIT, KEY_LIMIT_UNDER_LOAD, Session, UserData
from tui_reader.store import Store, library

T = TypeVar("T")

PARTS = ("entries", "responses", "documents")
QUICK_ENTRIES, QUICK_RESPONSES, QUICK_DOCUMENTS = 36, 12, 5
NOW = datetime.now(UTC)  # recent, since old entries of the trash are deleted
_MARKS: tuple[tuple[Any, ...], ...] = (
    (library.bookmark, KEYS[:3], True, NOW),
    (library.tag, KEYS[:2], ["to read", "Ω"], (), NOW),
    (library.note, [KEYS[1]], "A note;\nwith two lines", NOW),
    (library.note, [KEYS[1]], "Another note", NOW),
    (library.bookmark, KEYS[2:3], False, NOW),
    (library.put_watch, "flows", "flow matching has:code", NOW),
)
TOKEN = {"HF_TOKEN": responses.SECRET}


def run(quick: bool, seed: int, parts: Collection[str] = PARTS) -> Report:
    """Run all cases, or some of each kind."""
    rng, results = random.Random(seed), CaseResults()
    with Server() as elsewhere:
        if "entries" in parts:
            _entries(results, rng, quick)
        if "responses" in parts:
            _responses(results, rng, quick, elsewhere)
        if "documents" in parts:
            _documents(results, rng, quick, elsewhere)
        if not quick:
            _tokens(results)
        if elsewhere.requests:
            result = results.add("redirects", "another server on this machine")
            result.faults.append(f"it got requests for {elsewhere.paths}")
    return results.report()


def entries(rng: random.Random) -> Iterator[Entry]:
    yield from texts.entries()
    yield from values.entries(rng)
    yield from ids.entries()
    yield from addresses.entries()


def _entries(results: CaseResults, rng: random.Random, quick: bool) -> None:
    key = KEY_LIMIT_UNDER_LOAD if quick else KEY_LIMIT
    cases = _some(list(entries(rng)), rng, quick, QUICK_ENTRIES)
    with _at_home(results) as (hub, home):
        placed = paper_runs.place(hub, cases, results)
        days = len({one.day for one in placed})
        _set(home, f"[sync]\ndepth = {days}\n")
        with Session(hub, home, TOKEN, key) as session:
            paper_runs.open_entries(session, placed)
        shown = sorted({str(one.day) for one in placed}, reverse=True)[: 1 if quick else 6]
        hard = [one.own_id for one in placed if isinstance(one.case, Entry) and one.case.is_stored]
        environ = {"HF_ENDPOINT": hub.url, **TOKEN}
        print_all(home, environ, shown, hard[:: len(hard) // (1 if quick else 10)], results)


def _tokens(results: CaseResults) -> None:
    with _at_home(results) as (hub, home):
        refuse_tokens(hub, home, results)


def _responses(results: CaseResults, rng: random.Random, quick: bool, elsewhere: Server) -> None:
    key = KEY_LIMIT_UNDER_LOAD if quick else KEY_LIMIT
    cases = list(responses.editions(elsewhere.url, rng))
    if quick:  # cases that need a retry take seconds
        cases = [case for case in cases if not (case.is_slow or case.may_wait or _is_retried(case))]
    cases = _some(cases, rng, quick, QUICK_RESPONSES)
    with _at_home(results) as (hub, home):
        response_runs.fill(hub)
        response_runs.ask(lambda: Session(hub, home, TOKEN, key), hub, cases, results)


def _is_retried(case: Edition) -> bool:
    return bool(re.match(r"(status [56]|cut|gzip cut|reset|a length|chunks|a .*length)", case.name))


def _documents(results: CaseResults, rng: random.Random, quick: bool, elsewhere: Server) -> None:
    key = KEY_LIMIT_UNDER_LOAD if quick else KEY_LIMIT
    cases = list(documents.documents(elsewhere.url))
    if quick:  # one oversized document is enough
        cases = [case for case in cases if not (case.is_slow or case.name == "30 MB")]
    cases = _some(cases, rng, quick, QUICK_DOCUMENTS)
    with _at_home(results) as (hub, home):
        placed = paper_runs.place(hub, cases, results)
        _set(home, f"[sync]\ndepth = {len({one.day for one in placed})}\n")
        with Session(hub, home, TOKEN, key) as session:
            paper_runs.open_documents(session, placed)


def _some(cases: list[T], rng: random.Random, quick: bool, count: int) -> list[T]:
    """Return all cases; or a sample of each kind, in order."""
    if not quick:
        return cases
    taken = set(rng.sample(range(len(cases)), count))
    first = {getattr(case, "kind", ""): at for at, case in reversed([*enumerate(cases)])}
    for at in taken:
        first.pop(getattr(cases[at], "kind", ""), None)
    return [cases[at] for at in sorted({*taken, *first.values()})]


@contextmanager
def _at_home(results: CaseResults) -> Iterator[tuple[FakeHub, Path]]:
    """A Hub and a home with marks, which must be unchanged at the end."""
    with FakeHub({}) as hub, tempfile.TemporaryDirectory(prefix="daily-papers-") as folder:
        home = Path(folder)
        folders = app_folders(home)
        with Store(folders) as store:
            fill_cache(store)  # for the saved copies of papers
            for change, *args in _MARKS:
                store.write_library_sync(change, *args)
        shutil.rmtree(folders.cache)
        Store(folders).close()
        before, first = UserData.of(home), len(results.cases)
        yield hub, home
        held = results.cases[first:]
        held[-1].faults += before.faults(home)


def _set(home: Path, settings: str) -> None:
    folder = app_folders(home).config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(settings)
