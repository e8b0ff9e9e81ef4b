"""Open URLs and files with the user's programs."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui_reader import urls
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
