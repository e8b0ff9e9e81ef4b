"""Themes that can be read, and a plain look that tells all without colour."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.reading import fill, reading
from tests.terminal import Terminal
from tui_reader.store import Store
from tui_reader.tui import themes
from tui_reader.tui.days import Days
from tui_reader.tui.glyphs import ASCII

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, as WCAG 2 defines it."""

    def light(color: Color) -> float:
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in color.normalized
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, brighter = sorted((light(one), light(other)))
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("behind", ["background", "rows-cursor", "rows-cursor-away"])
def test_every_text_stands_out_from_what_is_behind_it(theme: Theme, behind: str) -> None:
    grounds = {"background": theme.background, **theme.variables}
    ground = Color.parse(str(grounds[behind]))
    texts = [theme.foreground, theme.accent, theme.error, theme.success, theme.warning]
    texts += [theme.variables[name] for name in ("rows-bright", "rows-muted", "text-muted")]
    for text in texts:
        assert contrast(ground, Color.parse(str(text))) >= 4.5, (text, behind)


def test_without_colour_no_colour_code_is_sent_and_ascii_tells_all_apart(tmp_path: Path) -> None:
    with Terminal([*COMMAND, "--demo"], tmp_path, size=(80, 24), color="none") as terminal:
        terminal.wait_for("synced just now")
        terminal.press("b")
        terminal.wait_for(lambda t: t.row(3).endswith("B"))
        rows = [terminal.row(number).split("|", 1)[1] for number in (2, 4)]
        assert rows[0].startswith(">")
        assert rows[1].startswith("  * ")
        assert not any("─" <= character <= "╿" for character in terminal.text())
        terminal.press("?")
        terminal.wait_for("Keys in the list")
        terminal.press("escape")
        terminal.wait_for(lambda t: "Keys in the list" not in t.text())
        terminal.press("q")
        assert terminal.wait_exit() == 0
    for codes in re.findall(rb"\x1b\[([0-9;:]*)m", bytes(terminal.raw)):
        for code in re.split(rb"[;:]", codes):
            assert code in (b"", *(b"%d" % n for n in range(10)), b"22", b"24", b"27", b"39", b"49")


@pytest.mark.parametrize("term", ["xterm", "screen", "tmux-256color", "vt100"])
def test_it_opens_in_any_terminal(tmp_path: Path, term: str) -> None:
    with Terminal([*COMMAND, "--demo"], tmp_path, environ={"TERM": term}) as terminal:
        terminal.wait_for("12 December 2025")
        terminal.press("j", "q")
        assert terminal.wait_exit() == 0


async def test_the_shape_of_the_days_is_drawn(store: Store) -> None:
    fill(store)
    async with reading(store, (120, 30)) as reader:
        assert "█████ papers" in reader.text
        await reader.press("A")
        assert "█    read" in reader.text or "    █ read" in reader.text


def test_the_shape_is_drawn_in_ascii_too() -> None:
    days = Days()
    days.glyphs = ASCII
    assert set(days.glyphs.shades) <= set(" .:-=+*#@")


async def test_a_wider_pane_stays_wide(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        before = reader.screen.sidebar.outer_size.width
        await reader.press("D", "greater_than_sign", "greater_than_sign")
        assert reader.screen.sidebar.outer_size.width == before + 4
        await reader.press("q")
    async with reading(store) as reader:
        assert reader.screen.sidebar.outer_size.width == before + 4


async def test_a_theme_is_seen_before_it_is_chosen_and_kept(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        reader.screen.action_theme()
        await reader.pilot.pause()
        await reader.press("j")
        seen = reader.app.theme
        assert seen != "paper-dark"
        await reader.press("escape")
        assert reader.app.theme == "paper-dark"
        reader.screen.action_theme()
        await reader.pilot.pause()
        await reader.press("j", "enter")
        assert reader.app.theme == seen


async def test_help_is_found_by_typing(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        await reader.press("f1")
        assert "Keys in the list" in reader.text
        await reader.press(*"bibtex")
        assert "Copy as BibTeX" in reader.text
        assert "To the first" not in reader.text


async def test_three_lines_of_keys_stand_at_the_first_launch_until_one_is_used(store: Store) -> None:
    fill(store)
    async with reading(store, size=(80, 24)) as reader:
        assert ["? all keys" in line for line in reader.text.splitlines()[-4:]].count(True) == 1
        await reader.press("j")
        assert "? all keys" not in reader.text
        await reader.press("q")
    async with reading(store, size=(80, 24)) as reader:
        assert "? all keys" not in reader.text


async def test_the_palette_goes_to_an_edition_by_name(store: Store) -> None:
    days = fill(store)
    async with reading(store) as reader:
        await reader.press("colon")
        await reader.press(*days[2].isoformat(), "enter")
        assert reader.screen.place is not None
        assert reader.screen.place.day == days[2]
