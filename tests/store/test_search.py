"""Search results and their order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.support.databases import folders_under
from tests.unit.test_query import TYPED
from tui_reader.models import (
    Account,
    Author,
    Edition,
    Paper,
)
from tui_reader.paths import Folders
from tui_reader.query import And, parse
from tui_reader.store import (
    Store,
    cache,
    library,
    queries,
    rows,
)
from tui_reader.store.search import full_text_search, ranking, similar

NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
TODAY = NOW.date()

Find = Callable[..., list[str]]


def paper(number: str, title: str, abstract: str = "", authors: str = "", **more: object) -> Paper:
    names = tuple(Author(name) for name in authors.split(", ") if name)
    return Paper(number, title, abstract, names, **more)  # type: ignore[arg-type]


PAPERS = {
    date(2026, 8, 20): [
        paper("2608.00001", "Lanterns for Teapots", "We fold lanterns.", "Ada Brook, Bo Stone"),
        paper("2608.00002", "On Folding", "A teapot may hold a lantern. See 2408.01234 for it."),
        paper(
            "2608.00003", "A Mixture (MoE) of Kettles", "GPT-4o makes tea in 3D.", upvotes=80,
            comments=9, organization=Account("kettle-lab", "Kettle Laboratory"),
            keywords=("rectified flow", "kettle"),
        ),
    ],
    date(2025, 3, 17): [
        paper("2503.00001", "Schrödinger's Teacup", "A llm-agent pours.", "Zoé Müller", upvotes=3),
        paper(
            "2408.01234", "Quiet Clocks", "Nothing here names tea.", "Bo Stone",
            code="https://made-up.example",
        ),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    root = tmp_path_factory.mktemp("search")
    with Store(folders_under(root)) as opened:
        for day, papers in PAPERS.items():
            opened.write_cache_sync(cache.write_edition, Edition(day, tuple(papers)), True, NOW)
        opened.write_cache_sync(
            cache.write_papers,
            [paper("2601.00009", "Found on the Hub", published=date(2026, 1, 5))],
        )
        opened.write_library_sync(library.bookmark, [2408001234, 2608000002], True, NOW)
        opened.write_library_sync(library.tag, [2608000002], ["To-Read", "café"], [], NOW)
        opened.write_library_sync(library.note, [2408001234], "remember the quokka of Zoë", NOW)
        opened.write_library_sync(library.mark_read, [2608000001], True, NOW)
        opened.write_library_sync(library.record_view, 2503000001, 1, 0, False, NOW)
        opened.write_library_sync(library.count_unread_since, date(2026, 8, 1))
        yield opened


@pytest.fixture(scope="module")
def find(store: Store) -> Find:
    """Return the last five digits of the IDs found, with the month if needed."""

    def ask(typed: str, order: str = "relevance", typing: bool = False) -> list[str]:
        keys = store.read_sync(full_text_search.search, parse(typed, typing), order, TODAY)
        assert keys == store.read_sync(full_text_search.narrow, parse(typed, typing), keys)
        return [f"{key // 1_000_000}.{key % 1_000_000:05d}" for key in keys]

    return ask


FOLD, LANTERN, KETTLE, CUP = "2608.00002", "2608.00001", "2608.00003", "2503.00001"
CLOCK, HUB = "2408.01234", "2601.00009"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("teapot lantern", {FOLD}),
        ('"fold lanterns"', {LANTERN}),
        ('"lanterns fold"', set()),
        ("lantern*", {FOLD, LANTERN}),
        ("schrodinger", {CUP}),
        ("SCHRÖDINGER", {CUP}),
        ("MoE", {KETTLE}),
        ("GPT-4o", {KETTLE}),
        ("3D", {KETTLE}),
        ("llm-agent", {CUP}),
        ("llm agent", {CUP}),
        ("tea -gpt", {CLOCK}),
        ("-tea -lantern* -folding", {CUP, HUB}),
        ("kettles OR teacup", {KETTLE, CUP}),
        ("teapot OR tag:nothing lantern", {FOLD}),
        ("author:stone", {LANTERN, CLOCK}),
        ('author:"bo stone" -title:quiet', {LANTERN}),
        ('author:"stone bo"', set()),
        ("author:muller", {CUP}),
        ("org:kettle", {KETTLE}),
        ("org:kettle-lab", {KETTLE}),
        ("org:tea", set()),
        ("keyword:kettle", {KETTLE}),
        ('keyword:"rectified flow"', {KETTLE}),
        ("keyword:tea", set()),
        ("title:lanterns", {LANTERN}),
        ("tag:to-read", {FOLD}),
        ("tag:CAFE", {FOLD}),
        ("tag:read", set()),
        ("cafe", {FOLD}),
        ("quokka zoe", {CLOCK}),
        ("quokka quiet", {CLOCK}),
        ("tea -quokka", {KETTLE}),
        ("is:bookmarked", {FOLD, CLOCK}),
        ("is:read", {LANTERN}),
        ("is:unread", {FOLD, KETTLE}),
        ("-is:unread is:bookmarked", {CLOCK}),
        ("has:code", {CLOCK}),
        ("has:note", {CLOCK}),
        ("has:project OR has:summary", set()),
        ("upvotes:>50", {KETTLE}),
        ("upvotes:3", {KETTLE, CUP}),
        ("upvotes:=3", {CUP}),
        ("upvotes:<80", {CUP}),
        ("comments:>5", {KETTLE}),
        ("after:2026", {FOLD, LANTERN, KETTLE, HUB}),
        ("before:2026", {CUP, CLOCK}),
        ("after:2025-03 before:2025-04", {CUP, CLOCK}),
        ("after:2025-03-18 before:2026-08-20", {HUB}),
        ("after:2026-01-05 before:2026-08-20", {HUB}),
        ("after:2026-01-06 before:2026-08-20", set()),
        ("tag:to-re OR tag:cafe", {FOLD}),
        ("tag:to-re", set()),
        ("-after:2026-08", {CUP, CLOCK, HUB}),
        ("2408.01234", {CLOCK, FOLD}),
        ("https://arxiv.org/abs/2408.01234v2", {CLOCK, FOLD}),
        ("2408.01234 lantern", {FOLD}),
        ("2311.99999", set()),
        ("nothing such", set()),
        ('hello"', set()),
        ("AND", set()),
        ("*", set()),
        ("%", set()),
        ("😀", set()),
        ("is:starred", set()),
        ("teapot OR is:starred", set()),
        ("-is:starred", set()),
        ("autor:stone", set()),
        ("", {FOLD, LANTERN, KETTLE, CUP, CLOCK, HUB}),
        ("\x00", {FOLD, LANTERN, KETTLE, CUP, CLOCK, HUB}),
    ],
)
def test_query_finds_papers(find: Find, typed: str, found: set[str]) -> None:
    assert set(find(typed)) == found
    assert len(find(typed)) == len(found)


def test_last_word_can_be_a_prefix(find: Find) -> None:
    assert set(find("fold lan", typing=True)) == {LANTERN}
    assert find("fold lan") == []
    for end in range(1, len("schrodinger")):
        assert CUP in find("schrodinger"[:end], typing=True)
    assert set(find("lantern is:boo", typing=True)) == set(find("lantern"))
    for end in range(6, len(CLOCK) + 1):
        assert find(CLOCK[:end], typing=True)[0] == CLOCK


def test_id_ranks_first_then_titles_then_other_fields(find: Find) -> None:
    assert find("2408.01234") == [CLOCK, FOLD]
    assert find("lantern*") == [LANTERN, FOLD]
    assert find("stone lanterns") == [LANTERN]
    assert find("quokka OR kettle*") == [CLOCK, KETTLE]  # the user's notes and tags as well


def test_best_papers_rank_first(tmp_path: Path) -> None:
    old, new = paper("2601.00001", "On Forks", upvotes=1), paper("2607.00001", "On Forks")
    loved = paper("2607.00000", "On Forks", upvotes=200)
    fields: list[dict[str, Any]] = [
        {"title": "On Spoons"},
        {"authors": "Ida Spoons, Jo Marsh"},
        {"authors": "Jo Marsh, Ida Spoons"},
        {"abstract": "Spoons, spoons, spoons."},
        {"keywords": ("spoons",)},
        {"abstract": "Spoons."},
        {"organization": Account("lab", "Spoons Laboratory")},
        {"abstract": "Spoons." + " Words." * 130},
    ]
    spoons = [
        paper(f"2607.0001{number}", **{"title": "A Title", **values})
        for number, values in enumerate(fields)
    ]
    with Store(folders_under(tmp_path)) as store:
        store.write_cache_sync(cache.write_papers, [old, new, loved, *spoons])
        for typed, best in (("forks", [loved, new, old]), ("spoons", spoons)):
            found = store.read_sync(full_text_search.search, parse(typed), today=TODAY)
            assert list(found) == [one.key for one in best]


def test_large_result_is_complete_with_titles_first_then_the_newest(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    many = ranking.MAX_RANKED * 4
    papers = [
        paper(f"26{number % 8 + 1:02d}.{number:05d}", f"Paper {number}", "A common word.")
        for number in range(many)
    ]
    papers += [paper("2001.00001", "A Common Title"), paper("2001.00002", "A Common Cold")]
    with Store(folders) as store:
        store.write_cache_sync(cache.write_papers, papers)
        keys = list(store.read_sync(full_text_search.search, parse("common -cold"), today=TODAY))
    assert keys[0] == papers[-2].key
    assert len(set(keys)) == len(keys) == many + 1
    assert keys[1:] == sorted(keys[1:], reverse=True)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", [KETTLE, FOLD, LANTERN, HUB, CUP, CLOCK]),
        ("site", [LANTERN, FOLD, KETTLE, CUP, CLOCK, HUB]),
        ("rising", [CUP, KETTLE]),
    ],
)
def test_each_sort_order_sorts_by_its_field(
    store: Store, find: Find, order: str, expected: list[str]
) -> None:
    found = find("", order)
    assert found[: len(expected)] == expected
    assert len(found) == 6
    mixed = store.read_sync(full_text_search.search, And())
    again = store.read_sync(ranking.arrange, mixed, order)
    assert [f"{key // 1_000_000}.{key % 1_000_000:05d}" for key in again] == found


def test_large_list_is_sorted_like_a_short_one(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    short = {order: find("", order) for order in ranking.ORDERS}
    monkeypatch.setattr(ranking, "MAX_RANKED", 0)
    assert {order: find("", order) for order in ranking.ORDERS if order != "relevance"} == {
        order: keys for order, keys in short.items() if order != "relevance"
    }


def test_filtering_preserves_the_order_of_the_list(store: Store) -> None:
    keys = [2503000001, 2608000003, 2608000001, 2408001234]
    left = store.read_sync(full_text_search.narrow, parse("tea* -lanterns"), keys)
    assert list(left) == [2503000001, 2608000003, 2408001234]


def test_bookmark_is_found_without_the_cache(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    saved = paper("2503.00001", "Schrödinger's Teacup", upvotes=7, authors="Ada Brook")
    with Store(folders) as store:
        store.write_cache_sync(cache.write_edition, Edition(date(2025, 3, 17), (saved,)), True, NOW)
        store.write_library_sync(library.bookmark, [saved.key], True, NOW)
    folders.cache_db.unlink()
    with Store(folders) as store:
        for typed in ("teacup", "author:brook", "upvotes:>5", "2503.00001", "", "-spoon"):
            assert list(store.read_sync(full_text_search.search, parse(typed))) == [saved.key], (
                typed
            )
        assert list(store.read_sync(full_text_search.search, parse("upvotes:>7"))) == []


@given(TYPED)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_typed_text_raises(store: Store, typed: str) -> None:
    everything = set(store.read_sync(full_text_search.search, And()))
    for typing in (False, True):
        for order in ("relevance", "newest"):
            keys = store.read_sync(full_text_search.search, parse(typed, typing), order, TODAY)
            assert set(keys) <= everything
            assert len(set(keys)) == len(keys)


def test_results_match_a_simple_reference_implementation(store: Store) -> None:
    """Compare all pairs of filters, with and without OR and NOT, with sets built one by one."""
    atoms = ["tea*", "author:stone", "is:unread", "tag:café", "upvotes:>2", "before:2026", "-fold*"]

    def keys(typed: str) -> set[int]:
        return set(store.read_sync(full_text_search.search, parse(typed)))

    everything = keys("")
    alone = {atom: keys(atom) for atom in atoms}
    for one in atoms:
        assert keys("-" + one if one[0] != "-" else one[1:]) == everything - alone[one]
        for two in atoms:
            assert keys(f"{one} {two}") == alone[one] & alone[two], (one, two)
            assert keys(f"{one} OR {two}") == alone[one] | alone[two], (one, two)


def test_filters_use_indexes_only(store: Store) -> None:
    """Rows of papers are wide: scanning them takes ten times as long."""

    def plan(connection: sqlite3.Connection, condition: str) -> str:
        sql = f"SELECT -reverse FROM main.papers INDEXED BY papers_by_upvotes WHERE {condition}"
        return " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}"))

    for condition in ("upvotes > 5", "comments > 5", "published >= '2025'"):
        assert "COVERING INDEX papers_by_upvotes" in store.read_sync(plan, condition)


# Similar papers


def test_similar_papers_share_rare_terms_and_name_them(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    base = paper(
        "2608.00001", "Rectified Flow for Teapots", "We distill gently with the samovar.",
        keywords=("rectified flow", "distillation"),
    )  # fmt: skip
    close = paper("2607.00002", "Samovars", "Rectified flow and distillation in a samovar.")
    half = paper("2606.00003", "A Samovar", "It needs no distillation at all.")
    others = [
        paper(f"2605.{number:05d}", f"Other {number}", "We go with the flow of words.")
        for number in range(40)
    ]
    with Store(folders) as store:
        store.write_cache_sync(cache.write_papers, [base, close, half, *others])
        alike = store.read_sync(similar.similar, base.key)
        assert list(alike.keys) == [close.key, half.key]
        assert alike.reason(half.key) in (
            "shares: distillation, samovar",
            "shares: samovar, distillation",
        )
        assert set(alike.shared[close.key]) == {"rectified flow", "distillation", "samovar"}
        assert set(alike.shared[half.key]) == {"distillation", "samovar"}
        assert alike.reason(others[0].key) == ""
        assert list(store.read_sync(similar.similar, 2101000001).keys) == []


def test_hidden_author_is_not_found(folders: Folders) -> None:
    authors = (Author("Ada Brook", "ada"), Author("Quill Veil", "quill", True), Author("Bo Stone"))
    veiled = Paper("2608.00001", "On Veils", authors=authors)
    thumbnail = "https://made-up.example/a.png"
    shown = Paper("2608.00001", "On Veils", authors=(authors[0], Author("Quill Veil")),
                  thumbnail=thumbnail)  # fmt: skip

    def found(store: Store, typed: str) -> list[int]:
        return list(store.read_sync(full_text_search.search, parse(typed)))

    with Store(folders) as store:
        for now, hits in ((shown, 1), (veiled, 0), (veiled, 0), (shown, 1)):
            store.write_cache_sync(cache.write_edition, Edition(TODAY, (now,)), True, NOW)
            held = store.read_sync(rows.entries, [now.key])[now.key].paper
            assert (held.authors, held.thumbnail) == (now.authors, thumbnail)
            assert len(found(store, "quill")) == len(found(store, "author:veil")) == hits
        assert found(store, "ada brook") == [shown.key]
        changed = store.write_cache_sync(cache.write_edition, Edition(TODAY, (shown,)), True, NOW)
        assert not changed  # repeating it changes nothing


def test_old_hub_search_results_are_deleted_with_the_editions(folders: Folders) -> None:
    one, other = PAPERS[date(2026, 8, 20)][:2]
    with Store(folders) as store:
        for name in ("hub:lanterns", "trending"):
            store.write_cache_sync(cache.write_feed, name, [one])
        store.write_cache_sync(
            lambda connection: connection.execute("UPDATE feeds SET day = '2026-01-01'")
        )
        store.write_cache_sync(cache.write_feed, "hub:folding", [other])
        store.write_cache_sync(cache.drop_editions, date(2026, 1, 1))
        assert list(store.read_sync(queries.feed, "hub:lanterns")) == [one.key]
        store.write_cache_sync(cache.drop_editions, date(2026, 2, 1))
        held = {
            name: list(store.read_sync(queries.feed, name))
            for name in ("hub:lanterns", "hub:folding")
        }
        assert held == {"hub:lanterns": [], "hub:folding": [other.key]}
        assert set(store.read_sync(queries.everything)) == {
            one.key,
            other.key,
        }
        store.write_cache_sync(cache.write_feed, "trending", [])
        store.write_cache_sync(cache.drop_editions, date(2100, 1, 1))
        assert not store.read_sync(queries.everything)
