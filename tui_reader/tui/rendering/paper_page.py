"""The page about one paper as `Content`: title, facts, links, note and abstract. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from tui_reader import dates, urls
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.models import Entry
from tui_reader.text import latex
from tui_reader.urls import Link

MAX_AUTHORS = 8


class NamedLink(NamedTuple):
    """A link and its label."""

    name: str
    link: Link


def links_of(entry: Entry) -> list[NamedLink]:
    """Return the paper's links that passed the URL check, with their labels."""
    paper = entry.paper
    stars = f" ★{dates.short_count(paper.stars)}" if paper.stars else ""
    candidates = [
        ("Hub page", urls.hub_page(paper.id)),
        ("arXiv", urls.arxiv_page(paper.id)),
        ("PDF", urls.arxiv_pdf(paper.id)),
        (f"code{stars}", paper.code),
        ("project", paper.project),
    ]
    found = []
    for name, url in candidates:
        link = urls.check(url) if url else None
        if link is not None:
            found.append(NamedLink(name, link))
    return found


def text_spans(text: str) -> list[tuple[str, str]]:
    """Convert LaTeX in a text to (text, style) spans."""
    return latex.to_runs(text)


def title_text(text: str) -> str:
    """Convert LaTeX in a text to plain text, for titles."""
    return latex.to_text(text)


Highlight = Callable[[Content], Content]


def no_highlight(text: Content) -> Content:
    return text


def render_page(
    entry: Entry,
    glyphs: Glyphs = UNICODE,
    hyperlinks: bool = True,
    now: datetime | None = None,
    downloaded: bool = False,
    highlight: Highlight = no_highlight,
) -> Content:
    """Render everything about a paper as one page of literal text.

    Args:
        entry: The paper with the user's marks.
        glyphs: The characters to use.
        hyperlinks: Whether links carry their URL for the terminal (OSC 8).
        now: The time that "bookmarked 2 days ago" counts from; None is the current time.
        downloaded: Whether the PDF is on disk.
        highlight: Styles search matches in the paper's own text.
    """
    dot = f" {glyphs.dot} "
    paper, note = entry.paper, entry.marks.note
    parts = [
        highlight(Content.styled(title_text(paper.title), "bold")),
        Content("\n\n"),
        *_authors(entry, dot, highlight),
        *_counts(entry, dot, glyphs, now or datetime.now(UTC)),
        Content("\n"),
        _links(entry, dot, glyphs, hyperlinks, downloaded),
        Content("\n"),
    ]
    if note:
        parts += [
            Content("\n"),
            _muted(f"{glyphs.note} Your note\n"),
            highlight(Content(note + "\n")),
        ]
    if paper.summary:
        parts += [
            Content("\n"),
            _muted(f"In short {glyphs.dot} by AI   "),
            highlight(_styled(paper.summary)),
            Content("\n"),
        ]
    parts.append(Content("\n"))
    if paper.abstract:
        parts.append(highlight(_styled("\n\n".join(paper.abstract.split("\n")))))
    else:
        parts.append(_muted("No abstract on the Hub."))
    if paper.keywords:
        keywords = _muted(dot.join(title_text(word) for word in paper.keywords))
        parts += [Content("\n\n"), highlight(keywords)]
    # The parts are sanitized; stripping control codes again goes through every character.
    return Content.assemble(*parts, strip_control_codes=False)


def _authors(entry: Entry, dot: str, highlight: Highlight) -> list[Content]:
    """Authors, then dates, organization and submitter."""
    paper, parts = entry.paper, []
    authors = paper.shown_authors
    if authors:
        names = ", ".join(author.name for author in authors[:MAX_AUTHORS])
        more = f" + {len(authors) - MAX_AUTHORS}" if len(authors) > MAX_AUTHORS else ""
        parts.append(highlight(Content(names + more + "\n")))
    facts = []
    if paper.withdrawn:
        facts.append(f"Withdrawn {dates.plain(paper.withdrawn.date())}")
    if paper.published:
        facts.append(f"Published {dates.plain(paper.published)}")
    if paper.organization:
        facts.append(paper.organization.fullname)
    if entry.edition:
        facts.append(f"Edition {dates.plain(entry.edition)}")
    if paper.submitter:
        facts.append(f"by {paper.submitter.fullname}")
    parts.append(highlight(_muted(dot.join(facts) + "\n" if facts else "")))
    return parts


def _counts(entry: Entry, dot: str, glyphs: Glyphs, now: datetime) -> list[Content]:
    """Upvotes, comments, bookmark, tags and watches."""
    paper, marks, counts = entry.paper, entry.marks, []
    if paper.upvotes is not None:
        gained = f", {entry.gained} more since your last look" if entry.gained else ""
        counts.append(f"{glyphs.upvotes}{dates.count(paper.upvotes)}{gained}")
    if paper.comments is not None:
        new = ""
        if marks.seen_comments is not None and paper.comments > marks.seen_comments:
            new = f", {paper.comments - marks.seen_comments} new"
        plural = "" if paper.comments == 1 else "s"
        counts.append(f"{dates.count(paper.comments)} comment{plural}{new}")
    if marks.bookmarked:
        counts.append(f"{glyphs.star} kept {dates.ago(marks.bookmarked, now)}")
    counts += [f"#{tag}" for tag in marks.tags]
    counts += [f"{glyphs.watch} {watch}" for watch in entry.watches]
    if marks.hidden:
        counts.append("hidden")
    parts = [Content(dot.join(counts) + "\n")] if counts else []
    if entry.for_you:
        parts.append(_muted(f"{entry.for_you.reason}\n"))
    return parts


def _muted(text: str) -> Content:
    return Content.styled(text, "$text-muted")


def _styled(text: str) -> Content:
    styles = {"bold": "bold", "italic": "italic", "code": "$text-accent"}
    return Content.assemble(*((part, styles.get(style, "")) for part, style in text_spans(text)))


def _links(entry: Entry, dot: str, glyphs: Glyphs, hyperlinks: bool, downloaded: bool) -> Content:
    """Link labels; a click runs the screen's `follow` action with the link's number."""
    labels = []
    for number, named in enumerate(links_of(entry)):
        label = named.name.replace("★", glyphs.star if glyphs is UNICODE else "")
        if label == "PDF" and downloaded:
            label = f"PDF {glyphs.disk} on disk"
        style = _link_style(number, named.link.url if hyperlinks else None)
        labels.append(Content.styled(label, style))
    return Content(dot).join(labels)


@lru_cache(256)
def _link_style(number: int, url: str | None) -> Style:
    style = Style.from_meta({"@click": f"screen.follow({number})"}) + Style(underline=True)
    return style + Style(link=url) if url else style
