"""Rules for markdown-it, so that LaTeX in Markdown is not parsed as Markdown."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tui_reader.text.latex import patterns
from tui_reader.text.latex.math import BRACE
from tui_reader.text.latex.recognize import MAX_LENGTH, has_math_sign, is_formula
from tui_reader.text.latex.symbols import accented_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_OPEN_DISPLAY = re.compile(r"\$\$|\\\[|\\begin\{((?:equation|align|gather|multline|eqnarray)\*?)\}")
_NUMBER_AFTER = re.compile(r"\s*[,.;]?\s*(?:\([A-Z]?[\d.]{1,6}[a-z]?\))?\s*")
_LINES = 60  # maximum lines of a formula


_ESCAPED_MARK = re.compile(r"\\([*_])(?=\{|\\|[A-Za-z0-9*](?![A-Za-z0-9]))")
_WITH_ENTITY = re.compile(r"\$[^$\n]{0,500}&(?:[a-z]{2,8}|#\d{1,5});[^$\n]{0,500}\$")
_TEXT_GROUP = re.compile(r"\\(?:text[a-z]*|mathrm|mbox|operatorname)\s*\{[^{}]*\}")


def tidy_tex(tex: str) -> str:
    r"""Undo escapes of Markdown and HTML in a formula: `&lt;`, and `\_` before an index."""
    if "&" in tex and ";" in tex:
        tex = unescape(tex)
    if "\\_" not in tex and "\\*" not in tex:
        return tex
    parts: list[str] = []
    at = 0
    for group in _TEXT_GROUP.finditer(tex):
        parts += [_ESCAPED_MARK.sub(r"\1", tex[at : group.start()]), group[0]]
        at = group.end()
    return "".join(parts) + _ESCAPED_MARK.sub(r"\1", tex[at:])


def preserve_latex(reader: MarkdownIt) -> None:
    """Formulas on separate lines become tokens `formula`; other LaTeX stays in the text."""
    reader.inline.ruler.before("escape", "latex", _latex_rule)
    reader.block.ruler.before("fence", "formula", _display_rule, {"alt": ["paragraph"]})


def _latex_rule(state: StateInline, silent: bool) -> bool:
    r"""Keep `$a_b*c*$`, `\cite{a_b}` and ``quotes'' as text: `latex` converts them later."""
    at = state.pos
    pair = state.src[at : at + 2]
    if pair[:1] not in ("$", "\\") and pair not in ("``", "{\\", "_{", "^{"):
        return False
    end = latex_end(state.src, at)
    tex = tidy_tex(state.src[at:end])
    if end <= at and pair[0] == "$" and (found := _WITH_ENTITY.match(state.src, at)):
        tex = tidy_tex(found[0])
        end = found.end() if latex_end(tex, 0) == len(tex) else at
    if end <= at or end > state.posMax:
        return False
    if not silent:
        state.pending += tex
    state.pos = end
    return True


def _display_rule(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """Match a formula on separate lines, which would be lists and headings otherwise."""
    begin = state.bMarks[line] + state.tShift[line]
    opened = _OPEN_DISPLAY.match(state.src, begin)
    if state.is_code_block(line) or opened is None:
        return False
    close = {"$$": "$$", "\\[": "\\]"}.get(opened[0], f"\\end{{{opened[1]}}}")
    for end in range(line, min(last, line + _LINES)):
        start = opened.end() if end == line else state.bMarks[end]
        text = state.src[start : state.eMarks[end]].rstrip()
        closed = text.find(close)
        if closed >= 0 and not text.endswith(close):
            if _NUMBER_AFTER.fullmatch(text, closed + len(close)) is None:
                return False
            break
        again = end > line and close != opened[0] and text.lstrip().startswith(opened[0])
        blank = end > line and not text.strip()
        if text.endswith(close) or (blank and opened[0] != "$$") or again:
            break
    else:
        return False
    closed = text.rfind(close)
    if closed < 0:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        behind = text[closed + len(close) :].rstrip()
        token.content = state.src[opened.end() : start + closed] + behind
    state.line = end + 1
    return True


def latex_end(source: str, at: int) -> int:
    r"""Return the end of the LaTeX that begins at `at`, or `at` if there is none.

    Text that is also Markdown (`\%`, `` `code` ``, `\[1\]`) does not count.
    """
    match = patterns.PART.match(source, at, at + MAX_LENGTH)
    kind = match.lastgroup if match else None
    if match is None or kind in (
        "escaped", "single", "nothing", "json", "contraction", "literal", "close", "dash",
    ):  # fmt: skip
        return at
    end = match.end()
    if kind == "accent":
        accent = accented_at(source, at, len(source))
        return accent[1] if accent else at
    if kind == "formula":
        last = {"\\(": "\\)", "\\[": "\\]"}.get(match[0], match[0])
        close = source.find(last, end, at + MAX_LENGTH)
        inside, after = source[end:close], source[close + len(last) : close + len(last) + 1]
        found = close >= 0 and is_formula(inside, after)
        found = found and (last[0] == "$" or has_math_sign(inside))
        return close + len(last) if found else at
    if kind == "macro" and (begin := patterns.BEGIN.match(source, at)):
        name = begin[0].replace("begin", "end", 1)
        close = source.find(name, end, at + MAX_LENGTH)
        return end if close < 0 else close + len(name)
    if kind not in ("macro", "group", "mark"):
        return end
    depth, option = 0, patterns.OPTION.match(source, end)
    start = at if kind == "group" else option.end() if option else end
    for brace in BRACE.finditer(source, start, at + MAX_LENGTH):
        if depth == 0 and brace.start() != start:
            break
        depth += 1 if brace[0] == "{" else -1
        if depth <= 0:
            return brace.end()
    return end if kind == "macro" else at
