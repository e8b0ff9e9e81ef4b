"""Macros with arguments, environments and colors that the LaTeX converter knows."""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

from tui_reader.text.latex.symbols import ALPHABETS, MATH_ACCENTS

TEXT_SPACES = dict.fromkeys((",", ";", ":", " ", "\n", ">"), " ")
FRACTIONS = frozenset("frac dfrac tfrac cfrac nicefrac sfrac".split())
BINOMIALS = frozenset("binom dbinom tbinom".split())
STACKED = {"overset": "^", "stackrel": "^", "underset": "_"}
BRACED = frozenset("underbrace overbrace underbracket overbracket underparen overparen".split())
ARROWS = {
    "xrightarrow": "→", "xleftarrow": "←", "xleftrightarrow": "↔", "xRightarrow": "⇒",
    "xLeftarrow": "⇐", "xLeftrightarrow": "⇔", "xmapsto": "↦", "xhookrightarrow": "↪",
    "xhookleftarrow": "↩", "xlongequal": "=",
}  # fmt: skip
PAIRS = {"abs": "||", "norm": "‖‖", "ceil": "⌈⌉", "floor": "⌊⌋", "set": "{}"}
TEXT_MACROS = frozenset(
    "text textrm textit textsf texttt textup textnormal mbox hbox textmd textsc emph textsl".split()
)
MATRICES = {
    "matrix": "", "smallmatrix": "", "array": "", "tabular": "", "bmatrix": "[]", "pmatrix": "()",
    "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖",
}  # fmt: skip
CASES = frozenset("cases dcases rcases numcases".split())
MATH_ENVIRONMENTS = CASES | (MATRICES.keys() - {"tabular"}) | {"aligned", "split", "gathered"}
WITH_COLUMNS = frozenset("array tabular alignat alignedat".split())
CITATIONS = frozenset(
    "cite citep citet citealp citealt citeauthor citeyear parencite textcite ref autoref cref Cref"
    " pageref nameref eqref".split()
)
DROPPED = frozenset(
    "label vspace vskip phantom hphantom vphantom input thanks bibliography bibliographystyle"
    " setlength includegraphics cline cmidrule pagestyle thispagestyle usepackage".split()
)
MACROS = (
    ALPHABETS | MATH_ACCENTS.keys() | FRACTIONS | BINOMIALS | STACKED.keys() | ARROWS.keys()
    | BRACED | {"sqrt", "not", "pmod", "mod", "pod", "substack"}
) - {"underline"}  # fmt: skip
COLOR_NAMES = frozenset(
    "red green blue cyan magenta yellow black white gray grey darkgray lightgray brown lime olive"
    " orange pink purple teal violet apricot aquamarine bittersweet bluegreen blueviolet brickred"
    " burntorange cadetblue carnationpink cerulean cornflowerblue dandelion darkorchid emerald"
    " forestgreen fuchsia goldenrod greenyellow junglegreen lavender limegreen mahogany maroon"
    " melon midnightblue mulberry navyblue olivegreen orangered orchid peach periwinkle pinegreen"
    " plum processblue rawsienna redorange redviolet rhodamine royalblue royalpurple rubinered"
    " salmon seagreen sepia skyblue springgreen tan tealblue thistle turquoise violetred"
    " wildstrawberry yellowgreen yelloworange darkgreen darkblue darkred lightblue lightgreen"
    " navy indigo gold silver crimson coral softred softgreen softblue deepblue deepred".split()
)
LETTERS = tuple("øØłŁßæÆœŒåÅı")  # S\o ren
STYLES = {
    **dict.fromkeys(("textbf", "mathbf", "boldsymbol", "bm", "bf", "bfseries"), "bold"),
    **dict.fromkeys(("emph", "textit", "textsl", "it", "em", "sl", "itshape"), "italic"),
    **dict.fromkeys(("texttt", "tt", "ttfamily"), "code"),
}
TEXT_FONTS = STYLES.keys() | set(
    "text textrm textsc textsf textup textnormal mbox underline".split()
)
DISPLAYS = frozenset("equation align alignat gather multline eqnarray math displaymath".split())


def is_color(name: str) -> bool:
    """Return True for a standard color, also a mixture such as `red!50!black`."""
    return all(
        part in COLOR_NAMES or part.isdigit() or not part
        for part in name.strip().lower().replace("-", "!").split("!")
    )
