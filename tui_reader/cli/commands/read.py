"""`daily-papers` and `daily-papers read`: open the app."""

from __future__ import annotations

import os
import sys
from datetime import date

import click

from tui_reader.cli import output
from tui_reader.cli.context import (
    AppContext,
    demo_option,
    offline_option,
    pass_app,
)
from tui_reader.cli.errors import Failed
from tui_reader.cli.params import code, fetch_and_save, paper_argument
from tui_reader.dates import Period
from tui_reader.models import id_of

_COMMANDS = "Commands that do not: daily-papers list --json, show, search … (daily-papers --help)"


def open_reader(
    app: AppContext, day: date | Period | None = None, paper: str | None = None, plain: bool = False
) -> int:
    """Open the app and stay in it. Returns its exit code."""
    if isinstance(day, Period):
        raise click.UsageError("--date must be a day, such as 2026-08-21.")
    if not (output.is_terminal(sys.stdin) and output.is_terminal(sys.stderr)):
        raise Failed("The app needs a terminal.", _COMMANDS)
    if os.environ.get("TERM") in ("dumb", "unknown"):
        raise Failed(f"The app cannot run in this terminal (TERM={os.environ['TERM']}).", _COMMANDS)
    return app.run_app(day, paper, plain)


@click.command("read")
@paper_argument
@click.option("--plain", is_flag=True, help="No color, no lines, ASCII symbols.")
@offline_option
@demo_option
@pass_app
@click.pass_context
def read_command(ctx: click.Context, app: AppContext, paper: str, plain: bool) -> None:
    """Open the app at a paper. It is fetched if it is not on disk.

    \b
    Examples:
      daily-papers read 2512.08765
      daily-papers read https://huggingface.co/papers/2512.08765
    """
    with app.store() as store:
        result = fetch_and_save(app, store, [paper])
    if result.missing:
        ctx.exit(code(result))
    ctx.exit(open_reader(app, paper=id_of(result.keys[0]), plain=plain))
