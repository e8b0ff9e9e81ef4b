"""The user's desktop: open URLs and files, and copy text to the clipboard.

OSC 52 asks the terminal itself to copy, so it works over ssh. Some terminals do not support it, and
tmux by default accepts it only from itself, so clipboard programs of this machine are used as well.
Terminals do not confirm that the text has arrived.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tui_reader import urls
from tui_reader.tui.textual_ext.app_base import AppBase
from tui_reader.urls import Link


class Links:
    """Opens checked links. Asking the user first is a flow's job (`flows.share.open_url`).

    Args:
        opener: The command from the settings; empty for the default browser.
        open_in_browser: Set in a web terminal, where the user's browser shows the app.
    """

    def __init__(
        self, opener: Sequence[str] = (), open_in_browser: Callable[[str], None] | None = None
    ) -> None:
        self._opener = list(opener) or None
        self._open_in_browser = open_in_browser

    async def open(self, link: Link) -> bool:
        """Open a link. Return False if there is no browser that the user would see."""
        if self._open_in_browser is not None:
            self._open_in_browser(link.url)
            return True
        if self._opener or has_browser(os.environ, sys.platform):
            return await asyncio.to_thread(urls.open_link, link, self._opener)
        return False

    async def open_file(self, path: Path) -> bool:
        """Open a downloaded file. Return False if there is no viewer that the user would see."""
        return (
            self._open_in_browser is None
            and has_display(os.environ, sys.platform)
            and await asyncio.to_thread(urls.open_own_file, path, path.parent)
        )


def has_browser(environ: Mapping[str, str], platform: str) -> bool:
    """Return whether a browser opened on this machine would be seen by the user."""
    return bool(environ.get("BROWSER")) or has_display(environ, platform)


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Return whether a window opened on this machine would be seen by the user."""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return True
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    return platform == "darwin" or "TERMUX_VERSION" in environ


LARGE_TEXT = 50_000  # bytes; terminals accept from about 75,000 bytes of base64 on
_PROGRAM_TIMEOUT = 2.0  # seconds
_SCREEN_CHUNK = 200  # bytes: screen passes on strings of a few hundred bytes


async def copy(app: AppBase[object], text: str) -> None:
    """Copy a text by every available means."""
    if not app.is_web and (wrapped := through_multiplexer(text, os.environ)):
        app.write_escape(wrapped)
    # Last: if STY is stale, the terminal takes the first of screen's chunks for the whole text.
    app.copy_to_clipboard(text)
    if app.is_web:  # this machine is not necessarily the user's
        return
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


def is_in_screen(environ: Mapping[str, str]) -> bool:
    """Return whether GNU screen is around the app, with or without tmux between them.

    screen 4.9 turns 24-bit colors into wrong ones, and with mouse reports on it sends an Esc only
    with the next key, as an Alt key.
    """
    return bool(environ.get("STY")) or environ.get("TERM", "").startswith("screen.")


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
