"""Layout of visible blocks of a long text, and search in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.screen_text import WidgetApp, text_of
from tui_reader.text import markdown
from tui_reader.text.markdown import Block
from tui_reader.tui.rendering.document_layout import DocumentLayout, LinePosition, Search
from tui_reader.tui.widgets.document_view import DocumentView

TABLE = "| task | score |\n| --- | ---: |\n| teapot lantern | 9.5 |\n| café | 7.1 |\n"
PARTS = (
    "# A heading of some length, longer than narrow columns are",
    "Words that go on for a while, so that they stand in several lines of a narrow column. " * 3,
    "- one\n- two, which is longer than the first and takes more than a line\n- three",
    TABLE,
    "```\ncode\nthat\nstands\nin lines\n```",
    "> said by somebody who goes on and on about what was said before them by others",
)


def sheet(*parts: str, width: int = 40) -> DocumentLayout:
    found = DocumentLayout(width)
    found.add(markdown.parse("\n\n".join(parts)).blocks)
    return found


def texts(found: DocumentLayout) -> list[str]:
    """Return all lines of a text."""
    return [
        "".join(text for text, _, _ in line)
        for index in range(len(found.blocks))
        for line in found.lines(index)
    ]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=12), st.integers(8, 90))
def test_stepping_visits_every_line_once_in_both_directions(parts: list[str], width: int) -> None:
    there, back = sheet(*parts, width=width), sheet(*parts, width=width)
    total = len(texts(sheet(*parts, width=width)))
    down = [LinePosition(0)]
    while (spot := there.step(down[-1], 1)) != down[-1]:
        down.append(spot)
    up = [back.last_page_start(1)]
    while (spot := back.step(up[-1], -1)) != up[-1]:
        up.append(spot)
    assert len(down) == total
    assert up == down[::-1]
    assert there.height == total
    assert [there.position_at(y) for y in range(total)] == down


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=12), st.integers(1, 30), st.data())
def test_screen_shows_the_lines_that_follow(
    parts: list[str], height: int, data: st.DataObject
) -> None:
    found = sheet(*parts)
    total = len(texts(sheet(*parts)))
    y = data.draw(st.integers(0, total - 1))
    spot = found.step(LinePosition(0), y)
    rows = found.positions(spot, height)
    assert rows == [found.step(LinePosition(0), at) for at in range(y, min(total, y + height))]
    assert found.positions(found.last_page_start(height), height)[-1] == found.last_page_start(1)


def test_end_is_reached_without_laying_out_earlier_blocks() -> None:
    found = sheet(*PARTS * 200)
    found.positions(found.last_page_start(30), 30)
    assert len(found._laid) < 30
    found.position_at(found.height // 2)
    assert len(found._laid) < 40


def test_growing_text_does_not_move_the_position() -> None:
    found = sheet(PARTS[1])
    before = found.positions(LinePosition(0), 5)
    found.add(markdown.parse(PARTS[2]).blocks)
    assert found.positions(LinePosition(0), 5)[: len(before)] == before
    assert found.height == len(texts(sheet(PARTS[1], PARTS[2])))


def test_empty_document() -> None:
    found = DocumentLayout(40)
    assert (found.height, found.positions(LinePosition(0), 10)) == (0, [])
    assert (
        found.step(LinePosition(0), 5)
        == found.last_page_start(10)
        == found.position_at(3)
        == LinePosition(0)
    )


def matches(words: str, found: DocumentLayout) -> Search:
    search = Search(words)
    while search.scanned < len(found.blocks):
        search.scan(found.blocks, max_blocks=2)
    return search


def shown(search: Search, found: DocumentLayout, block: int) -> list[str]:
    """Return the highlighted parts of each match in a block, joined by a bar."""
    lines = ["".join(text for text, _, _ in line) for line in found.lines(block)]
    places = search.match_spans(found.blocks[block], found.lines(block))
    return ["|".join(lines[at][first:last] for at, first, last in parts) for parts in places]


@pytest.mark.parametrize(
    ("words", "text", "highlighted"),
    [
        ("teapot", "A Teapot, a TEAPOT and teapots", ["Teapot", "TEAPOT", "teapot"]),
        ("schrodinger", "Schrödinger's cat", ["Schrödinger"]),
        ("Schrödinger", "Schrodinger's cat", ["Schrodinger"]),
        ("a+b (c)", "is a+b (c) right?", ["a+b (c)"]),
        ("alpha", r"with $\alpha$ there is none", []),
        ("α ≤", r"with $\alpha \le 2$ there is", ["α ≤"]),
        ("cat sat", "the **cat** sat", ["cat sat"]),
        ("lantern", TABLE, ["lantern"]),
        ("long words", "xx " * 11 + "long words here", ["long|words"]),
        ("said words", "> " + "xx " * 10 + "said words here", ["said|words"]),
        ("two words", "- " + "xx " * 10 + "of two words here", ["two|words"]),
        ("模型", "好" * 19 + "模型", ["模|型"]),
        ("언어모델", "xx " * 11 + "언어 모델", []),
        ("teapot", "x" * 38 + "teapot", ["te|apot"]),
        ("teapot", "```\n" + "x" * 36 + "teapot\n```", ["te|apot"]),
        ("ab", "```\na\nb\n```", []),
        ("ete", "un e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("学習データ", "学習ﾃﾞｰﾀﾞ, 学習ﾃﾞｰﾀ", ["学習ﾃﾞｰﾀ"]),
        ("s", "Weiß", ["ß", "ß"]),
        ("nothing", "something", []),
        (" ", "a b", []),
    ],
)
def test_search_matches_the_shown_text(words: str, text: str, highlighted: list[str]) -> None:
    found = sheet(text)
    search = matches(words, found)
    assert shown(search, found, 0) == highlighted
    assert search.matches == [(0, number) for number in range(len(highlighted))]


def test_matches_are_in_order_while_the_text_grows() -> None:
    found = sheet("teapot", "lantern", "teapot, teapot")
    search = matches("teapot", found)
    found.add([Block("paragraph", (("one more teapot", "", None),))])
    search.scan(found.blocks)
    assert search.matches == [(0, 0), (2, 0), (2, 1), (3, 0)]


def test_number_of_matches_is_limited() -> None:
    found = sheet("a " * 5_000, "a " * 10_000)
    assert len(matches("a", found).matches) == 10_000


class Host(WidgetApp):
    def on_mount(self) -> None:
        # The view does not know its size yet, which is narrower than a layout's default.
        self.query_one(DocumentView).add(
            [[Block("code", (("first\nsecond", "", None),))]], last=True
        )


async def test_text_added_before_the_first_layout_is_shown() -> None:
    app = Host(DocumentView())
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert "second" in text_of(app)
