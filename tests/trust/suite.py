"""Parts whose cases are tests of the suite, and random histories with undo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed

from tests.support.databases import folders_under
from tests.support.histories import Act, check, histories
from tests.trust.report import Report, Row

ROOT = Path(__file__).parents[2]
# The topic of a part, and the test files that are its cases
_TESTS = {
    "old-libraries": ("old libraries: every schema, and odd ones", ["store/test_store_schema.py"]),
    "restore": (
        "restore: files of someone else, deleted files",
        ["store/test_restore.py", "store/test_carry_over.py"],
    ),
    "locks": ("locks: none, or held by another program", ["store/test_locks.py"]),
    "serve": ("serve: requests without the secret, files", ["cli/test_serve.py"]),
    "settings": (
        "settings: any value, any file",
        ["unit/test_settings.py", "unit/test_command_settings.py", "unit/test_files.py"],
    ),
    "editors": ("editors: missing, failing, killed", ["terminal/test_external_editor.py"]),
}


def undo(quick: bool, seed: int) -> Report:
    """Play random histories of marks in two windows and the shell: no text is lost."""
    count = 40 if quick else 1_000
    played, failures, slowest = 0, list[str](), 0.0
    with _folder() as folder:

        @with_seed(seed)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(histories(60))
        def play(acts: list[Act]) -> None:
            nonlocal played, slowest
            started = time.monotonic()
            home = folder / "home"
            shutil.rmtree(home, ignore_errors=True)
            check(acts, folders_under(home))
            played += 1
            slowest = max(slowest, time.monotonic() - started)

        try:
            play()
        except AssertionError as error:
            failures.append("\n".join([str(error), *getattr(error, "__notes__", ())]))
    total = max(count, played) if not failures else played + 1
    row = Row("undo: random histories of two windows", total, played, seconds=slowest)
    return Report((row,), tuple(failures))


@contextmanager
def _folder() -> Iterator[Path]:
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def _run_tests(name: str, quick: bool = False, seed: int = 0) -> Report:
    """Run test files of the suite; each test counts as a case."""
    kind, files = _TESTS[name]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-rfE", "-m", "not browser"]
    done = subprocess.run(
        [*command, *(f"tests/{file}" for file in files)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    lines = done.stdout.splitlines()
    failures = tuple(line for line in lines if line.startswith(("FAILED", "ERROR")))
    passed = _count(lines[-1], "passed") if lines else 0
    failed = max(len(failures), int(done.returncode != 0))
    return Report((Row(kind, passed + failed, passed),), failures)


def _count(summary: str, word: str) -> int:
    words = summary.replace(",", "").split()
    return int(words[words.index(word) - 1]) if word in words else 0


PARTS: dict[str, Callable[[bool, int], Report]] = {
    **{name: partial(_run_tests, name) for name in _TESTS},
    "undo": undo,
}
