"""Crash reports: a file in the state folder, and a line that names it."""

from __future__ import annotations

import os
import platform
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tui_reader import __version__
from tui_reader.files import save_private
from tui_reader.hub.auth import redact
from tui_reader.text.sanitize import for_terminal

MAX_LENGTH = 200_000  # characters
_HOME = re.compile(r"/(?:root\b|(?:home|Users)/[^/\s'\":,;)]+)")


def report(error: BaseException, folder: Path) -> str:
    """Write a crash report to `folder` and return the message for the user. Never raises.

    The report has no values of variables; tokens and home folders are removed from its text.
    """
    # Textual wraps the error of a worker.
    error = getattr(error, "error", None) or error
    head = (
        f"Daily Papers {__version__}, Python {platform.python_version()}, {platform.system()}\n\n"
    )
    text = _without_secrets(for_terminal(head + "".join(traceback.format_exception(error))))
    path = folder / f"crash-{datetime.now(UTC):%Y-%m-%dT%H%M%S}-{os.getpid()}.txt"
    try:
        save_private(path, text[-MAX_LENGTH:].encode("utf-8", "replace"))
    except OSError as failure:
        return f"Daily Papers crashed. The report could not be written: {failure.strerror}."
    return for_terminal(f"Daily Papers crashed. Saved data is not affected. Report: {path}")


def _without_secrets(text: str) -> str:
    text = redact(text)
    home = os.path.expanduser("~")
    for own in {home, os.path.realpath(home)} - {"/"}:
        text = text.replace(own, "~")
    return _HOME.sub("~", text)
