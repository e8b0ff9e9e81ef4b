"""When a paper is marked as read, and what counts as unread."""

from __future__ import annotations

import asyncio

from tests.support.running_app import NOW, RunningApp, fill, run_app
from tui_reader.export.record import record
from tui_reader.models import ListSource
from tui_reader.query import parse
from tui_reader.store import Store, library, queries, rows
from tui_reader.store.search import full_text_search

READ_AFTER = 0.01  # seconds
MUCH_LATER = 0.3


def unread(store: Store) -> int:
    return store.read_sync(queries.counts).unread


async def test_opening_the_app_or_a_list_marks_nothing_as_read(filled: Store) -> None:
    async with run_app(filled, read_after=READ_AFTER) as reader:
        await asyncio.sleep(MUCH_LATER)
        for key in ("left_square_bracket", "right_square_bracket", "full_stop"):
            await reader.press(key)
            await asyncio.sleep(MUCH_LATER)
        assert unread(filled) == 60


async def test_paper_is_read_once_the_cursor_was_moved_to_it_and_stayed(filled: Store) -> None:
    async with run_app(filled, read_after=READ_AFTER) as reader:
        for read, key in enumerate(("j", "n", "G", "up"), 1):
            await reader.press(key)
            moved_to = reader.screen.list.key
            await reader.until(lambda: f"{12 - read} unread" in reader.text)  # noqa: B023
            assert unread(filled) == 60 - read
            assert moved_to not in filled.read_sync(queries.unread)


async def test_paper_that_the_cursor_passed_stays_unread(filled: Store) -> None:
    async with run_app(filled, read_after=60) as reader:
        await reader.press("j", "j", "j")
        await asyncio.sleep(MUCH_LATER)
        assert unread(filled) == 60


async def test_only_opening_marks_as_read_if_the_settings_say_so(filled: Store) -> None:
    async with run_app(filled, read_after="opened") as reader:
        await reader.press("j")
        await asyncio.sleep(MUCH_LATER)
        assert unread(filled) == 60
        await reader.press("enter")
        assert unread(filled) == 59


async def test_paper_of_a_backfilled_edition_is_neither_read_nor_unread(store: Store) -> None:
    days = fill(store)
    store.write_library_sync(library.count_unread_since, days[1])
    old = list(store.read_sync(queries.edition, days[2]) or [])

    def in_query(text: str) -> set[int]:
        return set(store.read_sync(full_text_search.search, parse(text))) & set(old)

    async with run_app(store, first_source=ListSource.edition(days[2])) as reader:
        beside_the_sidebar = [line.partition("│")[2] for line in reader.text.splitlines()]
        assert "●" not in "".join(beside_the_sidebar)
        assert "unread" not in reader.row(0)
        assert not in_query("is:read") | in_query("is:unread")
        entry = store.read_sync(rows.entries, old)[old[0]]
        assert record(entry)["read"] is None
        await reader.press("u")
        assert in_query("is:read") == {old[0]}
        assert record(store.read_sync(rows.entries, old)[old[0]])["read"] is True
        await reader.press("u")
        assert in_query("is:unread") == {old[0]}
        assert "1 unread" in reader.row(0)


async def test_unread_paper_that_has_left_the_list_moves_no_cursor(reader: RunningApp) -> None:
    """The list can change while the next unread paper is read from the store."""
    papers = reader.screen.list
    papers.go_to(papers.keys[1])
    papers.go_to(1)
    assert papers.key == papers.keys[1]


async def test_next_unread_skips_backfilled_editions(store: Store) -> None:
    days = fill(store)
    store.write_library_sync(library.count_unread_since, days[1])
    newest: list[int] = [
        key for day in days[:2] for key in store.read_sync(queries.edition, day) or []
    ]
    store.write_library_sync(library.mark_read, newest, True, NOW)
    async with run_app(store) as reader:
        await reader.press("n")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert "No more unread papers" in reader.text
