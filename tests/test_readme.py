"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from tests.readme_table import table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_keys_are_those_of_the_table_of_commands() -> None:
    written = README.split("<!-- keys -->\n")[1].split("\n<!-- /keys -->")[0]
    assert written == table()


def test_its_two_commands_are_one_line_each() -> None:
    for name in ("run", "test"):
        block = re.search(rf"<!-- {name} command -->\n```sh\n(.*?)\n```", README, re.DOTALL)
        assert block is not None
        assert "\n" not in block[1]


def test_every_picture_it_shows_is_there() -> None:
    shown = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert shown
    assert [name for name in shown if not (ROOT / name).is_file()] == []


def test_every_file_it_names_is_there() -> None:
    named = re.findall(r"`((?:tests|tui|store|hub|cli|export|tui_reader)/[\w/]+\.py)`", README)
    assert named
    for name in named:
        assert (ROOT / name).is_file() or (ROOT / "tui_reader" / name).is_file(), name
