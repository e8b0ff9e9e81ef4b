"""Old databases: every earlier schema is migrated with all its rows."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from tests.support.databases import (
    NOW,
    SCHEMAS,
    build,
    content_of,
    faults_of,
    fill_cache,
    fill_library,
    folders_under,
    schema_of,
)
from tests.support.kill_points import of_next_version
from tui_reader import query
from tui_reader.models import Account
from tui_reader.paths import Folders
from tui_reader.store import Store, import_export, library, queries, rows, schema
from tui_reader.store.safety import shape
from tui_reader.store.search import full_text_search

SCRIPTS = sorted(SCHEMAS.glob("*.sql"))
# Papers in Bookmarks in each library of the first weeks: 6 bookmarks and 2 others.
OLD = {"library-1a": 6, "library-1b": 6, "library-1": 3}


def without_dates(statements: list[str]) -> list[str]:
    """Return a dump without the table of sqlite-utils, which depends on its version."""
    return [one for one in statements if "_sqlite_migrations" not in one]


def name_of(script: Path) -> str:
    return script.stem.partition("-")[0]


def build_folders(script: Path, home: Path) -> tuple[Folders, Path]:
    folders = folders_under(home)
    path = folders.cache_db if name_of(script) == "cache" else folders.library_db
    build(script, path)
    return folders, path


@pytest.mark.parametrize("name", ["cache", "library"])
def test_every_version_has_a_fixture(name: str) -> None:
    versions = {path.stem.partition("-")[2] for path in SCRIPTS if name_of(path) == name}
    assert {str(version) for version in range(1, schema.latest(name) + 1)} <= versions


@pytest.mark.parametrize("name", ["cache", "library"])
def test_schema_change_needs_a_migration(name: str, fast_tmp_path: Path) -> None:
    """The fixture of the latest version has exactly the current schema."""
    script = SCHEMAS / f"{name}-{schema.latest(name)}.sql"
    _, path = build_folders(script, fast_tmp_path / "old")
    Store(fresh := folders_under(fast_tmp_path / "new")).close()
    now = fresh.cache_db if name == "cache" else fresh.library_db
    assert without_dates(schema_of(path)) == without_dates(schema_of(now))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_old_schema_opens_with_all_rows(script: Path, fast_tmp_path: Path) -> None:
    folders, path = build_folders(script, fast_tmp_path / "old")
    Store(new := folders_under(fast_tmp_path / "new")).close()
    fresh = new.cache_db if name_of(script) == "cache" else new.library_db
    before = rows_of(path)
    assert sum(map(len, before.values())) > 5
    with Store(folders) as store:
        assert store.opened.messages == []
    assert without_dates(schema_of(path)) == without_dates(schema_of(fresh))
    before.pop("citation_keys", None)  # assigned by the upgrade
    assert rows_of(path).items() >= before.items()
    assert faults_of(path) == []
    with Store(folders) as store:
        assert store.opened.messages == []


@pytest.mark.parametrize("name", ["cache-3", "cache-6"])
def test_view_of_the_user_does_not_prevent_an_upgrade(name: str, fast_tmp_path: Path) -> None:
    folders, path = build_folders(SCHEMAS / f"{name}.sql", fast_tmp_path)
    count = "SELECT count(*) FROM edition_papers"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE VIEW own AS {count}")
        papers = connection.execute(count).fetchone()
    with Store(folders) as store:
        assert store.opened.messages == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM own").fetchone() == papers != (0,)


def rows_of(path: Path) -> dict[str, set[tuple[Any, ...]]]:
    """Return the rows by table, in the columns that all schemas share."""
    with closing(sqlite3.connect(path)) as connection:
        found = {}
        for table in shape.tables(connection):
            names = {column.name for column in shape.columns(connection, table)}
            names -= {
                "key",
                "reverse",
                "color",
                "rest",
                "organization",
                "authors",
                "item",
                "looked_at",
            }
            names -= {"starred", "day"} if table in ("agreed", "feeds") else set()
            listed = ", ".join(sorted(names))
            if listed:
                name = shape.quoted(table)
                found[table] = set(connection.execute(f"SELECT {listed} FROM {name}"))
        return found


@pytest.mark.parametrize("label", OLD)
def test_old_library_shows_every_mark(label: str, fast_tmp_path: Path) -> None:
    folders, _ = build_folders(SCHEMAS / f"{label}.sql", fast_tmp_path)
    with Store(folders) as store:
        saved = store.read_sync(queries.bookmarks)
        found = store.read_sync(rows.entries, saved)
        assert len(found) == OLD[label]
        assert ("to read", "Ω") in [entry.marks.tags for entry in found.values()]
        assert "It's another note" in [entry.marks.note for entry in found.values()]
        noted = next(key for key, entry in found.items() if entry.marks.note)
        assert store.read_sync(queries.older_notes, noted)[0][1].startswith("It's a note;")
        assert store.read_sync(queries.watches) == [("flows", "flow matching has:code")]
        assert store.read_sync(queries.value, "left") == {"place": "2026-08-21", "tops": [0, 1]}
        assert len(store.read_sync(import_export.removed)) == 1
        assert store.read_sync(full_text_search.search, query.parse("tag:Ω"))
    assert len(list(folders.backups.iterdir())) == 1


def test_organization_name_is_migrated_from_the_first_schema(fast_tmp_path: Path) -> None:
    folders, _ = build_folders(SCHEMAS / "library-1a.sql", fast_tmp_path)
    with Store(folders) as store:
        found = store.read_sync(rows.entries, store.read_sync(queries.bookmarks))
    assert {entry.paper.organization for entry in found.values()} == {
        Account("nowhere", "University of Nowhere")
    }


ODD: dict[str, list[str]] = {
    "a column is missing": ["ALTER TABLE reads DROP COLUMN looked_at"],
    "a table is missing": ["DROP TABLE watches", "DROP TABLE outputs"],
    "an index is missing": ["DROP INDEX tags_by_name"],
    "another column": ["ALTER TABLE notes ADD COLUMN color TEXT NOT NULL DEFAULT 'red'"],
    "a renamed column": ["ALTER TABLE downloads RENAME COLUMN path TO file"],
    "no version": ["PRAGMA user_version = 0"],
    "an impossible version": ["PRAGMA user_version = -5"],
    "a version from another program": ["PRAGMA user_version = 20261130"],
    "no record of migrations": ["DROP TABLE _sqlite_migrations"],
    "no full-text index": ["DROP TABLE marks_fts"],
    "another full-text index": [
        "DROP TABLE marks_fts",
        "CREATE VIRTUAL TABLE marks_fts USING fts5 (title)",
    ],
    "a table with a name that needs quotes": ['CREATE TABLE "a ""b"" [c] --" (x)'],
    "a column of another type": [
        "CREATE TABLE new (key TEXT, saved_at)",
        "INSERT INTO new SELECT * FROM bookmarks",
        "DROP TABLE bookmarks",
        "ALTER TABLE new RENAME TO bookmarks",
    ],
}


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("case", ODD)
def test_marks_of_intact_libraries_with_other_schemas_survive(
    case: str, version: str, fast_tmp_path: Path
) -> None:
    folders, path = build_folders(SCHEMAS / f"library-{version}.sql", fast_tmp_path)
    before = rows_of(path)
    with closing(sqlite3.connect(path)) as connection:
        for statement in ODD[case]:
            if version == "2" or "outputs" not in statement:
                connection.execute(statement)
        connection.commit()
    for _ in range(2):
        with Store(folders) as store:
            saved = store.read_sync(queries.bookmarks)
            assert len(store.read_sync(rows.entries, saved)) == 3
            store.read_sync(queries.watches)
            store.write_library_sync(library.note, [saved[0]], "one more", NOW)
            assert not any("damaged" in message for message in store.opened.messages)
        assert not list(folders.data.glob("*damaged*"))
    after = rows_of(path)
    assert after["bookmarks"] == before["bookmarks"]
    assert after["tags"] == before["tags"]
    assert after["notes"] >= before["notes"] - {row for row in before["notes"] if "note" in row}


def test_library_is_copied_before_it_is_changed(fast_tmp_path: Path) -> None:
    folders = folders_under(fast_tmp_path)
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
    before = content_of(folders.library_db)
    with of_next_version():
        Store(folders).close()
    after = content_of(folders.library_db)
    assert [words for _, words, _ in after["notes"]] == ["IT'S ANOTHER NOTE"]
    (backup,) = folders.backups.iterdir()
    assert content_of(backup) == before


@pytest.mark.parametrize("case", ["none", "old"])
def test_processes_can_open_at_the_same_time(fast_tmp_path: Path, case: str) -> None:
    folders = folders_under(fast_tmp_path)
    program = f"""
import sys
from pathlib import Path
import sqlite_utils.migrations
from tests.support import kill_points
from tests.support.databases import folders_under
from tui_reader.store import Store, queries
print("ready", flush=True)
sys.stdin.readline()
with kill_points.of_next_version() if {case == "old"} else kill_points.contextlib.nullcontext():
    with Store(folders_under(Path({str(fast_tmp_path)!r}))) as store:
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
    outputs = [process.communicate(timeout=60) for process in started]
    assert outputs == [(f"{3 if case == 'old' else 0} []\n", "")] * 4
    assert faults_of(folders.library_db) + faults_of(folders.cache_db) == []


def test_plugins_of_sqlite_utils_are_not_run(fast_tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from tests.support.databases import folders_under
from tui_reader.store import Store
Store(folders_under(Path({str(fast_tmp_path)!r}))).close()
from sqlite_utils import plugins
print(plugins._plugins_loaded)
"""
    command = [sys.executable, "-c", program]
    root = Path(databases.__file__).parents[2]
    assert subprocess.check_output(command, text=True, cwd=root) == "False\n"
