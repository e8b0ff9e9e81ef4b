"""`text`, `discussion`, `links`, `similar`, `pdf` and `cite`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import command, fill, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY

FIRST, SECOND, *_ = ids_of(LAST_DAY)


def test_text_is_printed_and_then_available_offline(hub: FakeHub) -> None:
    hub.texts[FIRST] = "# A title\n\nSome $x^2$ text."
    hub.texts[SECOND] = None
    found = command("text", FIRST)
    assert (found.code, found.out) == (0, "# A title\n\nSome $x^2$ text.\n")
    assert command("text", FIRST, "--offline").out == found.out
    for words in (("text", SECOND), ("text", SECOND, "--offline"), ("text", "2608.99999")):
        failed = command(*words)
        assert (failed.code, failed.out, failed.err.count("\n")) == (3, "", 1)


def test_comments_are_printed_with_their_replies(hub: FakeHub) -> None:
    found = command("discussion", FIRST)
    assert found.code == 0
    (first, *_) = command("discussion", FIRST, "--json").json["comments"]
    lines = found.out.splitlines()
    assert lines[0].startswith(first["author"]["fullname"])
    assert f"    {first['replies'][0]['body'].splitlines()[0]}" in lines
    hub.comments[FIRST] = []
    assert command("discussion", FIRST).out == ""
    hub.go_offline()
    assert command("discussion", FIRST).code == 4
    assert command("discussion", FIRST, "--offline").code == 0


def test_linked_repositories_are_printed_one_per_line(hub: FakeHub) -> None:
    rows = command("links", FIRST).rows
    assert {row[0] for row in rows} == {"model", "dataset", "space"}
    assert all(len(row) == 4 for row in rows)
    linked = command("links", FIRST, "--json").json["links"]
    assert [one["id"] for one in linked] == [row[1] for row in rows]


def test_pdf_is_saved_at_the_given_path_and_fetched_once(hub: FakeHub, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    found = command("pdf", FIRST, "-o", file)
    assert (found.code, found.out) == (0, f"{file}\n")
    assert file.read_bytes().startswith(b"%PDF")
    hub.go_offline()
    assert command("pdf", FIRST).out == f"{file}\n"
    assert command("pdf", FIRST, "-o", tmp_path / "other.pdf").code == 4
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["paper.pdf"]


@pytest.mark.parametrize("form", ["bibtex", "citation", "id", "title", "markdown", "link"])
def test_cite_prints_every_citation_form(form: str) -> None:
    fill()
    found = command("cite", SECOND, FIRST, "--as", form)
    assert found.code == 0
    if form == "id":
        assert found.out == f"arXiv:{SECOND}\narXiv:{FIRST}\n"
    if form == "bibtex":
        assert found.out.count("@misc") == 2


def test_similar_lists_papers_in_the_usual_formats() -> None:
    fill()
    found = command("similar", FIRST, "--json")
    assert found.code == 0
    assert FIRST not in found.ids
    assert command("similar", FIRST).ids == found.ids


def test_note_history_lists_earlier_texts() -> None:
    fill()
    for text in ("one", "two", "three"):
        command("note", FIRST, text)
    lines = command("note", FIRST, "--history").out.splitlines()
    assert [line for line in lines if line and not line.startswith("Replaced 2")] == ["two", "one"]
    assert command("note", FIRST, "x", "--history").code == 2
