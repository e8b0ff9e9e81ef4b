"""A person's machine around a reader in a test: its screen, its folders, answers to dialogs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.reading import Reading
from tui_reader import urls
from tui_reader.models import id_of
from tui_reader.tui.services import clipboard

_NOT_OURS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY")


class Desktop:
    """`opened` holds the addresses and the names of the files that were opened, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
        self.opened: list[str] = []
        self.downloads = home / "Downloads"
        self.starts = True  # whether a browser does
        for name in _NOT_OURS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("DISPLAY", ":made-up")
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(self.downloads))
        monkeypatch.setattr(urls, "open_link", self._open_link)
        monkeypatch.setattr(urls, "open_own_file", self._open_own_file)
        monkeypatch.setattr(clipboard, "_pipe_to", self._give)

    def _open_link(self, link: urls.Link, opener: Any = None) -> bool:
        if self.starts:
            self.opened.append(link.url)
        return self.starts

    def _open_own_file(self, path: Path, folder: Path, opener: Any = None) -> bool:
        assert path.parent == folder
        self.opened.append(path.name)
        return True

    async def _give(self, command: list[str], text: str) -> bool:
        """This machine has no programs for its clipboard."""
        return False

    def files(self) -> list[str]:
        """What lies in the downloads folder."""
        return sorted(os.listdir(self.downloads)) if self.downloads.exists() else []


async def answer(reader: Reading, *keys: str) -> None:
    """Press keys in a dialog; where it is the last one, wait until all that follows is done."""
    for key in keys:
        await reader.pilot.press(key)
    await reader.settle()


async def type_(reader: Reading, text: str, *keys: str) -> None:
    """Type into a dialog and end it with these keys."""
    await answer(reader, *("space" if sign == " " else sign for sign in text), *keys)


def own_id(reader: Reading, index: int = 0) -> str:
    """The id of a paper of the open list."""
    return id_of(reader.screen.list.keys[index])
