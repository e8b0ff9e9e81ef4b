"""A disk that was full at launch is used once it has free space."""

from __future__ import annotations

import errno
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui_reader import store as store_package
from tui_reader.models import Paper
from tui_reader.paths import Folders
from tui_reader.store import ReadOnly, Store, cache, queries
from tui_reader.store.database import access_error
from tui_reader.store.safety import recovery

NOW = datetime(2026, 8, 21, tzinfo=UTC)


def test_disk_that_was_full_at_launch_is_used_once_it_has_space(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_package, "_RETRY_INTERVAL", 0.0)
    repairs: list[int] = []

    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(folder))

    with monkeypatch.context() as disk:
        disk.setattr(recovery, "make_private", full)
        store = Store(folders, repaired=lambda: repairs.append(1))
        assert "the disk is full" in store.opened.library.read_only
        with pytest.raises(ReadOnly):
            store.write_cache_sync(cache.write_papers, [Paper("2408.00001", "A")])
        assert store.read_sync(queries.everything).tolist() == []
    with store:
        store.write_cache_sync(cache.write_papers, [Paper("2408.00001", "A")])
        assert store.read_sync(queries.everything).tolist() != []
        assert not store.opened.library.read_only
    assert repairs == [1]


def test_full_disk_is_named_in_every_error() -> None:
    unextended = sqlite3.OperationalError("disk I/O error")
    unextended.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    quota = OSError(errno.EDQUOT, "Disk quota exceeded")
    assert {access_error(unextended), access_error(quota)} == {"the disk is full"}


def test_permanent_error_at_launch_is_not_retried(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_package, "_RETRY_INTERVAL", 0.0)
    folders.data.parent.mkdir(parents=True, exist_ok=True)
    folders.data.touch()
    with Store(folders) as store:
        opened = store.opened
        with pytest.raises(ReadOnly):
            store.write_library_sync(lambda connection: None)
        assert store.opened is opened
