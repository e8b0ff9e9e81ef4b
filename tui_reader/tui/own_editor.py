"""A text in the editor that a person has chosen, with the terminal handed over to it."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported


def command() -> list[str]:
    """$VISUAL, else $EDITOR, else vi; as words, since people write `code --wait`."""
    for variable in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(variable, ""))
        except ValueError:
            continue
        if words:
            return words
    return ["vi"]


def name() -> str:
    """How the editor is called in a line of keys."""
    return os.path.basename(command()[0])


def edit(app: App[Any], text: str) -> tuple[str, str | None]:
    """The text as the editor left it, and None; or the text as it was, and what went wrong.

    Stands still until the editor ends: the terminal is not ours meanwhile, so nothing may paint.
    """
    with tempfile.TemporaryDirectory(prefix="daily-papers-") as folder:
        file = Path(folder) / "note.md"
        file.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                ended = subprocess.run([*command(), str(file)], check=False)
        except SuspendNotSupported:
            return text, "Another program can't be opened over this terminal"
        except OSError as error:
            return text, f"{name()}: {error.strerror}"
        if ended.returncode:
            return text, f"{name()} ended with {ended.returncode}; the text is as it was"
        try:
            return file.read_text(encoding="utf-8", errors="replace"), None
        except OSError as error:
            return text, f"{name()}: {error.strerror}"
