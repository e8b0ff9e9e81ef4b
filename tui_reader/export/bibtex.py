"""BibTeX: `@misc` with eprint, like arXiv's own export. Names and titles stay UTF-8.

See https://info.arxiv.org/help/hypertex/bibstyles/.
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

from collections.abc import Iterable

from tui_reader import urls
from tui_reader.citation import citation_keys, year_of
from tui_reader.export.tex import bibtex_value
from tui_reader.models import Entry, Paper
from tui_reader.names import split_name

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def render(entries: Iterable[Entry]) -> str:
    entries = list(entries)
    papers = [entry.paper for entry in entries]
    return "\n".join(map(_entry, papers, citation_keys(entries)))


def _entry(paper: Paper, key: str) -> str:
    # Double braces: styles would turn "LLM" into "llm", and $O(N)$ into $o(n)$.
    fields = [("title", f"{{{{{bibtex_value(paper.title)}}}}}")]
    if paper.shown_authors:
        names = " and ".join(_name(author.name) for author in paper.shown_authors)
        fields.append(("author", f"{{{names}}}"))
    fields.append(("year", f"{{{year_of(paper)}}}"))
    if paper.published:
        fields.append(("month", _MONTHS[paper.published.month - 1]))
    # No primaryClass: the Hub does not have it.
    fields.append(("eprint", f"{{{paper.id}}}"))
    fields.append(("archivePrefix", "{arXiv}"))
    fields.append(("url", f"{{{urls.arxiv_page(paper.id)}}}"))
    if paper.withdrawn:
        fields.append(("note", "{Withdrawn}"))
    lines = "".join(f"  {name:<13} = {value},\n" for name, value in fields)
    return f"@misc{{{key},\n{lines}}}\n"


def _name(whole: str) -> str:
    name = split_name(whole)
    if not name.given:
        # In braces, a team name stays whole, and "and", commas and "others" have no meaning.
        return f"{{{bibtex_value(name.family)}}}"
    return ", ".join(bibtex_value(part) for part in (name.family, name.suffix, name.given) if part)
