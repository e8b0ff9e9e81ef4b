"""The query language: parse typed text into a tree, and write the tree as text.

    diffusion "rectified flow" -video author:ho OR author:song after:2025-03 upvotes:>50

All terms must match. OR joins its two neighbors (`a b OR c` is a and (b or c)), as in web search;
parentheses are ignored like other punctuation. Parsing never raises: a filter that is wrong becomes
`Invalid`, with the reason, and a query with one matches nothing.

`str(query)` is the canonical text and parses to the same tree. Standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from tui_reader import dates
from tui_reader.models import find_id
from tui_reader.query_hints import (
    COUNTS,
    FIELDS,
    FLAGS,
    SHOWN_FIELDS,
    TEXT_FIELDS,
    closest_field,
    reason,
)

MAX_ATOMS = 64  # terms of a query; SQLite limits the depth of an expression
MAX_TERM_LENGTH = 256  # characters of one term


class Query:
    """A query or a part of one."""

    __slots__ = ()

    def __str__(self) -> str:
        return unparse(self)


@dataclass(frozen=True, slots=True)
class Word(Query):
    """One word as typed, without quotes, such as `GPT-4o`; with `prefix`, the start of one."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase(Query):
    """Words in this order; with `prefix`, the last one can be longer."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Id(Query):
    """An arXiv ID without version; with `prefix`, the start of one: `2408.012`."""

    id: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Field(Query):
    """A word or phrase in one field; `name` is one of TEXT_FIELDS."""

    name: str
    value: Word | Phrase


@dataclass(frozen=True, slots=True)
class Dated(Query):
    """In a period or later (`name` is `after`), or earlier than it (`before`).

    `period` is YYYY, YYYY-MM, YYYY-MM-DD, or words that `dates.parse_day` reads. Words are relative
    to the day of the search: a watch with `after:yesterday` changes daily.
    """

    name: str
    period: str

    @property
    def day(self) -> date:
        """The first day of the period."""
        return _first_day(self.period)


@dataclass(frozen=True, slots=True)
class Count(Query):
    """`name` is one of COUNTS, `op` one of > >= < <= =."""

    name: str
    op: str
    number: int


@dataclass(frozen=True, slots=True)
class Flag(Query):
    """`name` is `is` or `has`, `flag` one of its FLAGS."""

    name: str
    flag: str


@dataclass(frozen=True, slots=True)
class Invalid(Query):
    """An invalid term as typed, and the reason, for the user."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Not(Query):
    part: Query


@dataclass(frozen=True, slots=True)
class Or(Query):
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class And(Query):
    """All parts; an empty one matches everything."""

    parts: tuple[Query, ...] = ()


_ATOM = re.compile(
    rf"""\s*(?P<dashes>-*)
        (?:(?P<name>{"|".join(FIELDS)})[:\uff1a])?
        (?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<bare>[^\s"]*))""",
    re.VERBOSE | re.IGNORECASE,
)
_UNKNOWN_FIELD = re.compile(r'\s*-*(?P<name>[^\W\d_]{2,}):(?:"[^"]*"?|[^\s"*][^\s"]*)')
_COUNT = re.compile(r"(>=|<=|>|<|=)?([0-9]{1,9})")
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_TYPED_PERIOD = re.compile(r"([0-9]{4}(?:-[0-9]{2})?)-?[0-9]?")
_ONLY_ID = re.compile(r"\W*(?:arxiv:)?[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?\W*", re.IGNORECASE)
_UNFINISHED = re.compile(r'["*\s-]')
_PART_OF_ID = re.compile(r"[0-9]{4}\.[0-9]{1,4}", re.ASCII)


def parse(text: str, typing: bool = False, prefix: bool = False) -> Query:
    """Return the tree of a query; the empty query is `And(())`.

    Args:
        text: the query as typed.
        typing: the text is still being typed: its last word can be a prefix, and a filter that is
            not finished (`is:bo`) is left out.
        prefix: the last word can be a prefix, from three letters on: `C` is not `C++`.
    """
    if not text.isprintable():  # invisible format characters are inside words, as in fold()
        kept = (c for c in text if unicodedata.category(c) != "Cf")
        text = "".join(c if c.isprintable() else " " for c in kept)
    atoms: list[Query | None] = []  # None is an OR
    position = 0
    while position < len(text) and len(atoms) < MAX_ATOMS:
        unknown = _unknown_field(text, position)
        if unknown is not None:
            position, invalid = unknown
            if not (typing and position == len(text)):
                atoms.append(invalid)
            continue
        match = _ATOM.match(text, position)
        assert match is not None  # everything in it is optional
        position = match.end()
        if match[0].lstrip() == "OR":
            atoms.append(None)
        else:
            last = position == len(text) and not match["closed"]
            can_be_prefix = typing or (prefix and len(match["bare"] or match["phrase"] or "") > 2)
            atom = _atom(match, typing and last, can_be_prefix and last)
            if atom is not None:
                atoms.append(atom)
    if not atoms and _is_symbols(text, typing):
        return Word(" ".join(text.split())[:MAX_TERM_LENGTH].rstrip())
    return _combine(atoms, typing)


def problem(query: Query) -> str:
    """Return why a query is invalid, "" for a valid one."""
    match query:
        case Invalid(_, reason):
            return reason
        case Not(part):
            return problem(part)
        case And(parts) | Or(parts):
            return next(filter(None, map(problem, parts)), "")
    return ""


def _is_symbols(text: str, typing: bool) -> bool:
    """True for a query without words. While typing, quotes and dashes can still become words."""
    left = _UNFINISHED.sub("", text) if typing else text
    return bool(left.strip()) and not any(c.isalnum() for c in left)


def _combine(atoms: list[Query | None], typing: bool) -> Query:
    """Join neighbors of an OR; an OR without two neighbors is a word, or not finished yet."""
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


def _atom(match: re.Match[str], unfinished: bool, last: bool) -> Query | None:
    """Return one term, None for punctuation alone.

    `unfinished`: it is being typed. `last`: its word can be a prefix.
    """
    negated, quoted = bool(match["dashes"]), match["phrase"] is not None
    # While `-diffusion` is typed, `-d` must not exclude every word that starts with a d.
    prefix = last and not negated
    value = match["phrase"] if quoted else match["bare"]
    name = (match["name"] or "").lower()
    atom: Query | None
    if not name:
        atom = _text(value, quoted, prefix)
    elif name in TEXT_FIELDS:
        content = _text(value, quoted, prefix, ids=False)
        atom = Field(name, content) if isinstance(content, (Word, Phrase)) else None
    else:
        atom = _filter(name, " ".join(value.lower().split()), unfinished)
    if atom is None and name:
        return None if unfinished else Invalid(_term(match[0]), reason(name, value.strip()))
    return Not(atom) if atom is not None and negated else atom


def _text(value: str, quoted: bool, prefix: bool, ids: bool = True) -> Query | None:
    """Return a word, a phrase or an ID; None for punctuation alone."""
    text = " ".join(value.split())
    prefix = prefix or text.endswith("*")
    stripped = text.rstrip("* ")[:MAX_TERM_LENGTH].rstrip("* ")
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


def _filter(name: str, value: str, unfinished: bool) -> Query | None:
    """Return a filter on a property of papers; None for an invalid value."""
    if name in FLAGS:
        return Flag(name, value) if value in FLAGS[name] else None
    if name in COUNTS:
        match = _COUNT.fullmatch(value)
        return Count(name, match[1] or ">=", int(match[2])) if match else None
    period = _period(value)
    if period is None and unfinished and (typed := _TYPED_PERIOD.fullmatch(value)):
        period = _period(typed[1])
    return Dated(name, period) if period is not None else None


def _period(value: str) -> str | None:
    match = _PERIOD.fullmatch(value)
    if match is not None:
        value = "-".join(number.zfill(2) for number in match.groups() if number)
    elif len(value) > MAX_TERM_LENGTH or '"' in value:
        return None
    try:
        _first_day(value)
    except ValueError:
        return None
    return value


def _first_day(period: str) -> date:
    if _PERIOD.fullmatch(period):
        year, month, day = [*map(int, period.split("-")), 1, 1][:3]
        return date(year, month, day)
    found = dates.parse_day(period, date.today())
    if found is None:
        raise ValueError(f"not a date: {period!r}")
    return found.first if isinstance(found, dates.Period) else found


# Invalid terms


def _unknown_field(text: str, position: int) -> tuple[int, Invalid] | None:
    """Return the end of a term whose field is misspelled, and the term; None for other text.

    Half of all titles have a colon, so only `word:` right before a value, and close to the name of
    a field, is treated as one.
    """
    match = _UNKNOWN_FIELD.match(text, position)
    if match is None or match["name"].lower() in FIELDS:
        return None
    typed = match["name"].lower()
    meant = closest_field(typed)
    if not meant:
        return None
    why = f"{typed}: is not a field. Did you mean {meant}:? Quotes search for the words."
    return match.end(), Invalid(_term(match[0]), why)


def _term(typed: str) -> str:
    """Return a term on one line, with its quotes closed."""
    text = " ".join(typed.split())[:MAX_TERM_LENGTH].rstrip()
    return text + '"' * (text.count('"') % 2)


# Text


def unparse(query: Query) -> str:
    """Return the canonical text of a query."""
    match query:
        case Word(text, prefix) | Id(text, prefix):
            return text + "*" * prefix
        case Invalid(text, _):
            return text
        case Phrase(text, prefix):
            return f'"{text}{"*" * prefix}"'
        case Field(name, value):
            return f"{name}:{unparse(value)}"
        case Dated(name, period):
            return f'{name}:"{period}"' if " " in period else f"{name}:{period}"
        case Count(name, op, number):
            return f"{name}:{op}{number}"
        case Flag(name, flag):
            return f"{name}:{flag}"
        case Not(part):
            return f"-{unparse(part)}"
        case Or(parts):
            return " OR ".join(unparse(part) for part in parts)
        case And(parts):
            return " ".join(unparse(part) for part in parts)
    raise TypeError(query)


def words(query: Query, fields: Container[str] = SHOWN_FIELDS) -> tuple[Word | Phrase, ...]:
    """Return the words and phrases of a query: plain ones, and those of the given fields."""
    return tuple(dict.fromkeys(_words(query, fields)))


def _words(query: Query, fields: Container[str]) -> Iterator[Word | Phrase]:
    match query:
        case Word(text) | Phrase(text) if any(map(str.isalnum, text)):
            yield query
        case Field(name, value) if name in fields:
            yield value
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words(part, fields)
