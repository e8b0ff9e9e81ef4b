"""The process is killed (SIGKILL) at each SQL statement: acknowledged changes survive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import (
    DAY,
    Rows,
    content_of,
    faults_of,
    fill_cache,
    fill_library,
    folders_under,
)
from tests.support.kill_points import Outcome, kill_at_each_statement, of_next_version
from tui_reader.store import Store, queries, rows

MARKS = ("bookmarks", "tags", "notes", "reads", "bin", "kept", "marks_fts")
EDITION = ("editions", "edition_papers", "papers")


@pytest.fixture
def home(fast_tmp_path: Path) -> Path:
    """Folders with an edition and marks."""
    home = fast_tmp_path / "home"
    with Store(folders_under(home)) as store:
        fill_cache(store)
        fill_library(store)
    return home


def reopened(outcomes: list[Outcome], at_least: int) -> Iterator[tuple[Outcome, Store]]:
    """Open each of the folders as a launch does, which must find no damage."""
    assert len(outcomes) > at_least
    assert [outcome.acknowledged for outcome in outcomes if not outcome.killed] == [True]
    for outcome in outcomes:
        with Store(folders_under(outcome.home)) as store:
            assert store.opened.messages == []
            yield outcome, store
        folders = folders_under(outcome.home)
        assert faults_of(folders.library_db) + faults_of(folders.cache_db) == [], outcome


def some_of(path: Path, tables: tuple[str, ...]) -> dict[str, Rows]:
    return {table: rows for table, rows in content_of(path).items() if table in tables}


@pytest.mark.long
def test_killed_first_launch_leaves_intact_databases(fast_tmp_path: Path) -> None:
    home = fast_tmp_path / "home"
    home.mkdir()
    for _, store in reopened(kill_at_each_statement("begin", home, fast_tmp_path / "out"), 60):
        fill_cache(store)
        fill_library(store)
        assert store.read_sync(queries.counts).bookmarks == 3  # or tagged


@pytest.mark.long
def test_killed_migration_leaves_the_old_or_new_version(home: Path, fast_tmp_path: Path) -> None:
    before = content_of(folders_under(home).library_db)
    outcomes = kill_at_each_statement("upgrade", home, fast_tmp_path / "out")
    with of_next_version():
        for outcome, _ in reopened(outcomes, 40):
            after = content_of(folders_under(outcome.home).library_db)
            assert after.pop("second") == [(key, note) for key, note, _ in before["notes"]]
            assert after.pop("notes") == [(k, note.upper(), at) for k, note, at in before["notes"]]
            assert after.items() <= before.items()


@pytest.mark.long
def test_acknowledged_bookmark_survives_a_kill(home: Path, fast_tmp_path: Path) -> None:
    before = some_of(folders_under(home).library_db, MARKS)
    outcomes = kill_at_each_statement("bookmark", home, fast_tmp_path / "out")
    after = some_of(folders_under(outcomes[-1].home).library_db, MARKS)
    assert len(after["bookmarks"]) == len(before["bookmarks"]) + 2
    found = []
    for outcome, _ in reopened(outcomes, 15):
        found.append(some_of(folders_under(outcome.home).library_db, MARKS))
        assert found[-1] == after or (found[-1] == before and not outcome.acknowledged)
    assert found.count(before) > 10


@pytest.mark.long
def test_killed_write_leaves_the_old_or_new_edition(home: Path, fast_tmp_path: Path) -> None:
    before = some_of(folders_under(home).cache_db, EDITION)
    own = content_of(folders_under(home).library_db)
    outcomes = kill_at_each_statement("edition", home, fast_tmp_path / "out")
    after = some_of(folders_under(outcomes[-1].home).cache_db, EDITION)
    assert len(after["edition_papers"]) == 3
    found = []
    for outcome, store in reopened(outcomes, 30):
        folders = folders_under(outcome.home)
        found.append(some_of(folders.cache_db, EDITION))
        assert found[-1] == after or (found[-1] == before and not outcome.acknowledged)
        assert content_of(folders.library_db) == own
        keys = store.read_sync(queries.edition, DAY)
        assert keys is not None
        assert len(store.read_sync(rows.entries, keys)) == len(keys)
    assert found.count(before) > 20
