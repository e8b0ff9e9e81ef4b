"""Themes and contrast, plain mode, mouse, pane sizes and window sizes."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_window import Window
from tests.support.running_app import DAYS, NOW, RunningApp, fill, run_app
from tests.support.screen_text import strips_of
from tests.support.terminal import Terminal
from tui_reader.dates import month_of, short, week_of
from tui_reader.models import ListSource
from tui_reader.settings import Settings
from tui_reader.store import Store, cache
from tui_reader.tui import themes
from tui_reader.tui.dialogs.prompts import Menu
from tui_reader.tui.screens.main.pane_screen import LOW

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colors, as WCAG 2 defines it."""

    def light(color: Color) -> float:
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in color.normalized
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, brighter = sorted((light(one), light(other)))
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("behind", ["background", "list-cursor", "list-cursor-blurred"])
def test_theme_colors_have_contrast(theme: Theme, behind: str) -> None:
    grounds = {"background": theme.background, **theme.variables}
    ground = Color.parse(str(grounds[behind]))
    texts = [theme.foreground, theme.accent, theme.error, theme.success, theme.warning]
    texts += [theme.variables[name] for name in ("list-bright", "list-muted", "text-muted")]
    for text in texts:
        assert contrast(ground, Color.parse(str(text))) >= 4.5, (text, behind)


async def test_text_on_screen_has_contrast(filled: Store) -> None:
    """Includes texts drawn by Textual, such as placeholders."""
    async with run_app(filled, size=(120, 30)) as reader:
        for theme in (themes.DARK, themes.LIGHT):
            reader.app.theme = theme.name
            for keys in (["j"], ["slash"], ["escape", "f"], ["escape", "D"]):
                await reader.press(*keys)
                assert faint(reader) == []


def faint(reader: RunningApp) -> list[str]:
    """Return the texts on screen with a contrast below 4.5, without lines and bars."""
    found = []
    for strip in strips_of(reader.app):
        for text, style, _ in strip:
            words = re.sub("[\u2500-\u259f]", "", text).strip()
            if words and style and style.color and style.bgcolor:
                front, back = (Color.from_rich_color(one) for one in (style.color, style.bgcolor))
                if contrast(front, back) < 4.5:
                    found.append(f"{words}: {front.hex} on {back.hex}")
    return found


# Keys, text that they show, and a part of it that Esc removes ("": Esc removes nothing).
WALK: tuple[tuple[Sequence[str], str, str], ...] = (
    ("?", "Keys in the list", "Keys in the list"),
    (":", "Commands, lists", "Commands, lists"),
    ("/model", "Search: model", "Search: model"),
    (("escape",), "Enter read", ""),  # closes the search bar
    ("D", "Enter open", ""),
    ("l", "Enter read", ""),
    ("t", "Tags of", "Tags of"),
    ("e", "Note on", "Note on"),
    ("d", "Go to", "Go to"),
    ("s", "Title A", "Title A"),
    ("Y", "BibTeX", "BibTeX"),
    ("E", "Export 16 papers", "Export 16 papers"),
    ("L", "203 likes", "203 likes"),
    ("c", "Author here.", "Author here."),
    (("enter",), "Enter full text", ""),
    (("enter",), "1 Introduction", ""),
    ("T", "Contents  ", "Contents  "),
    ("l", "Links in this text", "Links in this text"),
    ("?", "Keys in a text", "Keys in a text"),
    (":", "Commands, lists", "Commands, lists"),
    ("/memory\r", "1 of ", "1 of "),
)


def codes_of_style(raw: bytes) -> set[int]:
    """Return the parameters of all SGR sequences that were sent."""
    found = re.findall(rb"\x1b\[([0-9;:]*)m", raw)
    return {int(code or b"0") for codes in found for code in re.split(rb"[;:]", codes)}


# Reset, bold, dim, italic, underline, reverse, their ends, and the default colors.
COLORLESS = {0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 39, 49}


@pytest.mark.long
def test_plain_mode_uses_no_colors_or_box_characters(tmp_path: Path) -> None:
    """No color code and no box character may be sent, from the first byte on."""
    with Terminal([*COMMAND, "--demo", "--plain"], tmp_path, size=(120, 30)) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("b")
        terminal.wait_for(lambda t: any(line.split("|")[1].endswith("B ") for line in panes(t)))
        terminal.press("u")  # the screen has a read and an unread paper
        terminal.wait_for(">   Small Models")
        assert "|  * The Cartographer" in terminal.text()
        for keys, shown, until in WALK:
            terminal.press(*keys)
            terminal.wait_for(shown)
            if until:
                terminal.press("escape")
                terminal.wait_for(gone(until))
        for size in ((80, 24), (60, 20), (40, 12)):
            terminal.resize(*size)
            terminal.wait_for(lambda t: "? help" in t.row(-1))
        terminal.press("q")
        terminal.wait_for("Dorothea")
        terminal.press("q")
        terminal.wait_for("Brooke...")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        raw = bytes(terminal.raw)
    assert codes_of_style(raw) <= COLORLESS
    assert re.findall("[\u2500-\u259f]", raw.decode()) == []


def filled(width: int, height: int) -> Callable[[Terminal], bool]:
    """Return whether the page fills the whole window; a low one has no line below the title."""
    return lambda t: (
        "syncing" in t.row(0)
        and (height < LOW or (len(t.row(1)) == width and set(t.row(1)) <= set("─━┐┓")))
        and bool(t.row(-1).strip())
    )


def gone(words: str) -> Callable[[Terminal], bool]:
    return lambda terminal: words not in terminal.text()


def panes(terminal: Terminal) -> list[str]:
    return [line for line in terminal.text().splitlines() if "|" in line]


@pytest.mark.parametrize("chosen_by", ["option", pytest.param("setting", marks=pytest.mark.long)])
def test_plain_mode_distinguishes_states_without_color(tmp_path: Path, chosen_by: str) -> None:
    if chosen_by == "setting":
        settings = tmp_path / "config" / "daily-papers" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text("[reader]\nplain = true\n")
    command = [*COMMAND, "--demo", *(["--plain"] if chosen_by == "option" else [])]
    with Terminal(command, tmp_path) as terminal:
        terminal.wait_for("> * Small Models")
        terminal.wait_for("|  * The Cartographer")
        assert not set("▌●▲★·─│━…") & set(terminal.text())
        terminal.press("b")
        terminal.wait_for(lambda t: t.row(3).endswith("</> B"))
        terminal.press("U")
        terminal.wait_for("Undone: bookmark - Small Models")
        for keys, shown in (("?", "j Down"), (":up", "k Up"), ("s", "Title A-Z")):
            terminal.press(*keys)
            terminal.wait_for(shown)
            assert not set("↓↑←→") & set(terminal.text())
            terminal.press("escape")
            if keys == ":up":  # the first Esc cleared the text
                terminal.wait_for(gone("| up "))
                terminal.press("escape")
            terminal.wait_for(gone("Esc cl"))  # every dialog's last line
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert codes_of_style(bytes(terminal.raw)) <= COLORLESS


def test_no_color_uses_symbols(tmp_path: Path) -> None:
    with Terminal([*COMMAND, "--demo"], tmp_path, color="none") as terminal:
        terminal.wait_for("▌ ● Small Models, Long Memories")
        terminal.press("b")
        terminal.wait_for("★ bookmarked")
        assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|4[0-7]|38|48|9[0-7])[;m]", terminal.raw)


@pytest.mark.parametrize(
    "term",
    [
        "vt100",
        *(
            pytest.param(term, marks=pytest.mark.long)
            for term in ("xterm", "screen", "tmux-256color")
        ),
    ],
)
def test_app_opens_in_any_terminal(tmp_path: Path, term: str) -> None:
    with Terminal([*COMMAND, "--demo"], tmp_path, environ={"TERM": term}) as terminal:
        terminal.wait_for("12 December 2025")
        terminal.press("j", "q")
        assert terminal.wait_exit() == 0


def test_mouse_selects_opens_and_scrolls(tmp_path: Path) -> None:
    with Terminal([*COMMAND, "--demo"], tmp_path, size=(80, 24)) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("j")
        pointed = re.compile("│▌ [● ] (The Cartographer's|Small)")  # marked as read after a second
        terminal.wait_for(lambda t: pointed.search(t.row(4)))
        terminal.click(30, 2)
        terminal.wait_for(lambda t: pointed.search(t.row(2)))
        terminal.wheel(30, 5, down=4)
        terminal.wait_for(lambda t: "Small Models" not in t.row(2))
        terminal.wheel(30, 5, down=-4)
        terminal.wait_for(lambda t: "Small Models" in t.row(2))
        # On another cell, so that it is not a double click with the click before
        terminal.click(40, 2)
        terminal.click(40, 2)
        terminal.wait_for("Enter full text")
        terminal.press("enter")
        terminal.wait_for("1 Introduction")
        row = next(n for n in range(24) if "A model that keeps" in terminal.row(n))
        terminal.drag((4, row), (8, row + 1))
        terminal.wait_for(lambda t: t.cells()[row][5].bg != t.cells()[row][1].bg)
        terminal.press("ctrl+c")
        terminal.wait_for(lambda t: t.emulator.clipboard)
        copied = base64.b64decode(terminal.emulator.clipboard[-1]).decode()
        assert (
            copied
            == "model that keeps everything it has read must search everything it has\nkept. T"
        )
        terminal.press("q")
        terminal.wait_for("Enter full text")
        terminal.press("q")
        terminal.wait_for("Enter read")
        terminal.press("q")
        assert terminal.wait_exit() == 0


@pytest.mark.long
def test_every_window_size_is_filled_during_a_sync(tmp_path: Path) -> None:
    with FakeHub({day: fake_papers.edition(day, 30) for day in fake_papers.weekdays(30)}) as hub:
        hub.window = Window(20, 0.5)
        environ = {"HF_ENDPOINT": hub.url}
        with Terminal(COMMAND, tmp_path, size=(80, 24), environ=environ) as terminal:
            terminal.wait_for("21 August 2026")
            terminal.press(*":whole archive")
            terminal.wait_for("Fetch whole archive")
            terminal.press("enter")
            terminal.wait_for(" of ")
            for width, height in ((200, 60), (40, 12), (60, 20), (120, 30), (80, 24)):
                terminal.resize(width, height)
                terminal.wait_for(filled(width, height))
            terminal.press("q")
            assert terminal.wait_exit() == 0


async def test_month_of_the_open_edition_is_expanded(store: Store) -> None:
    days = fill(store, editions=30)
    may = ListSource.period(month_of(days[-1]))
    async with run_app(store, (120, 30)) as reader:
        sidebar = reader.screen.sidebar
        assert "▾ August 2026" in reader.text
        assert "▸ July 2026" in reader.text
        assert ListSource.edition(days[-1]) not in sidebar.by_source
        await reader.screen.navigation.go_to(ListSource.edition(days[-1]))
        await reader.settle()
        assert "▸ August 2026" in reader.text
        assert "▾ July 2026" in reader.text
        assert sidebar.entries[sidebar.cursor].source == ListSource.edition(days[-1])
        assert may in sidebar.by_source


async def test_sidebar_highlights_the_open_list(store: Store) -> None:
    """Also for a week, and for a day without an edition, which have no permanent row."""
    days = fill(store)
    saturday = days[0] + timedelta(days=1)
    edition = fake_papers.parsed_edition(saturday, [])
    for source in (ListSource.period(week_of(days[0])), ListSource.edition(saturday)):
        if source.day:
            store.write_cache_sync(cache.write_edition, edition, False, NOW)
        async with run_app(store, (120, 30)) as reader:
            await reader.screen.navigation.go_to(source)
            await reader.settle()
            row = reader.screen.sidebar.entries[reader.screen.sidebar.cursor]
            assert row.source == reader.screen.list.source == source
            assert source.title() in reader.row(0)


async def test_click_on_a_date_opens_it(reader: RunningApp) -> None:
    label = short(DAYS[2])
    row = next(y for y, text in enumerate(reader.text.split("\n")) if label in text)
    await reader.pilot.click(offset=(5, row))
    await reader.settle()
    assert reader.screen.list.source == ListSource.edition(DAYS[2])


async def test_pane_width_is_saved(filled: Store) -> None:
    async with run_app(filled) as reader:
        before = reader.screen.sidebar.outer_size.width
        await reader.press("D", "greater_than_sign", "greater_than_sign")
        assert reader.screen.sidebar.outer_size.width == before + 4
        await reader.press("q")
    async with run_app(filled) as reader:
        assert reader.screen.sidebar.outer_size.width == before + 4


async def test_theme_is_previewed_and_saved(reader: RunningApp) -> None:
    reader.app.action_theme()
    await reader.settle()
    await reader.press("j")
    seen = reader.app.theme
    assert seen != "paper-dark"
    await reader.press("escape")
    assert reader.app.theme == "paper-dark"
    reader.app.action_theme()
    await reader.settle()
    await reader.press("j", "enter")
    assert reader.app.theme == seen


async def test_first_launch_shows_one_line_of_tips_until_a_key_is_used(
    filled: Store,
) -> None:
    async with run_app(filled, size=(80, 24)) as reader:
        tip, footer = reader.text.splitlines()[-2:]
        assert "z one paper, whole window" in tip
        assert not any(word in tip for word in ("move", "search", "help"))
        assert "? help" in footer
        await reader.press("j")
        assert "New here?" not in reader.text
        await reader.press("q")
    async with run_app(filled, size=(80, 24)) as reader:
        assert "New here?" not in reader.text


async def test_palette_opens_an_edition_by_name(reader: RunningApp) -> None:
    await reader.press("colon")
    await reader.press(*DAYS[2].isoformat(), "enter")
    assert reader.screen.list.source is not None
    assert reader.screen.list.source.day == DAYS[2]


async def test_theme_command_opens_the_theme_menu(reader: RunningApp) -> None:
    before = reader.app.theme
    await reader.press("colon", *"theme", "enter")
    assert isinstance(reader.app.screen, Menu)
    await reader.press("escape", "colon", *"nord", "enter")
    assert (before, reader.app.theme) == ("paper-dark", "nord")


async def test_error_does_not_hide_footer_keys(filled: Store) -> None:
    async with run_app(filled, (80, 24)) as reader:
        before = reader.row(-1)
        reader.app.set_status("Not synced: the Hub cannot be reached; r tries again", error=True)
        await reader.settle()
        assert reader.row(-2).strip().startswith("Not synced: the Hub")
        assert reader.row(-1) == before
        reader.app.set_status("")
        await reader.settle()
        assert "Not synced" not in reader.text
        assert reader.row(-1) == before


async def test_footer_keys_can_be_clicked(filled: Store) -> None:
    async with run_app(filled, (100, 30)) as reader:
        footer = reader.row(-1)
        for hint, shown in (
            ("b bookmark", "★ bookmarked"), ("[ ] day", "Thursday 20"), ("] day", "Friday 21"),
            ("? help", "Keys in the list"),
        ):  # fmt: skip
            await reader.pilot.click(offset=(footer.index(hint), 29))
            await reader.settle()
            assert shown in reader.text


async def test_footer_has_no_hint_for_a_command_without_a_key(filled: Store) -> None:
    config = Settings(keys={"bookmark": (), "next_unread": ("b",)})
    async with run_app(filled, (100, 30), settings=config) as reader:
        assert "bookmark" not in reader.row(-1)
        assert "b unread" in reader.row(-1)


async def test_titles_use_a_second_line_before_they_are_cut(store: Store) -> None:
    title = "A Study of Titles That Are Longer Than One Line of a List and End in Marmalade"
    day = fake_papers.weekdays(1)[0]
    edition = fake_papers.parsed_edition(day, [fake_papers.entry(1, day, title=title)])
    store.write_cache_sync(cache.write_edition, edition, False, NOW)
    async with run_app(store, (120, 30)) as reader:
        rows = [line.split("│")[1].strip(" ▌●") for line in reader.text.splitlines()[2:5]]
        assert " ".join(rows[:2]) == title
        assert rows[2].startswith("▲")
        await reader.press("C")
        assert "Marmalade" not in reader.row(2).split("│")[1]


async def test_missing_details_take_no_space(store: Store) -> None:
    day = fake_papers.weekdays(1)[0]
    entry = fake_papers.entry(1, day, upvotes=76, title="Lamps")
    edition = fake_papers.parsed_edition(day, [entry])
    store.write_cache_sync(cache.write_edition, edition, False, NOW)
    async with run_app(store, (120, 30)) as reader:
        details = reader.row(3).split("│")[1].strip(" ▌")
        assert re.match(r"▲76 · (\d+ comments? · )?\S", details)
