"""The first screen with the sample; `test_window_sizes` has all sizes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.running_app import RunningApp, run_app
from tui_reader.store import Store

SMALL, LARGE = (60, 20), (120, 36)
TITLE = "Small Models, Long Memories"
SUMMARY = "A 3B model with"  # start of the summary of the first paper
SECOND = "The Cartographer's"


@asynccontextmanager
async def sample(store: Store, size: tuple[int, int]) -> AsyncIterator[RunningApp]:
    async with run_app(store, size, demo=True, offline=False) as reader:
        await reader.until(lambda: "synced" in reader.row(0))
        yield reader


def titles(reader: RunningApp) -> int:
    """Return the number of rows of a compact list on screen."""
    return len(re.findall(r"▲\d+ +[^ ·+]", reader.text))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_first_launch_shows_the_summary_and_zooms(
    store: Store, size: tuple[int, int]
) -> None:
    async with sample(store, size) as reader:
        assert "Small Models" in reader.text
        if size == LARGE:
            await expect_summary_with_tip(reader)
        else:
            await expect_summary_after_enter(reader)
        await expect_zoom(reader)


async def expect_summary_with_tip(reader: RunningApp) -> None:
    page = reader.text
    assert "New here?" in page
    assert page.index(TITLE) < page.index("comments") < page.index(SUMMARY)
    assert page.index("Dorothea Brooke + 6") < page.index(SUMMARY)
    assert reader.row(-1).rstrip().endswith("? help")
    await reader.press("j")
    assert "New here?" not in reader.text
    assert "A learned coarse map" in reader.text
    await reader.press("k")
    assert SUMMARY in reader.text


async def expect_summary_after_enter(reader: RunningApp) -> None:
    assert SUMMARY not in reader.text
    await reader.press("enter")
    assert SUMMARY in reader.text
    await reader.press("escape")
    assert SUMMARY not in reader.text


async def expect_zoom(reader: RunningApp) -> None:
    """Zoom shows one paper after another in the whole window."""
    await reader.press("z")
    assert "J K paper" in reader.row(-1)
    lines = reader.text.splitlines()
    assert SUMMARY in reader.text
    assert not any(SECOND in line or "Trending" in line for line in lines)
    assert max(len(line.strip()) for line in lines[2:-1]) <= 88
    await reader.press("J")
    assert SECOND in reader.text
    assert SUMMARY not in reader.text
    await reader.press("K", "[")
    assert "11" in reader.row(0)
    assert "J K paper" in reader.row(-1)
    await reader.press("z")
    assert "J K paper" not in reader.row(-1)
    await reader.press("D", "z")
    assert "Trending" not in reader.text
    assert "J K paper" in reader.row(-1)
    await reader.press("z")
    assert "Trending" in reader.text


async def test_launch_restores_a_hidden_sidebar_but_not_zoom(store: Store) -> None:
    async with sample(store, (100, 30)) as reader:
        await reader.press("Z")
        assert "Trending" not in reader.text
        await reader.press("z", "escape")
        assert SECOND in reader.text
        await reader.press("z")
        assert "J K paper" in reader.row(-1)
        await reader.press("ctrl+c")
        assert not reader.app.is_running
    async with sample(store, (100, 30)) as reader:
        assert SECOND in reader.text
        assert "Enter read" in reader.row(-1)
        assert "Trending" not in reader.text
        await reader.press("D")
        assert "Trending" in reader.text


async def test_compact_list_shows_more_titles_and_is_remembered(store: Store) -> None:
    async with sample(store, (80, 24)) as reader:
        assert titles(reader) == 0
        await reader.press("C")
        assert titles(reader) >= 8
        assert SUMMARY in reader.text
        await reader.press("q")
    async with sample(store, (80, 24)) as reader:
        assert titles(reader) >= 8
        await reader.press("C")
        assert titles(reader) == 0


async def test_author_is_shortened_and_the_focused_pane_has_a_heavy_line(store: Store) -> None:
    async with sample(store, (120, 36)) as reader:
        assert "· de la Fère + 4" in reader.text  # the whole family name
        await reader.pilot.resize_terminal(80, 24)
        await reader.settle()
        assert re.fullmatch("─+.━+", reader.row(1))
        await reader.press("tab")
        assert re.fullmatch("─+.─+", reader.row(1))
        assert sum("━━━" in line for line in reader.text.splitlines()) == 1
        await reader.press("D")
        assert re.fullmatch("━+.─+", reader.row(1))
