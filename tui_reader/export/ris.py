"""RIS, one tag per line (https://en.wikipedia.org/wiki/RIS_(file_format)).

UNPB (unpublished) is the type that reference managers use for preprints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui_reader import urls
from tui_reader.citation import citation_keys, doi, year_of
from tui_reader.models import Entry
from tui_reader.names import split_name


def render(entries: Iterable[Entry]) -> str:
    entries = list(entries)
    return "\n".join(
        "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _lines(*one) if value)
        + "ER  - \n"
        for one in zip(entries, citation_keys(entries), strict=True)
    )


def _lines(entry: Entry, key: str) -> Iterator[tuple[str, str]]:
    paper = entry.paper
    yield "TY", "UNPB"
    yield "ID", key
    yield "TI", paper.title
    for author in paper.shown_authors:
        name = split_name(author.name)
        yield "AU", ", ".join(part for part in (name.family, name.given, name.suffix) if part)
    yield "PY", str(year_of(paper))
    yield "DA", paper.published.isoformat().replace("-", "/") if paper.published else ""
    yield "AB", paper.abstract
    for word in dict.fromkeys(entry.marks.tags + paper.keywords):
        yield "KW", word
    yield "PB", "arXiv"
    yield "AN", f"arXiv:{paper.id}"
    yield "DO", doi(paper)
    yield "UR", urls.arxiv_page(paper.id)
    yield "L1", urls.arxiv_pdf(paper.id)
    yield "N1", "Withdrawn" if paper.withdrawn else ""
    yield "N1", entry.marks.note or ""
