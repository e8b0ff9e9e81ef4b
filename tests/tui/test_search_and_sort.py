"""The search bar, filters and sort orders."""

from __future__ import annotations

import asyncio
import threading
from array import array
from typing import Any

import pytest
from textual.content import Content

from tests.support.running_app import DAYS, RunningApp, fill, run_app
from tests.support.screen_text import strips_of
from tui_reader.commands import LIST, SEARCH
from tui_reader.models import ListSource
from tui_reader.settings import parse
from tui_reader.store import Store, queries, rows
from tui_reader.store.lists import DEFAULT_ORDER
from tui_reader.store.search import full_text_search
from tui_reader.tui.lists.sort_orders import SortOrders
from tui_reader.tui.rendering.paper_page import render_page

SIZES = [(40, 12), (60, 20), (80, 24), (120, 30)]
THREE = (*"three", "space", *"small")


async def test_results_follow_each_key_and_the_total_is_shown(reader: RunningApp) -> None:
    await reader.press("slash", "t")
    most = len(reader.screen.list.keys)
    await reader.press(*THREE[1:])
    assert reader.screen.list.source == ListSource("search", "three small")
    assert 0 < len(reader.screen.list.keys) < most
    assert f"Search: three small · {len(reader.screen.list.keys)} paper" in reader.row(0)
    assert "Three Small Models" in reader.title


async def test_last_word_stays_a_prefix_after_enter(
    filled: Store,
) -> None:
    async with run_app(filled) as reader:
        await reader.press("slash", *"supermar")
        found = list(reader.screen.list.keys)
        assert found
        await reader.press("enter")
        assert reader.screen.pane == LIST
        assert list(reader.screen.list.keys) == found
        await reader.press("q")
    async with run_app(filled) as reader:
        assert reader.screen.list.source == ListSource("search", "supermar")
        assert list(reader.screen.list.keys) == found


async def test_search_that_opens_while_the_app_exits_is_ignored(reader: RunningApp) -> None:
    reader.app.exit()
    reader.screen.search.open()
    assert not reader.screen.is_typing


async def test_all_results_can_be_scrolled(store: Store) -> None:
    fill(store, editions=10, size=40)
    async with run_app(store) as reader:
        await reader.press("slash", *"the", "enter", "G")
        assert len(reader.screen.list.keys) > 300
        assert reader.screen.papers.cursor == len(reader.screen.list.keys) - 1
        assert reader.title[:20] in reader.text


async def test_search_bar_hint_and_keys_are_visible_at_any_size(reader: RunningApp) -> None:
    for width, height in SIZES:
        await reader.pilot.resize_terminal(width, height)
        await reader.press("slash")
        lines = reader.text.splitlines()
        assert "Search downloaded papers"[: width - 4] in lines[1]
        assert '"a phrase"' in lines[2]
        assert "F1 search syntax" in lines[2]
        assert "Enter apply" in lines[-1]
        await reader.press("w")
        lines = reader.text.splitlines()
        assert lines[1].strip() == "w"
        assert '"a phrase"' not in lines[2]
        assert len(lines) == height
        assert max(map(len, lines)) <= width
        await reader.press("escape", "escape")


async def test_f1_shows_the_search_syntax_and_typing_continues(reader: RunningApp) -> None:
    await reader.press("slash", *"three", "f1")
    assert "rectified flow" in reader.text
    assert "upvotes:>50" in reader.text
    await reader.press("escape", "space", *"small")
    assert reader.screen.list.source == ListSource("search", "three small")


async def test_escape_in_the_search_bar_restores_the_list(store: Store) -> None:
    days = fill(store, size=30)
    async with run_app(store) as reader:
        await reader.press("G", "k", "k")
        title, top = reader.title, reader.screen.papers.scroll_y
        assert top > 0
        await reader.press("slash", *THREE, "down", "escape", "escape")
        assert reader.screen.pane == LIST
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.title == title
        assert reader.screen.papers.scroll_y == top


async def test_escape_after_enter_restores_the_list(reader: RunningApp) -> None:
    await reader.press("j", "j")
    title = reader.title
    await reader.press("slash", *THREE, "enter", "m", "escape")
    assert reader.screen.list.source == ListSource("search", "three small")
    await reader.press("escape")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])
    assert reader.title == title


async def test_clearing_the_search_restores_list_and_hint(reader: RunningApp) -> None:
    await reader.press("j", "slash", "t", "backspace")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])
    assert reader.screen.papers.cursor == 1
    assert "F1 search syntax" in reader.text
    assert reader.screen.pane == SEARCH


async def test_search_within_results_replaces_the_query(reader: RunningApp) -> None:
    await reader.press("slash", *"three", "enter", "slash")
    assert reader.row(1).strip() == "three"
    await reader.press(*"toaster", "enter")
    assert reader.screen.list.source == ListSource("search", "toaster")
    await reader.press("escape")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])


async def test_arrows_move_in_the_list_while_typing(reader: RunningApp) -> None:
    await reader.press("slash", *"the", "down", "down")
    assert reader.screen.papers.cursor == 2
    assert reader.screen.pane == SEARCH
    await reader.press("enter")
    assert reader.screen.papers.cursor == 2


async def test_type_ahead_after_slash_goes_to_the_search_bar(
    reader: RunningApp, store: Store
) -> None:
    """The keys arrive at once, as over a slow connection: `d` and `b` are commands in the list."""
    for key in ("slash", "d", "b", "f", "s"):
        reader.app.simulate_key(key)
    await reader.settle()
    await reader.settle()
    assert reader.row(1).strip() == "dbfs"
    assert store.read_sync(queries.counts).bookmarks == 0


async def test_results_are_not_marked_read_while_typing(filled: Store) -> None:
    async with run_app(filled, read_after=0.001) as reader:
        await reader.press("slash", "t")
        before = filled.read_sync(queries.counts).unread
        await reader.press(*"hree", "backspace")
        assert reader.screen.list.current is not None
        assert reader.screen.list.current.marks.unread
        assert filled.read_sync(queries.counts).unread == before
        await reader.press("enter", "down")
        await reader.until(lambda: filled.read_sync(queries.counts).unread < before)
        assert filled.read_sync(queries.counts).unread == before - 1


async def test_stale_result_is_never_painted(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    real = full_text_search.search

    def slow(connection: Any, query: Any, *args: Any, **kwargs: Any) -> array[int]:
        if str(query) == "t*":
            begun.set()
            assert may_end.wait(20)
        return real(connection, query, *args, **kwargs)

    monkeypatch.setattr(full_text_search, "search", slow)
    async with run_app(filled) as reader:
        await reader.pilot.press("slash", "t")
        assert await asyncio.to_thread(begun.wait, 20)
        await reader.pilot.press(*"oaster")  # the event loop is free while the first query runs
        assert reader.row(1).strip() == "toaster"
        may_end.set()
        await reader.settle()
        assert reader.screen.list.source == ListSource("search", "toaster")
        assert "Toaster" in reader.title


ODD = ('"', "(", "AND", "author:", "-", "*", "upvotes:>", "[/x]", "\u202e\x1b[2J", "is:")


async def test_any_typed_text_is_accepted(store: Store) -> None:
    fill(store, 1)
    async with run_app(store) as reader:
        for typed in ODD:
            await reader.press("slash")
            line = reader.app.focused
            line.value = typed  # type: ignore[union-attr]
            await reader.settle()
            assert "\x1b" not in reader.text
            assert reader.row(1).strip()
            await reader.press("enter")
            assert reader.screen.pane == LIST, typed


async def test_empty_result_explains_what_to_do(reader: RunningApp) -> None:
    await reader.press("slash", *"zzqx")
    assert "Nothing on disk matches" in reader.text
    assert "^o searches the Hub" in reader.text
    await reader.press("enter", "escape")
    assert "12 papers" in reader.row(0)


async def test_search_without_papers_shows_a_message(store: Store) -> None:
    async with run_app(store) as reader:
        await reader.press("slash", "f", "m", "s", "W")
        assert reader.screen.pane == LIST


def bold(reader: RunningApp, word: str) -> int:
    """Return how often the screen shows the word in the accent color."""
    accent = reader.app.theme_variables["accent"].lower()
    found = 0
    for strip in strips_of(reader.app):
        for text, style, _ in strip:
            color = style.color.triplet if style and style.color else None
            if color is not None and color.hex.lower() == accent:
                found += word in text.casefold()
    return found


async def test_matches_are_highlighted_in_list_and_abstract_only_while_searching(
    reader: RunningApp,
) -> None:
    await reader.press("slash", *"toaster", "enter")
    assert bold(reader, "toaster") >= 2
    await reader.press("escape")
    assert bold(reader, "toaster") == 0


def test_labels_of_the_page_are_not_highlighted(store: Store) -> None:
    fill(store, 1)
    keys = store.read_sync(queries.everything)
    marked: list[str] = []

    def mark(text: Content) -> Content:
        marked.append(text.plain)
        return text

    entry = store.read_sync(rows.entries, keys)[keys[0]]
    render_page(entry, highlight=mark)
    assert entry.paper.title[:20] in "".join(marked)
    assert "arXiv" not in "".join(marked)


# Filters


async def test_filter_preserves_order_and_escape_the_cursor(reader: RunningApp) -> None:
    whole = list(reader.screen.list.keys)
    await reader.press("f", *"has:code")
    narrow = list(reader.screen.list.keys)
    assert 0 < len(narrow) < len(whole)
    assert narrow == [key for key in whole if key in narrow]
    assert f"{len(narrow)} papers · filter: has:code" in reader.row(0)
    assert "unread" not in reader.row(0)
    await reader.press("enter", "j")
    title = reader.title
    await reader.press("escape")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])
    assert list(reader.screen.list.keys) == whole
    assert reader.title == title
    await reader.press("escape")
    assert reader.screen.sidebar.has_focus


async def test_escape_in_the_filter_restores_the_list(reader: RunningApp) -> None:
    await reader.press("j", "j", "j")
    title = reader.title
    await reader.press("f", *"zzqx")
    assert "No paper in this list matches" in reader.text
    await reader.press("escape", "escape")
    assert reader.title == title
    assert "12 papers" in reader.row(0)


async def test_results_can_be_filtered_and_each_escape_goes_back_one_step(
    reader: RunningApp,
) -> None:
    await reader.press("slash", *"the", "enter")
    found = len(reader.screen.list.keys)
    await reader.press("f", *"has:code", "enter")
    assert reader.screen.list.source == ListSource("search", "the", "has:code")
    assert len(reader.screen.list.keys) < found
    await reader.press("escape")
    assert reader.screen.list.source == ListSource("search", "the")
    assert len(reader.screen.list.keys) == found
    await reader.press("escape")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])


async def test_filter_can_be_changed_and_removed(reader: RunningApp) -> None:
    await reader.press("f", *"has:code", "enter", "f")
    assert reader.row(1).strip() == "has:code"
    await reader.press("backspace", "enter")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])
    await reader.press("escape")
    assert reader.screen.sidebar.has_focus


async def test_filtered_list_is_restored_at_launch(store: Store) -> None:
    days = fill(store)
    async with run_app(store) as reader:
        await reader.press("f", *"has:code", "enter", "j")
        title = reader.title
        await reader.press("q")
    async with run_app(store) as reader:
        assert reader.screen.list.source == ListSource("edition", days[0].isoformat(), "has:code")
        assert reader.title == title
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.title == title


# Sort orders


def titles(reader: RunningApp) -> list[str]:
    keys = list(reader.screen.list.keys)
    found = reader.screen.context.store.read_sync(rows.entries, keys)
    return [found[key].paper.title.casefold() for key in keys]


async def test_sort_order_is_shown_and_saved_per_kind_of_list(store: Store) -> None:
    days = fill(store)
    async with run_app(store) as reader:
        own = list(reader.screen.list.keys)
        await reader.press("s", "t")
        assert titles(reader) == sorted(titles(reader))
        assert "by title" in reader.row(0)
        assert reader.screen.papers.cursor == 0
        await reader.press("slash", *"the", "enter")
        assert "by title" not in reader.row(0)
        await reader.press("escape", "q")
    async with run_app(store) as reader:
        assert "by title" in reader.row(0)
        assert titles(reader) == sorted(titles(reader))
        await reader.press("j", "s", "d")
        assert list(reader.screen.list.keys) == own
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_sorting_shows_the_new_first_paper(reader: RunningApp) -> None:
    for letter, order in (("t", "by title"), ("n", "newest first")):
        await reader.press("G", "s", letter)
        assert order in reader.row(0)
        assert (reader.screen.papers.cursor, reader.screen.papers.scroll_y) == (0, 0)


async def test_results_can_be_sorted_and_escape_still_restores_the_list(reader: RunningApp) -> None:
    await reader.press("slash", *"the", "enter")
    await reader.press("s", "n")
    assert list(reader.screen.list.keys) == sorted(reader.screen.list.keys, reverse=True)
    await reader.press("escape")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])


async def test_setting_selects_the_order_of_editions(filled: Store) -> None:
    config = parse('[reader]\norder = "title"')
    async with run_app(filled, settings=config) as reader:
        assert titles(reader) == sorted(titles(reader))


def test_orders_apply_to_a_kind_of_list_and_unknown_ones_are_ignored() -> None:
    orders = SortOrders("newest")
    for kind in ("edition", "period", "week", "month"):
        assert orders.order_of(ListSource(kind, "2026-08-21")) == "newest"
    assert orders.order_of(ListSource("bookmarks")) == DEFAULT_ORDER
    orders.load({"edition": "title", "tag": DEFAULT_ORDER, "nowhere": "title", "week": "size"})
    orders.load(["edition"])
    assert orders.to_json() == {"edition": "title", "tag": DEFAULT_ORDER}
    assert orders.order_of(ListSource("edition", "2026-08-20")) == "title"


async def test_rising_sorts_by_upvote_gain_since_the_last_view(store: Store) -> None:
    fill(store, 1)
    async with run_app(store) as reader:
        await reader.press("G", "enter", "escape")
        seen = reader.screen.list.key
        await reader.press("g", "s", "r")
        assert reader.screen.list.keys[0] != seen
        assert seen is not None
        _gain(store, seen)
        await reader.press("s", "r")
        assert reader.screen.list.keys[0] == seen
        assert "+7" in reader.text


def _gain(store: Store, key: int) -> None:
    def work(connection: Any) -> None:
        connection.execute("UPDATE papers SET upvotes = upvotes + 7 WHERE key = ?", [key])

    store.write_cache_sync(work)


async def test_key_right_after_enter_goes_to_what_the_palette_opens(reader: RunningApp) -> None:
    await reader.press("colon", *"sort")
    await reader.press_at_once("enter", "t")
    assert "by title" in reader.row(0)


@pytest.mark.parametrize(("opens", "typed"), [("slash", "the"), ("f", "is:unread")])
async def test_key_right_after_enter_goes_to_the_list(
    reader: RunningApp, opens: str, typed: str
) -> None:
    await reader.press(opens, *("colon" if letter == ":" else letter for letter in typed))
    await reader.press_at_once("enter", "j")
    assert f"{typed}j" not in reader.text
    assert reader.screen.papers.cursor == 1


@pytest.mark.parametrize(
    ("opens", "typed"),
    [("slash", "teapot"), ("f", "teapot"), ("colon", "this month"), ("d", "20 aug")],
)
async def test_bookmark_right_after_enter_applies_to_the_opened_list(
    reader: RunningApp, store: Store, opens: str, typed: str
) -> None:
    before = reader.screen.list.source
    await reader.press("j")
    await reader.press_at_once(opens, *typed, "enter", "j", "b")
    assert reader.screen.list.source != before
    assert list(store.read_sync(queries.bookmarks)) == [reader.screen.list.key]
    # A filter preserves the cursor's paper
    assert reader.screen.papers.cursor == (2 if opens == "f" else 1)


async def test_key_after_an_empty_filter_changes_nothing(reader: RunningApp, store: Store) -> None:
    await reader.press_at_once("f", *"qqqq", "enter", "b")
    assert "No paper in this list matches" in reader.text
    assert not store.read_sync(queries.bookmarks)
