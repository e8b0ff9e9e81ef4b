"""Custom commands: real programs run from the app in a real terminal."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

APP = [sys.executable, "-m", "tui_reader", "--demo"]
SIZE = (110, 30)

Configure = Callable[..., Path]


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Write a program, and settings with a command that runs it."""

    def write(source: str, settings: str = "", name: str = "ask", key: str = "ctrl+t") -> Path:
        program = tmp_path / f"{name}.py"
        program.write_text(f"import os, sys\n{source}\n")
        config = tmp_path / "config" / "daily-papers" / "config.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        run = json.dumps([sys.executable, "-u", str(program), "{id}", "{title}"])
        with config.open("a") as file:
            file.write(f'[commands.{name}]\nrun = {run}\nkey = "{key}"\n{settings}\n')
        return program

    return write


def started(home: Path, *options: str) -> Terminal:
    terminal = Terminal([*APP, *options], home, SIZE, environ={"HF_TOKEN": "hf_secret"})
    terminal.wait_for("synced")
    return terminal


def leave_page(terminal: Terminal) -> None:
    terminal.press("escape")
    terminal.wait_for("j k move")


def quit_app(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_output_streams_while_esc_leaves_the_command_running(
    tmp_path: Path, configure: Configure
) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    configure(
        "print('# First $x^2$ part', len(sys.stdin.read()) > 100)\n"
        f"open({str(fifo)!r}).read()\n"
        "print('\\nthe **last** part', os.environ.get('HF_TOKEN'))"
    )
    with started(tmp_path) as terminal:
        terminal.press("ctrl+t")
        terminal.wait_for("First x² part True")
        terminal.wait_for("running …")
        terminal.press("/")
        terminal.type("first")
        terminal.wait_for("1 of 1")
        terminal.press("escape")
        terminal.wait_for("Find in this text")
        terminal.press("escape")
        terminal.wait_for("T contents")
        leave_page(terminal)
        terminal.wait_for("ask is running")
        fifo.write_text("")
        terminal.wait_for("ask is done")
        for key in ("ctrl+t", "X"):  # the output is shown again; the command does not run again
            terminal.press(key)
            terminal.wait_for("the last part None")
            leave_page(terminal)
        quit_app(terminal)


@pytest.mark.long
def test_command_failure_stop_and_quit(tmp_path: Path, configure: Configure) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    configure(
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"print('half'); os.fork(); open({str(fifo)!r}).read()"
    )
    configure(
        "print('first line', file=sys.stderr); sys.exit('no such model')", name="bad", key="f2"
    )

    def ended(pipe: int) -> bool:
        """Return whether all processes that read the pipe end within 10 seconds."""
        waiting = select.poll()
        waiting.register(pipe, select.POLLERR)
        found = waiting.poll(10_000)
        os.close(pipe)
        return bool(found)

    with started(tmp_path) as terminal:
        terminal.press("f2")
        terminal.wait_for("Failed: exit code 1: no such model")
        terminal.wait_for("first line")
        leave_page(terminal)
        terminal.wait_for("bad failed: exit code 1: no such model")
        terminal.press("ctrl+t")
        terminal.wait_for("half")
        pipe = os.open(fifo, os.O_WRONLY)
        terminal.press("ctrl+x")
        terminal.wait_for("Failed: stopped")
        terminal.wait_for("Stopped ask")
        assert ended(pipe)
        terminal.press("r")
        terminal.wait_for("running …")
        terminal.wait_for("half")
        pipe = os.open(fifo, os.O_WRONLY)
        leave_page(terminal)
        quit_app(terminal)
        assert ended(pipe)


@pytest.mark.long
def test_appended_note_is_undone(tmp_path: Path, configure: Configure) -> None:
    configure("print('appended words')", 'output = "note"')
    with started(tmp_path) as terminal:
        terminal.press("e")
        terminal.wait_for("Note on")
        terminal.type("my own")
        terminal.wait_for("my own")
        terminal.press("escape")
        terminal.wait_for("j k move")
        terminal.wait_for(lambda _: "Note on" not in terminal.text())
        terminal.wait_for("✎ note")
        terminal.press("z")
        terminal.wait_for(lambda _: "Bookmarks" not in terminal.text())
        terminal.press("G")
        terminal.wait_for("my own")  # at the end of the paper's page
        terminal.press("ctrl+t")
        terminal.wait_for("ask is done")
        terminal.press("G")
        terminal.wait_for("appended words")
        terminal.press("U")
        terminal.wait_for("Undone: note of ask")
        terminal.press("G")
        terminal.wait_for(lambda _: "appended words" not in terminal.text())
        terminal.wait_for("my own")
        terminal.press("z")
        terminal.wait_for("Bookmarks")
        quit_app(terminal)
