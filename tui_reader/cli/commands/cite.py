"""`daily-papers cite`: papers in a form to be pasted."""

from __future__ import annotations

import click

from tui_reader.cli import output, params
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.export.cite import FORMS


@click.command("cite", short_help="papers as BibTeX, a citation, a link …")
@params.papers_argument
@click.option(
    "--as",
    "form",
    type=click.Choice(list(FORMS)),
    default="bibtex",
    show_default=True,
    help="The form.",
)
@offline_option
@demo_option
@pass_mode
@click.pass_context
def cite_command(ctx: click.Context, mode: Mode, ids: tuple[str, ...], form: str) -> None:
    """Print papers in a form to be pasted.

    \b
    Examples:
      daily-papers cite 2512.08765 >> papers.bib
      daily-papers cite 2512.08765 --as markdown
    """
    with mode.store() as store:
        entries = params.entries(ctx, mode, store, ids)
    output.put(FORMS[form].render(entries).rstrip("\n") + "\n")
