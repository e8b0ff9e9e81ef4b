"""`daily-papers show` and `cite`: print a paper, or citations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

import click

from tui_reader import dates, urls
from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.table import display_text, glyphs, print_json, width
from tui_reader.export.cite import FORMS
from tui_reader.models import Entry
from tui_reader.store import queries
from tui_reader.store.citation_keys import with_citation_keys
from tui_reader.text.sanitize import for_terminal

_MAX_WIDTH = 88


@click.command("show")
@params.paper_argument
@params.json_option
@network_options
def show_command(app: AppContext, paper: str, as_json: bool) -> None:
    """Print a paper: abstract, links, and your marks. It is fetched if it is not on disk.

    \b
    Examples:
      daily-papers show 2512.08765
      daily-papers show https://arxiv.org/abs/2512.08765v2
      daily-papers show 2512.08765 --json | jq -r '.papers[0].abstract'
    """
    with app.store() as store, params.entries(app, store, [paper]) as (entry,):
        if as_json:
            print_json([entry], outputs=store.read_sync(queries.outputs, [entry.paper.key]))
        else:
            editions = store.read_sync(queries.editions_of, entry.paper.key)
            outputs = store.read_sync(queries.outputs, [entry.paper.key])
            lines = _lines(entry, editions, [one.command for one in outputs])
            output.echo("\n".join(lines) + "\n", styled=True)


def _lines(entry: Entry, editions: list[date], commands: list[str]) -> Iterator[str]:
    paper = entry.paper
    yield from _wrapped(display_text(paper.title), "bold")
    if paper.shown_authors:
        yield from _wrapped(", ".join(for_terminal(a.name) for a in paper.shown_authors))
    yield from _wrapped(f" {glyphs().dot} ".join(_facts(entry, editions)), "dim")
    yield ""
    for name, url in urls.of_paper(paper).items():
        word = name.capitalize() if name.islower() else name
        yield f"{word:8} {output.style(for_terminal(url), 'dim')}"
    marks = entry.marks
    if marks.bookmarked or marks.tags or marks.note or entry.watches or commands:
        yield ""
    if marks.bookmarked:
        saved = dates.plain(dates.local(marks.bookmarked))
        yield output.style(f"{glyphs().star} bookmarked {saved}", "accent")
    if marks.tags:
        yield f"Tags     {for_terminal(', '.join(marks.tags))}"
    if entry.watches:
        yield f"Watches  {for_terminal(', '.join(entry.watches))}"
    if marks.note:
        yield "Note"
        for line in for_terminal(marks.note).split("\n"):
            yield f"  {line}".rstrip()
    if commands:
        yield f"Outputs  {for_terminal(', '.join(commands))}"
    if paper.summary:
        yield ""
        yield from _wrapped(f"AI summary: {display_text(paper.summary)}")
    for paragraph in filter(None, display_text(paper.abstract).split("\n\n")):
        yield ""
        yield from _wrapped(paragraph)
    if paper.keywords:
        yield ""
        yield from _wrapped(f"Keywords: {', '.join(map(display_text, paper.keywords))}", "dim")


def _facts(entry: Entry, editions: list[date]) -> Iterator[str]:
    paper = entry.paper
    yield f"arXiv {paper.id}"
    if paper.published:
        yield f"published {dates.plain(paper.published)}"
    if editions:
        yield "edition of " + ", ".join(map(dates.plain, editions))
    if paper.withdrawn:
        yield f"withdrawn {dates.plain(dates.local(paper.withdrawn))}"
    if paper.organization:
        yield for_terminal(paper.organization.fullname)
    if paper.upvotes is not None:
        yield f"{glyphs().upvotes} {dates.count(paper.upvotes)}"
    if paper.comments is not None:
        yield dates.counted(paper.comments, "comment")
    if entry.marks.unread:
        yield "unread"


def _wrapped(text: str, *styles: str) -> Iterator[str]:
    for line in textwrap.wrap(text, min(width(), _MAX_WIDTH), break_long_words=False):
        yield output.style(line, *styles)


@click.command("cite")
@params.papers_argument()
@click.option(
    "--as",
    "form",
    type=click.Choice(list(FORMS)),
    default="bibtex",
    show_default=True,
    help="The citation format.",
)
@network_options
def cite_command(app: AppContext, ids: tuple[str, ...], form: str) -> None:
    """Print citations of papers. Papers that are not on disk are fetched.

    \b
    Examples:
      daily-papers cite 2512.08765 >> papers.bib
      daily-papers cite 2512.08765 --as markdown
    """
    with app.store() as store, params.entries(app, store, ids) as entries:
        keyed = store.read_sync(with_citation_keys, entries)
        output.echo(FORMS[form].render(keyed).rstrip("\n") + "\n")
