"""The one way out: results to stdout, all else to stderr, both made safe for a terminal."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TextIO

import click

from tui_reader.cli.errors import PIPE_CLOSED
from tui_reader.text.sanitize import for_terminal

_STYLES = {"bold": "1", "dim": "2", "accent": "33"}


def begin() -> None:
    """Set up both ends. A pipe gets UTF-8 whatever the locale; a terminal shows what it can."""
    colours.cache_clear()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            encoding = None if is_terminal(stream) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def put(text: str, styled: bool = False) -> None:
    """Print results, line break included. `styled`: the text was cleaned before `style`."""
    try:
        if sys.stdout is not None:
            sys.stdout.write(text if styled else for_terminal(text))
    except BrokenPipeError:
        _nobody_reads()


def end() -> None:
    """See that all of it arrived. Raises OSError where it could not be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _nobody_reads()
    except OSError:
        _give_up()
        raise


def tell(message: str) -> None:
    """Say something to the person, a line on stderr."""
    note(for_terminal(message) + "\n")


def note(text: str) -> None:
    """Write to stderr as it is; that nobody reads it is no failure."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()
    except OSError:
        pass


def is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


@cache
def colours() -> bool:
    """Whether results may have colours."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and is_terminal(sys.stdout)


def style(text: str, *names: str) -> str:
    """Text in a style, where there are colours; it has to be clean already."""
    if not text or not names or not colours():
        return text
    return f"\x1b[{';'.join(_STYLES[name] for name in names)}m{text}\x1b[0m"


def _nobody_reads() -> None:
    """`… | head` has what it wanted: leave without a word, as any other program would."""
    _give_up()
    raise click.exceptions.Exit(PIPE_CLOSED) from None


def _give_up() -> None:
    """What is still in the buffer goes nowhere; else Python would complain of it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
