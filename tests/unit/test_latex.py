"""What a reader sees of LaTeX: formulas as Unicode, and everything else as it was written."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.text.latex import formula, to_runs, to_text
from tui_reader.text.sanitize import clean

FORMULAS = {
    r"$\epsilon \le 2^{n-1}$": "ε ≤ 2ⁿ⁻¹",
    r"$\mathbb{R}^d$ and $\mathbb R^{d\times k}$": "ℝᵈ and ℝ^(d×k)",
    r"$x_{i}$, $x_{i,j}$, $x_i^2$, $x'_1$": "xᵢ, x_(i,j), xᵢ², x′₁",
    r"$\frac{a}{b}$, $\frac{a+b}{c}$, $\frac{1}{2\pi}$": "a/b, (a+b)/c, 1/(2π)",
    r"$2\frac12$, $\frac{1}{n}\sum_{i=1}^n x_i$": "2 1/2, 1/n ∑ᵢ₌₁ⁿ xᵢ",
    r"$\sqrt{x}$, $\sqrt{x+1}$, $\sqrt[3]{x}$, $\sqrt[n]{x}$": "√x, √(x+1), ∛x, ⁿ√x",
    r"$\text{softmax}(\frac{QK^\top}{\sqrt{d_k}})V$": "softmax(QKᵀ/√dₖ)V",
    r"$\mathcal{L}_{\text{total}} = \lambda\mathcal{L}_{KL}$": "ℒ_total = λℒ_KL",
    r"$a\le b$, $a\le0$, $4 \times 4$, $9\times$": "a ≤ b, a≤0, 4 × 4, 9×",
    r"$\hat{x}_t \not\in \bar{\theta}$, $\widehat{xy}$": "x̂ₜ ∉ θ̄, hat(xy)",
    r"$O(n \log n)$, $2\log x$, $\max_{x\in X} f$": "O(n log n), 2 log x, max_(x∈X) f",
    r"$\operatorname{arg\,max}_\theta \mathbb{E}_{x \sim p}[f]$": "arg max_θ 𝔼_(x∼p)[f]",
    r"$\left( \frac{x}{y} \right.$, $\big[ x \big]$": "(x/y, [x]",
    r"$\{a, b\}$, $\|x\|_2$, $\lfloor x \rfloor$": "{a, b}, ‖x‖₂, ⌊ x ⌋",
    r"$\begin{bmatrix} a & b \\ c & d \end{bmatrix}$": "[a b; c d]",
    r"$$\begin{aligned} a &= b \\ &= c \end{aligned}$$": "a = b\n= c",
    r"$F_{max}$, $G_{stack}$, $\pi_{0.5}$, $x_{ij}$": "F_max, G_stack, π_0.5, xᵢⱼ",
    r"$360^\circ$, $A^{-1}$, $f^*$, $10^{0.5}x$": "360°, A⁻¹, f*, 10^(0.5)x",
    r"$k$NN, $M^3$Eval, $\alpha$-divergence, $\sim$5": "kNN, M³Eval, α-divergence, ∼5",
    r"$\binom{n}{k}$, $\overset{!}{=}$, $10\%$": "(n choose k), =^!, 10%",
    r"$\ours \gg \foo{x}$": "ours ≫ x",
    r"\(W_1\) or \[x^2\]": "W₁ or x²",
    r"\begin{equation} x^2 \end{equation}": "x²",
}
MARKUP = {
    r"Schr\"odinger, Schr{\"o}dinger, \"Ust\"un": "Schrödinger, Schrödinger, Üstün",
    r"vis-\`a-vis, Bolet\'{\i}n, Ren\'ee, \v{S}koda, Fran\c{c}ois": (
        "vis-à-vis, Boletín, Renée, Škoda, François"
    ),
    r"S\o ren, {\L}ukasz, Wo\'zniak, na\"{\i}ve, Stra\ss e": (
        "Søren, Łukasz, Woźniak, naïve, Straße"
    ),
    r"64\%, R\&D, \$400K, foo\_bar, C\#": "64%, R&D, $400K, foo_bar, C#",
    r"\textbf{Bold} and \emph{so} and {\it on}": "Bold and so and on",
    r"AR, \ie, so; cats, \eg dogs \etal.": "AR, i.e., so; cats, e.g. dogs et al.",
    r"\ours wins. \ours\ wins, \ours{} wins.": "ours wins. ours wins, ours wins.",
    r"as in \cite{ada1843,kurt1931}, see \ref{fig:1}": "as in [ada1843, kurt1931], see [fig:1]",
    r"\url{https://example.org/a_b} \href{https://example.org}{here}": (
        "https://example.org/a_b here (https://example.org)"
    ),
    "`quotes', ``Quotes'', ``Read\" and `it's so'": "‘quotes’, “Quotes”, “Read” and ‘it's so’",
    r"16\,FPS, vs.\ 33, RTX~5090, (i)~the, N{=}4, 1{,}182": (
        "16 FPS, vs. 33, RTX 5090, (i) the, N=4, 1,182"
    ),
    "x_{i}, H^{2}O, O(N^2), 10^{-3}, k^{*}(t), (1-t)^{-2/α}": (
        "xᵢ, H²O, O(N²), 10⁻³, k*(t), (1-t)^(-2/α)"
    ),
    r"exact p\approx0.37 of LLaMA\nobreakdash-3": "exact p≈0.37 of LLaMA-3",
    r"he said \"no\" and it\'s so": 'he said "no" and it\'s so',
    r"\label{x}text\footnote{a $y^2$}": "text (a y²)",
}
AS_THEY_ARE = [
    "$5 and $10",
    "$5, $6",
    "costs $8.1 per run, or US$44",
    "between $5-$10 or 90$ a piece, 87-$89%",
    "$HOME/bin:$PATH and $HOME and $PATH",
    "100%",
    "foo_bar",
    "R&D",
    "~100M",
    "between 5~10",
    r"C:\new",
    r"C:\Users\ada\text\new",
    r"\\server\share\file",
    r"src\new\file",
    r"foo\bar and dag\to",
    r"split at \n or \t, \d+, [\s\S]* and \nAnswer:",
    r"about \212 K",
    "https://example.org/~ada/a^2_{b}",
    "snake_case_name and __init__",
    "a ^ b, ^_^, 1^2^3",
    "[citation needed] <think> [/nope]",
    "use `code` and ``more code``",
    "don't, rock 'n' roll, the cats' toys",
    "{json: 1} f(){}",
    "$",
    "$$",
    "\\",
    "{",
    "",
]
HOSTILE = {
    "dollars": "$" * 100_000,
    "open braces": "{" * 100_000,
    "braces": "{" * 100_000 + "}" * 100_000,
    "backslashes": "\\" * 100_000,
    "backticks": "`" * 100_000,
    "half quotes": "`a " * 50_000,
    "scripts": "a_{" * 60_000 + "}" * 60_000,
    "fractions": "$" + r"\frac" * 700 + "$" + r"\frac" * 50_000,
    "fonts": r"\textbf{" * 50_000 + "}" * 50_000,
    "hats": r"$\hat" * 50_000,
    "brackets": r"\(" * 100_000,
    "environments": r"\begin{equation}" * 30_000,
    "paths": "a" + r"\b" * 100_000 + "{",
    "one word": ("$" + "a" * 3_900 + "=$") * 25,
    "blanks": r"\"{" + " " * 100_000,
}


@pytest.mark.parametrize("source", [*FORMULAS, *MARKUP])
def test_latex_is_shown_as_unicode(source: str) -> None:
    assert to_text(source) == (FORMULAS | MARKUP)[source]


@pytest.mark.parametrize("source", AS_THEY_ARE)
def test_what_is_no_latex_stays_as_it_is(source: str) -> None:
    assert to_text(source) == source
    assert to_text(f"so: {source} – $x^2$.") == f"so: {source} – x²."


def test_styles_are_told_apart() -> None:
    assert to_runs(r"a \textbf{b $x^2$ \emph{c}} {\it d} \texttt{e\_f}.") == [
        ("a ", ""),
        ("b x² ", "bold"),
        ("c", "italic"),
        (" ", ""),
        ("d", "italic"),
        (" ", ""),
        ("e_f", "code"),
        (".", ""),
    ]


def test_a_formula_of_several_lines() -> None:
    assert formula(r"a &= b \\ &= c", display=True) == "a = b\n= c"


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_no_long_time(source: str) -> None:
    begun = time.process_time()
    shown = to_text(source)
    formula(source)
    assert time.process_time() - begun < 3  # a few tenths of a second here; quadratic takes minutes
    assert len(shown) < 3 * len(source) + 3


COMMANDS = (
    r"$$ \\ \( \) \frac \hat \alpha \textbf{ \begin{cases} \end{cases} \sqrt[ \" \not \left \cite{"
    r" \href{a}{ \text{ \mathbb `` '' \ours"
)
PIECES = st.sampled_from(
    [*r"$\{}^_`'~&%#[]().,;:! ab1é-=", *COMMANDS.split(), "\n", "\x1b[31m", "\u202e", "\ud800"]
)


@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200)))
@settings(deadline=None)
def test_whatever_comes_is_shown_clean(source: str) -> None:
    shown = to_text(source)
    assert shown == clean(shown)
    assert "".join(text for text, _ in to_runs(source)) == shown
    assert {style for _, style in to_runs(source)} <= {"", "bold", "italic", "code"}
    assert formula(source, True) == clean(formula(source, True))


@given(st.text(st.characters(exclude_characters="$\\`~^}", exclude_categories=["C", "M"])))
@settings(deadline=None)
def test_text_without_marks_stays(source: str) -> None:
    assert to_text(source) == clean(source)


def test_pylatexenc_is_imported_only_for_the_first_sign() -> None:
    program = (
        "import sys; from tui_reader.text.latex import to_text\n"
        "to_text('plain $5 text, 64\\\\%'); assert 'pylatexenc' not in sys.modules\n"
        "assert to_text('$\\\\nabla$') == '∇'; assert 'pylatexenc' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
