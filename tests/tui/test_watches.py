"""Watches: saving, renaming, removing, marks in lists, and counts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.running_app import DAYS, NOW, RunningApp, fill, run_app
from tui_reader import query
from tui_reader.glyphs import UNICODE
from tui_reader.models import ListSource
from tui_reader.store import Store, cache, library, queries
from tui_reader.store.search import saved_queries


def foot(reader: RunningApp) -> str:
    return reader.row(-1)


def watch(store: Store, name: str, text: str) -> None:
    store.write_library_sync(library.put_watch, name, text, NOW)


def marked(reader: RunningApp) -> dict[int, tuple[str, ...]]:
    held = reader.screen.papers.rows.values()
    return {entry.paper.key: entry.watches for entry in held if entry.watches}


def sidebar_unread(reader: RunningApp, name: str) -> int | None:
    sidebar = reader.screen.sidebar
    return sidebar.entries[sidebar.by_source[ListSource("watch", name)]].unread


async def test_search_is_saved_as_a_watch_with_its_matches(
    reader: RunningApp, store: Store
) -> None:
    await reader.press("slash", *"toast", "enter")
    found = set(reader.screen.list.keys)
    await reader.press("W")
    await reader.press(*(["backspace"] * 5), *"kitchen", "enter")
    assert store.read_sync(queries.watches) == [("kitchen", "toast*")]
    assert "Watching kitchen" in foot(reader)
    assert set(store.read_sync(saved_queries.watch_papers, "kitchen") or ()) == found
    await reader.screen.navigation.go_to(ListSource.edition(DAYS[1]))
    here = set(reader.screen.list.keys) & found
    assert set(marked(reader)) == here
    await reader.screen.navigation.go_to(ListSource("watch", "kitchen"))
    await reader.settle()
    assert f"kitchen · {len(found)} paper" in reader.row(0)
    assert UNICODE.watch in reader.row(3)


async def test_filter_can_be_saved_as_a_watch(reader: RunningApp, store: Store) -> None:
    await reader.press("f", *"has:code", "enter", "W")
    await reader.press("enter")
    assert store.read_sync(queries.watches) == [("has:code", "has:code")]


async def test_matching_papers_are_marked_in_every_list(
    filled: Store,
) -> None:
    watch(filled, "code", "has:code")
    watch(filled, "voted", "upvotes:>20")
    async with run_app(filled) as reader:
        for key in reader.screen.list.keys:
            names = marked(reader).get(key, ())
            for name, text in (("code", "has:code"), ("voted", "upvotes:>20")):
                matching = filled.read_sync(saved_queries.watch_matches, {name: query.parse(text)})[
                    name
                ]
                assert (name in names) == (key in matching)


async def test_sidebar_counts_the_unread_papers_of_a_watch(filled: Store) -> None:
    watch(filled, "code", "has:code")
    async with run_app(filled) as reader:
        caught = filled.read_sync(saved_queries.watch_papers, "code")
        assert caught is not None
        assert sidebar_unread(reader, "code") == len(caught)
        await reader.screen.navigation.go_to(ListSource("watch", "code"))
        await reader.press("enter", "escape")
        assert sidebar_unread(reader, "code") == len(caught) - 1
        await reader.press("A")
        assert sidebar_unread(reader, "code") == 0


async def test_watch_on_marks_is_updated_by_changes(filled: Store) -> None:
    watch(filled, "kept", "is:bookmarked")
    async with run_app(filled) as reader:
        assert not marked(reader)
        await reader.press("b")
        assert list(marked(reader)) == [reader.screen.list.key]
        assert sidebar_unread(reader, "kept") == 1


async def test_sync_reports_new_watch_matches_only(store: Store, hub: FakeHub) -> None:
    newest = max(hub.days)
    held = hub.days.pop(newest)
    fill(store, 10)
    store.write_cache_sync(cache.drop_editions, date(2100, 1, 1))
    for day, entries in hub.days.items():
        edition = fake_papers.parsed_edition(day, entries)
        store.write_cache_sync(cache.write_edition, edition, False, NOW)
    watch(store, "all", "upvotes:>=0")
    watch(store, "none", "zxqvw")
    async with run_app(store, offline=False) as reader:
        assert "new for" not in foot(reader)
        hub.days[newest] = held
        await reader.press("r")
        assert "12 new for all" in foot(reader)
        assert ". opens them" in foot(reader)
        assert "none" not in foot(reader)
        await reader.press("full_stop")
        assert len(marked(reader)) == 12
        assert "new for" not in foot(reader)


async def test_watch_matches_do_not_hide_an_error(store: Store, hub: FakeHub) -> None:
    watch(store, "all", "upvotes:>=0")
    worst = sorted(hub.days)[-2]
    hub.responses[f"/api/daily_papers?date={worst}&limit=100"] = b"<html>portal</html>"
    async with run_app(store, offline=False) as reader:
        assert reader.screen.status_bar.has_error
        assert "new for" not in foot(reader)


async def test_existing_watch_name_needs_confirmation(filled: Store) -> None:
    watch(filled, "toaster*", "has:code")
    watch(filled, "toaster", "has:code")
    async with run_app(filled) as reader:
        await reader.press("slash", *"toaster", "enter", "W")
        await reader.press("enter")
        assert "Replace the watch toaster?" in reader.text
        await reader.press("n")
        assert ("toaster", "has:code") in filled.read_sync(queries.watches)


@pytest.mark.parametrize("where", ["edition", "watch"])
async def test_watches_can_be_renamed_and_removed_from_any_list(store: Store, where: str) -> None:
    days = fill(store)
    watch(store, "code", "has:code")
    place = ListSource("watch", "code") if where == "watch" else ListSource.edition(days[0])
    async with run_app(store) as reader:
        await reader.screen.navigation.go_to(place)
        await reader.press("W")
        await reader.press("enter", "r", *(["backspace"] * 4), *"source", "enter")
        assert store.read_sync(queries.watches) == [("source", "has:code")]
        assert reader.screen.list.source == (
            ListSource("watch", "source") if where == "watch" else place
        )
        assert all(names == ("source",) for names in marked(reader).values())
        await reader.press("W")
        await reader.press("enter", "m")
        assert store.read_sync(queries.watches) == []
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert not marked(reader)
        assert "source" not in "\n".join(row.label for row in reader.screen.sidebar.entries)


async def test_query_of_a_watch_can_be_changed(filled: Store) -> None:
    watch(filled, "mine", "has:code")
    async with run_app(filled) as reader:
        await reader.screen.navigation.go_to(ListSource("watch", "mine"))
        await reader.press("W")
        await reader.press("enter", "e", *(["backspace"] * 8), *"toaster", "enter")
        assert filled.read_sync(queries.watches) == [("mine", "toaster")]
        assert set(reader.screen.list.keys) == set(
            filled.read_sync(saved_queries.watch_papers, "mine") or ()
        )


async def test_invalid_queries_are_not_saved_and_an_old_one_is_shown_as_invalid(
    filled: Store,
) -> None:
    watch(filled, "old", "is:starred")
    async with run_app(filled) as reader:
        await reader.press("W")
        assert "invalid: is:starred is not a filter" in reader.text
        await reader.press("enter", "e", "enter")
        assert "Did you mean is:bookmarked?" in reader.text
        await reader.press("ctrl+u", *"lora", "enter")
        assert dict(filled.read_sync(queries.watches)) == {"old": "lora"}
        await reader.press("slash", *"has", "colon", *"model", "enter", "W")
        assert "Not saved: has:model is not a filter" in reader.text
        await reader.press("escape", "colon", *"mute", "enter", "percent_sign", "enter")
        assert "Only words can be searched for" in reader.text


async def test_open_watch_is_restored_at_launch_or_else_the_newest_edition(
    store: Store,
) -> None:
    days = fill(store)
    watch(store, "code", "has:code")
    async with run_app(store) as reader:
        await reader.screen.navigation.go_to(ListSource("watch", "code"))
        await reader.press("q")
    async with run_app(store) as reader:
        assert reader.screen.list.source == ListSource("watch", "code")
    store.write_library_sync(library.remove_watch, "code")
    async with run_app(store) as reader:
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_empty_watch_menu_explains_how_to_add_one(reader: RunningApp) -> None:
    await reader.press("W")
    assert "W saves the search" in foot(reader)
