"""Reduce repeated formulas that have no TeX: `T T`, `K−1 K-1`, `(a,b)(a,b)`, `8 8`.

In texts with four representations, also those without letters: `32×32 32 32 32\\times 32 32 × 32`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tui_reader.text.hub_markdown.representations import letter_key
from tui_reader.text.latex.symbols import script

_LETTER = re.compile(
    r"(?<![A-Za-z0-9\\'’.-])([A-Za-zͰ-Ͽ]) \1(?![A-Za-z0-9]|['’](?!s\b)|\.\d)"
    r"|(?<=\s)([Ͱ-Ͽ])\2(?!\w)"
)
_PLAIN = re.compile(
    r"(?<!\S)(?=\S*[=+<>()\[\]|/*-])(?=\S*[A-Za-z(\[=<>])"
    r"(?:[A-Za-z](?![A-Za-z])|\d+(?:\.\d+)?|[=+*/<>()\[\]|,.:;'-]){2,60}"
)
_NUMBER = re.compile(r"(?<=[A-Za-z,(] )(\d+(?:[.,]\d+)*) \1(?=[,.;:)]*(?:\s+[A-Za-z(]|$))")
_NOTE = re.compile(r"(?<!\d)\b(\d{1,2}) \1 (?:\1 ?(?=[A-Z\[])|footnotemark: \1)")
_SIGN = re.compile(r"([^\x00-\x7f])\s?\\[A-Za-z]+\s?\1")  # ×\times×
_FUNCTION = re.compile(  # len(⋅)len⋅\text{len}(\cdot)len ( ⋅ )
    r"(?<!\w)(\w{1,20})\(⋅\)\1\s?⋅\s?\\\w+\{\1\}\(\\cdot\)\s?\1 ?\( ⋅ \)"
)
_FOUR_NUMBERS = re.compile(r"(?<!\S)([\d.,]{1,12}) \1 \1 \1(?![\d.])")
_NUMERIC = re.compile(
    r"[|(‖∥]⋅[|)‖∥]|(?<![\w.])(?:[<>=≤≥∼≈±+−-]?\d[\d.,]*(?:%?[×:/+−±-]\d[\d.,]*)*[×%°]?|[^\w\s\\])"
)
_CONTENT = r"(?:\s*(?:[a-z]+(?:-[a-z]+)*|[^\w\s\\]|[\d.,]+)){0,9}?\s*"
_SIGNS_IN_TEX = {"−": "-", "%": r"\\%"}
_NOTHING = re.compile(r"(?!)")


def reduce_repetitions(text: str) -> str:
    """Return a text without the repetitions of its formulas."""
    text = _FOUR_NUMBERS.sub(r"\1", text)
    text = _NOTE.sub(lambda found: script("^", found[1]) + " ", text)
    text = _LETTER.sub(lambda found: found[1] or found[2], text)
    if any(sign in text for sign in "=+<>()[]|/-"):
        text = _plain_squares(text)
    words = re.findall(r"\S+", text)
    if len(words) >= 4 and sum(word[0].isdigit() for word in words) * 2 < len(words):
        text = _NUMBER.sub(r"\1", text)
    return text


def reduce_numeric(text: str) -> str:
    r"""`10%percent 10 10\%10 %` and `∼similar-to\sim∼`, once."""
    if "\\" not in text:
        return text
    text = _FUNCTION.sub(r"\1(⋅)", text)
    out: list[str] = []
    at = 0
    for found in _NUMERIC.finditer(text):
        shorter = found[0].rstrip("0123456789.,")  # 1.5×1.5\times 1.5 ×
        for rendered in dict.fromkeys((found[0], shorter)):
            rest = _three_more(rendered).match(text, found.start() + len(rendered))
            if found.start() >= at and rest is not None:
                out.append(text[at : found.start()] + rendered)
                at = rest.end()
    out.append(text[at:])
    return _SIGN.sub(r"\1", "".join(out))


@lru_cache(maxsize=256)
def _three_more(rendered: str) -> re.Pattern[str]:
    """Match content markup, TeX and accessible text of a formula without letters."""
    tokens = re.findall(r"[\d.,]+|\S", rendered)
    if not tokens or all(token[0].isdigit() for token in tokens):
        return _NOTHING
    tex = [
        _SIGNS_IN_TEX.get(token) or (re.escape(token) if token.isascii() else r"\\(?:[a-zA-Z]+|\|)")
        for token in tokens
    ]
    said = [re.escape(token).replace("−", "[−-]") for token in tokens]
    space = r"\s*"
    return re.compile(rf"{_CONTENT}(?=\S*\\){space.join(tex)}{space}{space.join(said)}(?!\w|\.\d)")


def _plain_squares(text: str) -> str:
    """Reduce `K−1 K-1`, `(a,b)(a,b)` and similar repetitions."""
    out: list[str] = []
    at = 0
    for found in _PLAIN.finditer(text):
        if found.start() < at:
            continue
        word = found[0]
        half = len(word) // 2
        if len(word) % 2 == 0 and len(word) > 5 and word[:half] == word[half:]:
            out.append(text[at : found.start()] + word[:half])
            at = found.end()
            continue
        core = word.rstrip(",.;:")
        if core.count(")") > core.count("("):  # (p<1 p<1)
            core = core.rstrip(")")
        own = [key for letter in core for key in letter_key(letter)]
        before = text[at : found.start()].rstrip()
        seen: list[str] = []
        begin = len(before)
        while begin and len(seen) < len(own):
            begin -= 1
            seen += reversed(letter_key(before[begin]))
        clean_start = begin == 0 or not before[begin - 1].isalnum()
        if len(own) > 2 and seen[::-1] == own and clean_start:
            out += [before[:begin], word]
            at = found.end()
    out.append(text[at:])
    return "".join(out)
