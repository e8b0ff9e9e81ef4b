"""An entry as JSON, as printed by every command and read by `import`."""

from __future__ import annotations

from datetime import date

from tui_reader import paper_fields, urls
from tui_reader.models import Entry, ForYou

SCHEMA_VERSION = 1
# The order of the keys; further keys of `paper_fields` follow.
_FIRST = (
    "id", "title", "abstract", "authors", "published", "edition", "upvotes", "comments",
    "bookmarked", "read", "url", "pdf_url", "arxiv_url", "organization", "code_url", "stars",
    "project_url", "summary", "keywords", "submitter", "submitted", "tags", "note",
    "bookmarked_at", "watches", "author_accounts", "organization_account", "submitter_account",
    "thumbnail", "media", "discussion", "author_takes_part", "withdrawn",
)  # fmt: skip


def record(entry: Entry) -> dict[str, object]:
    """Return an entry with every key; unknown values are None. Texts are those of the Hub.

    Dates are "YYYY-MM-DD", moments ISO 8601 with their offset. Hidden authors are left out;
    `author_accounts` holds the others' names on the Hub, in the same order, as `tags_added_at`
    holds the times of `tags`. `read` is null for papers older than the first sync that were never
    marked; `read_changed_at` for all that were never marked. `for_you` is null unless papers are
    ranked by it.
    """
    paper, marks = entry.paper, entry.marks
    values: dict[str, object] = {
        **paper_fields.to_json(paper),
        "edition": _iso(entry.edition),
        "bookmarked": marks.bookmarked is not None,
        "read": True if marks.read else False if marks.unread else None,
        "url": urls.hub_page(paper.id),
        "pdf_url": urls.arxiv_pdf(paper.id),
        "arxiv_url": urls.arxiv_page(paper.id),
        "tags": list(marks.tags),
        "note": marks.note,
        "bookmarked_at": _iso(marks.bookmarked),
        "watches": list(entry.watches),
        "seen_upvotes": marks.seen_upvotes,
        "seen_comments": marks.seen_comments,
        "seen_at": _iso(marks.seen),
        "tags_added_at": [_iso(added) for added in marks.tagged],
        "note_changed_at": _iso(marks.noted),
        "read_changed_at": _iso(marks.marked),
        "citation_key": entry.citation_key or None,
        "hidden_at": _iso(marks.hidden),
        "seeded_at": _iso(marks.seeded),
        "for_you": _for_you(entry.for_you),
    }
    return {key: values.pop(key) for key in _FIRST} | values


def _for_you(found: ForYou | None) -> dict[str, object] | None:
    return {"score": round(found.score, 4), "reason": found.reason} if found else None


def document(**values: object) -> dict[str, object]:
    """Return a JSON object to print, with the version of its schema."""
    return {"schema_version": SCHEMA_VERSION, **values}


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None
