"""HTML and tables in Markdown."""

from __future__ import annotations

import re

import pytest

from tests.unit.test_hub_markdown import shown
from tui_reader.text.markdown import parse


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("if $i &lt; j$ holds, $u \\&amp; v$", "if i < j holds, u & v"),
        ("where $s\\_k$ and $\\mathbf{w}\\_{i}$ are", "where sₖ and wᵢ are"),
        ("<b>71.3</b>, <i>u</i>, <em>v</em>, <code>w</code>, <u>z</u>", "71.3, u, v, w, z"),
        ('<span id="p2"></span>start, <a href="https://a.example/">here</a>', "start, here"),
        ("x<sup>2</sup>, a<br>b, <font color=red>red</font>", "x², a\nb, red"),
        ("<center>A &amp; B</center>", "A & B"),
        ("say <think> first", "say <think> first"),
    ],
)
def test_html_in_text(source: str, text: str) -> None:
    assert "\n".join(block.text for block in parse(source).blocks) == text


def test_html_styles_are_runs() -> None:
    (block,) = parse('<b>9</b> <i>x</i> <code>y</code> <a href="https://a.example">z</a>').blocks
    assert [run for run in block.runs if run[0].strip()] == [
        ("9", "bold", None),
        ("x", "italic", None),
        ("y", "code", None),
        ("z", "link", "https://a.example"),
    ]


def test_text_and_images_of_html_blocks_are_preserved() -> None:
    source = (
        "<details>\n<summary>Setup</summary>\n\nUse two lamps.\n\n</details>\n\n"
        '<figure>\n<img src="https://a.example/g.png" alt="Light" width="400"/>\n'
        "<figcaption>Figure 2: Light.</figcaption>\n</figure>\n"
    )
    assert shown(source) == [
        "Setup",
        "",
        "Use two lamps.",
        "",
        "[figure] Figure 2: Light.",
    ]


def test_text_around_tables_is_preserved() -> None:
    table = "<table><tr><td>{}</td><td>2</td></tr></table>"
    source = f"One {table.format(1)} two {table.format('a')} three.\n\n<table><tr><td>open\n\nFour."
    text = " ".join(" ".join(shown(source)).split())
    assert re.sub("[─ ]+", " ", text) == "One 1 2 two a 2 three. open Four."


def test_html_table_with_spans() -> None:
    source = (
        "<table>\n<thead>\n\n<tr><th rowspan=2>Lamp</th><th colspan='2'>Light</th></tr>"
        "<tr><th>day</th><th>night</th></tr></thead>\n"
        "<tr><td rowspan=2>A</td><td>1.5</td><td>10.25</td></tr>\n"
        "<tr><td>2.5</td><td><b>3</b></td></tr></table>"
    )
    assert shown(source) == [
        "Lamp  Light day  Light night",
        "────  ─────────  ───────────",
        "A           1.5        10.25",
        "            2.5            3",
    ]


def test_tabular_is_a_table() -> None:
    source = (
        "\\begin{table}[t]\n\\centering\n\\begin{tabular}{lcc}\n\\toprule\n"
        "\\multirow{2}{*}{Lamp} & \\multicolumn{2}{c}{Light} \\\\\n\\cmidrule(lr){2-3}\n"
        " & day & night \\\\\n\\midrule\n"
        "A & 1.5 & \\textbf{10} \\\\\nB & 2 & 7 \\\\\n\\bottomrule\n"
        "\\end{tabular}\n\\caption{Two \\emph{lamps}.}\n\\end{table}\n"
    )
    assert shown(source) == [
        "Lamp  Light day  Light night",
        "────  ─────────  ───────────",
        "A           1.5           10",
        "B             2            7",
        "",
        "Two lamps.",
    ]


def test_numbers_are_aligned_right() -> None:
    source = "| m | acc | note |\n|---|---|---|\n"
    source += "| A | 7.5 | ok |\n| B | 10.25% | 2nd |\n| C | -0.1 | – |\n"
    (table,) = parse(source).blocks
    assert table.right == (False, True, False)
