"""The citation forms of `Y` and `daily-papers cite`, BibTeX first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui_reader import urls
from tui_reader.citation import year_of
from tui_reader.export import bibtex
from tui_reader.export.markup import markdown_link, markdown_text
from tui_reader.models import Entry
from tui_reader.text.latex import to_text

_NAMED = 3  # authors; more are shortened to "Ada Lovelace et al."


def citation(entry: Entry) -> str:
    """Ada Lovelace and Alan Turing. EnvHarness: Wrapping … arXiv:2608.19880, 2026. https://…"""
    paper = entry.paper
    names = paper.author_names
    if len(names) > _NAMED:
        who = f"{names[0]} et al."
    else:
        who = " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    where = f"arXiv:{paper.id}, {year_of(paper)}{' (withdrawn)' * bool(paper.withdrawn)}"
    sentences = (
        part if part.endswith((".", "?", "!")) else f"{part}."
        for part in (who, to_text(paper.title), where)
        if part
    )
    return " ".join((*sentences, urls.arxiv_page(paper.id)))


def _markdown(entry: Entry) -> str:
    return markdown_link(markdown_text(to_text(entry.paper.title)), urls.hub_page(entry.paper.id))


def _each(form: Callable[[Entry], str]) -> Callable[[Sequence[Entry]], str]:
    return lambda entries: "\n".join(map(form, entries))


class Form(NamedTuple):
    """A citation form: its label, and a function from papers to text."""

    label: str
    render: Callable[[Sequence[Entry]], str]


FORMS: dict[str, Form] = {
    "bibtex": Form("BibTeX", bibtex.render),  # all at once, for unique keys
    "citation": Form("Citation", _each(citation)),
    "id": Form("arXiv ID", _each(lambda entry: f"arXiv:{entry.paper.id}")),
    "title": Form("Title", _each(lambda entry: to_text(entry.paper.title))),
    "markdown": Form("Markdown link", _each(_markdown)),
    "link": Form("Link", _each(lambda entry: urls.hub_page(entry.paper.id))),
}
