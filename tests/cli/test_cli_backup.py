"""`backup` and `restore`, also while the app is open."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import command, fill, ids_of
from tests.support.databases import content_of
from tests.support.fake_papers import LAST_DAY
from tui_reader.paths import Folders
from tui_reader.store import Store
from tui_reader.store.safety import backup, integrity

FIRST, SECOND, THIRD, _ = ids_of(LAST_DAY)


def marks() -> dict[str, Any]:
    """Return the marks in the library by paper."""
    papers = command("bookmark", "list", "--json").json["papers"]
    return {paper["id"]: paper for paper in papers}


def test_backup_can_be_restored(tmp_path: Path) -> None:
    fill()
    command("bookmark", "add", FIRST, SECOND, "--tag", "to read", "--note", "A note.")
    command("mark", "read", FIRST)
    command("watch", "add", "code", "has:code")
    before, file = marks(), tmp_path / "copy.db"
    content = content_of(Folders.of_user().library_db)
    made = command("backup", file)
    assert (made.code, made.out) == (0, "")
    assert integrity.is_library(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert command("restore", file).code == 0
    assert content_of(Folders.of_user().library_db) == content
    command("bookmark", "remove", FIRST)
    command("bookmark", "add", THIRD)
    command("watch", "remove", "code")
    replaced = marks()
    restored = command("restore", file)
    assert restored.code == 0
    assert marks() == before
    assert command("watch", "list").rows == [["code", "has:code"]]
    backup = Path(restored.err.split("saved as ")[1].strip().removesuffix("."))
    assert command("restore", backup).code == 0
    assert marks() == replaced


def test_search_follows_a_restore(tmp_path: Path) -> None:
    fill()
    command("note", FIRST, "marzipan")
    command("backup", tmp_path / "copy.db")
    command("note", FIRST, "nougat")
    command("restore", tmp_path / "copy.db")
    assert command("search", "marzipan").ids == [FIRST]
    assert command("search", "nougat").code == 3


def test_backup_and_restore_while_the_app_is_open(tmp_path: Path) -> None:
    fill()
    command("bookmark", "add", FIRST)
    command("backup", tmp_path / "copy.db")
    with Store(Folders.of_user()) as reader:
        counted = "SELECT key FROM library.bookmarks"

        def bookmarks() -> int:
            return reader.read_sync(lambda connection: len(connection.execute(counted).fetchall()))

        command("bookmark", "add", SECOND)
        assert bookmarks() == 2
        assert command("restore", tmp_path / "copy.db").code == 0
        assert bookmarks() == 1
        command("bookmark", "add", THIRD)
        assert bookmarks() == 2
        assert command("backup", tmp_path / "second.db").code == 0
    assert set(marks()) == {FIRST, THIRD}
    assert integrity.is_library(Folders.of_user().library_db)


def test_bug_in_a_backup_is_not_reported_as_a_disk_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*paths: Path) -> None:
        raise sqlite3.ProgrammingError("a bug")

    monkeypatch.setattr(backup, "copy", fail)
    with pytest.raises(sqlite3.ProgrammingError):  # for the crash report
        command("backup", tmp_path / "copy.db")


def test_backup_never_overwrites_another_file(tmp_path: Path) -> None:
    fill()
    thesis = tmp_path / "thesis.docx"
    thesis.write_text("years of work")
    library = Folders.of_user().library_db
    for target in (thesis, library, Folders.of_user().cache_db):
        assert command("backup", target).code == 1
    assert thesis.read_text() == "years of work"
    assert command("restore", library).code == 1
    copy = tmp_path / "copy.db"
    assert command("backup", copy).code == 0
    first = datetime.fromtimestamp(copy.stat().st_mtime)
    command("bookmark", "add", FIRST)
    assert command("backup", copy).code == 0
    assert datetime.fromtimestamp(copy.stat().st_mtime) >= first
    command("bookmark", "remove", FIRST)
    command("restore", copy)
    assert list(marks()) == [FIRST]


def test_backup_reads_the_library_as_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk only an immutable file can be opened: a log needs space."""
    fill()
    command("bookmark", "add", FIRST)
    library, connect = str(Folders.of_user().library_db), sqlite3.connect

    def full(database: str, **options: Any) -> Any:
        if library in database and "immutable" not in database:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return connect(database, **options)

    monkeypatch.setattr(sqlite3, "connect", full)
    result = command("backup", tmp_path / "elsewhere.db")
    assert (result.code, "the disk is full" in result.err) == (0, True)
    monkeypatch.undo()
    command("bookmark", "remove", FIRST)
    command("restore", tmp_path / "elsewhere.db")
    assert list(marks()) == [FIRST]


@pytest.mark.parametrize("words", [("backup",), ("export", "-f", "bibtex", "-o")])
def test_library_that_cannot_be_read_is_not_copied(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export must not replace a bibliography with an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", "/dev/null/home")
    result = command(*words, tmp_path / "copy")
    assert result.code == 1
    assert "the library cannot be read" in result.err.splitlines()[-1]
    assert not (tmp_path / "copy").exists()


def test_unwritable_backup_is_reported_in_one_line(tmp_path: Path) -> None:
    fill()
    there = tmp_path / "no" / "such.db"
    result = command("backup", there)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"Cannot write {there}: No such file or directory.\n"


def test_damage_found_by_a_command_is_reported_and_repaired(tmp_path: Path) -> None:
    fill()
    assert command("bookmark", "add", FIRST).code == 0
    assert command("backup", tmp_path / "copy.db").code == 0
    folders = Folders.of_user()
    (backup,) = folders.backups.iterdir()
    (tmp_path / "copy.db").replace(backup)
    data = bytearray(folders.library_db.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    folders.library_db.write_bytes(data)
    result = command("bookmark", "list", "--json")
    assert (result.code, result.ids) == (0, [FIRST])
    assert f"The library was damaged and set aside; restored from {backup.name}" in result.err


def test_first_change_of_a_day_makes_a_backup() -> None:
    fill()
    backups = Folders.of_user().backups
    command("list")
    assert not backups.exists()
    for own_id in (FIRST, SECOND):
        assert command("bookmark", "add", own_id).code == 0
    (copy,) = backups.iterdir()
    with closing(sqlite3.connect(copy)) as backup:
        assert backup.execute("SELECT count(*) FROM bookmarks").fetchone() == (0,)
    copy.unlink()
    backups.rmdir()
    backups.touch()
    result = command("bookmark", "add", THIRD)
    assert result.code == 0
    assert result.err.splitlines()[0] == "No backup of the library was made today: File exists"
