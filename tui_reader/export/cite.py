"""The forms in which one paper is copied (`Y`), BibTeX first."""

from __future__ import annotations

from collections.abc import Callable

from tui_reader import links
from tui_reader.export import bibtex
from tui_reader.export.citekey import year_of
from tui_reader.export.markup import markdown_link, markdown_text
from tui_reader.paper import Entry

_NAMED = 3  # more authors than this are "Ada Lovelace et al."


def citation(entry: Entry) -> str:
    """Ada Lovelace and Alan Turing. EnvHarness: Wrapping … arXiv:2608.19880, 2026. https://…"""
    paper = entry.paper
    names = [author.name for author in paper.shown_authors]
    if len(names) > _NAMED:
        who = f"{names[0]} et al."
    else:
        who = " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    where = f"arXiv:{paper.id}, {year_of(paper)}"
    sentences = (
        part if part.endswith((".", "?", "!")) else f"{part}."
        for part in (who, paper.title, where)
        if part
    )
    return " ".join((*sentences, links.arxiv_page(paper.id)))


def _markdown(entry: Entry) -> str:
    return markdown_link(markdown_text(entry.paper.title), links.hub_page(entry.paper.id))


FORMS: dict[str, Callable[[Entry], str]] = {
    "BibTeX": lambda entry: bibtex.render((entry,)),
    "Citation": citation,
    "arXiv id": lambda entry: f"arXiv:{entry.paper.id}",
    "Title": lambda entry: entry.paper.title,
    "Markdown link": _markdown,
    "Link": lambda entry: links.hub_page(entry.paper.id),
}
