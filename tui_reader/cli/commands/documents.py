"""`daily-papers text`, `discussion`, `links`: what the Hub has on a paper."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui_reader import dates, documents
from tui_reader.cli import output
from tui_reader.cli.commands.list import json_option
from tui_reader.cli.context import (
    Mode,
    demo_option,
    offline_option,
    pass_mode,
)
from tui_reader.cli.errors import NotFound
from tui_reader.cli.params import paper_argument
from tui_reader.cli.table import glyphs
from tui_reader.export.record import SCHEMA_VERSION
from tui_reader.models import Comment
from tui_reader.store import Store
from tui_reader.text.sanitize import for_terminal

if TYPE_CHECKING:
    from tui_reader.documents import Kind

T = TypeVar("T")


@click.command("text", short_help="a paper's full text, as Markdown")
@paper_argument
@offline_option
@demo_option
@pass_mode
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
@offline_option
@demo_option
@pass_mode
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
@offline_option
@demo_option
@pass_mode
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
    found = {"schema_version": SCHEMA_VERSION, name: documents.by_name(tuple(nouns))}
    text = json.dumps(found, ensure_ascii=False, indent=2, default=datetime.isoformat)
    output.put(text + "\n")


def _known(number: int | None) -> str:
    return "" if number is None else str(number)
