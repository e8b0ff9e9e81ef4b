"""Formulas as one line of Unicode, or as aligned lines."""

from __future__ import annotations

import pytest

from tui_reader.text.latex.math import render, render_runs

INLINE = {
    r"\varepsilon \le 2^{n-1}": "ε ≤ 2ⁿ⁻¹",
    r"\mathbb R^{d\times k}": "ℝ^(d×k)",
    r"x_{i}, x_{i,j}, x_i^2, x'_1": "xᵢ, x_(i,j), xᵢ², x′₁",
    r"\frac{a}{b}, \frac{a+b}{c}, \frac{1}{2\pi}": "a/b, (a+b)/c, 1/(2π)",
    r"2\frac12, \frac{1}{n}\sum_{i=1}^n x_i": "2 1/2, 1/n ∑ᵢ₌₁ⁿ xᵢ",
    r"\sqrt{x}, \sqrt{x+1}, \sqrt[3]{x}, \sqrt[n]{x}": "√x, √(x+1), ∛x, ⁿ√x",
    r"\text{softmax}(\frac{QK^\top}{\sqrt{d_k}})V": "softmax(QKᵀ/√dₖ)V",
    r"\mathcal{L}_{\text{total}} = \lambda\mathcal{L}_{KL}": "ℒ_total = λℒ_KL",
    r"a\le b, a\le0, 4 \times 4, 9\times": "a ≤ b, a≤0, 4 × 4, 9×",
    r"\hat{x}_t \not\in \bar{\theta}, \widehat{xy}": "x̂ₜ ∉ θ̄, hat(xy)",
    r"O(n \log n), 2\log x, \max_{x\in X} f": "O(n log n), 2 log x, max_(x∈X) f",
    r"\operatorname{arg\,max}_\theta \mathbb{E}_{x \sim p}[f]": "arg max_θ 𝔼_(x∼p)[f]",
    r"\left( \frac{x}{y} \right., \big[ x \big]": "(x/y, [x]",
    r"\{a, b\}, \|x\|_2, \lfloor x \rfloor, \left\| y \right\|": "{a, b}, ‖x‖₂, ⌊x⌋, ‖y‖",
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}": "[a b; c d]",
    r"F_{max}, F_{min}, G_{stack}, \pi_{0.5}, x_{ij}": "F_max, F_min, G_stack, π_0.5, xᵢⱼ",
    r"360^\circ, A^{-1}, f^*, 10^{0.5}x": "360°, A⁻¹, f*, 10^(0.5)x",
    r"\binom{n}{k}, \overset{!}{=}, 10\%": "(n choose k), =^!, 10%",
    r"\ours \gg \foo{x}": "ours ≫ x",
    # spaces before braces
    r"\text { if } x>0": "if x>0",
    r"\mathbf { Q } \mathbf { K } ^ { T }": "Q Kᵀ",
    r"\operatorname { softmax } ( x _ { i } )": "softmax(xᵢ)",
    # macro after macro
    r"k^{\star}\leftarrow\arg\max_{k}r": "k⋆←arg maxₖ r",
    r"\leftarrow\phi(x), r\geq\theta, \alpha\beta": "←ϕ(x), r≥θ, αβ",
    r"\alpha \beta = \pi r": "αβ = πr",
    # macros with arguments
    r"\underbrace{a+b}_{n}, \overbrace{x}^{k}": "(a+b)ₙ, xᵏ",
    r"x\xrightarrow{f}y, \xleftarrow[n]{m}": "x→ᶠy, ←ᵐₙ",
    r"x\xrightarrow{\text{long label}}y": "x→^(long label)y",
    r"a\equiv b\pmod{n}, a \bmod n, a \mod p": "a ≡ b (mod n), a mod n, a mod p",
    r"n\gets n+1, x\stackrel{d}{=}y": "n ← n+1, x=ᵈy",
    r"\sum_{\substack{i<j\\k}} x": "∑_(i<j,k) x",
    r"\textcolor{blue}{x}\color{red}y\label{eq:1}": "xy",
    # scripts of scripts
    r"e^{i\pi}=-1, e^{-\frac{x}{2}}": "e^(iπ)=-1, e^(-x/2)",
    r"2^{2^n}+x_{t_k}, a^{b_c}": "2^(2ⁿ)+x_(tₖ), a^(b_c)",
    r"x_{max}^{2}, y_{\theta,\phi}": "x_(max)², y_(θ,ϕ)",
    r"\{P_i\}_{i=1}^{n}, {}^{1\;3\;*}": "{Pᵢ}ᵢ₌₁ⁿ, ¹ ³ *",
    # no spaces inside brackets, none after ∂
    r"\langle x, y \rangle, \lceil y \rceil, \lvert z \rvert": "⟨x, y⟩, ⌈y⌉, |z|",
    r"\frac{\partial L}{\partial w}\langle x,y\rangle": "∂L/∂w⟨x,y⟩",
    r"\frac{\partial^2 f}{\partial x^2}": "∂²f/∂x²",
    # variants of letters stay distinct
    r"\phi\ne\varphi,\ \epsilon\ne\varepsilon": "ϕ≠φ, ϵ≠ε",
    # rows
    r"\left\{\begin{array}{ll}x&x\ge0\\-x&\text{else}\end{array}\right.": "{x, x≥0; -x, else",
    r"\begin{cases} 1, & x > 0, \\ 0, & \text{else.} \end{cases}": "{1, x > 0; 0, else.",
    r"\left\{\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}\right.": "{a = 1; b = 2",
    r"[0,\,1], q(y\mid x)": "[0, 1], q(y | x)",
    r"\underline{93.4} \underline{x}": "93.4 x̲",
    # unclosed and empty
    r"\frac{1}{2": "1/2",
    r"x_{i": "xᵢ",
    r"\unknown{kept}\left": "kept",
}
DISPLAYED = {
    r"a &= b \\ &= c": "a = b\n  = c",
    r"a&=b\\ccc&\le d": "  a=b\nccc≤d",
    r"\begin{aligned} L &= x \\ &\quad + y \end{aligned}": "L = x\n  + y",
    r"f(x) = \begin{cases} x & x\ge0 \\ -x & \text{else} \end{cases}": (
        "f(x) = ⎧ x, x≥0\n       ⎩ -x, else"
    ),
    r"\left\{\begin{array}{ll}x&x\ge0\\-x&\text{else}\end{array}\right.": "⎧ x, x≥0\n⎩ -x, else",
    r"\begin{align} a &= b & c &= d \\ aa &= bb & cc &= dd \end{align}": (
        " a = b    c = d\naa = bb  cc = dd"
    ),
    r"g &= 1 \\ f &= \begin{cases} 1 \\ 2 \end{cases}": "g = 1\nf = ⎧ 1\n    ⎩ 2",
    "\\\\": "",
    r"x \\ yy + z": "x\nyy + z",
}


@pytest.mark.parametrize("tex", INLINE)
def test_formula_becomes_one_line(tex: str) -> None:
    assert render(tex) == INLINE[tex]


@pytest.mark.parametrize("tex", DISPLAYED)
def test_displayed_formula_has_aligned_lines(tex: str) -> None:
    assert render(tex, display=True) == DISPLAYED[tex]


def test_bold_letters_are_plain_letters_in_a_bold_run() -> None:
    assert render_runs(r"\mathbf{W}x + \bm{\theta}_1") == (
        ("W", "bold"),
        ("x + ", ""),
        ("θ", "bold"),
        ("₁", ""),
    )


@pytest.mark.parametrize(
    "tex", [r"\frac" * 700, r"\hat" * 3_000, "{" * 8_000, r"\begin{cases}" * 1_000, "x_" * 6_000]
)
def test_hostile_formula_is_bounded(tex: str) -> None:
    assert len(render(tex, display=True)) <= 3 * len(tex)
