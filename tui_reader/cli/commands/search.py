"""`daily-papers search`: the query language, over what is on disk, or the Hub's own search."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import click

from tui_reader import query, selection
from tui_reader.cli.commands.list import json_option
from tui_reader.cli.context import (
    AppContext,
    demo_option,
    offline_option,
    pass_app,
)
from tui_reader.cli.errors import NotFound
from tui_reader.cli.param_types import QueryCommand, query_of, quoted
from tui_reader.cli.table import glyphs, papers, print_papers
from tui_reader.selection import Selection
from tui_reader.store.search.ranking import ORDERS

if TYPE_CHECKING:
    from tui_reader.store import Store

MOST = 50

_WIDTH = max(len(example) for example, _ in query.HELP) + 2
_LANGUAGE = "\n".join(f"      {example:{_WIDTH}}{meaning}" for example, meaning in query.HELP)


@click.command(
    "search",
    cls=QueryCommand,
    short_help="find papers on disk, or on the Hub",
    help=f"""Papers on disk that match a query, best first.

    \b
    A query is made of:
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
    "--limit", "-n", type=click.IntRange(min=0), default=MOST, metavar="N", show_default=True,
    help="At most N papers, 0 for all.",
)  # fmt: skip
@click.option(
    "--sort",
    type=click.Choice(ORDERS),
    default="relevance",
    show_default=True,
    help="Their order.",
)
@click.option("--hub", is_flag=True, help="Ask the Hub's search, also for papers of no edition.")
@json_option
@offline_option
@demo_option
@pass_app
def search_command(
    app: AppContext, words: tuple[str, ...], limit: int, sort: str, hub: bool, as_json: bool
) -> None:
    typed = " ".join(words)
    with app.store() as store:
        if hub:
            keys = _on_the_hub(app, store, typed, sort)
        else:
            keys = selection.search(store, query_of(typed, prefix=True), sort)
        if not keys:
            where = "on the Hub" if hub else "on disk"
            hint = "" if any(map(str.isalnum, typed)) else " Only words can be searched for."
            raise NotFound(f"Nothing {where} matches {quoted(typed)}.{hint}")
        chosen = Selection("", keys)
        entries = chosen.entries(store, limit)
    heading = f"{quoted(typed)} {glyphs().dot} {papers(len(keys))}"
    print_papers(entries, len(keys), as_json, heading)


def _on_the_hub(app: AppContext, store: Store, typed: str, sort: str) -> array[int]:
    """The Hub's answer, kept in the cache as the reader keeps it; its own order unless told."""
    import asyncio

    from tui_reader.store import cache, queries
    from tui_reader.store.search import ranking

    async def ask() -> array[int]:
        async with app.hub() as hub:
            answer = await hub.search(typed)
        await store.write_cache(cache.write_feed, f"hub:{typed}", answer)
        return await store.read(queries.feed, f"hub:{typed}")

    keys = asyncio.run(ask())
    return keys if sort == "relevance" else store.read_sync(ranking.arrange, keys, sort)
