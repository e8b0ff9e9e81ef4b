"""The papers that a command is asked about, by id or address."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import click

from tui_reader import ensure_local
from tui_reader.cli import completion, param_types
from tui_reader.cli.context import Mode
from tui_reader.models import Entry, key_of
from tui_reader.selection import Chosen
from tui_reader.store import Store

paper_argument = click.argument(
    "paper", type=param_types.paper, metavar="ID|URL", shell_complete=completion.bookmarked
)
papers_argument = click.argument(
    "ids",
    type=param_types.paper,
    nargs=-1,
    required=True,
    metavar="ID|URL...",
    shell_complete=completion.bookmarked,
)


def entries(ctx: click.Context, mode: Mode, store: Store, ids: Sequence[str]) -> list[Entry]:
    """All of them, fetched if they are not on disk; leaves the command, with what `fetch.have`
    told, where one could not be had."""
    had = ensure_local.have(mode, store, ids)
    if had.code:
        ctx.exit(had.code)
    return Chosen("", array("q", map(key_of, dict.fromkeys(ids)))).entries(store)
