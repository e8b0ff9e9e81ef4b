"""Types of the command's parameters, and command lines to suggest."""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING

import click

from tui_reader import dates, urls
from tui_reader.dates import Period
from tui_reader.models import find_id
from tui_reader.text.sanitize import line

if TYPE_CHECKING:
    from tui_reader.query import Query


class QueryCommand(click.Command):
    """A command whose arguments are a query: options in any position, exclusions after `--`.

    Treating unknown options as words of the query would silently find the wrong papers (`search
    lora -n 3`), so `-gan` is an error that explains how to exclude a word.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        unknown = self._unknown_option(ctx, args)
        if unknown:
            raise click.UsageError(
                f"No such option: {line(unknown, 40)}. To exclude a word, put it after `--` "
                "or quote the whole query, as in 'lora -gan'.",
                ctx,
            )
        return super().parse_args(ctx, args)

    def _unknown_option(self, ctx: click.Context, args: list[str]) -> str:
        """Return the first argument that looks like an option but is not one, or "".

        click would read `-haiku` as `-h` (help) and `-nerf` as `-n erf`.
        """
        takes_value = {
            name: not (isinstance(option, click.Option) and (option.is_flag or option.count))
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in (*option.opts, *option.secondary_opts)
        }
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                break
            name, equals, _ = arg.partition("=")
            if arg[:1] != "-" or arg == "-":
                continue
            if arg[:2] != "--" and takes_value.get(arg[:2]) and arg[2:].isdigit():
                continue  # -n3
            known = name if arg[:2] == "--" else arg
            if known not in takes_value:
                return arg
            if takes_value[known] and not equals:
                next(rest, None)
        return ""


def query_of(typed: str, prefix: bool = False) -> Query:
    """Parse a query. Raises UsageError with the reason if it is invalid.

    `prefix`: the last word can be a prefix.
    """
    from tui_reader import query  # 8 ms that most commands do not need

    parsed = query.parse(typed, prefix=prefix)
    problem = query.problem(parsed)
    if problem:
        raise click.UsageError(problem)
    return parsed


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
    if typed and not urls.is_http_url(typed):
        raise click.BadParameter(f"{quoted(typed)} is not an http or https URL.")
    return typed


def watch_name(typed: str) -> str:
    """Clean the name of a watch."""
    return line(typed, 60)


def quoted(typed: str) -> str:
    return f"'{line(typed, 60)}'"


def first_day(requested: date | Period) -> date:
    return requested.first if isinstance(requested, Period) else requested


def mutually_exclusive(**given: object) -> None:
    """Raise UsageError if more than one of these options was given."""
    names = [f"--{name}" for name, value in given.items() if value]
    if len(names) > 1:
        raise click.UsageError(f"{' and '.join(names)} cannot be used together.")


def command_line(*words: str) -> str:
    """Return a command line of the app, quoted for a shell."""
    return shlex.join(["daily-papers", *words])
