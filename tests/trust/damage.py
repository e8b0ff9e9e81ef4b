"""Files damaged in many ways, and their recovery."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.databases import (
    DAY,
    KEYS,
    NOW,
    fill_cache,
    folders_under,
)
from tests.trust.report import Report, Row
from tui_reader import query
from tui_reader.store import (
    Store,
    cache,
    library,
    queries,
    rows,
)
from tui_reader.store.safety import integrity
from tui_reader.store.search import full_text_search

DAYS = [DAY - timedelta(days=n) for n in range(6)]
EXTRA = KEYS[3]
MARKS = ("bookmarks", "tags", "notes", "bin", "watches")
FILES = ("data/library.db", "cache/cache.db")

Marks = dict[str, list[tuple[Any, ...]]]


def run(quick: bool, seed: int) -> Report:
    """Damage files in many ways and launch the app on each."""
    failures = []
    count = 40 if quick else 1_000
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        home, work = Path(folder, "home"), Path(folder, "work")
        states = prepare(home)
        for one in damages(seed, count):
            shutil.copytree(f"{home}{one.base}", work)
            one.apply(work)
            try:
                outcome = launch(work)
            except Exception as error:
                failures.append(f"{one.name}: {error!r}")
            else:
                if not is_expected(one, outcome, states):
                    failures.append(f"{one.name}: {outcome}")
            shutil.rmtree(work)
    row = Row("damage: truncated, changed, missing or old files", count, count - len(failures))
    return Report((row,), tuple(failures))


def prepare(home: Path) -> list[Marks]:
    """Create the folders of a user: editions, marks in a backup, and newer marks.

    Returns the marks at the time of the backup and after each later change.

    `home` is the state after a clean exit, `home-killed` the state after a kill, with write-ahead
    logs, and `home-old` has earlier logs.
    """
    folders = folders_under(home)
    states: list[Marks] = []
    with Store(folders) as store:
        for day in DAYS:
            fill_cache(store, day)
        mark(store, 0, lambda: None)
        assert store.back_up_sync(NOW) == ""
        states.append(marks_in(store))
        _copy(home, home.with_name(f"{home.name}-old"))
        mark(store, 1, lambda: states.append(marks_in(store)))
        for day in DAYS:
            fill_cache(store, day, 5)
        _copy(home, home.with_name(f"{home.name}-killed"))
    return states


def mark(store: Store, number: int, done: Callable[[], None]) -> None:
    """Make changes of every kind; call `done` after each."""
    day = store.read_sync(queries.edition, DAYS[number + 2])
    assert day is not None
    keys = [KEYS[number], *day]
    changes: list[tuple[Any, ...]] = [
        (library.bookmark, keys, True, NOW),
        (library.tag, keys[:2], [f"tag {number}", "Ω"], (), NOW),
        (library.note, [keys[1]], f"note {number} " * 300, NOW),
        (library.mark_read, keys, True, NOW),
        (library.put_watch, f"watch {number}", "flow", NOW),
    ]
    for change, *args in changes:
        store.write_library_sync(change, *args)
        done()


def _copy(home: Path, to: Path) -> None:
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("*-shm"))


@dataclass(frozen=True)
class Damage:
    """A way to damage a file in a copy of a home folder."""

    name: str
    base: str  # "", "-killed"
    apply: Callable[[Path], None]


def damages(seed: int, count: int) -> Iterator[Damage]:
    """Yield `count` different cases, alternating kinds and files."""
    rng = random.Random(seed)
    for number in range(count):
        kind = list(_KINDS)[number % len(_KINDS)]
        file = FILES[number // len(_KINDS) % 2]
        base, make = _KINDS[kind]
        yield Damage(f"{number} {file}: {kind}", base, _on(make, file, rng.randrange(2**32)))


def _on(make: Callable[..., None], file: str, seed: int) -> Callable[[Path], None]:
    return lambda home: make(home / file, random.Random(seed))


def _truncate(path: Path, rng: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(rng.randrange(path.stat().st_size))


def _flip(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(rng.choice([1, 3, 50])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def _overwrite(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    size = rng.choice([16, 512, 4096, 16384])
    at = rng.randrange(max(1, len(data) - size))
    data[at : at + size] = rng.choice([bytes(size), rng.randbytes(size)])
    path.write_bytes(data)


def _head(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    at = rng.randrange(100)
    data[at : at + 8] = rng.choice([bytes(8), rng.randbytes(8)])
    path.write_bytes(data)


def _swap_pages(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    page = 4096
    one, other = (rng.randrange(len(data) // page) * page for _ in range(2))
    data[one : one + page], data[other : other + page] = (
        data[other : other + page],
        data[one : one + page],
    )
    path.write_bytes(data)


def _replace(path: Path, rng: random.Random) -> None:
    path.write_bytes(rng.choice([b"", b"\0" * 9000, b"<html>no\n", rng.randbytes(5000)]))


def _foreign(path: Path, rng: random.Random) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE moz_places (id INTEGER, url TEXT)")
        connection.execute(f"PRAGMA user_version = {rng.choice([0, 1, 54])}")
        connection.commit()


def _gone(path: Path, rng: random.Random) -> None:
    path.unlink()


def _log(change: Callable[[Path, random.Random], None]) -> Callable[[Path, random.Random], None]:
    return lambda path, rng: change(Path(f"{path}-wal"), rng)


def _old_log(path: Path, rng: random.Random) -> None:
    home = path.parents[1]
    old = home.parent / "home-old" / path.relative_to(home)
    shutil.copyfile(f"{old}-wal", f"{path}-wal")


_KINDS: dict[str, tuple[str, Callable[[Path, random.Random], None]]] = {
    "truncated": ("", _truncate),
    "bits flipped": ("", _flip),
    "overwritten": ("", _overwrite),
    "head overwritten": ("", _head),
    "pages swapped": ("", _swap_pages),
    "other content": ("", _replace),
    "another program's": ("", _foreign),
    "missing": ("", _gone),
    "log truncated": ("-killed", _log(_truncate)),
    "log's bits flipped": ("-killed", _log(_flip)),
    "log overwritten": ("-killed", _log(_overwrite)),
    "log missing": ("-killed", _log(_gone)),
    "outdated log": ("", _old_log),
    "log with other content": ("-killed", _log(_replace)),
}


@dataclass(frozen=True)
class Outcome:
    """The result of a launch. `messages` are its messages to the user."""

    messages: tuple[str, ...]
    marks: Marks
    is_intact: bool  # the library; the cache may have damage that no query reads


def is_expected(damage: Damage, outcome: Outcome, states: list[Marks]) -> bool:
    """Return whether the marks are those of the backup or of a later moment.

    SQLite has no checksums: a changed letter inside a note may go unnoticed, but nothing else may
    be lost because of it.
    """
    if outcome.marks in states:
        return outcome.is_intact
    sizes = [{table: len(rows) for table, rows in marks.items()} for marks in states]
    found = {table: len(rows) for table, rows in outcome.marks.items()}
    return outcome.is_intact and "flipped" in damage.name and found in sizes


def launch(home: Path) -> Outcome:
    """Act like the app: read everything, add a mark, sync. Raises errors that a user would see."""
    folders = folders_under(home)
    messages: list[str] = []
    with Store(folders) as store:
        messages += store.opened.messages
        store.repaired = lambda: messages.extend(store.opened.messages)
        read_all(store)
        before = marks_in(store)
        store.back_up_sync(NOW + timedelta(days=1))
        fill_cache(store, DAY, 5)
        store.write_cache_sync(cache.write_fact, "last-sync", NOW.isoformat())
        store.write_library_sync(library.bookmark, [EXTRA], True, NOW)
        store.write_library_sync(library.note, [EXTRA], "one more", NOW)
        read_all(store)
        marks = marks_in(store)
        if before != marks:
            marks["notes"] = [row for row in marks["notes"] if row[1] != "one more"]
            marks["bookmarks"] = [row for row in marks["bookmarks"] if row[0] != EXTRA]
    with Store(folders) as store:
        assert store.opened.messages == []
        saved = marks_in(store)
        assert EXTRA in [row[0] for row in saved["bookmarks"]]
        assert (EXTRA, "one more", NOW.isoformat()) in saved["notes"]
    return Outcome(tuple(messages), marks, integrity.is_intact_library(folders.library_db))


def read_all(store: Store) -> None:
    """Read all lists and rows, and search each index."""
    for day in store.read_sync(queries.days):
        keys = store.read_sync(queries.edition, day.day)
        assert keys is not None or store.opened.messages  # the database was set aside
        store.read_sync(rows.entries, keys or [], day.day)
    for listed in (queries.everything, queries.bookmarks, queries.unread):
        keys = store.read_sync(listed)
        store.read_sync(rows.entries, keys)
    store.read_sync(queries.counts)
    store.read_sync(queries.synced)
    store.read_sync(queries.value, "left")
    for words in ("teapot", "note", "the", "tag:Ω"):
        store.read_sync(full_text_search.search, query.parse(words))


def marks_in(store: Store) -> Marks:
    def read(connection: sqlite3.Connection) -> Marks:
        return {
            table: sorted(connection.execute(f"SELECT * FROM library.{table}"), key=repr)
            for table in MARKS
        }

    return store.read_sync(read)
