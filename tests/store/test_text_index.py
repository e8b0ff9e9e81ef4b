"""The full-text index: scripts and spellings, and indexing after a migration."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain, product
from pathlib import Path

import pytest

from tests.support.databases import SCHEMAS, build, faults_of, folders_under
from tui_reader.highlight import highlighter
from tui_reader.models import Author, Edition, Paper
from tui_reader.query import parse
from tui_reader.store import Store, cache, library
from tui_reader.store.safety import recovery
from tui_reader.store.search import full_text_search, text_index

NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
TODAY = date(2026, 8, 21)


def paper(number: int, title: str, abstract: str = "", author: str = "Ada Brook") -> Paper:
    return Paper(f"2608.{number:05d}", title, abstract, (Author(author),))


PAPERS = [
    paper(1, "A Time-Lapse of GPT-4o", author="Jan Miłoś"),
    paper(
        2, "Writing C++17 Kernels", "Not in C#, but it may be in Qwen2.5-VL.", author="Kurt Weiß"
    ),
    paper(3, "The Language C", author="Ayşe Işık"),
    paper(4, "论文的方法", "这篇论文的方法很好。GPT模型", author="王小明"),
    paper(5, "강화학습으로 배우기", author="김민수"),
    paper(6, "การประเมินผล", author="สมชาย ใจดี"),
    paper(7, "言語モデルの評価", author="山田太郎"),
    paper(8, "Λέξεις και νόημα", author="Ann O’Neill"),
    paper(9, "Ёлка и ещё", author="Иван Ёлкин"),
    paper(10, "ﬁne-tuning ＬＬＭ", author="Đặng Æsir"),
    paper(11, "भाषा मॉडल हिन्दी", author="राम"),
    paper(12, "GPT-4o-mini and LLaVA++"),
    paper(13, "用Zero-Shot做推理", "基于C++的实现 UNet++"),
]
NOTED, TAGGED = 3, 12


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(folders_under(tmp_path_factory.mktemp("index"))) as opened:
        opened.write_cache_sync(cache.write_papers, PAPERS)
        opened.write_library_sync(
            library.note, [PAPERS[NOTED - 1].key], "ดูการประเมิน และ 方法 ของ time-lapse", NOW
        )
        opened.write_library_sync(library.tag, [PAPERS[TAGGED - 1].key], ["強化学習"], [], NOW)
        yield opened


def found(store: Store, typed: str, typing: bool = False) -> set[int]:
    keys = store.read_sync(full_text_search.search, parse(typed, typing), "relevance", TODAY)
    assert len(keys) == len(set(keys))
    return {key % 100_000 for key in keys}


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("方法", {4, NOTED}),
        ("法", {4, NOTED}),
        ("论文 方法", {4}),
        ("法方", set()),
        ("gpt模型", {4}),
        ("模型 gpt", {4}),
        ("강화학습", {5}),
        ("학습", {5}),
        ("ประเมิน", {6, NOTED}),
        ("モデル", {7}),
        ("ﾓﾃﾞﾙ", {7}),
        ("モテル", set()),
        ("author:山田", {7}),
        ("author:小明", {4}),
        ("強化", {TAGGED}),
        ("author:Milos", {1}),
        ("weiss", {2}),
        ("WEISS", {2}),
        ("isik", {3}),
        ("λεξεις", {8}),
        ("ΛΕΞΕΙΣ", {8}),
        ("oneill", {8}),
        ("o'neill", {8}),
        ("елка", {9}),
        ("ещё", {9}),
        ("author:елкин", {9}),
        ("fine", {10}),
        ("finetuning", {10}),
        ("llm", {10}),
        ("author:dang aesir", {10}),
        ("author:aesir", {10}),
        ("हिन्दी", {11}),
        ("gpt4o", {1, 12}),
        ("gpt-4o", {1, 12}),
        ("gpt4omini", {12}),
        ("gpt4o-mini", {12}),
        ("gpt-4omini", {12}),
        ("title:gpt4o-mini", {12}),
        ("timelapse", {1, NOTED}),
        ("time-lapse", {1, NOTED}),
        ("C++", {2, 13}),
        ("c++", {2, 13}),
        ("C#", {2}),
        ("C", {3}),
        ("llava", {12}),
        ("llava++", {12}),
        ("title:timelapse", {1}),
        ("-timelapse title:gpt", {12}),
        ('"a time-lapse of"', {1}),
        ('"a time lapse of gpt 4o"', {1}),
        ('"a lapse of time"', set()),
        ("qwen2.5vl", {2}),
        ("(timelapse),", {1, NOTED}),
        ('"gpt4o mini"', {12}),
        ('"timelapse of gpt4o"', {1}),
        ("用zeroshot做", {13}),
        ("zeroshot,", {13}),
        ("%", set()),
        ("maybe", set()),
    ],
)
def test_search_finds_any_spelling(store: Store, typed: str, numbers: set[int]) -> None:
    assert found(store, typed) == numbers


@pytest.mark.parametrize(
    "word",
    [
        "timelapse",
        "gpt4omini",
        "gpt4o-mini",
        "U-Net++",
        "方法",
        "강화학습",
        "ประเมิน",
        "λεξεις",
        "milos",
        "用zeroshot做",
    ],
)
def test_results_follow_every_key_while_typing(store: Store, word: str) -> None:
    whole = found(store, word)
    for end in range(1, len(word) + 1):
        assert found(store, word[:end], typing=True) >= whole


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("f1-score", {"F-1 score", "F1 score", "F-1-score", "F1score"}),
        ("zeroshot-learning", {"Zero-Shot Learning", "zeroshot learning"}),
        ("qwen2-5vl", {"Qwen-2.5-VL", "Qwen2.5VL"}),
        ("UNet++", {"U-Net++", "UNet++"}),
        ("U-Net++", {"U-Net++", "UNet++"}),
        ("си++", {"Си++"}),
        ("c#", {"C#12"}),
        ("objective-c++", {"Objective-C++", "Objective C++"}),
        ("objectivec++", {"Objective-C++"}),
        ("हिन्दीbert", {"हिन्दी-BERT"}),
        ("collegi", {"Col·legi", "Coŀlegi"}),
        ('"net core"', {".NET++core", "net core"}),
    ],
)
def test_spellings_are_found_and_highlighted(tmp_path: Path, query: str, titles: set[str]) -> None:
    others = {"U-Net", "C++ on f1 and score", "zero 2.5 shot", "qwen 2", "Си"}
    papers = [paper(number, title) for number, title in enumerate(sorted(titles | others), 1)]
    highlights = highlighter(parse(query))
    with Store(folders_under(tmp_path)) as store:
        store.write_cache_sync(cache.write_papers, papers)
        numbers = found(store, query)
    assert {paper.title for paper in papers if int(paper.id[-5:]) in numbers} == titles
    assert {paper.title for paper in papers if highlights(paper.title)} == titles


def test_each_spelling_of_a_compound_is_highlighted_if_and_only_if_it_is_found(
    tmp_path: Path,
) -> None:
    spellings = {
        "".join(chain.from_iterable(zip(parts, [*separators, ""], strict=True)))
        for parts in [("gpt", "4", "o"), ("zero", "shot", "learning"), ("u", "net++")]
        for separators in product(["", "-", " ", "'", "."], repeat=len(parts) - 1)
    }
    papers = [paper(number, title) for number, title in enumerate(sorted(spellings), 1)]
    with Store(folders_under(tmp_path)) as store:
        store.write_cache_sync(cache.write_papers, papers)
        for typed in (spelling for spelling in spellings if " " not in spelling):
            highlights = highlighter(parse(typed))
            numbers = {int(paper.id[-5:]) for paper in papers if highlights(paper.title)}
            assert found(store, typed) == numbers, typed


def test_search_for_a_joined_word_is_bounded(tmp_path: Path) -> None:
    """Each start of a compound in a paper could be the start of a split of the word."""
    parts = ["a" * (1 + number * number % 7) for number in range(2_000)]
    statements: list[str] = []

    def search(connection: sqlite3.Connection) -> array[int]:
        connection.set_trace_callback(statements.append)
        return full_text_search.search(connection, parse("a" * 39))

    with Store(folders_under(tmp_path)) as store:
        store.write_cache_sync(cache.write_papers, [paper(1, "A", "-".join(parts))])
        store.read_sync(search)
    assert sum("papers_fts MATCH" in one for one in statements) < 500


def test_better_match_comes_first_in_any_spelling(store: Store) -> None:
    keys = store.read_sync(full_text_search.search, parse("timelapse"), "relevance", TODAY)
    assert keys[0] == PAPERS[0].key


def test_changed_and_deleted_papers_are_removed_from_the_index(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    with Store(folders) as store:
        store.write_cache_sync(cache.write_papers, PAPERS)
        store.write_cache_sync(cache.write_papers, [paper(1, "没有"), paper(2, "Weiß Straße-Bau")])
        assert found(store, "timelapse") == set()
        assert found(store, "c++") == {13}
        assert found(store, "没有") == {1}
        assert found(store, "strassebau") == {2}
        store.write_cache_sync(lambda connection: connection.execute("DELETE FROM papers").close())
        assert found(store, "没有") == set()
    assert faults_of(folders.cache_db) == []


def test_paper_in_two_new_editions_is_indexed_as_stored(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    first = Edition(TODAY, (paper(1, "Lapwing", "A marsh"),))
    second = Edition(date.min, (paper(1, "Curlew"),))
    with Store(folders) as store:
        store.write_cache_sync(cache.write_editions, [first, second], [False] * 2, NOW)
        assert found(store, "curlew") == found(store, "marsh") == {1}
        assert found(store, "lapwing") == set()
        assert store.read_sync(text_index.is_complete)
    assert faults_of(folders.cache_db) == []


def test_papers_of_an_old_cache_are_indexed_newest_first(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    build(SCHEMAS / "cache-2.sql", folders.cache_db)
    with Store(folders) as store:
        everything = parse("title:the OR abstract")
        count = store.read_sync(lambda c: c.execute("SELECT count(*) FROM papers").fetchone()[0])
        assert count > 1
        assert not store.read_sync(text_index.is_complete)
        before = len(found(store, str(everything)))
        text_index.complete(store)
        assert store.read_sync(text_index.is_complete)
        assert before == 0
        indexed = store.read_sync(
            lambda c: c.execute("SELECT count(*) FROM papers_fts_docsize").fetchone()[0]
        )
        assert indexed == count
    assert faults_of(folders.cache_db) == []


def test_papers_of_an_old_read_only_cache_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = folders_under(tmp_path)
    build(SCHEMAS / "cache-5.sql", folders.cache_db)

    def denied(folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(recovery, "make_private", denied)
    with Store(folders) as store:  # a temporary copy: the file cannot be migrated
        assert store.read_sync(text_index.is_complete)
        assert found(store, "title:the OR abstract")


def test_papers_that_change_before_they_are_indexed_do_not_damage_the_index(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    build(SCHEMAS / "cache-2.sql", folders.cache_db)
    with Store(folders) as store:
        keys = store.read_sync(
            lambda c: [key for (key,) in c.execute("SELECT key FROM papers ORDER BY key")]
        )
        store.write_cache_sync(
            lambda c: c.execute("UPDATE papers SET title = 'Lapwing' WHERE key = ?", keys[:1])
        )
        store.write_cache_sync(lambda c: c.execute("DELETE FROM papers WHERE key = ?", keys[1:2]))
        text_index.complete(store)
        assert found(store, "lapwing") == {keys[0] % 100_000}
    assert faults_of(folders.cache_db) == []


async def test_saved_papers_of_an_old_library_are_indexed_in_the_background(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    build(SCHEMAS / "library-2.sql", folders.library_db)
    with Store(folders) as store:
        saved = store.read_sync(full_text_search.search, parse("has:note"), "newest")
        assert saved
        await text_index.complete_in_background(store)
        assert set(saved) <= set(store.read_sync(full_text_search.search, parse("note"), "newest"))
    assert faults_of(folders.library_db) == []


def test_saved_papers_are_indexed_again_when_the_words_of_the_index_change(tmp_path: Path) -> None:
    folders = folders_under(tmp_path)
    with Store(folders) as store:
        store.write_cache_sync(cache.write_papers, PAPERS[:1])
        store.write_library_sync(library.bookmark, [PAPERS[0].key], True, NOW)
        text_index.complete(store)
        store.write_cache_sync(lambda c: c.execute("DELETE FROM papers"))
        store.write_library_sync(
            lambda c: c.executescript(
                "UPDATE marks_fts SET title = 'timelapse';"
                "UPDATE places SET value = '0' WHERE name = 'index-version'"
            )
        )
        assert found(store, "lapse") == set()
        text_index.complete(store)
        assert found(store, "lapse") == {1}
        assert store.read_sync(text_index.is_complete)
    assert faults_of(folders.library_db) == []


def test_new_cache_has_large_pages(tmp_path: Path) -> None:
    """Rows of papers are wide: with pages of 4 KB, a fifth of the space is lost."""
    with Store(folders_under(tmp_path)) as store:
        size = store.read_sync(lambda c: c.execute("PRAGMA main.page_size").fetchone()[0])
    assert size == 16_384
