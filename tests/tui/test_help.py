"""Help in every pane, page, dialog and text input."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.fake_hub import FakeHub
from tests.support.running_app import RunningApp, run_app
from tests.tui.test_paper_pages import colors, pictured
from tui_reader.store import Store
from tui_reader.tui.dialogs.prompts import Confirm

# Keys that open a page without a text input, and text of its help.
MENUS: dict[str, tuple[Sequence[str], str]] = {
    "order": (("s",), "Select by letter"),
    "copy as": (("Y",), "Page down"),
    "export": (("E",), "Close"),
    "related links": (("L",), "Select"),
    "theme": (("colon", *"choose a theme", "enter"), "Select"),
}
# Keys that open a text input, what to type, and text of its help.
LINES: dict[str, tuple[Sequence[str], str, str]] = {
    "tags": (("t",), "agents", "Complete"),
    "date": (("d",), "last week", "Delete left to start of word"),
    "watch": (("slash", *"three", "enter", "W"), "mine", "Apply"),
    "note": (("e",), "half a thought", "Undo"),
    "palette": (("colon",), "bib", "Page down"),
    "search": (("slash",), "three small", "Apply the search"),
    "filter": (("f",), "three", "author:lecun"),
}


async def opened(reader: RunningApp, keys: Sequence[str]) -> str:
    await reader.press(*keys)
    return reader.text


async def test_both_help_keys_show_help_outside_of_text_inputs(reader: RunningApp) -> None:
    for place, (keys, text) in MENUS.items():
        before = await opened(reader, [*keys, "j"])
        depth = len(reader.app.screen_stack)
        for key in ("question_mark", "f1"):
            await reader.press(key)
            assert "Keys in this dialog" in reader.text, place
            assert text in reader.text, place
            await reader.press("escape")
            assert len(reader.app.screen_stack) == depth, place
            assert reader.text == before, place
        await reader.press("escape")


async def test_F1_in_a_text_input_shows_help_and_preserves_the_text(filled: Store) -> None:
    async with run_app(filled, (100, 60)) as reader:
        for place in ("tags", "note", "palette", "search"):
            keys, typed, text = LINES[place]
            await reader.press(*keys, *typed)
            before = reader.text
            assert typed in before, place
            await reader.press("f1")
            assert "/ filter" in reader.text, place
            assert text in reader.text, place
            await reader.press("escape")
            assert reader.text == before, place
            await reader.press("question_mark")
            assert f"{typed}?" in reader.text, place
            assert "/ filter" not in reader.text, place
            await reader.press("ctrl+u", "escape", "escape", "D", "l")


async def test_menus_fit_into_a_narrow_window(filled: Store) -> None:
    async with run_app(filled, (60, 20)) as reader:
        for keys, _ in MENUS.values():
            await reader.press(*keys)
            assert [line for line in reader.text.splitlines() if line.endswith("┐")], keys
            await reader.press("escape")


async def test_editing_keys_are_the_same_in_all_text_inputs(filled: Store) -> None:
    places = [keys for keys, _, _ in LINES.values()]
    places += [("ctrl+o",), ("E", "enter"), ("question_mark", "slash")]
    async with run_app(filled, (100, 60)) as reader:
        await reader.press("j")
        before = reader.text
        for keys in places:
            await reader.press(*keys)
            await reader.press("ctrl+u", *"bc", "home", "a", "end", "d")
            assert "abcd" in reader.text, keys
            await reader.press("ctrl+u")
            assert "abcd" not in reader.text, keys
            await reader.press("ctrl+z")
            assert "abcd" in reader.text, keys
            clear = "ctrl+u" if keys == ("e",) else "escape"  # Esc saves a note
            await reader.press(clear, *"xyxy")
            assert "abcd" not in reader.text, keys
            assert "xyxy" in reader.text, keys
            await reader.press("ctrl+u")
            await reader.press("escape", "escape", "escape", "D", "l")
            assert reader.text == before, keys


async def test_keys_of_a_text_input_are_found_by_typing(reader: RunningApp) -> None:
    await reader.press("t", "f1", "slash", *"word")
    assert "Delete left to start of word" in reader.text
    assert "Complete" not in reader.text
    assert "Move cursor right or" not in reader.text
    await reader.press("f1")
    assert "Tags of" in reader.text


async def test_letters_are_not_listed_as_keys_of_a_text_input(filled: Store) -> None:
    async with run_app(filled, (100, 60)) as reader:
        await reader.press("slash", "f1")
        assert "Add or remove bookmark" not in reader.text
        assert "^o" in reader.text  # the Hub's search


async def test_confirmation_shows_its_keys_and_stays_open(reader: RunningApp) -> None:
    results: list[bool | None] = []
    reader.app.push_screen(Confirm("Open it?", "https://made-up.example/"), results.append)
    for key in ("question_mark", "f1"):
        await reader.press(key)
        assert "Keys in this dialog" in reader.text
        await reader.press("escape")
        assert results == []
    await reader.press("y")
    assert results == [True]


async def test_F1_in_the_find_bar_shows_its_keys(hub: FakeHub, filled: Store) -> None:
    async with run_app(filled, (100, 60), offline=False) as reader:
        hub.texts[reader.screen.papers.rows[0].paper.id] = "# Teapots\n\nA lantern."
        await reader.press("enter", "enter")
        await reader.until(lambda: "A lantern" in reader.text)
        await reader.press("slash", *"lan", "f1")
        assert "Delete left to start of word" in reader.text
        await reader.press("escape", *"tern")
        assert "1 of 1" in reader.text
        await reader.press("question_mark")
        assert "lantern?" in reader.text
        await reader.press("escape", "escape", "question_mark")
        assert "Keys in a text" in reader.text
        assert "Show table of contents" in reader.text


async def test_pictures_have_help_and_the_palette(hub: FakeHub, store: Store) -> None:
    async with pictured(store, offline=False) as reader:
        await reader.pilot.press("i")
        await reader.until(lambda: colors(reader) == {"#c87828"})
        for key in ("question_mark", "f1"):
            await reader.press(key)
            assert "Keys on the images page" in reader.text
            assert "Go to next image" in reader.text
            assert "Go to next pane" not in reader.text
            await reader.press("escape")
            assert "Image 1 of 3" in reader.text
        await reader.press("question_mark", "colon")
        assert "Commands, lists and dates" in reader.text
        await reader.press("escape")
        assert "Image 1 of 3" in reader.text
        await reader.press("colon", *"next image", "enter")
        assert "Image 2 of 3" in reader.text
        await reader.press("ctrl+p", *"bookmarks", "enter")
        assert len(reader.app.screen_stack) == 1
        assert reader.screen.list.source is not None
        assert reader.screen.list.source.kind == "bookmarks"


async def test_double_enter_closes_only_the_confirmation(reader: RunningApp) -> None:
    for opens in ("d", "question_mark", "colon"):
        await reader.press(opens)
        await reader.press_at_once("enter", "enter")
        assert reader.app.is_running
        assert reader.app.screen_stack[0] is reader.screen
        while len(reader.app.screen_stack) > 1:
            await reader.press("escape")
