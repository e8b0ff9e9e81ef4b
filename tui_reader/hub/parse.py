"""The Hub's answers → papers. Pure: bytes in, nouns out.

Each entry is checked by itself: one without a usable id is skipped and counted, a field of the
wrong type is unknown, the neighbours live. Everything is cleaned here. Raises `Broken` where the
answer as a whole is not what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tui_reader.hub import lenient_json, parse_fields
from tui_reader.hub.comments import comments, links
from tui_reader.hub.errors import Broken
from tui_reader.models import (
    Author,
    Edition,
    Paper,
    is_id,
)
from tui_reader.text import sanitize

__all__ = ["comments", "edition", "gather", "latest_day", "links", "paper", "papers"]

_ABSTRACT = 10_000  # characters; the longest recorded has a third of that
_MOST_AUTHORS = 5_000
_MOST_KEYWORDS = 100
_MOST_PICTURES = 50
_FURTHEST_AHEAD = timedelta(days=31)

Page = tuple[tuple[Paper, ...], int]


def papers(body: bytes) -> Page:
    """The papers of a list, in its order, and how many entries were skipped."""
    found: list[Paper] = []
    skipped = 0
    for entry in lenient_json.entries(body):
        one = _paper(entry)
        if one is None:
            skipped += 1
        else:
            found.append(one)
    return tuple(found), skipped


def edition(day: date, body: bytes) -> Edition:
    """The edition of a day that fits into one answer."""
    return gather(day, [papers(body)])


def gather(day: date, pages: Iterable[Page]) -> Edition:
    """The edition of a day from its pages; a paper that moved to the next page stands once."""
    pages = list(pages)
    by_id: dict[str, Paper] = {}
    for page, _ in pages:
        for one in page:
            by_id.setdefault(one.id, one)
    skipped = sum(count for _, count in pages)
    if skipped and not by_id:
        raise Broken(came=f"not one of {skipped} entries could be read")
    return Edition(day, tuple(by_id.values()), skipped)


def paper(body: bytes) -> Paper:
    """A paper's own answer."""
    found = _paper(lenient_json.value(body))
    if found is None:
        raise Broken(came="an answer came that is no paper")
    return found


def latest_day(body: bytes) -> date | None:
    """The newest edition of the latest feed, None where no entry names one.

    A day a month ahead of most others is taken for a mistake.
    """
    days = []
    for entry in lenient_json.entries(body):
        one, _ = _both(entry)
        day = parse_fields.day(one.get("submittedOnDailyAt"))
        if day is not None:
            days.append(day)
    days.sort()
    usual = days[len(days) // 2] if days else date.min
    return max((day for day in days if day - usual <= _FURTHEST_AHEAD), default=None)


def _both(entry: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The paper's object and the one around it; the paper's own answer has none around it."""
    if not isinstance(entry, dict):
        return {}, {}
    inner = entry.get("paper")
    return (inner, entry) if isinstance(inner, dict) else (entry, entry)


def _paper(entry: Any) -> Paper | None:
    paper, top = _both(entry)
    own_id = paper.get("id")
    if not isinstance(own_id, str) or not is_id(own_id):
        return None
    title = next((t for t in (paper.get("title"), top.get("title")) if isinstance(t, str)), "")
    abstract = parse_fields.line(paper.get("summary"), _ABSTRACT) or parse_fields.line(
        top.get("summary"), _ABSTRACT
    )
    return Paper(
        id=own_id,
        title=sanitize.title(title[:_ABSTRACT]),
        abstract=abstract or "",
        authors=_authors(paper.get("authors")),
        # Never the one at the top: it was the time of submission, and is now a shifted date.
        published=parse_fields.day(paper.get("publishedAt")),
        upvotes=parse_fields.count(paper.get("upvotes")),
        comments=parse_fields.count(top.get("numComments")),
        submitted=parse_fields.moment(paper.get("submittedOnDailyAt")),
        submitter=parse_fields.account(top.get("submittedBy"))
        or parse_fields.account(paper.get("submittedOnDailyBy")),
        organization=parse_fields.account(paper.get("organization"))
        or parse_fields.account(top.get("organization")),
        code=parse_fields.repository(paper.get("githubRepo")),
        stars=parse_fields.count(paper.get("githubStars")),
        project=parse_fields.url(paper.get("projectPage")),
        summary=parse_fields.line(paper.get("ai_summary"), _ABSTRACT),
        keywords=_keywords(paper.get("ai_keywords")),
        thumbnail=parse_fields.url(top.get("thumbnail")),
        media=_media(paper.get("mediaUrls")) or _media(top.get("mediaUrls")),
        discussion=parse_fields.handle(paper.get("discussionId")),
        author_takes_part=parse_fields.flag(top.get("isAuthorParticipating")),
    )


def _authors(value: Any) -> tuple[Author, ...]:
    found = []
    for one in parse_fields.items(value, _MOST_AUTHORS):
        if not isinstance(one, dict):
            continue
        name = parse_fields.line(one.get("name"), 200)
        if name is None:
            continue
        user = one.get("user")
        account = parse_fields.account(user) if user else None
        hidden = one.get("hidden") not in (None, False)  # in doubt, not shown
        found.append(Author(name, account.name if account else None, hidden))
    return tuple(found)


def _keywords(value: Any) -> tuple[str, ...]:
    words = (parse_fields.line(one, 100) for one in parse_fields.items(value, _MOST_KEYWORDS))
    return tuple(dict.fromkeys(word for word in words if word))


def _media(value: Any) -> tuple[str, ...]:
    urls = (parse_fields.url(one) for one in parse_fields.items(value, _MOST_PICTURES))
    return tuple(dict.fromkeys(url for url in urls if url))
