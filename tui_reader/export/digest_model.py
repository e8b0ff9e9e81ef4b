"""The content of a digest, for its text, Markdown, HTML and mail forms.

LaTeX is shown as Unicode, and long texts are cut at a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui_reader.export.markup import comments_text, join_with_dots
from tui_reader.models import Entry, Paper
from tui_reader.text.latex import to_text

NOTHING = "No papers in this period."

_SUMMARY_LENGTH = 320  # characters of an abstract, if there is no summary
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with papers; `with_summary`: each with its summary, not only title and links."""

    heading: str
    entries: tuple[Entry, ...]
    with_summary: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """A title ("Daily Papers"), a period ("Friday 21 August 2026") and papers.

    `watches` are (name, matches); `rising` are papers that gained upvotes since they were seen.
    """

    title: str
    period: str
    top: tuple[Entry, ...] = ()
    watches: tuple[tuple[str, tuple[Entry, ...]], ...] = ()
    rising: tuple[Entry, ...] = ()

    def sections(self) -> list[Section]:
        """Return the sections that have papers; only the top papers have their summary."""
        every = (
            Section("Top papers", self.top, with_summary=True),
            *(Section(f"Watch: {name}", caught) for name, caught in self.watches),
            Section("Rising", self.rising),
        )
        return [section for section in every if section.entries]


def summary_of(paper: Paper) -> tuple[str, bool]:
    """Return a paper's summary or the start of its abstract, and whether the summary is by AI."""
    words = " ".join(to_text(paper.summary or paper.abstract).split())
    return _cut(words), paper.summary is not None


def _cut(words: str) -> str:
    if len(words) <= _SUMMARY_LENGTH:
        return words
    ends = [found.start() + 1 for found in _SENTENCE.finditer(words, 0, _SUMMARY_LENGTH)]
    if ends and ends[-1] > _SUMMARY_LENGTH // 2:
        return words[: ends[-1]]
    return f"{words[:_SUMMARY_LENGTH].rsplit(' ', 1)[0].rstrip(',;:')} …"


def byline_of(paper: Paper) -> str:
    """Return authors, organization and comments on one line."""
    organization = paper.organization.fullname if paper.organization else ""
    withdrawn = "withdrawn" if paper.withdrawn else ""
    return join_with_dots(
        withdrawn, paper.byline(), organization, comments_text(paper).replace(" ", "\xa0")
    )
