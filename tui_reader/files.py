"""Atomic file writes that never overwrite files the app did not create.

Data goes to a part file next to the target, is flushed to disk, and is then renamed in one step
that fails if the name is taken. After a crash, a full disk or a power cut the folder is as before,
except for a part file that a later write deletes.
"""

from __future__ import annotations

import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tui_reader.paths import Folders, make_private, needs_home
from tui_reader.text.sanitize import line

MAX_NAME_LENGTH = 120  # bytes; file systems allow 255, archives and other systems less
PRIVATE = 0o600
_NOT_IN_NAMES = r'[/\\:*?"<>|\x00-\x1f\x7f\ufffd]+'
_PART, _STALE = ".daily-papers-", 24 * 60 * 60  # seconds until a part file counts as a leftover


def save(path: Path, data: bytes, overwrite: bool = False, mode: int = 0o666) -> None:
    """Write a file. A file with the same content is not changed.

    Args:
        overwrite: replace a regular file, never a link or a folder.
        mode: permissions of a new file, before the umask.

    Raises FileExistsError if the name is taken, OSError if the file cannot be written.
    """
    if not overwrite and has_content(path, data):
        return
    with writing(path, overwrite, mode) as file:
        file.write(data)


def save_private(path: Path, data: bytes, durable: bool = True) -> None:
    """Write or replace one of the app's own files, which only its user can read.

    The folder is created. Without `durable`, do not wait for the disk: the data survives a crash of
    the process, but maybe not a power cut. Raises OSError.
    """
    make_private(path.parent)
    with replacing(path, overwrite=True, durable=durable) as part:
        part.touch(PRIVATE, exist_ok=False)
        part.write_bytes(data)


@contextmanager
def writing(path: Path, overwrite: bool = False, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Like `save`, for data written in pieces: renamed after the block, deleted if it raises.

        with writing(path) as file:
            await hub.pdf(paper_id, file)

    The folder must exist. FileExistsError is raised at the start, and at the end if another program
    has taken the name by then.
    """
    with replacing(path, overwrite) as part:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(part, flags, mode), "wb") as file:
            yield file


@contextmanager
def replacing(path: Path, overwrite: bool = False, durable: bool = True) -> Iterator[Path]:
    """Yield a part file, which is renamed to `path` after the block. See `writing`.

    Permissions of a replaced file are preserved. `durable` waits until the data is on disk.
    """
    mode = _check(path, overwrite)
    folder = path.parent
    _clear_stale(folder)
    part = folder / f"{_PART}{os.urandom(6).hex()}.part"
    try:
        yield part
        if mode is not None:
            part.chmod(mode)
        if durable:
            _sync(part)
        if overwrite:
            _check(path, overwrite)
            part.replace(path)
        else:
            _name(part, path)
        if durable:
            with suppress(OSError):  # not every file system can flush a folder
                _sync(folder)
    except OSError as error:
        error.filename = error.filename or str(path)  # failed writes have none
        raise
    finally:
        part.unlink(missing_ok=True)


def available_path(path: Path) -> Path:
    """Return the path, or a similar one that does not exist: `paper (2).pdf`.

    Raises FileExistsError after the 99th.
    """
    for number in range(1, 100):
        tried = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not os.path.lexists(tried):
            return tried
    raise _exists(path)


def has_content(path: Path, data: bytes) -> bool:
    """True if the path is a regular file, not a link, with exactly this content."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        return path.read_bytes() == data
    except OSError:
        return False


def real_path(path: Path) -> Path:
    """Return the path with links resolved. `Path.resolve` raises RuntimeError for a loop of links
    before Python 3.13; this leaves the error to whatever opens the file.
    """
    return Path(os.path.realpath(path))


def file_name(words: str, suffix: str) -> str:
    """Return a file name made from any text, valid in every file system.

    At most `MAX_NAME_LENGTH` bytes, no separators, no space or dot at either end, no leading dash;
    Unicode is allowed.
    """
    name = re.sub(_NOT_IN_NAMES, " ", line(unicodedata.normalize("NFC", words)))
    name = " ".join(name.split()).lstrip("-. ").rstrip(". ") or "paper"
    room = MAX_NAME_LENGTH - len(suffix.encode())
    if len(name.encode()) > room:
        cut = name.encode()[: room - len("…".encode())].decode(errors="ignore")
        at = cut.rfind(" ")
        name = (cut[:at] if at > len(cut) * 2 // 3 else cut).rstrip("-., ") + "…"
    return name + suffix


def own_folder() -> Path:
    """Return the folder for downloads and exports: the user's downloads, else documents."""
    from platformdirs import user_documents_path, user_downloads_path

    with needs_home():
        downloads, documents = (
            find().expanduser() for find in (user_downloads_path, user_documents_path)
        )
    return documents if documents.is_dir() and not downloads.is_dir() else downloads


def display_path(path: Path) -> str:
    """Return a path for display: `~/Downloads/…`, sanitized."""
    with suppress(ValueError, RuntimeError):
        return line(f"~/{path.relative_to(Path.home())}")
    return line(str(path))


def _check(path: Path, overwrite: bool) -> int | None:
    """Return the permissions of the file to replace. Raises FileExistsError for other files."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not (overwrite and stat.S_ISREG(found.st_mode)):
        raise _exists(path)
    return stat.S_IMODE(found.st_mode)


def _exists(path: Path) -> FileExistsError:
    return FileExistsError(17, "a file with this name already exists", str(path))


def _name(part: Path, path: Path) -> None:
    """Rename the part file, unless the name is taken: in one step if there are hard links."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:
        # No hard links (FAT, some network folders): take the name, then replace it.
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666))
        except FileExistsError:
            raise _exists(path) from None
        part.replace(path)


def _sync(path: Path) -> None:
    """Wait until a file's data, or a folder's names, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_stale(folder: Path) -> None:
    """Delete part files left behind by a crash."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PART) and entry.name.endswith(".part"):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                        os.unlink(entry.path)


class Draft:
    """The unsaved note on a paper. `file` can be given to an editor."""

    def __init__(self, folders: Folders, paper_id: str) -> None:
        self.file = folders.state / "drafts" / f"{paper_id}.md"

    def read(self) -> str | None:
        """The text of the draft; None if there is none."""
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with open(os.open(self.file, flags), encoding="utf-8", errors="replace") as file:
                is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)  # an editor may replace it
                return file.read() if is_file else None
        except OSError:
            return None

    def write(self, text: str) -> None:
        """Save the draft, without waiting for the disk: it is called while the user types.

        Raises OSError.
        """
        save_private(self.file, text.encode("utf-8", "replace"), durable=False)

    def drop(self) -> None:
        """Delete the draft: the library has the note."""
        with suppress(OSError):
            self.file.unlink()
