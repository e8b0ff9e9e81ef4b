"""RIS and CSL-JSON, as read by reference managers."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import rispy  # type: ignore[import-untyped]

from tests.support.hard_papers import (
    BARE,
    FULL,
    HARD_NAMES,
    HARD_TITLES,
    hard_entries,
)
from tui_reader.export import FORMATS

# The definitions in the CSL 1.0.2 schema of the fields that are exported.
NAME = {
    "type": "object",
    "additionalProperties": False,
    "properties": {part: {"type": "string"} for part in ("family", "given", "suffix", "literal")},
}
TEXTS = (
    "id",
    "genre",
    "title",
    "publisher",
    "number",
    "DOI",
    "URL",
    "abstract",
    "keyword",
    "annote",
)
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            **{name: {"type": "string"} for name in TEXTS},
            "type": {"enum": ["article", "article-journal", "dataset", "manuscript", "report"]},
            "author": {"type": "array", "items": NAME},
            "issued": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 3,
                            "items": {"type": "number"},
                        },
                    }
                },
            },
        },
    },
}


def csl() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(FORMATS["csl-json"].render(hard_entries()))
    return items


def ris() -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = rispy.loads(FORMATS["ris"].render(hard_entries()))
    return records


def test_csl_json_matches_its_schema() -> None:
    jsonschema.validate(csl(), CSL)


def test_csl_json_marks_papers_as_preprints() -> None:
    full = csl()[0]
    assert full["type"] == "article"
    assert full["publisher"] == "arXiv"
    assert full["number"] == "arXiv:2608.19880"
    assert full["DOI"] == "10.48550/arXiv.2608.19880"
    assert full["issued"] == {"date-parts": [[2026, 8, 20]]}
    assert full["author"] == [
        {"family": "Huang", "given": "Wei"},
        {"family": "Gödel", "given": "Kurt"},
    ]


def test_csl_json_titles_and_abstracts_are_unchanged() -> None:
    entries = hard_entries()
    assert [item["title"] for item in csl()] == [entry.paper.title for entry in entries]
    assert [item.get("abstract", "") for item in csl()] == [e.paper.abstract for e in entries]
    assert len({item["id"] for item in csl()}) == len(entries)


def test_csl_json_has_no_unknown_fields() -> None:
    assert json.loads(FORMATS["csl-json"].render([BARE])) == [
        {
            "id": "unknown2014untitled",
            "type": "article",
            "genre": "Preprint",
            "title": "(untitled)",
            "issued": {"date-parts": [[2014]]},
            "publisher": "arXiv",
            "number": "arXiv:1403.1234",
            "DOI": "10.48550/arXiv.1403.1234",
            "URL": "https://arxiv.org/abs/1403.1234",
        }
    ]


def test_ris_has_one_record_per_paper() -> None:
    entries = hard_entries()
    records = ris()
    assert [record["title"] for record in records] == [entry.paper.title for entry in entries]
    assert {record["type_of_reference"] for record in records} == {"UNPB"}
    assert [record["accession_number"] for record in records] == [
        f"arXiv:{entry.paper.id}" for entry in entries
    ]


def test_ris_has_all_known_fields() -> None:
    full = ris()[0]
    assert full["authors"] == ["Huang, Wei", "Gödel, Kurt"]
    assert full["date"] == "2026/08/20"
    assert full["year"] == "2026"
    assert full["doi"] == "10.48550/arXiv.2608.19880"
    assert full["urls"] == ["https://arxiv.org/abs/2608.19880"]
    assert full["keywords"] == ["to read", "rl", *FULL.paper.keywords]
    assert full["notes"] == ["A *note* ER - of two lines </blockquote>"]
    assert full["abstract"] == " ".join(FULL.paper.abstract.split())


def test_ris_has_the_papers_author_names() -> None:
    names = ris()[2]["authors"]
    assert len(names) == len(HARD_NAMES)
    assert "King, Martin Luther, Jr." in names
    assert "de la Rosa, Javier" in names
    assert "Qwen Team" in names


@pytest.mark.parametrize("title", HARD_TITLES)
def test_text_cannot_inject_a_ris_line(title: str) -> None:
    lines = FORMATS["ris"].render(hard_entries()).splitlines()
    assert f"TI  - {' '.join(title.split())}" in lines
    assert all(not line or line[2:6] == "  - " for line in lines)
    assert lines.count("ER  - ") == len(hard_entries())
