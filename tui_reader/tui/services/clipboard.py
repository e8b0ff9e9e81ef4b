"""The clipboard of the terminal that the person sits at, also through ssh and tmux.

OSC 52 asks the terminal itself, so it works over ssh. Some terminals do not know it, and tmux by
default takes it from nobody but itself: so programs that are there on this machine are asked too.
Nothing answers, so whether the text has arrived can't be known.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from textual.app import App

MANY = 50_000  # bytes; the limits of terminals begin at about 75,000 of base64
_PATIENCE = 2.0  # seconds for a program that takes the text


async def copy(app: App[Any], text: str) -> None:
    """Put a text into the clipboard by every way there is."""
    app.copy_to_clipboard(text)
    wrapped = through_multiplexer(text, os.environ)
    driver = app._driver  # Textual's own copy is written the same way
    if wrapped and driver is not None:
        driver.write(wrapped)
    for command in programs(os.environ, sys.platform):
        # tmux passes the text on to a terminal that may not take it; the others have a clipboard.
        if await _give(command, text) and command[0] != "tmux":
            break


def through_multiplexer(text: str, environ: Mapping[str, str]) -> str:
    """OSC 52 wrapped for the tmux or screen around us, "" where there is none.

    TERM tells of one also at the other end of an ssh connection.
    """
    terminal = environ.get("TERM", "")
    packed = base64.b64encode(text.encode()).decode()
    if environ.get("TMUX") or terminal.startswith("tmux"):
        return f"\x1bPtmux;\x1b\x1b]52;c;{packed}\x07\x1b\\"
    if environ.get("STY") or terminal.startswith("screen"):
        # Screen passes on strings up to some hundred bytes.
        pieces = [packed[at : at + 200] for at in range(0, len(packed), 200)]
        return "\x1bP\x1b]52;c;" + "\x1b\\\x1bP".join(pieces) + "\x07\x1b\\"
    return ""


def programs(environ: Mapping[str, str], platform: str) -> list[list[str]]:
    """Commands that take the text from their input, to be tried in this order."""
    found = []
    if environ.get("TMUX"):
        found.append(["tmux", "load-buffer", "-w", "-"])
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return found  # the clipboard of this machine is not the person's
    if platform == "darwin":
        found.append(["pbcopy"])
    if environ.get("WAYLAND_DISPLAY"):
        found.append(["wl-copy"])
    if environ.get("DISPLAY"):
        found += [["xclip", "-selection", "clipboard"], ["xsel", "--input", "--clipboard"]]
    return found


async def _give(command: list[str], text: str) -> bool:
    """Whether the program is there and took the text."""
    nothing = asyncio.subprocess.DEVNULL
    try:
        program = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=nothing, stderr=nothing
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_PATIENCE):
            await program.communicate(text.encode())
    except (TimeoutError, OSError):
        with suppress(ProcessLookupError):
            program.kill()
        return False
    return program.returncode == 0
