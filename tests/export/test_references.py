"""arXiv IDs in lists of links and in files of reference managers."""

from __future__ import annotations

import json

import pytest

from tests.support.hard_papers import FULL, hard_entries, titled
from tui_reader.export import FORMATS
from tui_reader.export.references import read


@pytest.mark.parametrize(
    ("source", "ids", "without"),
    [
        ("2408.01234 2408.01235\n", ["2408.01234", "2408.01235"], []),
        (
            "2408.01234, https://arxiv.org/abs/2408.01235v2; arXiv:2408.01234",
            ["2408.01234", "2408.01235"], [],
        ),
        (
            "- [A](https://huggingface.co/papers/2408.01234), [B](https://arxiv.org/pdf/2408.01235)",
            ["2408.01234", "2408.01235"], [],
        ),
        # Text that starts like JSON
        ("[A](https://arxiv.org/abs/2408.01234)\n- 2408.01235", ["2408.01234", "2408.01235"], []),
        ("[1] Brook et al. arXiv:2408.01234", ["2408.01234"], []),
        (" [[Teapots]] 2408.01234", ["2408.01234"], []),
        ("# 2408.00001\n\n10.48550/arXiv.2408.01234\nnone here", ["2408.01234"], ["none here"]),
        ("\ufeff2408.01234", ["2408.01234"], []),
        ("2408.01234 of 2413.00001, 2400.00001", ["2408.01234"], []),  # no such month
        ("", [], []),
    ],
)  # fmt: skip
def test_all_ids_on_a_line_are_read(source: str, ids: list[str], without: list[str]) -> None:
    assert read(source) == (ids, without)


BIBTEX = r"""
@string{arx = "arXiv"}
@comment{2408.00009}
@article{one,
  title = {See 2408.00001 @misc{x, url = {https://arxiv.org/abs/2408.00002}}},
  abstract = {We extend arXiv:2408.00003.},
  note = "cf. 2408.00004",
  eprint = {2408.01234v2}, archivePrefix = {arXiv}
}
@misc{two, doi = "10.48550/arXiv.2408.01235", url={https://arxiv.org/abs/2408.01235}}
@inproceedings{three, URL = "https://arxiv.org/abs/" # "2408.01236", author = {A {"}B{"}}}
@article{four, journal={arXiv preprint arXiv:2408.01237}, year=2024}
@online{five, howpublished = {\url{https://arxiv.org/abs/2408.01238}}}
@book{six, title = {No id}, journal = {After 2408.00005}} @misc{on-the-same-line,
  pdf = {https://arxiv.org/pdf/2408.01239}}
@misc{seven, eprint = 2408.01240, year = {20{24}}
@article{2408.01241, title = {The key is the id}}
@article{eight, journal = {CoRR}, volume = {abs/2408.01242}}
@article{nine, journal = {arXiv e-prints, arXiv:2408.01243}}
@article{ten, journaltitle = {{arXiv} preprint {arXiv}:2408.01244}}
@misc{eleven, number = {{arXiv}:2408.01245}, publisher = {arXiv}}
@article{twelve, journal = {arXiv e-prints}, eid = {arXiv:2408.01246}, pages = {7--9}}
@misc{thirteen, Bdsk-Url-1 = {https://arxiv.org/abs/2408.01247}, urldate = {2408.00006}}
@misc{arXiv:2408.01248v2, title = {The key is the id}}
@misc{fifteen, % the {first
  % eprint = {2408.00007},
  eprint = {2408.01250}, % year = {2024},
  % the last
}
@misc{fourteen, url = {https://doi.org/10.48550%2FarXiv.2408.01249}}
"""


def test_bibtex_has_ids_in_id_doi_and_url_fields() -> None:
    found = read(BIBTEX)
    assert found.ids == [f"2408.{number:05d}" for number in (*range(1234, 1249), 1250, 1249)]
    assert found.without == ["six"]


RIS = "TY  - UNPB\nAB  - 2408.00009\nUR  - https://arxiv.org/abs/2408.00003\nER  - \n"


def test_lists_around_entries_are_read() -> None:
    lines = "- 2408.00001, 2408.00002\n% 2408.00008\nno id\n"
    bibtex = "@misc{x, note={2408.00009}, eprint={2408.00004}}\n@comment{2408.00007}\n"
    broken = "@misc{y, note={2408.00009\n2408.00006\n"
    numbers = {
        lines + RIS: (1, 2, 3),
        RIS + lines: (3, 1, 2),
        lines + bibtex: (1, 2, 4),
        bibtex + lines: (4, 1, 2),
        bibtex + RIS + lines: (4, 3, 1, 2),
        lines + bibtex + broken: (1, 2, 4),
        lines + "@comment{2408.00006\n2408.00007": (1, 2),
        lines + "@comment(2408.00006\n2408.00007)": (1, 2),
    }
    for source, expected in numbers.items():
        assert read(source).ids == [f"2408.{number:05d}" for number in expected]
    assert read(lines + bibtex).without == read(RIS + lines).without == []


def test_ris_has_ids_in_id_doi_and_url_tags() -> None:
    source = (
        "TY  - UNPB\r\nTI  - After 2408.00001\r\nAB  - See 2408.00002.\r\n"
        "UR  - https://arxiv.org/abs/2408.01234\r\nN1  - 2408.00003\r\nER  - \r\n"
        "TY  - JOUR\nT1  - No id\nER  - \n"
        "TY  - JOUR\nDO  - 10.48550/arXiv.2408.01235\nER  -\n"
        "TY  - JOUR\nJO  - arXiv preprint arXiv:2408.01236\nER  -\n"
        "TY  - JOUR\nJO  - CoRR\nVL  - abs/2408.01237\nER  -\n"
        "TY  - JOUR\nJA  - arXiv\nIS  - arXiv:2408.01238\nER  -\n"
        "TY  - JOUR\nTI  - In a journal\nJO  - After 2408.00004\nER  -\n"
    )
    ids = ["2408.01234", "2408.01235", "2408.01236", "2408.01237", "2408.01238"]
    assert read(source) == (ids, ["No id", "In a journal"])


def test_csl_json_has_ids_in_id_doi_and_url_fields() -> None:
    items = [
        {"id": "x", "type": "article", "title": "After 2408.00001", "number": "arXiv:2408.01234"},
        {"id": "y", "abstract": "2408.00002", "DOI": "10.48550/arXiv.2408.01235", "note": "2408.3"},
        {"id": "z", "title": "No id", "URL": None, "volume": 2408.00003},
        {"id": "w", "container-title": "ArXiv", "volume": "abs/2408.01236"},
        {"id": "v", "citation-key": "2408.01237", "page": "2408.00004"},
        {"id": "u", "archive-location": "2408.01238"},
        {"id": "t", "container-title": "arXiv", "page": "arXiv:2408.01239"},
    ]
    expected = ([f"2408.{number:05d}" for number in range(1234, 1240)], ["No id"])
    assert read(json.dumps(items)) == expected
    assert read(json.dumps({"items": items})) == expected
    assert read(json.dumps(items[0])) == (expected[0][:1], [])


@pytest.mark.parametrize("source", ["[1]", "[[]]", '{"items": 1}', "[", "[" * 100_000])
def test_other_json_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        read(source)


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json"])
def test_exported_files_are_read_back(name: str) -> None:
    entries = [*hard_entries(), FULL, titled("arXiv:2401.00001 revisited", 7)]
    found = read(FORMATS[name].render(entries))
    assert found.ids == list(dict.fromkeys(entry.paper.id for entry in entries))
    assert found.without == []


@pytest.mark.parametrize(
    "source",
    ["@a{", "@a{b,", "@a{b, c", "@a{b, c = ", '@a{b, c = "', "@a{b, c = {{{", "@a{}}}}", "TY  - "],
)
def test_broken_files_are_read_as_far_as_possible(source: str) -> None:
    assert read(source).ids == []
