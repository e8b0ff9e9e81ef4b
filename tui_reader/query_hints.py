"""Fields of the query language, examples, and what to suggest if a field is wrong."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN_FIELDS = ("author", "org", "keyword", "title")
TEXT_FIELDS = (*SHOWN_FIELDS, "tag")
FLAGS = {
    "is": ("bookmarked", "unread", "read", "hidden"),
    "has": ("code", "project", "summary", "note", "output"),
}
COUNTS = ("upvotes", "comments")  # columns of a paper's row
FIELDS = (*TEXT_FIELDS, *FLAGS, "after", "before", *COUNTS)
# Values that people try, and the ones that exist.
_SYNONYMS = {
    "is": {
        "starred": "bookmarked", "star": "bookmarked", "saved": "bookmarked",
        "bookmark": "bookmarked", "favorite": "bookmarked", "favourite": "bookmarked",
        "fav": "bookmarked", "marked": "bookmarked", "kept": "bookmarked", "new": "unread",
        "unseen": "unread", "seen": "read", "opened": "read", "done": "read",
    },
    "has": {
        "github": "code", "repo": "code", "repository": "code", "git": "code",
        "website": "project", "page": "project", "site": "project", "demo": "project",
        "notes": "note", "comment": "note", "tldr": "summary", "ai": "summary",
    },
}  # fmt: skip


def _also(terms: Iterable[str]) -> str:
    return "also " + " ".join(terms)


HELP = (
    ("flow matching", "both words; the last word can be a prefix"),
    ('"rectified flow"', "the words in this order"),
    ("diffus*", "words starting with this"),
    ("-video", "without the word (also -tag:done, -is:read …)"),
    ("nerf OR splatting", "either of the two"),
    ("author:lecun", _also(f"{name}:" for name in TEXT_FIELDS if name != "author")),
    ('author:"yann lecun"', "a value of several words"),
    ("is:bookmarked", _also(f"is:{flag}" for flag in FLAGS["is"] if flag != "bookmarked")),
    ("has:code", _also(f"has:{flag}" for flag in FLAGS["has"] if flag != "code")),
    ("after:2025-03", "March 2025 or later; also 2025, 2025-03-17, yesterday"),
    ("before:2025-03", "before March 2025"),
    (
        "upvotes:>50",
        _also(f"{name}:" for name in COUNTS if name != "upvotes")
        + " and >= < <= =; 50 alone is a minimum",
    ),
    ("2408.01234", "an arXiv ID or a paper's URL"),
)


def closest_field(typed: str) -> str:
    """Return the field within two edits of a word, "" if there is none.

    For `is`, one edit: two would match any word of two letters.
    """
    edits, meant = min((_edits(typed, name), name) for name in FIELDS)
    return meant if edits <= min(2, len(meant) - 1) else ""


def reason(name: str, value: str) -> str:
    """Return why a value of a field is invalid, and what to write instead."""
    if name in TEXT_FIELDS:
        return f"{name}: needs a word, such as {name}:diffusion."
    if name in COUNTS:
        return f"{name}: needs a number, such as {name}:>50."
    if name not in FLAGS:
        return f"{name}: needs a date, such as {name}:2025-03 or {name}:yesterday."
    choices = [f"{name}:{flag}" for flag in FLAGS[name]]
    if not value:
        return f"{name}: needs a value: {', '.join(choices)}."
    low = value.lower()
    meant = _SYNONYMS[name].get(low) or next(
        (flag for flag in FLAGS[name] if flag.startswith(low) or _edits(low, flag) <= 2), ""
    )
    hint = f"Did you mean {name}:{meant}?" if meant else f"Use {', '.join(choices)}."
    return f"{name}:{value[:40]} is not a filter. {hint}"


def _edits(one: str, other: str) -> int:
    """Return the edit distance of two words: letters inserted, deleted, replaced or swapped."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
