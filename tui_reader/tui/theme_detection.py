"""The initial theme: from the settings, else the last choice, else by the terminal's background."""

from __future__ import annotations

import os
import re
import select
import time
from contextlib import suppress

from tui_reader.settings import Settings
from tui_reader.store import ReadOnly, Store, library, queries

THEME = "theme"  # key in the key-value store: the theme chosen or detected last
DARK, LIGHT = "paper-dark", "paper-light"
QUERY_TIMEOUT = 0.05  # seconds

_RESPONSE = rb"\x1b\]11;rgb:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)(?:\x07|\x1b\\)"


def theme(store: Store, settings: Settings) -> str:
    """Return the name of the initial theme.

    The terminal is queried only at the first launch: the result is stored.
    """
    if settings.reader.theme:
        return settings.reader.theme
    saved = store.read_sync(queries.value, THEME)
    if isinstance(saved, str):
        return saved
    detected = _by_variable(os.environ.get("COLORFGBG", ""))
    if detected is None:
        detected = _by_query()
        with suppress(ReadOnly):
            store.write_library_sync(library.put_value, THEME, detected)
    return detected


def _by_variable(value: str) -> str | None:
    """Read `COLORFGBG`: "15;0" is white on black; the last number is the background."""
    last = value.split(";")[-1]
    if not last.isdigit():
        return None
    return LIGHT if int(last) in (7, 15) else DARK


def _by_query(reads: int = 0, writes: int = 2) -> str:
    """Query the terminal's background color (OSC 11). Without a response it is dark.

    If keys are waiting, there is no query: the response would mix with them.
    """
    if not (os.isatty(reads) and os.isatty(writes)):
        return DARK
    if select.select([reads], [], [], 0)[0]:
        return DARK
    response = b""
    deadline = time.monotonic() + QUERY_TIMEOUT
    try:
        os.write(writes, b"\x1b]11;?\x07")
        while (left := deadline - time.monotonic()) > 0:
            if select.select([reads], [], [], left)[0]:
                # One byte at a time, so that keys after the response are not read
                response += os.read(reads, 1)
                if response[:1] != b"\x1b" or response.endswith((b"\x07", b"\x1b\\")):
                    break
    except OSError:
        return DARK
    found = re.search(_RESPONSE, response)
    if found is None:
        return DARK
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return LIGHT if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else DARK
