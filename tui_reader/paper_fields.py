"""The fields of a paper: how each one is stored in a row, written to JSON and read back.

A new field of the Hub's API takes three edits: `models.Paper`, `hub.parse` and a line in `FIELDS`.
It is stored in the column `rest`, so it needs no migration.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from tui_reader import urls
from tui_reader.models import Account, Author, Paper
from tui_reader.text import sanitize


class JsonReader(Protocol):
    """The values of one paper in JSON from elsewhere: checked, sanitized, None if missing."""

    def text(self, key: str) -> str | None: ...
    def line(self, key: str) -> str | None: ...
    def link(self, key: str) -> str | None: ...
    def number(self, key: str) -> int | None: ...
    def flag(self, key: str) -> bool | None: ...
    def day(self, key: str) -> date | None: ...
    def moment(self, key: str) -> datetime | None: ...
    def lines(self, key: str) -> tuple[str, ...]: ...
    def account(self, key: str) -> Account | None: ...
    def authors(self) -> tuple[Author, ...]: ...


def same(value: Any) -> Any:
    return value


class Kind(NamedTuple):
    """The type of a field.

    Attributes:
        read: its value from untrusted JSON.
        dump, load: to JSON and back; `load` gets what `dump` wrote.
        pack, unpack: to a separate column and back.
    """

    read: Callable[[JsonReader, str], Any]
    dump: Callable[[Any], Any] = same
    load: Callable[[Any], Any] = same
    pack: Callable[[Any], Any] = same
    unpack: Callable[[Any], Any] = same


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _pack_account(account: Account | None) -> str:
    """Both names, the full one first: the full-text index finds either."""
    return f"{account.fullname}\n{account.name}" if account else ""


def _unpack_account(text: str) -> Account | None:
    fullname, _, name = text.partition("\n")
    return Account(name, fullname) if fullname else None


def _load_account(names: list[str]) -> Account:
    return Account(*names)


def _links(reader: JsonReader, key: str) -> tuple[str, ...]:
    return tuple(link for raw in reader.lines(key) if (link := urls.normalize(raw)))


def _text(reader: JsonReader, key: str) -> str:
    return reader.text(key) or ""


def _title(reader: JsonReader, key: str) -> str:
    return sanitize.title(reader.line(key) or "")


TITLE, REQUIRED_TEXT = Kind(_title), Kind(_text)
TEXT = Kind(lambda reader, key: reader.text(key))
LINE = Kind(lambda reader, key: reader.line(key))
LINK = Kind(lambda reader, key: reader.link(key))
NUMBER = Kind(lambda reader, key: reader.number(key))
FLAG = Kind(lambda reader, key: reader.flag(key))
DAY = Kind(lambda reader, key: reader.day(key), _iso, _day, _iso, _day)
MOMENT = Kind(lambda reader, key: reader.moment(key), _iso, _moment)
LINES = Kind(lambda reader, key: reader.lines(key), list, tuple, "\n".join, _split)
LINKS = Kind(_links, list, tuple)
ACCOUNT = Kind(
    lambda reader, key: reader.account(key), list, _load_account, _pack_account, _unpack_account
)


class Field(NamedTuple):
    """A field of `Paper`.

    Attributes:
        name: the name of the field.
        key: its key in JSON, as printed by `--json` and `export`.
        kind: its type.
        stored: its column; or, with a dot in front, its name in the column `rest`.
    """

    name: str
    key: str
    kind: Kind
    stored: str


# Authors are handled separately, because of accounts and hidden authors.
FIELDS = (
    Field("title", "title", TITLE, "title"),
    Field("abstract", "abstract", REQUIRED_TEXT, "abstract"),
    Field("published", "published", DAY, "published"),
    Field("upvotes", "upvotes", NUMBER, "upvotes"),
    Field("comments", "comments", NUMBER, "comments"),
    Field("organization", "organization", ACCOUNT, "organization"),
    Field("code", "code_url", LINK, "code"),
    Field("stars", "stars", NUMBER, "stars"),
    Field("project", "project_url", LINK, "project"),
    Field("summary", "summary", TEXT, "summary"),
    Field("keywords", "keywords", LINES, "keywords"),
    Field("submitter", "submitter", ACCOUNT, ".submitter"),
    Field("submitted", "submitted", MOMENT, ".submitted"),
    Field("media", "media", LINKS, ".media"),
    Field("thumbnail", "thumbnail", LINK, ".thumbnail"),
    Field("discussion", "discussion", LINE, ".discussion"),
    Field("author_takes_part", "author_takes_part", FLAG, ".takes_part"),
    Field("withdrawn", "withdrawn", MOMENT, ".withdrawn"),
)
IN_COLUMNS = {field.stored: field for field in FIELDS if field.stored[0] != "."}
IN_REST = {field.stored[1:]: field for field in FIELDS if field.stored[0] == "."}


def to_json(paper: Paper) -> dict[str, object]:
    """Every field by its key; null if unknown. Hidden authors are left out."""
    values: dict[str, object] = {
        "id": paper.id,
        "authors": [author.name for author in paper.shown_authors],
        "author_accounts": [author.user for author in paper.shown_authors],
    }
    for field in FIELDS:
        value = getattr(paper, field.name)
        if field.kind is ACCOUNT:
            values[field.key] = value.fullname if value else None
            values[f"{field.key}_account"] = value.name if value else None
        else:
            values[field.key] = field.kind.dump(value)
    return values


def from_json(paper_id: str, reader: JsonReader) -> Paper:
    """Return a paper from untrusted JSON. `paper_id` has been checked."""
    values = {field.name: field.kind.read(reader, field.key) for field in FIELDS}
    return Paper(id=paper_id, authors=reader.authors(), **values)
