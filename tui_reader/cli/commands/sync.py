"""`daily-papers sync`, `archive`: fetch editions. What is on disk stays, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from tui_reader import dates, selection, sync
from tui_reader.cli import output, param_types
from tui_reader.cli.context import Mode, demo_option, pass_mode
from tui_reader.cli.errors import NETWORK, NotFound
from tui_reader.cli.progress import Line
from tui_reader.cli.table import papers
from tui_reader.dates import Period
from tui_reader.hub.errors import HubError
from tui_reader.models import FIRST_EDITION
from tui_reader.store import Store, cache, queries

if TYPE_CHECKING:
    from tui_reader.hub.client import Hub

Steps = AsyncGenerator[sync.Progress, None]
_SHOWN = 5  # problems told one by one

quiet_option = click.option(
    "--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong (for cron)."
)


@click.command("sync", short_help="fetch what is new, a day, or everything since a day")
@click.option("--date", "day", type=param_types.day, help="This day, month or week.")
@click.option("--since", type=param_types.day, help="Everything from this day on that is missing.")
@click.option("--days", type=click.IntRange(1, 20_000), metavar="N", help="The last N days.")
@quiet_option
@demo_option
@pass_mode
@click.pass_context
def sync_command(
    ctx: click.Context,
    mode: Mode,
    day: date | Period | None,
    since: date | Period | None,
    days: int | None,
    quiet: bool,
) -> None:
    """Fetch the newest editions, and recent ones again, since their upvotes and comments move.

    It can be stopped at any time and goes on where it was. The limits of the Hub are respected.

    \b
    Examples:
      daily-papers sync                     as the reader does when it opens
      daily-papers sync --date 2025-12-10   a day, a month (2025-12), a week
      daily-papers sync --days 30           the last month
      daily-papers sync --since 2025-01-01  what is missing since then
      daily-papers sync --quiet && daily-papers digest     in a crontab
    """
    param_types.only_one(date=day, since=since, days=days)
    settings = mode.settings
    depth, most = settings["sync.depth"], settings["sync.most"]
    steps: Callable[[Hub, Store], Steps] = partial(sync.launch, depth=depth, most=most)
    if day is not None:
        steps = partial(_of_day, asked=day)
    elif since is not None:
        steps = partial(sync.since, oldest=param_types.first_day(since))
    elif days is not None:
        steps = partial(_newest, number=days)
    ctx.exit(_run(mode, steps, quiet))


@click.command("archive", short_help="fetch every edition since the first")
@quiet_option
@demo_option
@pass_mode
@click.pass_context
def archive_command(ctx: click.Context, mode: Mode, quiet: bool) -> None:
    """Fetch every edition since the first, 4 May 2023: the same as `sync --since 2023-05-04`.

    About 800 editions. It can be stopped at any time and goes on where it was.

    \b
    Examples:
      daily-papers archive
      daily-papers archive --quiet
    """
    ctx.exit(_run(mode, partial(sync.since, oldest=FIRST_EDITION), quiet))


async def _of_day(hub: Hub, store: Store, asked: date | Period) -> Steps:
    newest = await hub.latest()
    if isinstance(asked, Period):
        days = sync.days_back(min(newest, asked.last), asked.first)
    else:
        days = [asked]
    async with aclosing(sync.fetch(hub, store, days, newest)) as steps:
        async for step in steps:
            yield step
    if not isinstance(asked, Period) and not await store.read(queries.edition, asked):
        later = " yet" if asked > newest else ""
        raise NotFound(f"The Hub has no edition of {dates.long(asked)}{later}.")


async def _newest(hub: Hub, store: Store, number: int) -> Steps:
    newest = await hub.latest()
    oldest = newest - timedelta(days=min(number - 1, (newest - FIRST_EDITION).days))
    async with aclosing(sync.since(hub, store, oldest)) as steps:
        async for step in steps:
            yield step


@dataclass(slots=True)
class _Sum:
    """What a sync came to."""

    changed: int = 0
    skipped: int = 0
    left: int = 0
    oldest: date | None = None
    problems: list[str] = field(default_factory=list)


def _run(mode: Mode, make: Callable[[Hub, Store], Steps], quiet: bool) -> int:
    """Run a sync, show how far it is, say what it brought. Returns the exit code."""
    result = _Sum()
    with mode.store() as store:
        before = _in_editions(store) if store.read_sync(queries.watches) else set()
        line = Line(quiet)
        try:
            asyncio.run(_sync(mode, store, make, line, result))
        finally:
            line.clear()
        held = store.read_sync(queries.days)
        caught = _caught(store, before)
        _keep_in_step(mode, store, quiet)
    for problem in result.problems[:_SHOWN]:
        output.tell(problem)
    if len(result.problems) > _SHOWN:
        output.tell(f"… and {len(result.problems) - _SHOWN} more like these.")
    if result.skipped and not quiet:
        output.tell(f"{papers(result.skipped)} came too broken to keep.")
    if result.left and result.oldest:
        since = result.oldest - timedelta(days=result.left)
        advice = mode.command("sync", "--since", since.isoformat())
        output.tell(f"{result.left} more days are missing. Fetch them with: {advice}")
    if not quiet:
        what = "1 edition" if result.changed == 1 else f"{result.changed:,} editions"
        output.tell(
            f"{what} new or changed; {len(held):,} on disk"
            + (f", the newest of {dates.long(held[0].day)}." if held else ".")
        )
        for name, number in caught.items():
            output.tell(f"{number:,} new for {param_types.quoted(name)}.")
    return NETWORK if result.problems else 0


def _in_editions(store: Store) -> set[int]:
    return set(store.read_sync(queries.period, FIRST_EDITION, date.max))


def _caught(store: Store, before: set[int]) -> dict[str, int]:
    """How many papers that were in no edition before each watch caught."""
    if not store.read_sync(queries.watches):
        return {}
    new = sorted(_in_editions(store) - before)
    caught = {name: len(keys) for name, keys in selection.watched(store, new).items()}
    return {name: number for name, number in caught.items() if number}


def _keep_in_step(mode: Mode, store: Store, quiet: bool) -> None:
    """Bring the Collection along where that is turned on. Its troubles are not the sync's."""
    from tui_reader.collection import state
    from tui_reader.collection.errors import CollectionError

    if mode.demo or mode.offline or not store.read_sync(state.link).on:
        return
    from tui_reader.cli.commands.collection import keep_in_step

    try:
        keep_in_step(mode, store, quiet)
    except CollectionError as error:
        output.tell(str(error))


async def _sync(
    mode: Mode, store: Store, make: Callable[[Hub, Store], Steps], line: Line, result: _Sum
) -> None:
    async with mode.hub() as hub, aclosing(make(hub, store)) as steps:
        pauses = asyncio.create_task(_show_pauses(hub, line))
        try:
            async for step in steps:
                result.changed += step.changed
                result.skipped += step.skipped
                result.left = step.left
                if step.problem:
                    result.problems.append(step.problem)
                if step.day is not None:
                    result.oldest = min(step.day, result.oldest or step.day)
                line.show(step.done, step.total, "days")
        finally:
            pauses.cancel()
        if not mode.demo:
            await _trending(hub, store)


async def _show_pauses(hub: Hub, line: Line) -> None:
    """The Hub's rate limit can make a long fetch stand still for minutes: say so."""
    while True:
        await asyncio.sleep(1)
        if hub.waiting > 1:
            line.pause(f"the Hub asks for a pause of {hub.waiting:.0f} s")


async def _trending(hub: Hub, store: Store) -> None:
    """The reader's list of that name; the one on disk stays where this fails."""
    with suppress(HubError):
        await store.write_cache(cache.write_feed, "trending", await hub.papers_trending())
