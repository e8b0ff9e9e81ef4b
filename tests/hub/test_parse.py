"""Parsers of papers and editions."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support import fake_papers
from tests.support.fake_papers import LAST_DAY, MISSING
from tui_reader.hub import parse
from tui_reader.hub.errors import BadResponse
from tui_reader.models import Account, Author


def listed(*entries: Any) -> bytes:
    return fake_papers.body(list(entries))


def test_every_field_of_a_paper_is_parsed() -> None:
    one = fake_papers.entry(
        21_000,
        LAST_DAY,
        title="Three Small\n  Models",
        summary="First line\nsecond  line.",
        upvotes=163,
        numComments=4,
        authors=[
            {"name": "Ada Lovelace", "hidden": False, "user": {"name": "ada", "fullname": "A"}},
            {"name": "Barnaby Inkwell", "hidden": True},
        ],
        publishedAt="2026-08-17T00:00:00.000Z",
        submittedOnDailyAt="2026-08-21T09:30:00.000Z",
        submittedBy={"name": "grace", "fullname": "Grace H.", "type": "user"},
        organization={"name": "teapots", "fullname": "Teapot Institute"},
        githubRepo="https://github.com/made-up/paper/tree/main/src",
        githubStars=12,
        projectPage=" https://made-up.example/a\n  b ",
        ai_summary="In short.",
        ai_keywords=["one", " ", "two words", "one"],
        thumbnail="https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/1.png",
        mediaUrls=["https://cdn-uploads.huggingface.co/a.mp4"],
        discussionId="6a87afc589e517cbfd75dbe0",
        isAuthorParticipating=True,
    )
    (paper,), skipped = parse.papers(listed(one))
    assert skipped == 0
    assert (paper.id, paper.key) == ("2608.21000", 2608021000)
    assert paper.title == "Three Small Models"
    assert paper.abstract == "First line second line."
    assert paper.authors == (Author("Ada Lovelace", "ada"), Author("Barnaby Inkwell", None, True))
    assert [author.name for author in paper.shown_authors] == ["Ada Lovelace"]
    assert paper.published == date(2026, 8, 17)
    assert paper.submitted == datetime(2026, 8, 21, 9, 30, tzinfo=UTC)
    assert (paper.upvotes, paper.comments, paper.stars) == (163, 4, 12)
    assert paper.submitter == Account("grace", "Grace H.")
    assert paper.organization == Account("teapots", "Teapot Institute")
    assert paper.code == "https://github.com/made-up/paper"
    assert paper.project == "https://made-up.example/ab"
    assert paper.summary == "In short."
    assert paper.keywords == ("one", "two words")
    assert paper.thumbnail is not None
    assert paper.media == ("https://cdn-uploads.huggingface.co/a.mp4",)
    assert paper.discussion == "6a87afc589e517cbfd75dbe0"
    assert paper.author_takes_part is True


def test_missing_field_is_unknown_and_not_zero() -> None:
    bare = {"paper": {"id": "2608.00001"}}
    (paper,), _ = parse.papers(listed(bare))
    assert paper.title == "(untitled)"
    for name in [
        "upvotes",
        "comments",
        "stars",
        "published",
        "submitter",
        "code",
        "author_takes_part",
    ]:
        assert getattr(paper, name) is None, name


def test_zero_is_not_unknown() -> None:
    (paper,), _ = parse.papers(listed(fake_papers.entry(1, LAST_DAY, upvotes=0, numComments=0)))
    assert (paper.upvotes, paper.comments) == (0, 0)


def test_outer_publication_date_is_ignored() -> None:
    one = fake_papers.entry(1, LAST_DAY, publishedAt=MISSING)
    assert one["publishedAt"]
    (paper,), _ = parse.papers(listed(one))
    assert paper.published is None


def test_edition_of_200_papers_is_parsed_completely() -> None:
    entries = fake_papers.edition(LAST_DAY, 200)
    edition = fake_papers.parsed_edition(LAST_DAY, entries)
    assert edition.day == LAST_DAY
    assert edition.skipped == 0
    assert [paper.id for paper in edition.papers] == [one["paper"]["id"] for one in entries]
    for paper, one in zip(edition.papers, entries, strict=True):
        raw = one["paper"]
        assert len(paper.authors) == len(raw["authors"])
        assert (paper.code is None) == ("githubRepo" not in raw)
        assert (paper.project is None) == ("projectPage" not in raw)
        assert len(paper.media) == len(raw.get("mediaUrls", []))
        assert (paper.submitter is None) == ("submittedBy" not in one)
        assert (paper.organization is None) == ("organization" not in raw)


def test_response_about_one_paper_has_no_wrapper() -> None:
    one = fake_papers.entry(0, LAST_DAY)["paper"]
    paper = parse.paper(fake_papers.body(one))
    assert (paper.id, paper.comments) == ("2608.00000", None)
    assert paper.published is not None
    with pytest.raises(BadResponse, match="not a paper"):
        parse.paper(b'{"error": "nothing here"}')


def test_other_encodings_of_json_are_read() -> None:
    one = json.dumps([fake_papers.entry(0, LAST_DAY, title="Ünïcode 量子")], ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        (paper,), _ = parse.papers(one.encode(encoding))
        assert paper.title == "Ünïcode 量子"


def test_paper_on_two_pages_is_included_once() -> None:
    pages = [
        parse.papers(fake_papers.body([*fake_papers.edition(LAST_DAY, size), {"paper": {}}]))
        for size in (3, 5)
    ]
    edition = parse.gather(LAST_DAY, pages)
    assert (len(edition.papers), edition.skipped) == (5, 2)
    assert edition.papers[:3] == pages[0][0]


def test_text_is_sanitized_when_parsed() -> None:
    one = fake_papers.entry(
        1,
        LAST_DAY,
        title="A\x1b]52;c;aGk=\x07 b\u202e c",
        summary="x\x9b31m\x00y",
        authors=[{"name": "Eve\x1b[2J\nX"}],
        ai_keywords=["k\x1b[1m"],
        ai_summary="s\u2066",
    )
    (paper,), _ = parse.papers(listed(one))
    for shown in (paper.title, paper.abstract, paper.authors[0].name, *paper.keywords):
        assert not set(shown) & set("\x1b\x07\x9b\x00\u202e\n")
    assert paper.summary == "s�"
    assert paper.title.startswith("A�]52")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("https://github.com/made-up/paper", "https://github.com/made-up/paper"),
        ("http://github.com/made-up/paper.git", "https://github.com/made-up/paper"),
        (" https://github.com/made-up/paper/tree/main", "https://github.com/made-up/paper"),
        ("https://github.com/made-up/paper/", "https://github.com/made-up/paper"),
        ("https://github.com/made-up/paper?tab=readme#x", "https://github.com/made-up/paper"),
        ("https://github.com/made-up", "https://github.com/made-up"),
        ("https://gitlab.com/a/b/tree/main", "https://gitlab.com/a/b/tree/main"),
        ("javascript:alert(1)", None),
        ("https://user:pw@github.com/a/b", None),
        ("/avatars/x.svg", None),
    ],
)
def test_links_to_code_name_the_repository(raw: str, expected: str | None) -> None:
    (paper,), _ = parse.papers(listed(fake_papers.entry(1, LAST_DAY, githubRepo=raw)))
    assert paper.code == expected


def test_account_with_an_invalid_name_is_unknown() -> None:
    for name in ("../x", "a b", "", "-rf", "x" * 200, None):
        one = fake_papers.entry(
            1, LAST_DAY, submittedBy={"name": name}, submittedOnDailyBy=MISSING, organization=name
        )
        (paper,), _ = parse.papers(listed(one))
        assert (paper.submitter, paper.organization) == (None, None)


def test_author_with_an_invalid_hidden_flag_is_hidden() -> None:
    authors = [{"name": "A", "hidden": "yes"}, {"name": "B", "hidden": None}, {"name": "C"}]
    (paper,), _ = parse.papers(listed(fake_papers.entry(1, LAST_DAY, authors=authors)))
    assert [author.hidden for author in paper.authors] == [True, False, False]


def test_latest_day_is_the_newest_in_the_feed() -> None:
    entries = [*fake_papers.edition(LAST_DAY, 1), *fake_papers.edition(date(2026, 8, 20), 30)]
    assert parse.latest_day(fake_papers.body(entries)) == LAST_DAY
    odd = fake_papers.entry(9, LAST_DAY, submittedOnDailyAt="2099-01-01T00:00:00.000Z")
    old = fake_papers.entry(8, LAST_DAY, submittedOnDailyAt="2024-01-01T00:00:00.000Z")
    assert parse.latest_day(fake_papers.body([odd, old, *entries])) == LAST_DAY
    assert parse.latest_day(b"[]") is None
    assert parse.latest_day(listed({"paper": {}}, 5, {"submittedOnDailyAt": 3})) is None
    alone = fake_papers.entry(9, LAST_DAY, submittedOnDailyAt="2030-01-02T00:00:00.000Z")
    assert parse.latest_day(listed(alone)) == date(2030, 1, 2)


@pytest.mark.parametrize(("ahead", "counts"), [(31, True), (32, False)])
def test_day_more_than_a_month_ahead_of_most_is_a_mistake(ahead: int, counts: bool) -> None:
    far = LAST_DAY + timedelta(days=ahead)
    odd = fake_papers.entry(9, LAST_DAY, submittedOnDailyAt=f"{far}T12:00:00.000Z")
    others = fake_papers.edition(LAST_DAY, 6)
    found = parse.latest_day(fake_papers.body([*others[:3], odd, *others[3:]]))
    assert found == (far if counts else LAST_DAY)
