"""Find formulas in a text, and escape any text for a BibTeX field."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Pandoc's rule distinguishes formulas from amounts of money: no space inside the dollars, no digit
# after them. Every alternative stops at its next opening delimiter, so that matching is
# linear.
_MATH = re.compile(
    r"""
      (?<!\\)\$\$ (?:[^$\\]|\\.)+ \$\$
    | (?<!\\)\$ (?![\s$]) (?:[^$\\]|\\.)* (?<![\s\\]) \$ (?![\d$])
    | \\\( (?:[^\\]|\\[^()])+ \\\)
    | \\\[ (?:[^\\]|\\[^\[\]])+ \\\]
    """,
    re.VERBOSE | re.DOTALL,
)
_TEXT_SPECIAL = re.compile(
    r"""
      (?P<path>(?<![A-Za-z])[A-Za-z]:\\)
    | (?P<latex>\\(?:[A-Za-z@]+|[&%\#_$ ,;:!/()\[\]*<>|+\\-]|["'`^~=.](?=\\?[A-Za-z{])))
    | (?P<brace>\\?[{}])
    | (?P<tie>(?<=[\w.\])}])~(?=[\w\\(\[$]))
    | (?P<special>[&%\#_$~^<>|\\])
    """,
    re.VERBOSE,
)
_MATH_SPECIAL = re.compile(r"(?P<latex>\\[^{}])|(?P<brace>\\?[{}])|(?P<special>[%#])")
# Same commands as Zotero, which reads them back
_SPELLED = {
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "\\": r"{\textbackslash}",
}
_BRACES = {"{": (r"{\textbraceleft}", r"\lbrace "), "}": (r"{\textbraceright}", r"\rbrace ")}


def pieces(source: str) -> Iterator[tuple[str, bool]]:
    """Split a text into (piece, is a formula), delimiters included."""
    if "$" not in source and "\\" not in source:
        yield source, False
        return
    at = 0
    for found in _MATH.finditer(source):
        if found.start() > at:
            yield source[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(source):
        yield source[at:], False


def bibtex_value(source: str) -> str:
    """Return the content of a field's braces: LaTeX as it is, anything that breaks it escaped.

    BibTeX counts every brace, TeX those without a backslash: in the result both counts are even,
    since an unpaired brace is spelled out.
    """
    lone = _lone_braces(source)
    at = 0
    parts = []
    for piece, is_math in pieces(source):
        pattern = _MATH_SPECIAL if is_math else _TEXT_SPECIAL

        def safe(found: re.Match[str], start: int = at, is_math: bool = is_math) -> str:
            kind, raw = found.lastgroup, found[0]
            if kind == "brace":
                return _BRACES[raw[-1]][is_math] if start + found.end() - 1 in lone else raw
            if kind == "path":
                return raw[:-1] + _SPELLED["\\"]
            if kind == "special":
                return _SPELLED.get(raw, "\\" + raw)
            return raw

        parts.append(pattern.sub(safe, piece))
        at += len(piece)
    return "".join(parts)


def _lone_braces(source: str) -> set[int]:
    """Return the positions of braces without a partner in their own formula."""
    lone: set[int] = set()
    opened: dict[tuple[bool, int], list[int]] = {}  # by (has a backslash, formula)
    at = 0
    for piece, is_math in pieces(source):
        for found in re.finditer(r"\\?([{}])|\\.", piece, re.DOTALL):
            if found[1] is None:
                continue
            place = at + found.end() - 1
            waiting = opened.setdefault((found[0] != found[1], at if is_math else -1), [])
            if found[1] == "{":
                waiting.append(place)
            elif waiting:
                waiting.pop()
            else:
                lone.add(place)
        at += len(piece)
    return lone.union(*opened.values())
