"""Which theme to begin with: the setting, else the one chosen last, else as the terminal is."""

from __future__ import annotations

import os
import re
import select
import time
from contextlib import suppress

from tui_reader.settings import Config
from tui_reader.store import (
    ReadOnly,
    Store,
    library,
    queries,
)

THEME = "theme"  # the place that keeps what was chosen, or found out
DARK, LIGHT = "paper-dark", "paper-light"
PATIENCE = 0.05  # seconds that a terminal has to answer

_ANSWER = re.compile(rb"\x1b\]11;rgb:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)(?:\x07|\x1b\\)")


def theme(store: Store, settings: Config) -> str:
    """The theme's name. Asks the terminal at most once, ever: the answer is remembered."""
    if settings["reader.theme"]:
        return str(settings["reader.theme"])
    chosen = store.read_sync(queries.value, THEME)
    if isinstance(chosen, str):
        return chosen
    found = _by_variable(os.environ.get("COLORFGBG", ""))
    if found is None:
        found = _by_question()
        with suppress(ReadOnly):
            store.write_library_sync(library.put_value, THEME, found)
    return found


def _by_variable(value: str) -> str | None:
    """`COLORFGBG` is "15;0" on black, "0;15" on white: the last number is the background."""
    last = value.split(";")[-1]
    if not last.isdigit():
        return None
    return LIGHT if int(last) in (7, 15) else DARK


def _by_question(reads: int = 0, writes: int = 2) -> str:
    """Ask for the background colour (OSC 11). No answer in time means dark.

    Only what is there before anything was typed is read: a key that is waiting is the reader's.
    """
    if not (os.isatty(reads) and os.isatty(writes)):
        return DARK
    if select.select([reads], [], [], 0)[0]:
        return DARK
    answer = b""
    deadline = time.monotonic() + PATIENCE
    try:
        os.write(writes, b"\x1b]11;?\x07")
        while (left := deadline - time.monotonic()) > 0:
            if select.select([reads], [], [], left)[0]:
                # One byte at a time: nothing behind the answer is taken.
                answer += os.read(reads, 1)
                if answer[:1] != b"\x1b" or answer.endswith((b"\x07", b"\x1b\\")):
                    break
    except OSError:
        return DARK
    found = _ANSWER.search(answer)
    if found is None:
        return DARK
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return LIGHT if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else DARK
