"""Join formulas that a converter printed with one glyph per line.

Some converted arXiv pages have a line break after each glyph of a formula, and a blank line for an
invisible operator. Sub- and superscripts look like any other glyph, so their position is a guess:
a letter or number directly after a letter is an index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from tui_reader.text.latex.symbols import OPERATORS

_MAX_DISPLAY_LINES = 600  # lines
_MAX_NAME_LENGTH = 20  # characters of a number or a function's name
_MATH = re.compile(r"[\U0001d400-\U0001d7ff\u2100-\u214fͰ-Ͽ∇∂∑∏∫‖∥∞]")
_WORD = re.compile(r"[A-Za-z]{1,20}\.?")
_NUMBER = re.compile(r"\d[\d.,]{0,12}")
_SIGN = re.compile(r"[^\w\s•✓✗✔✘]{1,2}|\\[a-z]+")
_OPENING = frozenset("({[|‖∥⟨⌊⌈")
_CONTINUES = re.compile(r"[\s,.;:)\]’”?!-]")
_EQUATION = re.compile(r"\s*\((\d{1,3}[a-z]?)\)\s*")
_MARK = re.compile(r"•|\d{1,2}\.")  # of a list's item
_STEPS = frozenset("tkinjlmsT")  # letters of indices such as t+1
_SIGNS = frozenset("+-−")
_NEW_LINE = re.compile(r"\d{1,3}:|\S.*\t")  # a step of an algorithm, a row of a table
_INVISIBLE = "\u200b\u2061\u2062\u2063"  # operators
_ACCENTS = {"¯": "bar", "^": "hat", "~": "tilde", "˙": "dot", "→": "vec", "ˇ": "check"}
_RAISED = frozenset("∗⋆†‡⊤′*")
_ALPHABET = re.compile("SCRIPT|DOUBLE-STRUCK")  # these letters stay unchanged
_SETS = frozenset("ℝℕℤℂℚ")
_LARGE = frozenset("∑∏∫") | {"max", "min", "argmax", "argmin", "sup", "inf", "lim", "arg"}
_ESCAPED = {"{": "\\{", "}": "\\}", "%": "\\%", "#": "\\#", "&": "\\&", "$": "\\$", "_": "\\_"}


def join_glyphs(raw: Iterable[str]) -> Iterator[str]:
    """Yield the lines with each formula in dollars, on the line of the sentence around it."""
    iterator = iter(raw)
    line = next(iterator, None)
    text = ""  # the line so far
    glyphs: list[str] = []  # the formula after it; "" for an invisible operator
    blank = False
    while line is not None:
        following = next(iterator, None)
        glyph = line.strip().strip(_INVISIBLE)
        if not glyph:
            if glyphs:
                blank = True
            elif not _is_mark(text):
                if text:
                    yield text
                yield ""
                text = ""
            if line.strip(" ") == "\t" and not glyphs:
                display, iterator = _display(chain(filter(None, [following]), iterator))
                yield from display
                following = next(iterator, None)
        elif _is_item(line, glyph, following):
            if text or glyphs:
                yield _sentence(text, glyphs)
                yield ""
            text, glyphs, blank = "* " if glyph == "•" else f"{glyph} ", [], False
        elif glyphs and (number := _EQUATION.fullmatch(line)) and blank and not text:
            yield f"$${_tex(glyphs)} \\tag{{{number[1]}}}$$"
            yield ""
            glyphs, blank = [], False
        elif (glyphs and _is_glyph(glyph) and line == line.strip(" ")) or (
            not glyphs and _begins(glyph, text, line, following)
        ):
            glyphs += [""] * blank + [glyph]
            blank = False
        elif glyphs:
            if _NEW_LINE.match(line) or (blank and not _CONTINUES.match(line)):
                yield _sentence(text, glyphs)
                if blank:
                    yield ""
                text = line
            else:
                text = _sentence(text, glyphs) + ("" if _CONTINUES.match(line) else " ") + line
            glyphs, blank = [], False
        else:
            if text and not _is_mark(text):
                yield text
                text = ""
            text += line
        line = following
    if text or glyphs:
        yield _sentence(text, glyphs)


def _is_glyph(glyph: str) -> bool:
    return len(glyph) <= _MAX_NAME_LENGTH and any(
        kind.fullmatch(glyph) for kind in (_MATH, _NUMBER, _SIGN, _WORD)
    )


def _is_item(line: str, glyph: str, following: str | None) -> bool:
    """Return whether a line is the mark of a list's item, unlike a number of a formula."""
    alone = line.endswith(" ") and not (following or "").strip()
    return glyph == "•" or (alone and _MARK.fullmatch(glyph) is not None)


def _is_mark(text: str) -> bool:
    """Return whether the text of a line is only the mark of a list item."""
    return text == "* " or _MARK.fullmatch(text[:-1]) is not None


def _display(lines: Iterator[str]) -> tuple[list[str], Iterator[str]]:
    """Return a formula between lines of one tab and two tabs, and the lines that follow.

    Without a line of two tabs, the formula is empty.
    """
    held: list[str] = []
    for line in lines:
        held.append(line)
        if line.startswith("\t\t") or len(held) > _MAX_DISPLAY_LINES:
            break
        glyph = line.strip().strip(_INVISIBLE)
        if glyph and not _is_glyph(glyph):
            break
    if not held or not held[-1].startswith("\t\t"):
        return [], chain(held, lines)
    number = next(lines, "")
    tag = _EQUATION.fullmatch(number)
    tex = _tex([line.strip().strip(_INVISIBLE) for line in held])
    shown = f"$${tex} \\tag{{{tag[1]}}}$$" if tag else f"$${tex}$$"
    return [shown, ""], lines if tag else chain([number], lines)


def _begins(glyph: str, text: str, line: str, following: str | None) -> bool:
    """Return whether a formula begins: with a mathematical letter, or within a sentence."""
    if not _is_glyph(glyph):
        return False
    if _MATH.fullmatch(glyph):
        return True
    goes_on = (
        following is not None
        and following.strip()
        and (_is_glyph(following.strip()) or _CONTINUES.match(following))
    )
    within = text.endswith(" ") and not _is_mark(text) and line == line.strip(" ")
    if glyph in _OPENING:
        return bool(goes_on)
    if _WORD.fullmatch(glyph):
        return bool(within and (goes_on or glyph in OPERATORS))
    return bool(within or (goes_on and text and not _is_glyph((following or "").strip())))


def _sentence(text: str, glyphs: list[str]) -> str:
    if not glyphs:
        return text
    tex = _tex(glyphs)
    if not text:
        return f"$${tex}$$"
    space = "" if text[-1:].isspace() or text[-1:] in "(“[" else " "
    return f"{text}{space}${tex}$"


def _tex(glyphs: list[str]) -> str:
    """The formula as TeX, with the scripts that its glyphs suggest."""
    out: list[str] = []
    scripts = 0
    base = ""  # the glyph that would have the index
    skip = 0
    for place, glyph in enumerate(glyphs):
        name = unicodedata.name(glyph, "") if len(glyph) == 1 else ""
        stays = glyph == "…" or _ALPHABET.search(name)
        plain = glyph if stays else unicodedata.normalize("NFKC", glyph)
        bold = "BOLD" in name
        word = len(plain) > 1 and plain[0].isalpha()
        if skip:
            skip -= 1
            continue
        if (glyph == "}" or glyph in _LARGE) and (bounds := _bounds(glyphs[place + 1 :])):
            out.append(_ESCAPED.get(glyph, glyph) + bounds[0])
            skip = bounds[1]
            continue
        if glyph in ("10", "2") and (power := _power(glyphs[place + 1 :])):
            out.append(f"{glyph}^{{{''.join(power)}}}")
            skip = len(power)
            continue
        following = [*glyphs[place + 1 : place + 3], "", ""]
        is_arrow = glyph == "→" and (following[0][:1].isalnum() or following[0] in _OPENING)
        if glyph in _ACCENTS and base and out and not scripts and not is_arrow:
            out[-1] = f"\\{_ACCENTS[glyph]}{{{out[-1]}}}"
        elif base and glyph in _RAISED:
            out.append(f"^{{{plain}}}")
            scripts = 2
        elif base and base not in _LARGE and scripts < 2 and (plain.isalnum() or word):
            squared = plain.isdigit() and "".join(out[:-1]).endswith(("O(", "𝒪("))  # O(n²)
            mark = "^" if scripts or base in _SETS or squared else "_"
            script = _text(plain) if word else plain
            if plain in _STEPS and following[0] in _SIGNS and following[1] == "1":  # t+1
                script += following[0] + "1"
                skip = 2
            out.append(f"{mark}{{{script}}}")
            scripts += 1
        else:
            shown = _text(plain) if word else _ESCAPED.get(plain, plain)
            out.append(f"\\mathbf{{{shown}}}" if bold else shown)
            scripts = 0
            base = glyph if _is_base(glyph, word) else ""
            if base in _LARGE:
                out.append(" ")
            continue
        if not glyph:
            base = ""
    return "".join(out).strip()


def _bounds(after: list[str]) -> tuple[str, int] | None:
    """Return the bounds in `{x} i = 1 N` and `∑ i ∈ I` as TeX, and their number of glyphs."""
    letter, sign, first, *last = [*after[:4], "", "", ""][:4]
    if sign == "∈" and first and len(letter) == len(first) == 1:
        return f"_{{{unicodedata.normalize('NFKC', letter)}∈{first}}}", 3
    if len(letter) != 1 or not letter.isalpha() or sign != "=" or first not in ("0", "1"):
        return None
    upper = last[0] if last and last[0].isalnum() else ""
    lower = f"_{{{unicodedata.normalize('NFKC', letter)}={first}}}"
    return lower + (f"^{{{unicodedata.normalize('NFKC', upper)}}}" if upper else ""), 3 + bool(
        upper
    )


def _power(after: list[str]) -> list[str]:
    """Return the glyphs of a power of ten or two: `10 − 3`, `10 6`."""
    if after[:1] and after[0].isdigit():
        return after[:1]
    negative = after[:1] in (["−"], ["-"]) and len(after) > 1 and after[1].isdigit()
    return ["-", after[1]] if negative else []


def _is_base(glyph: str, word: bool) -> bool:
    return glyph in _LARGE or (not word and bool(glyph) and glyph[0].isalpha())


def _text(word: str) -> str:
    return f"\\operatorname{{{word}}}"
