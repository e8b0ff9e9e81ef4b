"""Commands with read-only folders, unknown terminals or few environment variables."""

from __future__ import annotations

import os
import pwd
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command import command, fill, ids_of, process
from tests.support.databases import xdg_folders
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.terminal import Terminal
from tui_reader.cli import output
from tui_reader.cli.context import AppContext
from tui_reader.paths import Folders
from tui_reader.store import database

COMMAND = [sys.executable, "-m", "tui_reader"]


@pytest.fixture
def read_only_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set folders that cannot be created."""
    for kind in ("CACHE", "DATA", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", "/dev/null/home")


@pytest.mark.usefixtures("read_only_home")
@pytest.mark.parametrize(
    "words",
    [("show", "{id}"), ("cite", "{id}"), ("search", "--hub", "the"), ("list",),
     ("list", "--json"), ("list", "--date", "2026-08-20"), ("text", "{id}"), ("links", "{id}")],
    ids=" ".join,
)  # fmt: skip
def test_printing_commands_work_if_nothing_can_be_saved(
    hub: FakeHub, words: tuple[str, ...]
) -> None:
    paper_id = ids_of(LAST_DAY, 12)[0]
    result = command(*(word.format(id=paper_id) for word in words))
    assert result.code == 0
    assert result.out
    assert "cache" in result.err


@pytest.mark.usefixtures("read_only_home")
@pytest.mark.parametrize(
    "words", [("similar", "{id}"), ("pdf", "{id}", "-o", "{file}")], ids=" ".join
)
def test_commands_that_save_nothing_work_in_a_read_only_home(
    hub: FakeHub, tmp_path: Path, words: tuple[str, ...]
) -> None:
    values = {"id": ids_of(LAST_DAY, 12)[0], "file": tmp_path / "paper.pdf"}
    result = command(*(word.format(**values) for word in words))
    assert result.code == 0
    assert "Not saved" not in result.err


def test_library_that_cannot_be_read_is_not_printed_as_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill()
    monkeypatch.setenv("XDG_DATA_HOME", "/dev/null/home")
    for words in (
        "bookmark list", "bookmark list --removed", "bookmark list --tag x", "list --bookmarked",
        "list --unread", "list --watch x", "feed --watch x", "digest --watch x", "tag",
        f"note {ids_of(LAST_DAY)[0]}", f"note {ids_of(LAST_DAY)[0]} --history", "watch list",
        "mute list --json", "for-you", "for-you --check", "collection status",
        "search tag:x",
    ):  # fmt: skip
        result = command(*words.split())
        assert (result.code, result.out) == (1, ""), words
        assert result.err.splitlines()[-1].startswith("Not printed: the library cannot be read")
    assert command("export", "--format", "json", "--query", "tag:x").code == 1
    for words in ("list", f"cite {ids_of(LAST_DAY)[0]}", "search the", "digest", "feed"):
        assert command(*words.split()).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("cite", "{id}"),
        ("links", "{id}"),
        ("search", "--hub", "the"),
        ("search", "the"),
        ("list", "--bookmarked", "--sort", "for-you"),
    ],
)
def test_printing_commands_do_not_wait_for_a_locked_database(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(database, "SAVE_TIMEOUT", 0.1)
    command("list")
    command("bookmark", "add", ids_of(LAST_DAY)[0])
    folders = Folders.of_user()
    with closing(sqlite3.connect(folders.library_db, isolation_level=None)) as holder:
        holder.execute("ATTACH ? AS cache", [str(folders.cache_db)])
        holder.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        result = command(*(word.format(id=ids_of(LAST_DAY, 12)[0]) for word in words))
        assert time.monotonic() - started < database.TIMEOUT / 2
    assert result.code == 0
    assert result.out
    assert "Traceback" not in result.err


@pytest.mark.usefixtures("read_only_home")
def test_sample_can_be_listed_if_nothing_can_be_saved() -> None:
    assert len(command("list", "--demo", "--limit", "2").ids) == 2


@pytest.mark.usefixtures("read_only_home")
def test_unsaved_hub_results_are_sorted(hub: FakeHub) -> None:
    for order, field in (("upvotes",) * 2, ("comments",) * 2, ("newest", "id"), ("title",) * 2):
        result = command("search", "--hub", "the", "--sort", order, "--json")
        values = [paper[field] or 0 for paper in result.json["papers"]]
        assert len(set(values)) > 1
        assert values == sorted(values, reverse=order != "title"), order


@pytest.mark.usefixtures("read_only_home")
def test_marking_commands_need_a_library_but_no_cache(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = command("bookmark", "add", ids_of(LAST_DAY, 12)[0])
    assert result.code == 1
    assert "Not saved" in result.err
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert command("bookmark", "add", ids_of(LAST_DAY, 12)[0]).code == 0
    assert command("bookmark", "list", "--json").json["papers"][0]["abstract"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HF_ENDPOINT", "http://mirror.example", "HF_ENDPOINT cannot be used"),
        ("HF_HUB_OFFLINE", "1", "HF_HUB_OFFLINE is set"),
    ],
)
def test_reason_for_being_offline_is_printed_once(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    result = command("cite", *ids_of(LAST_DAY))
    assert result.code == 4
    assert result.err.count(message) == 1


def test_folders_and_files_are_private_with_any_umask() -> None:
    before = os.umask(0)
    try:
        result = command("config", "init")
        command("bookmark", "list")
    finally:
        os.umask(before)
    where = [Path(line.partition("\t")[2]) for line in command("where").out.splitlines()]
    folders = [path for path in where if path.exists()]
    files = [Path(result.out.strip()), *(path for one in folders for path in one.glob("*.db"))]
    assert len(files) == 3
    for paths, mode in ((files, 0o600), (folders, 0o700)):
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {mode}
        for path in paths:
            path.chmod(mode | 0o022)  # by an earlier version
    command("bookmark", "list")
    assert not any(path.stat().st_mode & 0o022 for path in files)


def test_folders_whose_names_are_not_utf8_work(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / os.fsdecode(b"f\xff")
    monkeypatch.setenv("HOME", str(odd))
    for variable, folder in xdg_folders(odd).items():
        monkeypatch.setenv(variable, folder)
    fill()
    first, *others = ids_of(LAST_DAY)
    for words in (
        ("list",), ("bookmark", "add", *others), ("tag", first, "--add", "x"), ("for-you",),
        ("note", first, "text"), ("pdf", first), ("export", "-o", odd / "library.json"),
        ("import", odd / "library.json"), ("backup", odd / "copy.db"),
        ("restore", odd / "copy.db"), ("where",),
    ):  # fmt: skip
        result = command(*words)
        assert result.code == 0, (words, result.err)
    assert set(command("list", "--bookmarked", "--json").ids) == {first, *others}


@pytest.mark.parametrize("kind", ["CACHE", "DATA", "STATE", "CONFIG"])
def test_relative_xdg_folders_are_ignored(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv(f"XDG_{kind}_HOME", "relative")
    assert all(folder.is_absolute() for folder in Folders.of_user())


def test_commands_work_with_a_minimal_environment(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "list", "--demo", "-n", "1"],
        env={"HOME": str(tmp_path)}, capture_output=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1), done.stderr


def test_unknown_home_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container with a user ID that has no name."""
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)  # KeyError
    with monkeypatch.context() as folders:
        for kind in ("CACHE", "DATA", "STATE", "CONFIG"):
            folders.delenv(f"XDG_{kind}_HOME")
        result = command("list")
        assert (result.code, result.err) == (1, "HOME: not set; set it to an absolute path\n")
    assert command("list", "--demo").code == 0
    result = command("pdf", "2512.91201", "--demo")
    assert (result.code, result.err) == (1, "HOME: not set; set it to an absolute path\n")


def test_dumb_terminal_gets_a_list_of_working_commands(tmp_path: Path) -> None:
    for words in ([], ["--demo"], ["--date", "2026-08-21"]):
        with Terminal([*COMMAND, *words], tmp_path, environ={"TERM": "dumb"}) as terminal:
            assert terminal.wait_exit() == 1
            assert "TERM=dumb" in terminal.text()
            assert "daily-papers list" in terminal.text()
            assert b"\x1b" not in terminal.raw


def test_dumb_terminal_gets_no_escape_sequences(tmp_path: Path) -> None:
    for term in ("dumb", "xterm"):
        command_line = [*COMMAND, "list", "--demo"]
        with Terminal(command_line, tmp_path, environ={"TERM": term}) as terminal:
            assert terminal.wait_exit() == 0
            assert (b"\x1b[" in terminal.raw) is (term == "xterm")


@pytest.mark.parametrize("term", ["unknown", ""])
def test_unknown_terminal_gets_no_escape_sequences(
    term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda _: True)
    monkeypatch.setenv("TERM", "xterm")
    assert output.has_escapes(sys.stdout)
    monkeypatch.setenv("TERM", term)
    assert not output.has_escapes(sys.stdout)


@pytest.mark.parametrize("name", ["stdin", "stderr"])
def test_app_needs_a_terminal(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AppContext, "run_app", lambda *_: 0)
    monkeypatch.setattr(output, "is_terminal", lambda stream: stream is not getattr(sys, name))
    found = command()
    assert (found.code, "The app needs a terminal." in found.err) == (1, True)


def test_terminal_of_unknown_size_gets_80_columns(tmp_path: Path) -> None:
    command_line = [*COMMAND, "list", "--demo"]
    with Terminal([*command_line, "-n", "1"], tmp_path, environ={"COLUMNS": "9" * 30}) as terminal:
        assert terminal.wait_exit() == 0
        assert len(terminal.raw) < 100_000
    with Terminal(command_line, tmp_path, (80, 24)) as terminal:
        assert terminal.wait_exit() == 0
        expected = bytes(terminal.raw)
    for size, columns in (((0, 0), "0"), ((0, 0), "x"), ((200, 24), "80")):
        with Terminal(command_line, tmp_path, size, environ={"COLUMNS": columns}) as terminal:
            assert terminal.wait_exit() == 0
            assert bytes(terminal.raw) == expected


def test_windows_users_are_referred_to_wsl(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tui_reader import launch

    monkeypatch.setattr(sys, "platform", "win32")
    assert launch.main([]) == 1
    assert "needs WSL on Windows" in capsys.readouterr().err


def test_settings_problems_are_printed_once() -> None:
    fill()
    config = Folders.of_user().config
    config.mkdir(parents=True)
    (config / "config.toml").write_text("[sync]\ndepth = 0\n")
    result = process("list")
    assert result.code == 0
    assert result.err.count("sync.depth must be") == 1
