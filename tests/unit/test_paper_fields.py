"""The table of fields: nothing of a paper is lost in rows, JSON or imports."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tui_reader.export import json
from tui_reader.models import Account, Author, Entry, Paper
from tui_reader.paper_fields import FIELDS
from tui_reader.store.rows import paper_of, row_of

FULL = Paper(
    id="2608.21000",
    title="A Made-Up Paper",
    abstract="An abstract\nof two lines.",
    authors=(Author("Ada", "ada"), Author("Hidden", "h", hidden=True), Author("Søren")),
    published=date(2026, 8, 20),
    upvotes=0,
    comments=3,
    submitted=datetime(2026, 8, 21, 8, tzinfo=UTC),
    submitter=Account("ada", "Ada L."),
    organization=Account("nowhere", "University of Nowhere"),
    code="https://github.com/made/up",
    stars=7,
    project="https://example.org/",
    summary="A summary.",
    keywords=("one", "two words"),
    thumbnail="https://example.org/thumbnail.png",
    media=("https://example.org/a.png", "https://example.org/b.mp4"),
    discussion="abc123",
    author_takes_part=False,
    withdrawn=datetime(2026, 8, 22, tzinfo=UTC),
)
EMPTY = Paper("2608.21001", "arXiv:2608.21001")


def test_every_field_of_a_paper_is_in_the_table() -> None:
    assert {field.name for field in FIELDS} | {"id", "authors"} == set(Paper._fields)
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert len({field.stored for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("paper", [FULL, EMPTY])
def test_row_has_every_field(paper: Paper) -> None:
    assert all(getattr(FULL, name) not in (None, ()) for name in Paper._fields)
    assert paper_of(row_of(paper)) == paper


@pytest.mark.parametrize("paper", [FULL, EMPTY])
def test_json_has_every_field_and_leaves_hidden_authors_out(paper: Paper) -> None:
    (entry,) = json.parse(json.render([Entry(paper)]))
    assert entry.paper == paper._replace(authors=paper.shown_authors)


def test_usual_thumbnail_is_not_stored() -> None:
    usual = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21000.png"
    row = row_of(FULL._replace(thumbnail=usual))
    assert usual not in str(row)
    assert paper_of(row).thumbnail == usual
