"""The app's JSON: round trips, and rejection of foreign files."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.hard_papers import FULL, hard_entries
from tui_reader.export.json import parse, render
from tui_reader.models import Entry

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def shown(entry: Entry) -> Entry:
    return entry._replace(paper=entry.paper._replace(authors=entry.paper.shown_authors))


def file_with(**changes: Any) -> str:
    outside = json.loads(render([FULL, FULL]))
    outside["papers"][1] |= changes
    return json.dumps(outside)


def test_everything_but_hidden_authors_round_trips() -> None:
    entries = hard_entries()
    assert parse(render(entries), NOW) == [shown(entry) for entry in entries]


def test_handwritten_file_needs_only_id_and_title() -> None:
    (entry,) = parse('{"schema_version": 1, "papers": [{"id": "2408.01234"}]}', NOW)
    assert entry.paper.title == "(untitled)"
    assert entry.paper.upvotes is None
    assert not entry.marks.unread
    assert entry.marks.bookmarked is None


def test_bookmark_without_a_time_gets_the_current_time() -> None:
    assert parse(file_with(bookmarked_at=None), NOW)[1].marks.bookmarked == NOW


def test_marks_without_a_time_get_the_current_time_except_implicit_read_marks() -> None:
    source = """{"schema_version": 1, "papers": [{"id": "2408.01234", "note": "n",
        "tags": ["a", "b"],
        "tags_added_at": ["2026-08-22T09:00:00+02:00"], "read": true, "seen_upvotes": 3}]}"""
    (entry,) = parse(source, NOW)
    marks = entry.marks
    assert (marks.noted, marks.marked, marks.seen) == (NOW, NOW, NOW)
    assert marks.tagged == (datetime(2026, 8, 22, 7, tzinfo=UTC), NOW)
    for fields in ({"read": True, "read_changed_at": None}, {"read": False}):
        raw = {"id": "2408.01234", **fields}
        (entry,) = parse(json.dumps({"schema_version": 1, "papers": [raw]}), NOW)
        assert entry.marks.marked is None


def test_time_in_another_zone_is_the_same_moment() -> None:
    (_, entry) = parse(file_with(bookmarked_at="2026-08-22T09:00:00+02:00"), NOW)
    assert entry.marks.bookmarked == FULL.marks.bookmarked
    assert entry.marks.bookmarked is not None
    assert entry.marks.bookmarked.utcoffset() == timedelta(0)


def test_unknown_keys_are_ignored() -> None:
    assert parse(file_with(mood="good"), NOW)[1] == shown(FULL)
    assert parse("\ufeff" + render([FULL]), NOW) == [shown(FULL)]


def test_imported_texts_are_sanitized() -> None:
    (_, entry) = parse(
        file_with(
            title="\x1b[31mRed\u202e\n title",
            abstract="a\x00b\r\nc\ud800",
            authors=["Ada\x07 Lovelace", "  "],
            author_accounts=["ada", "nobody"],
            tags=["a\nb", " ", "c"],
            note="\x9b2J",
            summary=" \n ",
        ),
        NOW,
    )
    everything = repr(entry)
    assert not any(bad in everything for bad in ("\\x1b", "\\x00", "\\ud800", "\\u202e", "\\x9b"))
    assert "\n" not in entry.paper.title
    assert [author.user for author in entry.paper.authors] == ["ada"]
    assert entry.marks.tags == ("a b", "c")
    assert entry.paper.summary is None


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "--flag", "x" * 9_999]
)
def test_invalid_link_is_left_out(link: str) -> None:
    (_, entry) = parse(file_with(code_url=link, project_url=link, media=[link]), NOW)
    assert (entry.paper.code, entry.paper.project, entry.paper.media) == (None, None, ())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "../../x"}, "paper 2: '../../x' is not an arXiv ID"),
        ({"id": None}, "paper 2: None is not an arXiv ID"),
        ({"id": "\x1b]0;owned\x07"}, "is not an arXiv ID"),
        ({"title": 3}, "paper 2 (2608.19880): title is not a text"),
        ({"abstract": ["a"]}, "abstract is not a text"),
        ({"authors": "Ada"}, "authors is not a list of texts"),
        ({"authors": [{"name": "Ada"}]}, "authors is not a list of texts"),
        ({"tags": ["x"] * 10_001}, "tags is not a list of texts"),
        ({"upvotes": "many"}, "upvotes is not a count"),
        ({"upvotes": True}, "upvotes is not a count"),
        ({"upvotes": -1}, "upvotes is not a count"),
        ({"stars": 2**63}, "stars is not a count"),
        ({"comments": float("nan")}, "comments is not a count"),
        ({"published": "2026-13-40"}, "published is not a date"),
        ({"edition": 20260821}, "edition is not a text"),
        ({"bookmarked_at": "yesterday"}, "bookmarked_at is not a time"),
        ({"bookmarked_at": "0001-01-01T00:00:00+23:59"}, "bookmarked_at is not a time"),
        ({"bookmarked": "yes"}, "bookmarked is not true or false"),
        ({"read": 1}, "read is not true or false"),
    ],
)
def test_wrong_value_names_the_paper_and_the_key(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=r"^paper 2") as caught:
        parse(file_with(**changes), NOW)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "source",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"schema_version": 1, "papers": {}}',
        '{"schema_version": 2, "papers": []}',
        '{"schema_version": true, "papers": []}',
        '{"papers": []}',
        '{"schema_version": 1, "papers": [7]}',
        '{"schema_version": 1, "papers": [{"id": "2408.01234"}',
        "[" * 100_000,
        '{"schema_version": 1, "papers": [{"id": "2408.01234", "upvotes": ' + "9" * 5_000 + "}]}",
    ],
)
def test_foreign_file_is_rejected_in_one_line(source: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse(source, NOW)
    assert len(str(caught.value)) < 250
    assert str(caught.value).isprintable()
