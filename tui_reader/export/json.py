"""The app's JSON: all fields of a paper, and a parser for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tui_reader import paper_fields, urls
from tui_reader.citation import is_key
from tui_reader.export.record import SCHEMA_VERSION, document, record
from tui_reader.models import Account, Author, Entry, Marks, is_id
from tui_reader.text import sanitize

_MAX_ITEMS = 10_000  # names, tags, keywords of one paper
_MAX_INTEGER = 2**53 - 1  # the largest integer that every JSON parser reads exactly


def render(entries: Iterable[Entry], muted: Sequence[str] = ()) -> str:
    """Return the file. `muted` are the muted queries, for a copy of the library."""
    papers = list(map(record, entries))
    content = document(total=len(papers), papers=papers)
    if muted:
        content["muted"] = list(muted)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def parse_muted(source: str) -> list[str]:
    """Return the muted queries of a file that `parse` accepts."""
    found = json.loads(source.removeprefix("\ufeff")).get("muted")
    texts = found[:_MAX_ITEMS] if isinstance(found, list) else []
    return [shown for text in texts if isinstance(text, str) and (shown := sanitize.line(text))]


def parse(source: str, now: datetime | None = None) -> list[Entry]:
    """Parse a file, which may be written by `render` or by another program.

    The content is untrusted: texts are sanitized, links go through `urls.normalize`, missing keys
    are unknown values, and unknown keys are ignored. A wrong type or an impossible value raises
    ValueError, which names the paper and the key. `now` (aware) is the time of marks without one:
    bookmark, tag, note, read. A `read_changed_at` of null means that the paper was never marked as
    read, and `unread` without a time is ignored.
    """
    try:
        outside = json.loads(source.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {sanitize.line(str(error), 200)}") from None
    if not isinstance(outside, dict) or not isinstance(outside.get("papers"), list):
        raise ValueError(
            'not an export of Daily Papers: {"schema_version": 1, "papers": […]} is expected'
        )
    version = outside.get("schema_version")
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        shown = sanitize.line(repr(version), 40)
        raise ValueError(f"schema_version is {shown}, this version reads {SCHEMA_VERSION}")
    now = now or datetime.now(UTC)
    return [_entry(number, raw, now) for number, raw in enumerate(outside["papers"], 1)]


def _entry(number: int, raw: object, now: datetime) -> Entry:
    if not isinstance(raw, dict):
        raise ValueError(f"paper {number} is not an object")
    paper_id = raw.get("id")
    if not isinstance(paper_id, str) or not is_id(paper_id):
        shown = sanitize.line(repr(paper_id), 40)
        raise ValueError(f"paper {number}: {shown} is not an arXiv ID")
    fields = _Fields(f"paper {number} ({paper_id})", raw)
    paper = paper_fields.from_json(paper_id, fields)
    key = fields.line("citation_key") or ""
    return Entry(
        paper,
        fields.marks(now),
        fields.day("edition"),
        fields.lines("watches"),
        key if is_key(key) else "",
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """The values of one paper by key; None if missing, null or blank."""

    where: str
    raw: dict[str, object]

    def text(self, key: str) -> str | None:
        return sanitize.clean(self._string(key)).strip() or None

    def line(self, key: str) -> str | None:
        return sanitize.line(self._string(key)) or None

    def link(self, key: str) -> str | None:
        return urls.normalize(self._string(key))

    def number(self, key: str) -> int | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= _MAX_INTEGER:
            raise self._wrong(key, "a count")
        return value

    def flag(self, key: str) -> bool | None:
        value = self.raw.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong(key, "true or false")

    def day(self, key: str) -> date | None:
        value = self._string(key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self._wrong(key, "a date such as 2026-08-21") from None

    def moment(self, key: str, missing: datetime | None = None) -> datetime | None:
        return self._moment(key, self._string(key)) or missing

    def _moment(self, key: str, value: str | None) -> datetime | None:
        try:
            moment = datetime.fromisoformat(value) if value else None
            return moment and moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._wrong(key, "a time such as 2026-08-21T09:30:00+00:00") from None

    def lines(self, key: str) -> tuple[str, ...]:
        shown = (sanitize.line(value) for value in self._list(key) if value is not None)
        return tuple(value for value in shown if value)

    def authors(self) -> tuple[Author, ...]:
        names, users = self._list("authors"), self._list("author_accounts")
        users += [None] * (len(names) - len(users))
        authors = (
            Author(sanitize.line(name or ""), sanitize.line(user or "") or None)
            for name, user in zip(names, users, strict=False)
        )
        return tuple(author for author in authors if author.name)

    def marks(self, now: datetime) -> Marks:
        bookmarked, read = self.flag("bookmarked"), self.flag("read")
        tags, note = self._tags(now), self.text("note")
        upvotes, comments = self.number("seen_upvotes"), self.number("seen_comments")
        looked = upvotes is not None or comments is not None
        return Marks(
            bookmarked=self.moment("bookmarked_at", now) if bookmarked else None,
            unread=read is False,
            read=read is True,
            tags=tuple(tag for tag, _ in tags),
            note=note,
            seen_upvotes=upvotes,
            seen_comments=comments,
            tagged=tuple(added for _, added in tags),
            noted=self.moment("note_changed_at", now) if note else None,
            marked=self.moment(
                "read_changed_at", now if read and "read_changed_at" not in self.raw else None
            ),
            seen=self.moment("seen_at", now) if looked else None,
            hidden=self.moment("hidden_at"),
            seeded=self.moment("seeded_at"),
        )

    def _tags(self, now: datetime) -> list[tuple[str, datetime]]:
        names, times = self._list("tags"), self._list("tags_added_at")
        times += [None] * (len(names) - len(times))
        return [
            (tag, self._moment("tags_added_at", added) or now)
            for name, added in zip(names, times, strict=False)
            if name and (tag := sanitize.line(name))
        ]

    def account(self, key: str) -> Account | None:
        fullname, name = self.line(key), self.line(f"{key}_account")
        if fullname is None and name is None:
            return None
        return Account(name or "", fullname or name or "")

    def _string(self, key: str) -> str:
        value = self.raw.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def _list(self, key: str) -> list[str | None]:
        value = self.raw.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > _MAX_ITEMS:
            raise self._wrong(key, "a list of texts")
        if not all(item is None or isinstance(item, str) for item in value):
            raise self._wrong(key, "a list of texts")
        return list(value)

    def _wrong(self, key: str, wanted: str) -> ValueError:
        return ValueError(f"{self.where}: {key} is not {wanted}")
