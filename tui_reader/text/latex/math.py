r"""LaTeX formulas as Unicode: `\frac{a+b}{c} \in \mathbb{R}^d` → (a+b)/c ∈ ℝᵈ.

`render` and `render_runs` convert one formula; `latex` converts running text with formulas in it.
Parts without a Unicode form stay readable, as in `^(…)`; no letter of a formula is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

from tui_reader.text.latex import symbols
from tui_reader.text.latex.grid import Environment, find_environments, split_rows
from tui_reader.text.latex.macros import (
    ARROWS,
    BINOMIALS,
    BRACED,
    CASES,
    CITATIONS,
    DROPPED,
    FRACTIONS,
    MATRICES,
    PAIRS,
    STACKED,
    TEXT_MACROS,
    TEXT_SPACES,
    WITH_COLUMNS,
    is_color,
)
from tui_reader.text.latex.recognize import MAX_LENGTH
from tui_reader.text.latex.runs import Run, RunBuilder
from tui_reader.text.latex.spacing import FACTOR, PRODUCT, Atom, align, braced, grouped, join
from tui_reader.text.latex.symbols import (
    ALPHABETS,
    BOLD_MACROS,
    FENCES,
    MATH_ACCENTS,
    OPERATORS,
    script,
    symbol,
)
from tui_reader.text.sanitize import clean

Span = tuple[int, int]  # start and end of the content of a pair of braces

MAX_DEPTH = 24  # nested groups; deeper ones are shown as source

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_~&'$\\]|\s+|[^\\{}^_~&'$\s]+", re.S)
BRACE = re.compile(r"(?<!\\)[{}]")
_SPACES = re.compile(r"\s*")
_OPTION = re.compile(r"\s*\[([^\]\n]{0,100})\]")
_LETTERS_AFTER_BRACE = re.compile(r"[A-Za-z0-9]+")


def render(tex: str, display: bool = False) -> str:
    r"""Return a formula as Unicode text with plain letters. Never raises.

    Args:
        tex: the source without its delimiters (`$`, `\(`, `\begin{equation}`).
        display: keep the lines of `\\`, `cases` and `align`, aligned at `&`; otherwise the
            result is a single line.
    """
    return "".join(text for text, _ in render_runs(tex, display))


@lru_cache(maxsize=4096)
def render_runs(tex: str, display: bool = False) -> tuple[Run, ...]:
    """Like `render`, as runs of one style: "" or "bold"."""
    if len(tex) > 4 * MAX_LENGTH:
        return ((clean(tex), ""),)
    out = RunBuilder()
    out.put(MathParser(tex).render(0, len(tex), display), "")
    return out.runs()


class MathParser:
    """Converts formulas of one source, which is scanned for braces only once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.depth = 0
        self.closing: dict[int, int] = {}  # position of { → position of its }
        opened: list[int] = []
        for brace in BRACE.finditer(source):
            if brace[0] == "{":
                opened.append(brace.start())
            elif opened:
                self.closing[opened.pop()] = brace.start()

    @cached_property
    def environments(self) -> dict[int, Environment]:
        return find_environments(self.source) if "\\begin" in self.source else {}

    def render(self, start: int, end: int, display: bool = False) -> str:
        """Return the formula in `source[start:end]`; bold letters are mathematical ones (𝐱)."""
        if self.depth >= MAX_DEPTH:
            return self.source[start:end]
        self.depth += 1
        text = self._lines(start, end, "align" if display else "", display)
        self.depth -= 1
        return text

    def group(self, at: int, end: int) -> Span | None:
        """Return the content of the group `{…}` at `at`, after spaces and an option `[…]`."""
        option = _OPTION.match(self.source, at, end)
        if option and self.source.startswith("{", option.end()):
            at = option.end()
        at = self._skip_spaces(at, end)
        close = self.closing.get(at, end)
        return (at + 1, close) if close < end else None

    def argument(self, at: int, end: int) -> tuple[str, int]:
        """Return the argument at `at` (a group, a macro or one character) and its end."""
        at = self._skip_spaces(at, end)
        if at >= end:
            return "", at
        if self.source[at] == "{":
            close = self.closing.get(at, end)
            if close < end:
                return self.render(at + 1, close), close + 1
            match = _LETTERS_AFTER_BRACE.match(self.source, at + 1, end)
            return (match[0], match.end()) if match else ("", at + 1)
        token = _TOKEN.match(self.source, at, end)
        if token is None or token[0][0] != "\\":
            return self.source[at], at + 1
        atom, at = self.macro(token[0], token.end(), end)
        return atom[1].strip(), at

    def script(self, mark: str, at: int, end: int) -> tuple[str, int]:
        """Return the argument of `^` or `_` at `at` as a superscript or subscript."""
        at = self._skip_spaces(at, end)
        text, after = self.argument(at, end)
        if "\\" not in self.source[at:after]:
            text = text.replace(" ", "")
        following = self._skip_spaces(after, end)
        next_char = self.source[following : min(following + 1, end)]
        return script(
            mark, text, next_char if following == after or next_char in "^_" else ""
        ), after

    def macro(self, token: str, at: int, end: int, before: str = "") -> tuple[Atom, int]:
        r"""Convert the macro `token` (`\name`). Returns its text and the end of its arguments.

        `before` is the text shown before it.
        """
        name = token[1:].rstrip("*") or "*"
        if not name[:1].isalpha():
            text = "‖" if name == "|" else "" if name in "!/-" else name
            kind_of = {"{": "open", "}": "close"}.get(name, "ordinary")
            return (("space!", " ") if name in TEXT_SPACES else (kind_of, text)), at
        if self.depth >= MAX_DEPTH:
            return ("ordinary", token), at
        self.depth += 1
        result = self._arguments(name, at, end) or self._named(name, at, end, before)
        self.depth -= 1
        return result

    def _skip_spaces(self, at: int, end: int) -> int:
        match = _SPACES.match(self.source, at, end)
        return match.end() if match else at

    def _inline(self, at: int, end: int, display: bool) -> str:
        atoms: list[Atom] = []
        source = self.source
        while at < end and (match := _TOKEN.match(source, at, end)):
            token, start, at = match[0], at, match.end()
            if token in ("\\begin", "\\end"):
                atom, at = self._environment(start, at, end, display, atoms)
            elif token in ("\\bf", "\\boldmath", "\\bfseries") and not source.startswith("{", at):
                atom, at = ("ordinary", symbols.bold(self._inline(at, end, display))), end
            elif token[0] == "\\" and len(token) > 1:
                atom, at = self.macro(token, at, end, atoms[-1][1] if atoms else "")
            elif token in "^_":
                text, at = self.script(token, at, end)
                atom = ("script", text)
            elif token == "{" and (close := self.closing.get(start, end)) < end:
                atom, at = ("group", self.render(start + 1, close)), close + 1
            elif token in "{}":
                continue
            elif token in "~&":
                atom = ("space!", " ")
            elif token.isspace():
                atom = ("space", " ")
            else:
                atom = ("ordinary", token.replace("'", "′"))
            atoms.append(atom)
        return join(atoms)

    def _text(self, at: int, end: int) -> str:
        r"""Return the argument of `\text`: words, with formulas in dollars."""
        out: list[str] = []
        source = self.source
        while at < end and (match := _TOKEN.match(source, at, end)):
            token, start, at = match[0], at, match.end()
            if token == "$" and (close := source.find("$", at, end)) >= 0:
                out.append(self.render(at, close))
                at = close + 1
            elif token[0] == "\\" and (accent := symbols.accented_at(source, start, end)):
                letter, at = accent
                out.append(letter)
            elif token[0] == "\\" and len(token) > 1:
                atom, at = self.macro(token, at, end)
                out.append(atom[1])
                at = self._skip_spaces(at, end) if atom[1] == "<" else at
            elif token == "{" and (close := self.closing.get(start, end)) < end:
                out.append(self._text(start + 1, close))
                at = close + 1
            elif token not in "{}":
                out.append(" " if token == "~" or token.isspace() else token)
        return "".join(out)

    def _arguments(self, name: str, at: int, end: int) -> tuple[Atom, int] | None:
        """Convert a macro with arguments, None if `name` is not one."""
        if name in FRACTIONS:
            upper, at = self.argument(at, end)
            lower, at = self.argument(at, end)
            return ("fraction", grouped(upper, PRODUCT) + "/" + grouped(lower, FACTOR)), at
        if name in BINOMIALS:
            upper, at = self.argument(at, end)
            lower, at = self.argument(at, end)
            return ("group", f"({upper} choose {lower})"), at
        if name in STACKED:
            upper, at = self.argument(at, end)
            base, at = self.argument(at, end)
            kind = "relation" if symbols.is_relation("", base) or base in "=<>" else "group"
            return (kind, base + script(STACKED[name], upper)), at
        if name in ARROWS:
            below = ""
            if option := _OPTION.match(self.source, at, end):
                below = script("_", self.render(option.start(1), option.end(1)))
                at = option.end()
            above, at = self.argument(at, end)
            return ("relation", ARROWS[name] + script("^", above) + below), at
        if name in BRACED:
            inside, at = self.argument(at, end)
            return ("group", inside if len(inside) < 2 else f"({inside})"), at
        if name in ("pmod", "mod", "pod"):
            inside, at = self.argument(at, end)
            text = f"mod {inside}" if name == "mod" else f"(mod {inside})"
            return ("word", f"({inside})" if name == "pod" else text), at
        if name == "sqrt":
            option = _OPTION.match(self.source, at, end)
            index = option[1].strip() if option else ""
            inside, at = self.argument(option.end() if option else at, end)
            root = {"3": "∛", "4": "∜"}.get(index) or (script("^", index) if index else "") + "√"
            return ("group", root + grouped(inside, FACTOR)), at
        if name in ALPHABETS:
            inside, at = self.argument(at, end)
            return ("group", symbols.math_letters(name, inside)), at
        if name in MATH_ACCENTS:
            inside, at = self.argument(at, end)
            return ("group", symbols.with_math_accent(name, inside)), at
        if name == "not":
            inside, at = self.argument(at, end)
            negated = unicodedata.normalize("NFC", inside[:1] + "\u0338") + inside[1:]
            return ("relation", negated), at
        if name == "substack" and (group := self.group(at, end)):
            return ("group", self._lines(*group, "", False, ", ")), group[1] + 1
        return None

    def _named(self, name: str, at: int, end: int, before: str) -> tuple[Atom, int]:
        """Convert symbols, operators, fonts and unknown macros."""
        group = self.group(at, end)
        if name in FENCES:
            return self._fence(name, at, end)
        if group and name in TEXT_MACROS:
            return ("group", self._text(*group)), group[1] + 1
        if name in BOLD_MACROS and name not in ("bf", "bfseries", "boldmath"):
            if group and name == "textbf":
                return ("group", symbols.bold(self._text(*group))), group[1] + 1
            inside, at = self.argument(at, end)
            return ("group", symbols.bold(inside)), at
        if group and name.startswith("operatorname"):
            return ("operator", self.render(*group)), group[1] + 1
        if name == "deg":
            return (
                ("symbol", "°") if before[-1:].isdigit() or not before else ("operator", name)
            ), at
        if name == "bmod":
            return ("word", "mod"), at
        if name in OPERATORS:
            return ("operator", name), at
        if group and name in PAIRS:
            pair = PAIRS[name]
            return ("group", pair[0] + self.render(*group) + pair[1]), group[1] + 1
        if (aside := self.aside(name, at, end)) is not None:
            return ("group", aside[0]), aside[1]
        text = symbol(name)
        if text is None:
            if group:
                return ("group", self.render(*group) or name), group[1] + 1
            return ("operator", name), at
        if symbols.is_relation(name, text):
            return ("relation", text), at
        if name in ("langle", "lceil", "lfloor", "lvert", "lVert", "lbrace", "lbrack"):
            return ("open", text), at
        if name in ("rangle", "rceil", "rfloor", "rvert", "rVert", "rbrace", "rbrack"):
            return ("close", text), at
        if text == " ":
            return ("space!", text), at
        return ("ordinary" if text in "…⋯⋮⋱" else "symbol", text), at

    def _fence(self, name: str, at: int, end: int) -> tuple[Atom, int]:
        r"""Convert `\left`, `\right` or `\big` with the delimiter after it."""
        at = self._skip_spaces(at, end)
        token = _TOKEN.match(self.source, at, end)
        if token is None or name == "middle" or token[0] in ("{", "}"):
            return ("ordinary", ""), at
        if token[0][0] == "\\":
            (kind, text), after = self.macro(token[0], token.end(), end)
        else:
            kind, text, after = "ordinary", self.source[at], at + 1
        if name == "left" or name.endswith("l"):
            kind = "open"
        elif name == "right" or name.endswith("r"):
            kind = "close"
        return (kind, "" if text == "." else text), after

    def aside(self, name: str, at: int, end: int) -> tuple[str, int] | None:
        """Convert a citation, reference, note or color; None for other macros."""
        option = _OPTION.match(self.source, at, end)
        group = self.group(at, end)
        if group is None:
            return None
        inside, after = self.source[slice(*group)].strip(), group[1] + 1
        if name in CITATIONS:
            keys = ", ".join(key.strip() for key in inside.split(","))
            return (f"({keys})" if name == "eqref" else f"[{keys}]"), after
        if name in ("hspace", "mspace", "kern"):
            return " ", after
        if name in DROPPED or name in ("begin", "end"):
            return "", after
        if name in ("color", "rowcolor", "cellcolor"):
            return ("" if option or is_color(inside) else inside), after
        if name in ("textcolor", "colorbox") and (second := self.group(after, end)):
            return self.render(*second), second[1] + 1
        if name in ("url", "path", "nolinkurl"):
            return inside, after
        if name in ("footnote", "tag"):
            return f" ({self._text(*group)})", after
        if name in ("textsuperscript", "textsubscript"):
            mark = "^" if name == "textsuperscript" else "_"
            return script(mark, self.render(*group)), after
        return None

    def _environment(
        self, start: int, at: int, end: int, display: bool, atoms: list[Atom]
    ) -> tuple[Atom, int]:
        r"""Convert the environment that begins at `start`; `at` is the end of `\begin`."""
        environment = self.environments.get(start)
        if environment is None or environment.end > end:  # no \end: drop the name only
            group = self.group(at, end)
            return ("ordinary", ""), group[1] + 1 if group else at
        kind, first, last, after = environment
        kind = kind.rstrip("*")
        if kind in WITH_COLUMNS and (columns := self.group(first, last)):
            first = columns[1] + 1
        opened = next((text for _, text in reversed(atoms) if text.strip()), "")
        if kind in CASES or (kind == "array" and opened.endswith("{")):
            text = self._lines(first, last, "cases", display)
            if kind not in CASES:  # it already has the brace
                index = next(n for n in reversed(range(len(atoms))) if atoms[n][1].strip())
                atoms[index] = (atoms[index][0], atoms[index][1].rstrip()[:-1])
            return ("ordinary", braced(text)), after
        if kind in MATRICES:
            walls = MATRICES[kind]
            text = self._lines(first, last, "", False, "; ")
            return ("group", walls[:1] + text + walls[1:]), after
        return ("ordinary", self._lines(first, last, "align", display, "; ")), after

    def _lines(self, start: int, end: int, layout: str, display: bool, separator: str = " ") -> str:
        r"""Convert rows that end in `\\` and cells that end in `&`.

        `layout`: "align" and "cases" give a line per row in a display; otherwise rows are joined
        with `separator`.
        """
        rows = [
            [self._inline(*cell, display) for cell in row]
            for row in split_rows(self.source, start, end, self.closing, self.environments)
        ]
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        rows = [row for row in rows if any(row)]
        if layout == "cases":
            lines = [", ".join(cell.rstrip(",; ") for cell in row if cell) for row in rows]
            return "\n".join(lines) if display else "; ".join(lines)
        spaced = re.search(r"\s&|&\s", self.source[start:end]) is not None
        if layout == "align" and display and rows:
            return align(rows, spaced)
        between = "" if layout == "align" and not spaced else " "
        lines = [between.join(filter(None, row)) for row in rows]
        return separator.join(lines).replace(",; ", ", ").replace(";; ", "; ")
