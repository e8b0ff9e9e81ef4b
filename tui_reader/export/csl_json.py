"""CSL-JSON 1.0.2 (https://docs.citationstyles.org/en/v1.0.2/specification.html).

A preprint is an `article`, the server its publisher, the ID its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from tui_reader import urls
from tui_reader.citation import citation_keys, doi, year_of
from tui_reader.models import Entry
from tui_reader.names import split_name


def render(entries: Iterable[Entry]) -> str:
    entries = list(entries)
    items = list(map(_item, entries, citation_keys(entries)))
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(entry: Entry, key: str) -> dict[str, object]:
    paper = entry.paper
    day = paper.published
    item: dict[str, object] = {
        "id": key,
        "type": "article",
        "genre": "Preprint",
        "title": paper.title,
        "author": [_name(author.name) for author in paper.shown_authors],
        "issued": {"date-parts": [[day.year, day.month, day.day] if day else [year_of(paper)]]},
        "publisher": "arXiv",
        "number": f"arXiv:{paper.id}",
        "DOI": doi(paper),
        "URL": urls.arxiv_page(paper.id),
        "abstract": paper.abstract,
        "status": "withdrawn" if paper.withdrawn else None,
        "keyword": ", ".join(dict.fromkeys(entry.marks.tags + paper.keywords)),
        "annote": entry.marks.note,
    }
    return {name: value for name, value in item.items() if value}


def _name(whole: str) -> dict[str, str]:
    name = split_name(whole)
    if not name.given:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
