"""`daily-papers cite`: print citations of papers."""

from __future__ import annotations

import click

from tui_reader.cli import output, params
from tui_reader.cli.context import (
    AppContext,
    demo_option,
    offline_option,
    pass_app,
)
from tui_reader.export.cite import FORMS
from tui_reader.store.citation_keys import with_citation_keys


@click.command("cite")
@params.papers_argument
@click.option(
    "--as",
    "form",
    type=click.Choice(list(FORMS)),
    default="bibtex",
    show_default=True,
    help="The citation format.",
)
@offline_option
@demo_option
@pass_app
@click.pass_context
def cite_command(ctx: click.Context, app: AppContext, ids: tuple[str, ...], form: str) -> None:
    """Print citations of papers. Papers that are not on disk are fetched.

    \b
    Examples:
      daily-papers cite 2512.08765 >> papers.bib
      daily-papers cite 2512.08765 --as markdown
    """
    with app.store() as store, params.entries(ctx, app, store, ids) as entries:
        keyed = store.read_sync(with_citation_keys, entries)
        output.echo(FORMS[form].render(keyed).rstrip("\n") + "\n")
