"""Settings: an invalid entry affects that entry only and is reported with its line."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.support.running_app import run_app
from tui_reader import settings as config
from tui_reader.commands import COMMANDS, key_name
from tui_reader.folders import resolve
from tui_reader.models import BOOKMARKS
from tui_reader.paths import Folders
from tui_reader.settings import Settings
from tui_reader.store import Store
from tui_reader.tui.themes import with_known_theme


def test_defaults_are_used_without_a_file(folders: Folders) -> None:
    assert asdict(config.load(folders.config)) == asdict(Settings())


def test_template_changes_nothing_and_its_lines_are_valid_defaults() -> None:
    text = config.template()
    assert asdict(config.parse(text)) == asdict(Settings())
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
        for line in text.splitlines()
    )
    read = config.parse(uncommented)
    assert read.problems == ()
    assert asdict(replace(read, keys={}, commands=(), sources={})) == asdict(Settings())
    assert set(read.sources) == {*config.SETTINGS, "keys.bookmark"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[reader]\nthem = 'x'", "line 2: unknown setting 'reader.them'; did you mean 'theme'?"),
        ("[raeder]\n", "unknown section 'raeder'; did you mean 'reader'?"),
        ("[sync]\n\ndepth = 0", "line 3: sync.depth must be a whole number from 1 to 60"),
        ("[sync]\ndepth = true", "sync.depth must be a whole number"),
        ("[reader]\norder = 'best'", "reader.order must be one of 'site'"),
        ("[reader]\ncolumns = ['stars']", "reader.columns must be a list of"),
        ("[keys]\nbokmark = 'x'", "unknown command 'bokmark'; did you mean 'bookmark'?"),
        ("[keys]\nbookmark = 'j'", "'j' is both down and bookmark"),
        ("[keys]\nbookmark = 'T'", "line 2: 'T' is both bookmark and contents"),
        ("[keys]\nbookmark = 3", "keys.bookmark must be a key or a list of keys"),
        ("[keys]\nbookmark = 'nosuch'", "line 2: keys.bookmark: unknown key 'nosuch'"),
        ("[keys]\nback = ['x', 'Esc']", "unknown key 'Esc'; did you mean 'escape'?"),
        ("[keys]\nback = 'Ctrl+B'", "unknown key 'Ctrl+B'; did you mean 'ctrl+b'?"),
        ("[keys]\nback = '^b'", "unknown key '^b'; did you mean 'ctrl+b'?"),
        ("[keys]\nback = 'shift+b'", "unknown key 'shift+b'; did you mean 'B'?"),
        ("[keys]\nbookmark = 'slash'", "line 2: '/' is both bookmark and search"),
        ("[keys]\nback = 'foo+entr'", "unknown key 'foo+entr'"),
        ("[keys]\nback = 'x,y'", "unknown key 'x,y'"),
        ("keys = 3", "keys must be a section"),
        ("sync = 3", "sync must be a section"),
        ("folders = []", "folders must be a section"),
        ("[reader]\npictures = true", "reader.pictures must be one of 'auto', 'kitty', 'sixel'"),
        ("[reader", "using the default settings"),
    ],
)
def test_invalid_entries_are_reported_and_defaults_used(text: str, expected: str) -> None:
    read = config.parse(text)
    assert any(expected in problem for problem in read.problems), read.problems
    assert read.sync.depth == 7


# A key in the settings, and a name of the pressed key.
WRITTEN = {
    ",": "comma", " ": "space", "!": "exclamation_mark", "ä": "ä", "\\": "backslash", "at": "@",
    "question_mark": "?", "ctrl+b": "ctrl+b", "alt+b": "alt+b", "ctrl+/": "ctrl+slash",
    "ctrl+alt+b": "alt+ctrl+b", "<": "less_than_sign", "shift+f5": "shift+f5", "f12": "f12",
    "insert": "insert",
}  # fmt: skip
BY_NAME = {"comma": ",", "exclamation_mark": "!", "less_than_sign": "<"}


@pytest.mark.parametrize("written", [WRITTEN, BY_NAME], ids=["characters", "names"])
async def test_keys_can_be_written_as_characters_or_by_name(
    filled: Store, written: dict[str, str]
) -> None:
    settings = config.parse(
        f"[keys]\nbookmark = {json.dumps([*written], ensure_ascii=False)}\n"
        "page_abstract = []\nhelp = []\nnarrower = []\n"
    )
    assert settings.problems == ()
    async with run_app(filled, settings=settings) as reader:
        for pressed in written.values():
            before = reader.screen.list.current
            await reader.press(pressed)
            after = reader.screen.list.current
            assert before is not None
            assert after is not None
            assert before.marks.bookmarked != after.marks.bookmarked, pressed


@pytest.mark.parametrize(
    ("key", "shown"),
    [("plus", "+"), ("+", "+"), ("ctrl+plus", "^+"), ("f2", "F2"), ("shift+f3", "Shift-F3"),
     ("alt+question_mark", "Alt-?"), ("ctrl+left", "Ctrl-←"), ("shift+tab", "S-Tab")],
)  # fmt: skip
def test_keys_are_shown_in_a_readable_form(key: str, shown: str) -> None:
    assert key_name(key) == shown


def test_all_default_keys_are_valid_in_the_file() -> None:
    lines = [f"{one.name} = {json.dumps(one.keys)}" for one in COMMANDS]
    assert config.parse("\n".join(["[keys]", *lines])).problems == ()


def test_each_setting_is_used_somewhere() -> None:
    source = Path(config.__file__).parent
    texts = [file.read_text() for file in source.rglob("*.py")]
    for name in config.SETTINGS:
        assert any(f".{name}" in text for text in texts), name


def test_template_lists_the_choices_of_settings() -> None:
    text = config.template()
    for word in (*config.ORDERS, *config.PICTURES, *config.COLUMNS, "long", "iso"):
        assert word in text


def test_unknown_theme_is_reported_with_a_suggestion() -> None:
    read = with_known_theme(config.parse("[reader]\n\ntheme = 'paper-drak'"))
    assert read.reader.theme == ""
    problem = "config.toml, line 3: reader.theme: unknown theme 'paper-drak'"
    assert read.problems == (f"{problem}; did you mean 'paper-dark'?",)
    for right in ("nord", "paper-light", ""):
        settings = config.parse(f"[reader]\ntheme = '{right}'")
        assert with_known_theme(settings) == settings


def write(folders: Folders, data: str | bytes) -> Settings:
    """Write a settings file and load it."""
    folders.config.mkdir(exist_ok=True)
    (folders.config / config.FILE).write_bytes(data.encode() if isinstance(data, str) else data)
    return config.load(folders.config)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("depth = " + "9" * 5_000, "line 4: number too large"),
        ("depth = 0x" + "f" * 5_000, "line 4: sync.depth must be a whole number"),
        ("depth = 1e999", "line 4: sync.depth must be a whole number"),
        ("depth = nan", "line 4: sync.depth must be a whole number"),
        ("depth = 2026-99-99", "line 4: "),
        ("depth = 2026-08-21T00:00:00+99:99", "line 4: "),
        ("depth = ", "line 4: Invalid value"),
        ("depth = 'x", "line 4: "),
        ('depth = "\\x"', "line 4: "),
        ("depth = 3 \x00", "line 4: "),
        ("depth = 3 4", "line 4: "),
        ("depth = " + "[" * 5_000, "line 4: "),
        ("depth = {}", "line 4: sync.depth must be a whole number"),
        ("keep = 3\ndepth = 4\ndepth = 5", "line 6: Cannot overwrite a value"),
        (b"depth = '\xff'", "line 4: not UTF-8"),
        (b"# M\xfcller", "line 4: not UTF-8"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_value_affects_that_setting_only(
    folders: Folders, entry: str | bytes, reason: str
) -> None:
    data = entry.encode() if isinstance(entry, str) else entry
    read = write(folders, b"[reader]\norder = 'title'\n[sync]\n" + data + b"\n[keys]\nnote='f5'\n")
    (problem,) = read.problems
    assert f"config.toml, {reason}" in problem
    assert len(problem) < 200
    assert read.reader.order == "title"
    assert read.keys == {"note": ("f5",)}
    assert not read.folders_invalid


@pytest.mark.parametrize(
    "value",
    [
        '"~no-such-user/papers"',
        '"a\\u0000b"',
        '"\\u001b[2J"',
        "3",
        "[]",
        "true",
        "",
        "'x",
        "2026-99-99",
    ],
)
def test_invalid_folder_setting_uses_the_last_folders(folders: Folders, value: str) -> None:
    used = folders.config / "papers"
    resolved, _ = resolve(folders, write(folders, '[folders]\ndata = "papers"'))
    assert resolved.data == used
    broken = write(folders, f"[folders]\n# comment\ndata = {value}\n")
    resolved, settings = resolve(folders, broken)
    assert resolved.data == used
    assert "line 3" in settings.problems[0]
    assert str(used) in settings.problems[-1]


@pytest.mark.parametrize(
    "text",
    ["[folders", "data = 'x'\n[folders]\n[folders]\n", "[folder]\ndata = 'x'",
     "[folders]\ndat = 'x'", b"\xff\xfe\x00", "folders = 3", '[sync]\nx = """\n[folders]'],
)  # fmt: skip
def test_unreadable_settings_use_the_last_folders(folders: Folders, text: str | bytes) -> None:
    resolve(folders, write(folders, '[folders]\ndata = "papers"\ncache = "c"'))
    resolved, settings = resolve(folders, write(folders, text))
    assert resolved.data == folders.config / "papers"
    assert resolved.cache == folders.config / "c"
    assert "folders of the last run" in settings.problems[-1]


def test_data_folder_that_cannot_be_created_uses_the_last_folders(
    folders: Folders, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    broken = write(folders, f'[folders]\ndata = "{tmp_path}/file/papers"')
    resolved, settings = resolve(folders, broken)
    assert resolved == folders
    assert "line 2: folders.data cannot be used" in settings.problems[0]


@pytest.mark.parametrize("link", [config.FILE, "."])
def test_settings_on_a_missing_disk_use_the_last_folders(folders: Folders, link: str) -> None:
    elsewhere = folders.data / "elsewhere"
    resolve(folders, write(folders, f'[folders]\ndata = "{elsewhere}"'))
    shutil.rmtree(folders.config)
    if link == config.FILE:
        folders.config.mkdir()
    Path(os.path.normpath(folders.config / link)).symlink_to("/missing/disk/daily-papers")
    resolved, settings = resolve(folders, config.load(folders.config))
    assert resolved.data == elsewhere
    assert "cannot be read" in settings.problems[0]


@pytest.mark.parametrize(
    "saved",
    [
        [],
        {"cache": 5, "data": 6},
        {"cache": "a", "data": "b"},
        {"cache": "/a\0", "data": "/b\0"},
        {"cache": "/\ud800", "data": "/\ud800"},
    ],
)
def test_invalid_last_folders_are_ignored(folders: Folders, saved: object) -> None:
    folders.state.mkdir(exist_ok=True)
    (folders.state / "folders.json").write_text(json.dumps(saved))
    assert resolve(folders, write(folders, "[folders"))[0] == folders


def test_removing_the_setting_returns_to_the_default_folders(folders: Folders) -> None:
    resolve(folders, write(folders, '[folders]\ndata = "papers"'))
    resolve(folders, write(folders, ""))
    resolved, _ = resolve(folders, write(folders, "[folders"))
    assert resolved == folders


def test_relative_folders_start_at_the_settings_file(folders: Folders) -> None:
    read = write(folders, '[folders]\ndata = "a/b"\ndownloads = "~/x"\ncache = "/c"')
    assert read.folders.data == str(folders.config / "a/b")
    assert read.folders.downloads == str(Path.home() / "x")
    assert read.folders.cache == "/c"


def test_special_and_oversized_files_are_reported(folders: Folders) -> None:
    folders.config.mkdir()
    path = folders.config / config.FILE
    os.mkfifo(path)
    assert config.load(folders.config).problems == (
        f"{config.FILE} cannot be read: not a regular file",
    )
    path.unlink()
    path.mkdir()
    assert "cannot be read" in config.load(folders.config).problems[0]
    path.rmdir()
    path.write_bytes(b"#" * 2_000_000)
    assert "larger than 100 kB" in config.load(folders.config).problems[0]


def test_byte_order_mark_and_windows_line_ends_are_accepted(folders: Folders) -> None:
    read = write(folders, b"\xef\xbb\xbf[sync]\r\ndepth = 3\r\n")
    assert (read.sync.depth, read.problems) == (3, ())


@pytest.mark.parametrize(
    "text",
    ["".join(f"k{n} = \n" for n in range(9_000)), "".join(f"[s{n}]\n" for n in range(9_000)),
     "[keys]\n" + "".join(f"k{n} = 1\n" for n in range(9_000)),
     "[commands.x]\n" + "".join(f"k{n} = 1\n" for n in range(9_000)),
     "[z]\n" + "".join(f"k{n} = 1\n" for n in range(7_000)) + "k = \n" * 50,
     "a." * 45_000 + "b = 1", "[" + "a." * 45_000 + "b]"],
    ids=("lines", "sections", "keys", "commands", "both", "dotted", "header"),
)  # fmt: skip
def test_large_invalid_files_are_read_in_bounded_time(folders: Folders, text: str) -> None:
    started = time.process_time()
    read = write(folders, text)
    assert time.process_time() - started < 5
    assert 0 < len(read.problems) < 100


@pytest.mark.parametrize("character", ["\u2028", "\x85", "\u2029", "\x1c", "\x0c", "\v"])
def test_only_line_feeds_end_lines(folders: Folders, character: str) -> None:
    text = f"[reader]\ntheme = 'a{character}b'\n# c{character}d\norder = 'best'\n"
    read = write(folders, text)
    assert "config.toml, line 4: reader.order must be" in read.problems[-1]


def test_write_permission_of_others_is_removed(folders: Folders) -> None:
    write(folders, "")
    path = folders.config / config.FILE
    path.chmod(0o666)
    folders.config.chmod(0o777)
    config.load(folders.config)
    assert path.stat().st_mode & 0o777 == 0o644
    assert folders.config.stat().st_mode & 0o777 == 0o755


async def test_settings_change_the_keys_of_a_command(filled: Store) -> None:
    settings = config.parse('[keys]\nbookmarks = ["ctrl+g", "ctrl+b"]\n')
    async with run_app(filled, settings=settings) as reader:
        await reader.press("b", "B")
        assert reader.screen.list.source != BOOKMARKS
        await reader.press("ctrl+g")
        assert reader.screen.list.source == BOOKMARKS
        await reader.press("question_mark", "slash")
        await reader.press(*"bookmarks")
        assert "^g ^b" in reader.text


async def test_settings_change_the_date_format_and_the_columns(filled: Store) -> None:
    settings = config.parse('[reader]\ndates = "iso"\ncolumns = ["authors"]\n')
    async with run_app(filled, settings=settings) as reader:
        assert "2026-08-21" in reader.row(0)
        assert "▲" not in reader.text.split("────")[0].split("│", 5)[-1]


async def test_problems_are_shown_in_the_status_line(filled: Store) -> None:
    async with run_app(filled, settings=config.parse("[sync]\ndepth = 0\nmost = 0")) as reader:
        status = reader.row(-2)
        assert "line 2: sync.depth must be" in status
        assert "(+1: config show)" in status
