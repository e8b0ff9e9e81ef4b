"""`daily-papers collection`: the same bookmarks on every machine, through a private Collection."""

from __future__ import annotations

import click

from tui_reader.cli import output
from tui_reader.cli.context import Mode, offline_option, pass_mode
from tui_reader.cli.errors import explain
from tui_reader.cli.progress import Line
from tui_reader.store import Store


@click.group("collection", short_help="the same bookmarks on every machine, through the Hub")
@click.pass_context
def collection_command(ctx: click.Context) -> None:
    """Keep bookmarks, tags and notes in step with a private Collection on the Hub, and so with
    your other machines.

    It needs a token of yours that may write to your collections, in HF_TOKEN or as `hf auth
    login` leaves it, and the extra `hub`: pip install 'daily-papers[hub]'. Once turned on, every
    sync does it too.

    \b
    Examples:
      daily-papers collection login     make the Collection or find it, turn it on
      daily-papers collection sync      bring both sides in step
      daily-papers collection status    what the last run did, what is to be sent
      daily-papers collection off       turn it off; all stays on both sides
    """
    # At the root, where the switches of the commands below it set it.
    if ctx.find_root().ensure_object(Mode).demo:
        raise click.UsageError("The sample has no Collection: not with --demo.")


@collection_command.command("login", short_help="find it or make it, turn it on")
@offline_option
@pass_mode
def _login(mode: Mode) -> None:
    """Find your private Collection or make it, and turn it on."""
    from tui_reader.collection import service
    from tui_reader.urls import hub_endpoint

    with mode.store() as store:
        slug = service.login(store, mode.offline)
    output.tell(f"On: {hub_endpoint()}/collections/{slug}")
    output.tell(f"Bring both sides in step with: {mode.command('collection', 'sync')}")


@collection_command.command("sync", short_help="bring both sides in step")
@offline_option
@pass_mode
@click.pass_context
def _sync(ctx: click.Context, mode: Mode) -> None:
    """Bring both sides in step. A copy of the library is kept before anything large is removed."""
    with mode.store() as store:
        ctx.exit(keep_in_step(mode, store))


def keep_in_step(mode: Mode, store: Store, quiet: bool = False) -> int:
    """Run the merge, say what it did, fetch what came with an id alone. Returns the exit code."""
    import asyncio

    from tui_reader.collection import service
    from tui_reader.collection import state as stored

    async def fill() -> int:
        async with mode.hub() as hub:
            return await service.fill(hub, store)

    line = Line(quiet)
    try:
        changes = service.run(
            store, lambda done, total: line.show(done, total, "papers sent"), mode.offline
        )
    finally:
        line.clear()
    if not quiet or changes.stopped:
        output.tell(changes.line)
    if store.read_sync(stored.lacking):  # also those that an earlier run had no network for
        asyncio.run(fill())
    stopped = explain(changes.stopped) if changes.stopped else None
    return stopped.code if stopped else 0


@collection_command.command("status", short_help="on or off, the last run, what waits")
@pass_mode
def _status(mode: Mode) -> None:
    """Say whether it is on, what the last run did, and what is to be sent."""
    from tui_reader.collection import service

    with mode.store() as store:
        for line in service.status(store):
            output.put(line + "\n")


@collection_command.command("off", short_help="turn it off; nothing is removed")
@pass_mode
def _off(mode: Mode) -> None:
    """Turn it off. The Collection and all your marks stay as they are."""
    from tui_reader.collection import service

    with mode.store() as store:
        service.off(store)
    output.tell("Off. Nothing was removed, here or there.")
