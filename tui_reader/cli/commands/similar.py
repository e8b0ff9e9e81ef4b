"""`daily-papers similar`: find papers similar to one."""

from __future__ import annotations

import click

from tui_reader import selection
from tui_reader.cli import params
from tui_reader.cli.commands.list import json_option, limit_option
from tui_reader.cli.context import (
    AppContext,
    demo_option,
    offline_option,
    pass_app,
)
from tui_reader.cli.table import print_papers, shown
from tui_reader.store.search.similar import similar


@click.command("similar")
@params.paper_argument
@limit_option
@json_option
@offline_option
@demo_option
@pass_app
@click.pass_context
def similar_command(
    ctx: click.Context, app: AppContext, paper: str, limit: int, as_json: bool
) -> None:
    """List the downloaded papers that share the most distinctive words with a paper.

    \b
    Examples:
      daily-papers similar 2512.08765 --limit 5
      daily-papers similar 2512.08765 | cut -f1 | xargs daily-papers tag -a x
    """
    with app.store() as store:
        result = params.fetch_and_save(app, store, (paper,))
        if result.missing:
            ctx.exit(params.code(result))
        (entry,) = result.entries(store)
        found = selection.of_keys(store.read_sync(similar, entry.paper.key).keys)
        entries = found.entries(store, limit)
    title = f"Similar to {shown(entry.paper.title)}"
    print_papers(entries, len(found.keys), as_json, title, with_dates=True)
