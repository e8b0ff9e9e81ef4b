"""Restoring a file from an untrusted source: rows are copied, its schema is not."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.support.databases import (
    KEYS,
    NOW,
    content_of,
    faults_of,
    fill_cache,
    fill_library,
    schema_of,
)
from tui_reader.collection import service
from tui_reader.paths import Folders
from tui_reader.store import Store, library, queries, rows
from tui_reader.store.database import DatabaseFile
from tui_reader.store.safety import backup, restore
from tui_reader.store.safety.row_copy import Limits

ONE, TWO, THREE, FOUR = KEYS
ESCAPES = "\x1b]0;owned\x07\u202e"


@pytest.fixture
def copy(folders: Folders, tmp_path: Path) -> Path:
    """A copy of a library with marks of every kind; the library itself has one more bookmark."""
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
    file = tmp_path / "copy.db"
    backup.copy(DatabaseFile(folders.library_db), file)
    with Store(folders) as store:
        store.write_library_sync(library.bookmark, [FOUR], True, NOW)
    return file


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def restored(file: Path, folders: Folders) -> None:
    restore.restore_library(file, folders.library_db, folders.backups)


SCHEMAS = {
    "triggers": [
        "CREATE TRIGGER evil AFTER INSERT ON notes BEGIN DELETE FROM bookmarks; END",
        "CREATE TRIGGER worse AFTER DELETE ON tags BEGIN DELETE FROM notes; END",
    ],
    "a check": [
        "CREATE TABLE new (key INTEGER PRIMARY KEY, saved_at TEXT NOT NULL, CHECK (key < 9e18))",
        "INSERT INTO new SELECT * FROM bookmarks",
        "DROP TABLE bookmarks",
        "ALTER TABLE new RENAME TO bookmarks",
    ],
    "a generated column": [
        "ALTER TABLE bookmarks ADD COLUMN big AS (hex(zeroblob(1000))) VIRTUAL",
        "CREATE INDEX evil ON bookmarks (big)",
    ],
    "tables of its own": [
        f"CREATE TABLE other (x DEFAULT '{ESCAPES}')",
        'CREATE TABLE "a ""b"" [c]" (x)',
        "CREATE VIEW seen AS SELECT * FROM notes",
        "CREATE VIRTUAL TABLE more_fts USING fts5 (x)",
    ],
    "a view in place of a table": [
        "DROP TABLE watches",
        "CREATE VIEW watches AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS number, 'name' || i AS name, 'q' AS query, '' AS added_at FROM n",
    ],
    "other types": [
        "CREATE TABLE new (note BLOB, changed_at, key TEXT)",
        "INSERT INTO new SELECT CAST(note AS BLOB), changed_at, CAST(key AS TEXT) FROM notes",
        "DROP TABLE notes",
        "ALTER TABLE new RENAME TO notes",
    ],
    "other indexes": ["DROP INDEX tags_by_name", "CREATE UNIQUE INDEX odd ON tags (tag, key)"],
}


@pytest.mark.parametrize("case", SCHEMAS)
def test_only_rows_of_known_tables_survive(case: str, copy: Path, folders: Folders) -> None:
    expected = schema_of(folders.library_db)
    change(copy, *SCHEMAS[case])
    restored(copy, folders)
    assert schema_of(folders.library_db) == expected
    assert faults_of(folders.library_db) == []
    with Store(folders) as store:
        found = store.read_sync(rows.entries, KEYS)
        assert found[ONE].marks.bookmarked
        assert found[ONE].marks.tags == ("to read", "Ω")
        assert found[TWO].marks.note == "It's another note"
        assert not found[FOUR].marks.bookmarked
        store.write_library_sync(library.note, [THREE], "one more", NOW)
        store.write_library_sync(library.tag, [ONE], (), ["Ω"], NOW)
        assert store.read_sync(rows.entries, KEYS)[ONE].marks.bookmarked


VALUES = {
    "keys": ["INSERT INTO bookmarks VALUES (-5, 'x'), (0, 'x'), (99999999999999, 'x')"],
    "times": [
        "UPDATE bookmarks SET saved_at = 'never'",
        "UPDATE notes SET changed_at = '2026-08-21'",
        "UPDATE tags SET added_at = '2026-08-21T10:00:00+05:00'",
        "UPDATE reads SET looked_at = '0001-01-01T00:00:00+23:59', changed_at = ''",
    ],
    "numbers": ["UPDATE reads SET upvotes = -1, comments = 9e99, read = 'yes'"],
    "blobs": ["UPDATE notes SET note = x'ff00fe'", "UPDATE tags SET tag = x'ff' || tag"],
    "json": [
        "UPDATE places SET value = '[1' WHERE name = 'left'",
        "UPDATE bin SET tags = '{}'",
        f"INSERT INTO places VALUES ('deep', '{'[' * 50_000}')",
        "UPDATE kept SET rest = '[]'",
    ],
    "escapes": [
        f"UPDATE {table} SET {column} = {column} || '{ESCAPES}'"
        for table, column in (
            *(("kept", "title"), ("kept", "authors"), ("kept", "summary"), ("tags", "tag")),
            *(("notes", "note"), ("note_history", "note"), ("watches", "name")),
            *(("watches", "query"), ("downloads", "path")),
        )
    ],
    "escapes in JSON": [
        f"UPDATE kept SET rest = json_set(rest, '$.submitter', json_array('a', '{ESCAPES}'))"
    ],
    "links": [
        "UPDATE kept SET code = 'javascript:alert(1)', project = 'file:///etc/passwd', "
        "rest = json_set(rest, '$.media', json_array('https://user:pw@evil.example/x.png'))"
    ],
    "the Collection": [
        "INSERT OR REPLACE INTO places VALUES ('collection', '[5]')",
        "INSERT OR REPLACE INTO places VALUES ('collection-unknown', '[5]')",
        "INSERT INTO agreed VALUES (2608021000, '[[5], null, \"a\"]', '', 1)",
    ],
    "a Collection": [
        "INSERT OR REPLACE INTO places VALUES "
        """('collection', '{"slug": "ada/papers-1", "on": true, "at": "never", "more": 5}')""",
        """INSERT OR REPLACE INTO places VALUES ('collection-unknown', '{"a": 5, "7": 5}')""",
    ],
    "days": [
        "INSERT OR REPLACE INTO places VALUES ('unread-since', '5'), ('away-since', '[5]')",
    ],
    "tags in the trash": ['UPDATE bin SET tags = \'[[5], null, {"a": 5}, "a"]\''],
    "citation keys": ["INSERT INTO citation_keys VALUES (2608021999, 'javascript:x')"],
    "a path": ["UPDATE downloads SET path = '-x'"],
    "steps": [
        "INSERT INTO undo_log (window, at, label, keys, before, after) "
        f"VALUES ('', '', '{ESCAPES}', '[1]', '{{\"notes\": 5}}', '[]')"
    ],
    "no papers": ["DELETE FROM kept"],
    "duplicates": [
        "CREATE TABLE new (key, note, changed_at)",
        "INSERT INTO new SELECT * FROM notes UNION ALL SELECT * FROM notes",
        "DROP TABLE notes",
        "ALTER TABLE new RENAME TO notes",
    ],
}


@pytest.mark.parametrize("case", VALUES)
def test_values_are_checked_and_cleaned(case: str, copy: Path, folders: Folders) -> None:
    change(copy, *VALUES[case])
    restored(copy, folders)
    assert faults_of(folders.library_db) == []
    everything = str(content_of(folders.library_db))
    for bad in ("\\x1b", "\\x07", "\\u202e", "\\u001b", "javascript", "file:", "evil.example"):
        assert bad not in everything
    with Store(folders) as store:
        saved = store.read_sync(queries.bookmarks)
        assert set(saved) >= {ONE, TWO, THREE}
        found = store.read_sync(rows.entries, saved)
        assert set(found) == set(saved)
        assert max(entry.marks.bookmarked for entry in found.values() if entry.marks.bookmarked)
        for listed in (queries.tags, queries.watches, queries.counts, queries.downloads):
            store.read_sync(listed)
        store.read_sync(queries.days_away)
        store.read_sync(queries.unread_since)
        store.read_sync(queries.value, "left")
        assert service.status(store)
        store.write_library_sync(library.bookmark, KEYS, True, NOW)
        assert store.opened.messages == []


def too_many_rows(file: Path) -> None:
    change(
        file,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
        "INSERT INTO note_history (key, note, replaced_at) SELECT 2608021000, i, '' FROM n",
    )


def too_large(file: Path) -> None:
    change(file, "UPDATE notes SET note = hex(zeroblob(400000))")


def too_long(file: Path) -> None:
    change(file, "UPDATE notes SET note = hex(zeroblob(60000))")


def sparse(file: Path) -> None:
    os.truncate(file, 10_000_000_000)


def slow_check(file: Path) -> None:
    slow = "(SELECT count(*) FROM a, a AS b, a AS c, a AS d) >= 0"
    change(
        file,
        "CREATE TABLE a (i)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) "
        "INSERT INTO a SELECT i FROM n",
        "DROP TABLE hidden",
        "CREATE VIEW slow AS SELECT 1 AS x WHERE " + slow,
        "CREATE TABLE hidden (key, hidden_at, big AS (hex(zeroblob(60000000))))",
        "INSERT INTO hidden (key, hidden_at) VALUES (2608021000, '')",
        "CREATE INDEX slow_index ON hidden (length(hex(zeroblob(50000000))))",
    )


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def damaged(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xff" * (4096 * 6)
    file.write_bytes(data)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def foreign(file: Path) -> None:
    file.unlink()
    change(file, "CREATE TABLE moz_places (id)")


def newer(file: Path) -> None:
    change(file, "PRAGMA user_version = 77")


def fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def missing(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        *(too_many_rows, too_large, too_long, sparse, cut, damaged, empty),
        *(foreign, newer, fifo, folder, missing),
    ],
)
def test_file_beyond_the_limits_changes_nothing(
    spoil: Callable[[Path], None],
    copy: Path,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = Limits(rows=2_000, size=500_000, longest=100_000, seconds=10.0)
    monkeypatch.setattr(restore, "LIMITS", limits)
    before = content_of(folders.library_db)
    spoil(copy)
    started = time.monotonic()
    with pytest.raises(restore.NotALibrary):
        restored(copy, folders)
    assert time.monotonic() - started < 5
    assert content_of(folders.library_db) == before
    assert list(folders.data.glob(".restore*")) == []


def test_long_note_is_restored(copy: Path, folders: Folders) -> None:
    change(copy, "UPDATE notes SET note = printf('%.*c', 9000000, 'a')")
    restored(copy, folders)
    with Store(folders) as store:
        note = store.read_sync(rows.entries, KEYS)[TWO].marks.note
    assert note == "a" * 9_000_000


def test_killed_restore_leaves_no_file_after_the_next_one(
    copy: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        if (child := os.fork()) == 0:
            monkeypatch.setattr(backup, "overwrite", lambda *_: os.kill(os.getpid(), SIGKILL))
            restored(copy, folders)
        os.waitpid(child, 0)
    restored(copy, folders)
    assert list(folders.data.glob(".restore*")) == []


def test_slow_schema_takes_no_longer_than_the_limit(
    copy: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "LIMITS", restore.LIMITS._replace(seconds=2.0))
    slow_check(copy)
    started = time.monotonic()
    with suppress(restore.NotALibrary):
        restored(copy, folders)
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_file_in_another_encoding_and_page_size_is_restored(
    encoding: str, copy: Path, folders: Folders, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(f"PRAGMA encoding = '{encoding}'")
        connection.execute("PRAGMA page_size = 512")
        connection.execute("CREATE TABLE notes (key, note, changed_at)")
        connection.execute("INSERT INTO notes VALUES (2608021000, 'Ω', '2026-08-21T08:00:00')")
        connection.commit()
    restored(other, folders)
    with Store(folders) as store:
        assert store.read_sync(rows.entries, [ONE])[ONE].marks.note == "Ω"
    with closing(sqlite3.connect(folders.library_db)) as connection:
        assert connection.execute("PRAGMA encoding").fetchone() == ("UTF-8",)
