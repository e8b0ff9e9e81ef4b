"""Where a text has what a query asked for. The standard library alone.

Words are cut and compared as the full-text index does: letters and digits, no case, no accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from tui_reader.query import Query, words


def fold(text: str) -> str:
    """Without case and accents, as the index compares; as many characters as before."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_character(c) for c in text)


def _fold_character(c: str) -> str:
    parts = unicodedata.normalize("NFD", c)
    return (parts[0] if all(map(unicodedata.combining, parts[1:])) else c).lower()[0]


def pieces(text: str) -> list[str]:
    """The words of a text as the index cuts them: `GPT-4o` is two."""
    return re.findall(r"[^\W_]+", fold(text))


def highlighter(query: Query) -> Callable[[str], list[tuple[int, int]]]:
    """A function from a text to the (start, end) of what the query found in it, in order."""
    patterns = []
    # The longest first: at one place the alternation takes the first that fits.
    for word in sorted(words(query), key=lambda word: -len(word.text)):
        joined = r"[\W_]+".join(re.escape(piece) for piece in pieces(word.text))
        patterns.append(joined + (r"[^\W_]*" if word.prefix else r"(?![^\W_])"))
    if not patterns:
        return lambda text: []
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})")
    return lambda text: [match.span() for match in pattern.finditer(fold(text))]
