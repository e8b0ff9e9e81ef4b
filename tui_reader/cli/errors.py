"""Convert errors to messages and exit codes of the command line."""

from __future__ import annotations

from typing import NamedTuple

import click

from tui_reader.cli.param_types import command_line
from tui_reader.selection import NoEdition, NotDownloaded

DONE, FAILED, USAGE, NOT_FOUND, NETWORK = range(5)
INTERRUPTED, PIPE_CLOSED = 130, 141  # exit codes of shells for SIGINT and SIGPIPE


class Failed(click.ClickException):
    """A command failed. `hint` is printed on a separate line."""

    exit_code = FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class NotFound(Failed):
    exit_code = NOT_FOUND


class Report(NamedTuple):
    """The exit code and the messages for an error."""

    code: int
    lines: tuple[str, ...]


def explain(error: Exception, demo: bool = False) -> Report | None:
    """Return the report of an expected error; None for a bug, which keeps its traceback."""
    if isinstance(error, Failed):
        return Report(error.exit_code, tuple(filter(None, (error.message, error.hint))))
    if isinstance(error, click.UsageError):
        usage = error.ctx.get_usage().splitlines() if error.ctx else []
        more = f"See: {error.ctx.command_path} --help" if error.ctx else ""
        return Report(error.exit_code, (*usage, error.format_message(), more))
    if isinstance(error, click.ClickException):
        return Report(error.exit_code, (error.format_message(),))
    if isinstance(error, NotDownloaded):
        words = ["sync", *error.options, *(["--demo"] if demo else [])]
        return Report(NOT_FOUND, (f"{error} Fetch with:", command_line(*words)))
    if isinstance(error, NoEdition):
        return Report(NOT_FOUND, (str(error),))
    from tui_reader.hub.errors import HubError

    if isinstance(error, HubError):
        return Report(code_of(error), (str(error),))
    from tui_reader.collection.errors import CollectionError, Gone, Unreachable

    if isinstance(error, CollectionError):
        codes = {Unreachable: NETWORK, Gone: NOT_FOUND}
        return Report(codes.get(type(error), FAILED), (str(error),))
    from tui_reader.store import ReadOnly
    from tui_reader.store.database import disk_problem

    if isinstance(error, ReadOnly):
        return Report(FAILED, (f"Not saved: {error}",))
    reason = disk_problem(error)
    if reason is not None:
        name = getattr(error, "filename", None)
        return Report(FAILED, (f"{name}: {reason}" if name else reason,))
    return None


def code_of(error: Exception) -> int:
    """Return the exit code of an error of the Hub."""
    from tui_reader.hub.errors import NotFound as NotOnHub

    return NOT_FOUND if isinstance(error, NotOnHub) else NETWORK
