"""What is left of a crash: a report in the state folder, and one line that says where."""

from __future__ import annotations

import os
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tui_reader import __version__
from tui_reader.text import for_terminal

MOST = 200_000  # characters


def report(error: BaseException, folder: Path) -> str:
    """Write a report. Returns the line for the person; it never raises.

    No values of variables are in it, so no token is; the home folder is written as `~`.
    """
    lines = traceback.format_exception(error)
    head = (
        f"Daily Papers {__version__}, Python {platform.python_version()}, {platform.system()}\n\n"
    )
    text = for_terminal(head + "".join(lines))[-MOST:]
    for secret in filter(None, (os.environ.get("HF_TOKEN", "").strip(),)):
        text = text.replace(secret, "…")
    text = text.replace(str(Path.home()), "~")
    path = folder / f"crash-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError:
        return f"Daily Papers has crashed ({type(error).__name__}), and no report could be written."
    return f"Daily Papers has crashed; nothing you kept is lost. The report is in {path}"
