"""`daily-papers` and `daily-papers read`: where the command line opens the reader."""

from __future__ import annotations

import sys
from datetime import date

import click

from tui_reader import ensure_local, launch
from tui_reader.cli import output
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.errors import Failed
from tui_reader.cli.params import paper_argument
from tui_reader.dates import Period
from tui_reader.models import id_of


def open_reader(
    mode: Mode, day: date | Period | None = None, paper: str | None = None, plain: bool = False
) -> int:
    """Open the reader and stay in it. Returns its exit code."""
    if isinstance(day, Period):
        raise click.UsageError("The reader opens at a day, such as 2026-08-21.")
    if not (output.is_terminal(sys.stdin) and output.is_terminal(sys.stderr)):
        raise Failed(
            "The reader needs a terminal.",
            "For scripts there are commands, such as: daily-papers list --json",
        )
    return launch.read(mode.demo, mode.offline, day, paper, plain)


@click.command("read", short_help="open the reader at a paper")
@paper_argument
@click.option("--plain", is_flag=True, help="No colours, no lines, ASCII marks.")
@offline_option
@demo_option
@pass_mode
@click.pass_context
def read_command(ctx: click.Context, mode: Mode, paper: str, plain: bool) -> None:
    """Open the reader at a paper. It is fetched if it is not on disk.

    \b
    Examples:
      daily-papers read 2512.08765
      daily-papers read https://huggingface.co/papers/2512.08765
    """
    with mode.store() as store:
        had = ensure_local.have(mode, store, [paper])
    if not had.keys:
        ctx.exit(had.code)
    ctx.exit(open_reader(mode, paper=id_of(had.keys[0]), plain=plain))
