"""`daily-papers mute`: sort papers with some words last."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tui_reader import dates, selection
from tui_reader.cli import completion, output, params
from tui_reader.cli.context import AppContext, local_options
from tui_reader.cli.errors import NotFound
from tui_reader.cli.param_types import QueryCommand, query_of, quoted
from tui_reader.cli.table import echo_json
from tui_reader.store import library, queries


@click.group("mute")
def mute_command() -> None:
    """Muted words. Matching papers come last in lists, dimmed; they are not removed.

    \b
    Examples:
      daily-papers mute add survey
      daily-papers mute add '"federated learning" -tag:own'
      daily-papers mute list
      daily-papers mute remove survey
    """


@mute_command.command("add", short_help="mute a query", cls=QueryCommand)
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@local_options
def _add(app: AppContext, words: tuple[str, ...]) -> None:
    """Mute the papers that match a query."""
    parsed = query_of(" ".join(words))
    if not any(map(str.isalnum, str(parsed))):
        raise click.UsageError("Specify a query with words.")
    with app.store() as store:
        new = store.write_library_sync(library.mute, str(parsed), datetime.now(UTC))
        found = selection.search(store, parsed, "newest")
    state = "Muted" if new else "Already muted:"
    output.echo_err(f"{state} {parsed} ({dates.counted(len(found), 'paper')} on disk).")


@mute_command.command("list", short_help="list muted queries")
@params.json_option
@local_options
def _list(app: AppContext, as_json: bool) -> None:
    """List the muted queries, one per line."""
    with app.store() as store:
        params.require_library(store)
        muted = store.read_sync(queries.muted)
    if as_json:
        echo_json(muted=muted)
        return
    for text in muted:
        output.echo(text + "\n")


@mute_command.command("remove", short_help="unmute a query", cls=QueryCommand)
@click.argument("words", metavar="QUERY", nargs=-1, required=True, shell_complete=completion.muted)
@local_options
def _remove(app: AppContext, words: tuple[str, ...]) -> None:
    """Unmute a query, as `mute list` prints it."""
    typed = " ".join(words)
    with app.store() as store:
        # A query of another version may be spelled differently now.
        if not any(
            store.write_library_sync(library.unmute, text)
            for text in dict.fromkeys([str(query_of(typed)), typed])
        ):
            raise NotFound(f"{quoted(typed)} is not muted. List with: mute list")
    output.echo_err(f"Unmuted {typed}.")
