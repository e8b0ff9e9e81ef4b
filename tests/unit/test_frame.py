"""The saved first frame is shown only if Textual would draw the same."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.support.emulator import Emulator
from tui_reader import first_frame
from tui_reader.paths import Folders

SIZE = (40, 3)
ROWS = ["\x1b[1mDaily Papers\x1b[0m", "Naïve 漢字 │", "q quit"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cache.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table papers (id)")
    connection.close()
    return path


@pytest.fixture
def state(tmp_path: Path, database: Path) -> Path:
    """A state folder with a saved frame."""
    first_frame.save(tmp_path / "state", ROWS, SIZE[0], [database])
    assert first_frame.load(str(tmp_path / "state"), SIZE)
    return tmp_path / "state"


def test_saved_frame_is_loaded_unchanged(state: Path) -> None:
    page = first_frame.load(str(state), SIZE)
    assert page is not None
    screen = Emulator(*SIZE)
    screen.feed(page)
    assert screen.lines() == ["Daily Papers", "Naïve 漢字 │", "q quit"]
    assert screen.cells()[0][0].bold
    assert not screen.cells()[2][0].bold


def test_frame_file_is_private(state: Path) -> None:
    assert [stat.S_IMODE(file.stat().st_mode) for file in state.iterdir()] == [0o600]
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_frame_writable_by_others_is_ignored(state: Path) -> None:
    (state / "frame").chmod(0o666)
    assert first_frame.load(str(state), SIZE) is None


def test_frame_of_another_terminal_size_is_ignored(state: Path) -> None:
    assert first_frame.load(str(state), (41, 3)) is None
    assert first_frame.load(str(state), (40, 4)) is None


@pytest.mark.parametrize("name", ["TERM", "STY", "COLORTERM", "XDG_DATA_HOME", "HF_ENDPOINT"])
def test_frame_of_another_environment_is_ignored(
    state: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "another")
    assert first_frame.load(str(state), SIZE) is None


def test_frame_of_another_version_is_ignored(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_frame, "__version__", "0.0.1")
    assert first_frame.load(str(state), SIZE) is None


def test_frame_is_ignored_after_a_database_write(state: Path, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("insert into papers values (1)")
    connection.close()
    assert first_frame.load(str(state), SIZE) is None


def test_frame_is_ignored_after_a_database_was_deleted(state: Path, database: Path) -> None:
    database.unlink()
    assert first_frame.load(str(state), SIZE) is None


def test_frame_is_ignored_after_a_write_to_the_log(state: Path, database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("pragma journal_mode = wal")
    first_frame.save(state, ROWS, SIZE[0], [database])
    assert first_frame.load(str(state), SIZE)
    before = database.stat()
    connection.execute("pragma wal_autocheckpoint = 0")
    with connection:
        connection.execute("insert into papers values (1)")
    after = database.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert first_frame.load(str(state), SIZE) is None
    connection.close()


def test_frame_is_valid_after_reading_a_database(state: Path, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("pragma journal_mode = wal")
    connection.close()
    first_frame.save(state, ROWS, SIZE[0], [database])
    connection = sqlite3.connect(database)
    connection.execute("select * from papers").fetchall()
    assert first_frame.load(str(state), SIZE)
    connection.close()
    assert first_frame.load(str(state), SIZE)


def test_damaged_frame_is_ignored(state: Path) -> None:
    file = state / "frame"
    whole = file.read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 32]) + whole[at + 1 :]):
            file.write_bytes(damaged)
            assert first_frame.load(str(state), SIZE) is None
    file.write_bytes(whole)
    assert first_frame.load(str(state), SIZE)


def test_error_while_saving_a_frame_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    first_frame.save(tmp_path / "a file" / "state", ROWS, SIZE[0], [])
    (tmp_path / "frame").mkdir()
    first_frame.save(tmp_path, ROWS, SIZE[0], [])
    assert first_frame.load(str(tmp_path), SIZE) is None
    assert {path.name for path in tmp_path.iterdir()} == {"a file", "frame"}


@pytest.mark.parametrize("state", [None, "", "/somewhere/state"])
def test_frame_folder_is_the_state_folder(
    state: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    if state is not None:
        monkeypatch.setenv("XDG_STATE_HOME", state)
    assert first_frame.state_folder() == os.fspath(Folders.of_user().state)
    assert first_frame.state_folder(demo=True) == os.fspath(Folders.of_user().demo().state)
