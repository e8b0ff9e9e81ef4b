"""Run commands in this process, on the test's own folders.

result = command("list", "--json")
assert result.code == 0 and result.json["total"] == 3
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from tests.support import fake_papers
from tests.support.databases import cached_databases
from tests.support.fake_papers import Json
from tui_reader.cli import main as cli
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library

NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a command: exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of TSV output."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def ids(self) -> list[str]:
        """The IDs of the papers in JSON or TSV output, in order."""
        if self.out.startswith("{"):
            return [paper["id"] for paper in self.json["papers"]]
        return [row[0] for row in self.rows]


def command(*words: str | Path, stdin: str | bytes = "") -> Result:
    """Run a command with pipes for stdin, stdout and stderr."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    entered = mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
    with entered, redirect_stdout(out), redirect_stderr(err):
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as left:  # set by click after it has completed a word
            code = int(left.code or 0)
    texts = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        texts.append(stream.buffer.getvalue().decode())
    return Result(code, *texts)


def process(
    *words: str | Path, environ: Mapping[str, str] | None = None, stdin: str = ""
) -> Result:
    """Run a command in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", "tui_reader", *map(str, words)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, **(environ or {})},
        cwd=Path(__file__).parents[2],
    )
    return Result(done.returncode, done.stdout, done.stderr)


def fill(days: Mapping[date, Sequence[Json]] | None = None, unread: bool = True) -> None:
    """Store editions as a sync would; by default three made-up ones of four papers."""
    folders = Folders.of_user()
    if days is None and not folders.library_db.exists():
        cached_databases(("editions", unread), folders, lambda: _fill(folders, _three(), unread))
    else:
        _fill(folders, _three() if days is None else days, unread)


def _three() -> dict[date, list[Json]]:
    return {day: fake_papers.edition(day, 4) for day in fake_papers.weekdays(3)}


def _fill(folders: Folders, days: Mapping[date, Sequence[Json]], unread: bool) -> None:
    with Store(folders) as store:
        for day, entries in days.items():
            edition = fake_papers.parsed_edition(day, entries)
            store.write_cache_sync(cache.write_edition, edition, False, NOW)
        if unread:
            store.write_library_sync(library.count_unread_since, min(days))


def ids_of(day: date, size: int = 4) -> list[str]:
    """Return the IDs of a made-up edition, in the Hub's order."""
    return [one["paper"]["id"] for one in fake_papers.edition(day, size)]
