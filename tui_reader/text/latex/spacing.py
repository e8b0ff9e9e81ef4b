"""Spaces and parentheses between the parts of a formula, and the lines of a displayed one."""

from __future__ import annotations

import re
import unicodedata

# kind, text. Kinds: ordinary (literal text), symbol (a macro without arguments), group (a macro
# with arguments), fraction, operator (log), word (with spaces around it), relation, open, close,
# script, "space" (in the source, without meaning in TeX) and "space!" (an explicit one).
Atom = tuple[str, str]

_BLANKS = re.compile(r"(?<=[\[(⟨⌈⌊]) +| +(?=[;,\])⟩⌉⌋])|(?<=\S)(?P<run>[^\S\n]{2,})")
_PREFIXES = "±∓∼×·"  # no space follows if there is no operand on the left
_SMALL = "[⁰-₟ᵃ-ᶿᴬ-ᵡⱼⱽ′*\u0300-\u036f]*"
FACTOR = re.compile(rf"[∂∇√]?(?:[0-9.]+|[^\W0-9_][^\W_]*(?:_[^\W_]+)?){_SMALL}|√?\([^()]*\)")
PRODUCT = re.compile(rf"[0-9.]*[∂∇√]?[²³ⁿ]?(?:[^\W0-9_][^\W_]*(?:_[^\W_]+)?)?{_SMALL}|\([^()]*\)")


def join(atoms: list[Atom]) -> str:
    r"""Join the parts of a formula with the spaces that make it readable.

    A relation has a space on both sides or on none: TeX ignores the one after `a\le b`. The lines
    of a part with several lines begin where its first line begins.
    """
    lines = [""]
    last = ""  # kind of the last visible atom, without its scripts
    space = False
    for index, (kind, text) in enumerate(atoms):
        line = lines[-1]
        if kind == "space":
            space = True
            continue
        if kind == "group" and not text:  # {}^{1} stays apart from the word before it
            lines[-1] += " " * (space and bool(line))
            last, space = "space!", False
            continue
        if not line and "\n" not in text:
            text = text.lstrip(" ")
        if not text:
            continue
        if kind == "relation":
            after = atoms[index + 1 : index + 2] in ([("space", " ")], [("space!", " ")])
            if not line.strip() or line.rstrip()[-1] in "([{⟨,;":
                spaced = after and text not in _PREFIXES
                line += " " * (space and bool(line))
            else:
                spaced = space or after or line.endswith(" ")
                line = line.rstrip(" ") + " " * spaced
            last = "spaced relation" if spaced else "relation"
        elif kind == "script":
            line = line if last == "space!" else line.rstrip(" ")
            last = last if last == "operator" or line.endswith("∂") else kind
        else:
            line += " " * (bool(line) and _is_separated(line[-1], last, kind, text[0], space))
            last = kind
        first, *rest = text.split("\n")
        lines[-1] = line + first
        lines += [" " * width(line) + row for row in rest]
        space = False
    if len(lines) > 1:
        return "\n".join(line.rstrip(" ") for line in lines)
    return _BLANKS.sub(lambda match: " " if match["run"] else "", lines[0]).rstrip(" ")


def _is_separated(before: str, last: str, kind: str, first: str, space: bool) -> bool:
    """Return True if a space belongs between two atoms.

    Args:
        before: the last character of the line.
        last: the kind of the last atom.
        kind: the kind of the next atom.
        first: its first character.
        space: the source has a space between them.
    """
    wordy = first.isalnum() or kind in ("operator", "fraction", "symbol", "group")
    if "relation" in last:
        return last == "spaced relation" and before != " "
    if before == " " or last in ("open", "space!") or kind in ("close", "space!"):
        return False
    if "word" in (last, kind):
        return first not in ".,;:)"
    if kind == "operator":
        return space or before.isalnum() or before in ")]⟩"
    if last == "operator":
        return wordy and first not in "([{|⟨"
    if kind == "fraction":
        return space or before.isalnum()
    if last == "fraction":
        return space or wordy
    if last == "symbol":
        return space and not wordy and first not in "([{|⟨"
    return space


def align(rows: list[list[str]], spaced: bool) -> str:
    r"""Return rows of cells as lines aligned at the cell borders, as in `\begin{align}`.

    `spaced`: put a space between the two sides of an equation.
    """
    columns = max(map(len, rows))
    rows = [row + [""] * (columns - len(row)) for row in rows]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        block = [""]
        for index, cell in enumerate(row):
            if not spaced and cell[1:2] == " " and not cell[0].isalnum():
                cell = cell[0] + cell[2:]  # & \le b
            first, *rest = cell.split("\n")
            pad = " " * (widths[index] - width(cell))
            right = columns > 1 and (index == 0 or (index % 2 == 0 and columns > 3))
            between = "" if not index else "  " if right else " " * spaced
            block[-1] += between + pad * right
            rest = [" " * width(block[-1]) + line for line in rest]
            block = [*block[:-1], block[-1] + first, *rest]
            block[-1] += pad * (not right)
        lines += [line.rstrip(" ") for line in block]
    indent = min(len(line) - len(line.lstrip(" ")) for line in lines)
    return "\n".join(line[indent:] for line in lines)


def width(text: str) -> int:
    """Return the width of the longest line: combining marks take no column."""
    return max(sum(not unicodedata.combining(char) for char in line) for line in text.split("\n"))


def braced(text: str) -> str:
    """Put a brace before the lines of cases: a large one if there are several."""
    lines = text.split("\n")
    if len(lines) == 1:
        return "{" + text
    braces = ["⎧", *"⎪" * (len(lines) - 2), "⎩"]
    if len(lines) > 2:
        braces[len(lines) // 2] = "⎨"
    return "\n".join(f"{brace} {line}" for brace, line in zip(braces, lines, strict=True))


def grouped(text: str, simple: re.Pattern[str]) -> str:
    """Return a part of a fraction or root in parentheses, unless it is `simple`."""
    return text if len(text) < 2 or simple.fullmatch(text) else f"({text})"
