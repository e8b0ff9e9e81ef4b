"""FTS5 expressions for words and phrases, in any spelling of compounds.

The index has "time-lapse" as two words, the first with JOINT at its end (see text/fold.py), so a
word is searched with and without JOINT. A joined word, such as `timelapse`, also in a phrase, is
searched as each of its splits that the index has, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, product

from tui_reader.query import And, Field, Not, Or, Phrase, Query, Word
from tui_reader.text.fold import JOINT, NO_WORD, query_words, spaced

_MAX_LENGTH = 40  # characters of a word or phrase
_MAX_SPELLINGS = 8
_MAX_PROBES = 400  # statements for one word, in hostile texts; most words take 20
_MAX_VARIED = 3  # words of one phrase that may have JOINT: 2³ phrases
_EXISTS = """
SELECT EXISTS (SELECT 1 FROM main.papers_fts WHERE papers_fts MATCH ?1)
    OR EXISTS (SELECT 1 FROM library.marks_fts WHERE marks_fts MATCH ?1)
"""


@dataclass(frozen=True, slots=True)
class JoinedWord(Word):
    """A word that is also written with hyphens; `spellings` are the parts, as indexed."""

    spellings: tuple[tuple[str, ...], ...] = ()


def match_text(word: Word | Phrase) -> str:
    """Return the FTS5 expression for a word or phrase: its words in order, or joined to one."""
    words, joined = query_words(word.text)
    phrases = [_phrase(words or [NO_WORD], word.prefix)]
    if joined:
        phrases.append(_phrase(joined.split(), word.prefix))
    if isinstance(word, JoinedWord):
        phrases += [_phrase(list(parts), word.prefix) for parts in word.spellings]
    return _either(phrases, "OR")


def _phrase(words: list[str], prefix: bool) -> str:
    """Return the expression for words in this order, each perhaps joined to the next."""
    endings = [
        ("", JOINT) if word[-1] != JOINT and spaced(word) == word else ("",) for word in words
    ]
    if prefix:
        endings[-1] = ("",)
    if sum(map(len, endings)) - len(words) > _MAX_VARIED:
        starts = range(len(words) - _MAX_VARIED + 1)
        parts = [words[start : start + _MAX_VARIED] for start in starts]
        last = len(parts) - 1
        return _either([_phrase(some, prefix and n == last) for n, some in enumerate(parts)], "AND")
    star = " *" if prefix else ""
    variants = [" ".join(map("".join, zip(words, some, strict=True))) for some in product(*endings)]
    return _either([f'"{text}"{star}' for text in variants], "OR")


def _either(expressions: list[str], operator: str) -> str:
    joined = f" {operator} ".join(expressions)
    return f"({joined})" if len(expressions) > 1 else joined


def with_spellings(connection: sqlite3.Connection, query: Query) -> Query:
    """Return the query with the other spellings of its joined words that are in an index."""
    # These numbers change when another connection has written to the database.
    version = tuple(
        connection.execute(f"PRAGMA {name}.data_version").fetchone() for name in ("main", "library")
    )

    def add(part: Query) -> Query:
        match part:
            case Word(text, prefix) | Phrase(text, prefix):
                found = _spellings(connection, version, text, prefix)
                return JoinedWord(text, prefix, found) if found else part
            case Field(name, value) if name != "tag":
                changed = add(value)
                assert isinstance(changed, (Word, Phrase))
                return Field(name, changed)
            case Not(negated):
                return Not(add(negated))
            case And(parts) | Or(parts):
                return type(part)(tuple(map(add, parts)))
        return part

    return add(query)


@lru_cache(maxsize=64)  # all words but the last stay the same while a query is typed
def _spellings(
    connection: sqlite3.Connection, version: tuple[object, ...], text: str, prefix: bool
) -> tuple[tuple[str, ...], ...]:
    """Return the parts of a word, as indexed, for each spelling with other hyphens."""
    typed, joined = query_words(text)
    words = joined.split() or typed
    if not words or len(" ".join(words)) > _MAX_LENGTH or "".join(words).isdigit():
        return ()

    probes = iter(range(_MAX_PROBES))

    def exists(words: list[str], prefix: bool = False) -> bool:
        if next(probes, None) is None:
            return False
        # The index has a list of the papers for each prefix of two letters.
        cut = [*words[:-1], words[-1][:2]] if prefix else words
        return bool(connection.execute(_EXISTS, [_phrase(cut, prefix)]).fetchone()[0])

    typed_ends = set(accumulate(map(len, typed)))  # "f1-score" also looks for "f-1 score"

    def split(before: list[str], words: list[str]) -> Iterator[tuple[str, ...]]:
        first, *after = words
        start = sum(len(part.removesuffix(JOINT)) for part in before)
        for at in range(1, len(first)):
            parts = [*before, first[:at] + ("" if start + at in typed_ends else JOINT)]
            if exists(parts):
                rest = [first[at:], *after]
                if exists([*parts, *rest], prefix):
                    yield (*parts, *rest)
                yield from split(parts, rest)
        if after:
            yield from split([*before, first], after)

    spellings = islice(split([], words), _MAX_SPELLINGS)
    return tuple(
        parts for parts in spellings if [part.removesuffix(JOINT) for part in parts] != typed
    )
