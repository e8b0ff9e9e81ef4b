"""Reduce the formulas of converted arXiv HTML to one TeX formula in dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui_reader.text.hub_markdown.fourfold import fourfold
from tui_reader.text.hub_markdown.repetitions import reduce_numeric, reduce_repetitions
from tui_reader.text.hub_markdown.representations import ACCESSIBLE, TEX, Piece, doubled
from tui_reader.text.latex import math as latex_math
from tui_reader.text.latex.recognize import is_formula
from tui_reader.text.latex.symbols import script

MAX_PARAGRAPH_LENGTH = 20_000  # characters of a paragraph that is scanned
_CODE = re.compile(
    r"(`+)(?!`).+?(?<!`)\1(?!`)|\$\$?[^$\n]+\$\$?"
    r"|\]\((?!\d{1,3}[a-z]?\))[^()\s]*(?: \"[^\"\n]*\")?\)"
)
_MACRO_SPACE = re.compile(r"(\\[A-Za-z]+) ([A-Za-z](?![A-Za-z])|\d+)")
_RAISED = re.compile(r"\{\}\s?\^\{((?:[^{}]|\{[^{}]*\})*)\}")
_LINE_COMMENT = re.compile(r"(?<!\\)%\s+")
_NUMBERED = re.compile(r"^(.*?)\s*(\(\d{1,3}[a-z]?(?:\.\d{1,3})?\))?\s*$", re.S)


def has_forms(text: str) -> bool:
    """Return whether the text certainly has doubled or fourfold formulas."""
    if ACCESSIBLE.search(text) and "end_POST" in text:
        return True
    return any(
        pieces and any(piece.end - piece.start > len(piece.tex) for piece in pieces)
        for line in text.split("\n")
        if TEX.search(line) and "$" not in line
        for pieces in [doubled(line)]
    )


def reduce_line(line: str, hub: bool) -> str:
    """Return a line with each formula once, in dollars; one on its own line becomes a display.

    Args:
        line: one line of prose, a caption, a table row or a display.
        hub: the text comes from the converter: plain repetitions (`T T steps`) are formulas too.
    """
    if len(line) > MAX_PARAGRAPH_LENGTH:
        return line
    accessible = hub and ACCESSIBLE.search(line) is not None
    if not (hub or TEX.search(line)):
        return line
    line = _RAISED.sub(_raised, reduce_numeric(line) if hub else line)
    parts: list[str] = []
    at = 0
    pieces: list[tuple[int, Piece]] = []
    for protected in [*_CODE.finditer(line), None]:
        until = protected.start() if protected else len(line)
        part = line[at:until]
        found = fourfold(part) if accessible else []
        found += doubled(part, [(piece.start, piece.end) for piece in found])
        found.sort()
        if not pieces and protected is None and at == 0 and (display := _display(part, found)):
            return display
        parts.append(_replaced(part, found, hub))
        if protected:
            parts.append(protected[0])
            at = protected.end()
    return "".join(parts)


def _replaced(text: str, pieces: list[Piece], hub: bool) -> str:
    out: list[str] = []
    at = 0
    for piece in _merged(pieces):
        gap = text[at : piece.start]
        out.append(reduce_repetitions(gap) if hub else gap)
        if out[-1][-1:].isalnum() or out[-1].endswith(("$", "]", ")", ":")):
            out.append(" ")
        out.append(_in_dollars(piece.tex))
        at = piece.end
        if text[at : at + 1].isalnum() or text[at : at + 1] == "[":
            out.append(" ")
    gap = text[at:]
    out.append(reduce_repetitions(gap) if hub else gap)
    return "".join(out)


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Join neighboring pieces: `$$` between two formulas would begin a display."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and piece.start <= last.end:
            blank = " " if piece.tex[:1].isalnum() else ""
            last = Piece(last.start, piece.end, last.tex + blank + piece.tex)
        else:
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _in_dollars(tex: str) -> str:
    tex = _tidied(tex)
    end = ""
    while tex[-1:] in (",", ".", ";", ":") and not tex.endswith(("\\,", "\\;", "\\:")):
        end = tex[-1] + end
        tex = tex[:-1].rstrip()
    if not tex:
        return end
    if is_formula(tex) and not tex.endswith("\\") and "`" not in tex:
        return f"${tex}${end}"
    return re.sub(r"([*_`\[\]<>#$\\])", r"\\\1", latex_math.render(tex)) + end


def _tidied(tex: str) -> str:
    r"""Remove parts that only TeX needs: line comments, `\displaystyle`, the space in `\to x`."""
    tex = _MACRO_SPACE.sub(r"\1{\2}", _LINE_COMMENT.sub("", tex))
    return tex.replace("\\displaystyle", "").strip()


def _display(text: str, pieces: list[Piece]) -> str | None:
    """Return a line that contains only formulas, perhaps numbered, as a display."""
    if not pieces or pieces[0].start > len(text) - len(text.lstrip()):
        return None
    tex: list[str] = []
    at = pieces[0].start
    number = ""
    for place, piece in enumerate(pieces):
        gap = text[at : piece.start]
        if gap.strip(" ,.;\t"):
            return None
        tex += [gap, piece.tex]
        at = piece.end
        if place + 1 == len(pieces):
            match = _NUMBERED.match(text[at:])
            if match is None or match[1].strip(" ,.;"):
                return None
            tex.append(match[1])
            number = match[2] or ""
    shown = _tidied("".join(tex))
    formula = "".join(piece.tex for piece in pieces)
    bare = all(piece.end - piece.start <= len(piece.tex) for piece in pieces)
    if not number and (
        len(formula) < 12 or (bare and not re.search(r"[=<>≤≥]|\\[lg]eq?", formula))
    ):
        return None
    tag = f" \\tag{{{number[1:-1]}}}" if number else ""
    return f"$${shown}{tag}$$"


def _raised(found: re.Match[str]) -> str:
    r"""`{}^{1\;3}` after a name: each mark raised, ¹ ³."""
    marks = re.split(r"\\[;,: ]|\s+", found[1])
    shown = []
    for mark in marks:
        parts = [script("^", latex_math.render(part)) for part in mark.split(",") if part]
        shown.append(",".join(part.removeprefix("^") for part in parts))
    return " ".join(mark for mark in shown if mark)
