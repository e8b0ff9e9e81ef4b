"""URLs in running text, without surrounding punctuation."""

from __future__ import annotations

import json

import pytest

from tui_reader.text.bare_urls import find_urls
from tui_reader.text.latex import to_text

URLS = {
    "code at https://ex.org/a.": ["https://ex.org/a"],
    "(https://ex.org/a), https://ex.org/b; https://ex.org/c?d=1&e=2#f!": [
        "https://ex.org/a",
        "https://ex.org/b",
        "https://ex.org/c?d=1&e=2#f",
    ],
    "(see https://ex.org/a_(b)).": ["https://ex.org/a_(b)"],
    "“https://ex.org/a”, 'https://ex.org/b', <https://ex.org/c>": [
        "https://ex.org/a",
        "https://ex.org/b",
        "https://ex.org/c",
    ],
    "**https://ex.org/a** and http://ex.org/~me/": ["https://ex.org/a", "http://ex.org/~me/"],
    "代码：https://ex.org/a。": ["https://ex.org/a"],
    "https:// and ftp://ex.org and ex.org/a": [],
}


@pytest.mark.parametrize("text", URLS)
def test_urls_end_before_the_punctuation_of_the_sentence(text: str) -> None:
    assert [text[start:end] for start, end in find_urls(text)] == URLS[text]


@pytest.mark.parametrize(
    "source",
    [
        "https://ex.org/a_b{https://ex.org/a_b}.",
        "our https://ex.org/a_b{project page}.",
        r"\url{https://ex.org/a\_b}",
        '<a href="https://ex.org/a_b">this URL</a>',
        "[code](https://ex.org/a_b)",
    ],
    ids=json.dumps,
)
def test_urls_are_found_in_converted_latex(source: str) -> None:
    text = to_text(source)
    assert [text[start:end] for start, end in find_urls(text)] == ["https://ex.org/a_b"]
