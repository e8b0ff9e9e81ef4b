"""`export` and `import`: round trips and merges."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import fake_papers
from tests.support.command import command, fill, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tui_reader.export import FORMATS

FIRST, SECOND, THIRD, FOURTH = ids_of(LAST_DAY)

Move = Callable[[str], None]


def marks() -> dict[str, Any]:
    """Return the marks in the library by paper, without fields of cached editions."""
    papers = command("bookmark", "list", "--json").json["papers"]
    return {
        paper["id"]: {key: paper[key] for key in paper.keys() - {"edition", "read"}}
        for paper in papers
    }


def add_marks() -> None:
    command("bookmark", "add", FIRST, SECOND, "--tag", "to read", "--note", "A note.\n\nOf two.")
    command("tag", THIRD, "--add", "only tagged")
    command("note", FOURTH, "only a note")
    command("mark", "read", FIRST)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_printed_or_saved(form: str, tmp_path: Path) -> None:
    fill()
    command("bookmark", "add", FIRST, SECOND)
    printed = command("export", "--format", form)
    assert printed.code == 0
    assert FIRST in printed.out
    file = tmp_path / f"papers{FORMATS[form].suffix}"
    written = command("export", "-o", file)
    assert (written.code, written.out) == (0, "")
    assert file.read_text() == printed.out
    assert command("export", "--format", form, "-o", "-").out == printed.out


def test_export_of_bookmarks_a_day_or_search_results() -> None:
    fill()
    command("bookmark", "add", SECOND)
    assert command("export", "--format", "json").ids == [SECOND]
    command("import", "-", "--as-seed", stdin=f"{FIRST}\n{SECOND}")
    assert command("export", "--format", "json").ids == [SECOND, FIRST]  # bookmarks first
    assert command("export", "--date", str(LAST_DAY), "-f", "json").ids == ids_of(LAST_DAY)
    assert command("export", "--query", FIRST, "-f", "json").ids == [FIRST]


def test_export_replaces_a_file_atomically_and_follows_links(tmp_path: Path) -> None:
    fill()
    real, link = tmp_path / "real.bib", tmp_path / "link.bib"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert command("export", "--date", str(LAST_DAY), "-o", link).code == 0
    assert link.is_symlink()
    assert real.read_text().startswith("@misc")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.glob("*.bib")) == ["link.bib", "real.bib"]


def test_unwritable_file_is_reported(tmp_path: Path) -> None:
    fill()
    found = command("export", "-f", "csv", "-o", tmp_path / "no" / "such.csv")
    assert (found.code, found.out) == (1, "")
    assert "No such file or directory" in found.err

    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    found = command("export", "-f", "csv", "-o", loop / "papers.csv")
    assert (found.code, found.out) == (1, "")
    assert "symbolic links" in found.err


def test_json_export_transfers_every_mark(machine: Move, tmp_path: Path) -> None:
    fill()
    add_marks()
    before = marks()
    file = tmp_path / "library.json"
    command("export", "-o", file)
    machine("server")
    found = command("import", file)
    assert found.code == 0
    assert "4 papers in the file: 2 bookmarks, 3 papers with new tags, 3 notes" in found.err
    assert marks() == before
    again = command("import", file)
    assert "nothing new" in again.err
    assert marks() == before


def test_import_adds_marks_and_removes_none(machine: Move, tmp_path: Path) -> None:
    fill()
    command("bookmark", "add", FIRST, "--tag", "laptop")
    command("mark", "read", SECOND)
    file = tmp_path / "library.json"
    command("export", "--date", str(LAST_DAY), "-o", file)
    machine("server")
    fill()
    command("bookmark", "add", THIRD, "--tag", "server")
    command("tag", FIRST, "--add", "server")
    command("mark", "read", FOURTH)
    command("import", file)
    assert marks()[FIRST]["tags"] == ["laptop", "server"]
    assert marks().keys() == {FIRST, THIRD}
    assert not {SECOND, FOURTH} & set(command("list", "--unread").ids)
    assert len(command("list", "--unread").ids) == 10
    assert set(command("search", "is:read").ids) == {SECOND, FOURTH}


def test_older_note_of_a_new_file_is_reported(machine: Move, tmp_path: Path) -> None:
    fill()
    command("note", FIRST, "of the laptop")
    file = tmp_path / "library.json"
    command("export", "-o", file)
    machine("server")
    fill()
    command("note", FIRST, "of the server")
    os.utime(file)  # the time of the note counts, not that of the file
    older = command("import", file)
    assert "1 note is newer" in older.err
    assert command("note", FIRST).out == "of the server\n"


def test_import_does_not_replace_newer_hub_data(machine: Move, tmp_path: Path) -> None:
    fill()
    file = tmp_path / "day.json"
    command("export", "--date", str(LAST_DAY), "-o", file)
    found = json.loads(file.read_text())
    for paper in found["papers"]:
        paper["upvotes"] = 1
        paper["title"] = "Old"
    file.write_text(json.dumps(found))
    command("import", file)
    assert "Old" not in command("list").out


@pytest.mark.parametrize(
    "source",
    [
        '{"papers": [',
        '{"schema_version": 99, "papers": []}',
        '{"schema_version": 1, "papers": [{"id": "../x"}]}',
        '{"schema_version": 1, "papers": [{"id": "2608.21000", "upvotes": "many"}]}',
        "[1, 2]",
    ],
)
def test_foreign_file_changes_nothing(source: str) -> None:
    fill()
    found = command("import", "-", stdin=source)
    assert (found.code, found.out) == (1, "")
    assert "Nothing was imported." in found.err
    assert marks() == {}


def test_list_of_ids_and_urls_is_bookmarked_and_fetched(hub: FakeHub) -> None:
    fourth, fifth = ids_of(LAST_DAY, 12)[3:5]
    lines = f"# reading list\n\n{FIRST}\nhttps://arxiv.org/abs/{fourth}v2  a title\narXiv:{fifth}\n"
    found = command("import", "-", "--tag", "to read", stdin=lines)
    assert (found.code, found.err) == (0, "3 papers in the file.\n3 papers bookmarked.\n")
    saved = marks()
    assert saved.keys() == {FIRST, fourth, fifth}
    assert all(paper["tags"] == ["to read"] for paper in saved.values())


def test_lines_without_an_id_are_reported_and_the_others_imported(hub: FakeHub) -> None:
    found = command("import", "-", stdin=f"{FIRST}\nno id here\n\x1b[31mred\n")
    assert found.code == 1
    assert "'no id here'" in found.err
    assert "\x1b" not in found.err
    assert list(marks()) == [FIRST]
    assert command("import", "-", stdin=f"{FIRST}\n2608.99999\n").code == 3
    assert command("import", "-", stdin="2608.99999\nno id here").code == 3  # more is missing


def test_binary_file_is_rejected_without_a_crash(hub: FakeHub) -> None:
    assert command("import", "-", stdin=bytes(range(256))).code == 1
    assert command("import", "-", stdin="").code == 0
    fill()
    assert command("import", "-", stdin=f"\ufeff{FIRST}\r\n".encode("utf-16-le")).code == 0


def test_hundreds_of_marks_are_imported_in_one_transaction(machine: Move, tmp_path: Path) -> None:
    size = 300
    fill({day: fake_papers.edition(day, size) for day in fake_papers.weekdays(2)})
    every = [own_id for day in fake_papers.weekdays(2) for own_id in ids_of(day, size)]
    command("bookmark", "add", *every, "--tag", "all")
    file = tmp_path / "library.json"
    command("export", "-o", file)
    machine("server")
    assert command("import", file).code == 0
    assert set(command("bookmark", "list").ids) == set(every)
