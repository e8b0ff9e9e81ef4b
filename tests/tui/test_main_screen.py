"""The main screen at common window sizes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from textual import events
from textual.actions import parse

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.running_app import DAYS, NOW, RunningApp, fill, run_app
from tui_reader import dates
from tui_reader.commands import (
    COMMANDS,
    DETAIL,
    LIST,
    MAIN,
    action_of,
)
from tui_reader.models import ListSource
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library, queries, rows
from tui_reader.tui.widgets.title_bar import SyncStatus

SIZES = [(40, 12), (60, 20), (80, 24), (100, 30), (160, 45)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_newest_edition_opens_with_titles_cut_at_words(
    filled: Store, size: tuple[int, int]
) -> None:
    async with run_app(filled, size) as reader:
        assert "12 papers" in reader.text
        shown = next(line for line in reader.text.splitlines() if "●" in line and "▌" in line)
        title = shown.split("● ", 1)[1].split("│")[0].strip()
        begun = title.removesuffix("…")
        assert begun
        assert reader.title.startswith(begun)
        assert reader.title[len(begun) :][:1] in ("", " ", ",", ":") or len(begun) < 12
        for keys in (["j"], ["enter"], ["escape", "D"]):
            await reader.press(*keys)
            lines = reader.text.splitlines()
            assert len(lines) == size[1]
            assert max(map(len, lines)) <= size[0]  # nothing is wider than the window


async def test_title_bar_leaves_out_details_that_do_not_fit(filled: Store) -> None:
    async with run_app(filled, (24, 20)) as reader:
        reader.screen.title_bar.sync_status = SyncStatus("synced 2 min ago")
        for width in (24, 30, 36, 40, 48, 60):
            await reader.pilot.resize_terminal(width, 20)
            await reader.settle()
            shown = reader.row(0).split("synced")[0].strip(" …")
            shown = shown.replace("Friday 21 August 2026", "Fri 21")
            assert "Fri 21 · 12 papers · 12 unread".startswith(shown)
            assert not shown.split("·")[-1].strip().isdigit()


async def test_three_panes_when_wide_and_one_when_narrow(filled: Store) -> None:
    async with run_app(filled, (160, 45)) as reader:
        screen = reader.screen
        assert screen.sidebar.display
        assert screen.papers.display
        assert screen.view.display
        assert screen.papers.region.y == screen.view.region.y
        await reader.pilot.resize_terminal(100, 30)
        await reader.settle()
        assert screen.papers.region.x == screen.view.region.x
        await reader.pilot.resize_terminal(60, 20)
        await reader.settle()
        assert not screen.sidebar.display
        assert not screen.view.display
        await reader.press("enter")
        assert screen.view.display
        assert not screen.papers.display
        await reader.press("escape")
        assert screen.papers.display
        assert not screen.view.display
        await reader.press("D")
        assert screen.sidebar.display
        assert not screen.query_one("#papers-and-page").display


async def test_tab_leaves_a_hidden_sidebar(reader: RunningApp) -> None:
    for key in ("tab", "shift+tab"):
        await reader.press("D")
        reader.screen.sidebar_hidden = True
        await reader.press(key)
        assert reader.screen.pane in (LIST, DETAIL)
        assert not reader.screen.sidebar.has_focus


async def test_note_receives_keys_if_the_window_lost_focus_while_opening(
    reader: RunningApp, store: Store
) -> None:
    for event in (events.Key("e", "e"), events.AppBlur()):
        reader.app.post_message(event)
    await reader.settle()
    await reader.press("a", "b", "escape")
    key = reader.screen.list.keys[0]
    assert store.read_sync(rows.entries, [key])[key].marks.note == "ab"


async def test_brackets_open_the_next_and_previous_edition(reader: RunningApp) -> None:
    await reader.press("left_square_bracket")
    assert reader.screen.list.source == ListSource.edition(DAYS[1])
    await reader.press("right_square_bracket")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])
    await reader.press("right_square_bracket")
    assert "newest edition" in reader.text
    # From a list of many days: the paper's own edition
    await reader.press("b", "B", "right_square_bracket")
    assert reader.screen.list.source == ListSource.edition(DAYS[0])


async def test_bookmark_is_saved_before_its_star_is_shown(reader: RunningApp, store: Store) -> None:
    shown: list[int] = []
    supply = reader.screen.papers.supply

    def watch(rows: dict[int, object]) -> None:
        if any(entry.marks.bookmarked for entry in rows.values()):  # type: ignore[attr-defined]
            shown.append(store.read_sync(queries.counts).bookmarks)
        supply(rows)  # type: ignore[arg-type]

    reader.screen.papers.supply = watch  # type: ignore[assignment, method-assign]
    await reader.press("b")
    assert shown == [1]
    assert "★" in reader.row(3)


async def test_opened_paper_is_read_and_u_marks_it_unread(reader: RunningApp) -> None:
    assert "12 unread" in reader.text
    await reader.press("enter")
    assert "11 unread" in reader.text
    await reader.press("u")
    assert "12 unread" in reader.text
    await reader.press("U")
    assert "11 unread" in reader.text


async def test_marking_all_as_read_can_be_undone(reader: RunningApp, store: Store) -> None:
    await reader.press("A")
    assert "12 papers marked as read" in reader.text
    assert store.read_sync(queries.counts).unread == 48
    await reader.press("U")
    assert store.read_sync(queries.counts).unread == 60


async def test_n_continues_in_the_next_edition(reader: RunningApp) -> None:
    await reader.press("A", "n")
    assert reader.screen.list.source == ListSource.edition(DAYS[1])
    await reader.press("N")
    assert "No unread papers" in reader.text


async def test_session_is_restored(store: Store) -> None:
    days = fill(store)
    async with run_app(store) as reader:
        await reader.press("left_square_bracket", "j", "j", "j")
        title = reader.title
        await reader.press("q")
    async with run_app(store) as reader:
        assert reader.screen.list.source == ListSource.edition(days[1])
        assert reader.title == title


def can_run(reader: RunningApp, action: str) -> bool:
    """Return whether the target of an action string has the action."""
    namespace, name, _ = parse(action)
    targets = {"app": reader.app, "focused": reader.app.focused, "": reader.screen}
    return hasattr(targets[namespace], f"action_{name.partition('(')[0]}")


async def test_every_command_of_the_table_can_be_run(store: Store) -> None:
    async with run_app(store) as reader:
        missing = [
            command.name
            for command in COMMANDS
            if command.where == MAIN and not can_run(reader, action_of(command))
        ]
        assert missing == []


async def test_first_launch_without_a_network_can_be_repeated(hub: FakeHub, store: Store) -> None:
    hub.go_offline()
    async with run_app(store, offline=False) as reader:
        assert "No papers yet" in reader.text
        assert "try again" in reader.text
        assert "S open the sample" in reader.text
        hub.go_online()
        await reader.press("r")
        assert "Friday 21 August 2026" in reader.row(0)


async def test_sync_does_not_move_the_cursor(hub: FakeHub, store: Store) -> None:
    def seen() -> tuple[list[str], list[str]]:
        """Return the titles of the list with the cursor, and the abstract."""
        right = [line.split("│")[-1] for line in reader.text.splitlines()[2:-1]]
        wall = next(number for number, line in enumerate(right) if "────" in line)
        return right[:wall:2], right[wall + 1 :]

    newest = max(hub.days)
    async with run_app(store, offline=False) as reader:
        await reader.press("j", "j", "j", "J")
        before = seen()
        hub.days[newest][0]["paper"]["upvotes"] += 1000
        hub.days[newest].append(fake_papers.entry(99, newest))
        await reader.press("r")
        assert "13 papers" in reader.text
        assert "▲1,189" in reader.text
        assert seen() == before


async def test_second_click_on_a_paper_opens_its_abstract_only(reader: RunningApp) -> None:
    for times in (2, 3, 5):
        await reader.pilot.click(reader.screen.papers, offset=(10, 3), times=times)
        await reader.settle()
        assert reader.screen.papers.cursor == 1
        assert reader.screen.pane == DETAIL
        assert reader.app.screen is reader.screen
        await reader.press("escape", "k")
        assert (reader.screen.papers.cursor, reader.screen.pane) == (0, LIST)


async def test_new_editions_keep_the_open_one_visible(store: Store) -> None:
    newest, *between, oldest = fake_papers.weekdays(30)

    def write(*days: date) -> None:
        for day in days:
            edition = fake_papers.parsed_edition(day, fake_papers.edition(day, 1))
            store.write_cache_sync(cache.write_edition, edition, True, NOW)

    write(newest, oldest)
    async with run_app(store) as reader:
        await reader.press("left_square_bracket")
        assert reader.screen.list.source == ListSource.edition(oldest)
        write(*between)
        await reader.screen.list.sidebar.fill()
        await reader.settle()
        assert f"▏  {dates.short(oldest)}" in reader.text


async def test_sync_status_is_not_cut_if_it_fits(filled: Store) -> None:
    async with run_app(filled, (40, 12)) as reader:
        reader.screen.title_bar.sync_status = SyncStatus("synced just now")
        await reader.settle()
        head = reader.row(0)
        assert "12 papers" in head
        assert head.endswith("synced just now")


async def test_expanded_month_shows_unread_counts(store: Store) -> None:
    fill(store, 150, 3)
    async with run_app(store, (120, 30)) as reader:
        await reader.press("h", "G", "k", "enter")  # the second oldest month
        assert reader.screen.list.source == ListSource("period", "2026-02")
        lines = [line.partition("│")[0] for line in reader.text.splitlines()[2:-1]]
        editions = [line for line in lines if " 3 " in line]
        assert len(editions) == 16
        assert all("3 ●" in line for line in editions), reader.text


@pytest.mark.parametrize(("name", "table"), [("cache", "papers"), ("library", "bookmarks")])
async def test_damage_found_by_the_first_page_is_repaired_and_reported(
    store: Store, folders: Folders, name: str, table: str
) -> None:
    """The days of the damaged cache are already on screen."""
    newest = fill(store)[0]
    keys = store.read_sync(queries.edition, newest)
    assert keys is not None
    store.write_library_sync(library.bookmark, keys[:1], True, NOW)
    store.back_up_sync(NOW)
    store.close()
    path = folders.cache_db if name == "cache" else folders.library_db
    with closing(sqlite3.connect(path)) as database:
        root = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        ((page,), (size,)) = *database.execute(root, [table]), *database.execute("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with Store(folders) as damaged:
        assert damaged.opened.messages == []
        async with run_app(damaged) as reader:
            assert f"The {name} was damaged and set aside" in reader.text
            assert len(reader.screen.list.sidebar.days) == (0 if name == "cache" else 5)
            assert (reader.screen.list.source is None) == (name == "cache")
            await reader.press("B")
            assert len(reader.screen.list.keys) == 1
