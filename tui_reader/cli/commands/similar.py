"""`daily-papers similar` and `for-you`: papers by their terms."""

from __future__ import annotations

import click

from tui_reader import selection
from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, local_options, network_options
from tui_reader.cli.table import display_text, print_papers
from tui_reader.selection import Selection
from tui_reader.store.search import for_you, term_index
from tui_reader.store.search.similar import similar


@click.command("similar")
@params.paper_argument
@params.limit_option
@params.json_option
@network_options
def similar_command(app: AppContext, paper: str, limit: int, as_json: bool) -> None:
    """List the downloaded papers that share the most distinctive words with a paper.

    \b
    Examples:
      daily-papers similar 2512.08765 --limit 5
      daily-papers similar 2512.08765 | cut -f1 | xargs daily-papers tag -a x
    """
    with app.store() as store, params.entries(app, store, (paper,)) as (entry,):
        keys = store.read_sync(similar, entry.paper.key, entry.paper).keys
        found = Selection(f"Similar to {display_text(entry.paper.title)}", keys)
        print_papers(found, found.entries(store, limit), as_json)


@click.command("for-you")
@click.option(
    "--check",
    is_flag=True,
    help="Print how many of your saved papers would have been in the top five of their day.",
)
@params.limit_option
@params.json_option
@local_options
def for_you_command(app: AppContext, check: bool, limit: int, as_json: bool) -> None:
    """List the unread papers of recent days (`for_you.days`) that fit your interests best.

    Papers are compared with your saved papers and with each tag that has three papers or more, by
    their words: offline, without a model. --check replays your saved papers by date: each day is
    ranked with the papers of earlier days alone.

    \b
    Examples:
      daily-papers for-you --limit 10
      daily-papers for-you --json | jq -r '.papers[].for_you.reason'
      daily-papers for-you --check
      daily-papers list --sort for-you
    """
    with app.store() as store:
        params.require_library(store)
        if check:
            term_index.complete(store)
            output.echo(f"{store.read_sync(for_you.check)}\n")
            return
        selection.warn_if_too_few(store, output.echo_err)
        days, upvotes = app.settings.for_you.days, app.settings.for_you.upvotes
        found = selection.best_for_you(store, days, upvotes)
        entries = selection.with_reasons(store, found.entries(store, limit))
    print_papers(found, entries, as_json)
