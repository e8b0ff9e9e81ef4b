"""Tags, notes, selections and bookmark lists in the app."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.fake_hub import FakeHub
from tests.support.running_app import NOW, RunningApp, fill, run_app
from tests.support.terminal import Terminal
from tui_reader.files import Draft
from tui_reader.models import (
    BOOKMARKS,
    BOOKMARKS_BY_DATE,
    BOOKMARKS_BY_TAG,
    ListSource,
    Marks,
    id_of,
)
from tui_reader.paths import Folders
from tui_reader.store import Store, library, queries, rows, undo
from tui_reader.tui.dialogs.note_editor import NoteEditor
from tui_reader.tui.dialogs.prompts import Menu, Prompt


def marks(reader: RunningApp, index: int = 0) -> Marks:
    """Return the stored marks of a paper of the open list."""
    screen = reader.screen
    key = screen.list.keys[index]
    return screen.context.store.read_sync(rows.entries, [key])[key].marks


async def test_tags_are_saved_and_shown(filled: Store) -> None:
    async with run_app(filled, (160, 45)) as reader:
        await reader.press("t")
        assert isinstance(reader.app.screen, Prompt)
        assert f"Tags of {reader.title[:30]}" in reader.text
        await reader.press(*"rl, #flow", "enter")
        assert marks(reader).tags == ("flow", "rl")
        assert reader.text.count("#flow") == 3  # in the list, and twice on the paper's page
        assert filled.read_sync(queries.counts).bookmarks == 1


async def test_tag_is_removed_by_editing_and_restored_by_undo(filled: Store) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("t")
        await reader.press(*"rl flow", "enter")
        await reader.press("t")
        assert "flow, rl, " in reader.text
        await reader.press(*["backspace"] * 4, "enter")
        assert marks(reader).tags == ("flow",)
        await reader.press("U")
        assert marks(reader).tags == ("flow", "rl")
        await reader.press("U")
        assert marks(reader).tags == ()
        assert "Undone: #rl #flow" in reader.text
        assert reader.text.count("#") == 2
        assert filled.read_sync(queries.counts).bookmarks == 0


async def test_most_used_tag_is_completed_with_its_spelling(
    reader: RunningApp, store: Store
) -> None:
    await reader.press("t")
    await reader.press(*"Diffusión", "enter")
    await reader.press("j", "t")
    assert "Diffusión  " in reader.text  # below the input, not on the page behind it
    await reader.press(*"diffusio", "tab", "enter")
    await reader.press("j", "t")
    await reader.press(*"DIFFUSIÓN", "enter")
    assert store.read_sync(queries.tags) == [("Diffusión", 3)]


async def test_escape_changes_no_tag(reader: RunningApp) -> None:
    await reader.press("t")
    await reader.press(*"rl", "escape", "escape")
    assert marks(reader).tags == ()
    await reader.press("U")
    assert "Nothing to undo" in reader.text


async def test_note_shows_in_list_and_page_and_is_undone(filled: Store) -> None:
    async with run_app(filled, (120, 60)) as reader:
        await reader.press("e")
        assert isinstance(reader.app.screen, NoteEditor)
        await reader.press(*"see [/nope]", "enter", "x", "escape")
        assert marks(reader).note == "see [/nope]\nx"
        assert "✎ note" in reader.text
        assert "see [/nope]" in reader.text
        row = next(line for line in reader.text.split("\n") if "▲" in line and "▌" in line)
        assert "✎" in row
        await reader.press("e")
        assert "see [/nope]" in reader.text
        await reader.press(*"!", "ctrl+s")
        assert marks(reader).note == "see [/nope]\nx!"
        await reader.press("U", "U")
        assert marks(reader).note is None
        assert "✎" not in reader.text


async def test_empty_note_deletes_the_note(reader: RunningApp, store: Store) -> None:
    await reader.press("e")
    await reader.press(*"x", "escape")
    await reader.press("e")
    await reader.press("backspace", "escape")
    assert marks(reader).note is None
    assert store.read_sync(queries.counts).bookmarks == 0


def full(*_: object, **__: object) -> None:
    """Raise the error of a full disk instead of writing."""
    raise OSError(28, "No space left on device")


async def test_undo_right_after_a_change_works(reader: RunningApp, store: Store) -> None:
    reader.screen.action_bookmark()
    reader.screen.action_undo()
    await reader.settle()
    assert "Undone: bookmark" in reader.text
    assert "★" not in reader.row(3)
    assert store.read_sync(queries.counts).bookmarks == 0


async def test_failed_undo_can_be_repeated(
    reader: RunningApp, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reader.press("b")
    with monkeypatch.context() as broken:
        broken.setattr(undo, "undo", full)
        await reader.press("U")
        assert "Not saved: the disk is full" in reader.text
    await reader.press("U")
    assert "Undone: bookmark" in reader.text
    assert store.read_sync(queries.counts).bookmarks == 0
    await reader.press("U")
    assert "Nothing to undo" in reader.text


async def test_unsaved_note_is_reported_and_offered_again(
    reader: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(library, "note", full)
        await reader.press("e")
        await reader.press(*"precious", "escape")
        assert "Not saved: the disk is full" in reader.text
        assert marks(reader).note is None
        assert "✎" not in reader.text
        await reader.press("q")
        assert "Quit without saving this note?" in reader.text
        assert "precious" in reader.text
        await reader.press("n")
    await reader.press("e")
    assert "precious" in reader.text
    await reader.press("escape")
    assert marks(reader).note == "precious"


async def test_draft_is_restored_after_a_crash(reader: RunningApp, store: Store) -> None:
    assert reader.screen.list.key is not None
    draft = Draft(store.folders, id_of(reader.screen.list.key))
    draft.write("half a thou")
    await reader.press("e")
    assert "half a thou" in reader.text
    assert "Unsaved draft restored" in reader.text
    await reader.press(*"ght", "escape")
    assert marks(reader).note == "half a thought"
    assert draft.read() is None


async def test_selected_papers_are_bookmarked_tagged_and_read_together(filled: Store) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("v", "v", "j", "v")
        assert reader.text.count("✓") == 3
        assert "3 selected; Esc clears" in reader.text
        await reader.press("b")
        starred = [index for index in range(12) if marks(reader, index).bookmarked]
        assert starred == [0, 1, 3]
        await reader.press("t")
        assert "Tags of 3 papers" in reader.text
        await reader.press(*"rl", "enter")
        assert [i for i in range(12) if marks(reader, i).tags == ("rl",)] == [0, 1, 3]
        assert "3 papers: #rl" in reader.text
        await reader.press("u")
        assert [i for i in range(12) if not marks(reader, i).unread] == [0, 1, 3]
        await reader.press("U", "U", "U")
        assert not any(marks(reader, i).tags or marks(reader, i).bookmarked for i in range(12))
        assert all(marks(reader, i).unread for i in range(12))


async def test_only_shared_tags_are_edited(reader: RunningApp) -> None:
    await reader.press("t")
    await reader.press(*"rl old", "enter")
    await reader.press("j", "t")
    await reader.press(*"rl", "enter")
    await reader.press("k", "v", "v", "t")
    assert "rl, " in reader.text
    assert "old," not in reader.text
    await reader.press(*["backspace"] * 4, *"new", "enter")
    assert marks(reader, 0).tags == ("new", "old")
    assert marks(reader, 1).tags == ("new",)


async def test_escape_clears_the_selection_first(reader: RunningApp) -> None:
    await reader.press("v", "v")
    await reader.press("escape")
    assert "✓" not in reader.text
    assert "selected" not in reader.text
    assert reader.screen.papers.has_focus
    await reader.press("b")
    assert [i for i in range(12) if marks(reader, i).bookmarked] == [2]


async def test_v_toggles_the_selection(reader: RunningApp) -> None:
    await reader.press("v", "k", "v")
    assert "✓" not in reader.text
    assert "selected" not in reader.text


async def test_opening_a_list_clears_the_selection(reader: RunningApp) -> None:
    await reader.press("v", "left_square_bracket")
    assert "selected" not in reader.text
    assert reader.screen.papers.selected == set()


def save_four(store: Store) -> list[int]:
    """Save four papers on four days: two bookmarks, one tag, one note."""
    newest, older, *_ = fill(store)
    keys = [*(store.read_sync(queries.edition, newest) or ())][:2] + [
        *(store.read_sync(queries.edition, older) or ())
    ][:2]
    day = timedelta(days=1)
    store.write_library_sync(library.bookmark, keys[:1], True, NOW)
    store.write_library_sync(library.bookmark, keys[1:2], True, NOW + 3 * day)
    store.write_library_sync(library.tag, keys[2:3], ["zebra"], [], NOW + 2 * day)
    store.write_library_sync(library.tag, keys[1:2], ["ant"], [], NOW + 5 * day)
    store.write_library_sync(library.note, [keys[3]], "a note", NOW + 1 * day)
    return keys


def test_bookmarks_have_three_orders(store: Store) -> None:
    first, second, third, fourth = save_four(store)
    assert list(store.read_sync(queries.bookmarks)) == [second, third, fourth, first]
    assert list(store.read_sync(queries.bookmarks, "date")) == sorted(
        (first, second, third, fourth), reverse=True
    )
    assert list(store.read_sync(queries.bookmarks, "tag")) == [second, third, fourth, first]
    assert list(store.read_sync(queries.bookmarks, "no such order")) == [
        second,
        third,
        fourth,
        first,
    ]


async def test_B_in_the_bookmarks_offers_orders_and_tags(store: Store) -> None:
    save_four(store)
    async with run_app(store) as reader:
        await reader.press("B")
        assert reader.screen.list.source == BOOKMARKS
        assert "Bookmarks · 4 papers" in reader.text
        await reader.press("B")
        assert isinstance(reader.app.screen, Menu)
        assert "Recently bookmarked" in reader.text
        assert "#ant" in reader.text
        await reader.press("j", "enter")
        assert reader.screen.list.source == BOOKMARKS_BY_DATE
        await reader.press("B")
        await reader.press("j", "enter")
        assert reader.screen.list.source == BOOKMARKS_BY_TAG
        assert "Bookmarks by tag · 4 papers" in reader.text
        await reader.press("B")
        await reader.press("G", "enter")
        assert reader.screen.list.source == ListSource("tag", "zebra")
        assert "#zebra · 1 paper" in reader.text
        assert reader.screen.papers.has_focus


async def test_t_in_the_sidebar_offers_tags(store: Store) -> None:
    save_four(store)
    async with run_app(store) as reader:
        await reader.press("D", "t")
        assert "#zebra" in reader.text
        await reader.press("escape")
        assert not isinstance(reader.app.screen, Menu)


async def test_saved_paper_is_complete_without_the_cache(folders: Folders) -> None:
    with Store(folders) as store:
        save_four(store)
        async with run_app(store) as reader:
            await reader.press("B")
            title = reader.title
    for path in folders.cache.iterdir():
        path.unlink()
    with Store(folders) as again:
        async with run_app(again) as reader:
            await reader.press("B")
            assert reader.title == title
            assert reader.screen.list.current is not None
            assert reader.screen.list.current.paper.abstract
            assert marks(reader).tags == ("ant",)


COMMAND = [sys.executable, "-m", "tui_reader"]


@pytest.mark.long
def test_external_note_editor_in_a_real_terminal(hub: FakeHub, tmp_path: Path) -> None:
    program = tmp_path / "scribe"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "answer = input('scribe has ' + repr(file.read_text()) + ' and asks: ')\n"
        "file.write_text(file.read_text() + '\\n' + answer)\n"
    )
    program.chmod(0o700)
    environ = {"HF_ENDPOINT": hub.url, "EDITOR": str(program), "VISUAL": None}
    with Terminal(COMMAND, tmp_path, size=(100, 30), environ=environ) as terminal:
        terminal.wait_for("synced")
        terminal.press("e")
        terminal.wait_for("^o opens scribe")
        terminal.type("begun")
        terminal.wait_for("begun")
        terminal.press("ctrl+o")
        terminal.wait_for("scribe has 'begun' and asks:")
        terminal.type("ended\r")
        terminal.wait_for("✎ note")
        terminal.press("z")
        terminal.wait_for(lambda _: "Bookmarks" not in terminal.text())
        terminal.press("G")
        terminal.wait_for("ended")
        terminal.press("escape")
        terminal.wait_for("Bookmarks")
        terminal.press("t")
        terminal.wait_for("Tags of")
        terminal.type("rl\r")
        terminal.wait_for("#rl")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    with Terminal(COMMAND, tmp_path, size=(100, 30), environ=environ) as terminal:
        terminal.wait_for("synced")
        terminal.press("z")
        terminal.wait_for(lambda _: "Bookmarks" not in terminal.text())
        terminal.press("G")
        terminal.wait_for("begun")


async def test_keys_typed_in_one_burst_run_in_order(reader: RunningApp, store: Store) -> None:
    first, _, third = reader.screen.list.keys[:3]
    await reader.press_at_once("b", "j", "j", "b", "k")
    assert set(store.read_sync(queries.bookmarks)) == {first, third}
    assert reader.screen.papers.cursor == 1


async def test_note_typed_in_one_burst_with_escape_is_saved(reader: RunningApp) -> None:
    await reader.press("e")
    await reader.press_at_once(*"precious", "escape")
    assert marks(reader).note == "precious"
