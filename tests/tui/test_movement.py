"""Movement keys of lists, abstracts and documents in a minimal app."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.segment import Segment
from textual.content import Content

from tests.support.screen_text import WidgetApp
from tui_reader.commands import BY_NAME
from tui_reader.text.markdown import Block
from tui_reader.tui.widgets.document_view import DocumentView
from tui_reader.tui.widgets.paper_view import PaperView
from tui_reader.tui.widgets.virtual_list import VirtualList

LINES = 100


class Numbers(VirtualList[int]):
    DEFAULT_CSS = ""

    def paint(self, item: int, index: int, line: int, width: int, cursor: bool) -> list[Segment]:
        return [Segment(str(item))]


class Host(WidgetApp):
    def on_mount(self) -> None:
        match self.view:
            case VirtualList() as view:
                view.show(LINES, rows={index: index for index in range(LINES)})
            case PaperView() as view:
                view.styles.height = "1fr"
                view.show(1, Content("\n".join(map(str, range(LINES)))))
            case DocumentView() as view:
                text = "\n".join(map(str, range(LINES)))
                view.add([[Block("code", ((text, "", None),))]], last=True)
        self.view.focus()

    @property
    def line(self) -> int:
        """Return the row of the cursor, or the first visible line."""
        if isinstance(self.view, VirtualList):
            return self.view.cursor
        return round(self.view.scroll_y)


@pytest.fixture(params=[Numbers, PaperView, DocumentView])
def host(request: pytest.FixtureRequest) -> Host:
    return Host(request.param())


def keys_of(name: str) -> list[str]:
    return list(BY_NAME[name].keys)


async def test_each_key_of_a_movement_command_moves(host: Host) -> None:
    async with host.run_test(size=(60, 12)) as pilot:

        async def moved(command: str, check: Callable[[int, int], bool]) -> None:
            for key in keys_of(command):
                before = host.line
                await pilot.press(key)
                await pilot.pause()
                assert check(before, host.line), (command, key, before, host.line)

        await moved("down", lambda before, after: after == before + 1)
        await moved("up", lambda before, after: after == before - 1)
        await moved("page_down", lambda before, after: before + 8 < after < before + 13)
        await moved("page_up", lambda before, after: before - 13 < after < before - 8)
        await moved("last", lambda _, after: after > LINES - 14)
        await moved("first", lambda _, after: after == 0)


async def test_changed_keys_apply_to_every_view(host: Host) -> None:
    host.set_keymap({"down": "x"})
    async with host.run_test(size=(60, 12)) as pilot:
        await pilot.press("j", "down")
        assert host.line == 0
        await pilot.press("x")
        await pilot.pause()
        assert host.line == 1


async def test_cursor_watcher_runs_at_once_and_not_for_a_new_list() -> None:
    view = Numbers()
    host = Host(view)
    seen: list[int] = []
    async with host.run_test(size=(60, 12)):
        host.watch(view, "cursor", lambda: seen.append(view.cursor), init=False)
        view.action_move(2)
        assert seen == [2]
        view.cursor = LINES + 5
        assert seen == [2, LINES - 1]
        view.action_move(1)
        view.show(3, 1)
        assert (view.cursor, seen) == (1, [2, LINES - 1])
