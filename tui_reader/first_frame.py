"""The page as it stood when the reader was left, to be shown before the toolkit is imported.

Importing Textual takes longer than all else at a launch. So the reader keeps its last page as
styled lines (`keep`), and the next launch puts it on the screen at once (`kept`), provided that
the toolkit would draw the same: same terminal, same look, and no database or setting changed
since. What does not match, or cannot be read, is no frame, and never an error: the toolkit draws
the page a moment later anyway. Imported before anything else: nothing here may cost time.
"""

from __future__ import annotations

import os
import sys
import zlib

from tui_reader import __version__

TYPE_CHECKING = False  # `typing` takes longer than all else here
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAME = "frame"
# What the look, or the choice of files, depends on. Only a checksum of their values is kept.
VARIABLES = (
    "NO_COLOR TERM COLORTERM COLORFGBG TERM_PROGRAM COLUMNS LINES LANG LC_ALL LC_CTYPE TZ "
    "TEXTUAL_THEME TEXTUAL_COLOR_SYSTEM HF_ENDPOINT HOME XDG_CACHE_HOME XDG_DATA_HOME "
    "XDG_CONFIG_HOME"
)


def state_folder(demo: bool = False) -> str:
    """`Folders.state`, found without the imports that it takes. A test compares the two."""
    folder = os.environ.get("XDG_STATE_HOME", "").strip()
    if not folder:
        mac = sys.platform == "darwin"
        folder = os.path.expanduser("~/Library/Application Support" if mac else "~/.local/state")
    return os.path.join(folder, "daily-papers", "demo" if demo else "").rstrip("/")


def keep(
    folder: str | os.PathLike[str],
    rows: Sequence[str],
    columns: int,
    files: Iterable[str | os.PathLike[str]],
) -> None:
    """Keep the page: `rows` with their ANSI styles, all of the terminal, `columns` wide.

    `files` are those it was made from: both databases (their -wal is looked at too), the settings.
    Call it when they are no longer written to. A frame that cannot be kept is not missed.
    """
    head = _conditions((columns, len(rows)), [os.fspath(file) for file in files])
    page = "".join(f"\x1b[{number};1H\x1b[m{row}" for number, row in enumerate(rows, 1))
    body = f"{head}\n\n{page}\x1b[m".encode("utf-8", "replace")
    path = os.path.join(folder, _NAME)
    draft = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with open(os.open(draft, flags, 0o600), "wb") as out:
                out.write(_checksum(body) + b"\n" + body)
            os.replace(draft, path)
        except OSError:
            os.unlink(draft)
            raise
    except OSError:
        pass


def kept(folder: str, size: tuple[int, int]) -> bytes | None:
    """The page to write to a terminal of `size` (columns, rows), on an empty screen; or None."""
    try:
        file = os.open(os.path.join(folder, _NAME), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(file, "rb") as source:
            status = os.fstat(file)
            if status.st_uid != os.geteuid() or status.st_mode & 0o022:
                return None
            checksum, _, body = source.read().partition(b"\n")
        if checksum != _checksum(body):
            return None
        head, _, page = body.partition(b"\n\n")
        conditions = head.decode()
        files = [line.split(" ", 1)[1] for line in conditions.split("\n")[3:]]
        return page if conditions == _conditions(size, files) else None
    except (OSError, ValueError, IndexError):
        return None


def _conditions(size: tuple[int, int], files: Iterable[str]) -> str:
    """All that must be the same for the toolkit to draw the same page: one line each."""
    variables = [os.environ.get(name) for name in VARIABLES.split()]
    return "\n".join(
        [
            __version__,
            f"{size[0]}x{size[1]}",
            _checksum(ascii(variables).encode()).decode(),
            *(f"{_stamp(file)},{_stamp(file + '-wal')} {file}" for file in files),
        ]
    )


def _stamp(file: str) -> str:
    """Size and time of the last change; an empty file (a -wal that was just made) is like none."""
    try:
        status = os.stat(file)
    except OSError:
        return "-"
    return f"{status.st_size}:{status.st_mtime_ns}" if status.st_size else "-"


def _checksum(data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data)
