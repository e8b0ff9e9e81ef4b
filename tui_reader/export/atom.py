"""An Atom feed of papers (https://www.rfc-editor.org/rfc/rfc4287), one entry per paper.

Feed readers do not know LaTeX: texts are shown as Unicode. An entry's ID and times do not change
with its upvotes, so that no feed reader shows a paper as new twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import quote

from tui_reader import urls
from tui_reader.citation import year_of
from tui_reader.export.markup import addresses, escaped, facts, html_link, summary_and_abstract
from tui_reader.models import Entry
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line


def feed(entries: Iterable[Entry], title: str, self_url: str = "", name: str = "") -> str:
    """Return the whole feed, in the order of the entries.

    `self_url` is the URL of the feed and
    its ID; without it, the ID is derived from `name` (default: the title), which must not change.
    """
    entries = list(entries)
    moment = max(map(_moment, entries), default=datetime(2023, 5, 4, tzinfo=UTC))
    feed_id = self_url or f"{urls.HUB}/papers#{quote(name or title, safe='', errors='replace')}"
    own = f'<link rel="self" type="application/atom+xml" href="{escaped(self_url)}"/>'
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
            f"<id>{escaped(feed_id)}</id>",
            f"<title>{escaped(title)}</title>",
            f"<updated>{_stamp(moment)}</updated>",
            "<author><name>Daily Papers</name></author>",
            *([own] if self_url else ()),
            f'<link rel="alternate" type="text/html" href="{urls.HUB}/papers"/>',
            *(element for entry in entries for element in _entry(entry)),
            "</feed>\n",
        )
    )


def _entry(entry: Entry) -> Iterator[str]:
    paper = entry.paper
    yield "<entry>"
    yield f"<id>{urls.arxiv_page(paper.id)}</id>"
    yield f"<title>{escaped(line(to_text(paper.title)))}</title>"
    yield f"<updated>{_stamp(_moment(entry))}</updated>"
    # Not arXiv's date: feed readers sort by this, and delete old entries.
    if entry.edition:
        yield f"<published>{_stamp(_midnight(entry.edition))}</published>"
    for author in paper.shown_authors:
        yield f"<author><name>{escaped(author.name)}</name></author>"
    for word, url in addresses(entry):
        rel = "alternate" if word == "Hub page" else "related"
        yield f'<link rel="{rel}" title="{escaped(word)}" href="{escaped(url)}"/>'
    for keyword in dict.fromkeys(entry.marks.tags + paper.keywords):
        yield f'<category term="{escaped(keyword)}"/>'
    if paper.summary:
        yield f"<summary>{escaped(to_text(paper.summary))}</summary>"
    # Escaped twice: HTML that is text in XML.
    yield f'<content type="html">{escaped("".join(_html(entry)))}</content>'
    yield "</entry>"


def _html(entry: Entry) -> Iterator[str]:
    paper = entry.paper
    for known in (", ".join(paper.author_names), facts(entry)):
        if known:
            yield f"<p>{escaped(known)}</p>"
    yield from summary_and_abstract(paper)
    yield f"<p>{' · '.join(html_link(url, word) for word, url in addresses(entry))}</p>"


def _moment(entry: Entry) -> datetime:
    """Return when a paper was submitted, else the day of its edition, else when it was bookmarked.

    If these are unknown, return the date of the paper, or the start of the year in its ID.
    """
    if entry.paper.submitted:
        return entry.paper.submitted
    if entry.edition:
        return _midnight(entry.edition)
    if entry.marks.bookmarked:
        return entry.marks.bookmarked
    return _midnight(entry.paper.published or date(year_of(entry.paper), 1, 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def render(entries: Iterable[Entry]) -> str:
    return feed(entries, title="Daily Papers", name="export")
