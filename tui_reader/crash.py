"""What is left of a crash: a report in the state folder, and one line that says where."""

from __future__ import annotations

import os
import platform
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tui_reader import __version__
from tui_reader.hub.auth import hidden
from tui_reader.text.sanitize import for_terminal

MOST = 200_000  # characters
# Where somebody is at home.
_HOME = re.compile(r"/(?:root\b|(?:home|Users)/[^/\s'\":,;)]+)")


def end(error: Exception) -> int:
    """Say in a line what a person can do nothing more about. Returns the exit code.

    What is no fault of ours, such as a disk that can't be read, needs no report.
    """
    from tui_reader.cli import output
    from tui_reader.cli.errors import FAILED, explain
    from tui_reader.paths import Folders

    known = explain(error)
    lines = known.lines if known else (report(error, Folders.of_user().state),)
    for line in lines:
        output.tell(line)
    return known.code if known else FAILED


def report(error: BaseException, folder: Path) -> str:
    """Write a report. Returns the line for the person; it never raises.

    No values of variables are in it, and what tokens and home folders its texts name is taken out.
    """
    # A worker's error comes wrapped, without where it happened.
    error = getattr(error, "error", None) or error
    head = (
        f"Daily Papers {__version__}, Python {platform.python_version()}, {platform.system()}\n\n"
    )
    text = _without_secrets(for_terminal(head + "".join(traceback.format_exception(error))))
    path = folder / f"crash-{datetime.now(UTC):%Y-%m-%dT%H%M%S}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text[-MOST:])
    except OSError:
        return f"Daily Papers has crashed ({type(error).__name__}), and no report could be written."
    return for_terminal(
        f"Daily Papers has crashed; nothing you kept is lost. The report is in {path}"
    )


def _without_secrets(text: str) -> str:
    text = hidden(text)
    home = str(Path.home())
    for own in {home, os.path.realpath(home)} - {"/"}:
        text = text.replace(own, "~")
    return _HOME.sub("~", text)
