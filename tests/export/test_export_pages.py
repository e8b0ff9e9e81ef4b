"""HTML and Markdown exports, parsed and rendered."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from tests.support.hard_papers import (
    FULL,
    HARD_TITLES,
    hard_entries,
    titled,
)
from tui_reader.export import FORMATS
from tui_reader.export.markup import escaped, markdown_text
from tui_reader.models import Entry, Marks
from tui_reader.text.latex import to_text

VOID = {"meta", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """Collects texts by tag and URLs, and checks that every tag is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []  # position of its text
        self.texts: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.hrefs: list[str] = []
        self.fetched: list[str] = []
        self.whole = True
        self.feed(source)
        self.close()
        self.whole = self.whole and not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        if tag == "a":
            self.hrefs.append(values.get("href") or "")
        self.fetched += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]
        self.whole = self.whole and not [name for name, _ in attrs if name.startswith("on")]
        if tag not in VOID:
            self.open.append((tag, len(self.texts)))
            self.texts.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.whole = self.whole and bool(self.open) and self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, place = self.open[-1]
            self.texts[place] = (tag, self.texts[place][1] + data)

    def text(self, tag: str) -> list[str]:
        """Return the text of each element with a tag, without that of nested elements."""
        return [text.strip() for name, text in self.texts if name == tag]


def html(entries: list[Entry]) -> Page:
    return Page(FORMATS["html"].render(entries))


def markdown(source: str) -> Page:
    # html=True: text that a lenient renderer would pass through must already be escaped
    return Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(source))


def test_html_is_complete_and_self_contained() -> None:
    page = html(hard_entries())
    assert page.whole
    assert not page.fetched
    assert not {"script", "img", "link", "iframe", "b"} & page.tags
    assert all(href.startswith("https://") for href in page.hrefs)


def test_html_has_titles_and_abstracts_with_latex_as_unicode() -> None:
    page = html(hard_entries())
    titles = page.text("a")
    assert all(to_text(title) in titles for title in HARD_TITLES)
    assert "# Second\n- third, <b>not bold</b>" in page.text("p")


def test_html_shows_the_note_and_tags_as_text() -> None:
    page = html([FULL])
    assert page.text("blockquote") == [FULL.marks.note]
    assert page.text("span") == ["to read", "rl"]


def test_characters_forbidden_in_xml_are_removed() -> None:
    assert escaped('a\x00\x1b\ud800\uffff<&>"') == "a����&lt;&amp;&gt;&quot;"


@pytest.mark.parametrize("title", [title for title in HARD_TITLES if "$" not in title])
def test_markdown_has_titles_with_latex_as_unicode(title: str) -> None:
    page = markdown(FORMATS["markdown"].render([titled(title)]))
    assert page.text("h2") == [" ".join(to_text(title).split())]
    assert not {"script", "img", "code", "table", "title"} & page.tags


def test_markdown_has_only_generated_urls() -> None:
    full = FULL._replace(marks=Marks())
    page = markdown(FORMATS["markdown"].render([full, *hard_entries()[1:]]))
    assert page.whole
    assert not page.fetched
    assert not [href for href in page.hrefs if "evil" in href]
    assert "https://github.com/example/harness%281%29" in page.hrefs
    assert "https://example.org/?a=1&b=2" in page.hrefs


@pytest.mark.parametrize(
    "text",
    ["# a", "- a", "+ a", "1. a", "2) a", "    a", "a\n===", "a\n---", "> a", "``` a", "|a|"],
)
def test_abstract_lines_are_escaped(text: str) -> None:
    page = markdown(f"before\n\n{markdown_text(text)}")
    assert page.tags == {"p"}
    assert page.text("p") == ["before", "\n".join(line.strip() for line in text.split("\n"))]


def test_formulas_stay_formulas_in_markdown() -> None:
    assert markdown_text(r"is_ok $a_{i} \le b^*$ *") == r"is\_ok $a_{i} \le b^*$ \*"
    assert markdown_text(r"$\sqrt[3]{x} <y$") == r"$\sqrt[3]{x} \lt y$"
    assert markdown_text("$[0, 1)$") == r"$\lbrack 0, 1)$"
    assert markdown_text("$5 and $10") == r"\$5 and \$10"


@pytest.mark.parametrize(
    "hostile", ["$<script>x</script>$", "$a](javascript:x)$ [", "$`$ `", "$![$", "$[a][b]$"]
)
def test_dollars_do_not_bypass_escaping(hostile: str) -> None:
    page = markdown(f"[{markdown_text(hostile)}](https://ours.example)")
    assert not {"script", "code", "img"} & page.tags
    assert set(page.hrefs) <= {"https://ours.example"}


def test_note_is_quoted_as_markdown() -> None:
    page = markdown(FORMATS["markdown"].render([FULL]))
    assert "blockquote" in page.tags
    assert "note" in page.text("em")
    assert page.text("h2") == [FULL.paper.title]
