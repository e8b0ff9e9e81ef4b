"""Old databases: each released version is upgraded, with all that was in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.databases import (
    SCHEMAS,
    build,
    content_of,
    faults_of,
    fill_cache,
    fill_library,
    folders_under,
    schema_of,
)
from tests.support.dying import of_next_version
from tui_reader.store import Store, schema

VERSIONS = {"cache": schema.CACHE_VERSION, "library": schema.LIBRARY_VERSION}
RELEASED = sorted(SCHEMAS.glob("*.sql"))


def ours(statements: list[str]) -> list[str]:
    """Without the table in which sqlite-utils keeps count: how it is written is its own matter."""
    return [one for one in statements if "_sqlite_migrations" not in one]


@pytest.mark.parametrize("name", VERSIONS)
def test_each_version_is_kept_as_a_file(name: str) -> None:
    kept = [path.stem for path in RELEASED if path.stem.startswith(name)]
    assert kept == [f"{name}-{version}" for version in range(1, VERSIONS[name] + 1)]


@pytest.mark.parametrize("script", RELEASED, ids=lambda path: path.stem)
def test_a_released_version_becomes_this_one_and_keeps_its_rows(
    script: Path, in_memory: Path
) -> None:
    name, _, version = script.stem.partition("-")
    old, new = folders_under(in_memory / "old"), folders_under(in_memory / "new")
    Store(new).close()
    path, fresh = (getattr(folders, f"{name}_db") for folders in (old, new))
    build(script, path)
    before = content_of(path)
    assert sum(map(len, before.values())) > 5
    if int(version) == VERSIONS[name]:
        assert ours(schema_of(path)) == ours(schema_of(fresh))
    Store(old).close()
    assert ours(schema_of(path)) == ours(schema_of(fresh))
    assert content_of(path).items() >= before.items()
    assert faults_of(path) == []


def test_a_library_is_copied_before_it_is_changed(in_memory: Path) -> None:
    folders = folders_under(in_memory)
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
    before = content_of(folders.library_db)
    with of_next_version():
        Store(folders).close()
    after = content_of(folders.library_db)
    assert [words for _, words, _ in after["notes"]] == ["IT'S ANOTHER NOTE"]
    (kept,) = folders.backups.iterdir()
    assert content_of(kept) == before


@pytest.mark.parametrize("case", ["none", "old"])
def test_processes_that_open_at_once_agree(in_memory: Path, case: str) -> None:
    folders = folders_under(in_memory)
    program = f"""
import sys
from pathlib import Path
import sqlite_utils.migrations
from tests.support import dying
from tests.support.databases import folders_under
from tui_reader.store import Store, queries
print("ready", flush=True)
sys.stdin.readline()
with dying.of_next_version() if {case == "old"} else dying.contextlib.nullcontext():
    with Store(folders_under(Path({str(in_memory)!r}))) as store:
        print(store.read_sync(queries.counts).bookmarks, store.opened.messages, flush=True)
"""
    if case == "old":
        with Store(folders) as store:
            fill_cache(store)
            fill_library(store)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in started]
    assert said == [(f"{3 if case == 'old' else 0} []\n", "")] * 4
    assert faults_of(folders.library_db) + faults_of(folders.cache_db) == []


def test_plugins_of_sqlite_utils_are_not_run(in_memory: Path) -> None:
    program = f"""
from pathlib import Path
from tests.support.databases import folders_under
from tui_reader.store import Store
Store(folders_under(Path({str(in_memory)!r}))).close()
from sqlite_utils import plugins
print(plugins._plugins_loaded)
"""
    command = [sys.executable, "-c", program]
    root = Path(databases.__file__).parents[2]
    assert subprocess.check_output(command, text=True, cwd=root) == "False\n"
