"""Shell completion of days, tags, watches and paper IDs, from the local databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from tui_reader import dates
from tui_reader.cli.context import AppContext
from tui_reader.text.latex import to_text

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tui_reader.store import Store

_MAX_ITEMS = 60


def _from_disk(
    ctx: click.Context, incomplete: str, values: Callable[[Store], Iterable[tuple[str, str]]]
) -> list[CompletionItem]:
    """Return the values that start with the typed text; none if the disk cannot be read."""
    from click.shell_completion import CompletionItem

    from tui_reader.store import Store
    from tui_reader.text.sanitize import for_terminal

    try:
        with Store((ctx.find_root().find_object(AppContext) or AppContext()).folders) as store:
            found = [pair for pair in values(store) if pair[0].startswith(incomplete)]
    except Exception:  # a traceback would end up in the user's command line
        return []
    return [CompletionItem(for_terminal(value), help=help) for value, help in found[:_MAX_ITEMS]]


def days(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import queries

    return _from_disk(
        ctx,
        incomplete,
        lambda store: [
            (day.day.isoformat(), dates.counted(day.papers, "paper"))
            for day in store.read_sync(queries.days)
        ],
    )


def tags(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import queries

    return _from_disk(
        ctx,
        incomplete,
        lambda store: [
            (tag, dates.counted(count, "paper")) for tag, count in store.read_sync(queries.tags)
        ],
    )


def watches(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import queries

    return _from_disk(ctx, incomplete, lambda store: store.read_sync(queries.watches))


def muted(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import queries

    return _from_disk(
        ctx, incomplete, lambda store: [(text, "") for text in store.read_sync(queries.muted)]
    )


def bookmarked(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """IDs of saved papers, with their titles."""
    from tui_reader.store import queries, rows

    def papers(store: Store) -> list[tuple[str, str]]:
        entries = store.read_sync(rows.entries, store.read_sync(queries.bookmarks)[:500])
        return [(entry.paper.id, to_text(entry.paper.title)) for entry in entries.values()]

    return _from_disk(ctx, incomplete, papers)
