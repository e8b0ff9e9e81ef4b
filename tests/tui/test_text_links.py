"""Links within a text: selecting, following, returning."""

from __future__ import annotations

from typing import Any

from tests.support.screen_text import WidgetApp
from tui_reader.text.markdown import Document, batches, parse
from tui_reader.tui.screens.pages.text_links import TextLinks
from tui_reader.tui.widgets.document_view import DocumentView

SOURCE = (
    "# Lamps\n\nAs Figure 2 and Eq. (1) of Section 3.1 show [2], and Table 9 does not; see "
    "[the page](https://a.example/x).\n\n"
    + "Words.\n\n" * 40
    + "## 3.1 Light\n\nMore.\n\n$$a=b \\tag{1}$$\n\n"
    + "![Image 1](https://arxiv.org/html/2601.00001v1/x1.png)\n\nFigure 2: A lamp.\n\n"
    + "Words.\n\n" * 40
    + "## References\n\n- A. Moss. One.\n- B. Fern. Two.\n\n"
    + "Words.\n\n" * 40
)


class Links(TextLinks):
    def open_picture(self, url: str) -> None:
        self._screen.show_message(f"picture {url}")


class Reader(WidgetApp):
    def __init__(self) -> None:
        self.document = DocumentView()
        super().__init__(self.document)
        self.opened: list[str] = []
        self.show_message = self.opened.append
        screen: Any = self
        self.links = Links(screen, self.document, lambda link: False)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.opened.append(f"url {url}")

    def on_mount(self) -> None:
        self.document.add(batches(SOURCE), last=True)

    def top(self) -> str:
        return self.document.render_line(0).text.strip()


async def test_links_are_selected_in_order_and_lead_to_their_targets() -> None:
    app = Reader()
    async with app.run_test(size=(100, 12)):
        tops = []
        for _ in range(4):
            app.links.select(1)
            app.links.follow_selected()
            tops.append(app.top())
            assert app.links.back()
            assert app.top() == "Lamps"
            for _ in range(len(tops)):
                app.links.select(1)
        assert tops == ["[figure] Figure 2: A lamp.", "a=b (1)", "3.1 Light", "• B. Fern. Two."]
        assert not app.links.back()


def test_citations_lead_to_the_entry_that_they_name() -> None:
    page = "https://arxiv.org/html/2601.00001v2#bib.bib"
    (block,) = parse(
        f'[[2]({page}9 "Two")], [Fern et al. (2018)]({page}8 "One"), (Moss, [2020]({page}3))'
    ).blocks
    links = [link for _, _, link in block.runs if link]
    assert links == ["#citation-2", "#citation-fern-2018", "#citation-3"]


def test_references_lead_to_captions_headings_and_entries() -> None:
    text = (
        "Figures 1 and 2, Sections IV and V-A, TABLE II, [1, 2], Moss et al. (2020), "
        "(Fern, 2018; Oak and Ivy, 2019a) and Elm (2001).\n\nFigure 2: Lamp.\n\n"
        "TABLE II: Light.\n\n## IV. Way\n\n### V-A Light\n\n## References\n\n"
        "- [1] A. Moss, B. Elm. One. arXiv:2001.00001, 2020.\n"
        "- Fern [2018] Bo Fern. Two.\n- Cy Oak and D. Ivy. Three. 2019a.\n"
    )
    document = Document()
    for batch in batches(text):
        document.add(batch)
    links = [(text, link) for text, _, link in document.blocks[0].runs if link]
    found = [text for text, link in links if link in document.targets]
    assert found == [
        "2", "Sections IV", "V-A", "TABLE II", "1", "2", "Moss et al. (2020", "Fern, 2018",
        "Oak and Ivy, 2019a",
    ]  # fmt: skip


async def test_reference_without_target_is_not_a_link() -> None:
    app = Reader()
    async with app.run_test(size=(100, 12)):
        for _ in range(5):
            app.links.select(1)
        selected = app.document.selected_link
        assert selected is not None
        assert selected.link == "https://a.example/x"
        app.links.follow_selected()
        app.links.select(-1)
        assert app.document.selected_link is not None
        assert app.document.selected_link.link == "#citation-2"
        assert app.opened == ["url https://a.example/x"]


async def test_without_a_selected_link_the_picture_in_view_is_shown() -> None:
    app = Reader()
    async with app.run_test(size=(100, 12)):
        app.links.follow_selected()
        assert app.opened == ["No link is selected: Tab selects the next one"]
        app.links.follow("#figure-2")
        app.links.follow_selected()
        assert app.opened[1:] == ["picture https://arxiv.org/html/2601.00001v1/x1.png"]


async def test_next_link_may_be_pages_away() -> None:
    app = Reader()
    async with app.run_test(size=(100, 12)):
        for _ in range(6):
            app.links.select(1)
        assert app.document.selected_link is not None
        assert app.document.selected_link.link.endswith("x1.png")
        assert app.document.position.block > 20
