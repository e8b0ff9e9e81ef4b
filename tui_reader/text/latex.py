r"""LaTeX in running text, shown as Unicode: `$x \le 2^{n-1}$` → x ≤ 2ⁿ⁻¹, `Schr\"odinger`, `64\%`.

Only what is surely LaTeX is changed: `$5 and $10`, `100%`, `foo_bar`, `C:\new` stay as they are.
What is stored, searched and copied is the source; this is for the moment it is shown.
"""

# ruff: noqa: SIM905 (a line of words is read faster than a list of strings)
from __future__ import annotations

import re
from functools import lru_cache

from tui_reader.text.latex_math import (
    BRACE,
    DEPTH,
    LONGEST,
    MACROS,
    Group,
    Reader,
    Run,
    is_formula,
    is_sure,
)
from tui_reader.text.latex_symbols import accented, script, sign
from tui_reader.text.sanitize import clean

_CACHED = 20_000  # characters: longer texts are not kept in the cache

_MARKS = ("$", "\\", "`", "~", "^", "}")  # without one of these, nothing here is LaTeX

# The alternatives are tried in this order at each place; each is bounded, or passed over whole.
_TEXT = re.compile(
    r"""
    (?P<as_is> https?://[^\s\\$`{}]+
      | (?<![A-Za-z\\])[A-Za-z]:\\[\w.][^\s{}$]*                                # C:\new
      | (?<!\S)\\\\[\w.-]+\\[^\s{}$]+                                           # \\server\share
      | (?<![\w\\{}$.-])[\w.-]{1,80}(?:\\[\w.-]+){2,}(?![\w\\{$^]) )            # src\new\file
  | \\"(?P<said>[^"\\\n]{1,200})\\"(?![A-Za-z{\\])                              # from a JSON string
  | (?<=[A-Za-z])\\'(?P<short>(?:s|t|m|d|ll|re|ve)\b)                           # it\'s
  | \\(?P<accent>["'`^]|~(?=[nNaAoO{\\])|\.(?=[zZI{])|=(?=\{)|[cvuHkrdb](?=\s?\{))\s?
      (?: \{\s*(?P<held>\\?[A-Za-z])\s*\} | (?P<plain>\\[ij](?![A-Za-z])|[A-Za-z]) )
  | \\(?P<escaped>[%&\#_${}])
  | (?P<space> (?<=[^\s:])\\[ ] | (?<=[\w%)])\\[,;:](?=[\w(]) | \\\\(?=\s|$)
      | (?<=[^\W\d])~(?=[\w(\\$]) | (?<=[\d)\].}$])~(?=[^\W\d]|[(\\$]) )
  | (?P<nothing> \\@ | (?<=[a-z])\\-(?=[a-z]) )
  | (?P<mark> \\[(\[] | \$\$? )
  | ``(?P<double>(?!\s)[^`\n]{1,300}?)(?:''|")
  | (?<![\w`])`(?P<single>(?![\s`'])(?:[^`'\n]|(?<=\w)'(?=\w)){1,120})(?<!\s)'(?![\w'`])
  | \\(?P<macro>[A-Za-z]+)\*?
  | (?<=[\w)\]}|])(?P<script>[\^_])(?=\{)
  | (?<=[\w)])(?<!\^\w)\^(?P<power>[0-9])(?![0-9.^])
  | \{(?P<sign>[,=<>+-])\}
  | (?P<group>\{(?=\\))
    """,
    re.X,
)
_LETTERS = tuple("øØłŁßæÆœŒåÅı")  # S\o ren
_BEGIN = re.compile(r"\\begin\{[a-z]{1,20}\*?\}")
_OPTION = re.compile(r"\[[^\]\n]{0,100}\](?=\{)")
_FONT = re.compile(r"\\([A-Za-z]+)\s*")
_STYLES = {
    **dict.fromkeys(("textbf", "mathbf", "boldsymbol", "bm", "bf", "bfseries"), "bold"),
    **dict.fromkeys(("emph", "textit", "textsl", "it", "em", "sl", "itshape"), "italic"),
    **dict.fromkeys(("texttt", "tt", "ttfamily"), "code"),
}
_DISPLAYS = frozenset("equation align alignat gather multline eqnarray math displaymath".split())


def to_text(source: str) -> str:
    """The text as Unicode, clean; a text without LaTeX comes back as it is. Never raises."""
    if not any(mark in source for mark in _MARKS):
        return clean(source)
    return "".join(text for text, _ in to_runs(source))


def to_runs(source: str) -> list[Run]:
    """The text as Unicode in runs of one style: "", "bold", "italic" or "code". Never raises."""
    if not any(mark in source for mark in _MARKS):
        return [(clean(source), "")] if source else []
    return list((_kept if len(source) <= _CACHED else _spans)(source))


@lru_cache(maxsize=4096)
def formula(source: str, display: bool = False) -> str:
    r"""A formula that was found already, without its dollars. `display`: `\\` begins a line."""
    if len(source) > 4 * LONGEST:
        return clean(source)
    return clean(_Text(source).formula(0, len(source), display))


def extent(source: str, at: int) -> int:
    r"""Where the LaTeX that begins at `at` ends; `at` where none does.

    For the parser of another markup, which has to leave it alone. What means the same in Markdown
    (`\%`, `\_`) or something else there (`` `code` ``, `\[1\]`) does not count as LaTeX.
    """
    found = _TEXT.match(source, at, at + LONGEST)
    kind = found.lastgroup if found else None
    if found is None or kind in ("escaped", "single", "nothing", "said", "short"):
        return at
    end = found.end()
    if kind == "mark":
        last = {"\\(": "\\)", "\\[": "\\]"}.get(found[0], found[0])
        close = source.find(last, end, at + LONGEST)
        inside, after = source[end:close], source[close + len(last) : close + len(last) + 1]
        good = close >= 0 and is_formula(inside, after) and (last[0] == "$" or is_sure(inside))
        return close + len(last) if good else at
    if kind == "macro" and (named := _BEGIN.match(source, at)):
        close = source.find(named[0].replace("begin", "end", 1), end, at + LONGEST)
        return end if close < 0 else close + len(named[0]) - len("begin") + len("end")
    if kind not in ("macro", "group", "script"):
        return end
    depth, option = 0, _OPTION.match(source, end)
    start = at if kind == "group" else option.end() if option else end
    for brace in BRACE.finditer(source, start, at + LONGEST):
        if depth == 0 and brace.start() != start:
            break
        depth += 1 if brace[0] == "{" else -1
        if depth <= 0:
            return brace.end()
    return end if kind == "macro" else at


def _spans(source: str) -> tuple[Run, ...]:
    reader = _Text(source)
    reader.text(0, len(source))
    merged: list[tuple[list[str], str]] = []
    for text, style in reader.runs:
        if not merged or merged[-1][1] != style:
            merged.append(([], style))
        merged[-1][0].append(text)
    return tuple((clean("".join(texts)), style) for texts, style in merged)


_kept = lru_cache(maxsize=2048)(_spans)


class _Text(Reader):
    def text(self, at: int, end: int, style: str = "") -> None:
        if self.depth >= DEPTH:
            self.put(self.source[at:end], style)
            return
        self.depth += 1
        while at < end and (found := _TEXT.search(self.source, at, end)):
            self.put(self.source[at : found.start()], style)
            at = self._piece(found, end, style)
        self.put(self.source[at:end], style)
        self.depth -= 1

    def _piece(self, found: re.Match[str], end: int, style: str) -> int:
        """Show what `_TEXT` found; the place to go on from."""
        kind = found.lastgroup or ""
        value: str = found[kind]
        at = found.end()
        shown: str | None = None
        if kind == "mark":
            return self._between(value, at, end, style)
        if kind == "macro":
            return self._macro(found, end, style)
        if kind == "group":
            return self._group(found.start(), end, style)
        if kind in ("escaped", "sign"):
            shown = value
        elif kind in ("held", "plain"):
            shown = accented(found["accent"], value)
        elif kind == "space":
            shown = "" if value == "\\\\" else " "
        elif kind == "nothing":
            shown = ""
        elif kind == "said":
            shown = f'"{value}"'
        elif kind == "short":
            shown = f"'{value}"
        elif kind == "power":
            shown = script("^", value)
        elif kind in ("double", "single"):
            left, right = "“”" if kind == "double" else "‘’"
            self.put(left, style)
            self.text(*found.span(kind), style)
            shown = right
        elif kind == "script" and (group := self.group_at(at, min(end, at + LONGEST))):
            at = group[1] + 1
            shown = script(value, self.formula(*group), self.source[at : at + 1])
        self.put(found[0] if shown is None else shown, style)
        return at

    def _between(self, mark: str, at: int, end: int, style: str) -> int:
        r"""A formula between dollars or `\( \)`; where it is none, the sign as it is."""
        last = {"\\(": "\\)", "\\[": "\\]"}.get(mark, mark)
        close = self.next_of(last, at)
        after = close + len(last)
        good = at <= close < min(end, at + LONGEST)
        if good and mark[0] == "$":
            good = is_formula(self.source[at:close], self.source[after : after + 1])
        if not good:
            self.put(mark, style)
            return at
        self.put(self.formula(at, close, mark in ("$$", "\\[")), style)
        return after

    def _group(self, at: int, end: int, style: str) -> int:
        r"""`{\it words}` and `{\"o}` lose their braces."""
        close = self.closing.get(at, end)
        if close >= end:
            self.put("{", style)
            return at + 1
        font = _FONT.match(self.source, at + 1, close)
        if font and font[1] in _STYLES and not self.source.startswith("{", font.end()):
            self.text(font.end(), close, _STYLES[font[1]])
        else:
            self.text(at + 1, close, style)
        return close + 1

    def _macro(self, found: re.Match[str], end: int, style: str) -> int:
        name, at = found["macro"], found.end()
        group = self.group_at(at, end)
        if group is None and not self._is_macro(found):
            self.put(found[0], style)
            return at
        if name in MACROS:
            out: list[str] = []
            at = self.macro_in(found[0], at, end, out)
            self.put("".join(out), style)
            return at
        if group is None:
            return self._sign(name, at, style)
        if name in ("begin", "end"):
            return self._environment(found, group, end, style)
        if (aside := self.aside(name, group, end)) is not None:
            self.put(aside[0], style)
            return aside[1]
        shown = sign(name) or ""
        if group[0] == group[1]:
            self.put(shown or name, style)
        else:
            self.put(shown, style)
            self.text(*group, _STYLES.get(name, style))
        return group[1] + 1

    def _is_macro(self, found: re.Match[str]) -> bool:
        r"""Without an argument: `p\approx0.37`, `\ours`; not `foo\bar`, `\n`, `\nAnswer`."""
        name = found["macro"]
        before = self.source[max(0, found.start() - 2) : found.start()]
        if name in MACROS or (shown := sign(name)) is None:
            escape = name[0] in "ntr" and name[1:2].isupper()
            return len(name) > 1 and not before[-1:].isalnum() and not escape
        if len(name) == 1 and shown not in _LETTERS:  # \\S3.2, but \\S+ is a pattern
            return self.source[found.end() : found.end() + 1] in "~ 0123456789"
        return not shown or shown in _LETTERS or not before.isalpha() or len(before) < 2

    def _sign(self, name: str, at: int, style: str) -> int:
        shown = sign(name)
        self.put(name if shown is None else shown, style)
        if shown in _LETTERS and self.source.startswith(" ", at):
            return at + 1
        return at + bool(shown and shown.endswith(".") and self.source.startswith(".", at))  # \ie.

    def _environment(self, found: re.Match[str], group: Group, end: int, style: str) -> int:
        r"""`\begin{equation}` and what belongs to it; others lose their frame only."""
        kind = self.source[slice(*group)]
        at = group[1] + 1
        if found["macro"] == "begin" and kind.removesuffix("*") in _DISPLAYS:
            close = self.next_of(last := f"\\end{{{kind}}}", at)
            if at <= close < min(end, at + LONGEST):
                self.put(self.formula(at, close, True), style)
                return close + len(last)
        return at
