"""Tables in a text: as wide as the window, or scrolled sideways with a fixed first column."""

from __future__ import annotations

from tests.support.screen_text import WidgetApp
from tui_reader.text.layout import layout
from tui_reader.text.markdown import Document, batches, parse
from tui_reader.tui.rendering.document_layout import DocumentLayout
from tui_reader.tui.rendering.document_parse import links_in, outline
from tui_reader.tui.widgets.document_view import DocumentView


def table(columns: int, rows: int = 3, word: str = "measurement") -> str:
    header = "| Lamp | " + " | ".join(f"{word}{n}" for n in range(columns)) + " |"
    rule = "|---" * (columns + 1) + "|"
    body = [f"| L{row} |" + "".join(f" {row}.{n} |" for n in range(columns)) for row in range(rows)]
    return "\n".join([header, rule, *body])


def words(lines: list[list[tuple[str, str, str | None]]]) -> list[str]:
    return ["".join(text for text, _, _ in line).rstrip() for line in lines]


def test_table_is_wider_than_the_text_if_the_window_is() -> None:
    (block,) = parse(table(8)).blocks
    lines = words(layout(block, 88, 140))
    assert len(lines) == 6
    assert 88 < max(map(len, lines)) <= 140
    assert lines[0].split() == ["Lamp", *(f"measurement{n}" for n in range(8))]


def test_no_word_is_broken_inside_a_cell() -> None:
    source = "| Lamp | What it does |\n|---|---|\n| incandescence | extraordinarily bright |"
    (block,) = parse(source).blocks
    for width in range(12, 60):
        text = " ".join(" ".join(words(layout(block, width))).split())
        assert "incandescence" in text or width < len("Lamp: incandescence")
        assert "extraordinarily" in text or width < len("extraordinarily")


def test_wide_table_is_scrolled_and_a_too_wide_one_becomes_records() -> None:
    (block,) = parse(table(8)).blocks
    lines = words(layout(block, 50, 50))
    assert len(lines) == 6
    assert max(map(len, lines)) > 50
    (block,) = parse(f"| {'w' * 60} | b |\n|---|---|\n| 1 | 2 |").blocks
    assert words(layout(block, 50, 50))[-2] == "b: 2"


def test_long_table_is_one_table() -> None:
    document = DocumentLayout(88, 100)
    for batch in batches(table(2, 700) + "\n\nAfter it.\n"):
        document.add(batch)
    tables = [block for block in document.blocks if block.kind == "table"]
    assert len(tables) == 1
    assert len(tables[0].rows) == 701
    lines = sum(len(document.lines(number)) for number in range(len(document.blocks)))
    assert document.height == lines
    assert document.blocks[-1].text == "After it."


def screen(app: WidgetApp) -> list[str]:
    view = app.query_one(DocumentView)
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


async def test_first_column_stays_when_a_table_is_scrolled() -> None:
    app = WidgetApp(DocumentView())
    async with app.run_test(size=(60, 12)) as pilot:
        view = app.query_one(DocumentView)
        view.add([parse("Words above.\n\n" + table(9)).blocks], last=True)
        await pilot.pause()
        assert "Words above." in screen(app)[0]
        header = screen(app)[2]
        assert header.startswith("Lamp")
        assert "measurement0" in header
        assert header.endswith("›")
        assert view.scroll_table(2)
        header, first = screen(app)[2], screen(app)[4]
        assert header.startswith("Lamp")
        assert "measurement0" not in header
        assert first.startswith("L0")
        for _ in range(20):
            view.scroll_table(1)
        assert screen(app)[2].endswith("measurement8")
        for _ in range(20):
            view.scroll_table(-1)
        assert "measurement0" in screen(app)[2]


async def test_text_without_a_wide_table_is_not_scrolled_sideways() -> None:
    app = WidgetApp(DocumentView())
    async with app.run_test(size=(60, 12)):
        view = app.query_one(DocumentView)
        view.add([parse("Words.\n\n" + table(1)).blocks], last=True)
        assert not view.scroll_table(1)


def test_headings_in_the_contents_have_clean_names() -> None:
    source = '## 2 **Two** `lamps` &amp; [a link](https://a.example) $x^2$ <a id="s2"></a> _on_\n'
    assert outline(source) == [(2, "2 Two lamps & a link x² on", (0, 0))]


def test_links_are_listed_in_groups_named_by_text_caption_or_target() -> None:
    source = (
        "![](https://arxiv.org/x1.png)\n\nFigure 2: A lamp.\n\nSee Section 2, Figure 2, [2], [9], "
        "[a page](https://a.example/)\n\n## 2 Lamps\n\n## References\n\n[1] A. One.\n[2] B. Two.\n"
    )
    document = Document()
    for batch in batches(source):
        document.add(batch)
    assert list(links_in(document).items()) == [
        ("https://a.example/", ("a page", 1)),
        ("https://arxiv.org/x1.png", ("Figure 2: A lamp.", 0)),
        ("#section-2", ("2 Lamps", 1)),
        ("#citation-2", ("[2] B. Two.", 1)),
    ]
