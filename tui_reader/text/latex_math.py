r"""Formulas of LaTeX as one line of Unicode: `\frac{a+b}{c} \in \mathbb{R}^d` → (a+b)/c ∈ ℝᵈ.

Spaces stay where the author wrote them. What has no form in Unicode keeps a readable one: ^(…).
"""

# ruff: noqa: SIM905 (a line of words is read faster than a list of strings)
from __future__ import annotations

import re
import unicodedata

from tui_reader.text.latex_symbols import (
    ALPHABETS,
    FENCES,
    HATS,
    OPERATORS,
    hatted,
    is_relation,
    letters,
    script,
    sign,
)

Run = tuple[str, str]  # text, style: "", "bold", "italic" or "code"
Group = tuple[int, int]  # where the inside of a pair of braces begins and ends

DEPTH = 24  # nested groups that are followed; deeper ones are shown as they stand
LONGEST = 4_000  # characters of a formula

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_~&'\\]|\s+|[^\\{}^_~&'\s]+", re.S)
BRACE = re.compile(r"(?<!\\)[{}]")
_DOLLAR = re.compile(r"(?<!\\)\$")
_BLANKS = re.compile(r"[^\S\n]{2,}| *\n *|(?<=[\[(]) +| +(?=[;,\])])")

_SURE = re.compile(r"\\[A-Za-z]|[\^_=<>]")
_MACROS = re.compile(r"\\[A-Za-z]+\*?\s?(?:\{[^{}]*\})?|[\^_]\{[^{}]*\}")
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}[,;]?\s+[A-Za-z]{2,}")

_SPACES = dict.fromkeys((",", ";", ":", " ", "\n", ">"), " ")
_FRACTIONS = frozenset("frac dfrac tfrac cfrac nicefrac sfrac".split())
_BINOMIALS = frozenset("binom dbinom tbinom".split())
_STACKED = {"overset": "^", "stackrel": "^", "underset": "_"}
_PAIRS = {"abs": "||", "norm": "‖‖", "ceil": "⌈⌉", "floor": "⌊⌋", "set": "{}"}
_WORDS = frozenset("text textrm textbf textit textsf texttt textup textnormal mbox hbox".split())
_WALLS = {"bmatrix": "[]", "pmatrix": "()", "vmatrix": "||", "Vmatrix": "‖‖", "cases": "{ "}
_SAID = frozenset("cite citep citet citealp citealt citeauthor citeyear parencite textcite".split())
_SAID |= frozenset("ref autoref cref Cref pageref nameref eqref".split())
_DROPPED = frozenset(
    "label color vspace hspace vskip phantom hphantom vphantom input thanks".split()
)
_DROPPED |= frozenset("bibliography bibliographystyle setlength includegraphics".split())
MACROS = ALPHABETS | HATS.keys() | _FRACTIONS | _BINOMIALS | _STACKED.keys() | {"sqrt"}

_SCRIPTS = "[⁰-₟ᵃ-ᶿᴬ-ᵡⱼⱽ′*\u0300-\u036f]*"
_FACTOR = re.compile(rf"√?(?:[0-9.]+|[^\W0-9_][^\W_]*(?:_[^\W_]+)?){_SCRIPTS}|√?\([^()]*\)")
_PRODUCT = re.compile(rf"[0-9.]*[∂∇√]?(?:[^\W0-9_][^\W_]*(?:_[^\W_]+)?)?{_SCRIPTS}|\([^()]*\)")


def is_formula(inside: str, after: str = "") -> bool:
    """Whether what stands between two dollars is a formula, rather than `$5 and $10`.

    `after` is the character behind the second dollar.
    """
    if not inside.strip() or len(inside) > LONGEST or "\n\n" in inside:
        return False
    if after.isdigit() and "\\" not in inside:
        return False
    sure = is_sure(inside)
    if inside[0].isspace() != inside[-1].isspace() or (inside[0].isspace() and not sure):
        return False
    words = inside.split()
    if after.isalpha() and (inside[-1] in "/:,;-+(=<" or (len(words) > 1 and not sure)):
        return False
    if sure:
        return _PROSE.search(_MACROS.sub(" ", inside)) is None
    return len(words) == 1 or re.search("[A-Za-z]{2}", inside) is None


def is_sure(inside: str) -> bool:
    """Whether it has a sign that only a formula has."""
    return _SURE.search(inside) is not None


class Reader:
    """One text, read once from left to right; `latex` adds how running text is read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.runs: list[Run] = []
        self.depth = 0
        self.closing: dict[int, int] = {}  # where the group that begins here ends
        self._seen: dict[str, int] = {}
        begun: list[int] = []
        for brace in BRACE.finditer(source):
            if brace[0] == "{":
                begun.append(brace.start())
            elif begun:
                self.closing[begun.pop()] = brace.start()

    def text(self, at: int, end: int, style: str = "") -> None:
        """Read `at` to `end` as running text into `runs`."""
        raise NotImplementedError

    def put(self, text: str, style: str = "") -> None:
        if text:
            self.runs.append((text, style))

    def words(self, at: int, end: int) -> str:
        """Running text without its styles."""
        kept, self.runs = self.runs, []
        self.text(at, end)
        shown, self.runs = "".join(text for text, _ in self.runs), kept
        return shown

    def group_at(self, at: int, end: int) -> Group | None:
        """The group `{…}` that begins at `at`; an option in brackets before it is passed over."""
        if self.source.startswith("[", at):
            option = self.source.find("]{", at, min(end, at + 100))
            at = at if option < 0 else option + 1
        close = self.closing.get(at, end)
        return (at + 1, close) if close < end else None

    def next_of(self, mark: str, at: int) -> int:
        """Where `mark` is next, -1 for nowhere; remembered, so that no text is searched twice."""
        known = self._seen.get(mark, -2)
        if known == -1 or known >= at:
            return known
        if mark == "$":
            found = _DOLLAR.search(self.source, at)
            known = found.start() if found else -1
        else:
            known = self.source.find(mark, at)
        self._seen[mark] = known
        return known

    def formula(self, at: int, end: int, display: bool = False) -> str:
        """What stands from `at` to `end` as a formula; with `display` it may have several lines."""
        if self.depth >= DEPTH:
            return self.source[at:end]
        self.depth += 1
        out: list[str] = []
        walls: list[str] = []
        while at < end and (found := _TOKEN.match(self.source, at, end)):
            token, begin, at = found[0], at, found.end()
            if token[0] == "\\":
                if token == "\\\\":
                    out.append("; " if walls and walls[-1] else "\n" if display else " ")
                elif token in ("\\begin", "\\end") and (named := self.group_at(at, end)):
                    at = self._wall(token == "\\begin", named, end, out, walls)
                else:
                    at = self.macro_in(token, at, end, out)
            elif token in "^_":
                raised, at = self.argument(at, end)
                out.append(script(token, raised, self.source[at : min(at + 1, end)]))
            elif token == "{":
                close = self.closing.get(begin, end)
                if close < end:
                    out.append(self.formula(at, close))
                    at = close + 1
            elif token != "}":
                out.append(" " if token in "~&" or token.isspace() else token.replace("'", "′"))
        self.depth -= 1
        shown = "".join(out).strip()
        return _BLANKS.sub(_blank, shown)

    def _wall(self, begin: bool, named: Group, end: int, out: list[str], walls: list[str]) -> int:
        """The side of a matrix; other environments lose their frame."""
        wall = _WALLS.get(kind := self.source[slice(*named)], "")
        at = named[1] + 1
        if begin:
            walls.append(wall)
            out.append(wall[:1])
            if kind == "array" and (columns := self.group_at(at, end)):
                at = columns[1] + 1
        elif walls:
            out.append(walls.pop()[1:])
        return at

    def argument(self, at: int, end: int) -> tuple[str, int]:
        """The argument at `at` (a group, a macro or one character), and where it ends."""
        while at < end and self.source[at].isspace():
            at += 1
        if at >= end:
            return "", at
        close = self.closing.get(at, end)
        if close < end:
            return self.formula(at + 1, close), close + 1
        found = _TOKEN.match(self.source, at, end)
        if found is None or found[0][0] != "\\":
            return self.source[at], at + 1
        out: list[str] = []
        at = self.macro_in(found[0], found.end(), end, out)
        return "".join(out).strip(), at

    def macro_in(self, token: str, at: int, end: int, out: list[str]) -> int:
        """Add what the macro `token` stands for to a formula; where its arguments end."""
        name = token[1:].rstrip("*")
        if not name[:1].isalpha():
            out.append(_SPACES.get(name, "‖" if name == "|" else "" if name in "!/-" else name))
            return at
        if self.depth >= DEPTH:
            out.append(token)
            return at
        self.depth += 1
        before = out[-1][-1:] if out else ""
        if name in _FRACTIONS or name in _BINOMIALS or name in _STACKED:
            upper, at = self.argument(at, end)
            lower, at = self.argument(at, end)
            if name in _FRACTIONS:
                shown = _grouped(upper, _PRODUCT) + "/" + _grouped(lower, _FACTOR)
                shown = " " * before.isalnum() + shown + " " * self._runs_on(at)
            elif name in _BINOMIALS:
                shown = f"({upper} choose {lower})"
            else:
                shown = lower + script(_STACKED[name], upper)
        elif name == "sqrt":
            close = self.source.find("]", at, min(end, at + 20)) if self._is("[", at) else -1
            index = self.source[at + 1 : close] if close > 0 else ""
            inside, at = self.argument(max(at, close + 1), end)
            root = {"3": "∛", "4": "∜"}.get(index) or (script("^", index) if index else "") + "√"
            shown = root + _grouped(inside, _FACTOR)
        elif name in ALPHABETS or name in HATS:
            inside, at = self.argument(at, end)
            shown = letters(name, inside) if name in ALPHABETS else hatted(name, inside)
        elif name == "not":
            inside, at = self.argument(at, end)
            shown = unicodedata.normalize("NFC", inside[:1] + "\u0338") + inside[1:]
            shown, at = self._spaced(shown, at, before)
        elif name in FENCES:
            shown, at = "", at + self.source.startswith(".", at)
        else:
            shown, at = self._named(name, at, end, before)
        self.depth -= 1
        out.append(shown)
        return at

    def _named(self, name: str, at: int, end: int, before: str) -> tuple[str, int]:
        """Signs, words, and macros that we do not know."""
        group = self.group_at(at, end)
        if group and name in _WORDS:
            return self.words(*group), group[1] + 1
        if name in OPERATORS or (group and name.startswith("operatorname")):
            if group and name not in OPERATORS:
                name, at = self.formula(*group), group[1] + 1
            after = self.source[at : at + 2]
            gap = after[:1].isalnum() or (after[:1] == "\\" and after[1:] not in "lbB")
            return " " * (before.isalnum() or before == ")") + name + " " * gap, at
        if group and name in _PAIRS:
            pair = _PAIRS[name]
            return pair[0] + self.formula(*group) + pair[1], group[1] + 1
        shown = sign(name)
        if shown is None:
            aside = self.aside(name, group, end) if group else None
            if group and aside is None:
                return self.formula(*group) or name, group[1] + 1
            return aside or (name, at)
        return self._spaced(shown, at, before) if is_relation(shown) else (shown, at)

    def _spaced(self, shown: str, at: int, before: str) -> tuple[str, int]:
        r"""A relation has a space on both sides or on none: TeX eats the one behind `a\le b`."""
        blank = self.source[at : at + 1].isspace()
        if before in ("", "("):
            return shown, at + (blank and shown in "±∓∼×·")
        return (f" {shown} " if blank or before == " " else shown), at

    def aside(self, name: str, group: Group, end: int) -> tuple[str, int] | None:
        """What belongs to the document, not to the words: citations, addresses, notes, labels."""
        inner = self.source[slice(*group)].strip()
        at = group[1] + 1
        if name in _SAID:
            keys = ", ".join(key.strip() for key in inner.split(","))
            return (f"({keys})" if name == "eqref" else f"[{keys}]"), at
        if name in _DROPPED:
            return "", at
        if name in ("url", "path", "nolinkurl"):
            return inner, at
        if name == "href" and (second := self.group_at(at, end)):
            return f"{self.words(*second)} ({inner})", second[1] + 1
        if name == "textcolor" and (second := self.group_at(at, end)):
            return self.words(*second), second[1] + 1
        if name in ("footnote", "tag"):
            return f" ({self.words(*group)})", at
        if name in ("textsuperscript", "textsubscript"):
            return script("^" if name == "textsuperscript" else "_", self.formula(*group)), at
        return None

    def _is(self, mark: str, at: int) -> bool:
        return self.source.startswith(mark, at)

    def _runs_on(self, at: int) -> bool:
        """Whether what follows would read as part of a denominator."""
        after = self.source[at : at + 2]
        return after[:1].isalnum() or (after[:1] == "\\" and after[1:].isalpha())


def _grouped(text: str, simple: re.Pattern[str]) -> str:
    return text if len(text) < 2 or simple.fullmatch(text) else f"({text})"


def _blank(found: re.Match[str]) -> str:
    if "\n" in found[0]:
        return "\n"
    return " " if len(found[0]) > 1 and found.re.fullmatch(found[0]) else ""
