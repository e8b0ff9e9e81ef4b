r"""Convert running text with LaTeX in it to Unicode: `Schr\"odinger`, `64\%`, `O(n^2)`, `$x$`.

Only what is certainly LaTeX changes: `$5 and $10`, `foo_bar`, `C:\new`, `--flag` stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tui_reader.text.latex import patterns
from tui_reader.text.latex.macros import (
    DISPLAYS,
    LETTERS,
    MACROS,
    MATH_ENVIRONMENTS,
    STYLES,
    TEXT_FONTS,
    is_color,
)
from tui_reader.text.latex.math import MAX_DEPTH, MathParser, Span
from tui_reader.text.latex.recognize import (
    MAX_LENGTH,
    bare_url,
    is_formula,
    is_macro,
    is_plain_group,
    is_tilde,
    path_end,
)
from tui_reader.text.latex.runs import Run, RunBuilder
from tui_reader.text.latex.symbols import (
    OPERATORS,
    accented_at,
    script,
    symbol,
)

_FIXED = {"nothing": "", "bars": "‖"}
_QUOTES = {
    "double": "“”", "primes": "“”", "mixed": "“”", "single": "‘’", "json": '""',
}  # fmt: skip


def convert(source: str) -> tuple[Run, ...]:
    """Return running text as runs of one style: "", "bold", "italic" or "code"."""
    parser = _TextParser(source)
    parser.text(0, len(source))
    return parser.out.runs()


class _TextParser:
    """Converts one text from left to right into `out`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.math = MathParser(source)
        self.closing = self.math.closing
        self.closed = set(self.closing.values())
        self.out = RunBuilder()
        self._put = self.out.put
        self.depth = 0
        self._next: dict[str, int] = {}
        has_url = "://" in source
        self._special = patterns.SPECIAL_OR_URL if has_url else patterns.SPECIAL

    def text(self, at: int, end: int, style: str = "") -> None:
        """Convert `source[at:end]`."""
        if self.depth >= MAX_DEPTH:
            self._put(self.source[at:end], style)
            return
        self.depth += 1
        start = at
        while at < end and (special := self._special.search(self.source, at, end)):
            match = patterns.PART.match(self.source, special.start(), end)
            if match is None:
                at = special.end()
                continue
            self._put(self.source[start : match.start()], style)
            kind = match.lastgroup or ""
            handler = _HANDLERS.get(kind, _TextParser._literal)
            start = at = handler(self, match, end, style)
        self._put(self.source[start:end], style)
        self.depth -= 1

    def _skip_spaces(self, at: int) -> int:
        match = patterns.SPACES.match(self.source, at)
        return match.end() if match else at

    def _put_space(self, at: int, style: str, text: str = " ") -> int:
        """Append one space unless there is one, and skip the spaces of the source at `at`."""
        after = self._skip_spaces(at)
        if not self.out.last or self.out.last.isspace():
            return after
        if text:
            self._put(text, style)
            return after
        return at

    def _literal(self, match: re.Match[str], end: int, style: str) -> int:
        self._put(_FIXED.get(match.lastgroup or "", match[0]), style)
        return match.end()

    def _simple(self, match: re.Match[str], end: int, style: str) -> int:
        r"""`\%`, `it\'s` and dashes."""
        kind = match.lastgroup or ""
        text = match[kind]
        if kind == "dash":
            text = "—" if len(text) == 3 else "–"
        self._put("'" + text if kind == "contraction" else text[0], style)
        return match.end()

    def _space(self, match: re.Match[str], end: int, style: str) -> int:
        return self._put_space(match.end(), style, "" if match[0] in ("\\\\", "\\!") else " ")

    def _accent(self, match: re.Match[str], end: int, style: str) -> int:
        accent = accented_at(self.source, match.start(), end)
        if accent is None:
            self._put("\\", style)
            return match.start() + 1
        self._put(accent[0], style)
        return accent[1]

    def _quoted(self, match: re.Match[str], end: int, style: str) -> int:
        kind = match.lastgroup or ""
        self._put(_QUOTES[kind][0], style)
        self.text(*match.span(kind), style)
        self._put(_QUOTES[kind][1], style)
        return match.end()

    def _bold(self, match: re.Match[str], end: int, style: str) -> int:
        self.text(*match.span("bold"), "bold")
        return match.end()

    def _script(self, match: re.Match[str], end: int, style: str) -> int:
        """`10^12`, `F_1`: without braces."""
        at, kind = match.end(), match.lastgroup or ""
        if style == "code":
            return self._literal(match, end, style)
        mark = "^" if kind == "power" else "_"
        self._put(script(mark, match[kind], self.source[at : at + 1]), style)
        return at

    def _mark(self, match: re.Match[str], end: int, style: str) -> int:
        r"""`x^{…}`, `x_\theta`"""
        text, at = self.math.script(match["mark"], match.end(), min(end, match.end() + MAX_LENGTH))
        self._put(text or match["mark"] * (at == match.end()), style)
        return at

    def _tilde(self, match: re.Match[str], end: int, style: str) -> int:
        at = match.start()
        if is_tilde(self.source, at):
            self._put("~", style)
            return at + 1
        return self._put_space(at + 1, style)

    def _url(self, match: re.Match[str], end: int, style: str) -> int:
        """A URL, perhaps with its label in braces: `https://x.org{project page}`."""
        url, at = match["url"], match.end()
        at += self.source.startswith("}{", at)
        if not self.source.startswith("{", at) or at + 1 >= end or url[-1] in "_^":
            self._put(url, style)
            return match.end()
        close = self.closing.get(at, end)
        if close < end and close - at <= 500:
            self._link(url, at + 1, close, style)
            return close + 1
        label = patterns.UNCLOSED_LABEL.match(self.source, at + 1, end)
        if label and bare_url(label[0]) == bare_url(url):
            self._put(url, style)
            return label.end()
        self._put(url + " ", style)
        return at + 1

    def _link(self, url: str, start: int, end: int, style: str) -> None:
        """Append a link: its label and the URL, or only the URL if the label says the same."""
        pieces, self.out.pieces = self.out.pieces, []
        self.text(start, end, style)
        label = "".join(text for text, _ in self.out.pieces).strip()
        inside, self.out.pieces = self.out.pieces, pieces
        if bare_url(label) == bare_url(url) or not label:
            self._put(url, style)
            self._put("." * (label.endswith(".") and not url.endswith(".")), style)
        else:
            self.out.pieces += inside
            self._put(f" ({url})", style)

    def _markdown_link(self, match: re.Match[str], end: int, style: str) -> int:
        if self.out.last == "!":  # an image
            self.out.drop_last()
        self._link(match["target"], *match.span("label"), style)
        return match.end()

    def _anchor(self, match: re.Match[str], end: int, style: str) -> int:
        start = self.source.index(">", match.start("anchor")) + 1
        href = patterns.HREF.search(match["anchor"])
        if href:
            self._link(href[1], start, match.end("anchor"), style)
        else:
            self.text(start, match.end("anchor"), style)
        return match.end()

    def _formula(self, match: re.Match[str], end: int, style: str) -> int:
        r"""Convert a formula between dollars or `\( \)`; other dollars are copied."""
        mark, at = match["formula"], match.end()
        last = {"\\(": "\\)", "\\[": "\\]"}.get(mark, mark)
        close = self._find(last, at)
        after = close + len(last)
        found = at <= close < min(end, at + MAX_LENGTH)
        if found and mark[0] == "$":
            inside, before = self.source[at:close], self.source[at - 2 : at - 1]
            is_price = before.isalpha() and inside[:1].isdigit() and " " in inside
            found = is_formula(inside, self.source[after : after + 1]) and not is_price
        if not found:
            self._put(mark, style)
            return at
        self._put(self.math.render(at, close, mark in ("$$", "\\[")).strip(" "), style)
        return after

    def _norm(self, match: re.Match[str], end: int, style: str) -> int:
        self._put(f"‖{self.math.render(*match.span('norm'))}‖", style)
        return match.end()

    def _find(self, mark: str, at: int) -> int:
        """Return the next position of `mark`, or -1; no part of the text is searched twice."""
        known = self._next.get(mark, -2)
        if known == -1 or known >= at:
            return known
        known = self.source.find(mark, at)
        while mark == "$" and known > 0 and self.source[known - 1] == "\\":
            known = self.source.find(mark, known + 1)
        self._next[mark] = known
        return known

    def _group(self, match: re.Match[str], end: int, style: str) -> int:
        r"""A group: `{\it words}`, `{Name}` and `6{,}400` lose their braces, `{0, 1}` does not."""
        at = match.start()
        close = self.closing.get(at, end)
        before, inside = self.source[at - 1 : at], self.source[at + 1 : close]
        if close >= end:
            self._put("" if inside[:1].isalnum() or inside[:1] == "\\" else "{", style)
            return at + 1
        if inside in ("=", "<", ">", "+", "-", ",", ":", ".", "/", "~"):
            self._put(" " if inside == "~" else inside, style)
            return close + 1
        declaration = patterns.DECLARATION.match(self.source, at + 1, close)
        has_font = declaration is not None and declaration[1] in STYLES
        if declaration and has_font and self.source[declaration.end()] not in "{}":
            self.text(declaration.end(), close, STYLES[declaration[1]])
            return close + 1
        plain = is_plain_group(self.source, at, close)
        if plain and patterns.DOMAIN_BEFORE.search(self.source, max(0, at - 120), at):
            self._put(f" ({inside})", style)
            return close + 1
        scripted = self.source[close + 1 : close + 2] in ("^", "_")
        if inside[:1] == "\\" or plain or scripted or (not inside and before.isalnum()):
            word = patterns.WORD_BEFORE.search(self.source, max(0, at - 20), at)
            self._put(" " * bool(plain and word and len(inside) > 1), style)
            self.text(at + 1, close, style)
            return close + 1
        self._put("{", style)
        return at + 1

    def _close(self, match: re.Match[str], end: int, style: str) -> int:
        at = match.start()
        before, after = self.source[at - 1 : at], self.source[at + 1 : at + 2]
        between = " " * (before.isalnum() and after.isalnum())
        self._put("}" if at in self.closed or not before.strip() else between, style)
        return at + 1

    def _macro(self, match: re.Match[str], end: int, style: str) -> int:
        name, at = match["macro"], match.end()
        path = path_end(self.source, match.start())
        if path > match.start():
            self._put(self.source[match.start() : path], style)
            return path
        group = self._argument(name, at, end)
        if group is None and not is_macro(self.source, match.start(), name):
            self._put(match[0], style)
            return at
        if self.source.startswith("{", at) and group is None and at < end:
            known = name in TEXT_FONTS or name in ("url", "href", "footnote", "color", "textcolor")
            self._put("" if known else symbol(name) or name, style)
            return at + 1
        if name in ("begin", "end") and group:
            return self._environment(match.start(), group, end, style)
        if name in TEXT_FONTS and group and name not in MACROS:
            self.text(*group, STYLES.get(name, style))
            return group[1] + 1
        if group and (after := self._aside(name, at, group, end, style)) >= 0:
            return after
        if group and name not in MACROS and symbol(name) is None:
            if group[0] == group[1]:
                self._put(name, style)
            else:
                self.text(*group, style)
            return group[1] + 1
        return self._symbol(match, at, end, style)

    def _argument(self, name: str, at: int, end: int) -> Span | None:
        if self.source.startswith((" ", "\n"), at) and name not in TEXT_FONTS:
            return None
        return self.math.group(at, end)

    def _symbol(self, match: re.Match[str], at: int, end: int, style: str) -> int:
        """A macro of formulas, an abbreviation, or the name of an unknown macro."""
        before = self.out.last
        (kind, text), at = self.math.macro(match[0], at, min(end, at + MAX_LENGTH), before)
        after = self.source[at : min(at + 2, end)]
        if kind == "space!":
            return self._put_space(at, style)
        if kind == "open":
            self._put(text, style)
            return self._skip_spaces(at)
        if kind == "close" and before == " ":
            self.out.drop_last()
        name = match["macro"]
        if before.isalnum() and (kind == "word" or name in OPERATORS):
            text = f" {text}"
        if not text:
            return self._put_space(at, style, "")
        joined = kind == "relation" and before.strip() and before not in "([{," and after[:1] == " "
        if joined and (text != "×" or after[1:].isdigit() or not before.isdigit()):
            self._put(f" {text} ", style)
            return at + 1
        self._put(text, style)
        if index := patterns.INDEX.match(self.source, at, end):
            self._put(script("_", index[1], self.source[index.end() : index.end() + 1]), style)
            return index.end()
        if text in LETTERS and after[:1] == " ":
            return at + 1
        doubled = (text[-1:] == "." and after[:1] == ".") or (text[-1:] == " " and after[:1] == " ")
        return at + doubled  # \ie.

    def _aside(self, name: str, at: int, group: Span, end: int, style: str) -> int:
        """Append a link, note or color, and return its end; -1 for other macros."""
        inside, after = self.source[slice(*group)].strip(), group[1] + 1
        second = self.math.group(after, end)
        is_url = name in ("url", "path", "nolinkurl")
        if is_url and not self.source.startswith("{", after):
            self._put(inside.replace("\\", ""), style)
            return after
        if second and (is_url or name == "href"):
            self._link(inside.replace("\\", ""), *second, style)
            return second[1] + 1
        if name in ("textcolor", "colorbox") and second:
            self.text(*second, style)
            return second[1] + 1
        if name in ("textcolor", "colorbox") and is_color(inside):
            return after
        if name in ("footnote", "thanks"):
            self._put("(" if self.out.last.isspace() else " (", style)
            self.text(*group, style)
            self._put(")", style)
            return after
        if (aside := self.math.aside(name, at, end)) is None:
            return -1
        if not aside[0]:
            return self._put_space(aside[1], style, "")
        self._put(aside[0], style)
        return aside[1]

    def _environment(self, start: int, group: Span, end: int, style: str) -> int:
        r"""`\begin{equation}` with its content; other environments lose their frame only."""
        kind, at = self.source[slice(*group)], group[1] + 1
        inner = self.math.environments.get(start)
        is_math = inner is not None and kind.rstrip("*") in MATH_ENVIRONMENTS
        if inner and is_math and inner.end <= min(end, start + MAX_LENGTH):
            self._put(self.math.render(start, inner.end), style)
            return inner.end
        if self.source.startswith("\\begin", start) and kind.removesuffix("*") in DISPLAYS:
            close = self._find(last := f"\\end{{{kind}}}", at)
            if at <= close < min(end, at + MAX_LENGTH):
                self._put(self.math.render(at, close, True), style)
                return close + len(last)
        return self._put_space(at, style, "")


_Handler = Callable[[_TextParser, re.Match[str], int, str], int]
_HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys(_QUOTES, _TextParser._quoted),
    **dict.fromkeys(("power", "digit", "letter", "single_letter"), _TextParser._script),
    "url": _TextParser._url,
    "accent": _TextParser._accent,
    **dict.fromkeys(("escaped", "contraction", "dash"), _TextParser._simple),
    "space": _TextParser._space,
    "formula": _TextParser._formula,
    "macro": _TextParser._macro,
    "tilde": _TextParser._tilde,
    "bold": _TextParser._bold,
    "target": _TextParser._markdown_link,
    "anchor": _TextParser._anchor,
    "mark": _TextParser._mark,
    "norm": _TextParser._norm,
    "group": _TextParser._group,
    "close": _TextParser._close,
}
