"""Which windows of the app are open, for the undo log.

Each window holds a lock on a separate file, so that a killed one counts as closed.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from tui_reader.paths import Folders, make_private


class Window:
    """An open window. Close it when the app ends.

    Attributes:
        id: names the window in the undo log.
    """

    def __init__(self, folders: Folders) -> None:
        self.id = os.urandom(6).hex()
        self._folder = folders.data / "windows"
        self._descriptor = -1
        with suppress(OSError):  # a read-only folder: no marks, so no undo either
            make_private(self._folder)
            # Locked before it is renamed: an unlocked file would count as a closed window.
            draft = self._folder / f".{self.id}"
            self._descriptor = _open(draft, os.O_CREAT | os.O_EXCL)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.rename(self._folder / self.id)

    def others(self) -> set[str]:
        """The IDs of the other open windows. Files of closed ones are deleted."""
        with suppress(OSError):
            names = [name for name in os.listdir(self._folder) if name != self.id]
            return {name for name in names if _is_open(self._folder / name)}
        return set()

    def close(self) -> None:
        """Release the lock and delete its file."""
        with suppress(OSError):
            (self._folder / self.id).unlink()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _is_open(file: Path) -> bool:
    """True if a process holds the lock, or if that cannot be known."""
    try:
        descriptor = _open(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        with suppress(OSError):
            file.unlink()
        return False
    finally:
        os.close(descriptor)


def _open(file: Path, flags: int = 0) -> int:
    return os.open(file, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | flags, 0o600)
