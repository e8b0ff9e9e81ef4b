"""Recovery of damaged databases, and backups."""

from __future__ import annotations

import os
import shutil
import sqlite3
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
    schema_of,
)
from tests.support.kill_points import of_next_version
from tests.support.running_app import RunningApp, fill, run_app
from tests.trust import damage
from tui_reader.paths import Folders
from tui_reader.store import ReadOnly, Store, library, queries, rows
from tui_reader.store.safety import backup, integrity, recovery

CHECKPOINT = "PRAGMA main.wal_checkpoint(TRUNCATE)"


def used(folders: Folders) -> None:
    """Folders with an edition, marks and a backup of the library."""
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
        assert store.back_up_sync(NOW) == ""


def spoil(path: Path) -> None:
    """Overwrite all of a database except its schema, so that it still opens."""
    data = bytearray(path.read_bytes())
    page = int.from_bytes(data[16:18], "big")
    intact = {1}
    if data[100] == 5:  # an interior page: the schema has several pages
        count = int.from_bytes(data[103:105], "big")
        cells = [int.from_bytes(data[112 + 2 * n : 114 + 2 * n], "big") for n in range(count)]
        intact |= {int.from_bytes(data[at : at + 4], "big") for at in (*cells, 108)}
    for number in range(2, len(data) // page + 1):
        if number not in intact:
            data[(number - 1) * page : number * page] = b"\xa5" * page
    path.write_bytes(data)


def bookmarked(folders: Folders) -> list[int]:
    with Store(folders) as store:
        return list(store.read_sync(queries.bookmarks))


# Kinds of damage; `python -m tests.trust damage` tries a thousand.


@pytest.mark.long
def test_library_survives_forty_kinds_of_damage() -> None:
    report = damage.run(quick=True, seed=5)
    assert report.failures == ()


# Recovery at launch


def test_damaged_library_is_restored_from_its_backup(folders: Folders) -> None:
    used(folders)
    before = content_of(folders.library_db)
    damaged = b"nothing of ours" * 1000
    folders.library_db.write_bytes(damaged)
    with Store(folders) as store:
        assert store.opened.messages == [
            "The library was damaged and set aside; restored from library-2026-08-21.db"
        ]
        assert store.write_library_sync(lambda c: c.execute("PRAGMA journal_mode").fetchone()) == (
            "wal",
        )
    assert content_of(folders.library_db) == before
    (aside,) = folders.data.glob("library.db.damaged-*")
    assert aside.read_bytes() == damaged
    assert folders.library_db.stat().st_mode & 0o077 == 0


def test_newest_intact_backup_is_used(folders: Folders) -> None:
    used(folders)
    with Store(folders) as store:
        store.write_library_sync(library.bookmark, KEYS[:1], False, NOW)
        assert store.back_up_sync(NOW + timedelta(days=1)) == ""
        store.write_library_sync(library.bookmark, KEYS[1:2], False, NOW)
        assert store.back_up_sync(NOW + timedelta(days=2)) == ""
    for number, copy in enumerate(backup.newest(folders.backups)[::-1]):
        os.utime(copy, (number, number))
    spoil(backup.newest(folders.backups)[0])
    folders.library_db.write_bytes(b"no")
    with Store(folders) as store:
        assert store.opened.messages[0].endswith("restored from library-2026-08-22.db")
        assert store.read_sync(rows.entries, [KEYS[1]])[KEYS[1]].marks.bookmarked
        assert not store.read_sync(rows.entries, [KEYS[0]])[KEYS[0]].marks.bookmarked


def test_damaged_library_without_backup_is_set_aside(folders: Folders) -> None:
    used(folders)
    shutil.rmtree(folders.backups)
    folders.library_db.write_bytes(b"no")
    with Store(folders) as store:
        assert "no backup" in store.opened.messages[0]
        assert store.read_sync(queries.counts).bookmarks == 0
        store.write_library_sync(library.bookmark, KEYS[:1], True, NOW)
    assert len(list(folders.data.glob("library.db.damaged-*"))) == 1
    assert bookmarked(folders) == [KEYS[0]]


def test_missing_library_is_restored_from_its_backup(folders: Folders) -> None:
    used(folders)
    before = bookmarked(folders)
    folders.library_db.unlink()
    with Store(folders) as store:
        assert store.opened.messages == [
            "The library was missing; restored from library-2026-08-21.db"
        ]
        assert list(store.read_sync(queries.bookmarks)) == before


def test_damaged_cache_is_rebuilt_without_touching_the_library(folders: Folders) -> None:
    used(folders)
    before = content_of(folders.library_db)
    for _ in range(2):
        folders.cache_db.write_bytes(b"no")
        with Store(folders) as store:
            assert store.opened.messages == [
                "The cache was damaged and set aside; the next sync rebuilds it"
            ]
            fill_cache(store)
    assert content_of(folders.library_db) == before
    assert faults_of(folders.cache_db) == []
    assert len(list(folders.cache.glob("*.damaged-*"))) == 1


@pytest.mark.parametrize("name", ["cache", "library"])
def test_damage_found_by_a_query_is_repaired_at_once(folders: Folders, name: str) -> None:
    used(folders)
    before = bookmarked(folders)
    spoil(getattr(folders, f"{name}_db"))
    messages = []
    with Store(folders) as store:
        assert store.opened.messages == []
        store.repaired = lambda: messages.extend(store.opened.messages)
        assert list(store.read_sync(queries.bookmarks)) == before
        days = store.read_sync(queries.days)
        assert len(days) == (0 if name == "cache" else 1)
        assert len(messages) == 1
        assert f"The {name} was damaged" in messages[0]
        fill_cache(store)
        store.write_library_sync(library.bookmark, KEYS[2:3], True, NOW)
    assert KEYS[2] in bookmarked(folders)
    assert faults_of(folders.library_db) + faults_of(folders.cache_db) == []


def test_mark_is_saved_after_repairing_a_damaged_library(folders: Folders) -> None:
    used(folders)
    spoil(folders.library_db)
    with Store(folders) as store:
        store.write_library_sync(library.bookmark, KEYS[2:3], True, NOW)
        assert "restored" in store.opened.messages[0]
    assert KEYS[2] in bookmarked(folders)


def test_bug_in_a_query_does_not_set_databases_aside(folders: Folders) -> None:
    used(folders)
    with Store(folders) as store:
        for error in (ValueError, KeyError, sqlite3.IntegrityError):

            def query(_: sqlite3.Connection, error: type[Exception] = error) -> None:
                raise error("ours")

            for run in (store.read_sync, store.write_library_sync, store.write_cache_sync):
                with pytest.raises(error, match="ours"):
                    run(query)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            store.read_sync(lambda connection: connection.execute("SELECT * FROM nowhere"))
        assert store.opened.messages == []
    assert not list(folders.data.glob("*.damaged-*"))
    assert not list(folders.cache.glob("*.damaged-*"))


def test_other_window_continues_with_the_restored_library(folders: Folders) -> None:
    used(folders)
    with Store(folders) as window:
        window.read_sync(queries.counts)
        spoil(folders.library_db)
        Path(f"{folders.library_db}-wal").unlink(missing_ok=True)
        with Store(folders) as mender:
            mender.read_sync(queries.bookmarks)
            assert mender.opened.messages != []
            window.write_library_sync(library.bookmark, KEYS[2:3], True, NOW)
            mender.write_library_sync(library.bookmark, KEYS[3:4], True, NOW)
            assert set(KEYS[2:4]) <= set(window.read_sync(queries.bookmarks))
            assert set(KEYS[2:4]) <= set(mender.read_sync(queries.bookmarks))
    assert set(KEYS[2:4]) <= set(bookmarked(folders))


def test_cache_deleted_while_open_is_created_again(folders: Folders) -> None:
    used(folders)
    with Store(folders) as store:
        shutil.rmtree(folders.cache)
        assert store.read_sync(queries.days) == []
        fill_cache(store)
        assert len(store.read_sync(queries.days)) == 1
    assert faults_of(folders.cache_db) == []


async def test_app_reports_the_repair_and_continues(filled: Store, folders: Folders) -> None:
    fill_library(filled)
    assert filled.back_up_sync(NOW) == ""
    async with run_app(filled) as reader:
        await reader.press("b")
        filled.write_library_sync(lambda c: c.execute(CHECKPOINT).fetchall())
        spoil(folders.library_db)
        filled.read_sync(lambda c: c.execute("PRAGMA shrink_memory").fetchall())
        await reader.press("j", "b")
        news = "The library was damaged and set aside; restored from library-2026"
        assert news in reader.text
        assert "★" in reader.text
        await reader.press("B")
        assert "Bookmarks · 3 papers" in reader.text


async def test_cache_damaged_while_open_leaves_a_usable_page(
    reader: RunningApp, store: Store, folders: Folders
) -> None:
    store.write_cache_sync(lambda c: c.execute(CHECKPOINT).fetchall())
    spoil(folders.cache_db)
    store.read_sync(lambda c: c.execute("PRAGMA shrink_memory").fetchall())
    await reader.press("left_square_bracket", "left_square_bracket", "j")
    assert "The cache was damaged" in reader.text
    fill(store)
    await reader.press("r")


@pytest.mark.parametrize("name", ["cache", "library"])
@pytest.mark.parametrize("suspect", [False, True])
def test_schema_with_bytes_that_are_not_utf_8_is_damage(
    folders: Folders, name: str, suspect: bool
) -> None:
    used(folders)
    path = folders.cache_db if name == "cache" else folders.library_db
    table = b"CREATE TABLE papers" if name == "cache" else b"CREATE TABLE kept"
    data = path.read_bytes()
    assert table in data
    path.write_bytes(data.replace(table, table[:-5] + b"\xac\xff" + table[-3:]))
    if suspect:
        recovery.prepare(path, name, [], suspect=True)
    with Store(folders) as store:
        assert len(store.read_sync(queries.bookmarks)) == 3
        store.read_sync(queries.days)
    assert faults_of(path) == []


# Backups


def test_daily_backups_are_retained_for_a_week(folders: Folders) -> None:
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
        for day in range(10):
            for hour in (0, 5):
                store.write_library_sync(library.put_value, "left", [day, hour])
                now = NOW + timedelta(days=day, hours=hour)
                assert store.back_up_sync(now) == ""
    found = sorted(path.name for path in folders.backups.iterdir())
    assert found == [f"library-2026-08-{day}.db" for day in range(24, 31)]
    content = content_of(folders.backups / found[-1])
    assert ("left", "[9, 0]") in content["places"]  # as of the first launch of that day
    assert all((folders.backups / name).stat().st_mode & 0o077 == 0 for name in found)


def test_damaged_library_does_not_replace_an_intact_backup(folders: Folders) -> None:
    used(folders)
    spoil(folders.library_db)
    with Store(folders) as store:
        assert store.back_up_sync(NOW + timedelta(days=1)) == ""
        assert "restored" in store.opened.messages[0]
    assert all(map(integrity.is_library, backup.newest(folders.backups)))


def test_backup_is_complete_without_the_log(folders: Folders, tmp_path: Path) -> None:
    with Store(folders) as store:
        fill_cache(store)
        fill_library(store)
        assert store.back_up_sync(NOW) == ""
        shutil.copyfile(folders.library_db, tmp_path / "without its log.db")
    before = content_of(backup.newest(folders.backups)[0])
    assert content_of(tmp_path / "without its log.db") == before


def test_failed_backup_is_reported(folders: Folders) -> None:
    with Store(folders) as store:
        folders.backups.write_text("in the way")
        assert "File exists" in store.back_up_sync(NOW)


# Other versions


def test_library_of_a_newer_version_is_opened_read_only(folders: Folders) -> None:
    used(folders)
    with of_next_version():
        Store(folders).close()
    before = folders.library_db.read_bytes()
    with Store(folders) as store:
        assert "written by a newer Daily Papers" in store.opened.messages[0]
        assert store.read_sync(rows.entries, [KEYS[1]])[KEYS[1]].marks.note == "IT'S ANOTHER NOTE"
        with pytest.raises(ReadOnly, match="newer"):
            store.write_library_sync(library.bookmark, KEYS[2:], True, NOW)
        assert store.back_up_sync(NOW + timedelta(days=9)) == ""
        fill_cache(store)
    assert folders.library_db.read_bytes() == before
    assert [path.name for path in folders.data.iterdir() if "damaged" in path.name] == []


def test_newer_library_with_another_schema_shows_known_marks(folders: Folders) -> None:
    used(folders)
    with closing(sqlite3.connect(folders.library_db)) as connection:
        connection.execute("ALTER TABLE notes RENAME COLUMN note TO other")
        connection.execute("PRAGMA user_version = 7")
        connection.commit()
    before = folders.library_db.read_bytes()
    with Store(folders) as store:
        assert "newer" in store.opened.messages[0]
        assert store.read_sync(queries.counts).bookmarks == 3
        assert store.read_sync(rows.entries, [KEYS[0]])[KEYS[0]].marks.tags == ("to read", "Ω")
        with pytest.raises(ReadOnly, match="newer"):
            store.write_library_sync(library.bookmark, KEYS[2:], True, NOW)
    assert folders.library_db.read_bytes() == before


def test_library_file_replaced_by_hand_is_used(folders: Folders) -> None:
    used(folders)
    copy = backup.newest(folders.backups)[0]
    with Store(folders) as store:
        store.write_library_sync(library.bookmark, KEYS[:3], False, NOW)
        os.replace(copy, folders.library_db)
        Path(f"{folders.library_db}-wal").unlink(missing_ok=True)
        assert KEYS[0] in store.read_sync(queries.bookmarks)
        store.write_library_sync(library.bookmark, KEYS[2:3], True, NOW)
    assert set(bookmarked(folders)) >= {KEYS[0], KEYS[2]}
    assert faults_of(folders.library_db) == []


def test_folders_of_two_users_are_separate(fast_tmp_path: Path) -> None:
    one, other = folders_under(fast_tmp_path / "one"), folders_under(fast_tmp_path / "other")
    with Store(one) as first, Store(other) as second:
        fill_cache(first)
        assert second.read_sync(queries.days) == []
    assert schema_of(one.cache_db) == schema_of(other.cache_db)
