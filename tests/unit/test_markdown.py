"""Markdown in a terminal: blocks, layout, and hostile documents."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_reader.text.layout import Line, layout
from tui_reader.text.markdown import (
    Block,
    Document,
    batches,
    parse,
)
from tui_reader.text.sanitize import clean
from tui_reader.text.split import headings, sections


def shown(source: str, width: int = 60) -> list[str]:
    """Return a document as displayed, without styles and the final blank line."""
    lines = [line for block in parse(source).blocks for line in layout(block, width)]
    return [words(line).rstrip() for line in lines[:-1]]


def words(line: Line) -> str:
    return "".join(text for text, _, _ in line)


def runs(source: str) -> list[tuple[str, str, str | None]]:
    (block,) = parse(source).blocks
    return list(block.runs)


def test_layout_of_a_page() -> None:
    source = r"""# On $x^2$

Three small models walk into a *bar*, and the bar has $\le 2^{n-1}$ seats for them, which is few.

1. one
2. two
   - in two

> A quote of
> two lines.

$$
\begin{aligned}
a &= b \\
- c &= d
\end{aligned}
$$

```python
def f():
	return "**"
```

---
After.
"""
    assert shown(source, 40) == [
        "On x²",
        "",
        "Three small models walk into a bar, and",
        "the bar has ≤ 2ⁿ⁻¹ seats for them, which",
        "is few.",
        "",
        "1. one",
        "2. two",
        "   • in two",
        "",
        "▎ A quote of two lines.",
        "",
        "      a = b",
        "    - c = d",
        "",
        "  def f():",
        '      return "**"',
        "",
        "─" * 40,
        "",
        "After.",
    ]


def test_runs_have_styles_and_links() -> None:
    source = r"a **b *c*** `d_e` [f](https://example.org/x_y) ~~g~~ <https://example.org>"
    assert runs(source) == [
        ("a ", "", None),
        ("b ", "bold", None),
        ("c", "bold italic", None),
        (" ", "", None),
        ("d_e", "code", None),
        (" ", "", None),
        ("f", "link", "https://example.org/x_y"),
        (" ", "", None),
        ("g", "strike", None),
        (" ", "", None),
        ("https://example.org", "link", "https://example.org"),
    ]
    assert parse("# A `b`").blocks[0].runs == (
        ("A ", "heading", None),
        ("b", "heading code", None),
    )
    assert parse("> q").blocks[0].runs == (("q", "quote", None),)


def test_bare_urls_are_links_without_trailing_punctuation() -> None:
    source = "See https://example.org/a_b_c (or http://example.com/x)."
    links = [(text, link) for text, _, link in runs(source) if link]
    assert links == [(address, address) for address in (
        "https://example.org/a_b_c",
        "http://example.com/x",
    )]  # fmt: skip


def test_link_url_is_unchanged() -> None:
    assert runs("[x](javascript:alert(1))") == [("x", "link", "javascript:alert(1)")]
    assert runs("[a][b]\n\n[b]: https://bücher.example/ü") == [
        ("a", "link", "https://bücher.example/ü")
    ]


def test_link_definition_may_follow_much_later() -> None:
    source = "[a][b]\n\n" + "Word after word.\n\n" * 2_000 + "[b]: https://example.org"
    first = next(batches(source))[0]
    assert first.runs == (("a", "link", "https://example.org"),)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$a_b * c$, *$x_{i}*y_{i}$*", "a_b * c, xᵢ*yᵢ"),
        (r"\$5 and x$, $5 and $10, 64\%", "$5 and x$, $5 and $10, 64%"),
        (r"Schr\"odinger, \cite{a_b, c_d}, \textbf{b_c_d}", "Schrödinger, [a_b, c_d], b_c_d"),
        (r"``quotes'' and ``more'', `` `code` ``", "“quotes” and “more”, `code`"),
        (r"\(W_1\) and \[1\] and \(see *there*\)", "W₁ and [1] and (see there)"),
        (r"C:\new\_x, foo_bar_baz, ~100M", r"C:\new_x, foo_bar_baz, ~100M"),
        (r"16\,FPS vs.\ RTX~5090", "16 FPS vs. RTX 5090"),
        (r"`$x^2$` and `\ours`", r"$x^2$ and \ours"),
        ("H<sub>2</sub>O, 10<sup>-3</sup>, a<br>b", "H₂O, 10⁻³, a\nb"),
        ("<think> and <b>x</b> &amp; &lt;y&gt;", "<think> and x & <y>"),
        ("a <!-- not this --> b", "a  b"),
        ("![A $x^2$ plot](https://example.org/x.png) ![](y.png)", "[image: A x² plot] [image]"),
        ("&#x202e;abc &#27;[31m", "�abc �[31m"),
        ("[citation needed] [/nope] [@click=x]y[/]", "[citation needed] [/nope] [@click=x]y[/]"),
    ],
)
def test_inline_markdown(source: str, text: str) -> None:
    assert parse(source).blocks[0].text == text


def test_line_breaks_of_comments_are_preserved() -> None:
    assert parse("Paper: a\nCode: b", breaks=True).blocks[0].text == "Paper: a\nCode: b"
    assert parse("Paper: a\nCode: b").blocks[0].text == "Paper: a Code: b"


def test_users_mentioned_in_a_comment_are_links() -> None:
    source = "Thanks @ada-l and @Grace_H! Not me@b.example, pass@k, @1 or `@code`."
    (block,) = parse(source, users="https://hub.example").blocks
    assert [(text, link) for text, _, link in block.runs if link] == [
        ("@ada-l", "https://hub.example/ada-l"),
        ("@Grace_H", "https://hub.example/Grace_H"),
    ]
    assert not any(link for _, _, link in parse(source).blocks[0].runs)


def test_pictures_of_a_comment_can_be_opened() -> None:
    source = 'Look: <img src="https://a.example/x.png"> ![plot](https://a.example/y.png)'
    (block,) = parse(source).blocks
    assert block.text == "Look: [image] [image: plot]"
    assert block.pictures == ["https://a.example/x.png", "https://a.example/y.png"]


def test_html_tags_and_comments_are_removed_but_not_their_text() -> None:
    assert shown('<div onclick="x">\nraw\n</div>\n\n<!-- a\n\nb -->\n\nafter') == [
        "raw",
        "",
        "after",
    ]


TABLE = r"""
| Method | What it does with what it is given | Score |
|:---|---|---:|
| **Ours** | It thinks for a while before it says $\alpha$ | 93.1 |
| 基线 | nothing | $8.2 \pm 0.1$ |
"""


def test_table_is_fitted_to_the_width() -> None:
    assert shown(TABLE, 80) == [
        "Method  What it does with what it is given          Score",
        "──────  ──────────────────────────────────────  ─────────",
        "Ours    It thinks for a while before it says α       93.1",
        "基线    nothing                                 8.2 ± 0.1",
    ]
    assert shown(TABLE, 40) == [
        "Method  What it does with          Score",
        "        what it is given",
        "──────  ─────────────────────  ─────────",
        "Ours    It thinks for a while       93.1",
        "        before it says α",
        "基线    nothing                8.2 ± 0.1",
    ]
    (table,) = parse(TABLE).blocks
    assert layout(table, 80)[0][0] == ("Method", "bold", None)
    assert layout(table, 80)[2][0] == ("Ours", "bold", None)


def test_table_that_does_not_fit_is_shown_row_by_row() -> None:
    assert shown(TABLE, 20) == [
        "Method: Ours",
        "What it does with",
        "what it is given: It",
        "thinks for a while",
        "before it says α",
        "Score: 93.1",
        "",
        "Method: 基线",
        "What it does with",
        "what it is given:",
        "nothing",
        "Score: 8.2 ± 0.1",
    ]


def test_wide_characters_take_two_cells() -> None:
    assert shown("这是一个很长的段落，用来测试。", 12) == ["这是一个很长", "的段落，用来", "测试。"]
    assert shown("a" * 30, 12) == ["a" * 12, "a" * 12, "a" * 6]


def test_contents_have_headings_with_positions() -> None:
    document = parse("# A $x^2$\n\ntext\n\n## B *c*\n\n- d\n\n# E")
    assert document.contents == [(1, "A x²", 0), (2, "B c", 2), (1, "E", 4)]
    assert document.blocks[4].text == "E"


def paper(size: int) -> str:
    """A made-up paper of about `size` characters."""
    part = (
        "## Part {n}\n\n"
        + "We show *that* $x_{{i}}^2 \\le \\alpha$ holds [for all](https://example.org) models. "
        * 12
        + "\n\n$$\n\\sum_{{i=1}}^n a_i\n$$\n\n- one\n- two\n\n| A | B |\n|---|--:|\n| $x$ | 1 |\n\n"
        + "```python\n# no heading\n\nx = 1\n```\n\n"
    )
    count = size // len(part) + 1
    return "# A paper\n\n" + "".join(part.format(n=number) for number in range(count))


def test_first_page_of_a_long_paper_is_parsed_quickly() -> None:
    source = paper(2_000_000)
    parse(r"$\nabla$")  # imports on first use
    begun = time.process_time()
    document = Document()
    steps = batches(source)
    while len(document.blocks) < 12:
        document.add(next(steps))
    lines = [line for block in document.blocks for line in layout(block, 88)]
    assert time.process_time() - begun < 0.5
    assert len(lines) > 40
    assert len(document.blocks) < 100  # the rest was not parsed


def test_parsing_in_sections_gives_the_same_blocks() -> None:
    source = paper(60_000)
    pieces = list(sections(source.split("\n")))
    assert "\n".join(pieces) == source
    assert max(map(len, pieces)) < 6_000
    document = parse(source)
    assert [title for _, title, _ in document.contents] == [
        "A paper",
        *(f"Part {number}" for number in range(len(document.contents) - 1)),
    ]
    assert sum(block.kind == "code" for block in document.blocks) == len(document.contents) - 1


def test_long_code_and_tables_continue_in_the_next_section() -> None:
    code = parse("```\n" + "# line\n\n" * 5_000 + "```\n\nafter").blocks
    assert {block.kind for block in code[:-1]} == {"code"}
    assert sum(block.text.count("# line") for block in code) == 5_000
    assert code[-1].text == "after"
    table = parse("|name|b|\n|-|-|\n" + "|1|2|\n" * 2_000).blocks
    assert {block.kind for block in table} == {"table"}
    assert all(block.text.startswith("name b") for block in table)
    assert sum(len(block.rows) - 1 for block in table) == 2_000


HOSTILE = {
    "quotes": ">" * 100_000 + "deep",
    "spaced quotes": "> " * 100_000,
    "one line": "word " * 20_000,
    "one word": "x" * 1_000_000,
    "open fence": "```\n" + "code\n" * 20_000,
    "fences": "```\n" * 20_000,
    "wide table": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|b" * 3_000,
    "empty rows": "|a" * 10 + "\n" + "|-" * 10 + "\n" + "|\n" * 2_000,
    "brackets": "[" * 100_000,
    "images": "![" * 50_000,
    "stars": "**_a" * 10_000,
    "backticks": "".join("`" * (n % 200 + 1) + " " for n in range(1_000)),
    "dollars": "$" * 100_000,
    "displays": "\\[\n" * 10_000,
    "comments": "<!--" * 50_000,
    "lists": "- " * 50_000 + "\n" + "- a\n" * 5_000,
    "paragraphs": "a\n\n" * 5_000,
    "definitions": "".join(f"[a{n}]: https://example.org/{n}\n" for n in range(5_000)),
    "marks": "a" + "\u0301" * 100_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_are_parsed_in_bounded_time(source: str) -> None:
    begun = time.process_time()
    for block in parse(source).blocks:
        assert all(cell_len(words(line)) <= 80 for line in layout(block, 80))
    assert time.process_time() - begun < 6  # about a second; quadratic time would be minutes


def test_endless_document_is_truncated_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_reader.text.markdown._MAX_LINES", 1_000)
    document = parse("a\n\n" * 2_000)
    assert 400 < len(document.blocks) < 1_000
    assert "too long" in document.blocks[-1].text
    monkeypatch.setattr("tui_reader.text.markdown._MAX_LENGTH", 50)
    assert "too long" in parse("word " * 100).blocks[-1].text


MARKS = ["```", "$$", "<br>", "<!--", "-->", "https://", "\\frac", "&#x202e;", "\u202e", "\x1b[2J"]
LINES = ["- ", "1. ", "> ", "\n\n", "| a | b |\n", "|---|---|\n"]
PIECES = st.sampled_from([*"#*_`~[]()!|<>-+=:$\\{}&\"' \n\tab1é漢👩‍👧", *MARKS, *LINES])


@given(
    st.one_of(st.lists(PIECES, max_size=80).map("".join), st.text(max_size=200)),
    st.integers(8, 100),
)
@example("\u200d\u200d|---|---|\n", 8)
@settings(deadline=None)
def test_any_text_is_sanitized_and_fits_the_width(source: str, width: int) -> None:
    for block in parse(source).blocks:
        for line in layout(block, width):
            text = words(line)
            assert cell_len(text) <= width
            assert text == clean(text)
            assert "\n" not in text


@given(st.lists(st.text("ab漢、 é", max_size=30), max_size=5), st.integers(8, 40))
@settings(deadline=None)
def test_wrapping_loses_nothing_but_blanks(texts: list[str], width: int) -> None:
    block = Block("paragraph", tuple((text, "", f"#{n % 2}") for n, text in enumerate(texts)))
    lines = layout(block, width)
    assert "".join("".join(map(words, lines)).split()) == "".join("".join(texts).split())


def test_many_short_texts_do_not_leak_memory() -> None:
    parse("[a](https://a.example)")
    gc.collect()
    gc.disable()  # as at a launch
    try:
        before = len(gc.get_objects())
        for number in range(100):
            parse(f"A **short** remark, number {number}")
        assert len(gc.get_objects()) - before < 1_000
    finally:
        gc.enable()


def test_headings_are_known_before_the_text_is_parsed() -> None:
    text = (
        "# A *b* `c`\n\nText.\n\n```\n# no heading\n```\n\n## D ##\n\n- one\n---\n\n"
        "Underlined\n===\n\n" + "Words between them.\n\n" * 400 + "### Last\n\n> # Quoted\n"
    )
    document = Document()
    found = [one for section in headings(text.split("\n")) for one in section]
    assert [one.title for one in found] == ["A *b* `c`", "D", "Underlined", "Last"]
    assert document.heading(found[-1].section, found[-1].number) is None
    for batch in batches(text):
        document.add(batch)
    there = [document.heading(one.section, one.number) for one in found]
    assert [document.blocks[at or 0].text for at in there] == ["A b c", "D", "Underlined", "Last"]
