"""CSV without formulas."""

from __future__ import annotations

import csv
import io

import pytest

from tests.support.hard_papers import (
    BARE,
    FULL,
    hard_entries,
    titled,
)
from tui_reader.export.csv import render
from tui_reader.models import Entry


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
