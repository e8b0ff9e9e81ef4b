"""An entry as JSON: the one form that every command prints and `import` reads back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tui_reader import urls
from tui_reader.models import Account, Entry

SCHEMA_VERSION = 1


def record(entry: Entry) -> dict[str, object]:
    """Every key is always there; what is not known is null. Texts are as the Hub gave them.

    Dates are "YYYY-MM-DD", moments ISO 8601 with their offset. Authors who asked not to be shown
    are left out; `author_accounts` holds the others' names on the Hub, in the same order, as
    `tags_added_at` holds the times of `tags`. `read_changed_at` is null where nobody ever said
    that the paper is read or unread.
    """
    paper, marks = entry.paper, entry.marks
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": [author.name for author in paper.shown_authors],
        "published": _iso(paper.published),
        "edition": _iso(entry.edition),
        "upvotes": paper.upvotes,
        "comments": paper.comments,
        "bookmarked": marks.bookmarked is not None,
        "read": not marks.unread,
        "url": urls.hub_page(paper.id),
        "pdf_url": urls.arxiv_pdf(paper.id),
        "arxiv_url": urls.arxiv_page(paper.id),
        "organization": _fullname(paper.organization),
        "code_url": paper.code,
        "stars": paper.stars,
        "project_url": paper.project,
        "summary": paper.summary,
        "keywords": list(paper.keywords),
        "submitter": _fullname(paper.submitter),
        "submitted": _iso(paper.submitted),
        "tags": list(marks.tags),
        "note": marks.note,
        "bookmarked_at": _iso(marks.bookmarked),
        "watches": list(entry.watches),
        "author_accounts": [author.user for author in paper.shown_authors],
        "organization_account": paper.organization.name if paper.organization else None,
        "submitter_account": paper.submitter.name if paper.submitter else None,
        "thumbnail": paper.thumbnail,
        "media": list(paper.media),
        "discussion": paper.discussion,
        "author_takes_part": paper.author_takes_part,
        "withdrawn": _iso(paper.withdrawn),
        "seen_upvotes": marks.seen_upvotes,
        "seen_comments": marks.seen_comments,
        "seen_at": _iso(marks.seen),
        "tags_added_at": [_iso(added) for added in marks.tagged],
        "note_changed_at": _iso(marks.noted),
        "read_changed_at": _iso(marks.marked),
        "citation_key": entry.citation_key or None,
    }


def envelope(entries: Iterable[Entry], total: int | None = None) -> dict[str, object]:
    """What is printed; `total` counts all that was found, where only some of it is in `entries`."""
    papers = [record(entry) for entry in entries]
    return {
        "schema_version": SCHEMA_VERSION,
        "total": len(papers) if total is None else total,
        "papers": papers,
    }


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _fullname(account: Account | None) -> str | None:
    return account.fullname if account else None
