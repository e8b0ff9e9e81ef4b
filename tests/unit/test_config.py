"""Settings: a wrong entry is named, and never stops the reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.reading import fill, reading
from tui_reader import settings as config
from tui_reader.commands import COMMANDS, key_name
from tui_reader.models import BOOKMARKS
from tui_reader.paths import Folders
from tui_reader.store import Store
from tui_reader.tui.themes import checked


def test_without_a_file_the_defaults_hold(folders: Folders) -> None:
    assert config.load(folders.config) == config.defaults()


def test_the_commented_file_changes_nothing_and_every_line_of_it_is_right() -> None:
    text = config.template()
    assert config.parse(text).values == config.defaults().values
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line else line for line in text.splitlines()
    )
    read = config.parse(uncommented)
    assert read.problems == ()
    assert read.values == config.defaults().values
    named = {setting.full_name for setting in config.SETTINGS}
    assert set(read.sources) == named | {"keys.bookmark"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[reader]\nthem = 'x'", "line 2: unknown setting 'reader.them'; did you mean 'theme'?"),
        ("[raeder]\n", "unknown section 'raeder'; did you mean 'reader'?"),
        ("[sync]\n\ndepth = 0", "line 3: sync.depth must be a whole number from 1 to 60"),
        ("[sync]\ndepth = true", "sync.depth must be a whole number"),
        ("[reader]\norder = 'best'", "reader.order must be one of 'site'"),
        ("[reader]\ncolumns = ['stars']", "reader.columns must be a list out of"),
        ("[keys]\nbokmark = 'x'", "unknown command 'bokmark'; did you mean 'bookmark'?"),
        ("[keys]\nbookmark = 'j'", "'j' is both down and bookmark"),
        ("[keys]\nbookmark = 'T'", "line 2: 'T' is both bookmark and contents"),
        ("[keys]\nbookmark = 3", "keys.bookmark must be a key or a list of keys"),
        ("[keys]\nbookmark = 'nosuch'", "line 2: keys.bookmark: no key is called 'nosuch'"),
        ("[keys]\nback = ['x', 'Esc']", "no key is called 'Esc'; did you mean 'escape'?"),
        ("[keys]\nback = 'Ctrl+B'", "no key is called 'Ctrl+B'; did you mean 'ctrl+b'?"),
        ("[keys]\nback = '^b'", "no key is called '^b'; did you mean 'ctrl+b'?"),
        ("[keys]\nback = 'shift+b'", "no key is called 'shift+b'; did you mean 'B'?"),
        ("[keys]\nbookmark = 'slash'", "line 2: '/' is both bookmark and search"),
        ("[keys]\nback = 'foo+entr'", "no key is called 'foo+entr'"),
        ("[keys]\nback = 'x,y'", "no key is called 'x,y'"),
        ("keys = 3", "keys must be a section"),
        ("[reader]\npictures = true", "reader.pictures must be one of 'auto', 'kitty', 'sixel'"),
        ("[reader", "all settings are the defaults"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_holds(text: str, said: str) -> None:
    read = config.parse(text)
    assert any(said in problem for problem in read.problems), read.problems
    assert read["sync.depth"] == 7


@pytest.mark.parametrize(
    ("named", "pressed"),
    [(",", ","), (" ", "space"), ("comma", ","), ("!", "!"), ("ä", "ä"), ("\\\\", "backslash"),
     ("at", "@"), ("question_mark", "?"), ("ctrl+b", "ctrl+b"), ("alt+b", "alt+b"),
     ("ctrl+/", "ctrl+slash"), ("ctrl+alt+b", "alt+ctrl+b"), ("<", "less_than_sign"),
     ("less_than_sign", "<"), ("shift+f5", "shift+f5"), ("f12", "f12"), ("insert", "insert")],
)  # fmt: skip
async def test_a_key_is_called_as_it_is_written_or_by_its_name(
    store: Store, named: str, pressed: str
) -> None:
    fill(store)
    settings = config.parse(
        f'[keys]\nbookmark = "{named}"\npage_abstract = []\nhelp = []\nnarrower = []\n'
    )
    assert settings.problems == ()
    async with reading(store, config=settings) as reader:
        await reader.press(pressed)
        entry = reader.screen.entry
        assert entry is not None
        assert entry.marks.bookmarked


@pytest.mark.parametrize(
    ("key", "shown"),
    [("plus", "+"), ("+", "+"), ("ctrl+plus", "^+"), ("f2", "F2"), ("shift+f3", "Shift-F3"),
     ("alt+question_mark", "Alt-?"), ("ctrl+left", "Ctrl-←"), ("shift+tab", "S-Tab")],
)  # fmt: skip
def test_a_key_is_shown_as_a_person_knows_it(key: str, shown: str) -> None:
    assert key_name(key) == shown


def test_every_default_key_may_be_named_in_the_file() -> None:
    lines = [f"{one.name} = {json.dumps(one.keys)}" for one in COMMANDS]
    assert config.parse("\n".join(["[keys]", *lines])).problems == ()


def test_every_setting_changes_something() -> None:
    """Each is asked for somewhere."""
    source = Path(config.__file__).parent
    texts = [file.read_text() for file in source.rglob("*.py") if file.name != "config.py"]
    for setting in config.SETTINGS:
        assert any(f'"{setting.full_name}"' in text for text in texts), setting.full_name


def test_the_commented_file_names_the_words_that_a_setting_may_be() -> None:
    text = config.template()
    for word in (*config.ORDERS, *config.PICTURES, *config.COLUMNS, "long", "iso"):
        assert word in text


def test_a_theme_that_is_not_there_is_named_with_what_was_meant() -> None:
    read = checked(config.parse("[reader]\n\ntheme = 'paper-drak'"))
    assert read["reader.theme"] == ""
    said = "config.toml, line 3: reader.theme: no theme is called 'paper-drak'"
    assert read.problems == (f"{said}; did you mean 'paper-dark'?",)
    for right in ("nord", "paper-light", ""):
        settings = config.parse(f"[reader]\ntheme = '{right}'")
        assert checked(settings) == settings


def test_a_file_that_is_not_text_is_named(folders: Folders) -> None:
    folders.config.mkdir()
    (folders.config / config.FILE).write_bytes(b"\xff\xfe")
    assert "not UTF-8" in config.load(folders.config).problems[0]


async def test_a_command_has_the_keys_the_settings_give_it(store: Store) -> None:
    fill(store)
    settings = config.parse('[keys]\nbookmarks = ["x", "ctrl+b"]\n')
    async with reading(store, config=settings) as reader:
        await reader.press("b", "B")
        assert reader.screen.place != BOOKMARKS
        await reader.press("x")
        assert reader.screen.place == BOOKMARKS
        await reader.press("question_mark")
        await reader.press(*"bookmarks")
        assert "x ^b" in reader.text


async def test_days_are_written_as_the_settings_say(store: Store) -> None:
    fill(store)
    settings = config.parse('[reader]\ndates = "iso"\ncolumns = ["authors"]\n')
    async with reading(store, config=settings) as reader:
        assert "2026-08-21" in reader.text.splitlines()[0]
        assert "▲" not in reader.text.split("────")[0].split("│", 5)[-1]


async def test_what_is_wrong_is_said_in_the_reader(store: Store) -> None:
    fill(store)
    async with reading(store, config=config.parse("[sync]\ndepth = 0\nmost = 0")) as reader:
        said = reader.text.splitlines()[-1]
        assert "line 2: sync.depth must be" in said
        assert "(+1: config show)" in said
