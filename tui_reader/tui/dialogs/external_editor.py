"""A text in the editor that a person has chosen, with the terminal handed over to it."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import Any

from textual.app import App, SuspendNotSupported

from tui_reader.drafts import Draft


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


def edit(app: App[Any], text: str, draft: Draft) -> tuple[str, str | None]:
    """The text as the editor left it in the draft's file, and what went wrong, None for nothing.

    Stands still until the editor ends: the terminal is not ours meanwhile, so nothing may paint.
    """
    problem = None
    try:
        draft.write(text)
        with app.suspend():
            ended = subprocess.run([*command(), str(draft.file)], check=False)
    except SuspendNotSupported:
        return text, "Another program can't be opened over this terminal"
    except OSError as error:
        return text, f"{name()}: {error.strerror}"
    if ended.returncode:
        problem = f"{name()} ended with {ended.returncode}"
    found = draft.read()
    return (text, problem or f"{name()} left no text") if found is None else (found, problem)
