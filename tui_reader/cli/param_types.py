"""Types of the command's parameters, and command lines to suggest."""

from __future__ import annotations

import shlex
from datetime import date
from urllib.parse import urlsplit

import click

from tui_reader import dates
from tui_reader.dates import Period
from tui_reader.models import find_id
from tui_reader.text.sanitize import line

# For commands with a query: `-video` is part of the query, so there are no short options.
QUERY_FIRST = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


def day(typed: str) -> date | Period:
    """Parse a day or a period: 2026-08-21, yesterday, aug 21, 2026-08, 2026-W34."""
    found = dates.parse_day(typed, date.today())
    if found is None:
        raise click.BadParameter(f"{quoted(typed)} is not a date such as 2026-08-21 or yesterday.")
    return found


def paper(typed: str) -> str:
    """Parse a paper's arXiv ID, or a URL that contains one."""
    found = find_id(typed)
    if found is None:
        raise click.BadParameter(
            f"{quoted(typed)} does not contain an arXiv ID such as 2408.01234."
        )
    return found


def web_address(typed: str) -> str:
    """Check an absolute http or https URL; "" is allowed."""
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


def mutually_exclusive(**given: object) -> None:
    """Raise UsageError if more than one of these options was given."""
    names = [f"--{name}" for name, value in given.items() if value]
    if len(names) > 1:
        raise click.UsageError(f"{' and '.join(names)} cannot be used together.")


def command_line(*words: str) -> str:
    """Return a command line of the app, quoted for a shell."""
    return shlex.join(["daily-papers", *words])
