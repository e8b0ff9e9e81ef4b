"""Settings: a wrong entry is named, and never stops the reader."""

from __future__ import annotations

import pytest

from tests.reading import fill, reading
from tui_reader import config
from tui_reader.folders import Folders
from tui_reader.store import Store
from tui_reader.tui.places import BOOKMARKS


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
    assert set(read.sources) == {setting.full_name for setting in config.SETTINGS}


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
        ("keys = 3", "keys must be a section"),
        ("[reader", "all settings are the defaults"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_holds(text: str, said: str) -> None:
    read = config.parse(text)
    assert any(said in problem for problem in read.problems), read.problems
    assert read["sync.depth"] == 7


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
