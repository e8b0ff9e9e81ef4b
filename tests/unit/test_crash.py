"""Crash reports, and the message that names the file."""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.support.databases import faults_of
from tests.support.fake_hub import FakeHub
from tests.support.running_app import fill, run_app
from tests.support.terminal import Terminal
from tests.trust.marks import marks_in
from tui_reader import crash, launch
from tui_reader.cli import main as cli
from tui_reader.store import ReadOnly, Store


def written(error: BaseException, folder: Path) -> tuple[str, Path]:
    line = crash.report(error, folder)
    (path,) = folder.iterdir()
    return line, path


def test_crash_report_has_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "made-up-secret-one")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / "token").write_text("made-up-secret-two\n")
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    secrets = ("made-up-secret-one", "made-up-secret-two", "hf_SomebodysMadeUp", str(tmp_path))
    others = ("/home/grace", "/Users/alan")
    try:
        raise RuntimeError(" ".join([*secrets[:3], f"{tmp_path}/ada/x", *others, "\x1b[31m"]))
    except RuntimeError as error:
        line, path = written(error, tmp_path / "state")
    assert str(path) in line
    text = path.read_text()
    assert "RuntimeError: … … … ~/x ~ ~" in text
    assert not [one for one in (*secrets, *others, "\x1b") if one in text]
    assert path.stat().st_mode & 0o077 == 0


def test_crash_of_a_command_prints_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: object) -> int:
        raise KeyError("ours")

    monkeypatch.setattr(cli, "main", fails)
    assert launch.main(["list"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    (path,) = (tmp_path / "state" / "daily-papers").iterdir()
    assert line.endswith(str(path))
    assert "KeyError: 'ours'" in path.read_text()


def test_disk_error_is_reported_and_not_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: object) -> int:
        raise PermissionError(13, "Permission denied", "/some/where")

    monkeypatch.setattr(cli, "main", fails)
    assert launch.main(["list"]) == 1
    assert capsys.readouterr().err == "/some/where: Permission denied\n"
    assert not (tmp_path / "state").exists()


BREAKS = """
import sys
from tui_reader.tui.app import ReaderApp
def ours(_):
    raise KeyError("ours")
ReaderApp.action_help = ours
from tui_reader.launch import main
sys.exit(main())
"""


def test_crash_of_the_app_restores_the_terminal(hub: FakeHub, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BREAKS]
    with Terminal(command, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("b")
        terminal.wait_for(lambda _: re.search("Bookmarks +1 ", terminal.text()))
        terminal.press("?")
        assert terminal.wait_exit() == 1
        assert terminal.settings() == terminal.settings_before
        assert terminal.emulator.screen is terminal.emulator.main
        assert "Traceback" not in terminal.text()
        output = " ".join(terminal.text().split())
    (path,) = (tmp_path / "state/daily-papers").glob("crash-*.txt")
    assert output.startswith("Daily Papers crashed. Saved data is not affected. Report: ")
    assert path.name in output.replace(" ", "")
    assert "in ours" in path.read_text()
    library = tmp_path / "data/daily-papers/library.db"
    assert faults_of(library) == []
    assert len(marks_in(library).bookmarks) == 1


async def test_disk_error_in_the_background_shows_a_message(store: Store) -> None:
    async def fails(error: Exception) -> None:
        raise error

    fill(store)
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    async with run_app(store) as reader:
        for error in (full, ReadOnly("the cache cannot be written: the disk is full")):
            reader.app.set_status("")
            reader.screen.run_worker(fails(error))
            await reader.until(lambda: "the disk is full" in reader.text)
        await reader.press("j")
        assert reader.app.is_running


async def test_crash_report_has_the_traceback_of_a_worker(tmp_path: Path) -> None:
    from textual.worker import WorkerFailed

    try:
        raise KeyError("ours")
    except KeyError as error:
        path = written(WorkerFailed(error), tmp_path / "state")[1]
    assert "test_crash_report_has_the_traceback_of_a_worker" in path.read_text()
