"""The query language: what a person types, as a tree, and back as text.

    diffusion "rectified flow" -video author:ho OR author:song after:2025-03 upvotes:>50

All atoms must match. OR joins its two neighbours (`a b OR c` is a and (b or c)), as on the web;
that makes parentheses around alternatives, which are punctuation here, harmless. Nothing is an
error: what does not parse is taken as words, and punctuation alone says nothing.

`str(query)` is the canonical text, and parses to the same tree. The standard library alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from tui_reader.models import find_id

MOST_ATOMS = 64  # a pasted page is not a query; SQLite limits the depth of an expression too
LONGEST = 256  # characters of one atom

_SHOWN = ("author", "org", "keyword", "title")
TEXT_FIELDS = (*_SHOWN, "tag")
FLAGS = {
    "is": ("bookmarked", "unread", "read"),
    "has": ("code", "project", "summary", "note"),
}

HELP = (
    ("flow matching", "both words; the last one may be a beginning"),
    ('"rectified flow"', "the words in this order"),
    ("diffus*", "words that begin so"),
    ("-video", "without the word (also -tag:done, -is:read …)"),
    ("nerf OR splatting", "either of the two"),
    ("author:lecun", "also org: keyword: tag: title:"),
    ('author:"yann lecun"', "a value of several words"),
    ("is:bookmarked", "also is:unread is:read"),
    ("has:code", "also has:project has:summary has:note"),
    ("after:2025-03", "from March 2025 on; also 2025, 2025-03-17"),
    ("before:2025-03", "up to the end of February 2025"),
    ("upvotes:>50", "also comments: and >= < <= =; a bare number is at least"),
    ("2408.01234", "an arXiv id or a paper's URL"),
)


class Query:
    """A query or a part of one."""

    __slots__ = ()

    def __str__(self) -> str:
        return unparse(self)


@dataclass(frozen=True, slots=True)
class Word(Query):
    """One word as typed, without quotes; `GPT-4o` is one. With `prefix`, how a word begins."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase(Query):
    """Words in this order; with `prefix`, the last may be longer."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Id(Query):
    """An arXiv id without version; with `prefix`, how one begins: `2408.012`."""

    id: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Field(Query):
    """A word or phrase in one place; `name` is one of TEXT_FIELDS."""

    name: str
    value: Word | Phrase


@dataclass(frozen=True, slots=True)
class _Dated(Query):
    """`period` is YYYY, YYYY-MM or YYYY-MM-DD, `day` its first."""

    period: str

    @property
    def day(self) -> date:
        return _first_day(self.period)


class After(_Dated):
    """In a period or later."""

    __slots__ = ()


class Before(_Dated):
    """Earlier than a period."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Count(Query):
    """`name` is `upvotes` or `comments`, `op` one of > >= < <= =."""

    name: str
    op: str
    number: int


@dataclass(frozen=True, slots=True)
class Is(Query):
    flag: str


@dataclass(frozen=True, slots=True)
class Has(Query):
    flag: str


@dataclass(frozen=True, slots=True)
class Not(Query):
    part: Query


@dataclass(frozen=True, slots=True)
class Or(Query):
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class And(Query):
    """All parts; without any, everything."""

    parts: tuple[Query, ...] = ()


_ATOM = re.compile(
    r"""\s*(?P<dashes>-*)
        (?:(?P<name>author|org|keyword|tag|title|is|has|after|before|upvotes|comments):)?
        (?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<bare>[^\s"]*))""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNT = re.compile(r"(>=|<=|>|<|=)?([0-9]{1,9})")
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_TYPED_PERIOD = re.compile(r"([0-9]{4}(?:-[0-9]{2})?)-?[0-9]?")
_ONLY_ID = re.compile(r"\W*(?:arxiv:)?[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?\W*", re.IGNORECASE)
_PART_OF_ID = re.compile(r"[0-9]{4}\.[0-9]{1,4}", re.ASCII)


def parse(text: str, typing: bool = False) -> Query:
    """The tree of a typed query. Never raises; the empty query is `And(())`.

    With `typing`, the text is still being typed: its last word may be the beginning of one, and
    a filter that is not finished (`is:bo`) says nothing yet.
    """
    text = "".join(c if c.isprintable() else " " for c in text)
    atoms: list[Query | None] = []  # None is an OR
    position = 0
    while position < len(text) and len(atoms) < MOST_ATOMS:
        match = _ATOM.match(text, position)
        assert match is not None  # everything in it is optional
        position = match.end()
        if match[0].lstrip() == "OR":
            atoms.append(None)
        else:
            last = typing and position == len(text) and not match["closed"]
            atom = _atom(match, last)
            if atom is not None:
                atoms.append(atom)
    return _combine(atoms, typing)


def _combine(atoms: list[Query | None], typing: bool) -> Query:
    """Join neighbours of an OR; one without two neighbours is a word, or not finished yet."""
    parts: list[Query] = []
    number = 0
    while number < len(atoms):
        atom = atoms[number]
        number += 1
        if atom is None:
            if not (typing and number == len(atoms)):
                parts.append(Word("or"))
            continue
        alternatives = [atom]
        while number + 1 < len(atoms) and atoms[number] is None:
            following = atoms[number + 1]
            if following is None:
                break
            alternatives.append(following)
            number += 2
        parts.append(atom if len(alternatives) == 1 else Or(tuple(alternatives)))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _atom(match: re.Match[str], last: bool) -> Query | None:
    """One atom; None where it says nothing. `last` is the one that is being typed."""
    negated, quoted = bool(match["dashes"]), match["phrase"] is not None
    # `-d` on the way to `-diffusion` must not exclude every word with a d.
    begun = last and not negated
    value = match["phrase"] if quoted else match["bare"]
    name = (match["name"] or "").lower()
    atom: Query | None
    if not name:
        atom = _text(value, quoted, begun)
    elif name in TEXT_FIELDS:
        content = _text(value, quoted, begun, ids=False)
        atom = Field(name, content) if isinstance(content, (Word, Phrase)) else None
    else:
        atom = _filter(name, value.strip().lower(), last)
    if atom is None and name and not last:
        atom = _text(f"{name}:{value}", quoted, begun, ids=False)
    return Not(atom) if atom is not None and negated else atom


def _text(value: str, quoted: bool, begun: bool, ids: bool = True) -> Query | None:
    """A word, a phrase or an id; None for punctuation alone."""
    text = " ".join(value.split())
    prefix = begun or text.endswith("*")
    stripped = text.rstrip("* ")[:LONGEST].rstrip("* ")
    if not any(c.isalnum() for c in stripped):
        return None
    if quoted:
        return Phrase(stripped, prefix)
    if ids:
        found = find_id(stripped)
        if found and ("/" in stripped or _ONLY_ID.fullmatch(stripped)):
            return Id(found, prefix and stripped == found and len(found) == len("2408.0123"))
        if prefix and _PART_OF_ID.fullmatch(stripped):
            return Id(stripped, prefix=True)
    return Word(stripped, prefix)


def _filter(name: str, value: str, last: bool) -> Query | None:
    """A filter on what is known of a paper; None where the value makes no sense."""
    if name in FLAGS:
        if value not in FLAGS[name]:
            return None
        return Is(value) if name == "is" else Has(value)
    if name in ("upvotes", "comments"):
        match = _COUNT.fullmatch(value)
        return Count(name, match[1] or ">=", int(match[2])) if match else None
    period = _period(value)
    if period is None and last and (typed := _TYPED_PERIOD.fullmatch(value)):
        period = _period(typed[1])
    if period is None:
        return None
    return After(period) if name == "after" else Before(period)


def _period(value: str) -> str | None:
    match = _PERIOD.fullmatch(value)
    if match is None:
        return None
    period = "-".join(number.zfill(2) for number in match.groups() if number)
    try:
        _first_day(period)
    except ValueError:
        return None
    return period


def _first_day(period: str) -> date:
    year, month, day = [*map(int, period.split("-")), 1, 1][:3]
    return date(year, month, day)


def unparse(query: Query) -> str:
    """The canonical text of a query."""
    match query:
        case Word(text, prefix) | Id(text, prefix):
            return text + "*" * prefix
        case Phrase(text, prefix):
            return f'"{text}{"*" * prefix}"'
        case Field(name, value):
            return f"{name}:{unparse(value)}"
        case After(period):
            return f"after:{period}"
        case Before(period):
            return f"before:{period}"
        case Count(name, op, number):
            return f"{name}:{op}{number}"
        case Is(flag):
            return f"is:{flag}"
        case Has(flag):
            return f"has:{flag}"
        case Not(part):
            return f"-{unparse(part)}"
        case Or(parts):
            return " OR ".join(unparse(part) for part in parts)
        case And(parts):
            return " ".join(unparse(part) for part in parts)
    raise TypeError(query)


def words(query: Query, fields: Container[str] = _SHOWN) -> tuple[Word | Phrase, ...]:
    """The words and phrases that a paper found has: plain ones, and those of the given fields."""
    return tuple(dict.fromkeys(_words(query, fields)))


def _words(query: Query, fields: Container[str]) -> Iterator[Word | Phrase]:
    match query:
        case Word() | Phrase():
            yield query
        case Field(name, value) if name in fields:
            yield value
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words(part, fields)
