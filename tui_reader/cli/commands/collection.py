"""`daily-papers collection`: sync bookmarks between machines through a private Collection."""

from __future__ import annotations

import click

from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, offline_option, pass_app
from tui_reader.cli.errors import explain
from tui_reader.cli.progress import Progress
from tui_reader.store import Store
from tui_reader.urls import find_endpoint


@click.group("collection")
@click.pass_context
def collection_command(ctx: click.Context) -> None:
    """Sync bookmarks, tags and notes between your machines through a private Collection on the
    Hub.

    This needs a token with write access to your collections, in HF_TOKEN or saved by
    `hf auth login`. Once it is on, every sync includes it.

    \b
    Examples:
      daily-papers collection login     create or find the Collection
      daily-papers collection sync      sync now
      daily-papers collection status    show the last run and pending changes
      daily-papers collection off       turn syncing off; nothing is removed
    """
    # The options of subcommands set it at the root.
    if ctx.find_root().ensure_object(AppContext).demo:
        raise click.UsageError("The sample has no Collection: --demo cannot be used here.")


@collection_command.command("login", short_help="create or find the Collection, turn syncing on")
@offline_option
@pass_app
def _login(app: AppContext) -> None:
    """Find or create your private Collection and turn syncing on."""
    import asyncio

    from tui_reader.collection import service

    async def login(store: Store) -> str:
        async with app.hub() as hub:
            return await service.login(hub, store)

    with app.store() as store:
        slug = asyncio.run(login(store))
    output.echo_err(f"Enabled: {find_endpoint().url}/collections/{slug}")
    output.echo_err(f"Sync with: {app.command('collection', 'sync')}")


@collection_command.command("sync", short_help="sync now")
@offline_option
@pass_app
def _sync(app: AppContext) -> int:
    """Sync now. The library is backed up before a large removal."""
    with app.store() as store:
        return sync_collection(app, store)


def sync_collection(app: AppContext, store: Store, quiet: bool = False) -> int:
    """Sync the Collection, print the result, fetch papers known by ID only.

    Returns the exit code.
    """
    import asyncio

    from tui_reader.collection import service
    from tui_reader.collection.sync import MAX_REQUESTS, Changes

    async def run() -> Changes:
        async with app.hub() as hub:
            with Progress("papers", quiet) as progress:
                changes = await service.run(hub, store, progress.show)
            if not quiet or changes.stopped:
                output.echo_err(changes.line)
            await service.fill(hub, store, MAX_REQUESTS - changes.requests)
            return changes

    changes = asyncio.run(run())
    if not quiet and (missing := service.not_carried(store)):
        output.echo_err(missing)
    report = explain(changes.stopped) if changes.stopped else None
    return report.code if report else 0


@collection_command.command("status", short_help="show the last run and pending changes")
@pass_app
def _status(app: AppContext) -> None:
    """Show whether syncing is on, the result of the last run, and pending changes."""
    from tui_reader.collection import service

    with app.store() as store:
        params.require_library(store)
        for line in service.status(store):
            output.echo(line + "\n")


@collection_command.command("off", short_help="turn syncing off; nothing is removed")
@pass_app
def _off(app: AppContext) -> None:
    """Turn syncing off. The Collection and your marks are not changed."""
    from tui_reader.collection import service

    with app.store() as store:
        service.off(store)
    output.echo_err("Syncing is off. Nothing was removed.")
