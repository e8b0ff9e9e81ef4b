"""Find the matches of a query in a text. Words are split and folded as in the full-text index."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise

from tui_reader.query import Phrase, Query, Word, words
from tui_reader.text.fold import (
    APOSTROPHE,
    PLUS,
    SHARP,
    UNSPACED,
    fold_with_offsets,
    query_words,
    space_symbols,
)

Spans = list[tuple[int, int]]

# In the searched text, spaces separate words and these join the parts of a compound.
_JOINERS = "'-"  # used in a character class, so the hyphen is last
_JOINED = f"(?:-|{APOSTROPHE})?"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PLUS_OR_SHARP = re.compile(r"(?<=[a-z\x80-\U0010ffff])(\+\+|#(?![a-z]))")
_SPACES = {n: " " for n in range(128) if not chr(n).isalnum() and chr(n) not in _JOINERS}


def highlighter(query: Query) -> Callable[[str], Spans]:
    """Return a function from a text to the (start, end) of the query's matches in it, in order."""
    # Longest first: the alternation takes the first that fits.
    sought = sorted(words(query), key=lambda word: -len(word.text))
    if not any(query_words(word.text)[0] for word in sought):
        return lambda text: []
    # Most texts are ASCII, and the class of unspaced scripts is slow.
    ascii_pattern = _any_of(sought, "")
    pattern = _any_of(sought, UNSPACED)

    def spans(text: str) -> Spans:
        folded, offsets = fold_with_offsets(text)
        searched = _searchable(folded)
        any_of = ascii_pattern if searched.isascii() else pattern
        found = (match.span() for match in any_of.finditer(searched))
        return list(found) if offsets is None else _original(found, offsets)

    return spans


def _original(found: Iterable[tuple[int, int]], offsets: list[int]) -> Spans:
    """Return where spans of the folded text are in the original."""
    spans: Spans = []
    end = 0
    for start, stop in found:
        first = max(end, offsets[start])
        end = original_end(offsets, stop)
        if first < end:
            spans.append((first, end))
    return spans


def original_end(offsets: list[int], stop: int) -> int:
    """Return where a span of the folded text ends: after a letter that became two."""
    end = offsets[stop]
    return offsets[bisect_right(offsets, end)] if end == offsets[stop - 1] else end


def _searchable(folded: str) -> str:
    """Return the text with a space for each separator; positions do not change."""
    if not folded.isascii():
        folded = space_symbols(folded)
    if "++" in folded or "#" in folded:
        folded = _PLUS_OR_SHARP.sub(_sign, folded)
    return folded.translate(_SPACES)


def _sign(match: re.Match[str]) -> str:
    """Return the sign of a word such as C#, with spaces or unspaced letters after it."""
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    is_inside = match[0] == "#" and not after.isascii() and not _UNSPACED.match(after)
    if is_inside or _UNSPACED.match(before):
        return match[0]
    return PLUS * 2 if match[0] == "++" else SHARP


# Patterns. `unspaced` is the class of letters that are indexed as single words.


def _any_of(sought: Iterable[Word | Phrase], unspaced: str) -> re.Pattern[str]:
    patterns = [_pattern(word, unspaced) for word in sought]
    return re.compile("|".join(filter(None, patterns)))


def _pattern(word: Word | Phrase, unspaced: str) -> str:
    """Return a regular expression for a word or phrase, "" for one without words.

    A joint is possible at each place, but not in a number.
    """
    parts, joined = query_words(word.text)
    if not parts:
        return ""
    apart = set(accumulate(map(len, joined.split() or parts)))  # ends that need a separator
    joint = "" if "".join(parts).isdigit() else _JOINED
    pattern, end = "", 0
    for before, part in pairwise(["", *parts]):
        if before:
            unjoined = (
                before[-1] in (PLUS, SHARP) or _UNSPACED.match(part) or _UNSPACED.match(before)
            )
            required = end in apart and not unjoined
            pattern += f"[ {_signs(before)}{_JOINERS}]{'+' if required else '*'}"
        pattern += joint.join(map(re.escape, part))
        end += len(part)
    pattern += _end(parts[-1], word.prefix, unspaced)
    return pattern if _UNSPACED.match(parts[0]) else f"(?<![^{unspaced}{PLUS} {_JOINERS}]){pattern}"


def _end(word: str, prefix: bool, unspaced: str) -> str:
    if _UNSPACED.match(word) or word[-1] in (PLUS, SHARP):  # C++17 is C++, and 17
        return ""
    if prefix:
        return f"[^{unspaced} {_JOINERS}]*"
    return f"(?![^{unspaced}{_signs(word)} {_JOINERS}])"


def _signs(word: str) -> str:
    """Return the signs that may follow a word: "llava" is found in "LLaVA++", "c" not in "C++"."""
    return PLUS + SHARP if len(word) > 1 else ""
