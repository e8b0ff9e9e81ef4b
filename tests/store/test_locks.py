"""Folders without file locks, and files locked by another program."""

from __future__ import annotations

import errno
import fcntl
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.databases import KEYS, NOW, fill_cache, fill_library
from tui_reader.paths import Folders
from tui_reader.store import ReadOnly, Store, database, library, queries, rows
from tui_reader.store.safety import recovery


def take_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make file locks unavailable."""

    def no_lock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", no_lock)
    monkeypatch.setattr(fcntl, "flock", no_lock)
    # SQLite has its own locks: it would wait if it tried to use them.
    monkeypatch.setattr(recovery, "_prepare", lambda *_: pytest.fail("SQLite would wait"))


@pytest.mark.parametrize("log", [False, True])
def test_folder_without_locks_is_read_at_once(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, log: bool
) -> None:
    store = Store(folders)
    fill_cache(store)
    fill_library(store)
    if not log:
        store.close()
    take_locks(monkeypatch)
    started = time.monotonic()
    with Store(folders) as reader:
        assert time.monotonic() - started < 3
        (message,) = reader.opened.messages
        assert (
            message == f"The folder {folders.data} has no file locks: marks cannot be saved there"
        )
        saved = reader.read_sync(queries.bookmarks)
        assert len(saved) == 3
        assert reader.read_sync(rows.entries, saved)[KEYS[1]].marks.note == "It's another note"
        assert len(reader.read_sync(queries.days)) == 1
        with pytest.raises(ReadOnly, match="no file locks"):
            reader.write_library_sync(library.bookmark, [KEYS[3]], True, NOW)
    if log:
        store.close()


def test_first_launch_in_a_folder_without_locks_has_a_message(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_locks(monkeypatch)
    with Store(folders) as reader:
        assert len(reader.opened.messages) == 1
        assert "no file locks" in reader.opened.messages[0]
        assert list(reader.read_sync(queries.bookmarks)) == []


@pytest.mark.parametrize("name", ["cache_db", "library_db"])
def test_file_locked_by_another_program_costs_one_timeout(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
    monkeypatch.setattr(database, "TIMEOUT", 0.5)
    with closing(sqlite3.connect(getattr(folders, name), isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        with Store(folders) as reader:
            assert "another program has locked it" in reader.opened.messages[0]
            assert len(reader.read_sync(queries.bookmarks)) == 3
        assert time.monotonic() - started < 2
        holder.execute("ROLLBACK")
    with Store(folders) as store:
        assert store.opened.messages == []
        assert len(store.read_sync(queries.bookmarks)) == 3


def test_lock_of_a_hanging_process_costs_one_timeout(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "TIMEOUT", 0.3)
    folders.data.mkdir(parents=True)
    with Path(folders.data, ".library.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = time.monotonic()
        with Store(folders) as reader:
            assert "another program has locked it" in reader.opened.messages[0]
        assert time.monotonic() - started < 2
