"""Dialogs: prompts, menus, confirmations and the note editor."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot

from tests.support.running_app import key_event
from tests.support.screen_text import text_of
from tui_reader.files import Draft
from tui_reader.paths import Folders
from tui_reader.tui import themes
from tui_reader.tui.dialogs import external_editor
from tui_reader.tui.dialogs.base import Dialog
from tui_reader.tui.dialogs.note_editor import NoteEditor
from tui_reader.tui.dialogs.prompts import Confirm, Menu, Prompt
from tui_reader.tui.widgets.choice_list import ChoiceList, assign_letters

SIZES = [(40, 12), (80, 24), (160, 45)]
NOTHING = object()
Make = Callable[[], Dialog[Any]]


class Host(App[None]):
    """An app with nothing but a dialog."""

    plain = False

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.defaults(self.current_theme.dark)


class OpenDialog:
    """An open dialog and its result."""

    def __init__(self, pilot: Pilot[Any], dialog: Dialog[Any]) -> None:
        self.pilot, self.dialog = pilot, dialog
        self.result: Any = NOTHING

    def take(self, result: Any) -> None:
        self.result = result

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.pilot.app.post_message(key_event(key))
            await self.pilot.pause(0)
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """Return the screen as text."""
        return text_of(self.pilot.app)


@asynccontextmanager
async def open_dialog(make: Make, size: tuple[int, int] = (80, 24)) -> AsyncIterator[OpenDialog]:
    async with Host().run_test(size=size) as pilot:
        found = OpenDialog(pilot, make())
        pilot.app.push_screen(found.dialog, found.take)
        await pilot.pause()
        yield found


TAGS = ("agents", "to-read", "rl", "rlhf", "world-models")


async def test_prompt_returns_the_typed_text() -> None:
    async with open_dialog(lambda: Prompt("Name of the watch")) as dialog:
        assert "Name of the watch" in dialog.text
        await dialog.press(*"flow", "enter")
        assert dialog.result == "flow"


async def test_escape_clears_a_typed_text_and_closes_without_a_result() -> None:
    async with open_dialog(lambda: Prompt("Name", "old")) as dialog:
        await dialog.press("x", "escape")
        assert dialog.result is NOTHING
        assert "old" not in dialog.text
        await dialog.press("ctrl+z")
        assert "oldx" in dialog.text
        await dialog.press("ctrl+z", "escape")  # nothing is typed
        assert dialog.result is None


async def test_covered_dialog_is_not_closed_and_has_one_result() -> None:
    async with open_dialog(lambda: Prompt("Name", "old")) as dialog:
        dialog.pilot.app.push_screen(Confirm("Open it?", "https://made-up.example/", "opens it"))
        await dialog.pilot.pause()
        dialog.dialog.dismiss("too late")
        await dialog.press("escape")
        assert dialog.result is NOTHING
        await dialog.press("enter")
        assert dialog.result == "old"


async def test_last_word_of_a_list_is_completed() -> None:
    async with open_dialog(lambda: Prompt("Tags", "rl, ", TAGS, multiple=True)) as dialog:
        assert "agents  to-read  rlhf" in dialog.text  # all but the one that is already in the list
        await dialog.press("w", "tab")
        assert "rl, world-models," in dialog.text
        await dialog.press("r", "enter")
        assert dialog.result == "rl, world-models, r"
    tags = ["强化学习", '"flow matching"']
    async with open_dialog(lambda: Prompt("Tags", "强化学习，", tags, multiple=True)) as dialog:
        await dialog.press(*'"flow m', "tab", "enter")
        assert dialog.result == '强化学习，"flow matching", '


async def test_prefix_matches_come_before_other_matches() -> None:
    async with open_dialog(lambda: Prompt("Tags", "", TAGS, multiple=True)) as dialog:
        assert "agents  to-read  rl" in dialog.text  # before the user types
        await dialog.press("r")
        assert "rl  rlhf  to-read  world-models" in dialog.text
        assert "agents" not in dialog.text
        await dialog.press("l", "h", "tab", "enter")
        assert dialog.result == "rlhf, "


async def test_pasted_text_is_sanitized() -> None:
    cases: list[tuple[Make, str, str]] = [
        (lambda: Prompt("Line"), "enter", "a�[31mb�"),
        (lambda: NoteEditor("Text", "", draft()), "ctrl+s", "a�[31mb�\nsecond"),
    ]
    for make, key, result in cases:
        async with open_dialog(make) as dialog:
            dialog.pilot.app.post_message(events.Paste("a\x1b[31mb\u202e\r\nsecond"))
            await dialog.pilot.pause()
            assert "\x1b" not in dialog.text
            await dialog.press(key)
            assert dialog.result == result


CHOICES = [
    ("bib", "BibTeX", "for LaTeX"),
    ("cite", "Citation", "one line"),
    ("id", "arXiv ID", "2608.21000"),
    ("csv", "CSV [/nope]", "[@click=app.quit]no[/]"),
]


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        (["enter"], "bib"),
        (["j", "j", "enter"], "id"),
        (["down", "k", "enter"], "bib"),
        (["G", "enter"], "csv"),
        (["c"], "cite"),
        (["a"], "id"),
        (["s"], "csv"),
        (["escape"], None),
        (["j", "q"], None),
    ],
)
async def test_menu_choice_by_cursor_or_letter(keys: list[str], result: str | None) -> None:
    async with open_dialog(lambda: Menu("Copy as", CHOICES)) as dialog:
        assert "CSV [/nope]" in dialog.text
        assert "[@click=app.quit]no[/]" in dialog.text
        await dialog.press(*keys)
        assert dialog.result == result


async def test_menu_choice_by_one_click() -> None:
    async with open_dialog(lambda: Menu("Copy as", CHOICES)) as dialog:
        await dialog.pilot.click(ChoiceList, offset=(8, 2))
        await dialog.pilot.pause()
        assert dialog.result == "id"


async def test_current_choice_has_the_cursor() -> None:
    async with open_dialog(lambda: Menu("Copy as", CHOICES, current="id")) as dialog:
        await dialog.press("enter")
        assert dialog.result == "id"


async def test_long_menu_scrolls_and_shows_its_keys() -> None:
    many = [(number, f"tag {number}", "") for number in range(100)]
    async with open_dialog(lambda: Menu("Tags", many), (40, 12)) as dialog:
        assert "Esc" in dialog.text
        await dialog.press("G")
        assert "tag 99" in dialog.text
        assert "tag 0" not in dialog.text
        await dialog.press("enter")
        assert dialog.result == 99


@pytest.mark.parametrize("few", [3, 14])  # the most rows without a scrollbar
async def test_menu_that_grows_makes_room_for_its_scrollbar(few: int) -> None:
    many = [(number, f"Choice {number}", "") for number in range(500)]
    async with open_dialog(lambda: Menu("Contents", many[:few])) as dialog:
        choices = dialog.pilot.app.screen.query_one(ChoiceList)
        assert dialog.text.count("Choice") == few
        choices.set_choices(many)
        await dialog.pilot.pause()
        assert dialog.text.count("Choice") == choices.size.height
        assert choices.render_line(0).cell_length == choices.scrollable_content_region.width


def test_menu_letters_are_unique() -> None:
    found = assign_letters(["json", "just", "kill", "quiet", "csv", "csl", "c", "[/]", "猫"])
    assert found[0] == "s"
    assert len(set(found.values())) == len(found) == 9
    assert not set(found.values()) & set("jkgq")
    assert len(assign_letters(["x"] * 40)) == 22


async def test_every_key_that_closes_the_editor_saves_the_text() -> None:
    for key in ("escape", "ctrl+s"):
        async with open_dialog(lambda: NoteEditor("Note", "# Old\n", draft())) as dialog:
            await dialog.press(*"new", "enter", "tab", "x", key)
            assert dialog.result == "# Old\nnew\n    x"


async def test_only_y_confirms() -> None:
    url = "https://made-up.example/" + "long/" * 60
    for key, result in (("y", True), ("n", False), ("escape", False), ("q", False)):
        async with open_dialog(lambda: Confirm("Open it?", url, "opens it"), (160, 45)) as dialog:
            shown = "".join(line.strip(" │") for line in dialog.text.splitlines())
            assert url in shown
            assert "y opens it" in dialog.text
            await dialog.press("enter", "space")
            assert dialog.result is NOTHING
            await dialog.press(key)
            assert dialog.result is result


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_dialog_fits_every_window(size: tuple[int, int]) -> None:
    long = "A title with [/nope] and \x1b[31m controls that goes on and on " * 3
    several: list[Make] = [
        lambda: Prompt(long[:100], "value", TAGS, multiple=True),
        lambda: Menu(long[:60], [(n, f"Choice {n}", long) for n in range(30)]),
        lambda: NoteEditor(long[:60], long, draft()),
        lambda: Confirm(long[:60], "https://made-up.example/" + "x" * 2000),
    ]
    for make in several:
        async with open_dialog(make, size) as dialog:
            lines = dialog.text.split("\n")
            assert len(lines) == size[1]
            assert max(map(len, lines)) <= size[0]
            assert "\x1b" not in dialog.text
            assert any("Esc" in line or "y yes" in line for line in lines), dialog.dialog
            keys = dialog.dialog.query_one(".keys").region
            assert dialog.dialog.region.contains_region(keys), dialog.dialog


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set $VISUAL to an editor that records its text and replaces it. Return its folder."""
    program = tmp_path / "made up editor"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        "file = pathlib.Path(sys.argv[2])\n"
        f"pathlib.Path({str(tmp_path)!r}, 'given').write_text(sys.argv[1] + file.read_text())\n"
        "file.write_text('from outside\\x1b')\n"
    )
    program.chmod(0o700)
    monkeypatch.setenv("VISUAL", f"'{program}' --wait")
    return tmp_path


# The external editor


def test_external_editor_returns_the_edited_text(editor: Path) -> None:
    assert external_editor.edit(Suspended(), "a note", draft()) == ("from outside\x1b", None)
    assert (editor / "given").read_text() == "--waita note"
    assert external_editor.name() == "made up editor"


def test_failed_editor_leaves_the_text_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    for program, problem in (
        ("false", "false exited with code 1"),
        ("no-such", "No such file"),
        ("sh -c 'kill -40 $$'", "terminated by signal 40"),
    ):
        monkeypatch.setenv("VISUAL", program)
        text, message = external_editor.edit(Suspended(), "a note", draft())
        assert text == "a note"
        assert message is not None
        assert problem in message


async def test_terminal_without_suspend_is_reported(editor: Path) -> None:
    async with open_dialog(lambda: NoteEditor("Note", "kept", draft())) as dialog:
        assert "^o opens made up editor" in dialog.text
        await dialog.press("ctrl+o")
        assert "not available in this terminal" in dialog.text
        await dialog.press("escape")
        assert dialog.result == "kept"


async def test_text_saved_by_a_killed_editor_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "cut"
    program.write_text('#!/bin/sh\necho "saved by it" > "$1"; exit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(program))
    monkeypatch.setattr(Host, "suspend", Suspended.suspend)
    async with open_dialog(lambda: NoteEditor("Note", "kept", draft()), (100, 24)) as dialog:
        await dialog.press("ctrl+o")
        assert "saved by it" in dialog.text
        assert "cut exited with code 1; the text it saved is shown, ^z reverts" in dialog.text
        await dialog.press("ctrl+z")
        assert "saved by it" not in dialog.text
        await dialog.press("ctrl+y", "escape")
        assert dialog.result == "saved by it\n"


class Suspended(App[object]):
    """An app whose terminal can be suspended."""

    def suspend(self) -> Any:
        from contextlib import nullcontext

        return nullcontext()


async def test_draft_is_saved_while_typing_and_private() -> None:
    async with open_dialog(lambda: NoteEditor("Note", "", draft())) as dialog:
        await dialog.press(*"half")
        await dialog.pilot.app.workers.wait_for_complete()
        assert draft().read() == "half"
    assert draft().file.parent.stat().st_mode & 0o077 == 0


async def test_draft_is_restored_and_undo_returns_to_the_saved_text() -> None:
    for keys, result in ((["!"], "left!"), (["ctrl+z"], "saved")):
        async with open_dialog(
            lambda: NoteEditor("Note", "saved", draft(), "left"), (100, 24)
        ) as dialog:
            assert "Unsaved draft restored" in dialog.text
            await dialog.press(*keys, "escape")
            assert dialog.result == result


def draft() -> Draft:
    return Draft(Folders.of_user(), "2408.00001")
