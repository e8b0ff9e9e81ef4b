"""The first screen in windows of every size, in a real terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

COMMAND = [str(Path(sys.executable).with_name("daily-papers")), "--demo"]
SMALL = [(40, 12), (60, 20)]
LARGE = [(80, 24), (100, 30), (120, 36), (160, 45)]
TITLE = "Small Models, Long Memories"
SUMMARY = "A 3B model with"  # start of the summary of the first paper
SECOND = "The Cartographer's Attention"
ZOOMED = "J K paper"


def gone(words: str) -> Callable[[Terminal], bool]:
    return lambda terminal: words not in terminal.text()


def titles(terminal: Terminal) -> int:
    """Return the number of rows of a compact list on screen."""
    return len(re.findall(r"▲\d+ +[^ ·+]", terminal.text()))


@pytest.mark.parametrize("size", SMALL + LARGE)
def test_first_launch_shows_the_summary_and_zooms(tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(COMMAND, tmp_path, size=size) as terminal:
        terminal.wait_for("Small Models")
        if size in LARGE:
            expect_summary_with_tip(terminal)
        else:
            expect_summary_after_enter(terminal)
        expect_zoom(terminal)


def expect_summary_with_tip(terminal: Terminal) -> None:
    terminal.wait_for(SUMMARY)
    terminal.wait_for("New here?")
    page = terminal.text()
    assert page.index(TITLE) < page.index("comments") < page.index(SUMMARY)
    assert page.index("Dorothea Brooke + 6") < page.index(SUMMARY)
    assert terminal.row(-1).rstrip().endswith("? help")
    terminal.press("j")
    terminal.wait_for(gone("New here?"))
    assert "A learned coarse map" in terminal.text()
    terminal.press("k")
    terminal.wait_for(SUMMARY)


def expect_summary_after_enter(terminal: Terminal) -> None:
    assert SUMMARY not in terminal.text()
    terminal.press("enter")
    terminal.wait_for(SUMMARY)
    terminal.press("escape")
    terminal.wait_for(gone(SUMMARY))


def expect_zoom(terminal: Terminal) -> None:
    """Zoom shows one paper after another in the whole window."""
    terminal.press("z")
    terminal.wait_for(lambda t: "J K" in t.row(-1) and SUMMARY in t.text())
    lines = terminal.text().splitlines()
    assert not any(SECOND in line or "Trending" in line for line in lines)
    assert max(len(line.strip()) for line in lines[2:-1]) <= 88
    terminal.press("J")
    terminal.wait_for(lambda t: "The Cartographer's" in t.text() and SUMMARY not in t.text())
    terminal.press("K", "[")
    terminal.wait_for(lambda t: "11" in t.row(0) and "J K" in t.row(-1))
    terminal.press("z")
    terminal.wait_for(lambda t: "J K" not in t.row(-1))


def test_launch_restores_a_hidden_sidebar_but_not_zoom(tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, size=(100, 30)) as terminal:
        terminal.wait_for(SUMMARY)
        terminal.press("Z")
        terminal.wait_for(gone("Trending"))
        terminal.press("z")
        terminal.wait_for(ZOOMED)
        terminal.press("escape")
        terminal.wait_for(SECOND)
        terminal.press("z")
        terminal.wait_for(ZOOMED)
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 0
    with Terminal(COMMAND, tmp_path, size=(100, 30)) as terminal:
        terminal.wait_for(SECOND)
        terminal.wait_for("Enter read")
        assert "Trending" not in terminal.text()
        terminal.press("D")
        terminal.wait_for("Trending")


def test_compact_list_shows_more_titles_and_is_remembered(tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, size=(80, 24)) as terminal:
        terminal.wait_for(SUMMARY)
        terminal.press("C")
        terminal.wait_for(lambda t: titles(t) >= 8)
        assert SUMMARY in terminal.text()
        terminal.press("q")
        assert terminal.wait_exit() == 0
    with Terminal(COMMAND, tmp_path, size=(80, 24)) as terminal:
        terminal.wait_for(lambda t: titles(t) >= 8)
        terminal.press("C")
        terminal.wait_for(lambda t: titles(t) == 0)


@pytest.mark.parametrize("size", LARGE[2:])
def test_long_title_takes_a_second_line(tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(COMMAND, tmp_path, size=size) as terminal:
        terminal.wait_for("Small Models")
        rows = [line.split("│")[1] for line in terminal.text().splitlines()[2:-2]]
        first = " ".join(row.strip(" ▌●▂▅█") for row in rows[:2])
        assert "to Forget on Purpose" in first


def test_shortened_author_has_the_whole_family_name(tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, size=(120, 36)) as terminal:
        terminal.wait_for(SUMMARY)
        assert "· de la Fère + 4" in terminal.text()


def test_focused_pane_has_a_heavy_line_above_it(tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, size=(80, 24), color="none") as terminal:
        terminal.wait_for(SUMMARY)
        assert re.fullmatch("─+.━+", terminal.row(1))
        terminal.press("tab")
        terminal.wait_for(lambda t: re.fullmatch("─+.─+", t.row(1)))
        assert sum("━━━" in line for line in terminal.text().splitlines()) == 1
        terminal.press("D")
        terminal.wait_for(lambda t: re.fullmatch("━+.─+", t.row(1)))


def test_no_color_uses_symbols_and_plain_mode_ascii(tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path / "none", color="none") as terminal:
        terminal.wait_for(f"▌ ● {TITLE}")
        terminal.press("b")
        terminal.wait_for("★ bookmarked")
        assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|4[0-7]|38|48|9[0-7])[;m]", terminal.raw)
    with Terminal([*COMMAND, "--plain"], tmp_path / "plain") as terminal:
        terminal.wait_for(f"> * {TITLE}")
        assert not set("▌●▲★·─│━…") & set(terminal.text())


def test_hint_of_the_footer_can_be_clicked(tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, size=(100, 30)) as terminal:
        terminal.wait_for(SUMMARY)
        terminal.click(terminal.row(-1).index("? help"), 29)
        terminal.wait_for("Keys in the list")
        terminal.press("escape")
        terminal.wait_for(gone("Keys in the list"))
        terminal.click(terminal.row(-1).index("k move"), 29)
        terminal.press("D")
        terminal.wait_for("Enter open")
