"""Common words for commands find them in the palette and the help."""

from __future__ import annotations

from tests.support.running_app import RunningApp, run_app
from tui_reader.commands import BY_NAME, COMMANDS, MAIN
from tui_reader.store import Store
from tui_reader.tui.dialogs.command_palette import PaletteEntry, matching
from tui_reader.tui.dialogs.help import Help

WORDS = {
    "sort": "order", "order": "order", "ranking": "order", "refresh": "sync", "reload": "sync",
    "update": "sync", "mark read": "read", "mark all": "read_all", "catch up": "read_all",
    "seen": "read", "comments": "discussion", "discussion": "discussion", "exit": "quit",
    "quit": "quit", "close": "quit", "cite": "copy_as", "citation": "copy_as",
    "bibtex": "copy_as", "reference": "copy_as", "star": "bookmark", "favorite": "bookmark",
    "save": "bookmark", "remove bookmark": "bookmark", "unbookmark": "bookmark",
    "settings": "theme", "author": "search", "dark": "theme", "light": "theme",
    "color": "theme", "find": "search", "label": "tag", "annotate": "note", "github": "links",
    "code": "links", "models": "links", "figures": "pictures", "images": "pictures",
    "browser": "open", "website": "open", "pdf": "open_pdf", "clipboard": "copy",
    "url": "copy", "yank": "copy", "share": "copy", "csv": "export", "calendar": "go_to_date",
    "yesterday": "older", "tomorrow": "newer", "today": "newest", "related": "similar",
    "follow": "watch", "alert": "watch", "subscribe": "watch", "history": "archive",
    "demo": "sample", "shortcuts": "help", "revert": "undo", "online": "search_hub",
    "narrow": "filter", "batch": "select", "ﬁgürês": "pictures",
}  # fmt: skip


def test_palette_shows_the_command_for_a_word_among_the_first_five() -> None:
    entries = [
        PaletteEntry(one.help, "", lambda: None, f"{one.name} {one.keywords}")
        for one in COMMANDS
        if one.where == MAIN
    ]
    for word, command in WORDS.items():
        found = [entry.name for entry in matching(entries, word)[:5]]
        assert BY_NAME[command].help in found, word


def test_palette_ignores_accents() -> None:
    entries = [PaletteEntry("#Überblick", "tag", lambda: None, "Miłoś")]
    assert matching(entries, "uber MILOS") == entries


async def test_help_has_the_command_for_each_word(filled: Store) -> None:
    async with run_app(filled, (160, 45)) as reader:
        await reader.press("question_mark")
        screen = reader.app.screen
        assert isinstance(screen, Help)
        missing = []
        for word, name in WORDS.items():
            screen.table.filter = word
            rendered = screen.table.render().plain
            missing += [word] if BY_NAME[name].help[:20] not in rendered else []
        assert missing == []


async def test_palette_without_matches_shows_a_message(reader: RunningApp) -> None:
    await reader.press("colon", *"qj")
    assert 'No command matches "qj"' in reader.text
    await reader.press("backspace", "backspace", *"exit")
    assert "No command matches" not in reader.text
    assert "Quit" in reader.text


async def test_home_and_end_scroll_palette_and_help_unless_they_move_in_text(filled: Store) -> None:
    async with run_app(filled, (80, 24)) as reader:
        await reader.press("colon", "end")
        assert "Go to previous day" not in reader.text
        await reader.press("home")
        assert "Go to previous day" in reader.text
        await reader.press("question_mark", "escape", "escape", "question_mark", "end")
        assert "Go to top" not in reader.text
        await reader.press("home")
        assert "Go to top" in reader.text
        await reader.press("j")
        assert "Here" not in reader.text
        assert "Go to top" in reader.text


async def test_palette_runs_a_command_found_by_another_word(reader: RunningApp) -> None:
    await reader.press("colon", *"favorite", "enter")
    assert reader.screen.list.current is not None
    assert reader.screen.list.current.marks.bookmarked


async def test_help_starts_with_the_keys_of_the_pane_and_filters_after_a_slash(
    reader: RunningApp,
) -> None:
    await reader.press("question_mark")
    lines = [line.strip(" │") for line in reader.text.splitlines()]
    start = next(index for index, line in enumerate(lines) if "  Here" in line or "│ Here" in line)
    assert "Add or remove bookmark" in " ".join(lines[start : start + 8])
    before = reader.text
    await reader.press("x")  # without a slash, typing does not filter
    assert reader.text == before
    await reader.press("slash", *"exit")
    assert "Quit" in reader.text
    assert "Add or remove bookmark" not in reader.text
    await reader.press("enter", "j")  # the filter stays, and keys scroll
    assert "exit" in reader.text
    await reader.press("escape")
    assert reader.text == before
    await reader.press("question_mark")
    assert "Keys in the list" not in reader.text
