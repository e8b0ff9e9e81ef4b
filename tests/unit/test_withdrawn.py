"""Withdrawn papers are marked in lists and exports."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tui_reader.export import FORMATS, bibtex
from tui_reader.export import json as json_export
from tui_reader.export.cite import citation
from tui_reader.export.markup import facts
from tui_reader.hub import parse
from tui_reader.models import Entry, Marks, Paper
from tui_reader.store.rows import paper_of, row_of
from tui_reader.tui.rendering.paper_page import render_page

WHEN = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
PAPER = Paper("2601.00001", "A Lamp", withdrawn=WHEN)


@pytest.mark.parametrize("place", ["paper", "top"])
def test_withdrawal_is_read_from_both_responses(place: str) -> None:
    paper = {"id": "2601.00001", "title": "A Lamp", "withdrawnAt": "2026-03-04T05:06:00.000Z"}
    entry = {"paper": paper, "title": "A Lamp"} if place == "paper" else paper
    (found,), _ = parse.papers(json.dumps([entry]).encode())
    assert found.withdrawn == WHEN


def test_withdrawal_is_stored() -> None:
    assert paper_of(row_of(PAPER)).withdrawn == WHEN
    assert paper_of(row_of(PAPER._replace(withdrawn=None))).withdrawn is None


def test_exports_mark_withdrawn_papers() -> None:
    entry = Entry(PAPER, Marks())
    assert facts(entry).startswith("withdrawn")
    assert "{Withdrawn}" in bibtex.render([entry])
    assert citation(entry).count("(withdrawn)") == 1
    without = Entry(PAPER._replace(withdrawn=None))
    for form in FORMATS.values():
        assert form.render([entry]) != form.render([without]), form.name
    (data,) = json.loads(json_export.render([entry]))["papers"]
    assert data["withdrawn"] == "2026-03-04T05:06:00+00:00"
    assert "Withdrawn 4 Mar 2026" in render_page(entry).plain


def test_json_export_restores_the_withdrawal() -> None:
    found = json_export.parse(json_export.render([Entry(PAPER, Marks())]))
    assert found[0].paper.withdrawn == WHEN
