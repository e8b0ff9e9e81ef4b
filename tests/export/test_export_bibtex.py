"""BibTeX, read back by pybtex: names, titles and keys round-trip."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry as Cited  # type: ignore[import-untyped]
from pybtex.database import Person, parse_string
from pybtex.richtext import Text  # type: ignore[import-untyped]

from tests.support.hard_papers import (
    BARE,
    FULL,
    HARD_NAMES,
    HARD_TITLES,
    hard_entries,
    titled,
)
from tui_reader.export.bibtex import render
from tui_reader.export.tex import bibtex_value
from tui_reader.models import Author, Entry, Paper

SPELLED = {
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
}


def plain(value: str) -> str:
    """Return a BibTeX value as printed, without formulas."""
    value = re.sub(r"\{\\(text[a-z]+)\}", lambda found: f"\0{found[1]}\0", value)
    shown = str(Text.from_latex(value))
    return re.sub(r"\0([a-z]+)\0", lambda found: SPELLED[found[1]], shown)


def parsed(entries: list[Entry]) -> dict[str, Cited]:
    return dict(parse_string(render(entries), "bibtex").entries)


def name_of(person: Person) -> str:
    parts = (*person.first_names, *person.middle_names, *person.prelast_names, *person.last_names)
    return plain(" ".join((*parts, *person.lineage_names)))


def test_paper_is_cited_as_arxiv_cites_it() -> None:
    assert render([FULL]) == (
        "@misc{huang2026envharnesswrappingstaticworlds,\n"
        "  title         = {{EnvHarness: Wrapping Static Worlds}},\n"
        "  author        = {Huang, Wei and Gödel, Kurt},\n"
        "  year          = {2026},\n"
        "  month         = aug,\n"
        "  eprint        = {2608.19880},\n"
        "  archivePrefix = {arXiv},\n"
        "  url           = {https://arxiv.org/abs/2608.19880},\n"
        "}\n"
    )


def test_bibtex_parser_reads_every_paper_back() -> None:
    entries = hard_entries()
    cited = list(parsed(entries).values())
    assert [one.fields["eprint"] for one in cited] == [entry.paper.id for entry in entries]
    assert {one.type for one in cited} == {"misc"}


@pytest.mark.parametrize("name", HARD_NAMES)
def test_names_round_trip(name: str) -> None:
    paper = FULL.paper._replace(authors=(Author("Before Him"), Author(name), Author("After Her")))
    (cited,) = parsed([Entry(paper)]).values()
    names = [name_of(person) for person in cited.persons["author"]]
    assert names == ["Before Him", name.replace(",", "") if "Jr." in name else name, "After Her"]


@pytest.mark.parametrize(
    "title", [title for title in HARD_TITLES if "\\" not in title and "{x}" not in title]
)
def test_title_without_latex_round_trips(title: str) -> None:
    (cited,) = parsed([titled(title)]).values()
    assert plain(cited.fields["title"]) == title.replace("--", "–")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r"$O(N^2)_i$ and \(x_1\)", r"$O(N^2)_i$ and \(x_1\)"),
        (r"\textbf{Bold} Schr\"odinger 64\% Fig.~3", r"\textbf{Bold} Schr\"odinger 64\% Fig.~3"),
        ("$5 and $10, 100% of R&D", r"\$5 and \$10, 100\% of R\&D"),
        ("foo_bar #1", r"foo\_bar \#1"),
        ("~100M", r"{\textasciitilde}100M"),
        ("SP^3 <think>", r"SP{\textasciicircum}3 {\textless}think{\textgreater}"),
        (r"C:\new", r"C:{\textbackslash}new"),
        ("the end \\", r"the end {\textbackslash}"),
        ("{ok} } {", r"{ok} {\textbraceright} {\textbraceleft}"),
        (r"$a\{b$ $\{c\}$", r"$a\lbrace b$ $\{c\}$"),
        (r"{ brace \{ and }", r"{ brace {\textbraceleft} and }"),
        ("{$a}$", r"{\textbraceleft}$a\rbrace $"),
        ("$50%$", r"$50\%$"),
    ],
)
def test_latex_stays_and_the_rest_is_escaped(source: str, value: str) -> None:
    assert bibtex_value(source) == value


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(list("{}\\$%&#_^~<>|@\"'`,=() aB1é\n"))))
def test_title_cannot_break_out_of_its_field(title: str) -> None:
    value = bibtex_value(title)
    depth = 0
    for char in value:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert not value.endswith("\\") or value.endswith("\\\\")
    (cited,) = parsed([titled(f"x{title}x")]).values()
    assert cited.fields["url"] == "https://arxiv.org/abs/2608.00001"


def test_month_is_left_out_without_a_date() -> None:
    (cited,) = parsed([BARE]).values()
    assert cited.fields["year"] == "2014"
    assert "month" not in cited.fields
    assert "author" not in cited.persons


def test_papers_with_the_same_key_are_all_exported() -> None:
    same = [FULL.paper._replace(id=f"2608.{number:05d}") for number in range(60)]
    assert len(parsed([Entry(paper) for paper in same])) == 60


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Fernando De la Torre", "De la Torre", "Fernando"),
        ("Joeri Van den Broeck", "Van den Broeck", "Joeri"),
        ("Blaise Agüera y Arcas", "Agüera y Arcas", "Blaise"),
        ("Charles de la Vallée Poussin", "de la Vallée Poussin", "Charles"),
        ("Jean de Dieu Nyandwi", "Nyandwi", "Jean de Dieu"),
    ],
)
def test_family_name_is_read_back_with_its_particles(name: str, family: str, given: str) -> None:
    entry = Entry(FULL.paper._replace(authors=(Author(name),)))
    ((person,),) = (cited.persons["author"] for cited in parsed([entry]).values())
    assert " ".join((*person.prelast_names, *person.last_names)) == family
    assert " ".join((*person.first_names, *person.middle_names)) == given


def test_paper_of_664_authors_is_one_entry() -> None:
    paper = Paper("2608.00001", "Big", authors=tuple(Author(f"Ada L{n}x") for n in range(664)))
    (cited,) = parsed([Entry(paper, edition=date(2026, 8, 21))]).values()
    assert len(cited.persons["author"]) == 664
