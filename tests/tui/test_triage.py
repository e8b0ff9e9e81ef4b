"""Triage: marking all as read, undo and redo, unread papers, weeks and months."""

from __future__ import annotations

import pytest

from tests.support.desktop import Desktop
from tests.support.fake_hub import FakeHub
from tests.support.running_app import RunningApp, fill, run_app
from tui_reader.commands import DETAIL, LIST
from tui_reader.models import BOOKMARKS, THIS_MONTH, THIS_WEEK, UNREAD, ListSource
from tui_reader.store import Store, queries
from tui_reader.tui.dialogs.prompts import Confirm


def unread(store: Store) -> int:
    return store.read_sync(queries.counts).unread


async def test_mark_all_asks_before_it_marks_more_than_fifty_papers(filled: Store) -> None:
    async with run_app(filled, first_source=UNREAD) as reader:
        await reader.press("A")
        assert isinstance(reader.app.screen, Confirm)
        assert "Mark 60 papers as read?" in reader.text
        await reader.press("escape")
        assert unread(filled) == 60
        await reader.press("A", "y")
        assert unread(filled) == 0
        assert "60 papers marked as read" in reader.text
        await reader.press("U")
        assert unread(filled) == 60


async def test_undo_survives_a_relaunch(filled: Store) -> None:
    async with run_app(filled) as reader:
        await reader.press("A")
        reader.app.shared.marks.close()
    async with run_app(filled) as reader:
        await reader.press("U")
        assert "Undone: read marks" in reader.text
        assert unread(filled) == 60


async def test_redo_repeats_what_was_undone(filled: Store) -> None:
    async with run_app(filled, (140, 40)) as reader:
        await reader.press("ctrl+r")
        assert "Nothing to redo" in reader.text
        await reader.press("b", "U")
        assert f"Undone: bookmark — {reader.title[:20]}" in reader.text
        await reader.press("ctrl+r")
        assert f"Redone: bookmark — {reader.title[:20]}" in reader.text
        assert filled.read_sync(queries.counts).bookmarks == 1
        await reader.press("U", "U")
        assert "Nothing to undo" in reader.text


async def test_space_scrolls_the_abstract_and_then_goes_to_the_next_unread_paper(
    filled: Store,
) -> None:
    async with run_app(filled, (80, 24)) as reader:
        first = reader.screen.list.key
        await reader.press("space")
        view = reader.screen.view
        assert view.scroll_y > 0
        assert reader.screen.list.key == first
        for _ in range(10):
            if view.scroll_y < view.max_scroll_y:
                await reader.press("space")
        assert reader.screen.list.key == first
        await reader.press("space")
        assert reader.screen.list.cursor == 1
        assert view.scroll_y == 0


async def test_q_in_the_abstract_goes_back_and_quits_from_the_list(reader: RunningApp) -> None:
    await reader.press("enter")
    assert reader.screen.pane == DETAIL
    await reader.press("q")
    assert reader.app.is_running
    assert reader.screen.pane == LIST
    await reader.press("q")
    assert not reader.app.is_running


async def open_list(reader: RunningApp, source: ListSource) -> str:
    await reader.screen.navigation.go_to(source)
    await reader.settle()
    return reader.row(0)


async def test_brackets_go_by_month_in_a_month_and_by_week_in_a_week(store: Store) -> None:
    fill(store, 15)
    async with run_app(store, (120, 30)) as reader:
        assert "This month" in await open_list(reader, THIS_MONTH)
        await reader.press("left_square_bracket")
        assert "July 2026" in reader.row(0)
        await reader.press("left_square_bracket")
        assert "June 2026" in reader.row(0)
        await reader.press("right_square_bracket", "right_square_bracket")
        assert "August 2026" in reader.row(0)
        await reader.press("right_square_bracket")
        assert "newest month" in reader.text
        assert "This week" in await open_list(reader, THIS_WEEK)
        await reader.press("left_square_bracket")
        assert "Week 33 of 2026" in reader.row(0)
        await reader.press("right_square_bracket", "right_square_bracket")
        assert "newest week" in reader.text


async def test_key_S_does_not_open_the_sample_over_a_library(reader: RunningApp) -> None:
    await reader.press("j")
    before = reader.text
    await reader.press("S")
    assert reader.app.is_running
    assert reader.text == before


async def test_sample_asks_first(store: Store) -> None:
    async with run_app(store) as reader:
        assert "No papers yet" in reader.text
        await reader.press("S")
        assert "Open the sample?" in reader.text
        await reader.press("escape")
        assert reader.app.is_running
        await reader.press("S", "y")
        assert reader.app.return_value == reader.app.SAMPLE


async def test_sample_is_labeled_and_escape_returns_to_the_library(filled: Store) -> None:
    async with run_app(filled, demo=True, visiting_sample=True) as reader:
        assert "SAMPLE · Friday 21 August 2026" in reader.row(0)
        await reader.press("enter", "enter")
        assert "SAMPLE · " in reader.row(0)
        await reader.press("escape", "escape")
        assert reader.app.is_running
        await reader.press("escape")
        assert reader.app.return_value == reader.app.BACK


async def test_archive_can_be_stopped_with_escape_after_a_question(
    filled: Store, hub: FakeHub
) -> None:
    async with run_app(filled, offline=False) as reader:
        reader.screen.jobs.start_archive()
        await reader.until(lambda: " of " in reader.row(0))
        await reader.pilot.press("escape")
        await reader.until(lambda: "Stop fetching the archive?" in reader.text)
        await reader.pilot.press("y")
        await reader.until(lambda: "Stopped fetching" in reader.text)
        assert not reader.screen.jobs.is_fetching_archive
        await reader.settle()
        reader.screen.action_stop_sync()
        assert "Nothing is being fetched" in reader.text


async def test_commands_on_selected_papers_say_how_many(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (80, 24)) as reader:
        await reader.press("v", "v", "v")
        for keys, message in (
            (("b",), "3 papers bookmarked"),
            (("b",), "3 papers no longer bookmarked"),
            (("u",), "3 papers marked as read"),
            (("u",), "3 papers marked as unread"),
            (("t", "a", "enter"), "3 papers: #a"),
            (("o",), "Opening 3 pages"),
            (("O",), "Opening 3 pages"),
            (("p",), "Opening 3 PDFs"),
            (("y",), "Copied 3 links"),
            (("x",), "3 papers hidden"),
            (("U",), "Undone: hide — 3 papers"),
        ):
            assert keys == ("U",) or "3 selected" in reader.row(0)
            await reader.press(*keys)
            assert message in reader.text
        assert len(desktop.opened) == 9


async def test_not_saved_message_disappears_after_a_save(filled: Store) -> None:
    async with run_app(filled, (140, 40)) as reader:
        reader.app.set_status("Not saved: disk full", error=True, until="saved")
        await reader.press("j")
        assert "Not saved" in reader.text
        await reader.press("b")
        assert "Not saved" not in reader.text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
@pytest.mark.parametrize("pane", [LIST, DETAIL])
async def test_keys_still_move_in_a_list_that_follows_an_empty_one(
    filled: Store, size: tuple[int, int], pane: str
) -> None:
    async with run_app(filled, size) as reader:
        reader.screen.show_pane(pane)
        await reader.screen.list.open(BOOKMARKS)
        await reader.settle()
        assert "No bookmarks yet" in reader.text
        await reader.press("left_square_bracket", "J", "j")
        assert reader.screen.pane == pane
        assert reader.screen.focused is not None
        assert reader.screen.papers.cursor == (1 if pane == LIST else 0)
