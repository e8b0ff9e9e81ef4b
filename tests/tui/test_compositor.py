"""Partial updates paint the same cells as a full repaint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from tests.support.running_app import RunningApp, run_app
from tui_reader.store import Store
from tui_reader.tui.textual_ext.compositor import (
    Patch,
    PatchCompositor,
    PatchUpdate,
    disjoint,
    subtract,
)

Cells = dict[tuple[int, int], tuple[str, Style | None]]


def cells(strip: Strip, y: int, x: int) -> Iterator[tuple[tuple[int, int], tuple[str, Style]]]:
    """Return each cell with its style, without click actions and the color of blanks."""
    for text, style, _ in strip:
        look = (style or Style()).clear_meta_and_links()
        blank = Style(bgcolor=look.bgcolor)
        for character in text:
            seen = character != " " or look.reverse or look.underline
            for half in (character, "")[: cell_len(character)]:
                yield (y, x), (half, look if seen else blank)
                x += 1


def full_screen(compositor: Compositor) -> Cells:
    strips = compositor.render_strips()
    return {at: cell for y, strip in enumerate(strips) for at, cell in cells(strip, y, 0)}


@pytest.mark.parametrize("size", [(100, 24), (50, 16)])
async def test_partial_updates_produce_the_full_screen(
    filled: Store, size: tuple[int, int]
) -> None:
    seen: Cells = {}
    real = PatchCompositor.render_update

    def painted(compositor: PatchCompositor, *args: Any, **kwargs: Any) -> RenderableType | None:
        update: RenderableType | None = real(compositor, *args, **kwargs)
        if isinstance(update, PatchUpdate):
            for y, x, strip in update.patches:
                seen.update(cells(strip, y, x))
        elif update is not None:
            seen.update(full_screen(compositor))
        return update

    with patch.object(PatchCompositor, "render_update", painted):
        async with run_app(filled, size) as read:
            seen.update(full_screen(read.app.screen._compositor))
            for key in ("j", "j", "b", "G", "k", "[", "l", "J", "l", "j", "h", "u", "v", "j", "g"):
                await read.press(key)
                assert seen == full_screen(read.app.screen._compositor), f"after {key}"


async def test_widget_without_space_is_ignored(reader: RunningApp) -> None:
    nothing = Static()
    nothing.styles.width, nothing.styles.height, nothing.styles.dock = 0, "1fr", "left"
    await reader.screen.query_one("#papers-and-page").mount(nothing)
    await reader.settle()
    compositor = reader.app.screen._compositor
    assert nothing in compositor.visible_widgets
    compositor._dirty_regions.add(Region(0, 0, 60, 20))
    update = compositor.render_update()
    assert isinstance(update, PatchUpdate)
    assert all(strip.cell_length for _, _, strip in update.patches)


def test_each_patch_moves_the_cursor_first() -> None:
    patches = [Patch(1, 2, Strip([Segment("b")])), Patch(1, 0, Strip([Segment("👩‍🔬")], 2))]
    assert PatchUpdate(patches).render_segments(Console()) == "\x1b[2;1H👩‍🔬\x1b[2;3Hb"


@pytest.mark.parametrize("size", [(120, 30), (80, 24)])
async def test_part_of_a_list_is_cropped(filled: Store, size: tuple[int, int]) -> None:
    async with run_app(filled, size) as read:
        papers = read.screen.papers
        all_lines = papers.render_lines(papers.region.reset_offset)
        part = papers.render_lines(papers.region.reset_offset.shrink((0, 9, 0, 0)))
        assert [line.text[:-9] for line in all_lines] == [line.text for line in part]


def points(regions: Iterable[Region]) -> list[tuple[int, int]]:
    return sorted((x, y) for one in regions for x in one.column_range for y in one.line_range)


regions = st.builds(Region, *(st.integers(0, 9), st.integers(0, 9)), *[st.integers(1, 6)] * 2)


@given(st.lists(regions, max_size=5))
def test_every_cell_is_painted_once(changed: list[Region]) -> None:
    assert points(disjoint(changed)) == sorted(set(points(changed)))


@given(regions, regions)
def test_background_is_painted_around_a_widget(behind: Region, widget: Region) -> None:
    assert set(points(subtract([behind], widget))) == set(points([behind])) - set(points([widget]))


async def test_screenshot_shows_the_page(reader: RunningApp) -> None:
    assert "Bookmarks" in reader.app.export_screenshot()
