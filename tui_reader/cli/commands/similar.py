"""`daily-papers similar`: papers on disk that are like one."""

from __future__ import annotations

import click

from tui_reader.cli import params
from tui_reader.cli.commands.list import json_option, limit_option
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.table import print_papers, shown
from tui_reader.selection import Chosen
from tui_reader.store.search.similar import similar


@click.command("similar", short_help="papers on disk that are like one")
@params.paper_argument
@limit_option
@json_option
@offline_option
@demo_option
@pass_mode
@click.pass_context
def similar_command(ctx: click.Context, mode: Mode, paper: str, limit: int, as_json: bool) -> None:
    """List the papers on disk that share the most telling words with one, as `list` does.

    \b
    Examples:
      daily-papers similar 2512.08765 --limit 5
      daily-papers similar 2512.08765 | cut -f1 | xargs daily-papers tag -a x
    """
    with mode.store() as store:
        entry = params.entries(ctx, mode, store, (paper,))[0]
        found = Chosen("", store.read_sync(similar, entry.paper.key).keys)
        entries = found.entries(store, limit)
    print_papers(entries, len(found.keys), as_json, f"Like {shown(entry.paper.title)}")
