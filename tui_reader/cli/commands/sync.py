"""`daily-papers sync` and `archive`: fetch editions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from tui_reader import dates, selection, sync
from tui_reader.cli import output, param_types
from tui_reader.cli.context import AppContext, local_options
from tui_reader.cli.errors import NETWORK, NotFound
from tui_reader.cli.progress import Progress
from tui_reader.dates import Period
from tui_reader.models import FIRST_EDITION
from tui_reader.store import Store, queries
from tui_reader.store.search import term_index

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

Steps = AsyncGenerator[sync.Progress, None]
_SHOWN = 5  # errors that are printed

quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print errors only (for cron).")


@click.command("sync")
@click.option("--date", "day", type=param_types.day, help="A day, month or week.")
@click.option("--since", type=param_types.day, help="All missing editions since this day.")
@click.option("--days", type=click.IntRange(1, 20_000), metavar="N", help="The last N days.")
@quiet_option
@local_options
def sync_command(
    app: AppContext,
    day: date | Period | None,
    since: date | Period | None,
    days: int | None,
    quiet: bool,
) -> int:
    """Fetch new editions, and recent ones again for their upvotes and comments.

    It can be interrupted at any time; the next run continues where it stopped. Respects the
    Hub's rate limit.

    \b
    Examples:
      daily-papers sync                     like the app at launch
      daily-papers sync --date 2025-12-10   a day, a month (2025-12), a week
      daily-papers sync --days 30           the last month
      daily-papers sync --since 2025-01-01  all missing editions since then
      daily-papers sync --quiet && daily-papers digest     in a crontab
    """
    param_types.mutually_exclusive(date=day, since=since, days=days)
    settings = app.settings
    depth, most = settings.sync.depth, settings.sync.most
    steps: Callable[[Source, Store], Steps] = partial(sync.launch, depth=depth, most=most)
    if day is not None:
        steps = partial(_of_day, requested=day)
    elif since is not None:
        steps = partial(sync.since, oldest=param_types.first_day(since))
    elif days is not None:
        steps = partial(_newest, number=days)
    return _run(app, steps, quiet)


@click.command("archive")
@quiet_option
@local_options
def archive_command(app: AppContext, quiet: bool) -> int:
    """Fetch all editions since the first one, 4 May 2023 (`sync --since 2023-05-04`).

    Every calendar day is requested, although a third have no papers; days on disk are skipped. It
    can be interrupted at any time; the next run continues where it stopped.

    \b
    Examples:
      daily-papers archive
      daily-papers archive --quiet
    """
    return _run(app, partial(sync.since, oldest=FIRST_EDITION), quiet)


async def _of_day(hub: Source, store: Store, requested: date | Period) -> Steps:
    newest = await hub.latest()
    if isinstance(requested, Period):
        days = sync.days_back(min(newest, requested.last), requested.first)
    else:
        days = [requested]
    async with aclosing(sync.fetch(hub, store, days, newest)) as steps:
        async for step in steps:
            yield step
    if not isinstance(requested, Period) and not await store.read(queries.edition, requested):
        later = " yet" if requested > newest else ""
        raise NotFound(f"The Hub has no edition of {dates.long(requested)}{later}.")


async def _newest(hub: Source, store: Store, number: int) -> Steps:
    newest = await hub.latest()
    oldest = newest - timedelta(days=min(number - 1, (newest - FIRST_EDITION).days))
    async with aclosing(sync.since(hub, store, oldest)) as steps:
        async for step in steps:
            yield step


def _run(app: AppContext, make: Callable[[Source, Store], Steps], quiet: bool) -> int:
    """Run a sync, show its progress, print its result. Returns the exit code."""
    with app.store() as store:
        before = _in_editions(store) if store.read_sync(queries.watches) else set()
        with Progress("days", quiet) as progress:
            steps = asyncio.run(_sync(app, store, make, progress))
        term_index.complete(store)
        editions = store.read_sync(queries.days)
        matches = _new_matches(store, before)
        _sync_collection(app, store, quiet)
    problems = [step.problem for step in steps if step.problem]
    for problem in problems[:_SHOWN]:
        output.echo_err(problem)
    if len(problems) > _SHOWN:
        output.echo_err(f"{len(problems) - _SHOWN} more errors.")
    if (skipped := sum(step.skipped for step in steps)) and not quiet:
        entries = dates.counted(skipped, "malformed entry", "malformed entries")
        output.echo_err(f"Skipped {entries}.")
    days = [step.day for step in steps if step.day]
    if days and (left := steps[-1].left):
        since = min(days) - timedelta(days=left)
        command = app.command("sync", "--since", since.isoformat())
        output.echo_err(f"{left} more days are missing. Fetch with: {command}")
    if not quiet:
        changed = sum(step.changed for step in steps)
        output.echo_err(
            f"{dates.counted(changed, 'edition')} new or changed; {len(editions):,} on disk"
            + (f", the newest of {dates.long(editions[0].day)}." if editions else ".")
        )
        for name, number in matches.items():
            output.echo_err(f"{dates.counted(number, 'paper')} new in {param_types.quoted(name)}.")
    return NETWORK if problems else 0


def _in_editions(store: Store) -> set[int]:
    return set(store.read_sync(queries.period, FIRST_EDITION, date.max))


def _new_matches(store: Store, before: set[int]) -> dict[str, int]:
    """Return the number of new papers that each watch matches, without zeros."""
    if not store.read_sync(queries.watches):
        return {}
    new = sorted(_in_editions(store) - before)
    matches = selection.watch_matches(store, new)
    return {name: len(keys) for name, keys in matches.items() if keys}


def _sync_collection(app: AppContext, store: Store, quiet: bool) -> None:
    """Sync the Collection if it is enabled. Its errors do not make the sync fail."""
    from tui_reader.collection import state
    from tui_reader.collection.errors import CollectionError

    if app.demo or app.offline or not store.read_sync(state.link).on:
        return
    from tui_reader.cli.commands.collection import sync_collection

    try:
        sync_collection(app, store, quiet)
    except CollectionError as error:
        output.echo_err(str(error))


async def _sync(
    app: AppContext,
    store: Store,
    make: Callable[[Source, Store], Steps],
    progress: Progress,
) -> list[sync.Progress]:
    done: list[sync.Progress] = []
    async with app.hub() as hub, aclosing(make(hub, store)) as steps:
        pauses = asyncio.create_task(_show_pauses(hub, progress))
        try:
            async for step in steps:
                done.append(step)
                progress.show(step.done, step.total)
        finally:
            pauses.cancel()
        if not app.demo:
            await sync.fetch_trending(hub, store)
    return done


async def _show_pauses(hub: Source, progress: Progress) -> None:
    """Show when the rate limit makes a long fetch wait, which can take minutes."""
    while True:
        await asyncio.sleep(1)
        if hub.waiting > 1:
            progress.pause(f"waiting {hub.waiting:.0f} s for the Hub's rate limit")
