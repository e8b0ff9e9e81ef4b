"""Data types: papers, editions, marks, comments, list sources. Standard library only.

Named tuples, not dataclasses: a launch creates thousands, and they take half the time. Values are
sanitized at the boundary (`text.sanitize`, `urls`, `hub.parse`): a `Paper` is safe to store and to
show as literal text. Unknown values are None or empty, never zero.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from tui_reader import dates
from tui_reader.dates import Period

_ID = re.compile(r"([0-9]{4})\.([0-9]{4,5})", re.ASCII)
_TYPED_ID = (
    r"(?ai)(?:(?<![0-9.])|(?<=arxiv\.))"
    r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5})(?:v[0-9]+)?(?![0-9])"
)
_FOUR_DIGITS = 100_000  # added to the number of an ID such as 1403.1234, so that it has its own key

FIRST_EDITION = date(2023, 5, 4)


def is_id(text: str) -> bool:
    """Return True for an arXiv ID without version, as in the Hub's API: `2408.01234`."""
    return _ID.fullmatch(text) is not None


def checked_id(text: str) -> str:
    """Return an arXiv ID without version. Raises ValueError if the text is not one."""
    key_of(text)
    return text


def find_id(text: str) -> str | None:
    """Return the arXiv ID in typed text (an ID, with or without version, a DOI, a URL), or None."""
    found = re.search(_TYPED_ID, text)
    return found[1] if found else None


def find_ids(text: str) -> list[str]:
    """Return every arXiv ID in a text, in order, each once."""
    return list(dict.fromkeys(found[1] for found in re.finditer(_TYPED_ID, text)))


def key_of(paper_id: str) -> int:
    """Return the ID as an integer: 2408.01234 → 2408001234.

    This is the key in both databases and all lists. It takes 8 bytes, does not change when the
    cache is rebuilt, and grows with time: "newest first" is the order of the keys. Raises
    ValueError if the text is not an ID.
    """
    match = _ID.fullmatch(paper_id)
    if match is None:
        raise ValueError(f"not an arXiv ID: {paper_id[:40]!r}")
    month, number = match.groups()
    return int(month) * 1_000_000 + int(number) + (_FOUR_DIGITS if len(number) == 4 else 0)


def id_of(key: int) -> str:
    """The inverse of `key_of`."""
    month, number = divmod(key, 1_000_000)
    if number >= _FOUR_DIGITS:
        return f"{month:04d}.{number - _FOUR_DIGITS:04d}"
    return f"{month:04d}.{number:05d}"


class Author(NamedTuple):
    """`user` is the author's name on the Hub. A `hidden` author asked not to be listed."""

    name: str
    user: str | None = None
    hidden: bool = False


class Account(NamedTuple):
    """A person or an organization on the Hub: its name in URLs, and its full name."""

    name: str
    fullname: str


class Paper(NamedTuple):
    """A paper as the Hub lists it.

    `published` is the paper's own date (midnight UTC on arXiv); the edition it appeared in is not
    part of it. `submitted` is the time of its submission to an edition, `withdrawn` when its
    authors withdrew it (aware, UTC). URLs are https and went through `urls.normalize`.
    """

    id: str
    title: str
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    published: date | None = None
    upvotes: int | None = None
    comments: int | None = None
    submitted: datetime | None = None
    submitter: Account | None = None
    organization: Account | None = None
    code: str | None = None
    stars: int | None = None
    project: str | None = None
    summary: str | None = None
    keywords: tuple[str, ...] = ()
    thumbnail: str | None = None
    media: tuple[str, ...] = ()
    discussion: str | None = None
    author_takes_part: bool | None = None
    withdrawn: datetime | None = None

    @property
    def key(self) -> int:
        return key_of(self.id)

    @property
    def shown_authors(self) -> tuple[Author, ...]:
        return tuple(author for author in self.authors if not author.hidden)

    @property
    def author_names(self) -> tuple[str, ...]:
        return tuple(author.name for author in self.shown_authors)

    def byline(self, family_name: Callable[[str], str] = str) -> str:
        """Return the authors in short: "Ada Lovelace + 6".

        Args:
            family_name: returns the part of the first author's name to show.
        """
        authors = self.shown_authors
        if not authors:
            return ""
        first = family_name(authors[0].name)
        return first if len(authors) == 1 else f"{first} + {len(authors) - 1}"


class Edition(NamedTuple):
    """The papers of one day, in the Hub's order; `skipped` counts malformed entries."""

    day: date
    papers: tuple[Paper, ...]
    skipped: int = 0


class Marks(NamedTuple):
    """A paper's marks and their times (aware, UTC).

    A paper of an edition older than the first sync is neither `read` nor `unread` until it is
    marked as one of them.

    `tagged` are the times of the tags, in their order. `marked` is when the paper was marked as
    read or unread; None if it never was. `seen_upvotes` are those of the last view, at `seen`.
    `hidden`: "not interested". `seeded`: in the profile of For you without a bookmark.
    """

    bookmarked: datetime | None = None
    unread: bool = False
    tags: tuple[str, ...] = ()
    note: str | None = None
    seen_upvotes: int | None = None
    seen_comments: int | None = None
    tagged: tuple[datetime, ...] = ()
    noted: datetime | None = None
    marked: datetime | None = None
    seen: datetime | None = None
    hidden: datetime | None = None
    seeded: datetime | None = None
    read: bool = False


class ForYou(NamedTuple):
    """The fit of a paper with the user's interests, and the reason.

    Attributes:
        score: between about -1 and 1; only the order is meaningful.
        group: the tag it fits best, "" for all saved papers.
        terms: the most important terms that it shares with them.
    """

    score: float
    group: str = ""
    terms: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """True if the paper has more in common with the interests than with all papers."""
        return self.score > 0

    @property
    def reason(self) -> str:
        """One line: "like your tag agents: tool use, planning"."""
        like = f"like your tag {self.group}" if self.group else "like your saved papers"
        return f"{like}: {', '.join(self.terms)}" if self.terms else like


class Entry(NamedTuple):
    """A paper in a list, with its marks.

    `edition` is the requested one, else the earliest; None for a paper in no edition. `watches` are
    the names of the watches that match it. `citation_key` is the key that is stored with a saved
    paper, "" for others. `upvotes_before` is the count at the last sync that the user saw; None if
    it has not changed since. `for_you` is set in lists that are sorted by it. `muted`: it matches a
    muted query.
    """

    paper: Paper
    marks: Marks = Marks()
    edition: date | None = None
    watches: tuple[str, ...] = ()
    citation_key: str = ""
    upvotes_before: int | None = None
    for_you: ForYou | None = None
    muted: bool = False

    @property
    def gained(self) -> int:
        """Upvotes since the user's last view of the paper, or, if it was never opened, since the
        last sync that the user saw. 0 if unknown."""
        before = self.marks.seen_upvotes
        before = self.upvotes_before if before is None else before
        if self.paper.upvotes is None or before is None:
            return 0
        return max(0, self.paper.upvotes - before)


class SavedPaper(NamedTuple):
    """A bookmarked, tagged or annotated paper: the unit that syncs between machines.

    `tags` are single lines in no particular order. `note` is "" if there is none. `starred` is
    False if the paper is saved by a tag or a note alone, without a bookmark.
    """

    key: int
    tags: tuple[str, ...] = ()
    note: str = ""
    starred: bool = True


class Comment(NamedTuple):
    """A comment with its replies.

    `body` is Markdown, None if the comment is hidden. `automated`: a bot wrote it.
    """

    id: str
    author: Account | None
    created: datetime | None
    body: str | None
    edited: bool = False
    reactions: tuple[tuple[str, int], ...] = ()
    replies: tuple["Comment", ...] = ()
    automated: bool = False


class Linked(NamedTuple):
    """A model, dataset or Space that cites the paper; `kind` is "model", "dataset" or "space"."""

    kind: str
    id: str
    likes: int | None = None
    downloads: int | None = None


class Day(NamedTuple):
    """An edition on disk with its number of papers."""

    day: date
    papers: int
    unread: int = 0


class Counts(NamedTuple):
    """Counts shown next to the first sidebar entries."""

    bookmarks: int
    unread: int


class ListSource(NamedTuple):
    """Which papers a list shows. It can be saved as JSON and opened again.

    Attributes:
        kind: `edition` (`value` is a day), `period` (a month or week by name), `bookmarks`
            (last bookmarked first; value `date`: newest paper first; value `tag`: by tag),
            `unread`, `trending`, `all`, `tag` and `watch` (a name), `search` and `hub` (a query),
            `similar` (a paper's ID), `week` and `month` (those of the newest edition), `away`
            (new papers since the user was away), `for-you`, `hidden`.
        value: As described for the kind.
        filter: A query that the papers must match too.
    """

    kind: str
    value: str = ""
    filter: str = ""

    @classmethod
    def edition(cls, day: date) -> "ListSource":
        return cls("edition", day.isoformat())

    @classmethod
    def period(cls, period: Period) -> "ListSource":
        return cls("period", period.name)

    @property
    def day(self) -> date | None:
        """The day of an edition; None for any other list."""
        return date.fromisoformat(self.value) if self.kind == "edition" else None

    @property
    def unfiltered(self) -> "ListSource":
        return self._replace(filter="") if self.filter else self

    def title(self) -> str:
        """The list's name, such as "Friday 21 August 2026"."""
        if self.kind == "edition" and self.day:
            return dates.long(self.day)
        if self.kind == "period":
            return str(parse_period(self.value))
        if self.kind == "search":
            return f"Search: {self.value.strip()}"
        if self.kind == "hub":
            return f"On the Hub: {self.value}"
        if self.kind == "similar":
            return f"Like {self.value}"
        if self.kind in ("tag", "watch"):
            return ("#" if self.kind == "tag" else "") + self.value
        if self.kind == "bookmarks" and self.value:
            return f"Bookmarks by {self.value}"
        return _LIST_TITLES.get(self.kind, self.kind.capitalize())

    def to_json(self) -> list[str]:
        return [self.kind, self.value, *filter(None, [self.filter])]

    @classmethod
    def from_json(cls, value: Any) -> "ListSource | None":
        """Read what `to_json` returned; None if it is invalid or from a newer version."""
        match value:
            case [str(kind), str(argument), *more] if kind in LIST_KINDS:
                source = cls(kind, argument, more[0] if more and isinstance(more[0], str) else "")
                if kind == "similar" and not is_id(argument):
                    return None
                try:
                    source.title()
                except ValueError:
                    return None
                return source
        return None


def parse_period(name: str) -> Period:
    """Parse a period (`2026-08`, `2026-W34`). Raises ValueError for anything else."""
    found = dates.parse_day(name, date.min)
    if not isinstance(found, Period):
        raise ValueError(f"not a month or week: {name!r}")
    return found


_LIST_TITLES = {
    "for-you": "For you",
    "hidden": "Hidden papers",
    "all": "All papers",
    "week": "This week",
    "month": "This month",
    "away": "Since you were away",
}
BOOKMARKS, UNREAD, TRENDING = ListSource("bookmarks"), ListSource("unread"), ListSource("trending")
BOOKMARKS_BY_DATE = ListSource("bookmarks", "date")
BOOKMARKS_BY_TAG = ListSource("bookmarks", "tag")
ALL = ListSource("all")
FOR_YOU, HIDDEN = ListSource("for-you"), ListSource("hidden")
THIS_WEEK, THIS_MONTH = ListSource("week"), ListSource("month")
AWAY = ListSource("away")
LIST_KINDS = frozenset(
    ("edition", "period", "bookmarks", "unread", "trending", "all", "tag", "hub", "search",
     "watch", "similar", "week", "month", "for-you", "hidden", "away")
)  # fmt: skip
