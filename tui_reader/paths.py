"""The app's folders, one for each kind of file, at the platform's usual place."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

APP = "daily-papers"
_DEFAULTS = (".cache", ".local/share", ".local/state", ".config")
_MAC_DEFAULTS = ("Library/Caches", *["Library/Application Support"] * 3)


class Folders(NamedTuple):
    """`cache` may be deleted at any time; `data` holds the library; `state` the saved frame and
    crash reports; `config` the settings."""

    cache: Path
    data: Path
    state: Path
    config: Path

    @classmethod
    def of_user(cls) -> "Folders":
        """Return the user's folders. Relative `XDG_*_HOME` are ignored, as their specification
        says: each working directory would have another library."""
        from platformdirs import PlatformDirs

        dirs = PlatformDirs(APP, appauthor=False)
        defaults = _MAC_DEFAULTS if sys.platform == "darwin" else _DEFAULTS
        with needs_home():
            paths = (
                dirs.user_cache_path, dirs.user_data_path, dirs.user_state_path,
                dirs.user_config_path,
            )  # fmt: skip
            return cls(
                *(
                    path if path.is_absolute() else Path.home() / default / APP
                    for path, default in zip(paths, defaults, strict=True)
                )
            )

    def demo(self) -> "Folders":
        """Separate folders for the sample, so that trying it does not touch the user's files."""
        return Folders(self.cache / "demo", self.data / "demo", self.state / "demo", self.config)

    def moved(self, cache: str, data: str) -> "Folders":
        """Return a copy with other folders for the databases; "" keeps a folder."""
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


@contextmanager
def needs_home() -> Iterator[None]:
    """Raise FileNotFoundError if there is no home folder: in a container, a user without a name."""
    try:
        yield
    except RuntimeError:
        raise FileNotFoundError(2, "not set; set it to an absolute path", "HOME") from None


def make_private(folder: Path) -> None:
    """Create a folder, and missing parents, that only the user can access, regardless of the umask.

    Takes write permission from group and others if the folder exists and is the user's.
    Raises OSError.
    """
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    restrict(folder)


def restrict(path: Path) -> None:
    """Take write permission from group and others, if the file or folder is the user's.

    Raises OSError.
    """
    status = path.stat()
    if status.st_mode & 0o022 and status.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(status.st_mode) & ~0o022)
