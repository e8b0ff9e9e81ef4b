r"""Repair LaTeX in titles and abstracts that the Hub has damaged.

The Hub removes `$` and many backslashes: `$360^\circ$` arrives as `360^circ`, `$4\times$ faster` as
`4times faster`. A rule repairs only what is certain: a word attached to digits, a word that is not
English, or a macro name with its brace. "6 times faster" and "sim2real" stay.
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tui_reader.text.latex.symbols import GREEK, symbol

# Macros with an argument, recognized by the brace after the name
_ARGUMENT_MACROS = frozenset(
    "text textbf textit texttt textsc textrm textsf textup textmd textsl textnormal textcolor"
    " textsuperscript textsubscript mathcal mathbb mathbbm mathbf mathrm mathit mathsf mathtt"
    " mathfrak mathscr mathds emph underline overline boldsymbol bm operatorname sqrt frac dfrac"
    " tfrac hat tilde bar vec widehat widetilde url href cite citep citet ref eqref footnote"
    " xrightarrow xleftarrow underbrace overbrace hspace vspace label mbox hbox".split()
)
_COLORS = frozenset(
    "red green blue cyan magenta orange purple teal violet brown gray black yellow softred"
    " softblue softgreen darkred darkblue darkgreen lightblue deepblue".split()
)
_CERTAIN = (  # no English words
    "infty varepsilon vartheta varphi cdots cdot ldots nabla propto subseteq supseteq mapsto"
    " forall emptyset setminus otimes oplus leqslant geqslant leq geq neq lesssim gtrsim"
    " textgreater texttimes textasciitilde".split()
)
_LOWER_GREEK = frozenset(filter(str.islower, GREEK)) | {"ell"}
_RAISED = _LOWER_GREEK | {"top", "star", "dagger", "ddagger", "prime", "ast"}
_IN_BRACES = _LOWER_GREEK | {"sim", "times", "approx", "pm", *_CERTAIN}
_NUMBER = r"\d[\d,.]*"
_UNIT = r"(?:[KMBk]|\\?%|times|×)"
_VARIABLE = r"(?:\d|[b-zB-HJ-Z](?!\w)|\\math|[A-Z][\^_]|\([A-Z\d])"  # not "a" and "I"

_Replacement = str | Callable[[re.Match[str]], str]


class _Rule(NamedTuple):
    """`pattern` is compiled and tried if any of `hints` is in the text.

    Patterns begin with their word if possible, which the regular expression engine finds fast; a
    lookbehind after the word checks what is before it.
    """

    hints: frozenset[str]
    pattern: str
    replacement: _Replacement


def _symbol_of(names: frozenset[str]) -> _Replacement:
    """Replace a name of `names` in the first group by its symbol."""
    return lambda match: (symbol(match[1]) or "") if match[1] in names else match[0]


def _any_symbol(match: re.Match[str]) -> str:
    return symbol(match[1]) or match[0]


def _divisor(match: re.Match[str]) -> str:
    r"""`1{delta}` was `\frac{1}{\delta}`."""
    if match[1] not in _LOWER_GREEK:
        return match[0]
    return f"/{symbol(match[1])}" + (f"^{match[2]}" if match[2] else "")


def _macro(match: re.Match[str]) -> str:
    if match[1] in _COLORS:
        return f"\\textcolor{{{match[1]}}}"
    return f"\\{match[1]}" if match[1] in _ARGUMENT_MACROS else match[0]


def _rule(pattern: str, replacement: _Replacement, *hints: str) -> _Rule:
    return _Rule(frozenset(hints), pattern, replacement)


_RULES = (
    # \$22K has lost its dollar, not its backslash.
    _rule(r"\\(?<![\w\\]\\)(?=\d)", "$", "\\"),
    # textbf{…}, red{…}, mathbb R, calE, frac12
    _rule(r"(?<![A-Za-z\\])([A-Za-z]{2,15})(?=\{)", _macro, "{"),
    _rule(
        r"math(bb|cal|bf|rm|frak)\s?([A-Z])(?<!\\math...)(?<!\\math....)(?<!\\math.....)"
        r"(?<!\\math......)(?![A-Za-z])",
        r"\\math\1{\2}",
        "math",
    ),
    _rule(r" cal([A-Z])(?![A-Za-z])", r" \\mathcal{\1}", " cal"),
    _rule(r"\Acal([A-Z])(?![A-Za-z])", r"\\mathcal{\1}", "cal"),
    _rule(r"\(cal([A-Z])(?![A-Za-z])", r"(\\mathcal{\1}", "(cal"),
    _rule(r"frac(?<![A-Za-z\\]frac)(?=\d\d)", r"\\frac", "frac"),
    _rule(r"left\((?<=[A-Z]left\()\s*([^()]{1,200}?)\s+right\)", r"(\1)", "left("),
    # 360^circ, {sim}0.3, {sigma}
    _rule(r"(?:\^\s?\{?|(?<=\d)\{?)circ\}?(?![A-Za-z])", "°", "circ"),
    _rule(
        r"(?:(?<=[0-9)])|(?<=(?<![A-Za-z\\_^{])[A-Za-z]))\{([a-z]{2,10})(?:\^(\w))?\}",
        _divisor,
        "{",
    ),
    # Not the argument of a macro, \mathrm{sim}, nor a word as an index, L_{sim}.
    _rule(r"(?<![A-Za-z])\{([a-z]{2,12})\}(?<!_\{sim\})", _symbol_of(_IN_BRACES), "{"),
    # 41.0 rightarrow 47.5, ARleftrightarrowEN
    _rule(
        r"(?<![\\a-z])((?:[Ll]ong)?(?:[Ll]eftright|[Ll]eft|[Rr]ight|up|down)arrow)(?![a-z])",
        _any_symbol,
        "tarrow", "uparrow", "downarrow",
    ),
    # 3.2times, 512 times 512, m times n, mtimes n
    _rule(r"times(?<=[0-9}%]times)(?:\s(?=\d)|(?![a-z]))", "×", "times"),
    _rule(rf"times(?<=[0-9}}]\stimes)(?=\s{_VARIABLE})", "×", "times"),
    _rule(rf"times(?<=(?<![\w'])[b-zB-HJ-Z]\stimes)(?=\s{_VARIABLE})", "×", "times"),
    _rule(r"times(?<=(?<![A-Za-z])[A-Za-z]times)(?=\s?[A-Za-z0-9](?!\w))", "×", "times"),
    # sim5K, sim 1%, 20sim40, sim!30; never sim2real
    _rule(rf"sim(?<![A-Za-z0-9\\_./-]sim)!?(?={_NUMBER}{_UNIT}?(?![A-Za-z0-9]))", "∼", "sim"),
    _rule(rf"sim(?<![A-Za-z0-9\\_./-]sim)\s(?={_NUMBER}{_UNIT}(?![A-Za-z0-9]))", "∼", "sim"),
    _rule(rf"sim(?<=[0-9KMB%]sim)\s?(?={_NUMBER}{_UNIT}?(?![A-Za-z0-9]))", "∼", "sim"),
    _rule(
        r"approx(?<![A-Za-z\\._/-]approx)(?=\s?[\d(]|\s[B-HJ-Zb-z](?![\w'-]))", "≈", "approx"
    ),
    # 69.8 pm 0.5 (but "at 5 pm")
    _rule(r"(\d\.\d+%?\s?|\d%\s?|\d)pm(?=\s?\d)", r"\1±", "pm"),
    _rule(r"(\d\s?)pm(?=\s?\d+(?:\.\d|\\?%))", r"\1±", "pm"),
    _rule(r"pm(?<=mean pm)(?=\s)", "±", "mean pm"),
    *(
        _rule(rf"{re.escape(before)}{name}(?=\s?[\d(α-ωϵ])", before + sign, before + name)
        for name, sign in (("le", "≤"), ("ge", "≥"))
        for before in (" ", "(", "\n")
    ),
    _rule(r"[0-9][lg]e(?=[0-9])", lambda match: match[0][0] + "≤≥"[match[0][1] == "g"], "le", "ge"),
    # infty, theta_{x}, tau^2, v_theta
    _rule(
        r"(?<![A-Za-z0-9\\])(lceil|lfloor|langle)(?![a-z])\s*",
        _any_symbol,
        "ceil", "floor", "langle",
    ),
    _rule(
        r"\s*(?<![A-Za-z0-9\\])(rceil|rfloor|rangle)(?![a-z])",
        _any_symbol,
        "ceil", "floor", "rangle",
    ),
    _rule(r"(?<![A-Za-z\\])(sum|prod)(?=_\{)", _any_symbol, "sum_{", "prod_{"),
    _rule(r"(?<![A-Za-z\\])(textless)(?=\s?\d)", _any_symbol, "textless"),
    _rule(
        r"(?<![A-Za-z0-9\\])([a-z]{3,14})(?![A-Za-z])",
        _symbol_of(frozenset(_CERTAIN)),
        "fty", "vareps", "varthe", "varphi", "cdot", "ldots", "nabla", "propto", "seteq", "mapsto",
        "forall", "emptyset", "setminus", "otimes", "texttim", "oplus", "leq", "geq", "neq",
        "sssim", "trsim", "textg", "textasc",
    ),
    _rule(
        r"(?<![A-Za-z0-9\\_./])(?<!--)([a-z]{2,10})"
        r"(?=\^[\w{(+*-]|_(?:[{\\]|[A-Za-z0-9](?![A-Za-z0-9_]))| ≈)",
        _symbol_of(_LOWER_GREEK),
        "_", "^", "approx",
    ),
    _rule(r"(?<=[\w)}]\^)([a-z]{2,10})(?![A-Za-z])", _symbol_of(_RAISED), "^"),
    _rule(r"(?<=(?<![A-Za-z])[A-Za-z]_)([a-z]{2,10})(?![A-Za-z])", _symbol_of(_LOWER_GREEK), "_"),
)  # fmt: skip
_HINTS = frozenset(hint for rule in _RULES for hint in rule.hints)
_compile = cache(re.compile)


def repair_hub_damage(source: str) -> str:
    """Return `source` with damaged LaTeX repaired: as a symbol, or with its backslash."""
    hints = [hint for hint in _HINTS if hint in source]
    if hints:
        for rule in _RULES:
            if not rule.hints.isdisjoint(hints):
                source = _compile(rule.pattern).sub(rule.replacement, source)
    return source
