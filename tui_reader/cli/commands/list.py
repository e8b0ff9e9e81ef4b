"""`daily-papers list`: list downloaded papers."""

from __future__ import annotations

from array import array
from datetime import date

import click

from tui_reader import dates, selection
from tui_reader.cli import completion, output, param_types, params
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.table import COLUMNS, print_papers
from tui_reader.dates import Period
from tui_reader.models import Edition, Entry, Marks
from tui_reader.selection import NotDownloaded, Selection


@click.command(
    "list",
    help=f"""List the newest downloaded edition, another day's, the bookmarks, or unread papers.

    Prints a table on a terminal; in a pipe, one paper per line, fields separated by tabs:
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
@params.date_option("A day, a month (2026-08) or a week (2026-W34).")
@click.option("--bookmarked", is_flag=True, help="All saved papers, most recently saved first.")
@click.option("--unread", is_flag=True, help="All unread papers, newest first.")
@click.option(
    "--watch", type=param_types.watch_name, metavar="NAME", shell_complete=completion.watches,
    help="All matches of a watch.",
)  # fmt: skip
@params.sort_option
@params.limit_option
@params.json_option
@network_options
def list_command(
    app: AppContext,
    day: date | Period | None,
    bookmarked: bool,
    unread: bool,
    watch: str | None,
    sort: str | None,
    limit: int,
    as_json: bool,
) -> None:
    param_types.mutually_exclusive(date=day, bookmarked=bookmarked, unread=unread, watch=watch)
    with app.store() as store:
        if bookmarked or unread:
            params.require_library(store)
        if bookmarked:
            found = selection.bookmarks(store)
        elif unread:
            found = selection.unread(store)
        elif watch is not None:
            found = params.select_watch(store, watch)
        else:
            try:
                found = params.select_day(app, store, day)
            except NotDownloaded:
                if app.offline or isinstance(day, Period) or not store.opened.cache.memory:
                    raise
                _print_uncached(app, day, limit, as_json)
                return
        found = params.sorted_selection(app, store, found, sort)
        entries = found.entries(store, limit)
        if sort == params.FOR_YOU:
            entries = selection.with_reasons(store, entries)
    if found.day and not found.keys:
        output.echo_err(f"There was no edition on {found.title}.")
    print_papers(found, entries, as_json)


def _print_uncached(app: AppContext, day: date | None, limit: int, as_json: bool) -> None:
    """Fetch and print an edition that cannot be saved (read-only home)."""
    import asyncio  # 20 ms, with ssl, that a list does not need

    async def fetch() -> Edition:
        async with app.hub() as hub:
            return await hub.edition(day or await hub.latest())

    edition = asyncio.run(fetch())
    entries = [Entry(paper, Marks(unread=True), edition.day) for paper in edition.papers]
    keys = array("q", [paper.key for paper in edition.papers])
    found = Selection(dates.long(edition.day), keys, edition.day)
    print_papers(found, entries[: limit or None], as_json)
    output.echo_err("Fetched from the Hub; it was not cached.")
