"""`daily-papers text`, `discussion`, `links`, `similar`, `pdf`, `cite`: what goes with a paper."""

from __future__ import annotations

import asyncio
import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui_reader import dates, documents, files
from tui_reader.cli import chosen, completion, fetch, output, target, words
from tui_reader.cli.bookmark import papers_argument
from tui_reader.cli.listing import json_option, limit_option
from tui_reader.cli.mode import Mode, demo_option, offline_option, pass_mode
from tui_reader.cli.progress import Line
from tui_reader.cli.table import glyphs, print_papers, shown
from tui_reader.cli.told import NotFound
from tui_reader.export.record import SCHEMA_VERSION
from tui_reader.paper import Comment, Entry, key_of
from tui_reader.store import ReadOnly, Store, library
from tui_reader.text import for_terminal

if TYPE_CHECKING:
    from tui_reader.documents import Kind

T = TypeVar("T")
FORMS = ("bibtex", "citation", "id", "title", "markdown", "link")

paper_argument = click.argument(
    "paper", type=words.paper, metavar="ID|URL", shell_complete=completion.bookmarked
)


def _usual(command: Callable[..., Any]) -> Callable[..., Any]:
    """The switches of every command here."""
    return offline_option(demo_option(pass_mode(command)))


@click.command("text", short_help="a paper's full text, as Markdown")
@paper_argument
@_usual
def text_command(mode: Mode, paper: str) -> None:
    """Print a paper's full text as Markdown, where the Hub has one.

    \b
    Examples:
      daily-papers text 2512.08765 > paper.md
      daily-papers text 2512.08765 | less
    """
    with mode.store() as store:
        output.put(_document(mode, store, documents.TEXT, paper).rstrip("\n") + "\n")


@click.command("discussion", short_help="what people on the Hub say of a paper")
@paper_argument
@json_option
@_usual
def discussion_command(mode: Mode, paper: str, as_json: bool) -> None:
    """Print a paper's discussion: as the Hub has it now, with --offline as it is on disk.

    \b
    Examples:
      daily-papers discussion 2512.08765
      daily-papers discussion 2512.08765 --json | jq '.comments | length'
    """
    with mode.store() as store:
        comments = _document(mode, store, documents.COMMENTS, paper, again=not mode.offline)
    if as_json:
        _put_json("comments", comments)
    elif comments:
        output.put("\n".join(_thread(comments, 0)).rstrip() + "\n", styled=True)
    else:
        output.tell("Nobody has said anything yet.")


def _thread(comments: Sequence[Comment], depth: int) -> Iterator[str]:
    indent = "    " * min(depth, 6)
    for comment in comments:
        who = for_terminal(comment.author.fullname) if comment.author else "somebody"
        when = dates.plain(comment.created.date()) if comment.created else ""
        head = f" {glyphs().dot} ".join(filter(None, (who, when)))
        yield indent + output.style(head, "bold")
        body = "(hidden)" if comment.body is None else for_terminal(comment.body)
        yield from (f"{indent}{line}".rstrip() for line in body.split("\n"))
        yield ""
        yield from _thread(comment.replies, depth + 1)


@click.command("links", short_help="models, datasets and Spaces that name a paper")
@paper_argument
@json_option
@_usual
def links_command(mode: Mode, paper: str, as_json: bool) -> None:
    """Print what on the Hub names a paper, one a line with tabs between: kind, id, likes,
    downloads.

    \b
    Examples:
      daily-papers links 2512.08765
      daily-papers links 2512.08765 | grep ^model | cut -f2
    """
    with mode.store() as store:
        linked = _document(mode, store, documents.LINKS, paper, again=not mode.offline)
    if as_json:
        _put_json("links", linked)
        return
    for one in linked:
        cells = (one.kind, one.id, *map(_known, (one.likes, one.downloads)))
        output.put("\t".join(cells) + "\n")


@click.command("similar", short_help="papers on disk that are like one")
@paper_argument
@limit_option
@json_option
@_usual
@click.pass_context
def similar_command(ctx: click.Context, mode: Mode, paper: str, limit: int, as_json: bool) -> None:
    """List the papers on disk that share the most telling words with one, as `list` does.

    \b
    Examples:
      daily-papers similar 2512.08765 --limit 5
      daily-papers similar 2512.08765 | cut -f1 | xargs daily-papers tag -a x
    """
    from tui_reader.store.similar import similar

    with mode.store() as store:
        entry = _entries(ctx, mode, store, (paper,))[0]
        found = chosen.Chosen("", store.ask(similar, entry.paper.key).keys)
        entries = found.entries(store, limit)
    print_papers(entries, len(found.keys), as_json, f"Like {shown(entry.paper.title)}")


@click.command("cite", short_help="papers as BibTeX, a citation, a link …")
@papers_argument
@click.option(
    "--as", "form", type=click.Choice(FORMS), default="bibtex", show_default=True, help="The form."
)
@_usual
@click.pass_context
def cite_command(ctx: click.Context, mode: Mode, ids: tuple[str, ...], form: str) -> None:
    """Print papers in a form to be pasted.

    \b
    Examples:
      daily-papers cite 2512.08765 >> papers.bib
      daily-papers cite 2512.08765 --as markdown
    """
    from tui_reader.export import bibtex, cite

    with mode.store() as store:
        entries = _entries(ctx, mode, store, ids)
    if form == "bibtex":
        output.put(bibtex.render(entries))
    else:
        render = list(cite.FORMS.values())[FORMS.index(form)]
        output.put("\n".join(map(render, entries)) + "\n")


@click.command("pdf", short_help="download a paper's PDF")
@paper_argument
@target.output_option
@_usual
@click.pass_context
def pdf_command(ctx: click.Context, mode: Mode, paper: str, file: Path | None) -> None:
    """Download a paper's PDF, to the folder of the reader's downloads unless told, and print
    where it is. One that is there already is not fetched again.

    \b
    Examples:
      daily-papers pdf 2512.08765
      daily-papers pdf 2512.08765 -o paper.pdf
    """
    from tui_reader.store import lists

    if str(file) == "-":
        raise click.UsageError("A PDF goes to a file.")
    with mode.store() as store:
        entry = _entries(ctx, mode, store, (paper,))[0]
        held = store.ask(lists.downloads).get(entry.paper.key)
        if file is None and held is not None and Path(held).is_file():
            output.put(held + "\n")
            return
        path = file.resolve() if file is not None else _free(mode, entry)
        asyncio.run(_download(mode, paper, path, over=file is not None))
        with suppress(ReadOnly):  # it is there all the same
            store.tell_library(library.put_download, entry.paper.key, str(path), datetime.now(UTC))
    output.put(f"{path}\n")


def _free(mode: Mode, entry: Entry) -> Path:
    """Where the reader puts it too. Raises OSError."""
    set_folder = mode.settings["folders.downloads"]
    folder = Path(set_folder).expanduser() if set_folder else files.own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = files.file_name(f"{entry.paper.id} - {shown(entry.paper.title)}", ".pdf")
    return files.free(folder.resolve() / name)


async def _download(mode: Mode, paper: str, path: Path, over: bool) -> None:
    line = Line()
    try:
        async with mode.hub() as hub:
            with files.writing(path, over) as opened:
                await hub.pdf(paper, opened, lambda done, total: line.show(done, total or done))
    finally:
        line.clear()


def _entries(ctx: click.Context, mode: Mode, store: Store, ids: Sequence[str]) -> list[Entry]:
    """The papers, all of them; leaves with what `have` told where one could not be had."""
    had = fetch.have(mode, store, ids)
    if had.code:
        ctx.exit(had.code)
    keys = array("q", map(key_of, dict.fromkeys(ids)))
    return chosen.Chosen("", keys).entries(store)


def _document(mode: Mode, store: Store, kind: Kind[T], paper: str, again: bool = False) -> T:
    """A document from disk, or from the Hub. Raises HubError, NotFound."""

    async def ask() -> T:
        if mode.offline:
            kept = await documents.kept(kind, store, paper)
            if kept is None:
                raise NotFound(f"This of {paper} is not on disk, and --offline fetches nothing.")
            return kept.value
        async with mode.hub() as hub:
            if again:
                return (await documents.fetch(kind, store, hub, paper)).value
            return await documents.have(kind, store, hub, paper)

    return asyncio.run(ask())


def _put_json(name: str, nouns: Sequence[Any]) -> None:
    found = {"schema_version": SCHEMA_VERSION, name: [asdict(noun) for noun in nouns]}
    text = json.dumps(found, ensure_ascii=False, indent=2, default=datetime.isoformat)
    output.put(text + "\n")


def _known(number: int | None) -> str:
    return "" if number is None else str(number)
