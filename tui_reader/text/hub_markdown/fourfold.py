"""Formulas in four representations: rendered text, content markup, TeX and accessible text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from tui_reader.text.hub_markdown.representations import (
    ACCESSIBLE,
    TEX,
    Piece,
    Scan,
    letter_key,
    with_brace,
)
from tui_reader.text.latex.symbols import OPERATORS

_CONTENT_WORD = re.compile(
    r"(?:[a-z]+-)+[a-z]*|subscript|superscript|absent|conditional|norm|divide|assign|percent"
    r"|annotated|floor|ceiling|binomial|product|list|gradient|evaluated|delimited|maps"
)
_OTHER = re.compile(r"[^\x00-\x7f]")
_SIGNS = re.compile(r"[^\w]{1,20}\Z")
_END_MARK = re.compile(r"\s*end_[A-Z]+")
_MACRO = re.compile(r"\\([A-Za-z]+)")
_MAX_LETTERS_BEFORE = 3  # letters of other alphabets before the first word of the accessible text
_LOOSE_BRACE = re.compile(r"\s*\}")


def fourfold(text: str) -> list[Piece]:
    """Rendered text, content markup, TeX and accessible text of one formula in a row."""
    scan = Scan(text)
    pieces: list[Piece] = []
    done = 0
    for mark in ACCESSIBLE.finditer(text):
        if mark.start() < done:
            continue
        first, inside = scan.index(done), scan.index(mark.start())
        # TeX is ASCII: it begins after the last letter of another alphabet.
        signs = _SIGNS.search(text, done, mark.start())  # in the accessible text
        until = signs.start() if signs else mark.start()
        others = [at.end() for at in _OTHER.finditer(text, done, until)]
        best = None
        # The accessible text may have letters of other alphabets, too.
        for ascii_end in [*others[: -_MAX_LETTERS_BEFORE - 1 : -1], done]:
            best = best or _split(scan, max(first, scan.index(ascii_end)), inside)
        if best is None:
            continue
        split, size = best
        start = max(scan.gap(split - size), done)
        end = scan.ends[split + size - 1]
        while found := _END_MARK.match(text, end):
            end = found.end()
        tex = text[start : scan.ends[split - 1]]
        closed = scan.balanced_end(start, split)
        tex = text[start:closed] if closed is not None else tex
        sets = tex.count("\\}") - text.count("}", scan.gap(split), end)
        while sets > 0 and (found := _LOOSE_BRACE.match(text, end)):
            end, sets = found.end(), sets - 1
        begin = _rendered_start(text, start, done, Counter(scan.keys[split - size : split]), tex)
        pieces.append(Piece(begin, end, tex))
        done = end
    return pieces


def _split(scan: Scan, first: int, inside: int) -> tuple[int, int] | None:
    """Return where the accessible text begins, and the length of it and of the TeX before it.

    Args:
        scan: letters and signs of the text.
        first: the first letter that the TeX may have.
        inside: a letter of the accessible text.
    """
    text = scan.text
    best: tuple[int, int] | None = None
    for split in range(max(first + 1, inside - 40), inside + 1):
        if not scan.is_boundary(split):
            continue
        for size in scan.equal_sizes(split, first, len(scan.keys)):
            if split + size <= inside or (best and size < best[1]):
                continue
            tex = text[scan.starts[split - size] : scan.ends[split - 1]]
            said = text[scan.gap(split) : scan.ends[split + size - 1]]
            if not scan.is_boundary(split + size) or not tex.isascii():
                continue
            balanced = scan.balanced_end(scan.gap(split - size), split) is not None
            if balanced and not (ACCESSIBLE.search(tex) or TEX.search(said)):
                best = split, size
    return best


def _rendered_start(text: str, at: int, done: int, own: Counter[str], tex: str) -> int:
    """Return the start of the rendered text and content markup before the TeX at `at`."""
    letters = Counter({key: count for key, count in own.items() if key.isalnum()})
    functions = Counter("".join(name for name in _MACRO.findall(tex) if name in OPERATORS))
    words = list(re.finditer(rf"{_CONTENT_WORD.pattern}|.", text[done:at], re.S))
    # Content markup omits functions such as max.
    for need in (letters + letters, letters + letters - functions, letters.copy()):
        left = need.total()
        begin = at
        for word in reversed(words):
            if left == 0:
                break
            if len(word[0]) > 1 and word[0] not in tex:
                continue
            for key in "".join(map(letter_key, word[0])):
                if key.isalnum():
                    if need[key] <= 0:
                        left = -1
                        break
                    need[key] -= 1
                    left -= 1
            if left < 0:
                break
            begin = done + word.start()
        if left == 0:
            signs = list(takewhile(lambda key: not key.isalnum(), Scan(tex).keys))
            while signs and begin > done:
                if (key := letter_key(text[begin - 1])) and key != signs[-1]:
                    break
                begin -= 1
                del signs[len(signs) - bool(key) :]
            begin = with_brace(text, begin, at)
            while begin < at and text[begin].isspace():
                begin += 1
            return begin
    return at
