"""Parsers given hostile responses: other entries survive, and no exception escapes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import fake_papers
from tests.support.fake_papers import LAST_DAY
from tui_reader.hub import parse as parsers
from tui_reader.hub.errors import BadResponse

GOOD = ("2608.21001", "2608.21002")


def listed(*entries: Any) -> bytes:
    return fake_papers.body(list(entries))


def between(raw: bytes) -> bytes:
    """Return a list with an entry, given as text, between two valid ones."""
    first, last = (fake_papers.body(fake_papers.entry(int(one[5:]), LAST_DAY)) for one in GOOD)
    return b"[" + first + b"," + raw + b"," + last + b"]"


@pytest.mark.parametrize(
    "name",
    [
        "upvotes",
        "numComments",
        "githubStars",
        "title",
        "summary",
        "authors",
        "publishedAt",
        "submittedOnDailyAt",
        "submittedBy",
        "submittedOnDailyBy",
        "organization",
        "githubRepo",
        "projectPage",
        "ai_summary",
        "ai_keywords",
        "thumbnail",
        "mediaUrls",
        "discussionId",
        "isAuthorParticipating",
    ],
)
def test_malformed_field_leaves_other_fields_intact(name: str) -> None:
    good = fake_papers.entry(0, LAST_DAY)
    values: list[Any] = [None, True, -(2**63), 2**63, 1.5, "", "x", [], [[]], [None], {}]
    odd = [
        fake_papers.entry(1, LAST_DAY, **{name: value})
        for value in [*values, {"name": 5}, "\x1b[2J\ud800"]
    ]
    papers, skipped = parsers.papers(json.dumps([good, *odd, good]).encode())
    assert skipped == 0
    assert papers[0] == papers[-1] == parsers.papers(listed(good))[0][0]
    assert [paper.id for paper in papers[1:-1]] == [one["paper"]["id"] for one in odd]
    shown = repr(papers[1:-1])
    assert not [sign for sign in ("\x1b", "\\x1b", "\\ud800") if sign in shown]


@pytest.mark.parametrize(
    "value",
    [
        *("0", "99999", "99999-01-01", "0000-00-00", "2026-02-30", "2026-08-21T25:00:00Z"),
        *("2026-08-21T00:00:00+99:99", "9999-12-31T23:59:59-23:59", "2026-W34-5", "٢٠٢٦-٠٨-٢١"),
        *("2026-08-21T00:00:00.000Z\n", 20260821, -1, {"$date": 1}),
    ],
)
def test_invalid_date_is_unknown(value: Any) -> None:
    one = fake_papers.entry(1, LAST_DAY, publishedAt=value, submittedOnDailyAt=value)
    (paper,), _ = parsers.papers(listed(one))
    assert (paper.published, paper.submitted) == (None, None)


@pytest.mark.parametrize(
    "value", ["2026-08-21", "2026-08-21T02:00:00+02:00", "2026-08-20T22:30:15.1234567-01:30"]
)
def test_dates_are_converted_to_utc(value: str) -> None:
    (paper,), _ = parsers.papers(listed(fake_papers.entry(1, LAST_DAY, publishedAt=value)))
    assert paper.published == LAST_DAY


@pytest.mark.parametrize(
    "own_id",
    [
        *("../../x", "-rf", "2608.1", "2608.123456", "2608.12345v2", " 2608.12345", "2608/12345"),
        *("x" * 400, "", "２６０８.12345", None, 2608.12345, ["2608.12345"], {"a": 1}),
        "2608.12345\n",
    ],
)
def test_entry_without_a_usable_id_is_skipped_and_counted(own_id: Any) -> None:
    papers, skipped = parsers.papers(between(json.dumps({"paper": {"id": own_id}}).encode()))
    assert tuple(paper.id for paper in papers) == GOOD
    assert skipped == 1


@pytest.mark.parametrize("raw", [b"null", b"7", b'"text"', b"[]", b"{}", b'{"paper": 5}', b"true"])
def test_entry_of_another_shape_is_skipped(raw: bytes) -> None:
    papers, skipped = parsers.papers(between(raw))
    assert (tuple(paper.id for paper in papers), skipped) == (GOOD, 1)


DEEP = 100_000


@pytest.mark.parametrize(
    ("raw", "skipped"),
    [
        (b'{"paper": {"id": "2608.00007", "upvotes": ' + b"9" * 4_301 + b"}}", 0),
        (b'{"paper": {"id": "2608.00007", "upvotes": -' + b"9" * 4_301 + b"}}", 0),
        (b'{"paper": {"id": "2608.00007", "upvotes": NaN}}', 0),
        (b'{"paper": {"id": "2608.00007", "upvotes": -Infinity}}', 0),
        (b'{"paper": {"id": "2608.00007", "upvotes": 1e999}}', 0),
        (b'{"paper": {"id": "2608.00007", "upvotes": 0.' + b"1" * 100_000 + b"}}", 0),
        (b'{"paper": {"id": "2608.00007", "upvotes": 5, "upvotes": []}}', 0),
        (b'{"paper": {"id": "2608.00007", "title": "a\nb\x00"}}', 0),
        (b'{"paper": {"id": "2608.00007", "title": "\xff\xfe"}}', 0),
        (b'{"paper": {"id": "2608.00007", "x": ' + b"[" * DEEP + b"]" * DEEP + b"}}", 1),
        (b'{"paper": {"id": "2608.00007", "x": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}}", 1),
        (b'{"paper": {"id": "2608.00007", "upvotes": 007}}', 1),
        (b'{"paper": {"id": "2608.00007" "upvotes": 7}}', 1),
        (b'{"paper": nonsense}', 1),
        (b'{"paper": {"id": "2608.00007", "x": "' + b"x" * 4_000_000 + b'"}}', 1),
        (b"", 1),
    ],
    ids=lambda value: f"{value[:50]!r}" if isinstance(value, bytes) else None,
)
def test_entries_next_to_malformed_json_are_parsed(raw: bytes, skipped: int) -> None:
    papers, counted = parsers.papers(between(raw))
    assert tuple(paper.id for paper in papers if paper.id != "2608.00007") == GOOD
    assert counted == skipped
    for paper in papers:
        assert paper.upvotes is None or paper.id in GOOD


def test_brackets_in_strings_do_not_split_entries() -> None:
    odd = fake_papers.entry(7, LAST_DAY, title='He said "[1], {2}" \\ and "\\"')
    broken = b'{"paper": 00}'
    body = b"[" + fake_papers.body(odd) + b" , \n" + broken + b"]"
    papers, skipped = parsers.papers(body)
    assert [paper.title for paper in papers] == ['He said "[1], {2}" \\ and "\\"']
    assert skipped == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"<!doctype html><html>", "web page"),
        (b"{}", "an object instead of a list"),
        (b'{"error": "too bad"}', "too bad"),
        (b"null", "instead of a list"),
        (b'"list"', "a string instead"),
        (b"[", "incomplete"),
        (b"[{}", "incomplete"),
        (b'[{"paper": {"id": "2608.00001"}},', "incomplete"),
        (b'[{"paper": {"id": "2608.0', "incomplete"),
        (b'["\\', "incomplete"),
        (b"[]]", "after its end"),
        (b"[1] [2]", "after its end"),
        (b"nonsense", "not JSON"),
        (b"[" * 200_000, "incomplete"),
        (b"[" * 3_500_000, "too complex"),
        (b"[" + b"[]," * 2_000 + b"[]]", "more than 1,000 entries"),
        (b"[" + b"{}," * 2_000_000 + b"{}]", "more than 1,000 entries"),
    ],
    ids=lambda value: f"{value[:30]!r}" if isinstance(value, bytes) else value,
)
def test_response_other_than_a_list_is_an_error(body: bytes, words: str) -> None:
    with pytest.raises(BadResponse, match=words) as raised:
        parsers.papers(body)
    assert "\n" not in str(raised.value)


def test_empty_list_is_an_empty_edition_and_malformed_entries_an_error() -> None:
    assert parsers.papers(b" [ ] ") == ((), 0)
    with pytest.raises(BadResponse, match="None of the 2 entries"):
        parsers.gather(LAST_DAY, [parsers.papers(b'[{"paper": {}}, 5]')])


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = sorted(
    {*fake_papers.entry(0, LAST_DAY), *fake_papers.entry(0, LAST_DAY)["paper"], "comments"}
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(FIELDS), ANY_JSON), ANY_JSON)
def test_papers_around_arbitrary_json_are_parsed(odd: dict[str, Any], other: Any) -> None:
    inner = odd.get("paper")
    if isinstance(inner, dict):
        inner |= {name: odd[name] for name in odd if name != "paper"}
    body = between(json.dumps([odd, other]).encode().strip()[1:-1])
    papers, skipped = parsers.papers(body)
    assert (papers[0].id, papers[-1].id) == GOOD
    assert len(papers) + skipped == 4
    whole = {"id": "2608.00001"} | {name: odd[name] for name in odd if name != "id"}
    (paper,), _ = parsers.papers(json.dumps([{"paper": whole} | odd | {"paper": whole}]).encode())
    assert paper.id == "2608.00001"
    assert paper.title


@given(st.binary(max_size=300) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_parsed_or_raise_bad_response(body: bytes) -> None:
    for parse in (
        parsers.papers,
        parsers.paper,
        parsers.latest_day,
        parsers.comments,
        parsers.links,
    ):
        with suppress(BadResponse):
            parse(body)
