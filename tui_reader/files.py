"""Writing the reader's files: whole under their name or not there, never over what is not ours.

What is written goes into a part file beside the target, is flushed to the disk, and only then
gets its name, in one step that fails where the name is taken. A crash, a full disk or a pulled
plug leaves the folder as it was, but for a part file that a later write clears away.
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

from tui_reader.text.sanitize import line

LONGEST_NAME = 120  # bytes; file systems take 255, archives and other systems less
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f�]+')
_PART, _STALE = ".daily-papers-", 24 * 60 * 60  # seconds after which no part is still written to


def save(path: Path, data: bytes, over: bool = False) -> None:
    """Write a file of this content; one that is there already with the same is left alone.

    Raises FileExistsError where something else has the name. `over`: a regular file gives way to
    it, a link or a folder never does. Raises OSError where it can't be written.
    """
    if not over and same(path, data):
        return
    with writing(path, over) as file:
        file.write(data)


@contextmanager
def writing(path: Path, over: bool = False) -> Iterator[BinaryIO]:
    """The same for what comes piece by piece: whole once the block is left, gone if it raises.

        with writing(path) as file:
            await hub.pdf(id, file)

    The folder must be there. FileExistsError comes at the beginning, and at the end where another
    program has taken the name in between.
    """
    import secrets

    mode = _check(path, over)
    folder = path.parent
    _clear_stale(folder)
    part = folder / f"{_PART}{secrets.token_hex(6)}.part"
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(part, new, 0o666)
    try:
        with open(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, mode)
            yield file
            file.flush()
            os.fsync(descriptor)
        if over:
            _check(path, over)
            part.replace(path)
        else:
            _name(part, path)
        _sync(folder)
    finally:
        part.unlink(missing_ok=True)


def free(path: Path) -> Path:
    """The path, or one like it whose name is not taken: `paper (2).pdf`.

    Raises FileExistsError after the 99th.
    """
    for number in range(1, 100):
        tried = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not os.path.lexists(tried):
            return tried
    raise _exists(path)


def same(path: Path, data: bytes) -> bool:
    """Whether the name is that of a regular file, no link, with exactly this content."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        return path.read_bytes() == data
    except OSError:
        return False


def file_name(words: str, suffix: str, limit: int = LONGEST_NAME) -> str:
    """A name for a file from any words: of at most `limit` bytes, good in every file system.

    No separators, no blank or dot at its ends, no dash at its beginning; Unicode stays.
    """
    name = _NOT_IN_NAMES.sub(" ", line(unicodedata.normalize("NFC", words)))
    name = " ".join(name.split()).lstrip("-. ").rstrip(". ") or "paper"
    room = limit - len(suffix.encode())
    if len(name.encode()) > room:
        cut = name.encode()[: room - len("…".encode())].decode(errors="ignore")
        at = cut.rfind(" ")
        name = (cut[:at] if at > len(cut) * 2 // 3 else cut).rstrip("-., ") + "…"
    return name + suffix


def own_folder() -> Path:
    """Where files go that the reader takes along: the person's downloads, else documents."""
    from platformdirs import user_documents_path, user_downloads_path

    downloads, documents = user_downloads_path(), user_documents_path()
    return documents if documents.is_dir() and not downloads.is_dir() else downloads


def shown(path: Path) -> str:
    """A path as a person reads it: `~/Downloads/…`, safe to show."""
    with suppress(ValueError, RuntimeError):
        return line(f"~/{path.relative_to(Path.home())}")
    return line(str(path))


def _check(path: Path, over: bool) -> int | None:
    """Raise where the name can't be had; the permissions of the file that will give way."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not (over and stat.S_ISREG(found.st_mode)):
        raise _exists(path)
    return stat.S_IMODE(found.st_mode)


def _exists(path: Path) -> FileExistsError:
    return FileExistsError(17, "there is something of that name already", str(path))


def _name(part: Path, path: Path) -> None:
    """Give the part its name if nothing has it: in one step, where the file system has links."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:
        # No hard links here (FAT, some network folders): take the name, then fill it.
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666))
        except FileExistsError:
            raise _exists(path) from None
        part.replace(path)


def _sync(folder: Path) -> None:
    """The new name, too, is to outlive a power cut. Not every file system can promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _clear_stale(folder: Path) -> None:
    """Take away parts that a crash has left."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PART) and entry.name.endswith(".part"):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                        os.unlink(entry.path)
