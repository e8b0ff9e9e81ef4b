"""A fake desktop for the app: display and downloads folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.running_app import RunningApp
from tui_reader import urls
from tui_reader.models import id_of
from tui_reader.tui.services import desktop

_NOT_OURS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY")


class Desktop:
    """A fake display that records opened URLs and file names in `opened`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
        self.opened: list[str] = []
        self.downloads = home / "Downloads"
        self.starts = True  # whether a browser exists
        for name in _NOT_OURS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("DISPLAY", ":made-up")
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(self.downloads))
        monkeypatch.setattr(urls, "open_link", self._open_link)
        monkeypatch.setattr(urls, "open_own_file", self._open_own_file)
        monkeypatch.setattr(desktop, "_pipe_to", self._give)

    def _open_link(self, link: urls.Link, opener: Any = None) -> bool:
        if self.starts:
            self.opened.append(link.url)
        return self.starts

    def _open_own_file(self, path: Path, folder: Path, opener: Any = None) -> bool:
        assert path.parent == folder
        self.opened.append(path.name)
        return True

    async def _give(self, command: list[str], text: str) -> bool:
        """Hide this machine's clipboard programs."""
        return False

    def files(self) -> list[str]:
        """Return the names of the files in the downloads folder."""
        return sorted(os.listdir(self.downloads)) if self.downloads.exists() else []


def own_id(reader: RunningApp, index: int = 0) -> str:
    """Return the ID of a paper of the open list."""
    return id_of(reader.screen.list.keys[index])
