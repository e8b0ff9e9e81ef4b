"""The fields of a paper: how each one is stored in a row, written to JSON and read back.

A new field of the Hub's API takes three edits: `models.Paper`, `hub.parse` and a line in `FIELDS`.
It is stored in the column `rest`, so it needs no migration.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from tui_reader import urls
from tui_reader.models import Account, Author, Paper
from tui_reader.text import sanitize

_MAX_ITEMS = 10_000  # names, tags, keywords of one paper
_MAX_INTEGER = 2**53 - 1  # the largest integer that every JSON parser reads exactly


class JsonReader(NamedTuple):
    """The values of one paper in untrusted JSON: checked, sanitized, None if missing or blank.

    Methods raise ValueError for a wrong type or an impossible value.

    Attributes:
        where: names the paper in errors.
    """

    where: str
    raw: dict[str, object]

    def text(self, key: str, clean: Callable[[str], str] = sanitize.clean) -> str | None:
        return clean(self._string(key)).strip() or None

    def required_text(self, key: str) -> str:
        return self.text(key) or ""

    def title(self, key: str) -> str:
        return sanitize.title(self._string(key))

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

    def moment(self, key: str) -> datetime | None:
        return self.parsed_moment(key, self._string(key))

    def parsed_moment(self, key: str, value: str | None) -> datetime | None:
        """Return a moment in UTC; `key` names it in errors."""
        try:
            moment = datetime.fromisoformat(value) if value else None
            return moment and moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._wrong(key, "a time such as 2026-08-21T09:30:00+00:00") from None

    def lines(self, key: str) -> tuple[str, ...]:
        shown = (sanitize.line(value) for value in self.strings(key) if value is not None)
        return tuple(value for value in shown if value)

    def links(self, key: str) -> tuple[str, ...]:
        return tuple(link for raw in self.lines(key) if (link := urls.normalize(raw)))

    def authors(self) -> tuple[Author, ...]:
        names, users = self.strings("authors"), self.strings("author_accounts")
        users += [None] * (len(names) - len(users))
        authors = (
            Author(sanitize.line(name or ""), sanitize.line(user or "") or None)
            for name, user in zip(names, users, strict=False)
        )
        return tuple(author for author in authors if author.name)

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

    def strings(self, key: str) -> list[str | None]:
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


TITLE, REQUIRED_TEXT = Kind(JsonReader.title), Kind(JsonReader.required_text)
TEXT, LINE, LINK = Kind(JsonReader.text), Kind(JsonReader.line), Kind(JsonReader.link)
NUMBER, FLAG = Kind(JsonReader.number), Kind(JsonReader.flag)
DAY = Kind(JsonReader.day, _iso, _day, _iso, _day)
MOMENT = Kind(JsonReader.moment, _iso, _moment)
LINES = Kind(JsonReader.lines, list, tuple, "\n".join, _split)
LINKS = Kind(JsonReader.links, list, tuple)
ACCOUNT = Kind(JsonReader.account, list, _load_account, _pack_account, _unpack_account)


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
        "authors": list(paper.author_names),
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
