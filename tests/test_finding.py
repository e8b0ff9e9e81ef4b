"""Finding again: search as one types, filter, order, dates, watches, more like this."""

from __future__ import annotations

import pytest

from tests.fake_hub import FakeHub
from tests.reading import NOW, fill, reading
from tui_reader.store import Store, library, lists, rows
from tui_reader.tui.places import Place

WORDS = ("slash", *"three", "space", *"small", "space", *"bar")


async def test_results_follow_the_keys_and_the_total_is_shown(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash")
        assert "F1 tells more" in reader.text
        await reader.press(*"three", "space", *"small")
        assert reader.screen.place == Place("search", "three small")
        assert "Three Small Models" in reader.title
        assert f"{len(reader.screen.keys)} paper" in reader.text.splitlines()[0]


async def test_escape_gives_the_list_back_at_the_same_paper(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("j", "j")
        title = reader.title
        await reader.press(*WORDS, "escape")
        assert reader.screen.place == Place.edition(days[0])
        assert reader.title == title
        await reader.press(*WORDS, "enter", "escape")
        assert reader.screen.place == Place.edition(days[0])
        assert reader.title == title


@pytest.mark.parametrize("typed", ['"', "(", "AND", "author:", "-", "*", "upvotes:>", "[/x]"])
async def test_nothing_typed_is_an_error(store: Store, typed: str) -> None:
    fill(store, 1)
    async with reading(store) as reader:
        reader.screen.action_search()
        await reader.settle()
        line = reader.app.focused
        line.value = typed  # type: ignore[union-attr]
        await reader.settle()
        assert reader.app.is_running


async def test_a_filter_narrows_the_list_and_is_given_back(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("b", "f", *"is:bookmarked", "enter")
        assert "1 paper" in reader.text.splitlines()[0]
        assert "filter: is:bookmarked" in reader.text.splitlines()[0]
        await reader.press("escape")
        assert "12 papers" in reader.text.splitlines()[0]


async def test_another_order_is_said_and_kept(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        reader.screen.order = "title"
        await reader.screen.open(reader.screen.place)  # type: ignore[arg-type]
        keys = list(reader.screen.keys)
        found = store.ask(rows.entries, keys)
        titles = [found[key].paper.title.casefold() for key in keys]
        assert titles == sorted(titles)
        assert "by title" in reader.text.splitlines()[0]
        await reader.press("q")
    async with reading(store) as reader:
        assert list(reader.screen.keys) == keys


async def test_a_search_is_saved_as_a_watch_that_marks_its_papers(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press(*WORDS, "enter", "W")
        await reader.press("enter")
        for _ in range(50):
            if store.ask(lists.watches):
                break
            await reader.settle()
        await reader.settle()
        assert store.ask(lists.watches) == [("three small bar", "three small bar")]
        await reader.screen.go_to(Place.edition(days[0]))
        await reader.settle()
        marked = [entry.watches for entry in reader.screen.papers.held.values() if entry.watches]
        assert marked == [("three small bar",)] * len(marked)
        assert marked


async def test_more_like_this_says_what_is_shared(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("m")
        assert reader.screen.place is not None
        assert reader.screen.place.kind == "similar"
        assert "shares: " in reader.text.splitlines()[0]
        await reader.press("escape")
        assert reader.screen.place.kind == "edition"


async def test_this_week_is_merged_and_a_month_opens(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.screen.go_to(Place("week"))
        assert "This week · 60 papers" in reader.text
        await reader.screen.go_to(Place("period", "2026-08"))
        assert "August 2026 · 60 papers" in reader.text


async def test_the_hub_is_searched_for_the_same_words(store: Store, hub: FakeHub) -> None:
    fill(store, 2)
    async with reading(store, offline=False) as reader:
        await reader.press(*WORDS, "ctrl+o")
        assert reader.screen.place == Place("hub", "three small bar")
        assert any("/api/papers/search" in asked.path for asked in hub.requests)


async def test_a_date_typed_is_gone_to(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("d", *days[3].isoformat().replace("-", "/"), "enter")
        for _ in range(50):
            if reader.screen.place == Place.edition(days[3]):
                break
            await reader.settle()
        assert reader.screen.place == Place.edition(days[3])


async def test_a_watch_says_what_a_sync_caught(store: Store, hub: FakeHub) -> None:
    store.tell_library(library.put_watch, "bars", "three small models", NOW)
    async with reading(store, offline=False) as reader:
        assert "new for bars" in reader.text.splitlines()[-1]
