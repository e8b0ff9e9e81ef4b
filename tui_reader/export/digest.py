"""The digest as plain text and Markdown, and by the name of its form."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tui_reader.export.digest_model import NOTHING, Digest, byline_of, summary_of
from tui_reader.export.markup import (
    addresses,
    join_with_dots,
    markdown_link,
    markdown_text,
    upvotes_text,
)
from tui_reader.models import Entry
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line

FORMS = ("text", "markdown", "html", "eml")

_WIDTH = 72


def digest(digest: Digest, form: str, sender: str = "", to: str = "") -> str:
    """Return the digest in one of `FORMS`; the other arguments are for `eml`, see `mail.eml`.

    Raises ValueError for invalid addresses.
    """
    if form == "text":
        return text(digest)
    if form == "markdown":
        return markdown(digest)
    # Importing `email` takes 20 ms.
    from tui_reader.export import mail

    return mail.html(digest) if form == "html" else mail.eml(digest, text(digest), sender, to)


def text(digest: Digest) -> str:
    """Return plain text of at most 72 columns; links are never broken."""
    lines = [digest.title.upper(), digest.period]
    for section in digest.sections():
        lines += ["", "", section.heading.upper(), "─" * len(section.heading)]
        for rank, entry in enumerate(section.entries, 1):
            lines += ["", *_text_lines(entry, rank, section.with_summary)]
    if not digest.sections():
        lines += ["", NOTHING]
    return "\n".join(lines).replace("\xa0", " ") + "\n"


def markdown(digest: Digest) -> str:
    """Return the digest as Markdown."""
    blocks = [f"# {markdown_text(digest.title)}", markdown_text(digest.period)]
    for section in digest.sections():
        blocks.append(f"## {markdown_text(section.heading)}")
        for rank, entry in enumerate(section.entries, 1):
            blocks.append(_markdown_item(entry, rank, section.with_summary))
    if not digest.sections():
        blocks.append(NOTHING)
    return "\n\n".join(blocks) + "\n"


def _text_lines(entry: Entry, rank: int, with_summary: bool) -> Iterator[str]:
    paper = entry.paper
    number = f"{rank:>2}. "
    margin = " " * len(number)
    yield from _wrapped(line(to_text(paper.title)), number, margin)
    yield from _wrapped(join_with_dots(upvotes_text(entry), byline_of(paper)), margin, margin)
    words, by_machine = summary_of(paper) if with_summary else ("", False)
    if words:
        label = "AI summary: " if by_machine else ""
        yield from _wrapped(label + words, margin, margin)
    for word, url in addresses(entry):
        if word not in ("arXiv", "PDF"):  # reachable from the Hub's page
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


def _markdown_item(entry: Entry, rank: int, with_summary: bool) -> str:
    paper = entry.paper
    lines = [
        f"**{_shown(paper.title)}**",
        _shown(join_with_dots(upvotes_text(entry), byline_of(paper))),
    ]
    words, by_machine = summary_of(paper) if with_summary else ("", False)
    if words:
        lines.append(("*AI summary:* " if by_machine else "") + _shown(words))
    lines.append(" · ".join(markdown_link(word, url) for word, url in addresses(entry)))
    margin = " " * len(f"{rank}. ")
    return f"{rank}. " + f"  \n{margin}".join(line for line in lines if line)


def _shown(source: str) -> str:
    """Return a text on one line. Dollars left after `to_text` are amounts of money."""
    return line(markdown_text(to_text(source)))
