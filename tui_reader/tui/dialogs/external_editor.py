"""Edit a text in the user's editor, which takes over the terminal."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App, SuspendNotSupported

from tui_reader.files import Draft


def command() -> list[str]:
    """Return the words of $VISUAL, $EDITOR or `vi`; people write `code --wait`."""
    for variable in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(variable, ""))
        except ValueError:
            continue
        if words:
            return words
    return ["vi"]


def name() -> str:
    """Return the editor's name for key hints."""
    return os.path.basename(command()[0])


def edit(app: App[object], text: str, draft: Draft) -> tuple[str, str | None]:
    """Return the text as the editor saved it to the draft's file, and a problem, if any.

    Blocks until the editor exits: it has the terminal, so nothing may be drawn.
    """
    if app.is_web:  # the web page must not start programs
        return text, "An external editor is not available in a browser"
    try:
        draft.write(text)
        with app.suspend():  # does not resume if its body raises
            problem = _run([*command(), str(draft.file)])
    except SuspendNotSupported:
        return text, "An external editor is not available in this terminal"
    except OSError as error:
        return text, f"Draft not saved: {error.strerror}"
    saved = draft.read()
    if saved is None:
        return text, problem or f"{name()} did not save any text"
    return saved, problem


def _run(words: list[str]) -> str | None:
    """Run the editor. Returns the problem, if any; never raises an Exception."""
    editor = os.path.basename(words[0])
    try:
        with _ignored_interrupts():
            code = subprocess.run(words, check=False).returncode
    except OSError as error:
        return f"{editor}: {error.strerror}; set $EDITOR to another editor"
    if code < 0:
        named = -code in set(signal.Signals)  # real-time signals have no names
        name_of_signal = signal.Signals(-code).name if named else f"signal {-code}"
        return f"{editor} was terminated by {name_of_signal}"
    return f"{editor} exited with code {code}" if code else None


@contextmanager
def _ignored_interrupts() -> Iterator[None]:
    """Ignore Ctrl+C and Ctrl+\\: in a terminal in cooked mode they reach the app, too.

    The handlers do nothing instead of SIG_IGN, which the editor would inherit.
    """
    before = {
        number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
