"""What a person types on the command line, read; and what a message tells them to type."""

from __future__ import annotations

import shlex
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import click

from tui_reader import dates
from tui_reader.dates import Period
from tui_reader.models import find_id
from tui_reader.text.sanitize import line

# For a command with a query: `-video` is a part of it, so that there are no short options.
QUERY_FIRST = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


def day(typed: str) -> date | Period:
    """A day or a period, for click: `2026-08-21`, `yesterday`, `aug 21`, `2026-08`, `2026-W34`."""
    found = dates.parse_day(typed, date.today())
    if found is None:
        raise click.BadParameter(f"{quoted(typed)} is no day such as 2026-08-21 or yesterday.")
    return found


def paper(typed: str) -> str:
    """A paper's id, for click: typed as it is, or within any URL."""
    found = find_id(typed)
    if found is None:
        raise click.BadParameter(f"{quoted(typed)} has no arXiv id in it, such as 2408.01234.")
    return found


def web_address(typed: str) -> str:
    """An absolute http or https URL, for click; the default "" stays."""
    if not typed:
        return typed
    try:
        parts = urlsplit(typed)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid or any(c.isspace() or not c.isprintable() for c in typed):
        raise click.BadParameter(f"{quoted(typed)} is not an http or https URL.")
    return typed


def quoted(typed: str) -> str:
    return f"'{line(typed, 60)}'"


def first_day(asked: date | Period) -> date:
    return asked.first if isinstance(asked, Period) else asked


def only_one(**given: Any) -> None:
    """Raises UsageError where more than one of these options was given."""
    names = [f"--{name}" for name, value in given.items() if value]
    if len(names) > 1:
        raise click.UsageError(f"{' and '.join(names)} cannot be together.")


def command_line(*words: str) -> str:
    """Words as they would be typed: what a message tells the reader to run."""
    return shlex.join(["daily-papers", *words])
