"""Cleaning the Hub's full texts: every form of converted arXiv HTML."""

from __future__ import annotations

import time

import pytest

from tui_reader.documents import is_page
from tui_reader.text import hub_markdown
from tui_reader.text.layout import layout
from tui_reader.text.markdown import Document, batches, parse
from tui_reader.text.split import headings

HEADER = (
    "Title: Reading in the Dark\n\nURL Source: https://arxiv.org/html/2601.00001v2\n\n"
    "Published Time: Mon, 05 Jan 2026 08:00:00 GMT\n\nMarkdown Content:\n"
)


def shown(source: str, width: int = 88) -> list[str]:
    lines = [line for block in parse(source).blocks for line in layout(block, width)]
    return ["".join(text for text, _, _ in line).rstrip() for line in lines[:-1]]


def kinds(source: str) -> list[str]:
    return [block.kind for block in parse(source).blocks]


def test_header_becomes_the_title() -> None:
    assert shown(
        HEADER + "# Reading in the Dark\n\nMina Voss 1\n\n###### Abstract\n\nLamps fail.\n"
    ) == [
        "Reading in the Dark",
        "",
        "Mina Voss 1",
        "",
        "Abstract",
        "",
        "Lamps fail.",
    ]


def test_header_without_time_or_content_line_is_removed() -> None:
    source = "Title: A_b *c*\n\nURL Source: https://arxiv.org/html/2601.00001\n\nWords.\n"
    assert shown(source) == ["A_b *c*", "", "Words."]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"Each u∈𝒰 u\in\mathcal{U} has g(u)∈ℝ g(u)\in\mathbb{R} in N N rounds.",
         "Each u∈𝒰 has g(u)∈ℝ in N rounds."),
        (r"noise σ t\sigma_{t} and α¯t\bar{\alpha}_{t} fade", "noise σₜ and ᾱₜ fade"),
        (r"of rank r r, for i=1,2,…,K i=1,2,\ldots,K and K−1 K-1 more",
         "of rank r, for i=1,2,…,K and K-1 more"),
        (r"costs O(n 2)O(n^{2}) time, or O(n)O(n) with (a,b)(a,b) known",
         "costs O(n²) time, or O(n) with (a,b) known"),
        (r"the j j-th row of W q W_{q} and W k W_{k}", "the j-th row of W_q and Wₖ"),
        (r"N low N_{\rm low}samples from a pool", "N_low samples from a pool"),
        (r"a set {1,2,…,|𝒮|}\{1,2,\ldots,|\mathcal{S}|\} of states",
         "a set {1,2,…,|𝒮|} of states"),
        (r"runs on 8 8 machines for 30 30 days", "runs on 8 machines for 30 days"),
        (r"scores rise (↑\uparrow) or fall (↓\downarrow)", "scores rise (↑) or fall (↓)"),
        (r"posterior q t A(z)q^{A}_{t}(z) at z z", "posterior qᴬₜ(z) at z"),
        ("summarized in[Table˜2](https://arxiv.org/html/2601.00001v2#S4.T2) here",
         "summarized in Table 2 here"),
        (r"at 640×\times 32×\times 32 pixels", "at 640 × 32 × 32 pixels"),
        (r"rates 5×10−5 5\times 10^{-5}6×10−6 6\times 10^{-6} fall", "rates 5×10⁻⁵ 6×10⁻⁶ fall"),
        (r"then t≥T t\geq T and S t←S 0 S_{t}\leftarrow S_{0} end", "then t≥T and Sₜ←S₀ end"),
        ("as LampNet(Voss et al., [2023](https://arxiv.org/html/2601.00001v2#bib.bib2)) and "
         "Wick[fern2024wick] do", "as LampNet (Voss et al., 2023) and Wick [fern2024wick] do"),
        ("(b)The second lamp", "(b) The second lamp"),
        (r"a rate:d_{\text{lamp}}=64 of 20 \times number, where \ell denotes x^{(i,j)}",
         "a rate: d_lamp=64 of 20 × number, where ℓ denotes x^(i,j)"),
        ("as in[Voss](https://arxiv.org/html/2601.00001v2#bib.bib1) and lamps(voss2024lamp). "
         "Page:[a page](https://a.example/)", "as in Voss and lamps (voss2024lamp). Page: a page"),
        ("with oil 1 1 1[a note](https://a.example/) and wicks", "with oil ¹ a note and wicks"),
        ("•Oil: it burns.", "• Oil: it burns."),
        ("by chance (p<0.01 p<0.01), or p=1 p=1.", "by chance (p<0.01), or p=1."),
        (r"the lamp \pi_{0}(voss2024pi0lamp)", "the lamp π₀ (voss2024pi0lamp)"),
    ],
)  # fmt: skip
def test_doubled_formulas_are_shown_once(source: str, text: str) -> None:
    assert shown(HEADER + source)[2:] == [text]


def test_repetitions_in_other_prose_stay() -> None:
    prose = "Type I I neurons and Class A A roads, on 8 8 occasions."
    assert shown(prose) == [prose]


def test_sentence_of_numbers_is_not_a_formula() -> None:
    assert shown(HEADER + "Depth 512 512\nWidth 64 64")[2:] == ["Depth 512 512", "Width 64 64"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"10%percent 10 10\%10 % of 32×32 32 32 32\times 32 32 × 32 px", "10% of 32×32 px"),
        (r"∼similar-to\sim∼ 9K, 1.5×1.5\times 1.5 × up (↑↑\uparrow↑)", "∼ 9K, 1.5× up (↑)"),
        (r"at 1×10−4 1 superscript 10 4 1\times 10^{-4}1 × 10 start_POSTSUPERSCRIPT - 4 "
         "end_POSTSUPERSCRIPT now", "at 1×10⁻⁴ now"),
        ("the loss L I subscript 𝐿 𝐼 L_{I}italic_L start_POSTSUBSCRIPT italic_I "
         "end_POSTSUBSCRIPT is small", "the loss L_I is small"),
        ("with a depth D 𝐷 D italic_D and a width W 𝑊 W italic_W", "with a depth D and a width W"),
        ("a space 𝒵 𝒵\\mathcal{Z}caligraphic_Z of (𝐮,𝐯)𝐮 𝐯(\\mathbf{u},\\mathbf{v})"
         "( bold_u , bold_v )", "a space 𝒵 of (u,v)"),
        ("a batch B=32 𝐵 32 B=32 italic_B = 32 in all", "a batch B=32 in all"),
        ("F∈ℛ H×W 𝐹 superscript ℛ 𝐻 𝑊 F\\in\\mathcal{R}^{H\\times W}italic_F ∈ caligraphic_R "
         "start_POSTSUPERSCRIPT italic_H × italic_W end_POSTSUPERSCRIPT, say", "F∈ℛ^(H×W), say"),
        ("a set {P 1,…,P n}subscript 𝑃 1…subscript 𝑃 𝑛\\{P_{1},\\dots,P_{n}\\}{ italic_P "
         "start_POSTSUBSCRIPT 1 end_POSTSUBSCRIPT , … , italic_P start_POSTSUBSCRIPT italic_n "
         "end_POSTSUBSCRIPT } of parts", "a set {P₁,…,Pₙ} of parts"),
        ("of norm ∥z∥ ∥ 𝑧 ∥ \\|z\\|∥ italic_z ∥ at most", "of norm ‖z‖ at most"),
        ("take argmax j∈{1,…,J}v j subscript 𝑗 1…𝐽 subscript 𝑣 𝑗\\arg\\max_{j\\in\\{1,\\ldots,J\\}}"
         "v_{j}roman_arg roman_max start_POSTSUBSCRIPT italic_j ∈ { 1 , … , italic_J } "
         "end_POSTSUBSCRIPT italic_v start_POSTSUBSCRIPT italic_j end_POSTSUBSCRIPT here",
         "take arg max_(j∈{1,…,J}) vⱼ here"),
        ("A j→B j+1→subscript 𝐴 𝑗 subscript 𝐵 𝑗 1 A_{j}\\rightarrow B_{j% +1}italic_A "
         "start_POSTSUBSCRIPT italic_j end_POSTSUBSCRIPT → italic_B start_POSTSUBSCRIPT italic_j "
         "+ 1 end_POSTSUBSCRIPT is a step", "Aⱼ→Bⱼ₊₁ is a step"),
        ("i.e., w=<lamp>𝑤<lamp>w=\\text{\\textless lamp\\textgreater}italic_w = <lamp> now",
         "i.e., w=<lamp> now"),
        ("of |⋅||\\cdot|| ⋅ | and len(⋅)len⋅\\texttt{len}(\\cdot)len ( ⋅ ), 2×\\times×wide z 𝑧 z "
         "italic_z", "of |⋅| and len(⋅), 2×wide z"),
        ("an estimate t^^𝑡\\hat{t}over^ start_ARG italic_t end_ARG of it", "an estimate t̂ of it"),
    ],
)  # fmt: skip
def test_fourfold_formulas_are_shown_once(source: str, text: str) -> None:
    assert shown(HEADER + source)[2:] == [text]


def test_aligned_fourfold_displays_keep_their_signs() -> None:
    source = (
        "𝒂 𝒂\\displaystyle\\bm{a}bold_italic_a=[k,s 1]∈ℝ 2,absent 𝑘 subscript 𝑠 1 superscript ℝ 2"
        "\\displaystyle=[k,s_{1}]\\in\\mathbb{R}^{2},= [ italic_k , italic_s start_POSTSUBSCRIPT 1 "
        "end_POSTSUBSCRIPT ] ∈ blackboard_R start_POSTSUPERSCRIPT 2 end_POSTSUPERSCRIPT ,(4)"
    )
    assert shown(HEADER + source)[2:] == ["    a=[k,s₁]∈ℝ², (4)"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"F(y)→(p(y),q(y)),F(y)\rightarrow\bigl(p(y),\,q(y)\bigr),", "    F(y)→(p(y), q(y)),"),
        (r"a t+1=a t−g t.a_{t+1}=a_{t}-g_{t}.(4)", "    aₜ₊₁=aₜ-gₜ. (4)"),
        ("q j−1=Net(h j)subscript 𝑞 𝑗 1 Net subscript ℎ 𝑗 q_{j-1}=\\text{Net}(h_{j})italic_q "
         "start_POSTSUBSCRIPT italic_j - 1 end_POSTSUBSCRIPT = Net ( italic_h start_POSTSUBSCRIPT "
         "italic_j end_POSTSUBSCRIPT )", "    qⱼ₋₁=Net(hⱼ)"),
    ],
)  # fmt: skip
def test_line_of_one_formula_is_a_display(source: str, text: str) -> None:
    assert shown(HEADER + source)[2:] == [text]
    assert kinds(HEADER + source) == ["heading", "formula"]


def test_display_in_dollars_is_unchanged() -> None:
    tex = "\\left\\{\\begin{array}{l}x_{1} \\text { if } y \\\\ \\alpha\\end{array}\\right."
    source = f"So\n$$\n{tex}\n$$\nwhere\\,$x$ is.\n"
    for header in (HEADER, "T\n\n"):
        assert shown(header + source)[2:] == [
            "So",
            "",
            "    ⎧ x₁ if y",
            "    ⎩ α",
            "",
            "where x is.",
        ]


def test_aligned_lines_are_one_display() -> None:
    source = (
        "u 1=F(u),\\displaystyle u_{1}=F(u),(2)\nu 2=G(u 1).\\displaystyle u_{2}=G(u_{1}).(3)\n"
    )
    assert shown(HEADER + source)[2:] == ["    u₁=F(u), (2)", "    u₂=G(u₁). (3)"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"within [-1.5,\,1.5] at c\;d", "within [-1.5, 1.5] at c d"),
        (r"over \{Q_{j}\}_{j=1}^{m} we sum", "over {Qⱼ}ⱼ₌₁ᵐ we sum"),
        (r"we draw p(z\mid x) with z\leq\beta", "we draw p(z|x) with z≤β"),
        ("Ida Ray{}^{2\\;4\\;*} and Max Orr{}^{2\\;\\dagger}", "Ida Ray² ⁴ * and Max Orr² †"),
        (r"Ann Lee{}^{1,2} and Bo Kim{}^{3}", "Ann Lee¹,² and Bo Kim³"),
    ],
)  # fmt: skip
def test_tex_without_dollars_is_a_formula(source: str, text: str) -> None:
    assert shown(source) == [text]


def test_bare_tex_in_text_with_dollars_is_left_to_markdown() -> None:
    source = r"If $a$ then C:\new\_file, foo_{bar}? yes."
    assert list(hub_markdown.lines(source)) == [source, ""]


def test_code_is_unchanged() -> None:
    source = HEADER + "```\nx x = T T\\in\\mathcal{X}\n```\n\nand `T T` too"
    assert shown(source)[2:] == ["  x x = T T\\in\\mathcal{X}", "", "and T T too"]


def test_table_rows_without_marks_stay_lines() -> None:
    rows = "Model Small Large\nLayers 12 24\nHeads 8 8\n\n"
    for source in (rows + "Table 3: Sizes.", "Table 3: Sizes.\n\n" + rows):
        lines = shown(source)
        assert "Layers 12 24" in lines
        assert "Heads 8 8" in lines
        assert "Table 3: Sizes." in lines


def test_table_whose_rule_has_one_cell_is_a_table() -> None:
    source = HEADER + "| Lamp | Oil |\n| --- |\n| n_wicks | 12 |\n| oil_max | 5 |"
    assert shown(source)[2:] == ["Lamp     Oil", "───────  ───", "n_wicks   12", "oil_max    5"]


def test_contents_repeated_title_and_declarations_are_left_out() -> None:
    contents = (
        "1.       1.   [‣](https://arxiv.org/html/2601.00001v2#Pt1)\n"
        "    2.   [1 Lamps](https://arxiv.org/html/2601.00001v2#S1)\n"
        '        1.   [1.1 Oil](https://arxiv.org/html/2601.00001v2#S1.SS1 "In 1 Lamps")\n\n'
    )
    title = "Reading in the Dark\n===================\n\n"
    source = HEADER + title + contents + "\\useunder\n\\ul\n\nWords."
    assert shown(source) == ["Reading in the Dark", "", "Words."]


def test_hard_wrapped_prose_flows() -> None:
    assert shown("One line\nand the next.\n\nSee Table 3: it\nis wide.") == [
        "One line and the next.",
        "",
        "See Table 3: it is wide.",
    ]


def test_algorithm_in_pieces_is_joined_by_its_steps() -> None:
    source = (
        "Algorithm 2 Pruning\n\n1:tree\n\n\\tau\n, budget\n\nB^{2}\n\n2:while\n\n"
        "i\\leq n\ndo\n\n3:end while\n\n4:return\n\n\\tau\n\nAfter that, words go on as before.\n"
    )
    assert shown(source) == [
        "Algorithm 2 Pruning",
        "1: tree τ, budget B²",
        "2: while i≤n do",
        "3: end while",
        "4: return τ",
        "",
        "After that, words go on as before.",
    ]


def test_list_items_have_one_mark() -> None:
    source = (
        "*   •Speed: fast. \n*   •Size: small. \n\n1.   1.Read: words. \n2.   2.Write: more. \n"
    )
    assert shown(source) == [
        "• Speed: fast.",
        "• Size: small.",
        "",
        "1. Read: words.",
        "2. Write: more.",
    ]


def test_lists_nest_by_four_spaces() -> None:
    source = (
        "1.   [1 Start](https://a.example/#S1)\n2.   [2 Way](https://a.example/#S2)\n"
        "    1.   [2.1 Left](https://a.example/#S2.SS1)\n"
        "        1.   [2.1.1 Far](https://a.example/#S2.SS1.SSS1)\n\n"
        "3.   [3 End](https://a.example/#S3)\n"
    )
    assert shown(source) == [
        "1. 1 Start",
        "2. 2 Way",
        "   1. 2.1 Left",
        "      1. 2.1.1 Far",
        "3. 3 End",
    ]


def test_nested_list_continues_after_a_blank_line() -> None:
    source = (
        "*   [1 Start](https://a.example/)\n    *   [1.1 Left](https://a.example/)\n"
        "        *   [1.1.1 Far](https://a.example/)\n\n    *   [1.2 Right](https://a.example/)\n"
    )
    assert shown(source) == ["• 1 Start", "  • 1.1 Left", "    • 1.1.1 Far", "  • 1.2 Right"]


def test_picture_and_its_caption_are_one_figure() -> None:
    source = (
        "![Image 7: Refer to caption](https://arxiv.org/html/2601.00001v1/x7.png)\n\n"
        "Figure 5: The lamp, twice.\n\nWords.\n"
    )
    figure, words = parse(source).blocks
    assert (figure.kind, figure.text) == ("figure", "[figure] Figure 5: The lamp, twice.")
    assert figure.pictures == ["https://arxiv.org/html/2601.00001v1/x7.png"]
    assert words.text == "Words."


P, Q = (f"![Image {n}: Refer to caption](https://arxiv.org/x{n}.png)" for n in (1, 2))


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("Figure 3: A.\n\n" + P, ["[figure] Figure 3: A."]),
        (f"**Fig. 3** A.\n\n[{P}](https://arxiv.org/)\n\nWords.", ["[figure] Fig. 3 A.", "Words."]),
        (f"Figure 3: A.\n\n{P}\n\n{Q}\n\nB.", ["[figure] [figure] Figure 3: A.", "B."]),
        (f"{P}\n\nFigure 3: A.\n\n{Q}\n\nFigure 4: B.",
         ["[figure] Figure 3: A.", "[figure] Figure 4: B."]),
        (f"Figure 3: A.\n\n{P}\n\nFigure 4: B.\n\n{Q}",
         ["[figure] Figure 3: A.", "[figure] Figure 4: B."]),
        (f"Figure 3: text.\n\n{P}\n\nFigure 4: B.", ["Figure 3: text.", "[figure] Figure 4: B."]),
        (f"Table 1: above.\n\n{P}\n\nFigure 4: B.", ["Table 1: above.", "[figure] Figure 4: B."]),
        (f"Figure 3: A.\n\n{P}\n\nTable 1: B.\n\n| a |\n|---|\n| 1 |",
         ["[figure] Figure 3: A.", "Table 1: B.", "a\n1"]),
        (f"{P}\n\nTable 1: A table.", ["[image] Table 1: A table."]),
        (f"Figure 3 shows lamps.\n\n{P}\n\nFigure 3: A.",
         ["Figure 3 shows lamps.", "[figure] Figure 3: A."]),
        (f"{P}\n\n(a) Left.\n\n{Q}\n\n(b) Right.\n\nFigure 1: Both.",
         ["[figure] [figure] (a) Left. (b) Right. Figure 1: Both."]),
        (f"Words.\n\nFigure 3: A.\n{P}", ["Words.", "[figure] Figure 3: A."]),
        (f"> Figure 3: A.\n>\n> {P}", ["[figure] Figure 3: A."]),
        ('<figure>\n<figcaption>Figure 3: A.</figcaption>\n<img src="https://a.org/f.png"/>\n</figure>',
         ["[figure] Figure 3: A."]),
        ('<img src="https://a.org/f.png"/>\n\nExtended Data Fig. 3 | A.',
         ["[figure] Extended Data Fig. 3 | A."]),
        ("Figure 3: A.\n\n![](https://a.org/a.mp4)", ["[video] Figure 3: A."]),
    ],
)  # fmt: skip
def test_pictures_and_their_caption_are_one_block(source: str, texts: list[str]) -> None:
    document = parse(source)
    assert [block.text for block in document.blocks] == texts
    for number, block in enumerate(document.blocks):
        if "Figure 3: A" in block.text or "Fig. 3 A" in block.text:
            assert len(block.pictures) == max(1, block.text.count("[figure]"))
            assert document.targets["#figure-3"] == number


@pytest.mark.parametrize("source", [f"Figure 3: A.\n\n{P}\n\n", f"{P}\n\nFigure 3: A.\n\n"])
def test_figure_is_never_cut_by_sections(source: str) -> None:
    for size in range(40, 50):
        (figure,) = [one for one in parse("Words.\n\n" * size + source).blocks if one.pictures]
        assert figure.text == "[figure] Figure 3: A."


def test_picture_without_caption_is_an_image() -> None:
    (block,) = parse("![Image 2: A red lamp](https://arxiv.org/b.png)").blocks
    assert block.text == "[image: A red lamp]"


def test_videos_are_labeled() -> None:
    (block,) = parse("![demo](https://example.org/demo.mp4)").blocks
    assert block.text == "[video: demo]"


CHROME = """Back to arXiv

This is experimental HTML to improve accessibility. We invite you to report rendering errors.
Use Alt+Y to toggle on accessible reporting links and Alt+Shift+Y to toggle off.
Learn more about this project and help improve conversions.

Why HTML?
Report Issue
Back to Abstract
Download PDF
"""


def test_page_chrome_is_removed() -> None:
    source = CHROME + (
        "\nThe lamp is lit.\n\nReport Issue for Selection\nGenerated by L A T E xml [LOGO]\n"
        "[Report Issue](https://a.example/)\n*   [Why HTML?](https://a.example/)\n"
    )
    assert shown(source) == ["The lamp is lit."]
    menu = " Abstract\n1Start\n2Way\n References\n\nLicense: CC BY 4.0\n"
    page = HEADER + CHROME + menu + "arXiv:2601.00001v1 [cs.CL] 05 Jan 2026\nThe lamp is lit.\n"
    assert shown(page)[2:] == ["The lamp is lit."]


def test_one_glyph_per_line_is_joined_into_formulas() -> None:
    source = HEADER + CHROME + (
        "License: CC BY 4.0\n\n2.1First Steps\n\nThe weight is proportional to \n"
        "𝑤\n𝑖\n=\nexp\n\n(\n𝑠\n𝑖\n/\n𝜏\n)\n, where \n𝜏\n is small. "
        "It took \n0.95\n of \n300\n runs.\n\n"
        "•\n\nFirst item with \n𝑘\n rows.\n\n"
        "A set \n𝒟\n=\n{\n𝑥\n𝑖\n}\n𝑖\n=\n1\n𝑁\n at \n10\n−\n3\n and "
        "\n𝑂\n\u200b\n(\n𝑛\n2\n)\n steps.\n\n1. \n\nFor \n𝑓\n:\n𝒴\n→\nℝ\n, \n𝑥\n𝑡\n+\n1\n is "
        "\nmax\n\n(\n𝑎\n,\n0\n)\n, so\n\n\t\n"
        "Luminosity\n\n(\n𝑎\n)\n=\n∑\n𝑖\n∈\n𝐼\n𝑎\n𝑖\n\t\t\n(2)\n\n"
        "Then code\nend\n3.2Next Steps\n\nTable 1:With \n𝑘\n=\n5\n.\nLamp\tLight\nA\t9\n"
    )  # fmt: skip
    assert shown(source)[2:] == [
        "2.1 First Steps",
        "",
        "The weight is proportional to wᵢ=exp(sᵢ/τ), where τ is small. It took 0.95 of 300 runs.",
        "",
        "• First item with k rows.",
        "",
        "A set 𝒟={xᵢ}ᵢ₌₁ᴺ at 10⁻³ and O(n²) steps.",
        "",
        "1. For f:𝒴→ℝ, xₜ₊₁ is max(a,0), so",
        "",
        "    Luminosity(a)=∑_(i∈I)aᵢ (2)",
        "",
        "Then code",
        "end",
        "",
        "3.2 Next Steps",
        "",
        "Table 1: With k=5.",
        "Lamp Light",
        "A 9",
    ]


def test_references_stay_lines() -> None:
    source = "[1] A. Moss. One. 2017.\n[2] B. Fern. Two,\ncontinued. 2018.\n[3] C. Oak. Three.\n"
    assert shown(source) == [
        "[1] A. Moss. One. 2017.",
        "[2] B. Fern. Two, continued. 2018.",
        "[3] C. Oak. Three.",
    ]


def test_back_links_are_removed_from_reference_lists() -> None:
    source = (
        "*   [1]↑ A. Moss. One. \n*   Fern et al. (2020)Bo Fern. Two. \n"
        "*   [3]C. Wick (2025-08)Three. [Link](https://a.example/)Cited by: "
        '[§1](https://arxiv.org/html/2601.00001v2#S1.p1.1 "1 Lamps"), '
        '[§2](https://arxiv.org/html/2601.00001v2#S2.p1.1 "2 Oil"). '
    )
    assert shown(HEADER + source)[2:] == [
        "• [1] A. Moss. One.",
        "• Fern et al. (2020) Bo Fern. Two.",
        "• [3] C. Wick (2025-08) Three. Link",
    ]


def test_footnotes_are_numbered_by_use_and_listed() -> None:
    source = "A lamp[^b] and a book[^1].\n\n[^1]: Read twice, $y^2$.\n[^b]: Lit.\n"
    assert shown(source) == [
        "A lamp¹ and a book².",
        "",
        "² Read twice, y².",
        "¹ Lit.",
    ]
    assert shown("Two[^1][^2]\n\n[^1]: A\n\n[^2]: B")[0] == "Two¹,²"
    assert shown("A mark[^x] alone") == ["A mark[^x] alone"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$$\\begin{aligned}\nu&=v\\\\\n\t\t\nw&=z\n\\end{aligned}$$", "u=v\nw=z"),
        ("$$\nu+v\n\n=w\n$$", "u+v=w"),
        ("$$u=v$$ (3)", "u=v(3)"),
        ("$$\nu=v^{\\*}\n$$.", "u=v*."),
    ],
)
def test_display_may_have_blank_lines(source: str, text: str) -> None:
    (block,) = parse(source).blocks
    assert block.kind == "formula"
    assert block.text.replace(" ", "") == text


def test_page_of_the_hub_is_recognized_by_its_source() -> None:
    page = "Title: A\n\nURL Source: https://huggingface.co/papers/2601.00001\n\nMarkdown Content:\n"
    paper = HEADER + "Join the discussion on this paper page. Models citing this paper"
    assert is_page(page + "Words.")
    assert not is_page(paper)


def doubled(size: int) -> str:
    part = (
        "{n} Part\n--------\n\n"
        "Each u∈𝒰 u\\in\\mathcal{{U}} has a weight w t w_{{t}} in N N rounds, "
        "as [[3](https://arxiv.org/html/2601.00001v2#bib.bib3)] shows for the k k-th lamp and more "
        "words that have no formulas at all in them, up to here.\n\n"
        "a t+1=a t−η g t.a_{{t+1}}=a_{{t}}-\\eta g_{{t}}.({n})\n\n*   •One item. \n\n"
    )
    return HEADER + "".join(part.format(n=n) for n in range(size // len(part) + 1))


def test_headings_are_found_before_the_text_is_parsed() -> None:
    source = doubled(40_000)
    document = parse(source)
    found = [one.title for part in headings(hub_markdown.lines(source)) for one in part]
    assert found == [title for _, title, _ in document.contents]
    assert found[1] == "0 Part"


def test_first_lines_are_available_before_the_rest() -> None:
    source = doubled(1_500_000)
    parse(doubled(500))  # imports on first use
    begun = time.process_time()
    document = Document()
    steps = batches(source)
    while len(document.blocks) < 60:
        document.add(next(steps))
    assert time.process_time() - begun < 0.5
    assert len(document.blocks) < 300


HOSTILE = {
    "macros": HEADER + "\\alpha" * 3_000,
    "scripts": HEADER + "a_{b}" * 3_000,
    "marks": HEADER + "x italic_x " * 1_500,
    "open braces": HEADER + "_{" * 8_000,
    "glyphs": HEADER + CHROME + "𝑥\n" * 30_000,
    "lists": "*   •" * 3_000 + "\n" + "*   •x\n" * 5_000,
    "images": "![a](b)\n\n" * 3_000,
    "algorithms": "Algorithm 1\n\n" * 5_000,
    "steps": "Algorithm 1\n\n" + "1:a\n\n" * 3_000,
    "tables": "<table>" * 5_000,
    "spans": "<table><tr>" + "<td rowspan=9999 colspan=9999>x</td>" * 500 + "</table>",
    "tabular": "\\begin{tabular}{l}" * 500,
    "footnotes": "[^a]" * 5_000 + "\n\n[^a]: b",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_cleaned_in_bounded_time(source: str) -> None:
    begun = time.process_time()
    assert parse(source).blocks
    assert time.process_time() - begun < 6  # quadratic time would be minutes
