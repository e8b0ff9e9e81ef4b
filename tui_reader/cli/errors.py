"""What went wrong, in words and as an exit code."""

from __future__ import annotations

from dataclasses import dataclass

import click

DONE, FAILED, USAGE, NOT_FOUND, NETWORK = range(5)
INTERRUPTED, PIPE_CLOSED = 130, 141  # as a shell says it of SIGINT and SIGPIPE


class Failed(click.ClickException):
    """It could not be done. `advice` is what to try, on a line of its own."""

    exit_code = FAILED

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class NotFound(Failed):
    """What was asked for is not there."""

    exit_code = NOT_FOUND


class NoNetwork(Failed):
    """The Hub could not be asked, or did not answer as it should."""

    exit_code = NETWORK


@dataclass(frozen=True, slots=True)
class Told:
    code: int
    lines: tuple[str, ...]


def explain(error: Exception) -> Told | None:
    """An exception as it is told. None for what is a fault of ours: it keeps its traceback."""
    if isinstance(error, Failed):
        return Told(error.exit_code, tuple(filter(None, (error.message, error.advice))))
    if isinstance(error, click.UsageError):
        usage = error.ctx.get_usage().splitlines() if error.ctx else []
        more = f"See: {error.ctx.command_path} --help" if error.ctx else ""
        return Told(error.exit_code, (*usage, error.format_message(), more))
    if isinstance(error, click.ClickException):
        return Told(error.exit_code, (error.format_message(),))
    from tui_reader.hub.errors import HubError

    if isinstance(error, HubError):
        return Told(code_of(error), (str(error),))
    from tui_reader.collection import errors as collection

    if isinstance(error, collection.CollectionError):
        return Told(_code_of_collection(error), (str(error),))
    from tui_reader.store import ReadOnly
    from tui_reader.store.safety import recovery

    if isinstance(error, ReadOnly):
        return Told(FAILED, (f"Not saved: {error}",))
    why = recovery.why(error)
    if why is not None:
        name = getattr(error, "filename", None)
        return Told(FAILED, (f"{name}: {why}" if name else why,))
    return None


def code_of(error: Exception) -> int:
    """The exit code of something that the Hub answered, or did not."""
    from tui_reader.hub.errors import NotFound as NotOnTheHub

    return NOT_FOUND if isinstance(error, NotOnTheHub) else NETWORK


def _code_of_collection(error: Exception) -> int:
    from tui_reader.collection import errors as collection

    if isinstance(error, collection.Busy | collection.Unreachable):
        return NETWORK
    return NOT_FOUND if isinstance(error, collection.Gone) else FAILED
