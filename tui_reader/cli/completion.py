"""Shell completion of days, tags, watches and paper IDs, from the local databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from tui_reader import dates
from tui_reader.cli.context import AppContext
from tui_reader.store import Store, queries, rows
from tui_reader.text.sanitize import for_terminal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MAX_ITEMS = 60

Complete = Callable[[click.Context, click.Parameter, str], list["CompletionItem"]]


def _from_disk(values: Callable[[Store], Iterable[tuple[str, str]]]) -> Complete:
    """Complete with the values that start with the typed text; none if the disk cannot be read."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # 2 ms that commands do not need

        try:
            with Store((ctx.find_root().find_object(AppContext) or AppContext()).folders) as store:
                found = [pair for pair in values(store) if pair[0].startswith(incomplete)]
        except Exception:  # a traceback would end up in the user's command line
            return []
        return [
            CompletionItem(for_terminal(value), help=help) for value, help in found[:_MAX_ITEMS]
        ]

    return complete


@_from_disk
def days(store: Store) -> list[tuple[str, str]]:
    found = store.read_sync(queries.days)
    return [(day.day.isoformat(), dates.counted(day.papers, "paper")) for day in found]


@_from_disk
def tags(store: Store) -> list[tuple[str, str]]:
    return [(tag, dates.counted(count, "paper")) for tag, count in store.read_sync(queries.tags)]


@_from_disk
def watches(store: Store) -> list[tuple[str, str]]:
    return store.read_sync(queries.watches)


@_from_disk
def muted(store: Store) -> list[tuple[str, str]]:
    return [(text, "") for text in store.read_sync(queries.muted)]


@_from_disk
def bookmarked(store: Store) -> list[tuple[str, str]]:
    """IDs of saved papers, with their titles."""
    from tui_reader.text.latex import to_text  # 3 ms that commands do not need

    entries = store.read_sync(rows.entries, store.read_sync(queries.bookmarks)[:500])
    return [(entry.paper.id, to_text(entry.paper.title)) for entry in entries.values()]
