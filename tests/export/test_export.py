"""The table of formats, and the JSON record of an entry."""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.hard_papers import BARE, FULL, hard_entries
from tui_reader.export import FORMATS
from tui_reader.export.record import envelope, record

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


def test_envelope_counts_all_results() -> None:
    assert envelope([FULL, BARE])["total"] == 2
    some = json.loads(json.dumps(envelope([FULL], total=1_431)))
    assert (some["schema_version"], some["total"], len(some["papers"])) == (1, 1_431, 1)
