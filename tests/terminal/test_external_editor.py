"""Notes in an external editor, through a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

COMMAND = [sys.executable, "-m", "tui_reader", "--demo"]


def open_note(terminal: Terminal) -> None:
    terminal.wait_for("synced")
    terminal.press("e")
    terminal.wait_for("Esc saves")
    terminal.press(*"draft")
    terminal.wait_for("draft")


def saves_the_note(terminal: Terminal, text: str) -> None:
    """Return whether the dialog still works: type more and save the note."""
    terminal.press("!")
    terminal.wait_for(f"{text}!")
    terminal.press("escape")
    terminal.wait_for(lambda _: "Note on" not in terminal.text())
    terminal.press("e")
    terminal.wait_for("Note on")
    terminal.wait_for(f"{text}!")
    terminal.press("escape")
    terminal.wait_for(lambda _: "Note on" not in terminal.text())
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert terminal.settings() == terminal.settings_before


@pytest.mark.long
@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"EDITOR": "/etc/passwd"}, "passwd: Permission denied"),
        ({"EDITOR": "", "PATH": "/nowhere"}, "vi: No such file or directory"),
        ({"EDITOR": "sh -c 'exit 3'"}, "sh exited with code 3"),
    ],
)
def test_draft_survives_an_editor_that_does_not_start(
    tmp_path: Path, environ: dict[str, str], message: str
) -> None:
    with Terminal(COMMAND, tmp_path, (100, 30), environ=environ) as terminal:
        open_note(terminal)
        terminal.press("ctrl+o")
        terminal.wait_for(message)
        saves_the_note(terminal, "draft")


def test_draft_survives_a_missing_editor_and_an_interrupted_one(tmp_path: Path) -> None:
    """Interrupting an editor in cooked mode does not end the app."""
    script = tmp_path / "cooked"
    with Terminal(COMMAND, tmp_path, (100, 30), environ={"EDITOR": str(script)}) as terminal:
        open_note(terminal)
        terminal.press("ctrl+o")
        terminal.wait_for("cooked: No such file or directory")
        script.write_text("#!/bin/sh\necho cooked editor\nexec sleep 60\n")
        script.chmod(0o700)
        terminal.press("ctrl+o")
        terminal.wait_for("cooked editor")
        terminal.press("ctrl+c")
        terminal.wait_for("cooked was terminated by SIGINT")
        saves_the_note(terminal, "draft")
