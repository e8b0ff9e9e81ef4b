"""The Atom feed, read back by feedparser."""

from __future__ import annotations

from typing import Any
from xml.dom import minidom

import feedparser  # type: ignore[import-untyped]
import pytest

from tests.support.hard_papers import (
    BARE,
    FULL,
    HARD_TITLES,
    hard_entries,
    titled,
)
from tui_reader.export import FORMATS
from tui_reader.export.atom import feed
from tui_reader.models import Entry
from tui_reader.text.latex import to_text
from tui_reader.text.sanitize import line


def read(entries: list[Entry], **more: Any) -> Any:
    parsed = feedparser.parse(feed(entries, "Daily Papers <&>", **more))
    assert not parsed.bozo
    return parsed


def test_feed_parser_reads_every_title_back() -> None:
    entries = hard_entries()
    parsed = read(entries)
    assert parsed.version == "atom10"
    assert [entry.title for entry in parsed.entries] == [
        line(to_text(e.paper.title)) for e in entries
    ]


def test_feed_has_all_required_elements() -> None:
    parsed = read([FULL], self_url="https://example.org/papers.atom?a=1&b=2")
    assert parsed.feed.id == "https://example.org/papers.atom?a=1&b=2"
    assert parsed.feed.title == "Daily Papers <&>"
    assert parsed.feed.author == "Daily Papers"
    (own,) = [link for link in parsed.feed.links if link.rel == "self"]
    assert own.href == "https://example.org/papers.atom?a=1&b=2"


def test_entry_has_all_known_fields() -> None:
    (entry,) = read([FULL]).entries
    assert entry.link == "https://huggingface.co/papers/2608.19880"
    assert [author.name for author in entry.authors] == ["Wei Huang", "Kurt Gödel"]
    assert entry.published.startswith("2026-08-21T")  # the day of the edition, not of arXiv
    assert entry.updated.startswith("2026-08-21T09:30:01")
    assert entry.summary == FULL.paper.summary
    assert [tag.term for tag in entry.tags] == ["to read", "rl", *FULL.paper.keywords]
    body = entry.content[0].value
    assert "ϵ ≤ 1" in body
    assert "&lt;b&gt;not bold" in body
    related = [link.href for link in entry.links if link.rel == "related"]
    assert related[0] == FULL.paper.code


def test_ids_and_times_do_not_change_with_upvotes() -> None:
    later = FULL._replace(paper=FULL.paper._replace(upvotes=999, comments=9), edition=None)
    before, after = read([FULL]).entries[0], read([later]).entries[0]
    assert (before.id, before.updated) == (after.id, after.updated)
    assert before.id == "https://arxiv.org/abs/2608.19880"


def test_published_is_not_the_arxiv_date() -> None:
    searched = FULL._replace(edition=None)
    for entry in read([searched, BARE]).entries:
        assert "published" not in entry


def test_export_and_feed_have_separate_ids_but_the_same_entries() -> None:
    exported = feedparser.parse(FORMATS["atom"].render([FULL]))
    published = feedparser.parse(feed([FULL], "Daily Papers"))
    assert exported.feed.id != published.feed.id
    assert published.feed.id == "https://huggingface.co/papers#Daily%20Papers"
    assert exported.entries[0].id == published.entries[0].id


def test_ids_are_unique_and_those_of_two_feeds_differ() -> None:
    ids = [entry.id for entry in read(hard_entries()).entries]
    assert len(set(ids)) == len(ids)
    one, other = (feedparser.parse(feed([], title)).feed.id for title in ("agents", "RL & co"))
    assert one != other


def test_without_a_time_the_feed_is_as_new_as_its_newest_paper() -> None:
    parsed = feedparser.parse(feed([BARE, FULL], "x"))
    assert parsed.feed.updated.startswith("2026-08-21T09:30:01")
    assert parsed.entries[0].updated == "2014-01-01T00:00:00Z"


def test_empty_feed_is_valid() -> None:
    parsed = feedparser.parse(FORMATS["atom"].render([]))
    assert not parsed.bozo
    assert parsed.feed.title == "Daily Papers"
    assert not parsed.entries


@pytest.mark.parametrize("bad", ["\x00", "\x1b[2J", "\x0b", "\ufffe", "\ud800", "]]>", "<!--"])
def test_xml_is_valid_for_any_title(bad: str) -> None:
    document = minidom.parseString(feed([titled(f"a{bad}b")], f"t{bad}").encode())
    assert len(document.getElementsByTagName("entry")) == 1


def test_titles_are_escaped_in_the_body() -> None:
    for entry in read([titled(title) for title in HARD_TITLES]).entries:
        assert "<script" not in entry.content[0].value
