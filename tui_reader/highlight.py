"""Where a text has what a query asked for. The standard library alone.

Words are cut and compared as the full-text index does: letters and digits, no case, no accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from tui_reader.query import Phrase, Query, Word, words

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SEPARATORS = re.compile(r"[\W_]+")
_SPACED = {number: " " for number in range(128) if not chr(number).isalnum()}


def fold(text: str) -> str:
    """Without case and accents, as the index compares; as many characters as before."""
    if not text.isascii():
        text = _NOT_ASCII.sub(lambda match: _fold_character(match[0]), text)
    return text.lower()


@lru_cache(maxsize=4096)
def _fold_character(c: str) -> str:
    parts = unicodedata.normalize("NFD", c)
    return (parts[0] if all(map(unicodedata.combining, parts[1:])) else c).lower()[0]


def flat(text: str) -> str:
    """The words of a text as the index cuts them, one space around each: " gpt 4o "."""
    folded = fold(text)
    spaced = folded.translate(_SPACED) if folded.isascii() else _SEPARATORS.sub(" ", folded)
    return f" {' '.join(spaced.split())} "


def highlighter(query: Query) -> Callable[[str], list[tuple[int, int]]]:
    """A function from a text to the (start, end) of what the query found in it, in order."""
    # The longest first: at one place the alternation takes the first that fits.
    sought = sorted(words(query), key=lambda word: -len(word.text))
    if not sought:
        return lambda text: []
    any_of = re.compile("|".join(_pattern(word) for word in sought))
    return lambda text: [match.span() for match in any_of.finditer(fold(text))]


def _pattern(word: Word | Phrase) -> str:
    joined = r"[\W_]+".join(re.escape(piece) for piece in flat(word.text).split())
    return rf"(?<![^\W_]){joined}" + (r"[^\W_]*" if word.prefix else r"(?![^\W_])")
