"""The saved first frame: shown at launch before Textual is imported.

Importing Textual takes longer than the rest of a launch. So the app saves its last page as styled
lines (`save`), and the next launch shows it at once (`load`), provided that Textual would draw the
same: same terminal, same theme, and no database or setting changed since. A frame that does not
match or cannot be read is ignored. Imported before anything else, so its own imports are minimal.
"""

from __future__ import annotations

import os
import sys
import zlib

from tui_reader import __version__

TYPE_CHECKING = False  # importing `typing` takes longer than the rest of this module
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAME = "frame"
# Variables on which the display or the folders depend. Only a checksum of the values is saved.
VARIABLES = (
    "NO_COLOR TERM STY COLORTERM COLORFGBG TERM_PROGRAM COLUMNS LINES LANG LC_ALL LC_CTYPE "
    "TZ TEXTUAL_THEME TEXTUAL_COLOR_SYSTEM HF_ENDPOINT HOME XDG_CACHE_HOME XDG_DATA_HOME "
    "XDG_CONFIG_HOME"
)


def state_folder(demo: bool = False) -> str:
    """Return `Folders.state` without its imports. A test compares the two."""
    folder = os.environ.get("XDG_STATE_HOME", "").strip()
    if not os.path.isabs(folder):
        mac = sys.platform == "darwin"
        folder = os.path.expanduser("~/Library/Application Support" if mac else "~/.local/state")
    return os.path.join(folder, "daily-papers", "demo" if demo else "").rstrip("/")


def save(
    folder: str | os.PathLike[str],
    rows: Sequence[str],
    columns: int,
    files: Iterable[str | os.PathLike[str]],
) -> None:
    """Save a frame, ignoring write errors: it is only an optimization.

    Args:
        rows: All rows of the terminal, with ANSI styles.
        columns: The width of the terminal.
        files: The sources of the frame: the databases (their -wal is included) and the
            settings. They must not change afterwards.
    """
    # Imported by now; at launch they would take 5 ms.
    from contextlib import suppress
    from pathlib import Path

    from tui_reader.files import save_private

    head = _conditions((columns, len(rows)), [os.fspath(file) for file in files])
    page = "".join(f"\x1b[{number};1H\x1b[m{row}" for number, row in enumerate(rows, 1))
    body = f"{head}\n\n{page}\x1b[m".encode("utf-8", "replace")
    with suppress(OSError):
        save_private(Path(folder, _NAME), _checksum(body) + b"\n" + body, durable=False)


def load(folder: str, size: tuple[int, int]) -> bytes | None:
    """Return the frame for an empty terminal of `size` (columns, rows), or None."""
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
    """Return everything that must be unchanged for Textual to draw the same, one per line."""
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
    """Return size and modification time; an empty file (a new -wal) counts as missing."""
    try:
        status = os.stat(file)
    except OSError:
        return "-"
    return f"{status.st_size}:{status.st_mtime_ns}" if status.st_size else "-"


def _checksum(data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data)
