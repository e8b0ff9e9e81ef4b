"""`daily-papers text`, `discussion` and `links`: full text, comments, related repositories."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from tui_reader import dates, documents
from tui_reader.cli import output, params
from tui_reader.cli.context import AppContext, network_options
from tui_reader.cli.errors import NotFound
from tui_reader.cli.table import echo_json, glyphs, known
from tui_reader.models import Comment
from tui_reader.store import Store
from tui_reader.text.sanitize import for_terminal

if TYPE_CHECKING:
    from tui_reader.documents import Kind

T = TypeVar("T")


@click.command("text")
@params.paper_argument
@network_options
def text_command(app: AppContext, paper: str) -> None:
    """Print a paper's full text as Markdown, if the Hub has it.

    \b
    Examples:
      daily-papers text 2512.08765 > paper.md
      daily-papers text 2512.08765 | less
    """
    with app.store() as store:
        output.echo(_document(app, store, documents.TEXT, paper).rstrip("\n") + "\n")


@click.command("discussion")
@params.paper_argument
@params.json_option
@network_options
def discussion_command(app: AppContext, paper: str, as_json: bool) -> None:
    """Print the comments on a paper. They are fetched, or read from disk with --offline.

    \b
    Examples:
      daily-papers discussion 2512.08765
      daily-papers discussion 2512.08765 --json | jq '.comments | length'
    """
    with app.store() as store:
        comments = _document(app, store, documents.COMMENTS, paper, again=not app.offline)
    if as_json:
        echo_json(comments=documents.to_dicts(comments))
    elif comments:
        output.echo("\n".join(_thread(comments, 0)).rstrip() + "\n", styled=True)
    else:
        output.echo_err("No comments yet.")


def _thread(comments: Sequence[Comment], depth: int) -> Iterator[str]:
    indent = "    " * min(depth, 6)
    for comment in comments:
        who = for_terminal(comment.author.fullname) if comment.author else "unknown"
        when = dates.plain(dates.local(comment.created)) if comment.created else ""
        head = f" {glyphs().dot} ".join(filter(None, (who, when)))
        yield indent + output.style(head, "bold")
        body = "(hidden)" if comment.body is None else for_terminal(comment.body)
        yield from (f"{indent}{line}".rstrip() for line in body.split("\n"))
        yield ""
        yield from _thread(comment.replies, depth + 1)


@click.command("links")
@params.paper_argument
@params.json_option
@network_options
def links_command(app: AppContext, paper: str, as_json: bool) -> None:
    """Print the models, datasets and Spaces that cite a paper, one per line, separated by tabs:
    kind, ID, likes, downloads.

    \b
    Examples:
      daily-papers links 2512.08765
      daily-papers links 2512.08765 | grep ^model | cut -f2
    """
    with app.store() as store:
        linked = _document(app, store, documents.LINKS, paper, again=not app.offline)
    if as_json:
        echo_json(links=documents.to_dicts(linked))
        return
    for one in linked:
        cells = (one.kind, one.id, *map(known, (one.likes, one.downloads)))
        output.echo("\t".join(cells) + "\n")


def _document(app: AppContext, store: Store, kind: Kind[T], paper: str, again: bool = False) -> T:
    """Return a document from disk or from the Hub; `again` fetches it in any case.

    Raises HubError, NotFound.
    """

    async def ask() -> T:
        if app.offline:
            cached = await documents.cached(kind, store, paper)
            if cached is None:
                raise NotFound(f"Not on disk for {paper}, and --offline does not use the network.")
            return cached.value
        if not again:
            return await documents.get(kind, store, app.hub, paper)
        async with app.hub() as hub:
            return (await documents.refresh(kind, store, hub, paper)).value

    return asyncio.run(ask())
