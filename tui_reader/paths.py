"""Where things lie: one folder for each kind of file, as the platform wants it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

APP = "daily-papers"


class Folders(NamedTuple):
    """`cache` may be deleted at any time; `data` is the reader's own; `state` holds the kept
    frame, logs and crash reports; `config` the settings."""

    cache: Path
    data: Path
    state: Path
    config: Path

    @classmethod
    def of_user(cls) -> Folders:
        from platformdirs import PlatformDirs

        dirs = PlatformDirs(APP, appauthor=False)
        return cls(
            dirs.user_cache_path, dirs.user_data_path, dirs.user_state_path, dirs.user_config_path
        )

    def demo(self) -> Folders:
        """Folders of the sample's own, so that trying it out touches nothing of the reader's."""
        return Folders(self.cache / "demo", self.data / "demo", self.state / "demo", self.config)

    def moved(self, cache: str, data: str) -> Folders:
        """The same with other places for the databases, where the settings name any."""
        return Folders(
            Path(cache).expanduser() if cache else self.cache,
            Path(data).expanduser() if data else self.data,
            self.state,
            self.config,
        )

    @property
    def cache_db(self) -> Path:
        return self.cache / "cache.db"

    @property
    def library_db(self) -> Path:
        return self.data / "library.db"

    @property
    def backups(self) -> Path:
        return self.data / "backups"


def make_private(folder: Path) -> None:
    """Make a folder that only its user can look into. Raises OSError where that can't be."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o022 and folder.stat().st_uid == os.getuid():
        folder.chmod(mode & ~0o022)
