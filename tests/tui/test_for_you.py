"""For you, hidden papers and muted words in the app."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.store.test_for_you import EDITIONS, NOW, TODAY, of_topic
from tests.support.running_app import RunningApp, run_app
from tui_reader.models import FOR_YOU, HIDDEN, Entry, ForYou
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library, queries
from tui_reader.store.search import term_index
from tui_reader.tui.dialogs.prompts import Confirm
from tui_reader.tui.rendering.paper_page import render_page

MUSIC = of_topic("music")
TODAY_MUSIC = set(of_topic("music", EDITIONS[-1:]))


@pytest.fixture
def store(folders: Folders) -> Iterator[Store]:
    with Store(folders) as store:
        store.write_cache_sync(cache.write_editions, EDITIONS, [True] * len(EDITIONS), NOW)
        store.write_library_sync(library.count_unread_since, EDITIONS[0].day)
        store.write_library_sync(library.record_edition_seen, TODAY, NOW)
        term_index.complete(store)
        yield store


def shown(reader: RunningApp) -> list[int]:
    return list(reader.screen.list.keys)


async def test_for_you_order_shows_papers_like_saved_ones_first(store: Store) -> None:
    store.write_library_sync(library.bookmark, MUSIC[:4], True, NOW)
    async with run_app(store, (160, 40)) as reader:
        await reader.press("s", "f")

        assert set(shown(reader)[:2]) == TODAY_MUSIC
        assert "for you" in reader.text
        page = re.search("like your saved papers: ([a-z]+)", reader.text)
        assert page
        assert f" · {page[1]}" in reader.text  # in the row


async def test_page_says_why_a_paper_fits_in_any_order(store: Store) -> None:
    store.write_library_sync(library.bookmark, MUSIC[:4], True, NOW)
    async with run_app(store, (160, 40)) as reader:
        reader.screen.list.go_to(next(iter(TODAY_MUSIC)))
        await reader.until(lambda: "like your saved papers: " in reader.text)

        other = next(key for key in shown(reader) if key not in TODAY_MUSIC)
        reader.screen.list.go_to(other)
        await reader.until(lambda: reader.screen.papers.item and reader.screen.papers.item.for_you)
        assert "like your" not in reader.text


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "like your tag video generation: streaming, tool use"),
        (45, "like your tag video generation: streaming"),
        (31, "like your tag video generation"),
        (20, "like your tag video…"),
    ],
)
def test_reason_takes_one_line_of_the_page(width: int, line: str) -> None:
    reason = ForYou(1.0, "video generation", ("streaming", "tool use"))
    page = render_page(Entry(EDITIONS[0].papers[0], for_you=reason), width=width)

    assert line in page.plain.splitlines()


async def test_status_explains_too_few_saved_papers(store: Store) -> None:
    store.write_library_sync(library.bookmark, MUSIC[:1], True, NOW)
    async with run_app(store, (120, 30)) as reader:
        await reader.press("s", "f")

        assert "For you needs 2 more saved papers" in reader.text


async def test_list_has_unread_papers_of_two_weeks_best_first(store: Store) -> None:
    store.write_library_sync(library.bookmark, MUSIC[:4], True, NOW)
    async with run_app(store, (120, 30)) as reader:
        await reader.screen.navigation.go_to(FOR_YOU)
        await reader.settle()

        assert len(shown(reader)) > len(EDITIONS[-1].papers)
        assert set(shown(reader)[:10]) <= set(MUSIC)
        assert "For you" in reader.text


async def test_hidden_paper_leaves_the_list_and_comes_back_on_undo(store: Store) -> None:
    async with run_app(store, (120, 30)) as reader:
        before = shown(reader)
        await reader.press("j", "x")
        assert shown(reader) == [before[0], *before[2:]]
        assert reader.screen.list.key == before[2]
        assert list(store.read_sync(queries.hidden)) == [before[1]]

        await reader.press("U")
        assert shown(reader) == before
        assert list(store.read_sync(queries.hidden)) == []


async def test_paper_that_another_window_has_hidden_stays_hidden(store: Store) -> None:
    async with run_app(store, (120, 30)) as reader:
        key = shown(reader)[0]
        store.write_library_sync(library.hide, [key], True, NOW)
        await reader.press("x")

        assert key not in shown(reader)
        assert list(store.read_sync(queries.hidden)) == [key]


async def test_bookmarked_paper_asks_before_it_is_hidden_and_stays_a_bookmark(store: Store) -> None:
    async with run_app(store, (120, 30)) as reader:
        key = shown(reader)[0]
        await reader.press("b", "x")
        assert isinstance(reader.app.screen, Confirm)
        await reader.press("n")
        assert key in shown(reader)

        await reader.press("x", "y")
        assert key not in shown(reader)
        assert list(store.read_sync(queries.bookmarks)) == [key]


async def test_x_in_the_list_of_hidden_papers_shows_them_again(store: Store) -> None:
    async with run_app(store, (120, 30)) as reader:
        key = shown(reader)[0]
        await reader.press("x")
        await reader.screen.navigation.go_to(HIDDEN)
        await reader.settle()
        assert shown(reader) == [key]

        await reader.press("x")
        assert shown(reader) == []
        assert "No hidden papers" in reader.text


async def test_muted_papers_come_last_until_the_words_are_removed(store: Store) -> None:
    async with run_app(store, (120, 30)) as reader:
        before = shown(reader)
        reader.screen.action_mute()
        await reader.settle()
        await reader.press(*f"2608.{before[0] % 100_000:05d}", "enter")
        assert shown(reader) == [*before[1:], before[0]]
        assert len(store.read_sync(queries.muted)) == 1

        reader.screen.action_unmute()
        await reader.settle()
        await reader.press("enter")
        assert shown(reader) == before
        assert store.read_sync(queries.muted) == []
