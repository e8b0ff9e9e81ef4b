"""Two rules for markdown-it: LaTeX in Markdown is not Markdown, whatever stars it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui_reader.text import latex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_OPEN_DISPLAY = re.compile(r"\$\$|\\\[|\\begin\{((?:equation|align|gather|multline|eqnarray)\*?)\}")
_LINES = 60  # of a formula


def leave_latex(reader: MarkdownIt) -> None:
    """Formulas on lines of their own become tokens `formula`; other LaTeX stays in the text."""
    reader.inline.ruler.before("escape", "latex", _latex_rule)
    reader.block.ruler.before("fence", "formula", _display_rule, {"alt": ["paragraph"]})


def _latex_rule(state: StateInline, silent: bool) -> bool:
    r"""Leave `$a_b*c*$`, `\cite{a_b}` and ``quotes'' alone: `latex` reads them later."""
    at = state.pos
    pair = state.src[at : at + 2]
    if pair[:1] not in ("$", "\\") and pair not in ("``", "{\\", "_{", "^{"):
        return False
    end = latex.extent(state.src, at)
    if end <= at or end > state.posMax:
        return False
    if not silent:
        state.pending += state.src[at:end]
    state.pos = end
    return True


def _display_rule(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A formula on lines of its own, whose lines would be lists and headings otherwise."""
    begin = state.bMarks[line] + state.tShift[line]
    opened = _OPEN_DISPLAY.match(state.src, begin)
    if state.is_code_block(line) or opened is None:
        return False
    close = {"$$": "$$", "\\[": "\\]"}.get(opened[0], f"\\end{{{opened[1]}}}")
    for end in range(line, min(last, line + _LINES)):
        start = opened.end() if end == line else state.bMarks[end]
        text = state.src[start : state.eMarks[end]].rstrip()
        again = end > line and close != opened[0] and text.lstrip().startswith(opened[0])
        if text.endswith(close) or (end > line and not text.strip()) or again:
            break
    else:
        return False
    if not text.endswith(close):
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content = state.src[opened.end() : start + len(text) - len(close)]
    state.line = end + 1
    return True
