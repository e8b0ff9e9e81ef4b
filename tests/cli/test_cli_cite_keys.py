"""Citation keys stay the same when papers are exported, saved or edited."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.support.command import command
from tests.support.databases import xdg_folders
from tui_reader.models import Author, Edition, Paper
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library

NOW = datetime(2026, 8, 21, tzinfo=UTC)
FIRST, SECOND, THIRD = "2503.05236", "2505.03318", "2506.00001"
PLAIN = "wang2025unifiedrewardmodel"


def paper(number: str, author: str, title: str = "Unified Reward Model") -> Paper:
    return Paper(number, title, "", (Author(author),), date(2025, 3, 7))


PAPERS = [paper(FIRST, "Yibin Wang"), paper(SECOND, "Li Wang"), paper(THIRD, "Ada Brook")]


@pytest.fixture(autouse=True)
def editions_on_disk() -> None:
    with Store(Folders.of_user()) as store:
        edition = Edition(date(2025, 3, 10), tuple(PAPERS))
        store.write_cache_sync(cache.write_edition, edition, True, NOW)


def keys(*words: str | Path) -> dict[str, str]:
    """Return the citation keys of a BibTeX file by ID."""
    text = command(*words).out
    return dict(
        zip(re.findall(r"eprint += \{(.*)\}", text), re.findall(r"@misc\{(.*),", text), strict=True)
    )


def test_saving_a_paper_does_not_change_other_keys() -> None:
    command("bookmark", "add", FIRST)
    assert keys("export", "-f", "bibtex") == {FIRST: PLAIN}
    command("bookmark", "add", SECOND, THIRD)
    expected = {FIRST: PLAIN, SECOND: PLAIN + "250503318", THIRD: "brook2025unifiedrewardmodel"}
    assert keys("export", "-f", "bibtex") == expected
    for one, key in expected.items():
        assert keys("cite", one) == {one: key}
    assert keys("cite", SECOND, FIRST) == {one: expected[one] for one in (SECOND, FIRST)}
    assert keys("export", "--date", "2025-03-10", "-f", "bibtex") == expected


def test_unsaved_papers_with_the_same_key_get_digits() -> None:
    assert keys("cite", FIRST, SECOND) == keys("cite", SECOND, FIRST) == {
        FIRST: PLAIN + "250305236", SECOND: PLAIN + "250503318",
    }  # fmt: skip
    assert keys("cite", FIRST) == {FIRST: PLAIN}


def test_all_formats_use_the_same_key() -> None:
    command("tag", FIRST, "--add", "rl")
    command("note", SECOND, "read it")
    expected = {PLAIN, PLAIN + "250503318"}
    assert set(keys("export", "-f", "bibtex").values()) == expected
    assert {item["id"] for item in json.loads(command("export", "-f", "csl-json").out)} == expected
    assert set(re.findall("ID  - (.*)", command("export", "-f", "ris").out)) == expected


def test_key_of_a_saved_paper_survives_a_title_change() -> None:
    command("bookmark", "add", FIRST)
    with Store(Folders.of_user()) as store:
        store.write_cache_sync(cache.write_papers, [paper(FIRST, "Yibin Wang", "Another Title")])
        store.write_library_sync(library.tag, [PAPERS[0].key], ["x"], [], NOW)
    assert "Another Title" in command("export", "-f", "bibtex").out
    assert keys("export", "-f", "bibtex") == {FIRST: PLAIN}


def test_title_with_the_digits_of_another_paper_does_not_take_its_key() -> None:
    digits = paper("2506.00002", "Mo Wang", "Unified Reward Model 250503318")
    with Store(Folders.of_user()) as store:
        store.write_cache_sync(cache.write_papers, [digits])
    command("bookmark", "add", FIRST, digits.id)
    expected = {FIRST: PLAIN, SECOND: PLAIN + "250503318" * 2, digits.id: PLAIN + "250503318"}
    assert keys("cite", FIRST, SECOND, digits.id) == expected
    command("bookmark", "add", SECOND)
    assert keys("export", "-f", "bibtex") == expected


def test_digits_of_two_unsaved_papers_do_not_take_the_key_of_a_saved_one() -> None:
    digits = paper("2506.00002", "Mo Wang", "Unified Reward Model 250503318")
    with Store(Folders.of_user()) as store:
        store.write_cache_sync(cache.write_papers, [digits])
    command("bookmark", "add", digits.id)
    assert keys("cite", FIRST, SECOND) == {
        FIRST: PLAIN + "250305236", SECOND: PLAIN + "250503318" * 2,
    }  # fmt: skip


def test_key_of_a_removed_bookmark_is_not_reused() -> None:
    command("bookmark", "add", FIRST)
    command("bookmark", "remove", FIRST)
    command("bookmark", "add", SECOND)
    assert keys("export", "-f", "bibtex") == {SECOND: PLAIN + "250503318"}
    assert keys("cite", FIRST) == {FIRST: PLAIN}


def test_key_of_a_paper_that_a_backup_lacks_is_not_reused(tmp_path: Path) -> None:
    command("bookmark", "add", THIRD)
    command("backup", tmp_path / "old.db")
    command("bookmark", "add", SECOND)
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:  # saved on another machine
        old.execute("UPDATE citation_keys SET citation_key = ?", [PLAIN])
        old.commit()
    command("restore", tmp_path / "old.db")
    command("bookmark", "add", FIRST)
    here = {FIRST: PLAIN + "250305236", THIRD: "brook2025unifiedrewardmodel"}
    assert keys("export", "-f", "bibtex") == here
    assert keys("cite", SECOND) == {SECOND: PLAIN}


@pytest.mark.parametrize(
    "words", [("bookmark", "add", FIRST), ("tag", FIRST, "--add", "rl"), ("note", FIRST, "a note")]
)
def test_keys_are_exported_to_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    command("bookmark", "add", SECOND)
    command(*words)
    command("bookmark", "remove", SECOND)  # its key stays taken here
    here = keys("export", "-f", "bibtex")
    assert here == {FIRST: PLAIN + "250305236"}
    command("export", "-o", tmp_path / "library.json")
    for machine, expected in (("new", here), ("with its own key", {FIRST: PLAIN})):
        for variable, folder in xdg_folders(tmp_path / machine).items():
            monkeypatch.setenv(variable, folder)
        if expected != here:
            with Store(Folders.of_user()) as store:
                store.write_library_sync(library.bookmark, [PAPERS[0].key], True, NOW, None, PAPERS)
        assert command("import", tmp_path / "library.json").code == 0
        assert keys("export", "-f", "bibtex") == expected
