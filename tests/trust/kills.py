"""Kill processes (SIGKILL) at random moments: acknowledged changes survive.

One home is used for all kills of the command line; each migration and each app in a terminal has a
copy of it. (`tests/support/kill_points.py` kills at each SQL statement instead.)
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.databases import faults_of
from tests.support.fake_hub import FakeHub, fake_days
from tests.support.terminal import Terminal
from tests.trust.forked import FinishedProcess, ForkServer
from tests.trust.marks import Marks, marks_in, opened
from tests.trust.report import Report, Row
from tui_reader.store import schema

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]
# Numbers of kills: in a full run, and with `--quick`.
WORKS = {
    "sync": (170, 1),
    "marks": (190, 1),
    "backup": (50, 0),
    "restore": (50, 1),
    "export": (50, 0),
    "migration": (60, 1),
    "reader": (40, 0),
}
DAYS = 7
NEXT_VERSION = schema.latest("library") + 1
NOT_FOUND = 3  # exit code of removing a missing bookmark


class CheckFailed(Exception):
    """A check has failed."""


class KillTest:
    """Kills commands on one home, and knows what its library must contain afterwards."""

    def __init__(self, home: Path, hub: FakeHub, forks: ForkServer, seed: int) -> None:
        self.home, self.hub, self.forks = home, hub, forks
        self.rng = random.Random(seed)
        self.library = home / "data/daily-papers/library.db"
        self.cache = home / "cache/daily-papers/cache.db"
        self.marks = Marks()
        self.generation = 0
        self.number = 0
        self.lengths: dict[str, float] = {}  # seconds that each command takes if it is not killed
        self.next_generation()
        self.check_exit(self.run("sync", [["sync"]]))
        for words in self.some_marks(20):
            self.check_exit(self.run("", [words]))
            self.marks.take(words)
        self.backup = home / "backup.db"
        self.check_exit(self.run("backup", [["backup", str(self.backup)]]))
        self.backed_up = self.marks.copy()

    def next_generation(self) -> None:
        """Give each edition of the Hub a new size and new numbers."""
        self.generation += 1
        for day, entries in fake_days(DAYS).items():
            remaining = entries[: len(entries) - self.generation % 3]
            for one in remaining:
                one["paper"]["upvotes"] = self.generation
                one["title"] = one["paper"]["title"] = f"{one['title']} ({self.generation})"
            self.hub.days[day] = remaining

    def some_marks(self, count: int) -> list[list[str]]:
        ids = [one["paper"]["id"] for day in self.hub.days.values() for one in day[:9]]
        made = []
        for _ in range(count):
            self.number += 1
            own_id = self.rng.choice(ids)
            made.append(
                [
                    ["bookmark", "add", own_id],
                    ["tag", own_id, "--add", f"tag{self.number % 7}"],
                    ["note", own_id, f"note {self.number} {'- ' * 200}!"],
                    ["mark", "read", own_id],
                    ["bookmark", "remove", own_id],
                ][self.number % 5]
            )
        return made

    def run(self, work: str, commands: list[list[str]], kill: bool = False) -> FinishedProcess:
        live = self.rng.uniform(0, self.lengths[work]) if kill else None
        ended = self.forks.run(commands, self.home, live)
        if work and ended.code != -9:
            self.lengths[work] = ended.seconds
        if "Traceback" in ended.out or "crashed" in ended.out or "damaged" in ended.out:
            raise CheckFailed(ended.out)
        return ended

    def check_exit(self, ended: FinishedProcess) -> None:
        if {ended.code, *ended.done} - {0, NOT_FOUND}:
            raise CheckFailed(f"exit {ended.code}: {ended.out}")

    # One kill of each command

    def sync(self) -> bool:
        self.next_generation()
        return self.run("sync", [["sync"]], kill=True).code != 0

    def marks_(self) -> bool:
        words = self.some_marks(8)
        self.lengths.setdefault("marks", 0.4)
        ended = self.run("marks", words, kill=True)
        before = self.marks
        for one in words[: len(ended.done)]:
            before.take(one)
        found = marks_in(self.library)
        after = before.copy()
        if ended.started > len(ended.done):
            after.take(words[len(ended.done)])
        if found not in (before, after):
            self.marks = found
            raise CheckFailed(f"marks match neither state: {before.other(found)}")
        self.marks = found
        return ended.code != 0

    def back_up(self) -> bool:
        before, size = self.backed_up, self.backup.stat().st_size
        ended = self.run("backup", [["backup", str(self.backup)]], kill=True)
        if faults := faults_of(self.backup):
            raise CheckFailed(f"the copy ({size} bytes before): {faults}")
        found = marks_in(self.backup)
        if found != self.marks and (found != before or ended.done):
            raise CheckFailed("the copy is neither the old nor the new one")
        self.backed_up = found
        return ended.code != 0

    def restore(self) -> bool:
        if "restore" not in self.lengths:
            self.check_exit(self.run("restore", [["restore", str(self.backup)]]))
            self.marks = self.backed_up.copy()
        for words in self.some_marks(3):
            self.check_exit(self.run("", [words]))
            self.marks.take(words)
        ended = self.run("restore", [["restore", str(self.backup)]], kill=True)
        found = marks_in(self.library)
        if found != self.backed_up and (found != self.marks or ended.done):
            raise CheckFailed("the library is neither the old nor the restored one")
        self.marks = found.copy()
        return ended.code != 0

    def export(self) -> bool:
        file = self.home / "papers.json"
        words = ["export", "-f", "json", "-o", str(file)]
        if "export" not in self.lengths:
            self.check_exit(self.run("export", [words]))
        before = file.read_bytes()
        mark = self.some_marks(1)[0]
        self.check_exit(self.run("", [mark]))
        self.marks.take(mark)
        ended = self.run("export", [words], kill=True)
        after = file.read_bytes()
        if after != before:
            exported = {one["id"] for one in json.loads(after)["papers"]}
            marks = self.marks
            saved = marks.bookmarks | set(marks.notes) | {own_id for own_id, _ in marks.tags}
            if exported not in (marks.bookmarks, saved):
                raise CheckFailed("the exported file is incomplete")
        return ended.code != 0

    def migration(self) -> bool:
        """Migrate a copy to the next version, and add a bookmark right after that."""
        own_id = next(iter(self.hub.days.values()))[self.rng.randrange(9)]["paper"]["id"]
        words = [["bookmark", "add", own_id]]
        if "migration" not in self.lengths:
            with self.copied() as home:
                self.lengths["migration"] = self.forks.run(words, home, upgraded=True).seconds
        with self.copied() as home:
            live = self.rng.uniform(0, self.lengths["migration"])
            ended = self.forks.run(words, home, live, upgraded=True)
            if ended.code != -9:
                self.lengths["migration"] = ended.seconds
            again = self.forks.run([["list"]], home, upgraded=True)
            self.check_exit(again)
            library = home / "data/daily-papers/library.db"
            found, expected = marks_in(library), self.marks.copy()
            expected.notes = {key: note.upper() for key, note in expected.notes.items()}
            if ended.done or own_id in found.bookmarks:
                expected.bookmarks.add(own_id)
            if found != expected:
                raise CheckFailed("the migration lost marks")
            with opened(library) as connection:
                if connection.execute("PRAGMA user_version").fetchone() != (NEXT_VERSION,):
                    raise CheckFailed("the next launch did not finish the migration")
            for path in (library, home / "cache/daily-papers/cache.db"):
                if faults := faults_of(path):
                    raise CheckFailed(f"{path.name}: {faults}")
            return ended.code != 0

    def reader(self) -> bool:
        """Check that a star in the terminal is a bookmark on disk, and that PDFs are complete."""
        with self.copied() as home:
            with Terminal(COMMAND, home, (60, 40), environ={"HF_ENDPOINT": self.hub.url}) as seen:
                seen.wait_for("synced just now")
                seen.press(*("b", "P", "j") * self.rng.randrange(1, 6))
                time.sleep(self.rng.uniform(0, 0.6))
                seen.kill(9)
                seen.wait_exit()
                lines = seen.emulator.lines()
            marks = marks_in(home / "data/daily-papers/library.db")
            newest = max(self.hub.days)
            for title, below in itertools.pairwise(lines):
                shown = title.strip("▌ ●").rstrip("…")
                for one in self.hub.days[newest] if shown and "★" in below else ():
                    own_id = one["paper"]["id"]
                    is_saved = own_id in marks.bookmarks | self.marks.bookmarks
                    if one["title"].startswith(shown) and not is_saved:
                        raise CheckFailed(f"shown as bookmarked, but not on disk: {one['title']}")
            for path in home.glob("Downloads/[!.]*"):
                data = path.read_bytes()
                if not data.startswith(b"%PDF") or not data.rstrip().endswith(b"%%EOF"):
                    raise CheckFailed(f"incomplete PDF: {path.name}")
            for path in home.glob("*/daily-papers/*.db"):
                if faults := faults_of(path):
                    raise CheckFailed(f"{path.name}: {faults}")
            self.check_exit(self.forks.run([["sync"], ["list"]], home))
            return True

    @contextlib.contextmanager
    def copied(self) -> Iterator[Path]:
        home = self.home.with_name("copy")
        shutil.copytree(self.home, home)
        try:
            yield home
        finally:
            shutil.rmtree(home)

    # Checks after each kill

    def check(self) -> None:
        """Check that databases and editions are complete and a sync fetches what is missing."""
        for path in (self.library, self.cache):
            if faults := faults_of(path):
                raise CheckFailed(f"{path.name}: {faults}")
        self.editions()
        self.check_exit(self.run("sync", [["sync"]]))
        if set(self.editions()) != {self.generation}:
            raise CheckFailed("the next sync did not fetch everything")
        if marks_in(self.library) != self.marks:
            raise CheckFailed(f"marks have changed: {marks_in(self.library).other(self.marks)}")
        for number, leftover in enumerate(self.home.glob("data/daily-papers/.*.db*")):
            if number > 3 * DAYS:
                raise CheckFailed(f"temporary files accumulate: {leftover.name}")

    def editions(self) -> list[int]:
        """Return the generation of each edition on disk."""
        found: list[int] = []
        with opened(self.cache) as cache:
            days = cache.execute("SELECT day, papers FROM editions WHERE papers").fetchall()
            for day, size in days:
                rows = cache.execute(
                    "SELECT title, upvotes FROM edition_papers JOIN papers USING (key) "
                    "WHERE day = ?",
                    [day],
                ).fetchall()
                generations = {upvotes for _, upvotes in rows}
                titles = {int(title.rpartition("(")[2].rstrip(")")) for title, _ in rows}
                if len(rows) != size or len(generations) != 1 or titles != generations:
                    raise CheckFailed(f"{day} is incomplete: {size} papers, {rows}")
                found += generations
        if len(found) != DAYS:
            raise CheckFailed(f"{len(found)} editions on disk")
        return found


def run(quick: bool, seed: int) -> Report:
    """Kill each command several times."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    rows, failures = [], []
    with (
        FakeHub(fake_days(DAYS)) as hub,
        tempfile.TemporaryDirectory(dir=memory) as folder,
        ForkServer({"HF_ENDPOINT": hub.url}) as forks,
    ):
        test = KillTest(Path(folder, "home"), hub, forks, seed)
        works = {"marks": test.marks_, "backup": test.back_up}
        for work, counts in WORKS.items():
            count = counts[1] if quick else counts[0]
            passed = killed = 0
            for number in range(count):
                try:
                    killed += works.get(work, getattr(test, work, None))()  # type: ignore[misc]
                    test.check()
                    passed += 1
                except (CheckFailed, AssertionError, sqlite3.Error, OSError) as error:
                    failures.append(f"{work} {number}: {error}")
            if count:
                rows.append(Row(f"killed: {work} ({killed} while running)", count, passed))
    return Report(tuple(rows), tuple(failures))
