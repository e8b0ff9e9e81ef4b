"""Escaping, links and lines of details, shared by HTML, Atom, Markdown and the digest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from tui_reader import dates, urls
from tui_reader.export.tex import pieces
from tui_reader.models import Entry, Paper
from tui_reader.text.latex import to_text

# Forbidden in XML 1.0, even as a character reference
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~$&!^]")
_LINE_START = re.compile(r"^[ \t]*(?:([-+=:])|([0-9]{1,9})([.)]))", re.MULTILINE | re.ASCII)
_LINK = re.compile(r"!\[|\][(\[:]")
_NOT_IN_URL = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "/"})


def escaped(text: str) -> str:
    """Escape a text for HTML and XML, also inside quotes."""
    return escape(_ILLEGAL.sub("�", text))


def html_link(url: str, words: str, style: str = "") -> str:
    """Return an HTML link; `words` and `url` are escaped."""
    style = f' style="{style}"' if style else ""
    return f'<a href="{escaped(url)}"{style}>{escaped(words)}</a>'


def markdown_text(source: str, convert: Callable[[str], str] = str) -> str:
    """Escape a text for Markdown; formulas in dollars stay formulas.

    `convert` is applied to the text outside of dollars; `latex.to_text` for texts of papers.
    """
    shown = "".join(
        _mathematics(piece)
        if is_math and piece.startswith("$") and "`" not in piece
        else _MARKDOWN.sub(r"\\\g<0>", convert(piece))
        for piece, is_math in pieces(source)
    )
    shown = "\n".join(line.strip() for line in shown.splitlines())
    return _LINE_START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", shown
    )


def markdown_link(words: str, url: str) -> str:
    """Return a link; `words` must be Markdown."""
    return f"[{words}]({url.translate(_NOT_IN_URL)})"


def summary_and_abstract(paper: Paper) -> Iterator[str]:
    """Yield the AI summary and the paragraphs of the abstract as HTML."""
    if paper.summary:
        yield f"<p><em>AI summary:</em> {escaped(to_text(paper.summary))}</p>"
    for paragraph in map(str.strip, _PARAGRAPH.split(to_text(paper.abstract))):
        if paragraph:
            yield f"<p>{escaped(paragraph)}</p>"


def addresses(entry: Entry) -> list[tuple[str, str]]:
    """Return a paper's links as (label, URL), code first."""
    paper = entry.paper
    stars = f" ★{dates.short_count(paper.stars)}" if paper.stars else ""
    labels = {"code": f"Code{stars}", "project": "Project", "Hub": "Hub page"}
    links = urls.of_paper(paper)
    names = sorted(links, key=[*labels, "arXiv", "PDF"].index)
    return [(labels.get(name, name), links[name]) for name in names]


def upvotes_text(entry: Entry) -> str:
    """Return "▲ 163 +12", "" if unknown."""
    if entry.paper.upvotes is None:
        return ""
    gained = f" +{dates.count(entry.gained)}" if entry.gained else ""
    return f"▲ {dates.count(entry.paper.upvotes)}{gained}"


def comments_text(paper: Paper) -> str:
    """Return "4 comments", "" if there are none."""
    return dates.counted(paper.comments, "comment") if paper.comments else ""


def facts(entry: Entry) -> str:
    """Return upvotes, comments, organization and date of a paper on one line."""
    paper = entry.paper
    organization = paper.organization.fullname if paper.organization else ""
    published = f"published {dates.plain(paper.published)}" if paper.published else ""
    withdrawn = "withdrawn" if paper.withdrawn else ""
    return join_with_dots(
        withdrawn, upvotes_text(entry), comments_text(paper), organization, published
    )


def join_with_dots(*parts: str) -> str:
    """Join the parts that are not empty."""
    return " · ".join(filter(None, parts))


def _mathematics(piece: str) -> str:
    """Escape a formula for renderers without math, which would read it as markup."""
    piece = piece.replace("<", r"\lt ")
    depth = 0
    for bracket in re.findall(r"[\[\]]", piece):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            break
    if depth or _LINK.search(piece):
        piece = piece.replace("[", r"\lbrack ").replace("]", r"\rbrack ")
    return piece
