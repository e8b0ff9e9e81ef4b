"""`list`, `search` and `show`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.command import command, fill, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.terminal import Terminal

BEFORE = fake_papers.weekdays(2)[1]

# Scripts depend on these keys. Keys may be added, but not removed or changed.
KEYS = {
    *("id", "title", "abstract", "authors", "published", "edition", "upvotes", "comments"),
    *("bookmarked", "read", "url", "pdf_url", "arxiv_url", "organization", "code_url", "stars"),
    *("project_url", "summary", "keywords", "submitter", "submitted", "tags", "note"),
    *("bookmarked_at", "watches", "author_accounts", "organization_account"),
    *("submitter_account", "thumbnail", "media", "discussion", "author_takes_part", "withdrawn"),
    *("seen_upvotes", "seen_comments", "seen_at", "tags_added_at", "note_changed_at"),
    "read_changed_at",
}


def test_json_has_every_key_with_null_for_unknown_values() -> None:
    bare = fake_papers.entry(7, LAST_DAY)
    for name in ("upvotes", "ai_summary", "organization"):
        bare["paper"].pop(name, None)
    del bare["numComments"]
    fill({LAST_DAY: [bare, fake_papers.entry(8, LAST_DAY)]})
    found = command("list", "--json")
    assert found.code == 0
    assert (found.json["schema_version"], found.json["total"]) == (1, 2)
    assert all(paper.keys() >= KEYS for paper in found.json["papers"])
    unknown = next(paper for paper in found.json["papers"] if paper["id"] == bare["paper"]["id"])
    assert unknown["upvotes"] is None
    assert unknown["comments"] is None
    assert unknown["edition"] == LAST_DAY.isoformat()
    assert unknown["read"] is False


def test_list_shows_the_newest_edition_in_the_hubs_order_by_default() -> None:
    fill()
    assert command("list", "--json").ids == ids_of(LAST_DAY)
    assert command("list", "--date", str(BEFORE), "--json").ids == ids_of(BEFORE)
    assert command("list", "--date", "20 aug 2026").ids == ids_of(BEFORE)


def test_paper_of_two_editions_is_shown_in_the_requested_or_earliest_one() -> None:
    twice = fake_papers.entry(1, BEFORE)
    fill({LAST_DAY: [twice], BEFORE: [twice]})
    own_id = twice["paper"]["id"]
    command("bookmark", "add", own_id)
    assert command("list", "--json").json["papers"][0]["edition"] == str(LAST_DAY)
    assert command("list", "--bookmarked", "--json").json["papers"][0]["edition"] == str(BEFORE)


def test_limit_does_not_change_the_total() -> None:
    fill()
    found = command("list", "--limit", "2", "--json")
    assert found.ids == ids_of(LAST_DAY)[:2]
    assert found.json["total"] == 4
    assert "2 of 4 papers" in command("list", "--limit", "2").err


def test_pipe_gets_one_tsv_line_per_paper() -> None:
    day = {LAST_DAY: [fake_papers.entry(3, LAST_DAY, title="A tab\there\nand a line")]}
    fill(day)
    (row,) = command("list").rows
    entry = day[LAST_DAY][0]
    assert row[:7] == [
        entry["paper"]["id"],
        str(LAST_DAY),
        str(entry["paper"]["upvotes"]),
        str(entry["numComments"]),
        "no",
        "no",
        "A tab here and a line",
    ]
    assert row[8] == f"https://huggingface.co/papers/{entry['paper']['id']}"


def test_missing_day_exits_with_3_and_suggests_sync(
    hub: FakeHub,
) -> None:
    fill()
    older = command("list", "--date", "2026-08-12")
    assert (older.code, older.out) == (3, "")
    assert older.err.splitlines()[-1] == "daily-papers sync --date 2026-08-12"
    assert hub.paths == []
    advice = older.err.splitlines()[-1].split()
    assert command(*advice[1:]).code == 0
    assert len(command("list", "--date", "2026-08-12", "--json").ids) == 12


def test_empty_cache_exits_with_3_and_suggests_sync() -> None:
    found = command("list")
    assert found.code == 3
    assert found.err.splitlines()[-1] == "daily-papers sync"


def test_month_is_merged_by_upvotes_and_reports_missing_days() -> None:
    fill()
    found = command("list", "--date", "2026-08", "--json")
    assert sorted(found.ids) == sorted(i for day in fake_papers.weekdays(3) for i in ids_of(day))
    votes = [paper["upvotes"] for paper in found.json["papers"]]
    assert votes == sorted(votes, reverse=True)
    assert "12 days of August 2026 not on disk" in found.err


def test_search_supports_the_query_language() -> None:
    fill()
    title = fake_papers.edition(LAST_DAY, 4)[2]["title"]
    own_id = ids_of(LAST_DAY)[2]
    assert command("search", f'title:"{title}"').ids == [own_id]
    assert command("search", f"https://arxiv.org/abs/{own_id}v2", "--json").ids[0] == own_id
    with_code = command("search", "has:code", "--json")
    assert with_code.ids
    assert all(paper["code_url"] for paper in with_code.json["papers"])
    without = command("search", "--limit", "0", "--", "has:code", f'-title:"{title}"', "-nerf").ids
    assert set(with_code.ids) - set(without) <= {own_id}


def test_search_sorts_and_counts_all() -> None:
    fill()
    found = command("search", "upvotes:>=0", "--sort", "upvotes", "--limit", "3", "--json")
    votes = [paper["upvotes"] for paper in found.json["papers"]]
    assert votes == sorted(votes, reverse=True)
    assert found.json["total"] == 12
    newest = command("search", "upvotes:>=0", "--sort", "newest").ids
    assert newest == sorted(newest, reverse=True)


def test_options_of_search_can_be_anywhere() -> None:
    fill()
    every = command("search", "upvotes:>=0").ids
    for words in (
        ("upvotes:>=0", "-n", "3"),
        ("-n", "3", "upvotes:>=0"),
        ("-n3", "upvotes:>=0"),
        ("upvotes:>=0", "--limit=3"),
        ("upvotes:>=0", "-n", "3", "--", "-zxqvw"),
        ("-n", "3", "upvotes:>=0 -zxqvw"),
    ):
        assert command("search", *words).ids == every[:3]
    for word in ("-h", "--help"):
        shown = command("search", "lora", word)
        assert shown.code == 0
        assert shown.out.startswith("Usage:")


@pytest.mark.parametrize("word", ["-gan", "-nerf", "-haiku", "-tag:done", "--gan", "-gan lora"])
def test_exclusion_without_double_dash_exits_with_2_and_explains(word: str) -> None:
    for words in ((word,), ("lora", word), (word, "--", "lora")):
        refused = command("search", *words)
        assert refused.code == 2
        assert "`--`" in refused.err
        assert refused.out == ""


def test_last_word_of_a_search_can_be_a_prefix() -> None:
    fill()
    title = fake_papers.edition(LAST_DAY, 4)[2]["title"]
    word = max(title.split(), key=len)
    assert ids_of(LAST_DAY)[2] in command("search", word[:-2]).ids
    assert command("search", word[:1]).code == 3  # from three letters on


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("is:starred", "Did you mean is:bookmarked?"),
        ("has:model", "has:code"),
        ("upvotes:>abc", "upvotes:>50"),
        ("title:", "title:diffusion"),
        ("after:soon", "after:yesterday"),
        ("autor:lecun", "Did you mean author:?"),
    ],
)
def test_invalid_query_exits_with_2_and_suggests_a_fix(typed: str, hint: str) -> None:
    for words in (
        ["search", typed],
        ["search", "lora", typed],
        ["export", "-f", "ris", "--query", typed],
        ["watch", "add", "w", typed],
    ):
        refused = command(*words)
        assert refused.code == 2
        assert hint in refused.err
        assert refused.out == ""


@pytest.mark.parametrize("typed", ["%", "😀", "*", "…", "% 😀"])
def test_symbols_alone_find_nothing(typed: str) -> None:
    fill()
    found = command("search", typed)
    assert found.code == 3
    assert "Only words" in found.err


def test_dates_can_be_words() -> None:
    fill()
    assert command("search", "before:yesterday").ids
    assert command("search", 'after:"1 january 2020"').ids


def test_hub_search_stores_papers_without_an_edition(hub: FakeHub) -> None:
    word = fake_papers.edition(LAST_DAY, 12)[0]["title"].split()[-1]
    found = command("search", "--hub", word, "--json")
    assert found.code == 0
    assert found.json["papers"][0]["edition"] is None
    assert found.ids[0] in command("search", word).ids


def test_show_prints_the_paper_and_its_marks() -> None:
    fill()
    own_id = ids_of(LAST_DAY)[0]
    entry = next(e for e in fake_papers.edition(LAST_DAY, 4) if e["paper"]["id"] == own_id)
    command("bookmark", "add", own_id, "--tag", "teapots", "--note", "Section 4.")
    shown = command("show", f"https://huggingface.co/papers/{own_id}")
    assert shown.code == 0
    for text in (entry["title"].split()[0], f"https://arxiv.org/pdf/{own_id}", "teapots"):
        assert text in shown.out
    assert "  Section 4." in shown.out.splitlines()
    assert " ".join(entry["summary"].split())[:40] in " ".join(shown.out.split())
    assert command("show", own_id, "--json").ids == [own_id]


def test_show_fetches_a_paper_that_is_not_on_disk(hub: FakeHub) -> None:
    own_id = ids_of(LAST_DAY, 12)[5]
    offline = command("show", own_id, "--offline")
    assert (offline.code, offline.out) == (3, "")
    assert command("show", own_id, "--json").ids == [own_id]
    assert command("show", own_id, "--offline").code == 0
    assert command("show", "2608.99999").code == 3


def test_table_fits_the_terminal(tmp_path: Path) -> None:
    title = "漢字 " * 40 + "$x^{2}$"
    fill({LAST_DAY: [fake_papers.entry(n, LAST_DAY, title=title) for n in range(3)]})
    for columns in (40, 60, 80, 132):
        with Terminal(
            [sys.executable, "-m", "tui_reader", "list"],
            tmp_path,
            environ={f"XDG_{k}_HOME": str(tmp_path / k.lower()) for k in ("CACHE", "DATA")},
            size=(columns, 20),
        ) as terminal:
            assert terminal.wait_exit() == 0
            lines = terminal.text().rstrip().splitlines()
        rows = [line for line in lines if line.startswith("2608.")]
        assert len(rows) == 3
        assert all("漢字" in row and "▲" in row for row in rows)
        assert len(lines) == 4
