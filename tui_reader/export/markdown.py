"""Markdown, for reading or for a folder of notes. Formulas stay in dollars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui_reader.export.markup import addresses, facts, markdown_link, markdown_text
from tui_reader.models import Entry
from tui_reader.text.latex import to_text


def render(entries: Iterable[Entry]) -> str:
    blocks = [block for entry in entries for block in _blocks(entry)]
    return "\n\n".join(["# Daily Papers", *blocks]) + "\n"


def _blocks(entry: Entry) -> Iterator[str]:
    paper, marks = entry.paper, entry.marks
    yield f"## {markdown_text(paper.title, to_text)}"
    if authors := ", ".join(paper.author_names):
        yield markdown_text(authors)
    if known := facts(entry):
        yield markdown_text(known)
    yield " · ".join(markdown_link(word, url) for word, url in addresses(entry))
    if marks.tags:
        yield f"Tags: {markdown_text(', '.join(marks.tags))}"
    if marks.note:
        # The user's own Markdown; the quote closes anything that it leaves open.
        yield "\n".join(f"> {line}".rstrip() for line in marks.note.splitlines())
    if paper.summary:
        yield f"*AI summary:* {markdown_text(paper.summary, to_text)}"
    if paper.abstract:
        yield markdown_text(paper.abstract, to_text)
