"""The search bar and the find bar in a minimal app."""

from __future__ import annotations

import pytest
from textual.message import Message

from tests.support.screen_text import WidgetApp
from tui_reader.tui.widgets.inputs import Bar, SearchBar


class Host(WidgetApp):
    def __init__(self, bar: Bar) -> None:
        super().__init__(bar)
        self.bar = bar
        self.posted: list[str] = []

    def note(self, message: Message) -> None:
        value = getattr(message, "value", None)
        self.posted.append(type(message).__name__ + ("" if value is None else f" {value}"))

    on_input_changed = on_input_submitted = on_bar_closed = note


@pytest.fixture(params=[SearchBar, Bar])
def host(request: pytest.FixtureRequest) -> Host:
    bar: Bar = request.param()
    return Host(bar)


async def test_search_bar_posts_text_and_enter(host: Host) -> None:
    async with host.run_test() as pilot:
        await pilot.press("a", "b", "enter")
        assert host.posted == ["Changed a", "Changed ab", "Submitted ab"]


async def test_escape_clears_the_letters_before_it_and_then_closes(host: Host) -> None:
    async with host.run_test() as pilot:
        await pilot.press("a", "escape")
        assert host.posted == ["Changed a", "Changed "]
        await pilot.press("escape")
        assert host.posted[2:] == ["Closed"]


async def test_key_that_closes_a_bar_can_be_changed(host: Host) -> None:
    host.set_keymap({"back": "ctrl+g"})
    async with host.run_test() as pilot:
        await pilot.press("escape")
        assert host.posted == []
        await pilot.press("ctrl+g")
        assert host.posted == ["Closed"]


async def test_pasted_control_characters_are_replaced(host: Host) -> None:
    async with host.run_test() as pilot:
        host.bar.insert_text_at_cursor("a\x1b[31mb\nc")
        await pilot.pause()
        assert host.bar.value == "a�[31mb c"
