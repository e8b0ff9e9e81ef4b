"""Parsers of the Hub's responses: bytes to models, without I/O.

Each entry is checked separately: one without a usable ID is skipped and counted, and a field of the
wrong type is unknown. All texts are sanitized here. `BadResponse` is raised if the response as a
whole is not what was requested.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tui_reader.hub import parse_fields
from tui_reader.hub.comments import comments, links
from tui_reader.hub.errors import BadResponse
from tui_reader.hub.response import parse_entries, parse_json
from tui_reader.models import Author, Edition, Paper, is_id
from tui_reader.text import sanitize

__all__ = ["comments", "gather", "latest_day", "links", "paper", "papers"]

_MAX_ABSTRACT = 10_000  # characters; the longest recorded has a third of that
_MAX_AUTHORS = 5_000
_MAX_KEYWORDS = 100
_MAX_MEDIA = 50
_MAX_AHEAD = timedelta(days=31)

Page = tuple[tuple[Paper, ...], int]
"""Papers, and how many malformed entries were skipped."""


def papers(body: bytes) -> Page:
    """Parse a list of papers, in its order."""
    found: list[Paper] = []
    skipped = 0
    for entry in parse_entries(body):
        parsed = _paper(entry)
        if parsed is None:
            skipped += 1
        else:
            found.append(parsed)
    return tuple(found), skipped


def gather(day: date, pages: Iterable[Page]) -> Edition:
    """Combine the pages of an edition. A paper on two of them is included once."""
    pages = list(pages)
    by_id = {one.id: one for page, _ in pages for one in page}
    skipped = sum(count for _, count in pages)
    if skipped and not by_id:
        raise BadResponse(f"None of the {skipped} entries could be read")
    return Edition(day, tuple(by_id.values()), skipped)


def paper(body: bytes) -> Paper:
    """Parse the response about one paper."""
    found = _paper(parse_json(body))
    if found is None:
        raise BadResponse("The response is not a paper")
    return found


def latest_day(body: bytes) -> date | None:
    """Return the newest edition in the latest feed, None if no entry names one.

    A day more than a month after the median counts as an error.
    """
    days = []
    for entry in parse_entries(body):
        inner, _ = _unwrap(entry)
        day = parse_fields.day(inner.get("submittedOnDailyAt"))
        if day is not None:
            days.append(day)
    days.sort()
    median = days[len(days) // 2] if days else date.min
    return max((day for day in days if day - median <= _MAX_AHEAD), default=None)


def _unwrap(entry: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the paper and the object around it; the response about one paper has no wrapper."""
    outer = parse_fields.mapping(entry)
    inner = outer.get("paper")
    return (inner, outer) if isinstance(inner, dict) else (outer, outer)


def _paper(entry: Any) -> Paper | None:
    inner, outer = _unwrap(entry)
    paper_id = inner.get("id")
    if not isinstance(paper_id, str) or not is_id(paper_id):
        return None
    title = next((t for t in (inner.get("title"), outer.get("title")) if isinstance(t, str)), "")
    abstract = parse_fields.line(inner.get("summary"), _MAX_ABSTRACT) or parse_fields.line(
        outer.get("summary"), _MAX_ABSTRACT
    )
    return Paper(
        id=paper_id,
        title=sanitize.title(title[:_MAX_ABSTRACT]),
        abstract=abstract or "",
        authors=_authors(inner.get("authors")),
        # Not the outer one: that was the time of submission, and is now a shifted date.
        published=parse_fields.day(inner.get("publishedAt")),
        upvotes=parse_fields.count(inner.get("upvotes")),
        comments=parse_fields.count(outer.get("numComments")),
        submitted=parse_fields.moment(inner.get("submittedOnDailyAt")),
        submitter=parse_fields.account(outer.get("submittedBy"))
        or parse_fields.account(inner.get("submittedOnDailyBy")),
        organization=parse_fields.account(inner.get("organization"))
        or parse_fields.account(outer.get("organization")),
        code=parse_fields.repository(inner.get("githubRepo")),
        stars=parse_fields.count(inner.get("githubStars")),
        project=parse_fields.url(inner.get("projectPage")),
        summary=parse_fields.line(inner.get("ai_summary"), _MAX_ABSTRACT),
        keywords=_keywords(inner.get("ai_keywords")),
        thumbnail=parse_fields.url(outer.get("thumbnail")),
        media=_media(inner.get("mediaUrls")) or _media(outer.get("mediaUrls")),
        discussion=parse_fields.identifier(inner.get("discussionId")),
        author_takes_part=parse_fields.flag(outer.get("isAuthorParticipating")),
        withdrawn=parse_fields.moment(inner.get("withdrawnAt"))
        or parse_fields.moment(outer.get("withdrawnAt")),
    )


def _authors(value: Any) -> tuple[Author, ...]:
    found = []
    for one in parse_fields.items(value, _MAX_AUTHORS):
        fields = parse_fields.mapping(one)
        name = parse_fields.line(fields.get("name"), 200)
        if name is None:
            continue
        user = fields.get("user")
        account = parse_fields.account(user) if user else None
        hidden = parse_fields.is_hidden(fields.get("hidden"))
        found.append(Author(name, account.name if account else None, hidden))
    return tuple(found)


def _keywords(value: Any) -> tuple[str, ...]:
    words = (parse_fields.line(one, 100) for one in parse_fields.items(value, _MAX_KEYWORDS))
    return tuple(dict.fromkeys(word for word in words if word))


def _media(value: Any) -> tuple[str, ...]:
    found = (parse_fields.url(one) for one in parse_fields.items(value, _MAX_MEDIA))
    return tuple(dict.fromkeys(url for url in found if url))
