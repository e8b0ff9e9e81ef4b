"""Tables of LaTeX symbols, accents, alphabets and scripts in Unicode.

Symbols missing here are looked up in pylatexenc's table, which is imported on first use (40 ms).
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SUPERSCRIPTS = {
    **dict(zip("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True)),
    **dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)),
    **dict(zip("ABDEGHIJKLMNOPRTUVW", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ", strict=True)),
    **dict(zip("αβγδεθιφχ", "ᵅᵝᵞᵟᵋᶿᶥᵠᵡ", strict=True)),
    **dict(zip("−∘⊤", "⁻°ᵀ", strict=True)),
    **{raised: raised for raised in "*′″‴†‡⋆★§¶°"},  # raised in most fonts
    "∗": "*",
}
_SUBSCRIPTS = {
    **dict(zip("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋", strict=True)),
    **dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
    **dict(zip("βγρφχ", "ᵦᵧᵨᵩᵪ", strict=True)),
}
_SCRIPTS = {"^": _SUPERSCRIPTS, "_": _SUBSCRIPTS}
_MAX_SCRIPT_LENGTH = 200
# Patterns of this module are compiled on first use: 1.3 ms of a launch, which may need none.
_WORD = r"(?!(?!min\Z)[i-n]+\Z)[A-Za-z]{3,}"
_WORDS = r"[a-z]{2} [a-z]|[A-Za-z]{9}"
_CLEAR_SCRIPT = r"[A-Za-z]+[0-9]*|[0-9]+(?:\.[0-9]+)?"
_SCRIPT_SPACES = r" *([^\w\s*†‡⋆★§¶]) *"

# Letters of a mathematical alphabet: code points of A, a and 0, and the letters outside its block.
_ALPHABETS = {
    "mathbb": (0x1D538, 0x1D552, 0x1D7D8, dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))),
    "mathcal": (0x1D49C, 0x1D4B6, 0, dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))),
    "mathfrak": (0x1D504, 0x1D51E, 0, dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))),
}
_ALPHABET_ALIASES = {
    "mathds": "mathbb", "mathbbm": "mathbb", "Bbb": "mathbb", "mathscr": "mathcal",
    "cal": "mathcal",
}  # fmt: skip
ALPHABETS = frozenset(_ALPHABETS) | frozenset(_ALPHABET_ALIASES)
BOLD_MACROS = frozenset(
    "mathbf boldsymbol bm textbf bf bfseries mathbfit pmb boldmath vb symbf".split()
)

ACCENTS = {  # in text: \"o
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_ACCENT = (
    r"""\\(["'`^]|~(?=[nNaAoO{\\])|\.(?=[zZI{])|=(?=\{)|[cvuHkrdb](?=\s?\{))\s?"""
    r"(?:\{\s*(\\?[A-Za-z])\s*\}|(\\[ij](?![A-Za-z])|[A-Za-z]))"
)
MATH_ACCENTS = {  # in mathematics: \hat{x}
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "underline": "\u0332", "vec": "\u20d7",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306",
    "mathring": "\u030a", "acute": "\u0301", "grave": "\u0300",
    "overrightarrow": "\u20d7", "overleftarrow": "\u20d6",
}  # fmt: skip
_ACCENT_EACH_LETTER = frozenset("overline overrightarrow overleftarrow".split())

ABBREVIATIONS = {
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "etc": "etc.", "vs": "vs.", "cf": "cf.",
    "wrt": "w.r.t.", "iid": "i.i.d.", "st": "s.t.",
}  # fmt: skip

GREEK = dict(
    zip(
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho"
        " varsigma sigma tau upsilon varphi chi psi omega epsilon vartheta varkappa phi varrho"
        " varpi".split(),
        "αβγδεζηθικλμνξπρςστυφχψωϵϑϰϕϱϖ",
        strict=True,
    )
)
GREEK |= dict(
    zip(
        "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        "ΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
# Ordinary symbols, then relations and operators that take the same space on both sides.
_NAMES = (
    "partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ prime ′ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬"
    " emptyset ∅ varnothing ∅ top ⊤ bot ⊥ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮"
    " ldots … dots … dotsc … cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ vdots ⋮ ddots ⋱ langle ⟨ rangle ⟩"
    " lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖ dagger †"
    " ddagger ‡ star ⋆ degree ° deg ° textdegree ° S § P ¶ aa å AA Å square □ Box □ blacksquare ■"
    " bullet • textbullet • checkmark ✓ copyright © complement ∁ triangle △ angle ∠ lbrace {"
    " rbrace } lbrack [ rbrack ] backslash \\ colon : lt < gt > less < textless < textgreater >"
    " textbackslash \\ textendash – textemdash — textbar | textasciitilde ~ texttildelow ~"
    " textasciicircum ^ textunderscore _ textdollar $ textquotesingle ' textbraceleft {"
    " textbraceright } textregistered ® texttrademark ™ textmu µ pounds £ euro € ast * sharp ♯"
    " R ℝ upharpoonright ↾ restriction ↾ imath ı jmath ȷ"
)
_RELATION_NAMES = (
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃"
    " cong ≅ equiv ≡ propto ∝ in ∈ ni ∋ notin ∉ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪"
    " cap ∩ setminus ∖ times × texttimes × div ÷ pm ± mp ∓ cdot · circ ∘ oplus ⊕ otimes ⊗ odot ⊙"
    " wedge ∧ land ∧ vee ∨ lor ∨ mid | given | nmid ∤ parallel ∥ perp ⊥ vdash ⊢ models ⊨ to →"
    " gets ← leftarrow ← rightarrow → leftrightarrow ↔ Leftarrow ⇐ Rightarrow ⇒"
    " Leftrightarrow ⇔ longleftarrow ⟵ longrightarrow ⟶ longleftrightarrow ⟷ Longrightarrow ⟹"
    " uparrow ↑ downarrow ↓ updownarrow ↕ nearrow ↗ searrow ↘ mapsto ↦ longmapsto ⟼ leadsto ⇝"
    " hookrightarrow ↪ rightharpoonup ⇀ rightleftharpoons ⇌ iff ⟺ implies ⟹ impliedby ⟸"
    " coloneqq ≔ defeq ≔ triangleq ≜ doteq ≐ lesssim ≲ gtrsim ≳ prec ≺ succ ≻ preceq ≼ succeq ≽"
    " textrightarrow → textleftarrow ← textsim ∼ upuparrows ⇈ downdownarrows ⇊"
)


def _pairs(names: str) -> dict[str, str]:
    words = names.split(" ")
    return dict(zip(words[::2], words[1::2], strict=True))


_SYMBOLS = {
    **ABBREVIATIONS, **GREEK, **_pairs(_NAMES), **_pairs(_RELATION_NAMES),
    "Re": "Re", "Im": "Im", "LaTeX": "LaTeX", "TeX": "TeX", "bmod": "mod", "space": " ",
    "quad": " ", "qquad": " ", "hfill": " ", "newline": "\n", "par": "\n", "item": "• ",
    "textasciiacute": "´", "textasciigrave": "`", "lq": "‘", "rq": "’",
}  # fmt: skip
FENCES = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm".split()
)
_INVISIBLE = FENCES | frozenset(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits rm bf it sf tt em sc sl"
    " small large Large LARGE huge Huge footnotesize scriptsize tiny normalsize noindent centering"
    " smallskip medskip bigskip nonumber notag hline toprule midrule bottomrule protect itshape"
    " bfseries ttfamily scshape upshape mdseries sffamily rmfamily boldmath allowbreak linebreak"
    " pagebreak newpage xspace nobreakdash relax normalfont null mathstrut strut ignorespaces"
    " nobreak displaylimits break unskip selectfont useunder ul beginsupplement equalcont"
    " fnm sur".split()
)
OPERATORS = frozenset(
    "log ln exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan max min sup inf lim"
    " limsup liminf arg argmax argmin det dim gcd ker hom Pr softmax softmin tr Tr rank diag"
    " sign sgn KL ReLU Var Cov erf mod bmod lg".split()
)


@lru_cache(maxsize=1)
def _pylatexenc_symbols() -> dict[str, str]:
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]
        get_default_latex_context_db,
    )

    table: dict[str, str] = {}
    for spec in get_default_latex_context_db().iter_macro_specs():
        text = spec.simplify_repl
        if isinstance(text, str) and "%" not in text and "<" not in text and len(text) < 8:
            table.setdefault(spec.macroname, text)
    table.pop("today", None)
    return table


def symbol(name: str) -> str | None:
    """Return the text of a macro without arguments (`le` → ≤, `log` → log), None if unknown."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    if name in _INVISIBLE:
        return ""
    if name in OPERATORS:
        return name
    return _pylatexenc_symbols().get(name)


def is_long_relation(name: str) -> bool:
    r"""Return True for a relation that cannot be part of a file path, unlike `\to` or `\models`."""
    return name in _RELATIONS and len(name) >= 5 and name not in ("given", "models")


def is_relation(name: str, text: str) -> bool:
    """Return True if the macro `name`, shown as `text`, is an infix operator.

    Relations, arrows and binary operators (= ≤ ∈ → × ±), not ∑ ∞ ∇. `\\mid` is a relation,
    `\\vert` with the same text is not.
    """
    if len(text) != 1 or name in _ORDINARY:
        return False
    if name in _RELATIONS:
        return True
    return (
        "\u2190" <= text <= "\u21ff"  # arrows
        or "\u2208" <= text <= "\u220d"
        or ("\u2213" <= text <= "\u22ff" and text not in "√∛∜∝∞∟∠∡∢∫∬∭∮⋮⋯⋰⋱⊤⊥")
        or "\u27f5" <= text <= "\u27ff"
        or "\u2a7d" <= text <= "\u2aff"
    )


_ORDINARY = frozenset(_pairs(_NAMES))
_RELATIONS = frozenset(_pairs(_RELATION_NAMES))


def math_letters(alphabet: str, text: str) -> str:
    """Return `text` in a mathematical alphabet: `math_letters("mathbb", "R")` is ℝ."""
    upper, lower, digits, exceptions = _ALPHABETS[_ALPHABET_ALIASES.get(alphabet, alphabet)]
    result = []
    for letter in text:
        if letter in exceptions:
            result.append(exceptions[letter])
        elif "A" <= letter <= "Z":
            result.append(chr(upper + ord(letter) - ord("A")))
        elif "a" <= letter <= "z":
            result.append(chr(lower + ord(letter) - ord("a")))
        elif digits and "0" <= letter <= "9":
            result.append(chr(digits + ord(letter) - ord("0")))
        else:
            result.append(letter)
    return "".join(result)


def script(mark: str, text: str, after: str = "") -> str:
    """Return `text` as a superscript (`mark` is ^) or subscript (_).

    Uses the small letters of Unicode if it has every character: xᵢ. Otherwise `^(…)` or `_(…)`,
    without parentheses if the end of the script is clear: F_max, π_0.5. Words stay words in a
    subscript. `after` is the next character, which must not look like a part of the script.
    """
    text = text.strip()
    if not text:
        return ""
    if len(text) > _MAX_SCRIPT_LENGTH:
        return f"{mark}({text})"
    plain = re.sub(_SCRIPT_SPACES, r"\1", plain_letters(text))
    table = _SCRIPTS[mark]
    is_word = re.fullmatch(_WORD, plain) if mark == "_" else re.search(_WORDS, plain)
    if not is_word and all(letter in table for letter in plain if letter != " "):
        return "".join(table.get(letter, letter) for letter in plain)
    if (len(plain) == 1 or re.fullmatch(_CLEAR_SCRIPT, plain)) and not (
        after.isalnum() or after in ("^", "_")
    ):
        return mark + plain
    is_grouped = plain[:1] == "(" and plain.find(")") == len(plain) - 1
    return f"{mark}{plain}" if is_grouped else f"{mark}({plain})"


def accented_at(source: str, at: int, end: int) -> tuple[str, int] | None:
    """Return the accented letter whose source begins at `at`, and the end of that source."""
    match = re.compile(_ACCENT).match(source, at, end)
    letter = accented(match[1], match[2] or match[3]) if match else None
    return (letter, match.end()) if match and letter else None


def accented(accent: str, letter: str) -> str | None:
    """Return `letter` with an accent of `ACCENTS` as one character, None if there is none."""
    if letter in ("\\i", "\\j"):
        letter = letter[1]
    composed = unicodedata.normalize("NFC", letter + ACCENTS[accent])
    return composed if len(composed) == 1 else None


def with_math_accent(name: str, text: str) -> str:
    """Return `text` under a hat, bar or arrow: x̂. Longer text becomes hat(xy)."""
    mark = MATH_ACCENTS[name]
    if name == "underline" and len(text) > 1:
        return text  # underlined numbers in tables
    if len(text) == 1 or (name in _ACCENT_EACH_LETTER and text.isalnum() and len(text) < 20):
        return unicodedata.normalize("NFC", "".join(letter + mark for letter in text))
    return f"{name.removeprefix('wide')}({text})" if text else ""


# Bold letters of formulas are the mathematical bold letters (𝐱) until the text is complete, then
# plain letters in a bold style: search, grep and screen readers do not know 𝐱.
_BOLD_BLOCKS = (  # first and last letter, code point of the first bold one
    ("A", "Z", 0x1D400),
    ("a", "z", 0x1D41A),
    ("0", "9", 0x1D7CE),
    ("Α", "Ω", 0x1D6A8),
    ("α", "ω", 0x1D6C2),
)
_BOLD = str.maketrans(
    {chr(code): chr(to + code - ord(first)) for first, last, to in _BOLD_BLOCKS
     for code in range(ord(first), ord(last) + 1)}
    | dict(zip("∇∂ϵϑϰϕϱϖ", "𝛁𝛛𝛜𝛝𝛞𝛟𝛠𝛡", strict=True))
)  # fmt: skip
_MATH_LETTER = "[\U0001d400-\U0001d7ff]"
_BOLD_RUN = (
    "([\U0001d400-\U0001d7ff](?:[\u0300-\u036f\u20d0-\u20ff]+| (?=[\U0001d400-\U0001d7ff]))?)"
)


def bold(text: str) -> str:
    """Replace letters and digits by the mathematical bold ones."""
    return text.translate(_BOLD)


@lru_cache(maxsize=1024)
def _plain_letter(letter: str) -> tuple[str, bool]:
    """Return the plain letter of a mathematical one, and whether that is bold."""
    name = unicodedata.name(letter, "")
    if any(kept in name for kept in ("SCRIPT", "FRAKTUR", "DOUBLE-STRUCK")):
        return letter, False
    decomposition = unicodedata.decomposition(letter).split()
    plain = chr(int(decomposition[1], 16)) if len(decomposition) == 2 else letter
    return plain, "BOLD" in name


def plain_letters(text: str) -> str:
    """Replace mathematical bold, italic, sans-serif and monospace letters by plain ones.

    Script, fraktur and double-struck letters stay: 𝒳 and X differ.
    """
    if re.search(_MATH_LETTER, text) is None:
        return text
    plain = re.sub(_MATH_LETTER, lambda match: _plain_letter(match[0])[0], text)
    return unicodedata.normalize("NFC", plain)


def split_bold(text: str) -> list[tuple[str, bool]]:
    """Split `text` into (text with plain letters, is bold)."""
    if re.search(_MATH_LETTER, text) is None:
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    for part in re.split(_BOLD_RUN, text):
        if part:
            is_bold = re.match(_MATH_LETTER, part) is not None and _plain_letter(part[0])[1]
            if parts and parts[-1][1] == is_bold:
                parts[-1] = (parts[-1][0] + part, is_bold)
            else:
                parts.append((part, is_bold))
    return [(plain_letters(part), is_bold) for part, is_bold in parts]
