"""The table of formats, and the JSON record of an entry."""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest

from tests.support.hard_papers import (
    BARE,
    FULL,
    hard_entries,
    titled,
)
from tui_reader.export import FORMATS
from tui_reader.export.cite import FORMS, citation
from tui_reader.export.csv import render
from tui_reader.export.record import record
from tui_reader.models import Author, Entry

KEYS = (
    "id title abstract authors published edition upvotes comments bookmarked read url pdf_url"
    " arxiv_url organization code_url stars project_url summary keywords submitter submitted tags"
    " note bookmarked_at watches author_accounts organization_account submitter_account thumbnail"
    " media discussion author_takes_part withdrawn seen_upvotes seen_comments seen_at tags_added_at"
    " note_changed_at read_changed_at citation_key hidden_at seeded_at for_you"
).split()


def loaded_by(code: str) -> set[str]:
    code += "; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_formats_are_imported_on_first_use() -> None:
    loaded = loaded_by("import tui_reader.export")
    assert not {"json", "html", "csv"} & loaded
    assert not [name for name in loaded if name.startswith("tui_reader.export.")]


def test_formats_import_neither_textual_network_nor_store() -> None:
    loaded = loaded_by(
        "from tui_reader.export import FORMATS; [f.render(()) for f in FORMATS.values()];"
        "import tui_reader.export.mail, tui_reader.export.cite"
    )
    assert not {"textual", "httpx", "sqlite3", "sqlite_utils", "click", "markdown_it"} & loaded


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_a_text_file_with_every_paper_in_order(name: str) -> None:
    entries = hard_entries()
    rendered = FORMATS[name].render(iter(entries))
    places = [rendered.find(entry.paper.id) for entry in entries]
    assert -1 not in places
    assert places == sorted(places)
    assert rendered.endswith("\n")
    assert "\r" not in rendered
    assert rendered.encode()


@pytest.mark.parametrize("name", FORMATS)
def test_hidden_authors_are_not_exported(name: str) -> None:
    assert "Not Shown" not in FORMATS[name].render((FULL,))


def test_record_always_has_every_key() -> None:
    assert list(record(FULL)) == KEYS
    assert list(record(BARE)) == KEYS


def test_unknown_values_are_null_and_not_zero() -> None:
    bare = record(BARE)
    known = {key: value for key, value in bare.items() if value not in (None, [], "")}
    assert known == {
        "id": "1403.1234",
        "title": "(untitled)",
        "bookmarked": False,
        "url": "https://huggingface.co/papers/1403.1234",
        "pdf_url": "https://arxiv.org/pdf/1403.1234",
        "arxiv_url": "https://arxiv.org/abs/1403.1234",
    }
    zero = record(BARE._replace(paper=BARE.paper._replace(upvotes=0, comments=0, stars=0)))
    assert (zero["upvotes"], zero["comments"], zero["stars"]) == (0, 0, 0)


def test_record_has_marks_and_hub_fields() -> None:
    full = record(FULL)
    assert full["authors"] == ["Wei Huang", "Kurt Gödel"]
    assert full["author_accounts"] == ["weih", None]
    assert full["published"] == "2026-08-20"
    assert full["edition"] == "2026-08-21"
    assert full["bookmarked"] is True
    assert full["bookmarked_at"] == "2026-08-22T07:00:00+00:00"
    assert full["read"] is False
    assert full["organization"] == "Example Labs & Co"
    assert full["tags"] == ["to read", "rl"]
    assert full["watches"] == ["agents"]


def rows(entries: list[Entry]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(entries), newline=""), strict=True))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", " =", "\n=", "＝", "＠"])
def test_formulas_are_neutralized(start: str) -> None:
    (row,) = rows([titled(f"{start}cmd|'/c calc'!A0")])
    assert row["title"] == f"'{start}cmd|'/c calc'!A0".replace("\r", "\n")


def test_no_cell_starts_a_formula() -> None:
    cells = [cell for row in rows(hard_entries()) for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_other_texts_are_unchanged() -> None:
    (row,) = rows([FULL])
    assert row["title"] == FULL.paper.title
    assert row["abstract"] == FULL.paper.abstract
    assert row["authors"] == "Wei Huang; Kurt Gödel"
    assert row["note"] == FULL.marks.note
    assert (row["bookmarked"], row["read"]) == ("yes", "no")
    assert row["upvotes"] == "163"


def test_id_is_not_read_as_a_number() -> None:
    # as a number, 2408.01230 would become 2408.0123, which is another paper
    assert {row["arxiv"][:6] for row in rows(hard_entries())} == {"arXiv:"}


def test_unknown_values_are_empty() -> None:
    (row,) = rows([BARE])
    assert (row["upvotes"], row["published"], row["authors"]) == ("", "", "")


def test_bibtex_comes_first_and_the_link_last() -> None:
    labels = [form.label for form in FORMS.values()]
    assert (labels[0], labels[-1]) == ("BibTeX", "Link")


@pytest.mark.parametrize(
    ("form", "copied"),
    [
        ("id", "arXiv:2608.19880"),
        ("title", "EnvHarness: Wrapping Static Worlds"),
        ("link", "https://huggingface.co/papers/2608.19880"),
        (
            "markdown",
            "[EnvHarness: Wrapping Static Worlds](https://huggingface.co/papers/2608.19880)",
        ),
        (
            "citation",
            "Wei Huang and Kurt Gödel. EnvHarness: Wrapping Static Worlds."
            " arXiv:2608.19880, 2026. https://arxiv.org/abs/2608.19880",
        ),
    ],
)
def test_each_form_is_ready_to_paste(form: str, copied: str) -> None:
    assert FORMS[form].render([FULL]) == copied


def test_bibtex_form_is_a_single_entry() -> None:
    rendered = FORMS["bibtex"].render([FULL])
    assert rendered.startswith("@misc{huang2026envharnesswrappingstaticworlds,")


def test_many_authors_become_et_al() -> None:
    many = FULL.paper._replace(authors=tuple(Author(f"Ada {name}") for name in "ABCD"))
    assert citation(FULL._replace(paper=many)).startswith("Ada A et al. EnvHarness")
    three = many._replace(authors=many.authors[:3])
    assert citation(FULL._replace(paper=three)).startswith("Ada A, Ada B and Ada C. Env")


def test_question_title_has_no_full_stop_and_missing_authors_are_left_out() -> None:
    assert ". Why? arXiv:" in citation(titled("Why?"))
    assert citation(BARE).startswith("(untitled). arXiv:1403.1234, 2014. ")


def test_title_with_brackets_is_one_link() -> None:
    copied = FORMS["markdown"].render([titled("[n] of ]( <think>")])
    assert copied == (r"[\[n\] of \]( \<think\>](https://huggingface.co/papers/2608.00001)")
