"""The library file is deleted, replaced or restored while it is open: no marks are lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.databases import (
    KEYS,
    NOW,
    content_of,
    faults_of,
    fill_cache,
    fill_library,
    folders_under,
)
from tui_reader.paths import Folders
from tui_reader.store import Store, library, queries, rows
from tui_reader.store.safety import backup, restore

ONE, TWO, THREE, FOUR = KEYS
LATER = NOW + timedelta(hours=1)


def delete_file(folders: Folders) -> None:
    folders.library_db.unlink()


def delete_all_files(folders: Folders) -> None:
    for path in folders.data.glob("library.db*"):
        path.unlink()


def delete_folder(folders: Folders) -> None:
    shutil.rmtree(folders.data)


@pytest.mark.parametrize("delete", [delete_file, delete_all_files, delete_folder])
@pytest.mark.parametrize("then", ["read", "write", "close"])
def test_library_deleted_while_it_is_open_is_written_back(
    folders: Folders, delete: Callable[[Folders], None], then: str
) -> None:
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
        before = store.read_sync(lambda c: c.execute("SELECT * FROM library.notes").fetchall())
        saved = store.read_sync(queries.bookmarks)
        delete(folders)
        if then == "read":
            assert store.read_sync(queries.bookmarks) == saved
        elif then == "write":
            store.write_library_sync(library.tag, [FOUR], ["one more"], (), NOW)
        if then != "close":
            assert "deleted" in store.opened.messages[0]
    assert content_of(folders.library_db)["notes"] == before
    assert faults_of(folders.library_db) == []
    assert folders.library_db.stat().st_mode & 0o077 == 0
    assert [path.name for path in folders.data.glob(".library.open*")] == []
    with Store(folders) as store:
        assert store.opened.messages == []
        tags = store.read_sync(rows.entries, [FOUR])[FOUR].marks.tags
        assert tags == (("one more",) if then == "write" else ())


def test_library_replaced_while_it_is_open_is_merged(folders: Folders, tmp_path: Path) -> None:
    other = folders_under(tmp_path / "other")
    with Store(other) as store:
        fill_cache(store)
        store.write_library_sync(library.bookmark, [TWO, FOUR], True, NOW)
        store.write_library_sync(library.bookmark, [FOUR], False, NOW)
        store.write_library_sync(library.note, [ONE], "of the other file", LATER)
    with Store(folders) as store:
        fill_cache(store)
        store.write_library_sync(library.bookmark, [ONE, FOUR], True, NOW)
        store.write_library_sync(library.bookmark, [FOUR], False, NOW)
        store.write_library_sync(lambda file: file.execute("UPDATE bin SET note = 'in the trash'"))
        store.write_library_sync(library.tag, [THREE], ["a"], (), NOW)
        store.write_library_sync(library.note, [ONE], "of the open file", NOW)
        for path in folders.data.glob("library.db*"):
            path.unlink()
        shutil.copyfile(other.library_db, folders.library_db)
        assert set(store.read_sync(queries.bookmarks)) == {ONE, TWO, THREE}
        assert "merged" in store.opened.messages[0]
        assert store.read_sync(rows.entries, [ONE])[ONE].marks.note == "of the other file"
        assert [note for _, note in store.read_sync(queries.older_notes, ONE)] == [
            "of the open file"
        ]
        trashed = store.read_sync(queries.older_notes, FOUR)
        assert [note for _, note in trashed] == ["in the trash"]
    assert faults_of(folders.library_db) == []


def test_every_table_of_the_open_library_is_merged(folders: Folders, tmp_path: Path) -> None:
    other = folders_under(tmp_path / "other")
    with Store(other) as store:
        fill_cache(store)
        store.write_library_sync(library.put_output, ONE, "translate", "", "", 0, NOW)
        store.write_library_sync(library.put_watch, "other", "nerf", NOW)
        store.write_library_sync(library.note, [2401_000007], "one", NOW)
        store.write_library_sync(library.note, [2401_000007], "two", NOW)
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
        store.write_library_sync(library.hide, [FOUR], True, NOW)
        store.write_library_sync(library.seed, [FOUR], True, NOW)
        store.write_library_sync(library.mute, "survey", NOW)
        store.write_library_sync(library.record_edition_seen, NOW.date(), NOW)
        store.write_library_sync(library.put_output, ONE, "summarize", "text", "", 0, NOW)
        before = content_of(folders.library_db)
        delete_all_files(folders)
        shutil.copyfile(other.library_db, folders.library_db)
        store.read_sync(queries.bookmarks)
    after = content_of(folders.library_db)
    # Without numbers, and without the times in the history.
    parts = {"outputs": slice(1, 9), "watches": slice(1, 9), "note_history": slice(1, 3)}
    for table in before.keys() - {"undo_log"}:
        part = parts.get(table, slice(9))
        kept = {row[part] for row in after[table]}
        assert {row[part] for row in before[table]} <= kept, table


def test_unusable_file_in_place_of_the_library_loses_no_mark(folders: Folders) -> None:
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
        for path in folders.data.glob("library.db*"):
            path.unlink()
        with closing(sqlite3.connect(folders.library_db)) as connection:
            connection.execute("CREATE TABLE moz_places (id)")
            connection.commit()
        store.read_sync(queries.bookmarks)
    (unmerged,) = folders.data.glob("library.db.unmerged-*")
    os.replace(unmerged, folders.library_db)
    with Store(folders) as store:
        assert len(store.read_sync(queries.bookmarks)) == 3


def test_notes_of_a_replaced_library_stay_in_the_history(folders: Folders) -> None:
    with Store(folders) as store:
        fill_cache(store)
        store.write_library_sync(library.note, [ONE], "in the copy", NOW)
        copy = backup.create(folders.library_db, folders.backups, "test")
        store.write_library_sync(library.note, [ONE], "written since", NOW)
        store.write_library_sync(library.note, [TWO], "another", NOW)
        restore.restore_library(copy, folders.library_db, folders.backups)
        assert store.read_sync(rows.entries, [ONE])[ONE].marks.note == "in the copy"
        assert [note for _, note in store.read_sync(queries.older_notes, ONE)] == ["written since"]
        assert [note for _, note in store.read_sync(queries.older_notes, TWO)] == ["another"]
