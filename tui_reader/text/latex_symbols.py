"""What LaTeX's letters, signs and accents are in Unicode. Tables, and the few ways to use them.

The signs come from pylatexenc's table, read when the first one is needed; what stands here is
what it lacks, or what reads better in a terminal.
"""

# ruff: noqa: SIM905 (a line of words is read faster than a list of strings)
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SUPERSCRIPTS = {
    **dict(zip("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True)),
    **dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)),
    **dict(zip("ABDEGHIJKLMNOPRTUVW", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ", strict=True)),
    **dict(zip("αβγδεθιφχ", "ᵅᵝᵞᵟᵋᶿᶥᵠᵡ", strict=True)),
    **dict(zip("−∘⊤∗*′″†‡⋆", "⁻°ᵀ**′″†‡⋆", strict=True)),
}
_SUBSCRIPTS = {
    **dict(zip("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋", strict=True)),
    **dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
    **dict(zip("βγρφχ", "ᵦᵧᵨᵩᵪ", strict=True)),
}
_TABLES = {"^": _SUPERSCRIPTS, "_": _SUBSCRIPTS}
_LONGEST_SCRIPT = 200
_WORD = re.compile(r"(?![i-n]+\Z)[A-Za-z]{3,}")
_TOKEN = re.compile(r"[^\W_]+(?:\.[0-9]+)?")
_LOOSE = re.compile(r"\s*([^\w\s])\s*")

# Mathematical letters: where A, a and 0 of the alphabet stand, and the holes in the block.
_ALPHABETS = {
    "mathbb": (0x1D538, 0x1D552, 0x1D7D8, dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))),
    "mathcal": (0x1D49C, 0x1D4B6, 0, dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))),
    "mathfrak": (0x1D504, 0x1D51E, 0, dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))),
}
_SAME_ALPHABET = {"mathds": "mathbb", "mathbbm": "mathbb", "mathscr": "mathcal", "Bbb": "mathbb"}
ALPHABETS = frozenset(_ALPHABETS) | frozenset(_SAME_ALPHABET)

ACCENTS = {  # in text: \"o
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
HATS = {  # in mathematics: \hat{x}
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "underline": "\u0332", "vec": "\u20d7",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306",
    "mathring": "\u030a", "acute": "\u0301", "grave": "\u0300",
}  # fmt: skip
_ON_EACH_LETTER = frozenset({"overline", "underline"})

ABBREVIATIONS = {
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "etc": "etc.", "vs": "vs.", "cf": "cf.",
    "wrt": "w.r.t.", "iid": "i.i.d.", "st": "s.t.",
}  # fmt: skip

_SIGNS = {
    **ABBREVIATIONS,
    "epsilon": "ε", "phi": "φ", "varphi": "φ", "prime": "′", "Re": "Re", "Im": "Im", "ne": "≠",
    "coloneqq": "≔", "defeq": "≔", "iff": "⟺", "implies": "⟹", "impliedby": "⟸", "cdots": "⋯",
    "checkmark": "✓", "copyright": "©", "S": "§", "P": "¶", "LaTeX": "LaTeX", "TeX": "TeX",
    "quad": " ", "qquad": " ", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]",
    "backslash": "\\", "degree": "°", "aa": "å", "AA": "Å", "square": "□", "lt": "<", "gt": ">",
    "dotsc": "…", "dotsb": "⋯", "colon": ":", "space": " ", "bmod": "mod", "ast": "*",
    "textbackslash": "\\", "textdegree": "°", "textendash": "–", "textemdash": "—", "R": "ℝ",
    "upharpoonright": "↾", "xspace": "", "nobreakdash": "", "relax": "", "newline": "\n",
    "par": "\n", "item": "• ", "land": "∧", "lor": "∨", "lnot": "¬", "middle": "",
    "sim": "∼", "vert": "|", "Vert": "‖", "bullet": "•", "blacksquare": "■", "lvert": "|",
    "rvert": "|", "given": "|", "mid": "|", "complement": "∁", "hfill": " ",
}  # fmt: skip
FENCES = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm".split()
)
_NOTHING = FENCES | frozenset(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits rm bf it sf tt em sc sl"
    " cal small large Large footnotesize scriptsize tiny normalsize noindent centering smallskip"
    " medskip bigskip nonumber notag hline toprule midrule bottomrule protect itshape bfseries"
    " ttfamily scshape upshape mdseries boldmath allowbreak linebreak pagebreak newpage".split()
)
OPERATORS = frozenset(
    "log ln exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan max min sup inf lim"
    " limsup liminf arg argmax argmin det dim deg gcd ker hom Pr softmax softmin tr Tr rank diag"
    " sign sgn KL ReLU Var Cov erf mod bmod".split()
)


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]
        get_default_latex_context_db,
    )

    table: dict[str, str] = {}
    for spec in get_default_latex_context_db().iter_macro_specs():
        shown = spec.simplify_repl
        if isinstance(shown, str) and "%" not in shown and "<" not in shown and len(shown) < 8:
            table.setdefault(spec.macroname, shown)
    table.pop("today", None)
    return table


def sign(name: str) -> str | None:
    """The text of a macro without arguments (`le` → ≤, `log` → log), None where unknown."""
    if name in _SIGNS:
        return _SIGNS[name]
    if name in _NOTHING:
        return ""
    if name in OPERATORS:
        return name
    return _signs().get(name)


def is_relation(shown: str) -> bool:
    """Whether a sign stands between two others: = ≤ ∈ → × ±, not ∑ ∞ ∇."""
    return len(shown) == 1 and (
        shown in "|·•×÷±∓∗∘"
        or ("\u2190" <= shown <= "\u21ff")
        or ("\u2208" <= shown <= "\u220d")
        or ("\u2213" <= shown <= "\u2219" and shown not in "√")
        or ("\u2223" <= shown <= "\u222a")
        or ("\u2234" <= shown <= "\u22a3")
        or ("\u22a6" <= shown <= "\u22ff" and shown not in "⋮⋯⋱⋰")
        or ("\u27f5" <= shown <= "\u27ff")
        or ("\u2a7d" <= shown <= "\u2aff")
        or shown in "≔≜⟂"
    )


def letters(alphabet: str, text: str) -> str:
    """Letters of a mathematical alphabet: `letters("mathbb", "R")` is ℝ."""
    upper, lower, digits, holes = _ALPHABETS[_SAME_ALPHABET.get(alphabet, alphabet)]
    shown = []
    for letter in text:
        if letter in holes:
            shown.append(holes[letter])
        elif "A" <= letter <= "Z":
            shown.append(chr(upper + ord(letter) - ord("A")))
        elif "a" <= letter <= "z":
            shown.append(chr(lower + ord(letter) - ord("a")))
        elif digits and "0" <= letter <= "9":
            shown.append(chr(digits + ord(letter) - ord("0")))
        else:
            shown.append(letter)
    return "".join(shown)


def script(mark: str, text: str, after: str = "") -> str:
    """`text` raised (`mark` is ^) or lowered (_): xᵢ where Unicode has every character of it.

    Else ^(…) or _…, and a word is left a word: F_max reads better than its little letters.
    `after` is the character that follows, which must not run into it.
    """
    text = text.strip()
    if len(text) > _LONGEST_SCRIPT:
        return f"{mark}({text})"
    tight = text.replace(" ", "")
    if not tight:
        return ""
    table = _TABLES[mark]
    if not _WORD.fullmatch(tight) and all(letter in table for letter in tight):
        return "".join(table[letter] for letter in tight)
    if (len(tight) == 1 or _TOKEN.fullmatch(tight)) and not after.isalnum():
        return mark + tight
    return mark + "(" + _LOOSE.sub(r"\1", text) + ")"


def accented(accent: str, letter: str) -> str | None:
    """The one character that `letter` with an accent is (`"` and o: ö), None where none is."""
    if letter in ("\\i", "\\j"):
        letter = letter[1]
    composed = unicodedata.normalize("NFC", letter + ACCENTS[accent])
    return composed if len(composed) == 1 else None


def hatted(name: str, text: str) -> str:
    """`text` under a hat, bar or arrow: x̂; more than one letter: hat(xy)."""
    if len(text) == 1 or (name in _ON_EACH_LETTER and text.isalnum() and len(text) < 20):
        return unicodedata.normalize("NFC", "".join(letter + HATS[name] for letter in text))
    return f"{name.removeprefix('wide')}({text})" if text else ""
