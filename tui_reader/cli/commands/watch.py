"""`daily-papers watch`: saved searches."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tui_reader import dates, query, selection
from tui_reader.cli import completion, output, params
from tui_reader.cli.context import AppContext, local_options
from tui_reader.cli.errors import NotFound
from tui_reader.cli.param_types import QueryCommand, query_of, quoted, watch_name
from tui_reader.cli.table import echo_json
from tui_reader.store import library, queries


@click.group("watch")
def watch_command() -> None:
    """Saved searches. Their matches are marked in every list and counted in the app.

    \b
    Examples:
      daily-papers watch add diffusion 'diffusion OR "flow matching"'
      daily-papers watch list
      daily-papers list --watch diffusion
      daily-papers digest --watch diffusion
      daily-papers watch remove diffusion
    """


@watch_command.command("add", short_help="save a query", cls=QueryCommand)
@click.argument("name", type=watch_name)
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@local_options
def _add(app: AppContext, name: str, words: tuple[str, ...]) -> None:
    """Save a query under a name. It replaces the query of an existing watch of that name."""
    parsed = query_of(" ".join(words))
    if not name or not any(map(str.isalnum, str(parsed))):
        raise click.UsageError("A watch needs a name and a query with words.")
    with app.store() as store:
        previous = dict(store.read_sync(queries.watches)).get(name)
        store.write_library_sync(library.put_watch, name, str(parsed), datetime.now(UTC))
        found = selection.search(store, parsed, "newest")
    matches = f"{parsed} ({dates.counted(len(found), 'paper')} on disk)"
    if previous is None:
        output.echo_err(f"Added watch {quoted(name)}: {matches}.")
    elif previous == str(parsed):
        output.echo_err(f"Watch {quoted(name)} already exists: {matches}.")
    else:
        output.echo_err(f"Replaced watch {quoted(name)}: {matches}. It was: {previous}")


@watch_command.command("list", short_help="list names and queries")
@params.json_option
@local_options
def _list(app: AppContext, as_json: bool) -> None:
    """List the watches, one per line: name, tab, query; for an invalid one, tab and the reason."""
    with app.store() as store:
        params.require_library(store)
        watches = store.read_sync(queries.watches)
    problems = {name: query.problem(query.parse(text)) for name, text in watches}
    if as_json:
        items = [
            {"name": name, "query": text, "problem": problems[name] or None}
            for name, text in watches
        ]
        echo_json(watches=items)
        return
    for name, text in watches:
        problem = f"\tinvalid: {problems[name]}" if problems[name] else ""
        output.echo(f"{name}\t{text}{problem}\n")


@watch_command.command("remove", short_help="remove a watch")
@click.argument("name", type=watch_name, shell_complete=completion.watches)
@local_options
def _remove(app: AppContext, name: str) -> None:
    """Remove a watch. Papers and their marks are not affected."""
    with app.store() as store:
        if not store.write_library_sync(library.remove_watch, name):
            raise NotFound(f"There is no watch named {quoted(name)}.")
