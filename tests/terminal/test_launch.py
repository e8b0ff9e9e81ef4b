"""Launch: saved first frame, typed-ahead keys, signals, restored terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from textual import constants

from tests.support.emulator import Emulator
from tests.support.terminal import Terminal, environment
from tui_reader import first_frame, launch
from tui_reader import terminal as hold
from tui_reader.tui import run
from tui_reader.tui.app import ReaderApp

COMMAND = [sys.executable, str(Path(__file__).parents[1] / "support" / "minimal_app.py")]
PAGE = "page 23"  # the end of the last row of the page


class Gate:
    """Blocks the app where it imports Textual."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "gate"
        os.mkfifo(self.path)
        self.environ = {"GATE": str(self.path)}

    def open(self) -> None:
        os.close(os.open(self.path, os.O_WRONLY))


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders with a saved first frame."""
    with monkeypatch.context() as there:
        for name in first_frame.VARIABLES.split():
            there.delenv(name, raising=False)
        for name, value in environment(tmp_path).items():
            there.setenv(name, value)
        first_frame.save(first_frame.state_folder(), [f"page {row}" for row in range(24)], 80, [])
    return tmp_path


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """Folders of an app that quit with the cursor on the second row."""
    with Terminal(COMMAND, tmp_path) as terminal:
        terminal.wait_for(PAGE)
        terminal.press("j")
        terminal.wait_for(lambda _: terminal.style("days 1").reverse)
        terminal.press("q")
        assert terminal.wait_exit() == 0
    return tmp_path


def is_restored(terminal: Terminal) -> bool:
    """Return whether the shell's screen, cursor, modes and attributes are restored."""
    return (
        terminal.settings() == terminal.settings_before
        and terminal.emulator.screen is terminal.emulator.main
        and terminal.emulator.modes <= {7, 25}
        and not terminal.emulator.screen.cursor.hidden
    )


def is_redrawn(terminal: Terminal) -> bool:
    """Return whether Textual has drawn over the saved frame."""
    return terminal.raw.count(PAGE.encode()) > 1


def test_saved_frame_is_shown_before_textual_is_imported(used: Path, gate: Gate) -> None:
    with Terminal(COMMAND, used, environ=gate.environ) as terminal:
        terminal.wait_for(PAGE)
        assert terminal.style("days 1").reverse
        assert terminal.emulator.screen.cursor.hidden
        before = terminal.cells()
        gate.open()
        terminal.wait_for(lambda _: is_redrawn(terminal))
        assert terminal.cells() == before
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert is_restored(terminal)
        assert terminal.text().strip() == ""


def test_textual_draws_over_the_frame_without_flicker(used: Path, gate: Gate) -> None:
    with Terminal(COMMAND, used, environ=gate.environ) as terminal:
        terminal.wait_for(PAGE)
        lines = terminal.text().split("\n")
        frame_end = len(terminal.raw)
        gate.open()
        terminal.wait_for(lambda _: is_redrawn(terminal))
        drawn = len(terminal.raw)
        screen = Emulator(80, 24)
        screen.feed(bytes(terminal.raw[:frame_end]))
        moments: list[list[str]] = []
        screen.feed(bytes(terminal.raw[frame_end:drawn]), lambda: moments.append(screen.lines()))
        assert len(moments) > 100
        assert all(moment == lines for moment in moments)


def test_keys_typed_before_textual_work_and_are_not_echoed(used: Path, gate: Gate) -> None:
    with Terminal(COMMAND, used, environ=gate.environ) as terminal:
        terminal.wait_for(PAGE)
        page = terminal.text()
        terminal.press("j", "j", "enter", "ctrl+d", "j")
        assert terminal.text() == page
        gate.open()
        terminal.wait_for(lambda _: terminal.style("days 4").reverse)
        assert terminal.text() == page


def test_keys_typed_at_the_first_launch_work(tmp_path: Path, gate: Gate) -> None:
    with Terminal(COMMAND, tmp_path, environ=gate.environ) as terminal:
        terminal.wait_for(lambda _: terminal.settings() != terminal.settings_before)
        terminal.press("j", "j")
        gate.open()
        terminal.wait_for(PAGE)
        terminal.wait_for(lambda _: terminal.style("days 2").reverse)
        assert b"jj" not in terminal.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_before_textual_restores_the_terminal(
    home: Path, gate: Gate, number: signal.Signals
) -> None:
    with Terminal(COMMAND, home, environ=gate.environ) as terminal:
        terminal.wait_for(PAGE)
        terminal.kill(number)
        assert terminal.wait_exit() == -number
        assert is_restored(terminal)
        assert PAGE not in terminal.text()


def test_unhandled_signal_restores_the_terminal(home: Path) -> None:
    with Terminal(COMMAND, home) as terminal:
        terminal.wait_for(lambda _: {1003, 2004, 1004} <= terminal.emulator.modes)
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_exit() == -signal.SIGTERM
        assert is_restored(terminal)


def test_hangup_ends_the_app(home: Path, gate: Gate) -> None:
    with Terminal(COMMAND, home, environ=gate.environ) as terminal:
        terminal.wait_for(PAGE)
        terminal.hang_up()
        assert terminal.wait_exit() == -signal.SIGHUP


def test_crash_before_textual_is_reported(home: Path) -> None:
    with Terminal(COMMAND, home, environ={"APP": "crash"}) as terminal:
        assert terminal.wait_exit() == 1
        assert is_restored(terminal)
        assert "Daily Papers crashed" in terminal.text()
        assert "Traceback" not in terminal.text()
    (report,) = (home / "state/daily-papers").glob("crash-*.txt")
    assert "RuntimeError: no toolkit" in report.read_text()


def test_stopped_app_returns_the_terminal_to_the_shell(home: Path) -> None:
    with Terminal(COMMAND, home) as terminal:
        terminal.wait_for("papers 23")
        terminal.press("ctrl+z")
        terminal.wait_stopped()
        terminal.wait_for(is_restored)
        primitive = Emulator(80, 24)  # without an alternate screen
        primitive.feed(re.sub(rb"\x1b\[\?1049[hl]", b"", terminal.raw))
        assert not any(primitive.lines())
        terminal.kill(signal.SIGCONT)
        terminal.wait_for(PAGE)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert is_restored(terminal)


@pytest.mark.parametrize(
    "case",
    [
        {"environ": {"TEXTUAL_DRIVER": "textual.drivers.linux_driver:LinuxDriver"}},
        {"color": "none"},
        {"color": "256"},
        {"size": (80, 25)},
    ],
    ids=str,
)
def test_outdated_frame_is_not_shown(home: Path, case: dict[str, Any]) -> None:
    environ = {"APP": "stop", **case.pop("environ", {})}
    with Terminal(COMMAND, home, environ=environ, **case) as terminal:
        assert terminal.wait_exit() == 7
        assert not terminal.raw
        assert is_restored(terminal)


@pytest.mark.parametrize(("end", "code"), [("stdin", 1), ("stdout", 7), ("stderr", 1)])
def test_no_frame_without_a_terminal(home: Path, end: str, code: int) -> None:
    """If a stream is redirected, no frame is shown, and the command line reports the error (1)."""
    program = f"import subprocess, sys; sys.exit(subprocess.run(sys.argv[2:], {end}=-1).returncode)"
    command = [sys.executable, "-c", program, "-", *COMMAND]
    with Terminal(command, home, environ={"APP": "stop"}) as terminal:
        assert terminal.wait_exit() == code
        assert b"\x1b[?1049h" not in terminal.raw


def test_no_frame_from_the_background(home: Path) -> None:
    program = """
import os, subprocess, sys
job = subprocess.run(sys.argv[2:], process_group=0, stdout=None)
sys.exit(job.returncode)
"""
    command = [sys.executable, "-c", program, "-", *COMMAND]
    with Terminal(command, home, environ={"APP": "stop"}) as terminal:
        assert terminal.wait_exit() == 7
        assert not terminal.raw


def test_sample_has_its_own_frame(used: Path) -> None:
    demo = [*COMMAND, "--demo"]
    with Terminal(demo, used, environ={"APP": "stop"}) as terminal:
        assert terminal.wait_exit() == 7
        assert not terminal.raw
    with Terminal(demo, used) as terminal:
        terminal.wait_for(PAGE)
        terminal.press("q")
        assert terminal.wait_exit() == 0
    for command, row in ((demo, 0), (COMMAND, 1)):
        with Terminal(command, used, environ={"APP": "stop"}) as terminal:
            assert terminal.wait_exit() == 7
            screen = Emulator(80, 24)
            screen.feed(bytes(terminal.raw).partition(hold.CLEAR.encode())[0])
            assert [cells[1].reverse for cells in screen.cells()].index(True) == row


def test_nothing_is_imported_before_the_frame() -> None:
    """Each of these takes about as long to import as a whole launch until the first frame."""
    program = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
os.isatty = lambda descriptor: True
before = set(sys.modules)
from types import ModuleType
module = ModuleType("tui_reader.tui.run")
module.run = lambda *options: print(*sorted(set(sys.modules) - before - {{"types"}}))
sys.modules["tui_reader.tui.run"] = module
from tui_reader import first_frame, launch
launch.main([])
"""
    out = subprocess.check_output([sys.executable, "-S", "-I", "-c", program], text=True)
    ours = ["", ".first_frame", ".terminal", ".launch", ".tui.run"]
    assert set(out.split()) == {
        "__future__",
        "gc",
        "zlib",
        "termios",
        *(f"tui_reader{n}" for n in ours),
    }


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the arguments with which `main` calls the command line or the app."""
    calls: list[object] = []
    cli, tui = ModuleType("tui_reader.cli.main"), ModuleType("tui_reader.tui.run")
    cli.main = calls.append  # type: ignore[attr-defined]
    tui.run = lambda *options: calls.append(options)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tui_reader.cli.main", cli)
    monkeypatch.setitem(sys.modules, "tui_reader.tui.run", tui)
    monkeypatch.setattr(hold, "start", lambda: None)
    monkeypatch.setattr(os, "isatty", lambda descriptor: True)
    return calls


@pytest.mark.parametrize(("setting", "waited"), [(None, 0.025), ("300", 0.3)])
def test_esc_delay_is_shorter_than_textuals_and_configurable(
    setting: str | None, waited: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReaderApp, "run", lambda *_, **__: None)
    monkeypatch.delenv("ESCDELAY", raising=False)
    if setting:
        monkeypatch.setenv("ESCDELAY", setting)
    monkeypatch.setattr(constants, "ESCAPE_DELAY", int(setting or 100) / 1000)  # Textual's default
    run.run(demo=False, offline=True, day=None, paper=None, plain=False)
    assert waited == constants.ESCAPE_DELAY
    assert os.environ.get("ESCDELAY") == setting  # programs started from the app use the default


@pytest.mark.parametrize(
    ("environ", "colors", "mouse"),
    [
        ({"TERM": "screen.xterm-256color", "STY": "x"}, "256", False),
        ({"TERM": "screen.xterm-256color"}, "256", False),  # over ssh
        ({"TERM": "xterm-256color", "STY": "x"}, "256", False),
        ({"TERM": "screen", "TMUX": "x", "STY": "x"}, "256", False),
        ({"TERM": "tmux-256color", "TMUX": "x", "STY": "x"}, "256", False),
        ({"TERM": "screen-256color", "TMUX": "x"}, "truecolor", True),
        ({"TERM": "screen-256color"}, "truecolor", True),  # tmux, over ssh
        ({"TERM": "xterm-256color"}, "truecolor", True),
        ({"TERM": "tmux-direct", "COLORTERM": ""}, "truecolor", True),
    ],
)
def test_gnu_screen_gets_256_colors_and_no_mouse(
    environ: dict[str, str], colors: str, mouse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[object, bool]] = []
    monkeypatch.setattr(
        ReaderApp, "run", lambda app, mouse: calls.append((app.console.color_system, mouse))
    )
    monkeypatch.setattr(constants, "COLOR_SYSTEM", "auto")
    monkeypatch.delenv("TMUX", raising=False)
    for name, value in {"COLORTERM": "truecolor", "FORCE_COLOR": "1", **environ}.items():
        monkeypatch.setenv(name, value)
    run.run(demo=False, offline=True)
    assert calls == [(colors, mouse)]


@pytest.mark.parametrize(
    ("words", "demo", "offline"),
    [([], False, False), (["--demo"], True, False), (["--offline", "--demo"], True, True)],
)
def test_app_options_open_the_app(
    called: list[object], words: list[str], demo: bool, offline: bool
) -> None:
    launch.main(words)
    assert called == [(demo, offline)]


@pytest.mark.parametrize(
    "words", [["list"], ["--help"], ["--demo", "--date", "2026-08-21"], ["--demo", "list"], ["-"]]
)
def test_other_arguments_go_to_the_command_line(called: list[object], words: list[str]) -> None:
    launch.main(words)
    assert called == [words]


def test_shell_completion_bypasses_the_frame(
    called: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_DAILY_PAPERS_COMPLETE", "bash_complete")
    launch.main([])
    assert called == [[]]


@pytest.mark.parametrize(
    "size", [(80, 24), pytest.param((60, 20), marks=pytest.mark.long)], ids=str
)
def test_saved_frame_is_the_last_page(tmp_path: Path, size: tuple[int, int]) -> None:
    """Compare all cells except the first line, which shows the state of the sync."""
    command = [sys.executable, "-m", "tui_reader", "--demo"]
    with Terminal(command, tmp_path, size) as terminal:
        terminal.wait_for(lambda _: "synced" in terminal.row(0))
        # Quitting during the daily backup may skip saving the frame.
        terminal.wait_for(lambda _: any(tmp_path.rglob("library-*.db")))
        terminal.press("j", "j", "q")
        assert terminal.wait_exit() == 0
    with Terminal(command, tmp_path, size) as terminal:
        end = b"\x1b[?2026l"
        terminal.wait_for(lambda _: end in terminal.raw)
        # Before the paper is marked as read after a second
        first = bytes(terminal.raw).partition(end)[0] + end
        frame, toolkit, _ = first.partition(b"\x1b[?1000h")
        assert toolkit
        page, drawn = Emulator(*size), Emulator(*size)
        page.feed(frame)
        drawn.feed(first)
        assert page.lines()[1:] == drawn.lines()[1:]
        # Cells are compared without pytest, which would take minutes to print thousands of
        # differences.
        both = zip(page.cells()[1:], drawn.cells()[1:], strict=True)
        assert [y for y, (one, other) in enumerate(both, 1) if one != other] == []
