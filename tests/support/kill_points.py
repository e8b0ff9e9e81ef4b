"""Kill a process at its n-th SQL statement, for every n.

    outcomes = kill_at_each_statement("bookmark", home, tmp_path)

For each n, the work of that name runs on a copy of `home` in a process that is killed (SIGKILL) at
its n-th statement. `acknowledged` is True if the work had returned by then. The last process is
not killed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.databases import (
    DAY,
    KEYS,
    NOW,
    folders_under,
    made_edition,
)
from tui_reader.store import Store, cache, library, schema

_ACKNOWLEDGED = "acknowledged"
_MAX_STATEMENTS = 1_000  # statements; a higher number means an endless loop


@dataclass(frozen=True)
class Outcome:
    """The state after a process was killed."""

    home: Path
    acknowledged: bool
    killed: bool


def kill_at_each_statement(work: str, home: Path, out: Path) -> list[Outcome]:
    subprocess.run(
        [sys.executable, "-m", "tests.support.kill_points", work, str(home), str(out)],
        check=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    homes = sorted(out.iterdir(), key=lambda one: int(one.name))
    return [
        Outcome(one, (one / _ACKNOWLEDGED).exists(), killed=one is not homes[-1])
        for one in homes  # in numerical order; the last process was not killed
    ]


# Another migration, which changes rows.
NEXT = {
    "cache": "ALTER TABLE papers ADD COLUMN second TEXT;",
    "library": """
        CREATE TABLE second (key INTEGER PRIMARY KEY, note TEXT);
        INSERT INTO second SELECT key, note FROM notes;
        ALTER TABLE notes RENAME COLUMN note TO words;
        UPDATE notes SET words = upper(words);
        ALTER TABLE notes RENAME COLUMN words TO note;
        DROP INDEX tags_by_name;
        CREATE INDEX tags_by_name ON tags (tag, key, added_at);
    """,
}


@contextlib.contextmanager
def of_next_version() -> Iterator[None]:
    """Add a migration, as in the next version of the app."""
    before = dict(schema.MIGRATIONS)
    schema.MIGRATIONS.update({name: [*before[name], ("next", NEXT[name])] for name in before})
    try:
        yield
    finally:
        schema.MIGRATIONS.update(before)


def _begin(store: Store) -> None:
    """Only open the store."""


def _upgrade(store: Store) -> None:
    """Only open the store."""


def _bookmark(store: Store) -> None:
    store.write_library_sync(library.bookmark, KEYS[2:], True, NOW)


def _edition(store: Store) -> None:
    edition = made_edition(DAY, 3, title="Another title", upvotes=77)
    store.write_cache_sync(cache.write_edition, edition, True, NOW)


_WORKS: dict[str, Callable[[Store], None]] = {
    "begin": _begin,
    "upgrade": _upgrade,
    "bookmark": _bookmark,
    "edition": _edition,
}


def _run(work: str, home: Path, last: int) -> None:
    """Do the work in a process that is killed at its `last` statement."""
    count = 0

    def traced(statement: str) -> None:
        nonlocal count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = sqlite3.connect

    def connecting(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)
        connection.set_trace_callback(traced)
        return connection

    sqlite3.connect = connecting  # type: ignore[assignment]
    version = of_next_version() if work == "upgrade" else contextlib.nullcontext()
    with version, Store(folders_under(home)) as store:
        _WORKS[work](store)
        (home / _ACKNOWLEDGED).touch()


def main(work: str, home: Path, out: Path) -> None:
    import sqlite_utils.migrations  # noqa: F401  (once, and not in each child)

    import tui_reader.store.safety.recovery  # noqa: F401

    out.mkdir(exist_ok=True)
    for number in range(1, _MAX_STATEMENTS):
        copy = out / str(number)
        shutil.copytree(home, copy)
        child = os.fork()
        if child == 0:
            _run(work, copy, number)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            return
        assert status == -signal.SIGKILL, f"statement {number}: exit {status}"
    raise AssertionError(f"{work}: more than {_MAX_STATEMENTS} statements")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
