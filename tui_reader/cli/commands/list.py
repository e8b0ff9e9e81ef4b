"""`daily-papers list`: what is on disk. It never asks the network."""

from __future__ import annotations

from datetime import date

import click

from tui_reader import selection
from tui_reader.cli import completion, param_types
from tui_reader.cli.context import Mode, demo_option, pass_mode
from tui_reader.cli.table import COLUMNS, glyphs, heading_of, papers, print_papers
from tui_reader.dates import Period

limit_option = click.option(
    "--limit", "-n", type=click.IntRange(min=0), default=0, metavar="N", help="At most N papers."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command(
    "list",
    short_help="the papers of a day, the bookmarks, what is unread",
    help=f"""The newest edition on disk, another day's, the bookmarks, or what is unread.

    A table on a terminal; in a pipe, one paper a line, its fields with tabs between them:
    {COLUMNS}.

    \b
    Examples:
      daily-papers list
      daily-papers list --date 2026-08-21 --limit 5
      daily-papers list --date 2026-08          all of August
      daily-papers list --unread | cut -f1
      daily-papers list --json | jq -r '.papers[] | select(.upvotes > 50) | .url'
    """,
)
@click.option(
    "--date",
    "day",
    type=param_types.day,
    shell_complete=completion.days,
    help="A day, a month (2026-08) or a week (2026-W34).",
)
@click.option("--bookmarked", is_flag=True, help="All that you keep, the last kept first.")
@click.option("--unread", is_flag=True, help="All unread papers, newest first.")
@limit_option
@json_option
@demo_option
@pass_mode
def list_command(
    mode: Mode,
    day: date | Period | None,
    bookmarked: bool,
    unread: bool,
    limit: int,
    as_json: bool,
) -> None:
    param_types.only_one(date=day, bookmarked=bookmarked, unread=unread)
    with mode.store() as store:
        if bookmarked:
            found = selection.bookmarks(store)
        elif unread:
            found = selection.unread(store)
        else:
            found = selection.of_day(mode, store, day)
        entries = found.entries(store, limit)
    total = len(found.keys)
    heading = f"{found.title} {glyphs().dot} {papers(total)}"
    if found.day and len(entries) == total:
        unread_here = sum(entry.marks.unread for entry in entries)
        heading = heading_of(found.day, total, unread_here, glyphs().dot)
    print_papers(entries, total, as_json, heading)
