"""Searching as one types, filters and orders, by the keys and what is seen of them."""

from __future__ import annotations

import asyncio
import threading
from array import array
from typing import Any

import pytest
from textual import events
from textual.content import Content

from tests.support.reading import Reading, fill, reading
from tests.support.screen_text import strips_of
from tui_reader.commands import LIST, SEARCH
from tui_reader.models import ListSource
from tui_reader.settings import parse
from tui_reader.store import Store, queries, rows
from tui_reader.store.search import full_text_search
from tui_reader.tui.rendering.paper_page import render_page

SIZES = [(40, 12), (60, 20), (80, 24), (120, 30)]
THREE = (*"three", "space", *"small")


def head(reader: Reading) -> str:
    return reader.text.splitlines()[0]


async def test_results_follow_each_key_and_the_total_is_shown(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash", "t")
        most = len(reader.screen.list.keys)
        await reader.press(*THREE[1:])
        assert reader.screen.list.source == ListSource("search", "three small")
        assert 0 < len(reader.screen.list.keys) < most
        assert f"Search: three small · {len(reader.screen.list.keys)} paper" in head(reader)
        assert "Three Small Models" in reader.title


async def test_the_last_word_may_be_a_beginning_also_once_the_results_are_kept(
    store: Store,
) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"supermar")
        found = list(reader.screen.list.keys)
        assert found
        await reader.press("enter")
        assert reader.screen.pane == LIST
        assert list(reader.screen.list.keys) == found
        await reader.press("q")
    async with reading(store) as reader:
        assert reader.screen.list.source == ListSource("search", "supermar")
        assert list(reader.screen.list.keys) == found


async def test_all_that_was_found_can_be_scrolled_to_its_end(store: Store) -> None:
    fill(store, editions=10, size=40)
    async with reading(store) as reader:
        await reader.press("slash", *"the", "enter", "G")
        assert len(reader.screen.list.keys) > 300
        assert reader.screen.papers.cursor == len(reader.screen.list.keys) - 1
        assert reader.title[:20] in reader.text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_line_its_hint_and_its_keys_are_seen_at_any_size(
    store: Store, size: tuple[int, int]
) -> None:
    fill(store)
    async with reading(store, size) as reader:
        await reader.press("slash")
        lines = reader.text.splitlines()
        assert "Search downloaded papers"[: size[0] - 4] in lines[2]
        assert '"a phrase"' in lines[3]
        assert "F1 tells more" in lines[3]
        assert "Enter apply" in lines[-1]
        await reader.press("w")
        lines = reader.text.splitlines()
        assert lines[2].strip() == "w"
        assert '"a phrase"' not in lines[3]
        assert len(lines) == size[1]
        assert max(map(len, lines)) <= size[0]


async def test_f1_shows_the_language_and_typing_goes_on(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"three", "f1")
        assert "rectified flow" in reader.text
        assert "upvotes:>50" in reader.text
        await reader.press("escape", "space", *"small")
        assert reader.screen.list.source == ListSource("search", "three small")


async def test_escape_in_the_line_gives_the_list_back_as_it_was(store: Store) -> None:
    days = fill(store, size=30)
    async with reading(store) as reader:
        await reader.press("G", "k", "k")
        title, top = reader.title, reader.screen.papers.scroll_y
        assert top > 0
        await reader.press("slash", *THREE, "down", "escape")
        assert reader.screen.pane == LIST
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.title == title
        assert reader.screen.papers.scroll_y == top


async def test_what_was_kept_is_given_back_by_escape_too(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("j", "j")
        title = reader.title
        await reader.press("slash", *THREE, "enter", "m", "escape")
        assert reader.screen.list.source == ListSource("search", "three small")
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.title == title


async def test_a_line_that_is_emptied_gives_the_list_back_and_the_hint(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("j", "slash", "t", "backspace")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.screen.papers.cursor == 1
        assert "F1 tells more" in reader.text
        assert reader.screen.pane == SEARCH


async def test_a_search_in_what_was_found_replaces_the_words(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"three", "enter", "slash")
        assert reader.text.splitlines()[2].strip() == "three"
        await reader.press(*"toaster", "enter")
        assert reader.screen.list.source == ListSource("search", "toaster")
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_arrows_move_in_the_list_while_one_types(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"the", "down", "down")
        assert reader.screen.papers.cursor == 2
        assert reader.screen.pane == SEARCH
        await reader.press("enter")
        assert reader.screen.papers.cursor == 2


async def test_keys_pressed_in_one_go_with_the_slash_are_words(store: Store) -> None:
    """As they come over a slow line: `d` and `b` mean something else in the list."""
    fill(store)
    async with reading(store) as reader:
        for key in ("slash", "d", "b", "f", "s"):
            reader.app.simulate_key(key)
        await reader.settle()
        await reader.settle()
        assert reader.text.splitlines()[2].strip() == "dbfs"
        assert store.read_sync(queries.counts).bookmarks == 0


async def test_nothing_is_read_by_passing_by_while_one_types(store: Store) -> None:
    fill(store)
    async with reading(store, look=0.001) as reader:
        await reader.press("slash", "t")
        before = store.read_sync(queries.counts).unread
        await reader.press(*"hree", "backspace", "down", "down")
        assert reader.screen.list.current is not None
        assert reader.screen.list.current.marks.unread
        assert store.read_sync(queries.counts).unread == before
        await reader.press("enter", "down")
        await reader.until(lambda: store.read_sync(queries.counts).unread < before)
        assert store.read_sync(queries.counts).unread == before - 1


async def test_an_answer_that_comes_too_late_is_never_painted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    begun, may_end = threading.Event(), threading.Event()
    real = full_text_search.search

    def slow(connection: Any, query: Any, *args: Any, **kwargs: Any) -> array[int]:
        if str(query) == "t*":
            begun.set()
            assert may_end.wait(20)
        return real(connection, query, *args, **kwargs)

    monkeypatch.setattr(full_text_search, "search", slow)
    async with reading(store) as reader:
        await reader.pilot.press("slash", "t")
        assert await asyncio.to_thread(begun.wait, 20)
        await reader.pilot.press(*"oaster")  # the loop is free while the first one is asked
        assert reader.text.splitlines()[2].strip() == "toaster"
        may_end.set()
        await reader.settle()
        assert reader.screen.list.source == ListSource("search", "toaster")
        assert "Toaster" in reader.title


@pytest.mark.parametrize(
    "typed", ['"', "(", "AND", "author:", "-", "*", "upvotes:>", "[/x]", "\u202e\x1b[2J", "is:"]
)
async def test_nothing_that_is_typed_is_an_error(store: Store, typed: str) -> None:
    fill(store, 1)
    async with reading(store) as reader:
        await reader.press("slash")
        line = reader.app.focused
        line.value = typed  # type: ignore[union-attr]
        await reader.settle()
        assert "\x1b" not in reader.text
        assert reader.text.splitlines()[2].strip()
        await reader.press("enter")
        assert reader.screen.pane == LIST


async def test_nothing_found_says_what_helps(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"zzqx")
        assert "Nothing on disk matches" in reader.text
        assert "ctrl+o" in reader.text
        await reader.press("enter", "escape")
        assert "12 papers" in head(reader)


async def test_without_papers_there_is_nothing_to_search(store: Store) -> None:
    async with reading(store) as reader:
        await reader.press("slash", "f", "m", "s", "W")
        assert reader.screen.pane == LIST


def bold(reader: Reading, word: str) -> int:
    """How often the screen shows the word in the accent color."""
    accent = reader.app.theme_variables["accent"].lower()
    found = 0
    for strip in strips_of(reader.app):
        for text, style, _ in strip:
            color = style.color.triplet if style and style.color else None
            if color is not None and color.hex.lower() == accent:
                found += word in text.casefold()
    return found


async def test_what_was_found_is_marked_in_list_and_page_and_no_more_elsewhere(
    store: Store,
) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"toaster", "enter")
        assert bold(reader, "toaster") >= 2
        await reader.press("escape")
        assert bold(reader, "toaster") == 0


def test_the_readers_own_words_on_a_page_are_not_searched(store: Store) -> None:
    fill(store, 1)
    keys = store.read_sync(queries.everything)
    marked: list[str] = []

    def mark(text: Content) -> Content:
        marked.append(text.plain)
        return text

    entry = store.read_sync(rows.entries, keys)[keys[0]]
    render_page(entry, highlight=mark)
    assert entry.paper.title[:20] in "".join(marked)
    assert "Hub page" not in "".join(marked)


# Filter


async def test_a_filter_narrows_the_list_in_its_order_and_is_given_back_at_the_paper(
    store: Store,
) -> None:
    days = fill(store)
    async with reading(store) as reader:
        whole = list(reader.screen.list.keys)
        await reader.press("f", *"has:code")
        narrow = list(reader.screen.list.keys)
        assert 0 < len(narrow) < len(whole)
        assert narrow == [key for key in whole if key in narrow]
        assert f"{len(narrow)} papers · filter: has:code" in head(reader)
        assert "unread" not in head(reader)
        await reader.press("enter", "j")
        title = reader.title
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert list(reader.screen.list.keys) == whole
        assert reader.title == title
        await reader.press("escape")
        assert reader.screen.sidebar.has_focus


async def test_escape_in_the_filter_line_gives_everything_back(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("j", "j", "j")
        title = reader.title
        await reader.press("f", *"zzqx")
        assert "No paper of this list matches" in reader.text
        await reader.press("escape")
        assert reader.title == title
        assert "12 papers" in head(reader)


async def test_what_was_found_can_be_filtered_and_each_escape_takes_one_step(
    store: Store,
) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"the", "enter")
        found = len(reader.screen.list.keys)
        await reader.press("f", *"has:code", "enter")
        assert reader.screen.list.source == ListSource("search", "the", "has:code")
        assert len(reader.screen.list.keys) < found
        await reader.press("escape")
        assert reader.screen.list.source == ListSource("search", "the")
        assert len(reader.screen.list.keys) == found
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_a_filter_can_be_changed_and_taken_away(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("f", *"has:code", "enter", "f")
        assert reader.text.splitlines()[2].strip() == "has:code"
        await reader.press("backspace", "enter")
        assert reader.screen.list.source == ListSource.edition(days[0])
        await reader.press("escape")
        assert reader.screen.sidebar.has_focus


async def test_a_filtered_list_is_there_again_at_the_next_launch(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("f", *"has:code", "enter", "j")
        title = reader.title
        await reader.press("q")
    async with reading(store) as reader:
        assert reader.screen.list.source == ListSource("edition", days[0].isoformat(), "has:code")
        assert reader.title == title
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.title == title


# Order


def titles(reader: Reading) -> list[str]:
    keys = list(reader.screen.list.keys)
    found = reader.screen.context.store.read_sync(rows.entries, keys)
    return [found[key].paper.title.casefold() for key in keys]


async def test_another_order_is_said_and_kept_for_that_kind_of_list(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        own = list(reader.screen.list.keys)
        await reader.press("s", "t")
        assert titles(reader) == sorted(titles(reader))
        assert "by title" in head(reader)
        assert reader.screen.papers.cursor == 0
        await reader.press("slash", *"the", "enter")
        assert "by title" not in head(reader)
        await reader.press("escape", "q")
    async with reading(store) as reader:
        assert "by title" in head(reader)
        assert titles(reader) == sorted(titles(reader))
        await reader.press("j", "s", "d")
        assert list(reader.screen.list.keys) == own
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_another_order_keeps_the_paper_of_one_who_has_moved(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("j", "j", "j", "j")
        title = reader.title
        await reader.press("s", "n")
        assert "newest first" in head(reader)
        assert reader.title == title


async def test_what_was_found_can_be_ordered_and_is_still_given_back(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("slash", *"the", "enter")
        await reader.press("s", "n")
        assert list(reader.screen.list.keys) == sorted(reader.screen.list.keys, reverse=True)
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_the_settings_name_the_order_that_editions_open_in(store: Store) -> None:
    fill(store)
    config = parse('[reader]\norder = "title"')
    async with reading(store, config=config) as reader:
        assert titles(reader) == sorted(titles(reader))


async def test_rising_is_what_gained_since_the_last_look(store: Store) -> None:
    fill(store, 1)
    async with reading(store) as reader:
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


async def in_one_go(reader: Reading, *keys: str) -> None:
    """All at once, as they come over a slow line or from the clipboard."""
    signs = {"slash": "/", "colon": ":", "space": " "}
    for key in keys:
        reader.app.post_message(events.Key(key, signs.get(key, key if len(key) == 1 else None)))
    await reader.settle()


async def test_a_key_right_behind_enter_is_for_what_the_palette_opens(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("colon", *"sort")
        await in_one_go(reader, "enter", "t")
        assert "by title" in reader.text.splitlines()[0]


@pytest.mark.parametrize(("opens", "typed"), [("slash", "the"), ("f", "is:unread")])
async def test_a_key_right_behind_enter_is_for_the_list(
    store: Store, opens: str, typed: str
) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press(opens, *("colon" if letter == ":" else letter for letter in typed))
        await in_one_go(reader, "enter", "j")
        assert f"{typed}j" not in reader.text
        assert reader.screen.papers.cursor == 1


@pytest.mark.parametrize(
    ("opens", "typed"),
    [("slash", "teapot"), ("f", "teapot"), ("colon", "this month"), ("d", "20 aug")],
)
async def test_what_is_marked_right_behind_enter_is_in_the_list_that_it_opens(
    store: Store, opens: str, typed: str
) -> None:
    fill(store)
    async with reading(store) as reader:
        before = reader.screen.list.source
        await reader.press("j")
        letters = ("space" if letter == " " else letter for letter in typed)
        await in_one_go(reader, opens, *letters, "enter", "j", "b")
        assert reader.screen.list.source != before
        assert list(store.read_sync(queries.bookmarks)) == [reader.screen.list.key]
        assert reader.screen.papers.cursor == (2 if opens == "f" else 1)  # it keeps the paper


async def test_where_nothing_is_found_nothing_is_marked(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await in_one_go(reader, "f", *"qqqq", "enter", "b")
        assert "No paper of this list matches" in reader.text
        assert not store.read_sync(queries.bookmarks)
