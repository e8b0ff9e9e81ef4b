r"""Find the formulas that converted arXiv HTML prints several times.

The converters print a formula as rendered text and again as TeX (`x∈𝒳 x\in\mathcal{X}`), in older
texts also as content markup and as accessible text (`f I subscript 𝑓 𝐼 f_{I}italic_f start_…`), and
some print only bare TeX. Two representations of one formula have the same letters and symbols, in
nearly the same order: `Scan` lists these, and a formula is where two neighboring stretches agree.
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tui_reader.text.latex.macros import MACROS
from tui_reader.text.latex.symbols import symbol

MAX_FORMULA_LENGTH = 600  # letters and symbols of a formula
_MAX_SOURCE_LENGTH = 3_000  # characters of a formula
_MAX_MISSES = 200  # candidates in a line that turned out not to be formulas
ACCESSIBLE = re.compile(
    r"(?:bold_italic|italic|bold|roman|caligraphic|blackboard|fraktur|sansserif|typewriter|script)_"
    r"|(?:start|end)_[A-Z]{3,}"
)
TEX = re.compile(r"\\[A-Za-z]+|\\[,;:!{}|%]|[_^]\{|\{\\")
_SPACING = re.compile(r"(?<=\S)\\[,;:!](?=\S)")
_TOKEN = re.compile(
    r"""
    \\(?:begin|end)\{(?P<environment>[a-z]+)\*?\}(?:\{[lcr|@{}.\ ]*\})?
    | \\(?:label|color|hspace|vspace|mspace|rule|tag)\*?\{[^{}]*\}
    | \\(?:left|right)\.
    | \\(?P<macro>[A-Za-z]+)\*?
    | \\(?P<escaped>.)
    | (?P<accessible>(?:bold_italic|italic|bold|roman|caligraphic|blackboard|fraktur|sansserif
        |typewriter|script)_ | (?:start|end)_[A-Z]{3,}
        | (?:(?:over|under)\S{0,2}|square-root|divide)(?=\s+start_ARG))
    | (?P<nothing>[\s{}_^~&] | (?<![\d\\])%\s)       # a comment of TeX ends a line
    | (?P<sign>.)
    """,
    re.X | re.S,
)
_MATRIX_DELIMITERS = {"bmatrix": "[", "pmatrix": "(", "vmatrix": "|", "Vmatrix": "‖"}
_TEXT_MACROS = frozenset(
    "textbf textit emph texttt textsc cite citep citet ref url href footnote item section "
    "par begin end caption includegraphics centering thanks title author maketitle".split()
)
_ACCENT_MACROS = frozenset(
    "mathrm mathbf mathit mathsf mathtt mathnormal text textrm textit textbf textsf texttt "
    "mbox operatorname boldsymbol bm underbrace overbrace underset overset stackrel".split()
)
_SAME = str.maketrans({
    "−": "-", "–": "-", "′": "'", "’": "'", "∗": "*", "⋆": "*", "∣": "|", "∥": "|", "‖": "|",
    "⟨": "<", "⟩": ">", "∼": "~", "≔": "=", "⋅": "·", "ϵ": "ε", "ϕ": "φ", "⋯": "…", "△": "Δ",
    "∆": "Δ",
    "≤": "⩽", "≥": "⩾", "⊤": "T", "⟵": "←", "⟶": "→", "∖": "\\", "∅": "⌀", "⊙": "◎",
})  # fmt: skip
_ACCENTS = frozenset("^¯~˙ˇ˘`´¨˜ˆ⏞⏟‾")
_MACRO = re.compile(r"\\([A-Za-z]+)\*? ?|\\.", re.S)
_CLOSING = re.compile(r"\}|\\right\.|\\end\{[a-z]+\*?\}|\\[,;:!]|\\q?quad(?![A-Za-z])")
_REORDERED = re.compile(r"[_^]|\\(?:over|under|stack|x|vec|not|begin)")
_PROSE_AFTER = re.compile(r"(?<=[A-Za-z]) [a-z]{3,}[-,.;:)]*\Z")  # \ell denotes
_LABEL = re.compile(r"[A-Za-z][A-Za-z-]{2,}:(?=[A-Za-z]_|\\)")  # rate:d_{k}
_SET_END = re.compile(r"(?:\\(?:right|[bB]igg?r?))?\\\}")
_AFTER = re.compile(rf"\}}|{_SET_END.pattern}")
_BRACE = re.compile(r"(?<!\\)[{}]")


class Piece(NamedTuple):
    """A stretch of the source and the TeX that replaces it."""

    start: int
    end: int
    tex: str


class Scan:
    """The letters and signs of a text, alike in every representation, with their positions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for token in _TOKEN.finditer(text):
            for key in _keys_of(token):
                self.keys.append(key)
                self.starts.append(token.start())
                self.ends.append(token.end())

    def index(self, at: int) -> int:
        """The first letter or sign that ends after position `at`."""
        return bisect_right(self.ends, at)

    def is_boundary(self, index: int) -> bool:
        """Return whether a representation can end before letter `index`: never within a word."""
        if not 0 < index < len(self.keys):
            return index == len(self.keys)
        end, start = self.ends[index - 1], self.starts[index]
        within = end == start and self.text[end - 1].isalnum() and self.text[start].isalnum()
        same = within and self.text[end - 1].isascii() == self.text[start].isascii()
        return end <= start and not same

    def gap(self, index: int) -> int:
        """The position after the white space that precedes a letter and its braces and macros."""
        at = self.ends[index - 1] if index else 0
        while found := _AFTER.match(self.text, at):
            at = found.end()
        while at < len(self.text) and (self.text[at].isspace() or self.text[at] in _ACCENTS):
            at += 1
        return at

    def equal_sizes(self, split: int, first: int, last: int) -> Iterator[int]:
        """Yield the sizes for which the letters before and after `split` are the same.

        Args:
            first, last: the first letter and the end of the letters to compare.
        """
        difference: Counter[str] = Counter()
        unequal = 0
        for size in range(1, min(split - first, last - split, MAX_FORMULA_LENGTH) + 1):
            for key, by in ((self.keys[split + size - 1], 1), (self.keys[split - size], -1)):
                before = difference[key]
                difference[key] = before + by
                unequal += (before + by != 0) - (before != 0)
            if not unequal:
                yield size

    def balanced_end(self, start: int, index: int) -> int | None:
        """Return the end of the TeX from `start` up to letter `index`, with its closing braces."""
        at = self.ends[index - 1]
        depth = sum(1 if brace[0] == "{" else -1 for brace in _BRACE.finditer(self.text, start, at))
        while depth > 0 and (found := _CLOSING.match(self.text, at)):
            depth -= found[0] == "}"
            at = found.end()
        if depth:
            return None
        sets = self.text.count("\\{", start, at) - self.text.count("\\}", start, at)
        while sets > 0 and (found := _SET_END.match(self.text, at)):
            at, sets = found.end(), sets - 1
        return at


def _keys_of(token: re.Match[str]) -> str:
    kind = token.lastgroup
    if kind == "environment":
        return _MATRIX_DELIMITERS.get(token["environment"], "") if token[0][1] == "b" else ""
    if kind == "macro":
        return _macro_key(token["macro"])
    if kind == "escaped":
        return "" if token["escaped"] in ",;:! /\\{}_&" else letter_key(token["escaped"])
    return letter_key(token["sign"]) if kind == "sign" else ""


@lru_cache(maxsize=2048)
def _macro_key(name: str) -> str:
    if (name in MACROS and name != "vec") or name in _ACCENT_MACROS:
        return ""
    shown = {"prime": "'", "vec": "→", "lVert": "‖", "rVert": "‖", "argmax": "argmax"}.get(
        name, symbol(name)
    )
    return "".join(map(letter_key, shown or ""))


@lru_cache(maxsize=8192)
def letter_key(letter: str) -> str:
    """A letter without its alphabet, accents and look-alikes; "" for accents and blanks."""
    if letter.isascii() and (letter.isalnum() or letter not in "^~`%'"):
        return "" if letter.isspace() else letter
    if letter in _ACCENTS:
        return ""
    plain = unicodedata.normalize("NFKD", letter)
    kept = (part for part in plain if unicodedata.category(part) not in ("Mn", "Cf", "Zs", "Cc"))
    return "".join(kept).translate(_SAME)


def doubled(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Piece]:
    """Find rendered text followed by its TeX, and bare TeX, outside the stretches `taken`."""
    scan: Scan | None = None
    pieces: list[Piece] = []
    done = misses = 0
    for mark in TEX.finditer(text):
        if misses > _MAX_MISSES:
            break
        at = mark.start()
        done = max(done, *(end for start, end in taken if start <= at), 0)
        if at < done:
            continue
        name = mark[0][1:] if mark[0][0] == "\\" and mark[0][1].isalpha() else ""
        scan = scan or Scan(text)
        piece = _double_at(scan, at, done)
        if piece is None:
            if name in _TEXT_MACROS or (
                name
                and name not in MACROS
                and not _macro_key(name)
                and name not in _ACCENT_MACROS
                and symbol(name) is None
            ):
                continue
            piece = _bare_at(text, at, done)
        misses += piece is None
        if piece is not None:
            pieces.append(piece)
            done = piece.end
    return pieces


def _double_at(scan: Scan, at: int, done: int) -> Piece | None:
    """The longest formula around the TeX sign at `at` that is preceded by its rendered text."""
    text, keys = scan.text, scan.keys
    left = max(text.rfind(" ", done, at), text.rfind("\n", done, at), done - 1) + 1
    right = _right_limit(text, at)
    first, last = scan.index(done), scan.index(right)
    inside = scan.index(at)
    best: Piece | None = None
    for split in range(max(scan.index(left), first + 1), min(inside + 1, last)):
        if not scan.is_boundary(split):
            continue
        start = scan.gap(split)
        if start > at:
            continue
        for size in scan.equal_sizes(split, first, last):
            end_index = split + size
            if end_index <= inside - (scan.starts[inside - 1] > at if inside else 0):
                continue
            if not scan.is_boundary(end_index):
                continue
            begin = scan.starts[split - size]
            if (
                size < 6
                and begin
                and text[begin].isalpha()
                and text[begin - 1].isalpha()
                and text[begin - 1].isascii()
                and text[begin].isascii()
            ):
                continue
            if not _fits(keys, split, size):
                continue
            end = scan.balanced_end(start, end_index)
            same = keys[split - size : split] == keys[split:end_index]
            if end and not same and not _REORDERED.search(text, start, end):
                continue
            begin = with_brace(text, begin, start)
            if end is None or end <= at or (best and best.end - best.start >= end - begin):
                continue
            best = Piece(begin, end, text[start:end])
    return best or _nearly_double(scan, at, first, left, right)


def _fits(keys: list[str], split: int, size: int) -> bool:
    """Return whether punctuation at the ends of a match is in both representations."""
    first, last = keys[split - size], keys[split + size - 1]
    return (first not in ",.;:)" or keys[split] == first) and (
        last not in ",.;:" or keys[split - 1] == last
    )


def with_brace(text: str, begin: int, end: int) -> int:
    """Return the start of rendered text, including the braces that it closes."""
    open_braces = text.count("}", begin, end) - text.count("{", begin, end)
    while open_braces > 0 and begin and text[begin - 1] == "{":
        begin, open_braces = begin - 1, open_braces - 1
    return begin


def _nearly_double(scan: Scan, at: int, first: int, left: int, right: int) -> Piece | None:
    """A long formula whose two representations differ in a few signs."""
    text, keys = scan.text, scan.keys
    last = scan.index(right)
    end = scan.balanced_end(at, last) if last else None
    if end is None or end < right - 1:
        return None
    for split in range(max(scan.index(left), first + 1), scan.index(at) + 1):
        size = last - split
        if size < 8 or split >= len(keys):
            continue
        own = Counter(keys[split:last])
        for begin in range(
            max(first, split - size * 6 // 5), max(first, split - size * 4 // 5) + 1
        ):
            where = scan.starts[begin]
            if where and not text[where - 1].isspace():
                continue
            other = Counter(keys[begin:split])
            if ((own - other).total() + (other - own).total()) * 5 <= size:
                start = scan.gap(split)
                return Piece(where, end, text[start:end])
    return None


def _right_limit(text: str, at: int) -> int:
    """Return the latest end of TeX at `at`: a space outside braces, unless it ends a macro name."""
    depth = 0
    place = at
    while place < len(text) and place < at + _MAX_SOURCE_LENGTH:
        letter = text[place]
        if found := _MACRO.match(text, place):
            depth += (found[1] == "begin") - (found[1] == "end")
            place = found.end()
            continue
        if letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth < 0:
                return place
        elif (
            letter == "\n"
            or (letter.isspace() and depth <= 0)
            or letter == "$"
            or text.startswith(("](", "[["), place)
        ):
            return place
        place += 1
    return place


def _bare_at(text: str, at: int, done: int) -> Piece | None:
    """TeX without its rendered text: the word around it."""
    left = max(text.rfind(" ", done, at), text.rfind("\n", done, at), done - 1) + 1
    right = _right_limit(text, left)
    if right <= at:
        left, right = at, _right_limit(text, at)
    word = _PROSE_AFTER.sub("", text[left:right])
    if label := _LABEL.match(word):
        left += label.end()
        word = word[label.end() :]
    opened = sum(1 if brace[0] == "{" else -1 for brace in _BRACE.finditer(word))
    if opened or not word.strip():
        return None
    while word[:1] in "“‘\"'(" and word.count("(") > word.count(")"):
        word, left = word[1:], left + 1
    while word and (word[-1] in '”’"' or (word[-1] == ")" and word.count(")") > word.count("("))):
        word = word[:-1]
    prose = re.match(r"(?:[A-Za-z]{2,}[-:]?)+(?=[\\{])", word)
    if (
        prose
        and symbol(prose[0]) is None
        and word[prose.end()] == "\\"
        and not _SPACING.match(word, prose.end())
    ):
        left += prose.end()
        word = word[prose.end() :]
    return Piece(left, left + len(word), word) if word else None
