"""The command line in a shell: exit codes, pipes, colors, help, completion."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.support import fake_papers
from tests.support.command import (
    command,
    fill,
    ids_of,
    process,
)
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.fake_server import Response, error, portal
from tests.support.terminal import Terminal
from tui_reader import __version__
from tui_reader.cli import errors, params
from tui_reader.cli.main import COMMANDS
from tui_reader.collection import errors as collection
from tui_reader.hub import errors as hub_errors
from tui_reader.paths import Folders
from tui_reader.selection import NoEdition, NotDownloaded
from tui_reader.store import ReadOnly

NAMES = [name for rows in COMMANDS.values() for name, _, _ in rows]
COMMAND = [sys.executable, "-m", "tui_reader"]


def test_installed_module_prints_json_and_returns_the_exit_code() -> None:
    fill()
    found = process("list", "--json")
    assert (found.code, found.ids, found.err) == (0, ids_of(LAST_DAY), "")
    assert process("list", "--date", "2024-01-02").code == 3


@pytest.mark.parametrize(
    "words",
    [
        ("lst",),
        ("list", "--jsn"),
        ("list", "--date", "someday"),
        ("list", "--bookmarked", "--unread"),
        ("list", "--date", "2026-08-21", "--watch", "x"),
        ("export", "--bookmarked", "--date", "2026-08-21", "-f", "csv"),
        ("bookmark", "list", "--tag", "x", "--removed"),
        ("digest", "--date", "2026-08-21", "--since", "2026-08-20"),
        ("list", "--limit", "-1"),
        ("show", "../../etc/passwd"),
        ("show",),
        ("search",),
        ("search", "--sort", "size", "x"),
        ("sync", "--days", "3", "--since", "2026-08-01"),
        ("sync", "--days", "3", "--date", "2026-08-01"),
        ("export",),
        ("export", "--format", "docx"),
        ("bookmark", "add", "2608.21000", "--tag", " "),
        ("bookmark", "list", "--tag", ""),
        ("tag", "2608.21000"),
        ("tag", "--add", "x"),
        ("tag", "--remove", "x"),
        ("note", "2608.21000", "text", "--edit"),
        ("note", "2608.21000", "--edit", "--history"),
        ("pdf", "2608.21000", "-o", "-"),
        ("import", "-", "--as-seed", "--tag", "x"),
        ("mute", "add", "..."),
        ("watch", "add", "x", "..."),
        ("feed", "--url", "ftp://x"),
        ("digest", "--week", "2026-08-21"),
        ("digest", "--week", "2026-08"),
        ("--date", "2026-08-21", "list"),
        ("--plain", "list"),
        ("--date", "2026-08"),
        ("completion", "tcsh"),
    ],
    ids=" ".join,
)
def test_usage_error_exits_with_2_and_mentions_help(words: tuple[str, ...]) -> None:
    fill()
    found = command(*words)
    assert (found.code, found.out) == (2, "")
    assert found.err
    assert "Traceback" not in found.err


def test_missing_data_exits_with_3_and_other_failures_with_1(tmp_path: Path) -> None:
    fill()
    held, unknown = ids_of(LAST_DAY)[0], "2608.99999"
    file = tmp_path / "notes.txt"
    file.write_text("no backup")
    missing = [
        "list --date 2024-01-02", "list --date 2024-01", "list --date 2023-01-02",
        "list --date 2999-01-01", "list --watch no", "search zxqvw --json",
        "export --date 2024-01-02 -f csv", "export --query zxqvw -f csv", "digest --watch no",
        "digest --date 2024-01-02", "digest --since 2026-09-01", "feed --watch no",
        f"note {held}", f"note {held} --history", f"tag {held} --remove no", "watch remove no",
        "mute remove no", f"bookmark remove {held}", f"bookmark restore {held}",
        *(f"{words} --offline" for name in ("text", "links", "discussion") for words in (
            f"{name} {held}", f"{name} {unknown}")),
        *(f"{words} {unknown} --offline" for words in (
            "show", "cite", "pdf", "similar", "read", "note", "mark read", "bookmark add",
            "tag --add x", f"bookmark add {held}", f"mark read {held}", f"cite {held}")),
    ]  # fmt: skip
    command("config", "init")
    failed = [
        "config init",
        f"backup {file}",
        f"restore {file}",
        f"restore {tmp_path}/none",
        f"import {file}",
    ]
    for code, lines in ((3, missing), (1, failed)):
        for words in lines:
            found = command(*words.split())
            assert (words, found.code, found.out) == (words, code, "")
            assert found.err


def test_every_error_has_an_exit_code_and_a_bug_has_none() -> None:
    by_code: dict[int, list[Exception]] = {
        1: [errors.Failed("x"), click.FileError("x"), ReadOnly("x"),
            collection.CollectionError("x"), collection.ItemRejected(400),
            OSError(errno.ENOSPC, "full"), PermissionError(errno.EACCES, "denied")],
        2: [click.UsageError("x"), click.BadParameter("x")],
        3: [errors.NotFound("x"), NotDownloaded("x"), NoEdition("x"), hub_errors.NotFound("x"),
            collection.Gone("x")],
        4: [hub_errors.Offline("x"), hub_errors.Timeout("x"),
            hub_errors.RequestRefused("x"), hub_errors.TooManyRequests(9), hub_errors.BadResponse(),
            collection.Unreachable("x")],
    }  # fmt: skip
    for code, expected in by_code.items():
        for one in expected:
            report = errors.explain(one)
            assert report is not None, one
            assert (one, report.code) == (one, code)
            assert report.lines[0]
    full = errors.explain(OSError(errno.ENOSPC, "full", "/x"))
    assert full == errors.Report(1, ("/x: the disk is full",))
    assert errors.explain(ValueError("a bug")) is None


def test_reason_why_results_are_not_cached_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    full = OSError(errno.ENOSPC, "full")
    for problem, reason in (
        (ReadOnly("in use"), "in use"),
        (TimeoutError(), "the cache is busy"),
        (full, "the disk is full"),
    ):
        params.report_not_cached(problem)
        assert capsys.readouterr().err == f"Not cached: {reason}\n"
    with pytest.raises(ZeroDivisionError):
        params.report_not_cached(ZeroDivisionError())


def test_echoed_arguments_are_sanitized() -> None:
    found = command("list", "--date", "\x1b]0;owned\x07\u202e2026")
    assert found.code == 2
    assert not re.search(r"[\x1b\x07\u202e]", found.err)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_an_example(name: str) -> None:
    found = command(name, "--help")
    assert (found.code, found.err) == (0, "")
    assert f"Usage: daily-papers {name}" in found.out
    assert re.search(rf"\n    .*daily-papers {name}\b", found.out)
    assert max(map(len, found.out.splitlines())) <= 80


def test_help_lists_every_command_and_version_matches_the_package() -> None:
    shown = command("--help").out
    assert all(re.search(rf"^  {name} ", shown, re.M) for name in NAMES)
    assert command("--version").out == f"daily-papers {__version__}\n"


def test_app_without_a_terminal_suggests_commands_for_scripts() -> None:
    for words in ((), ("--date", "2026-08-21"), ("read", ids_of(LAST_DAY)[0])):
        fill()
        found = command(*words)
        assert (found.code, found.out) == (1, "")
        assert "daily-papers list --json" in found.err


def test_network_error_exits_with_4_and_changes_nothing(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    assert command("sync").code == 0
    hub.responses[hub.paths[0]] = portal()
    assert command("sync").code == 4
    assert command("list").ids == ids_of(LAST_DAY, 12)
    hub.responses["/api/papers/2608.99998"] = error(403, "no")
    for ids in (("2608.99998", "2608.99999"), ("2608.99999", "2608.99998")):
        found = command("mark", "read", *ids)
        assert (found.code, found.err.count("\n")) == (4, 2)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    for words in (("sync",), ("show", "2608.99999"), ("search", "--hub", "x")):
        found = command(*words)
        assert (found.code, found.out) == (4, "")
        assert found.err.count("\n") == 1
    many = [f"2608.99{number:03d}" for number in range(20)]
    assert command("bookmark", "add", *many).err.count("\n") <= 4  # of parallel requests


def test_offline_makes_no_requests(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert command("sync").code == 4
    assert command("bookmark", "add", "2608.21000").code == 4
    monkeypatch.delenv("HF_HUB_OFFLINE")
    assert command("--offline", "bookmark", "add", "2608.21000").code == 3
    assert command("bookmark", "add", "2608.21000", "--offline").code == 3
    assert hub.paths == []


def test_closed_pipe_ends_a_long_list_silently() -> None:
    fill()
    command("bookmark", "add", *ids_of(LAST_DAY))
    for words in (("list",), ("list", "--json"), ("export", "--format", "bibtex")):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*COMMAND, *words], stdout=writing, stderr=subprocess.PIPE, timeout=60
        )
        os.close(writing)
        assert (done.stderr, done.returncode) == (b"", 141)


def test_full_disk_at_stdout_is_reported() -> None:
    fill()
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr == "stdout: the disk is full\n"


@pytest.mark.parametrize("closed", ["1", "2", "0"])
def test_closed_streams_do_not_affect_commands_without_results(closed: str) -> None:
    fill()
    own_id = ids_of(LAST_DAY)[0]
    line = f"{sys.executable} -m tui_reader bookmark add {own_id} {closed}>&-"
    assert subprocess.run(line, shell=True, timeout=60).returncode == 0
    assert command("bookmark", "list").ids == [own_id]


@pytest.mark.parametrize("words", ["list", "--version", "export --help"])
def test_closed_stdout_is_an_error_for_commands_with_results(words: str) -> None:
    fill()
    line = f"{sys.executable} -m tui_reader {words} >&-"
    done = subprocess.run(line, shell=True, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, b"stdout: Bad file descriptor\n")


def test_closed_stdin_is_an_error_for_commands_that_read_it() -> None:
    fill()
    own_id = ids_of(LAST_DAY)[0]
    command("note", own_id, "-", stdin="naïve")
    for words in ("import -", f"note {own_id} -"):
        line = f"{sys.executable} -m tui_reader {words} <&-"
        done = subprocess.run(line, shell=True, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (1, b"stdin: Bad file descriptor\n"), words
    assert command("note", own_id).out == "naïve\n"


def test_ctrl_c_exits_without_a_traceback(hub: FakeHub) -> None:
    command("sync")
    sent = len(hub.paths)
    hub.responses[hub.paths[0]] = Response(silent=True)
    started = subprocess.Popen(
        [*COMMAND, "sync"],
        stderr=subprocess.PIPE,
        text=True,
        # Processes in the background of a script ignore SIGINT, and so would this one.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert hub.saw(sent + 1, seconds=60)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=10)
    assert started.returncode == 130
    assert "Traceback" not in err


def test_colors_are_used_on_capable_terminals_only(tmp_path: Path) -> None:
    fill()
    assert "\x1b" not in process("list").out
    for color, wanted in (("truecolor", True), ("none", False)):
        with Terminal([*COMMAND, "list"], tmp_path, color=color) as terminal:
            assert terminal.wait_exit() == 0
            assert (b"\x1b[" in terminal.raw) is wanted
            assert ids_of(LAST_DAY)[0] in terminal.text()


def test_pipe_gets_utf_8_in_any_locale() -> None:
    fill({LAST_DAY: [fake_papers.entry(1, LAST_DAY, title="漢字 naïve")]})
    for locale in ("C", "en_US.ISO-8859-1"):
        environ = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        assert "漢字 naïve" in process("list", environ=environ).out
        assert "漢字 naïve" in process("list", "--json", environ=environ).out


def test_where_prints_the_folders_of_library_and_sample(tmp_path: Path) -> None:
    own = Folders.of_user()
    rows = dict(command("where").rows)
    assert rows["data"] == str(own.data)
    assert rows["cache"] == str(own.cache)
    assert dict(command("where", "--demo").rows)["data"] == str(own.data / "demo")
    own.config.mkdir(parents=True)
    (own.config / "config.toml").write_text(f'[folders]\ndata = "{tmp_path}/elsewhere"\n')
    assert dict(command("where").rows)["data"] == f"{tmp_path}/elsewhere"


def test_sample_needs_no_network_and_changes_no_user_files(hub: FakeHub) -> None:
    sample = command("list", "--demo")
    assert sample.code == 0
    assert sample.ids
    assert command("--demo", "show", sample.ids[0], "--json").ids == sample.ids[:1]
    assert command("search", "--demo", "--hub", "tokenizers").code == 0
    assert command("bookmark", "add", "--demo", sample.ids[0]).code == 0
    assert command("bookmark", "list").ids == []
    assert hub.paths == []
    assert command("list").code == 3


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completes_commands_days_tags_and_ids(
    shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    own_id = ids_of(LAST_DAY)[0]
    command("bookmark", "add", own_id, "--tag", "teapots")
    assert "_DAILY_PAPERS_COMPLETE" in command("completion", shell).out

    def completed(*words: str) -> str:
        monkeypatch.setenv("_DAILY_PAPERS_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(("daily-papers", *words)))
        monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words)))
        return command().out

    assert "search" in completed("sea")
    assert "--bookmarked" in completed("list", "--boo")
    assert "2026-08-20" in completed("list", "--date", "2026-08-20")
    assert "teapots" in completed("bookmark", "list", "--tag", "tea")
    assert own_id in completed("show", "26")


def test_damaged_library_is_reported_and_the_command_still_works() -> None:
    fill()
    library = Folders.of_user().library_db
    library.write_bytes(b"not a database" * 500)
    found = command("list")
    assert found.code == 0
    assert len(found.ids) == 4
    assert "damaged" in found.err


def test_read_fetches_a_missing_paper_and_opens_the_app(hub: FakeHub, tmp_path: Path) -> None:
    entry = hub.days[min(hub.days)][-1]  # older than the editions of a first launch
    environ = {"HF_ENDPOINT": hub.url}
    words = [*COMMAND, "read", f"https://arxiv.org/abs/{entry['paper']['id']}"]
    with Terminal(words, tmp_path, environ=environ, size=(140, 40)) as terminal:
        terminal.wait_for("synced just now")
        assert "▌   " + " ".join(entry["title"].split())[:30] in terminal.text()
        terminal.press("q")
        assert terminal.wait_exit() == 0
