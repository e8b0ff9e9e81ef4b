"""Output: results to stdout, messages to stderr, both safe for a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TextIO, TypeVar

import click

from tui_reader import files
from tui_reader.cli.errors import PIPE_CLOSED
from tui_reader.text.sanitize import for_terminal

DUMB = ("dumb", "unknown")  # values of TERM for terminals without escape sequences
_STYLES = {"bold": "1", "dim": "2", "accent": "33"}


def begin() -> None:
    """Set up stdout and stderr: pipes get UTF-8 in any locale, terminals their own encoding."""
    for descriptor, flags in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_RDWR)):
        try:
            os.fstat(descriptor)
        except OSError:
            # Closed (`>&-`): no database may be opened under its number. Reading stdin and writing
            # to stdout fail.
            os.open(os.devnull, flags)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    colors.cache_clear()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            encoding = None if is_terminal(stream) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def echo(text: str, styled: bool = False) -> None:
    """Write results to stdout; `text` ends with a line break.

    Args:
        styled: The text is safe already and may contain the escapes of `style`.

    Raises OSError if stdout is closed or full.
    """
    with _stdout() as stdout:
        stdout.write(text if styled else for_terminal(text))


def read_stdin(limit: int = -1) -> bytes:
    """Read stdin, at most `limit` bytes. Raises OSError if it is closed."""
    try:
        return sys.stdin.buffer.read(limit)
    except OSError as error:
        error.filename = "stdin"
        raise


def flush() -> None:
    """Write all results. Raises OSError if that fails, such as on a full disk."""
    with _stdout() as stdout:
        stdout.flush()


@contextmanager
def _stdout() -> Iterator[TextIO]:
    """Yield stdout. Errors name it; a reader that has closed the pipe (`… | head`) ends the
    command silently."""
    try:
        yield sys.stdout
    except BrokenPipeError:
        _discard_buffer()
        raise click.exceptions.Exit(PIPE_CLOSED) from None
    except OSError as error:
        _discard_buffer()
        error.filename = "stdout"
        raise


def echo_err(message: str) -> None:
    """Print a message, one line, to stderr."""
    write_err(for_terminal(message) + "\n")


def write_err(text: str) -> None:
    """Write to stderr unchanged, ignoring errors."""
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


def has_escapes(stream: TextIO | None) -> bool:
    """True for a terminal that is not known to print escape sequences as text."""
    return os.environ.get("TERM", "") not in ("", *DUMB) and is_terminal(stream)


@cache
def colors() -> bool:
    """Return whether results are printed in color: not with NO_COLOR, a pipe or a dumb terminal."""
    return not os.environ.get("NO_COLOR") and has_escapes(sys.stdout)


def style(text: str, *names: str) -> str:
    """Return `text`, which must already be safe, in a style if colors are used."""
    if not text or not names or not colors():
        return text
    return f"\x1b[{';'.join(_STYLES[name] for name in names)}m{text}\x1b[0m"


def _discard_buffer() -> None:
    """Redirect stdout to nowhere: Python would report the unwritten buffer at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


F = TypeVar("F", bound=Callable[..., object])


def output_option(default: str = "stdout (-)") -> Callable[[F], F]:
    return click.option(
        "-o",
        "--output",
        "file",
        type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
        metavar="FILE",
        help=f"Write to this file, replacing it if it exists. Default: {default}.",
    )


def is_stdout(file: Path | None) -> bool:
    return file is None or str(file) == "-"


def write(text: str, file: Path | None) -> None:
    """Write results to a file or to stdout. Raises OSError."""
    data = text.encode("utf-8", "replace")
    if file is None or is_stdout(file):
        echo(text)
    elif file.exists() and not file.is_file():  # a FIFO, /dev/stdout
        file.write_bytes(data)
    else:
        # Replace the target of a link, not the link.
        files.save(files.real_path(file), data, overwrite=True)
