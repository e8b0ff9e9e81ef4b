"""RIS, one tag a line. UNPB (unpublished) is what reference managers know for a preprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui_reader import urls
from tui_reader.export.citekey import doi, year_of
from tui_reader.export.names import split
from tui_reader.models import Entry


def render(entries: Iterable[Entry]) -> str:
    return "\n".join(
        "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _lines(entry) if value)
        + "ER  - \n"
        for entry in entries
    )


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    paper = entry.paper
    yield "TY", "UNPB"
    yield "TI", paper.title
    for author in paper.shown_authors:
        name = split(author.name)
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
    yield "N1", entry.marks.note or ""
