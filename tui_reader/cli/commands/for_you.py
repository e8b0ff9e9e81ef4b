"""`daily-papers for-you`: unread papers that fit the user's interests."""

from __future__ import annotations

from datetime import date

import click

from tui_reader import selection
from tui_reader.cli import output
from tui_reader.cli.commands.list import json_option, limit_option
from tui_reader.cli.context import AppContext, demo_option, pass_app
from tui_reader.cli.table import glyphs, papers, print_papers
from tui_reader.store.search import for_you


@click.command("for-you")
@click.option(
    "--check",
    is_flag=True,
    help="Print how many of your saved papers would have been in the top five of their day.",
)
@limit_option
@json_option
@demo_option
@pass_app
def for_you_command(app: AppContext, check: bool, limit: int, as_json: bool) -> None:
    """List the unread papers of the last days (`for_you.days`) that fit your interests best.

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
        selection.warn_if_too_few(store, output.echo_err)
        if check:
            found = store.read_sync(for_you.check)
            output.echo(f"{found}\n")
            return
        keys = store.read_sync(
            for_you.papers, date.today(), app.settings.for_you.days, app.settings.for_you.upvotes
        )
        listed = selection.Selection("For you", keys)
        entries = selection.with_reasons(store, listed.entries(store, limit))
    heading = f"For you {glyphs().dot} {papers(len(keys))}"
    print_papers(entries, len(keys), as_json, heading)
