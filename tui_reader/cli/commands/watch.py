"""`daily-papers watch`: saved searches."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tui_reader import query
from tui_reader.cli import completion, output
from tui_reader.cli.context import Mode, demo_option, pass_mode
from tui_reader.cli.errors import NotFound
from tui_reader.cli.param_types import QUERY_FIRST, quoted
from tui_reader.cli.table import papers
from tui_reader.store import library, queries
from tui_reader.text.sanitize import line


@click.group("watch", short_help="saved searches")
def watch_command() -> None:
    """Saved searches. What they match is marked in every list, and counted in the reader.

    \b
    Examples:
      daily-papers watch add diffusion 'diffusion OR "flow matching"'
      daily-papers watch list
      daily-papers digest --watch diffusion
      daily-papers watch remove diffusion
    """


@watch_command.command("add", short_help="save a query under a name", context_settings=QUERY_FIRST)
@click.argument("name")
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@demo_option
@pass_mode
def _add(mode: Mode, name: str, words: tuple[str, ...]) -> None:
    """Save a query under a name; a watch of that name gets the new query."""
    asked = query.parse(" ".join(words))
    called = line(name, 60)
    if not called or asked == query.And(()):
        raise click.UsageError("A watch needs a name and a query that says something.")
    from tui_reader.store.search import full_text_search

    with mode.store() as store:
        store.write_library_sync(library.put_watch, called, str(asked), datetime.now(UTC))
        found = store.read_sync(full_text_search.count, asked)
    output.tell(f"Watching {quoted(called)}: {asked} ({papers(found)} on disk).")


@watch_command.command("list", short_help="names and queries")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@demo_option
@pass_mode
def _list(mode: Mode, as_json: bool) -> None:
    """The watches: name and query, with a tab between them."""
    with mode.store() as store:
        watches = store.read_sync(queries.watches)
    if as_json:
        import json

        made = [{"name": name, "query": text} for name, text in watches]
        output.put(json.dumps({"schema_version": 1, "watches": made}, ensure_ascii=False) + "\n")
        return
    for name, text in watches:
        output.put(f"{name}\t{text}\n")


@watch_command.command("remove", short_help="forget one")
@click.argument("name", shell_complete=completion.watches)
@demo_option
@pass_mode
def _remove(mode: Mode, name: str) -> None:
    """Forget a watch. Papers and their marks stay."""
    with mode.store() as store:
        if not store.write_library_sync(library.remove_watch, line(name, 60)):
            raise NotFound(f"No watch is called {quoted(name)}.")
