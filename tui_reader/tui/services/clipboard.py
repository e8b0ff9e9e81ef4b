"""Copy text to the clipboard of the user's terminal, also through ssh, tmux and screen.

OSC 52 asks the terminal itself, so it works over ssh. Some terminals do not support it, and tmux
by default accepts it only from itself, so clipboard programs of this machine are used as well.
Terminals do not answer: whether the text has arrived is unknown.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tui_reader.tui.textual_ext.app_base import AppBase

LARGE = 50_000  # bytes; terminals accept from about 75,000 bytes of base64 on
_PROGRAM_TIMEOUT = 2.0  # seconds
_SCREEN_CHUNK = 200  # bytes: screen passes on strings of a few hundred bytes


async def copy(app: AppBase[Any], text: str) -> None:
    """Copy a text by every available means."""
    app.copy_to_clipboard(text)
    if app.is_web:  # this machine is not necessarily the user's
        return
    if wrapped := through_multiplexer(text, os.environ):
        app.write_escape(wrapped)
    for command in programs(os.environ, sys.platform):
        # tmux forwards to a terminal that may refuse; the other programs set a clipboard.
        if await _pipe_to(command, text) and command[0] != "tmux":
            break


def multiplexer(environ: Mapping[str, str]) -> str:
    """Return the innermost multiplexer around the app: "tmux", "screen" or "".

    In nested ones both TMUX and STY are inherited, so TERM decides if it is specific: `tmux*` is
    tmux, `screen.*` (such as screen.xterm-256color) is screen. Both use a plain `screen` or
    `screen-256color`, so then TMUX comes first. TERM is also set at the other end of ssh.
    """
    terminal = environ.get("TERM", "")
    if terminal.startswith("tmux"):
        return "tmux"
    if terminal.startswith("screen."):
        return "screen"
    if environ.get("TMUX"):
        return "tmux"
    return "screen" if environ.get("STY") or terminal.startswith("screen") else ""


def through_multiplexer(text: str, environ: Mapping[str, str]) -> str:
    """Return OSC 52 wrapped for the innermost multiplexer, "" if there is none."""
    encoded = base64.b64encode(text.encode()).decode()
    around = multiplexer(environ)
    if around == "tmux":
        return f"\x1bPtmux;\x1b\x1b]52;c;{encoded}\x07\x1b\\"
    if around == "screen":
        chunks = [
            encoded[start : start + _SCREEN_CHUNK]
            for start in range(0, len(encoded), _SCREEN_CHUNK)
        ]
        return "\x1bP\x1b]52;c;" + "\x1b\\\x1bP".join(chunks) + "\x07\x1b\\"
    return ""


def programs(environ: Mapping[str, str], platform: str) -> list[list[str]]:
    """Return the commands to pipe the text to, in order."""
    commands = []
    if environ.get("TMUX"):
        commands.append(["tmux", "load-buffer", "-w", "-"])
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return commands  # the clipboard of this machine is not the user's
    if platform == "darwin":
        commands.append(["pbcopy"])
    if environ.get("WAYLAND_DISPLAY"):
        commands.append(["wl-copy"])
    if environ.get("DISPLAY"):
        commands += [["xclip", "-selection", "clipboard"], ["xsel", "--input", "--clipboard"]]
    return commands


async def _pipe_to(command: list[str], text: str) -> bool:
    """Return whether the program exists and accepted the text."""
    null = asyncio.subprocess.DEVNULL
    try:
        program = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=null, stderr=null
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_PROGRAM_TIMEOUT):
            await program.communicate(text.encode())
    except (TimeoutError, OSError):
        with suppress(ProcessLookupError):
            program.kill()
        return False
    return program.returncode == 0
