"""`daily-papers search`: search downloaded papers with a query, or the Hub."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import click

from tui_reader import query_hints, selection
from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.errors import NotFound
from tui_reader.cli.param_types import QueryCommand, query_of, quoted
from tui_reader.cli.table import print_papers
from tui_reader.models import Entry, Paper
from tui_reader.selection import Selection
from tui_reader.store import Store, cache, queries
from tui_reader.store.database import SAVE_TIMEOUT, one_deadline
from tui_reader.store.search.ranking import ORDERS

DEFAULT_LIMIT = 50
_SORT_KEYS: dict[str, Callable[[Paper], int | str]] = {
    "upvotes": lambda paper: -(paper.upvotes or 0),
    "comments": lambda paper: -(paper.comments or 0),
    "newest": lambda paper: -paper.key,
    "title": lambda paper: paper.title.casefold(),
}

_WIDTH = max(len(example) for example, _ in query_hints.HELP) + 2
_LANGUAGE = "\n".join(f"      {example:{_WIDTH}}{meaning}" for example, meaning in query_hints.HELP)


@click.command(
    "search",
    cls=QueryCommand,
    help=f"""Search downloaded papers, best matches first.

    \b
    Query syntax:
{_LANGUAGE}

    \b
    Examples:
      daily-papers search diffusion policy
      daily-papers search '"flow matching" has:code after:2026-03 upvotes:>50'
      daily-papers search author:lecun --sort newest -n 5 --json
      daily-papers search -- lora -gan                   without "gan"
      daily-papers search --hub 'what makes reasoning models overthink'
    """,
)
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option(
    "--limit", "-n", type=click.IntRange(min=0), default=DEFAULT_LIMIT, metavar="N",
    show_default=True,
    help="Maximum number of papers; 0: all.",
)  # fmt: skip
@click.option(
    "--sort",
    type=click.Choice(ORDERS),
    default="relevance",
    show_default=True,
    help="The sort order.",
)
@click.option("--hub", is_flag=True, help="Search the Hub instead, including papers in no edition.")
@params.json_option
@network_options
def search_command(
    app: AppContext, words: tuple[str, ...], limit: int, sort: str, hub: bool, as_json: bool
) -> None:
    typed = " ".join(words)
    with app.store() as store:
        unsaved: list[Entry] = []
        if hub:
            keys, unsaved = _search_hub(app, store, typed, sort)
        else:
            keys = selection.search(store, query_of(typed, prefix=True))
        if not keys:
            if not hub:
                params.require_library(store)
            where = "on the Hub" if hub else "on disk"
            hint = "" if any(map(str.isalnum, typed)) else " Only words can be searched for."
            raise NotFound(f"Nothing {where} matches {quoted(typed)}.{hint}")
        order = None if sort == "relevance" else sort
        found = params.sorted_selection(app, store, Selection(quoted(typed), keys), order)
        entries = unsaved[: limit or None] or found.entries(store, limit)
        if sort == params.FOR_YOU:
            entries = selection.with_reasons(store, entries)
        print_papers(found, entries, as_json)
        output.flush()  # before the store waits for a slow disk


def _search_hub(
    app: AppContext, store: Store, typed: str, sort: str
) -> tuple[array[int], list[Entry]]:
    """Return the Hub's results and, if they could not be cached, their entries."""
    import asyncio  # 20 ms, with ssl, that a search on disk does not need

    name = f"hub:{typed}"

    async def search() -> list[Paper]:
        async with app.hub() as hub:
            return list(await hub.search(typed))

    results = asyncio.run(search())
    try:
        with one_deadline(requested=False):
            store.submit_cache(cache.write_feed, name, results).result(SAVE_TIMEOUT)
        return store.read_sync(queries.feed, name), []
    except Exception as error:
        params.report_not_cached(error)
    if sort in _SORT_KEYS:
        results.sort(key=_SORT_KEYS[sort])
    return array("q", [paper.key for paper in results]), [Entry(paper) for paper in results]
