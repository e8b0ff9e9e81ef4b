"""Names and citation keys: the keys of arXiv's BibTeX, stable and unique."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from tui_reader.citation import citation_key, citation_keys, is_key
from tui_reader.models import Author, Entry, Paper
from tui_reader.names import Name, split_name


def paper(author: str, title: str, number: str = "2608.19880", year: int = 2026) -> Paper:
    authors = (Author(author),) if author else ()
    return Paper(number, title, authors=authors, published=date(year, 8, 20))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Ada Lovelace", "Lovelace"),
        ("bell hooks", "hooks"),
        ("Javier de la Rosa", "de la Rosa"),
        ("Christian Schroeder de Witt", "de Witt"),
        ("Ludwig van Beethoven", "van Beethoven"),
        ("Guido van Rossum", "van Rossum"),
        ("Johann Wolfgang von Goethe", "von Goethe"),
        # Capitalized particle before a lower-case one
        ("Fernando De la Torre", "De la Torre"),
        ("Joeri Van den Broeck", "Van den Broeck"),
        ("Pieter Van der Merwe", "Van der Merwe"),
        ("Ursula Von der Leyen", "Von der Leyen"),
        ("Bram Van de Weyer", "Van de Weyer"),
        ("Ana De los Santos", "De los Santos"),
        ("Juan Carlos De la Cruz Ramos", "De la Cruz Ramos"),
        # Both particles of a pair that no other name has
        ("Wim Van Den Heuvel", "Van Den Heuvel"),
        ("Bram Van De Weyer", "Van De Weyer"),
        ("Ana De La Cruz", "De La Cruz"),
        ("Jean de La Fontaine", "de La Fontaine"),
        ("Joris in 't Veld", "in 't Veld"),
        ("Karl Theodor von und zu Guttenberg", "von und zu Guttenberg"),
        # Two particles start the family name in any position
        ("Charles Jean de la Vallée Poussin", "de la Vallée Poussin"),
        ("Fernando de los Santos Ruiz", "de los Santos Ruiz"),
        ("Pim van der Berg", "van der Berg"),
        ("Laurens van der Maaten Smit", "van der Maaten Smit"),
        ("Karel van den Berg Jansen", "van den Berg Jansen"),
        ("Jacobus van 't Hoff", "van 't Hoff"),
        ("Jacobus van ’t Hoff", "van ’t Hoff"),
        ("Juan de las Casas", "de las Casas"),
        ("Hans von dem Berg", "von dem Berg"),
        ("Hans Von dem Berg", "Von dem Berg"),
        ("Karl auf der Heide", "auf der Heide"),
        ("Matthias an der Heiden", "an der Heiden"),
        ("Piet uit den Bogaard", "uit den Bogaard"),
        ("Lorenzo de’ Medici", "de’ Medici"),
        ("David ben Gurion", "ben Gurion"),
        ("Ngũgĩ wa Thiong'o", "wa Thiong'o"),
        ("Philippe des Forêts", "des Forêts"),
        ("Nur Aisyah binti Abdullah", "binti Abdullah"),
        ("Catriona nic Dhòmhnaill", "nic Dhòmhnaill"),
        ("Diarmuid Ó Séaghdha", "Ó Séaghdha"),
        ("Diarmuid O\u0301 Se\u0301aghdha", "O\u0301 Se\u0301aghdha"),
        ("Siobhán Ní Dhomhnaill", "Ní Dhomhnaill"),
        ("Joost in ‘t Hout", "in ‘t Hout"),
        ("Laura van't Veer", "van't Veer"),
        ("Gerard `t Hooft", "`t Hooft"),
        ("Mathieu d' Aquin", "d' Aquin"),
        ("Anna dell’ Acqua", "dell’ Acqua"),
        ("Ehsan ul Haq", "ul Haq"),
        ("Zia ur Rehman", "ur Rehman"),
        ("Máire Nic Gearailt", "Nic Gearailt"),
        ("Conor Mac Cormack", "Mac Cormack"),
        ("Peter St. John", "St. John"),
        ("Nic Lane", "Lane"),
        ("Mac Schwager", "Schwager"),
        ("Christoph v. d. Malsburg", "v. d. Malsburg"),
        ("Christoph v.d. Malsburg", "v.d. Malsburg"),
        ("Людвиг ван Бетховен", "ван Бетховен"),
        ("Леонардо да Винчи", "да Винчи"),
        ("Stephan im Walde", "im Walde"),
        ("Tim vor der Brück", "vor der Brück"),
        ("Greg ver Steeg", "ver Steeg"),
        ("Hans Op de Beeck", "Op de Beeck"),
        ("Melissa Auf der Maur", "Auf der Maur"),
        ("Joris In 't Veld", "In 't Veld"),
        ("Mohamed Mahmoud ould Saleh", "ould Saleh"),
        ("Anna de Vries-van Dijk", "de Vries-van Dijk"),
        ("Jan Jansen-van den Berg", "Jansen-van den Berg"),
        # Connectors join their neighbors
        ("Blaise Agüera y Arcas", "Agüera y Arcas"),
        ("Joan Mayné i Comas", "Mayné i Comas"),
        ("José Ortega y Gasset", "Ortega y Gasset"),
        ("Santiago Felipe Ramón y Cajal", "Ramón y Cajal"),
        ("Maria Silva e Costa", "Silva e Costa"),
        ("Juan de la Cruz y Ortega", "de la Cruz y Ortega"),
        ("Pedro de Agüera y Arcas", "de Agüera y Arcas"),
        # No particles, or not part of a family name
        ("Tran Van An", "An"),
        ("Kiet Van Nguyen", "Nguyen"),
        ("Nguyen Van De", "De"),
        ("Nguyen Van La", "La"),
        ("Jean de Dieu Nyandwi", "Nyandwi"),
        ("Marie de Lourdes Silva", "Silva"),
        ("Xiao De Li", "Li"),
        ("Anna Von Karman", "Karman"),
        ("Martin Luther King Jr.", "King"),
        ("Martin Luther King, Jr.", "King"),
        ("Juan De la Cruz III", "De la Cruz"),
        ("Ada King PhD", "King"),
        ("Ada King, Ph.D.", "King"),
        ("Jose E. Garcia", "Garcia"),
        ("Y Nguyen", "Nguyen"),
        # Not split
        ("Gemma Team", "Gemma Team"),
        ("Qwen Team", "Qwen Team"),
        ("Team OLMo", "Team OLMo"),
        ("BigScience Workshop", "BigScience Workshop"),
        ("Core Contributors", "Core Contributors"),
        ("Qwen Team Alibaba", "Qwen Team Alibaba"),
        ("Ada King et al.", "Ada King et al."),
        ("University of Oxford", "University of Oxford"),
        ("NVIDIA Corporation", "NVIDIA Corporation"),
        ("DeepSeek-AI", "DeepSeek-AI"),
        ("The Dark Energy Collaboration", "The Dark Energy Collaboration"),
        ("王小明", "王小明"),
        ("김 민수", "김 민수"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("de la Cruz", "de la Cruz"),
        ("De la Torre", "De la Torre"),
        ("Ramón y Cajal", "Ramón y Cajal"),
        ("Van Der Merwe", "Van Der Merwe"),
        ("de Ada", "de Ada"),
        ("Wang, Wei", "Wang, Wei"),
    ],
)  # fmt: skip
def test_family_name(name: str, family: str) -> None:
    assert split_name(name).family == family


def test_suffix_is_neither_family_nor_given_name() -> None:
    assert split_name("Martin Luther King, Jr.") == Name("King", "Martin Luther", "Jr.")
    assert split_name("Martin Luther King Jr.") == Name("King", "Martin Luther", "Jr.")


@pytest.mark.parametrize(
    ("author", "year", "title", "key"),
    [
        # As in arXiv's BibTeX export
        ("Ashish Vaswani", 2017, "Attention Is All You Need", "vaswani2017attentionneed"),
        (
            "DeepSeek-AI", 2025,
            "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning",
            "deepseekai2025deepseekr1incentivizingreasoningcapability",
        ),
        (
            "Yang Wang", 2025,
            "Drivel-ology: Challenging LLMs with Interpreting Nonsense with Depth",
            "wang2025drivelologychallengingllmsinterpreting",
        ),
        ("Wei Huang", 2026, "EnvHarness: Wrapping Worlds", "huang2026envharnesswrappingworlds"),
        ("Team OLMo", 2025, "2 OLMo 2 Furious", "olmo20252olmo2furious"),
        ("Kurt Gödel", 2026, "On the Über-Net", "godel2026ubernet"),
        ("Søren Łukasz", 2026, "Towards an R^3-Bench", "lukasz2026r3bench"),
        ("Ada Lovelace", 2026, r"$\\alpha$-Flow: fast", "lovelace2026alphaflowfast"),
        ("Ada Lovelace", 2026, "How To", "lovelace2026"),
        ("Fernando De la Torre", 2026, "It's Here", "delatorre2026its"),
        ("Blaise Agüera y Arcas", 2026, "Ants", "aguerayarcas2026ants"),
        ("Weiß Straße", 2026, "Straße", "strasse2026strasse"),
        # Names in other scripts become ASCII
        ("王小明", 2026, "GPT-4o", "wangxiaoming2026gpt4o"),
        ("Иван Петров", 2026, "GPT-4o", "petrov2026gpt4o"),
        ("Νίκος Λέξης", 2026, "GPT-4o", "lexis2026gpt4o"),
        ("", 2026, "Untitled", "unknown2026untitled"),
    ],
)  # fmt: skip
def test_key_matches_arxiv(author: str, year: int, title: str, key: str) -> None:
    assert citation_key(paper(author, title, year=year)) == key
    assert is_key(key)


@pytest.mark.parametrize(
    "author", ["王小明", "李明", "김 민수", "สมชาย", "محمد", "राम", "Олег", "山田"]
)
def test_authors_in_other_scripts_have_distinct_keys(author: str) -> None:
    key = citation_key(paper(author, "日本語の題名"))
    assert is_key(key)
    assert not key.startswith(("unknown", "anon", "2026"))


def test_year_comes_from_the_id_if_the_date_is_unknown() -> None:
    assert citation_key(Paper("1412.6980", "Adam")) == "unknown2014adam"


def test_keys_do_not_depend_on_the_order() -> None:
    entries = [
        Entry(paper("Wei Wang", "Unified Rewards", "2503.05236")),
        Entry(paper("Li Wang", "Unified Rewards", "2505.03318")),
        Entry(paper("Li Wang", "Unified Thoughts", "2505.03319")),
        # Titles with the digits that another paper needs
        Entry(paper("Hu Wang", "Unified Rewards 250305236", "2505.03320")),
        Entry(paper("Al Wang", "B", "2505.03321"), citation_key="wang2026unifiedrewards250503318"),
    ]
    expected = {
        "2503.05236": "wang2026unifiedrewards250305236250305236",
        "2505.03318": "wang2026unifiedrewards250503318250503318",
        "2505.03319": "wang2026unifiedthoughts",
        "2505.03320": "wang2026unifiedrewards250305236250503320",
        "2505.03321": "wang2026unifiedrewards250503318",
    }
    for order in permutations(entries):
        assert dict(zip((e.paper.id for e in order), citation_keys(order), strict=True)) == expected


def test_saved_paper_has_its_stored_key() -> None:
    saved = Entry(paper("Wei Wang", "A new title"), citation_key="wang2026oldtitle")
    other = Entry(paper("Wei Wang", "Old title", "2608.00001"))
    assert citation_keys([other, saved]) == ["wang2026oldtitle260800001", "wang2026oldtitle"]


def test_stored_key_of_another_form_is_not_used() -> None:
    hostile = Entry(paper("Wei Wang", "Title"), citation_key="x},\\n@misc{y")
    assert citation_keys([hostile]) == ["wang2026title"]
