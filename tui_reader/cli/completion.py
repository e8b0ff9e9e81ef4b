"""What a shell completes: click's scripts, and days, tags, watches and ids from the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from tui_reader.cli import output
from tui_reader.cli.mode import Mode

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tui_reader.store import Store

_MOST = 60
_SET_UP = {
    "bash": 'eval "$(daily-papers completion bash)"       # in ~/.bashrc',
    "zsh": 'eval "$(daily-papers completion zsh)"        # in ~/.zshrc, after compinit',
    "fish": "daily-papers completion fish | source        # in ~/.config/fish/config.fish",
}
_EXAMPLES = "\n".join(f"      {line}" for line in _SET_UP.values())


@click.command(
    "completion",
    short_help="what makes a shell complete these commands",
    help=f"""Print what makes a shell complete the commands, with days, tags and watches.

    \b
    To set it up:
{_EXAMPLES}
    """,
)
@click.argument("shell", type=click.Choice(tuple(_SET_UP)))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    root = ctx.find_root()
    output.put(kind(root.command, {}, "daily-papers", "_DAILY_PAPERS_COMPLETE").source() + "\n")


def _from_disk(
    ctx: click.Context, incomplete: str, values: Callable[[Store], Iterable[tuple[str, str]]]
) -> list[CompletionItem]:
    """What is on disk and begins so; nothing at all where something is wrong with the disk."""
    from click.shell_completion import CompletionItem

    from tui_reader.store import Store
    from tui_reader.text import for_terminal

    try:
        with Store((ctx.find_root().find_object(Mode) or Mode()).folders) as store:
            found = [pair for pair in values(store) if pair[0].startswith(incomplete)]
    except Exception:  # a traceback in the middle of a person's command line helps nobody
        return []
    return [CompletionItem(for_terminal(value), help=help) for value, help in found[:_MOST]]


def days(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import lists

    return _from_disk(
        ctx,
        incomplete,
        lambda store: [
            (day.day.isoformat(), f"{day.papers} papers") for day in store.ask(lists.days)
        ],
    )


def tags(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import lists

    return _from_disk(
        ctx,
        incomplete,
        lambda store: [(tag, f"{count} papers") for tag, count in store.ask(lists.tags)],
    )


def watches(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui_reader.store import lists

    return _from_disk(ctx, incomplete, lambda store: store.ask(lists.watches))


def bookmarked(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of what is kept, with their titles."""
    from tui_reader.store import lists, rows

    def papers(store: Store) -> list[tuple[str, str]]:
        entries = store.ask(rows.entries, store.ask(lists.bookmarks)[:500])
        return [(entry.paper.id, entry.paper.title) for entry in entries.values()]

    return _from_disk(ctx, incomplete, papers)
