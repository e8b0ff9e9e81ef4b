"""Order of bookmarks, settled editions, watches, ranking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.databases import DAY, NOW, folders_under, made_edition
from tui_reader.models import Account, Author, Edition, Paper
from tui_reader.query import parse
from tui_reader.store import Store, cache, import_export, library, queries, rows
from tui_reader.store.search import full_text_search, ranking, saved_queries
from tui_reader.store.search.similar import similar

LATER = [NOW + timedelta(hours=hours) for hours in range(6)]
TODAY = date(2026, 8, 21)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(folders_under(tmp_path)) as opened:
        opened.write_cache_sync(cache.write_edition, made_edition(DAY, 4), False, NOW)
        yield opened


def keys(store: Store) -> list[int]:
    return sorted(store.read_sync(queries.edition, DAY) or [])


def test_bookmarks_are_in_the_order_of_saving_not_of_changing(store: Store) -> None:
    third, first, fourth, second = keys(store)
    store.write_library_sync(library.bookmark, [first], True, LATER[0])
    store.write_library_sync(library.tag, [second], ["b"], [], LATER[1])
    store.write_library_sync(library.note, [third], "a note", LATER[2])
    store.write_library_sync(library.bookmark, [fourth], True, LATER[3])
    saved = [fourth, third, second, first]
    assert list(store.read_sync(queries.bookmarks)) == saved
    found = store.read_sync(full_text_search.search, parse("is:bookmarked OR has:note"))
    assert list(found) == sorted((first, third, fourth), reverse=True)
    store.write_library_sync(library.note, [first], "later", LATER[4])
    store.write_library_sync(library.tag, [second], ["a", "b"], [], LATER[5])
    store.write_library_sync(library.bookmark, [first, third], True, LATER[5])
    assert list(store.read_sync(queries.bookmarks)) == saved
    assert list(store.read_sync(queries.bookmarks, "date")) == sorted(saved, reverse=True)
    assert list(store.read_sync(queries.bookmarks, "tag")) == [second, fourth, third, first]
    store.write_library_sync(library.tag, [third], ["A2"], [], LATER[5])
    assert list(store.read_sync(queries.bookmarks, "tag")) == [second, third, fourth, first]


def test_ties_are_newest_first_and_unknown_counts_last(store: Store) -> None:
    day = DAY - timedelta(days=1)
    made = zip(made_edition(day, 5).papers, (None, 0, 9, 9, 12), strict=True)
    listed = tuple(paper._replace(upvotes=upvotes) for paper, upvotes in made)
    unknown, none, lower, higher, top = (paper.key for paper in listed)
    store.write_cache_sync(cache.write_edition, Edition(day, listed), False, NOW)
    found = store.read_sync(queries.edition, day)
    assert list(found or []) == [top, lower, higher, none, unknown]
    month = store.read_sync(queries.period, day, day)
    assert list(month) == [top, higher, lower, none, unknown]
    store.write_cache_sync(cache.write_feed, "trending", [listed[3], listed[0], listed[4]])
    assert list(store.read_sync(queries.feed, "trending")) == [higher, unknown, top]
    store.write_cache_sync(cache.write_feed, "trending", listed[:2])
    assert list(store.read_sync(queries.feed, "trending")) == [unknown, none]
    for key in (higher, lower, none, top):
        store.write_library_sync(library.record_view, key, 0, 0, True, NOW)
    rising = store.read_sync(ranking.arrange, found or [], "rising")
    assert list(rising) == [top, higher, lower, none, unknown]
    for key, at in ((higher, 0), (none, 1), (lower, 1)):
        store.write_library_sync(library.tag, [key], ["x"], [], LATER[at])
        store.write_library_sync(library.hide, [key], True, LATER[at])
        store.write_library_sync(library.seed, [key], True, LATER[at])
    for change in (library.hide, library.seed):
        store.write_library_sync(change, [higher], True, LATER[2])  # it is already
    tagged = lambda reader: queries.tagged(reader, "x")  # noqa: E731
    for query in (queries.bookmarks, queries.hidden, queries.seeds, tagged):
        assert list(store.read_sync(query)) == [lower, none, higher]
    for name, at in (("b", 1), ("c", 1), ("a", 0)):
        store.write_library_sync(library.put_output, top, name, "", "", 0, LATER[at])
        store.write_library_sync(library.mute, name, LATER[at])
        store.write_library_sync(library.put_watch, name, "x", LATER[at])
    assert [one.command for one in store.read_sync(queries.outputs, [top])] == ["c", "b", "a"]
    assert store.read_sync(queries.muted) == ["a", "b", "c"]
    assert [name for name, _ in store.read_sync(queries.watches)] == ["b", "c", "a"]
    store.write_library_sync(library.tag, [top], ["z", "y"], [], NOW)
    assert store.read_sync(queries.tags) == [("x", 3), ("y", 1), ("z", 1)]
    for key, at in ((higher, 0), (none, 1), (lower, 1)):
        store.write_library_sync(library.bookmark, [key], True, NOW)
        store.write_library_sync(library.bookmark, [key, unknown], False, LATER[at])
    assert list(store.read_sync(import_export.removed)) == [lower, none, higher]
    for text in ("one", "two", "three"):
        store.write_library_sync(library.note, [top], text, NOW)
    assert [note for _, note in store.read_sync(queries.older_notes, top)] == ["two", "one"]


def test_first_unread_edition_is_the_nearest(store: Store) -> None:
    newest, middle, oldest = days = [DAY - timedelta(days=back) for back in range(3)]
    for day in days[1:]:
        store.write_cache_sync(cache.write_edition, made_edition(day, 1), False, NOW)
    store.write_library_sync(library.count_unread_since, oldest)
    for after, older, newer in (
        (None, newest, oldest), (newest, middle, None), (middle, oldest, newest),
        (oldest, None, middle),
    ):  # fmt: skip
        assert store.read_sync(queries.first_unread, after) == older
        assert store.read_sync(queries.first_unread, after, True) == newer
    given = [*keys(store)[1::2], *keys(store)[::2]]
    for among in (queries.unread_among, queries.not_read_among):
        assert list(store.read_sync(among, given)) == given  # in this order


def test_fields_missing_in_a_response_keep_their_values(store: Store) -> None:
    (paper,) = made_edition(DAY, 1).papers
    full = paper._replace(organization=Account("lab", "A Lab"), summary="Short.", stars=7)
    store.write_cache_sync(cache.write_papers, [full])
    store.write_cache_sync(cache.write_papers, [Paper(full.id, "")])
    assert store.read_sync(rows.entries, [full.key])[full.key].paper == full


def test_editions_of_a_paper_are_oldest_first(store: Store) -> None:
    days = [DAY + timedelta(days=number) for number in (1, -1)]
    for day in days:
        store.write_cache_sync(
            cache.write_edition, made_edition(DAY, 1)._replace(day=day), True, NOW
        )
    (key,) = (paper.key for paper in made_edition(DAY, 1).papers)
    assert store.read_sync(queries.editions_of, key) == [days[1], DAY, days[0]]


def test_editions_before_a_day_are_deleted_with_their_papers(store: Store) -> None:
    old, liked, loved = (made_edition(DAY - timedelta(days=1), 2, upvotes=n) for n in (1, 5, 9))
    for edition in (old, liked):
        store.write_cache_sync(cache.write_edition, edition, True, NOW)
    kept, deleted = (paper.key for paper in old.papers)
    store.write_cache_sync(cache.write_feed, "trending", old.papers[:1])
    left = keys(store)
    assert store.write_cache_sync(cache.drop_editions, DAY) == 1
    assert [day.day for day in store.read_sync(queries.days)] == [DAY]
    assert (keys(store), store.read_sync(queries.editions_of, kept)) == (left, [])
    assert set(store.read_sync(queries.everything)) == {kept, *left}
    assert store.write_cache_sync(cache.drop_editions, DAY) == 0
    store.write_cache_sync(cache.write_edition, loved, True, NOW)
    found = store.read_sync(rows.entries, [kept, deleted])
    assert (found[kept].gained, found[deleted].gained) == (8, 0)


@pytest.mark.parametrize("changed", [False, True])
def test_edition_settles_whether_or_not_it_changed(store: Store, changed: bool) -> None:
    assert not store.read_sync(queries.synced)[DAY].settled
    edition = made_edition(DAY, 4, upvotes=77) if changed else made_edition(DAY, 4)
    assert store.write_cache_sync(cache.write_edition, edition, True, LATER[1]) is changed
    assert store.read_sync(queries.synced)[DAY].settled
    store.write_cache_sync(cache.write_edition, made_edition(DAY, 4), False, LATER[2])
    assert store.read_sync(queries.synced)[DAY].settled == (not changed)


@pytest.mark.parametrize(
    ("query", "by_marks"),
    [
        ("lora", False),
        ("lora OR is:read", True),
        ("is:unread OR lora", True),
        ("lora OR gan", False),
        ("lora -tag:done", True),
        ("lora OR -has:note", True),
        ("has:code OR upvotes:>5", False),
        ("a OR b has:note", True),
    ],
)
def test_watch_depends_on_marks_in_an_or_query(query: str, by_marks: bool) -> None:
    assert saved_queries.by_marks(parse(query)) is by_marks


def test_watch_with_or_matches_either(store: Store) -> None:
    first, second, *_ = keys(store)
    store.write_library_sync(library.tag, [first], ["x"], [], NOW)
    store.write_library_sync(library.note, [second], "zebra", NOW)
    watched = {"w": parse("tag:x OR zebra"), "bad": parse("tag:x OR is:starred")}
    assert store.read_sync(saved_queries.watch_matches, watched) == {
        "w": frozenset((first, second)),
        "bad": frozenset(),
    }


def papers(*authors: tuple[str, ...], title: str = "Forks") -> list[Paper]:
    return [
        Paper(f"2608.{90_000 + number:05d}", title, "", tuple(map(Author, names)))
        for number, names in enumerate(authors)
    ]


def test_saved_papers_rank_by_their_current_upvotes(store: Store) -> None:
    popular, newer = (one._replace(upvotes=0) for one in papers(("Ida Reed",), ("Ida Reed",)))
    store.write_cache_sync(cache.write_papers, [popular, newer])
    store.write_library_sync(library.bookmark, [popular.key], True, NOW)
    store.write_cache_sync(cache.write_papers, [popular._replace(upvotes=300)])
    found = store.read_sync(full_text_search.search, parse("reed"), "relevance", TODAY)
    assert list(found) == [popular.key, newer.key]
    watched = store.read_sync(saved_queries.matches, parse("reed"))
    assert list(watched) == [newer.key, popular.key]  # a watch is sorted by date


def test_equally_similar_papers_are_newest_first(store: Store) -> None:
    listed = papers((), (), (), title="Zebra unicycle quagga")
    store.write_cache_sync(cache.write_papers, listed)
    middle, newest, oldest = listed[1].key, listed[2].key, listed[0].key
    assert list(store.read_sync(similar, middle).keys) == [newest, oldest]


def test_rare_words_and_words_of_the_title_make_papers_more_similar(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (
        "quagga okapi. Axolotl, axolotl, axolotl", "zebra unicycle", "axolotl quagga",
        "okapi quagga", "okapi",
    )  # fmt: skip
    made = papers(*[()] * len(texts))
    listed = [paper._replace(abstract=text) for paper, text in zip(made, texts, strict=True)]
    listed[0] = listed[0]._replace(title="Zebra on a unicycle")
    store.write_cache_sync(cache.write_papers, listed)
    key, in_title, often, rare, _ = (paper.key for paper in listed)
    assert list(store.read_sync(similar, key).keys) == [in_title, often, rare]
    monkeypatch.setattr("tui_reader.store.search.similar._MAX_TERMS", 3)  # of those that count most
    assert list(store.read_sync(similar, key).keys) == [in_title]


@pytest.mark.parametrize("query", ["reed", "author:reed", "ida reed", "forks reed"])
def test_first_author_ranks_before_other_authors(store: Store, query: str) -> None:
    listed = papers(("Ida Reed", "Jo Marsh"), ("Jo Marsh", "Ida Reed"), ("Jo Marsh", "Al Bo"))
    store.write_cache_sync(cache.write_papers, listed)
    found = store.read_sync(full_text_search.search, parse(query), "relevance", TODAY)
    assert list(found) == [listed[0].key, listed[1].key]


def test_author_words_do_not_have_to_be_in_the_title(store: Store) -> None:
    """A title with the other words counts as a full match of the title with `author:`."""
    by_author, in_abstract = papers(("Jo Marsh", "Ida Reed"), ("Ida Reed",))
    by_author = by_author._replace(id="0908.00001")
    in_abstract = in_abstract._replace(
        title="Other", abstract="Forks, Reed. " * 9, keywords=("forks", "reed"), upvotes=300,
        organization=Account("forks", "Forks Reed"),
    )  # fmt: skip
    store.write_cache_sync(cache.write_papers, [by_author, in_abstract])
    found = store.read_sync(full_text_search.search, parse("forks author:reed"), "relevance", TODAY)
    assert list(found) == [by_author.key, in_abstract.key]


def test_whole_word_ranks_before_longer_words(store: Store) -> None:
    ragged, rag = papers(("Al Bo",), ("Al Bo",))
    listed = [rag._replace(title="RAG for All"), ragged._replace(title="Ragged Arrays for All")]
    listed = [listed[0]._replace(id="2508.00001"), listed[1]]
    store.write_cache_sync(cache.write_papers, listed)
    found = store.read_sync(full_text_search.search, parse("rag", prefix=True), "relevance", TODAY)
    assert list(found) == [listed[0].key, listed[1].key]


@pytest.mark.parametrize(
    ("order", "arranged"),
    [("title", [3, 1, 0, 2]), ("comments", [3, 2, 0, 1]), ("upvotes", [1, 3, 2, 0])],
)
def test_fixed_orders_ignore_case_and_break_ties_by_date(
    store: Store, monkeypatch: pytest.MonkeyPatch, order: str, arranged: list[int]
) -> None:
    rows = (("beta", 1, None), ("Alpha", None, 3), ("Gamma", 1, 2), ("alpha", 2, 2))
    listed = [
        paper._replace(title=title, comments=comments, upvotes=upvotes)
        for paper, (title, comments, upvotes) in zip(papers(*[()] * 4), rows, strict=True)
    ]
    store.write_cache_sync(cache.write_papers, listed)
    keys = [paper.key for paper in listed]
    found = store.read_sync(ranking.arrange, keys, order)
    assert [keys.index(key) for key in found] == arranged
    monkeypatch.setattr(ranking, "MAX_RANKED", 0)  # as for thousands of papers
    some = store.read_sync(ranking.arrange, keys[:3], order)
    assert [keys.index(key) for key in some] == [index for index in arranged if index != 3]
