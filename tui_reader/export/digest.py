"""The newsletter's place: a period's best papers, what the watches caught and what is rising.

It is read as it is, by people: LaTeX is shown as Unicode, long texts are cut at a sentence.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tui_reader.export.markup import (
    addresses,
    dotted,
    markdown_link,
    markdown_text,
    talk,
    votes,
)
from tui_reader.models import Entry, Paper
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line

FORMS = ("text", "markdown", "html", "eml")

NOTHING = "No papers in this period."

_WIDTH = 72
_GIST = 320  # characters of an abstract, where there is no summary
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass(frozen=True, slots=True)
class Section:
    """`told`: with what each paper is about, not only its title and links."""

    heading: str
    entries: tuple[Entry, ...]
    told: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """`title` names it ("Daily Papers"), `period` says of when ("Friday 21 August 2026").

    `watches` are (name, what it caught); `rising` gained upvotes since the reader's last look.
    """

    title: str
    period: str
    top: tuple[Entry, ...] = ()
    watches: tuple[tuple[str, tuple[Entry, ...]], ...] = ()
    rising: tuple[Entry, ...] = ()

    def sections(self) -> list[Section]:
        """Those that have papers; the top ones alone tell what they are about."""
        every = (
            Section("Top papers", self.top, told=True),
            *(Section(f"Watch: {name}", caught) for name, caught in self.watches),
            Section("Rising", self.rising),
        )
        return [section for section in every if section.entries]


def digest(
    of: Digest,
    form: str,
    *,
    sender: str = "",
    to: str = "",
    date: datetime | None = None,
    message_id: str | None = None,
) -> str:
    """The digest as one of `FORMS`; the rest is for `eml` alone, see `mail.eml`.

    Raises ValueError for a form that is none, and for addresses that are not fit for a header.
    """
    if form == "text":
        return text(of)
    if form == "markdown":
        return markdown(of)
    from tui_reader.export import mail

    if form == "html":
        return mail.html(of)
    if form == "eml":
        return mail.eml(of, sender=sender, to=to, date=date, message_id=message_id)
    raise ValueError(f"no such form of a digest: {form[:40]!r}; there are {', '.join(FORMS)}")


def text(of: Digest) -> str:
    """Plain text of at most 72 columns, but for addresses, which are never broken."""
    lines = [of.title.upper(), of.period]
    for section in of.sections():
        lines += ["", "", section.heading.upper(), "─" * len(section.heading)]
        for rank, entry in enumerate(section.entries, 1):
            lines += ["", *_text_lines(entry, rank, section.told)]
    if not of.sections():
        lines += ["", NOTHING]
    return "\n".join(lines).replace("\xa0", " ") + "\n"


def markdown(of: Digest) -> str:
    blocks = [f"# {markdown_text(of.title)}", markdown_text(of.period)]
    for section in of.sections():
        blocks.append(f"## {markdown_text(section.heading)}")
        for rank, entry in enumerate(section.entries, 1):
            blocks.append(_markdown_item(entry, rank, section.told))
    if not of.sections():
        blocks.append(NOTHING)
    return "\n\n".join(blocks) + "\n"


def gist(paper: Paper) -> tuple[str, bool]:
    """What a paper is about in a few lines, and whether a machine wrote that."""
    words = " ".join(to_text(paper.summary or paper.abstract).split())
    return _cut(words), paper.summary is not None


def _cut(words: str) -> str:
    if len(words) <= _GIST:
        return words
    ends = [found.start() + 1 for found in _SENTENCE.finditer(words, 0, _GIST)]
    if ends and ends[-1] > _GIST // 2:
        return words[: ends[-1]]
    return f"{words[:_GIST].rsplit(' ', 1)[0].rstrip(',;:')} …"


def who(paper: Paper) -> str:
    """ "Ada Lovelace + 6", as in the reader's list."""
    authors = paper.shown_authors
    if not authors:
        return ""
    return authors[0].name + (f" + {len(authors) - 1}" if len(authors) > 1 else "")


def about(paper: Paper) -> str:
    """Authors, organization, comments; the period says when, and upvotes have their own place."""
    organization = paper.organization.fullname if paper.organization else ""
    return dotted(who(paper), organization, talk(paper).replace(" ", "\xa0"))


def _text_lines(entry: Entry, rank: int, told: bool) -> Iterator[str]:
    paper = entry.paper
    number = f"{rank:>2}. "
    margin = " " * len(number)
    yield from _wrapped(line(to_text(paper.title)), number, margin)
    yield from _wrapped(dotted(votes(entry), about(paper)), margin, margin)
    words, by_machine = gist(paper) if told else ("", False)
    if words:
        label = "In short, by AI: " if by_machine else ""
        yield from _wrapped(label + words, margin, margin)
    for word, url in addresses(entry):
        if word not in ("arXiv", "PDF"):  # one click from the Hub's page
            yield f"{margin}{word:<13} {url}"


def _wrapped(words: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _markdown_item(entry: Entry, rank: int, told: bool) -> str:
    paper = entry.paper
    lines = [f"**{_shown(paper.title)}**", _shown(dotted(votes(entry), about(paper)))]
    words, by_machine = gist(paper) if told else ("", False)
    if words:
        lines.append(("*In short, by AI:* " if by_machine else "") + _shown(words))
    lines.append(" · ".join(markdown_link(word, url) for word, url in addresses(entry)))
    margin = " " * len(f"{rank}. ")
    return f"{rank}. " + f"  \n{margin}".join(line for line in lines if line)


def _shown(source: str) -> str:
    """In one line. What is left of dollars after `show` is money."""
    return line(markdown_text(to_text(source)))
