"""Read-only folders, unreadable files and full disks.

The command opens, explains the problem, and shows nothing as saved that is not on disk.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.databases import NOW, app_folders, faults_of
from tests.support.fake_hub import fake_days
from tests.support.fake_papers import parsed_edition
from tests.support.terminal import Terminal, environment
from tests.trust.limited import command
from tests.trust.marks import marks_in
from tests.trust.report import Report, Row
from tui_reader.store import (
    Store,
    cache,
    library,
    queries,
)

COMMAND = str(Path(sys.executable).with_name("daily-papers"))
ROOT = Path(__file__).parents[2]
OTHER_USER = 65534


@dataclass(frozen=True)
class Case:
    """A home folder in a bad state, and the expected behavior.

    Attributes:
        message: The expected message.
        saves: Whether a bookmark is saved; None if it depends on the amount of data written.
        base: `home` after a clean exit, or `killed`, with write-ahead logs.
        make: Changes the home.
        size: The largest allowed file, in bytes.
        shows: Whether papers are shown.
    """

    name: str
    message: str
    saves: bool | None
    base: str = "home"
    make: Callable[[Path], None] = lambda home: None
    size: int | None = None
    shows: bool = True  # the papers


def _modes(folder: Path, for_folders: int, for_files: int) -> None:
    for path, _, names in os.walk(folder, topdown=False):
        for name in names:
            os.chmod(Path(path, name), for_files)
        os.chmod(path, for_folders)


def _closed(*kinds: str, modes: tuple[int, int] = (0o555, 0o444)) -> Callable[[Path], None]:
    def make(home: Path) -> None:
        for kind in kinds:
            (home / kind / "daily-papers").mkdir(parents=True, exist_ok=True)
            _modes(home / kind, *modes)

    return make


def _unreadable(home: Path) -> None:
    (home / "data/daily-papers/library.db").chmod(0)


def _owned_by_other(home: Path) -> None:
    _modes(home / "data", 0o755, 0o644)
    for path in [home / "data", *home.glob("data/**/*")]:
        os.chown(path, OTHER_USER, OTHER_USER)


def _remove_and_lock_home(home: Path) -> None:
    for kind in ("data", "cache"):
        shutil.rmtree(home / kind)
    home.chmod(0o555)


def _newer(home: Path) -> None:
    with closing(sqlite3.connect(home / "data/daily-papers/library.db")) as connection:
        connection.execute("PRAGMA user_version = 9")
        connection.commit()


_NO_LIBRARY = "library cannot be written"
_ALL = ("data", "cache", "state", "config")
_NOTHING = (0, 0)
_FULL = r"cannot be (read or )?written|Not saved"
CASES = (
    Case("read-only library", _NO_LIBRARY, False, make=_closed("data")),
    Case("read-only library, killed", _NO_LIBRARY, False, "killed", _closed("data")),
    Case("read-only cache", "cache cannot be written", True, make=_closed("cache")),
    Case("read-only folders", "cache cannot be written", False, make=_closed(*_ALL)),
    Case("read-only folders, killed", "cache cannot", False, "killed", _closed(*_ALL)),
    Case("no permission: data", "library cannot be read", False,
         make=_closed("data", modes=_NOTHING)),
    Case("no permission: cache", "cache cannot be read", None,
         make=_closed("cache", modes=_NOTHING), shows=False),
    Case("no permission: library", "library cannot be read", False, make=_unreadable),
    Case("no permission: config", "config.toml cannot be read", True,
         make=_closed("config", modes=_NOTHING)),
    Case("no permission: state", "Friday", True, make=_closed("state", modes=_NOTHING)),
    Case("no writable folder", "cache cannot be", None, make=_remove_and_lock_home, shows=False),
    Case("library of a newer version", "a newer Daily Papers", False, make=_newer),
    *(Case(f"disk full at {size}", _FULL if size < 70_000 else "Friday", None, base, size=size,
           shows=base == "home" or size > 32_768)
      for base in ("home", "killed") for size in (0, 20_000, 36_000, 60_000, 100_000, 150_000)),
)  # fmt: skip
if os.geteuid() == 0:
    CASES += (
        Case("owned by another user", _NO_LIBRARY, False, make=_owned_by_other),
        Case("owned by another user, killed", _NO_LIBRARY, False, "killed", _owned_by_other),
    )
QUICK = (("read-only folders, killed", "killed"), ("disk full at 36000", "home"))


def run(quick: bool, seed: int) -> Report:
    failures: list[str] = []
    cases = [case for case in CASES if not quick or (case.name, case.base) in QUICK]
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder, "home"))
        failed = set()
        for case in cases:
            home = Path(folder, "work")
            shutil.copytree(Path(folder, case.base), home)
            try:
                case.make(home)
                wrong = _try(case, home)
            except AssertionError as error:
                wrong = [str(error)]
            finally:
                _modes(home, 0o755, 0o644)
                shutil.rmtree(home)
            if wrong:
                failed.add(case)
                failures += [f"{case.name} ({case.base}): {one}" for one in wrong]
    row = Row("disks: full, read-only, no permission", len(cases), len(cases) - len(failed))
    return Report((row,), tuple(failures))


def _prepare(home: Path) -> None:
    """Store five editions, two bookmarks with a backup of the library, and one more bookmark."""
    days = fake_days(5)
    with Store(app_folders(home)) as store:
        for day, entries in days.items():
            edition = parsed_edition(day, entries)
            store.write_cache_sync(cache.write_edition, edition, False, NOW)
        oldest = store.read_sync(queries.edition, min(days))
        assert oldest is not None
        store.write_library_sync(library.count_unread_since, min(days))
        store.write_library_sync(library.bookmark, oldest[:2], True, NOW)
        assert store.back_up_sync(NOW) == ""
        store.write_library_sync(library.bookmark, oldest[2:3], True, NOW)
        shutil.copytree(home, home.with_name("killed"), ignore=shutil.ignore_patterns("*-shm"))


def _try(case: Case, home: Path) -> list[str]:
    """Return the problems of an app and a command on a case."""
    wrong = []
    paths = [app_folders(home).library_db, app_folders(home).cache_db]
    before = _bytes(paths[0])
    starred = reported = False
    words = command([COMMAND, "--offline"], case.size)
    with Terminal(words, home, (100, 24), environ={"PYTHONPATH": None}) as seen:
        seen.wait_for(lambda one: "offline" in one.text() and re.search(case.message, one.text()))
        if case.shows:
            seen.wait_for("Hyperbolic Teapot")
            seen.press("b")
            seen.wait_for(lambda one: "Not saved" in one.text() or _star(one))
            starred, reported = _star(seen), "Not saved" in seen.text()
        seen.press("q")
        if (code := seen.wait_exit()) != 0:
            wrong.append(f"exit {code}: {seen.text()}")
        if seen.settings() != seen.settings_before:
            wrong.append("the terminal was not restored")
    listed = _command(case, home, "list", "--offline")
    if (listed.returncode, len(listed.stdout.splitlines())) != ((0, 12) if case.shows else (3, 0)):
        wrong.append(f"list: exit {listed.returncode}: {listed.stderr}")
    other = fake_days(5)[max(fake_days(5))][1]["paper"]["id"]
    added = _command(case, home, "bookmark", "add", other, "--offline")
    unchanged = before == _bytes(paths[0])
    _modes(home, 0o755, 0o644)
    bookmarks = set()
    for path in paths:
        if path.exists():
            wrong += [f"{path.name}: {fault}" for fault in faults_of(path)]
    if paths[0].exists():
        bookmarks = marks_in(paths[0]).bookmarks
        first = max(fake_days(5).items())[1]
        own_id = max(first, key=lambda one: one["paper"]["upvotes"])["paper"]["id"]
        if starred and own_id not in bookmarks:
            wrong.append("shown as bookmarked, but not on disk")
        if reported and not starred and own_id in bookmarks:
            wrong.append("reported as not saved, but on disk")
    if (added.returncode == 0) != (other in bookmarks):
        wrong.append(f"add: exit {added.returncode}, but the library differs")
    if case.saves is not None and (starred, added.returncode == 0) != (case.saves, case.saves):
        wrong.append(f"starred: {starred}; add: exit {added.returncode}: {added.stderr}")
    if case.saves is False and not unchanged:
        wrong.append("the library has changed")
    for done in (listed, added):
        if "Traceback" in done.stderr or "crashed" in done.stderr:
            wrong.append(done.stderr)
    return wrong


def _star(seen: Terminal) -> bool:
    """Return whether the first row of the list has a star."""
    return any("▲189" in line and "★" in line for line in seen.text().splitlines())


def _bytes(path: Path) -> bytes | None:
    """Read a file that is readable for its owner; root can read any."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _command(case: Case, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command([COMMAND, *words], case.size),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(home),
        cwd=ROOT,
    )
