"""LaTeX in titles and abstracts becomes Unicode; other text is unchanged."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.latex_check import leftovers, lost_letters
from tui_reader.text.latex import to_runs, to_text
from tui_reader.text.latex.math import render
from tui_reader.text.sanitize import clean

WORDS_IN_BRACES = {
    r"$\mathrm{sim}(a,b)$ and $\text{times}$": "sim(a,b) and times",
    r"$L_{sim}$ and π_{theta}": "L_sim and π_θ",
    "a bound of {sim}0.3": "a bound of ∼0.3",
}


@pytest.mark.parametrize(("source", "shown"), WORDS_IN_BRACES.items())
def test_words_in_braces_are_words_unless_their_backslash_was_lost(source: str, shown: str) -> None:
    assert to_text(source) == shown


SCRIPTS_WITHOUT_DOLLARS = {
    "C^2Fold: folding twice": "C²Fold: folding twice",
    "H^{2}SD and SL^{2}A-INR": "H²SD and SL²A-INR",
    "grows as O(n^2) here, or O(N^{1.5})": "grows as O(n²) here, or O(N^1.5)",
    "a 2^{18}-entry table of 2^16 rows": "a 2¹⁸-entry table of 2¹⁶ rows",
    "the policies π_{0.5}, π_0 and μ_0": "the policies π_0.5, π₀ and μ₀",
    "we report pass^3. It rose": "we report pass³. It rose",
    "pass^k (maj^32, Pass^5)": "passᵏ (maj³², Pass⁵)",
    "A^* search, FaSTA^*, in R^+ or R^-": "A* search, FaSTA*, in R⁺ or R⁻",
    "at most 3^L states, e^x, X^T X": "at most 3ᴸ states, eˣ, Xᵀ X",
    "p < 10^-4, up to 10^12 tokens, 10^{-3}": "p < 10⁻⁴, up to 10¹² tokens, 10⁻³",
    "k^{*}(t) = (1-t)^{-2/α}": "k*(t) = (1-t)^(-2/α)",
    "(x+y)^2, |x|^2, (IA)^3, O({VM}^2)": "(x+y)², |x|², (IA)³, O(VM²)",
    "F_1 and L_2 of x_{i}, z_{t+1}, F_{max}": "F₁ and L₂ of xᵢ, zₜ₊₁, F_max",
    "released^§ and author^†": "released§ and author†",
    "α_j^{\\max}(s) and x^\\top y_\\theta": "αⱼᵐᵃˣ(s) and xᵀ y_θ",
    "the n^{th}, 10^th and X^2_t": "the nᵗʰ, 10ᵗʰ and X²ₜ",
    r"\ell_2, \pi_0, \theta_t, f_i and z_t-z_0": "ℓ₂, π₀, θₜ, fᵢ and zₜ-z_0",
    r"\underline{two words}": "two words",
    r"a_b, x_i.py and \texttt{a_i}": "a_b, x_i.py and a_i",
    r"\|x\|_2 and KL(p\|q)": "‖x‖₂ and KL(p‖q)",
    "6{,}400 rows at r{=}0.9, N{>}4": "6,400 rows at r=0.9, N>4",
}
TILDES = {
    "on one RTX~4090, in 3.5~ms (see Section~3)": "on one RTX 4090, in 3.5 ms (see Section 3)",
    "Models~(LLMs), models,~i.e., Fig.~2, [1]~and": "Models (LLMs), models, i.e., Fig. 2, [1] and",
    "Claude~Haiku~4.5 at~https://ex.org/~me": "Claude Haiku 4.5 at https://ex.org/~me",
    r"introduce~\name~for k~=~5": "introduce name for k = 5",
    r"as in ~\cite{a}, ~\$5 and ~half": "as in [a], ~$5 and ~half",
    "between 1M~4M, 7.3~8.2 and 60%~70%": "between 1M~4M, 7.3~8.2 and 60%~70%",
    "12~20\\% at 31~FPS with Mamba~2": "12~20% at 31 FPS with Mamba 2",
    "1e5~1e6 and 5ms~10ms, but ''~3B''": "1e5~1e6 and 5ms~10ms, but “~3B”",
    "10x ~ 50x, 2 times~4 times, $5~$10": "10x ~ 50x, 2 times~4 times, $5~$10",
    "~10 times (~3B), up to ~25%": "~10 times (~3B), up to ~25%",
    r"a range of \~3B, \~{}5K": "a range of ~3B, ~5K",
}
DAMAGED_BY_THE_HUB = {
    "runs 3.2times faster, 5.5-11.4times": "runs 3.2× faster, 5.5-11.4×",
    "at 512 times 512, 384times 640, 4times4 pixels": "at 512 × 512, 384×640, 4×4 pixels",
    "16^3times higher, 12^3 times 4": "16³× higher, 12³ × 4",
    "n times m, an mtimes n matrix, R^{mtimes n}": "n × m, an m× n matrix, R^(m×n)",
    "with sim5K, sim 1\\%, sim14,000times, {sim}0.3": "with ∼5K, ∼1%, ∼14,000×, ∼0.3",
    "20sim40 years, 1.3B sim14B, sim!30 FPS": "20∼40 years, 1.3B ∼14B, ∼30 FPS",
    "a 360^circ video, full-360^{circ}": "a 360° video, full-360°",
    "from 41.0 rightarrow 47.5, 0.73rightarrow0.90": "from 41.0 → 47.5, 0.73→0.90",
    "ARleftrightarrowEN, Code Rightarrow Math": "AR↔EN, Code ⇒ Math",
    "a rate of mathcal{O}(T^{-1/3}) in mathbb R^d": "a rate of 𝒪(T^(-1/3)) in ℝᵈ",
    "calE = calM times R^d": "ℰ = ℳ × Rᵈ",
    "texttt{D}ual-texttt{H}ead Self-text{C}heck": "Dual-Head Self-Check",
    "magenta{words} and softred{CGGS}": "words and CGGS",
    "leq 4B, le 4%, geq 90%, leq0.7, neq 0": "≤ 4B, ≤ 4%, ≥ 90%, ≤0.7, ≠ 0",
    "69.8 pm 0.5%, 0.69pm0.1, approx 18%": "69.8 ± 0.5%, 0.69±0.1, ≈ 18%",
    "infty-LLMs, error varepsilon, tau^2-Bench": "∞-LLMs, error ε, τ²-Bench",
    "theta_{GRPO}, pi_0, ell_2 norm, log_2 n": "θ_GRPO, π₀, ℓ₂ norm, log₂ n",
    "sum_{i=1}^{n} of frac12 at lceil x rceil": "∑ᵢ₌₁ⁿ of 1/2 at ⌈x⌉",
    "of size V{varepsilon^2} log m{delta}": "of size V/ε² log m/δ",
    r"valued at \1 million, about \212 K (\22K)": "valued at $1 million, about $212 K ($22K)",
}
COMMANDS = {
    r"keeping \textgreater 90\% and \textless{}5": "keeping > 90% and <5",
    r"a 360{\deg} camera, {\Delta}G, {\sigma}": "a 360° camera, ΔG, σ",
    r"Then it ends. \ The \,Pro set, 16\,FPS, e.g.\ this": (
        "Then it ends. The Pro set, 16 FPS, e.g. this"
    ),
    r"contradictions such as A=B\neq A": "contradictions such as A=B ≠ A",
    r"2.3\times faster, a\times b, n\to\infty": "2.3× faster, a × b, n→∞",
    r"a method (\textbf{Some Words) that, \textit{DnD)}": "a method (Some Words) that, DnD)",
    r"\ours wins. \ours\ wins, \ours{} wins, {\ours}.": "ours wins. ours wins, ours wins, ours.",
    r"\color{mixD}ecoupled \unknown{words}": "mixDecoupled words",
    r"a {\color{red}red} word and \label{sec:a} none": "a red word and none",
    r"\textcolor{blue!50}{cold} x\vspace{2mm} y": "cold x y",
    r"a\equiv b\pmod{n}, n\log n, \langle x, y\rangle, \lceil x \rceil": (
        "a ≡ b (mod n), n log n, ⟨x, y⟩, ⌈x⌉"
    ),
    r"f = \begin{cases} x & x>0 \\ 0 & \text{else} \end{cases} here": ("f = {x, x>0; 0, else here"),
    r"AR, \ie, so; cats, \eg dogs \etal.": "AR, i.e., so; cats, e.g. dogs et al.",
    r"as in \cite{ada1843,kurt1931}, see \ref{fig:1}": "as in [ada1843, kurt1931], see [fig:1]",
    r"text\footnote{a $y^2$} and \footnote{b}": "text (a y²) and (b)",
    r"64\%, R\&D, \$400K, foo\_bar, C\#": "64%, R&D, $400K, foo_bar, C#",
    r"exact p\approx0.37 of LLaMA\nobreakdash-3": "exact p≈0.37 of LLaMA-3",
    r"he said \"no\" and it\'s so": 'he said "no" and it\'s so',
    "propose {ChartIR} for {3D GU} tasks": "propose ChartIR for 3D GU tasks",
    "project.org/arazn}, Models": "project.org/arazn, Models",
    r"costs $>$5 or $<$10\%": "costs >5 or <10%",
}
LETTERS = {
    r"Schr\"odinger, Schr{\"o}dinger, \"Ust\"un": "Schrödinger, Schrödinger, Üstün",
    r"vis-\`a-vis, Bolet\'{\i}n, Ren\'ee, \v{S}koda, Fran\c{c}ois": (
        "vis-à-vis, Boletín, Renée, Škoda, François"
    ),
    r"S\o ren, {\L}ukasz, Wo\'zniak, na\"{\i}ve, Stra\ss e, Erd\H{o}s": (
        "Søren, Łukasz, Woźniak, naïve, Straße, Erdős"
    ),
}
QUOTES_AND_DASHES = {
    "the ''two quotes'' form, ''plug-in'' way": "the “two quotes” form, “plug-in” way",
    "`quotes', ``Quotes'', ``Read\" and `it's so'": "‘quotes’, “Quotes”, “Read” and ‘it's so’",
    "\"mixed'' and ''mixed\" ones": "“mixed” and “mixed” ones",
    "saves 10--20\\% --- more than before": "saves 10–20% — more than before",
    "signals--visual -- and audio---only": "signals–visual – and audio—only",
    r"a dataset--{\em Deep}--of faces": "a dataset–Deep–of faces",
}
URLS = {
    "code at https://ex.org/a{https://ex.org/a}.": "code at https://ex.org/a.",
    "see https://ex.org/a{ex.org/a} and https://ex.org/b/{https://ex.org/b}": (
        "see https://ex.org/a and https://ex.org/b/"
    ),
    "see our https://ex.org/p{project page}.": "see our project page (https://ex.org/p).",
    "at https://ex.org/p}{https://ex.org/p.": "at https://ex.org/p.",
    "Code: magenta{https://ex.org/p{https://ex.org/p}}.": "Code: https://ex.org/p.",
    r"\url{https://ex.org/a_b}, url{https://ex.org/c}": "https://ex.org/a_b, https://ex.org/c",
    r"\url{https://ex.org/a}{page} \href{https://ex.org/b}{here}": (
        "page (https://ex.org/a) here (https://ex.org/b)"
    ),
    r"\href{https://ex.org/d{Data}, and": "Data (https://ex.org/d), and",
    "the [link](https://ex.org/a), [https://ex.org/b](https://ex.org/b)": (
        "the link (https://ex.org/a), https://ex.org/b"
    ),
    'at <a href="https://ex.org/a">this URL</a>': "at this URL (https://ex.org/a)",
    r"https://ex.org/a\_b and https://ex.org/\#c": "https://ex.org/a_b and https://ex.org/#c",
    "github.com/ada/opengvl{OpenGVL}": "github.com/ada/opengvl (OpenGVL)",
}
MARKDOWN = {
    "propose **Lean4Agent**, a **C**hinese set": "propose Lean4Agent, a Chinese set",
    "![figure](https://ex.org/x.png)": "figure (https://ex.org/x.png)",
    "2**3 and **kwargs and ** not **": "2**3 and **kwargs and ** not **",
}
CONVERTED = (
    SCRIPTS_WITHOUT_DOLLARS | TILDES | DAMAGED_BY_THE_HUB | COMMANDS | LETTERS
    | QUOTES_AND_DASHES | URLS | MARKDOWN
)  # fmt: skip
UNCHANGED = [
    "$5 and $10",
    "$5, $6",
    "costs $8.1 per run, or US$44, 5$",
    "between $5-$10 or 90$ a piece, 87-$89%",
    "$HOME/bin:$PATH and $HOME and $PATH",
    "100%",
    "foo_bar, snake_case_name, GRPO_data, my_x_1, v_1.py, __init__",
    "R&D",
    "~100M",
    "between 5~10",
    "~/x/y and ~user and a ~ b and ~~gone~~",
    r"C:\new",
    r"C:\Users\ada\text\new",
    r"\\server\share\file",
    r"src\new\file",
    r"foo\bar and dag\to",
    r"split at \n or \t, \d+, [\s\S]* and \nAnswer:",
    "https://example.org/~ada/a^2_{b} and https://ex.org/a--b",
    "me@example.org and a_b@c.org",
    "a ^ b, ^_^, 1^2^3, [^1], file^name",
    "[citation needed] <think> [/nope] <|im_end|> <b>not bold</b>",
    "use `code` and ``more code`` and `--flag`",
    "don't, rock 'n' roll, the cats' toys, a 5'' screen, f''(x)",
    "{json: 1} f(){} {0, 1} {-1,0,1} UCGM-{T,S} ${VAR} {{x}} {x | x > 0}",
    "the key prompt: {Original question} and title = {x}",
    "6 times faster, three times, 3 times a day, sometimes 5, at times 3",
    "a sim2real gap, sim2sim, Sim3D, sim3D, sim-to-real, in sim 5, similar",
    "PixArt-alpha, epsilon-greedy, Krippendorff's alpha, pi_kept, --beta_1 0.9",
    "at 5 pm, a fraction, a narrow circle, textless models, approx. 5, Paris le mardi",
    "use --flag, --no-cache=x or -v; i--; C-- <!-- no --> a --> b ----",
    "$",
    "$$",
    "{",
    "",
]
HOSTILE = {
    "dollars": "$" * 30_000,
    "open braces": "{" * 30_000,
    "braces": "{" * 30_000 + "}" * 30_000,
    "backslashes": "\\" * 30_000,
    "backticks": "`" * 30_000,
    "half quotes": "`a " * 15_000,
    "primes": "''a " * 15_000,
    "double quotes": '"a ' * 15_000,
    "scripts": "a_{" * 20_000 + "}" * 20_000,
    "powers": "a^1" * 20_000,
    "tildes": "a~1" * 20_000,
    "fractions": "$" + r"\frac" * 700 + "$" + r"\frac" * 15_000,
    "fonts": r"\textbf{" * 15_000 + "}" * 15_000,
    "hats": r"$\hat" * 15_000,
    "brackets": r"\(" * 30_000,
    "environments": r"\begin{equation}" * 30_000,
    "paths": "a" + r"\b" * 30_000 + "{",
    "one word": ("$" + "a" * 3_900 + "=$") * 25,
    "blanks": r"\"{" + " " * 30_000,
    "norms": r"\|a" * 15_000,
    "links": "[a](" * 12_000,
    "anchors": "<a " * 15_000,
    "labels": "https://a.b/c{" * 20_000,
    "lost words": "5times sim5 alpha_" * 10_000,
    "stars": "**a " * 15_000,
}


@pytest.mark.parametrize("source", CONVERTED)
def test_latex_becomes_unicode(source: str) -> None:
    found = to_text(source)
    assert found == CONVERTED[source]
    assert to_text(f"{source} – 5\\%, $x$") == f"{found} – 5%, x"
    assert not lost_letters(source, found)
    assert not set(leftovers(found)) - ({"tilde"} if source in TILDES else {"brace", "caret"})


@pytest.mark.parametrize("source", UNCHANGED)
def test_other_text_stays_unchanged(source: str) -> None:
    assert to_text(source) == source
    assert to_text(f"so: {source} – $x^2$.") == f"so: {source} – x²."


def test_styles_become_runs() -> None:
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


def test_bold_is_a_style_and_its_letters_are_plain() -> None:
    assert to_runs(r"$\mathbf{x}+1$, \textbf{y}, **z** and 𝐐") == [
        ("x", "bold"),
        ("+1, ", ""),
        ("y", "bold"),
        (", ", ""),
        ("z", "bold"),
        (" and ", ""),
        ("Q", "bold"),
    ]
    assert to_text(r"$\boldsymbol{\theta}_\mathbf{t}$ and 𝒟") == "θₜ and 𝒟"


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_converted_in_linear_time(source: str) -> None:
    begin = time.process_time()
    text = to_text(source)
    render(source)
    # A few tenths of a second; quadratic time would be minutes
    assert time.process_time() - begin < 1
    assert len(text) < 3 * len(source) + 3


NAMES = (
    r"$$ \\ \( \) \frac \hat \alpha \textbf{ \begin{cases} \end{cases} \sqrt[ \" \not \left \cite{"
    r" \href{a}{ \text{ \mathbb `` '' \ours \\ & \xrightarrow[ \underbrace{ \color{ \| ** ]( <a"
    r" https://a.b/c{ sim5 3times tau_ -- --- "
)
PIECES = st.sampled_from(
    [*r"$\{}^_`'~&%#[]().,;:! ab1é-=", *NAMES.split(), "\n", "\x1b[31m", "\u202e", "\ud800", "𝐱"]
)


@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200)))
@example(r"\left")
@example(r"\\")
@example(r"\begin{array}{")
@settings(deadline=None)
def test_any_text_is_converted_to_safe_text(source: str) -> None:
    text = to_text(source)
    assert text == clean(text)
    assert "".join(text for text, _ in to_runs(source)) == text
    assert {style for _, style in to_runs(source)} <= {"", "bold", "italic", "code"}
    assert render(source, display=True) == clean(render(source, display=True))


WORDS = st.sampled_from(
    [
        *[
            "the",
            "model",
            "wins",
            "3times",
            "sim5K",
            "360^circ",
            "O(n^2)",
            "x^{ab}",
            "a--b",
            "RTX~4090",
            "\\ours",
            "{Name}",
        ],
        *[
            "''q''",
            "``q''",
            "64\\%",
            "$x$",
            "\\emph{it}",
            "\\textbf{bold}",
            "\\unknown{kept}",
            "{\\it",
            "so}",
        ],
        "$\\alpha_{i}$",
        "$\\frac{a}{b}$",
    ]
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
@settings(deadline=None)
def test_every_letter_stays_in_order(source: str) -> None:
    assert not lost_letters(source, to_text(source))


@given(
    st.text(
        st.characters(exclude_characters="$\\`~^{}_*-'[<", exclude_categories=["C", "M", "L", "N"])
    )
)
@settings(deadline=None)
def test_text_without_latex_is_unchanged(source: str) -> None:
    assert to_text(source) == clean(source)


def test_pylatexenc_is_imported_only_for_a_rare_symbol() -> None:
    program = (
        "import sys; from tui_reader.text.latex import to_text\n"
        "to_text('plain text'); assert 'tui_reader.text.latex.math' not in sys.modules\n"
        "to_text('64\\\\%, $\\\\nabla$, 3times'); assert 'pylatexenc' not in sys.modules\n"
        "assert to_text('$\\\\beth$') == 'ℶ'; assert 'pylatexenc' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
