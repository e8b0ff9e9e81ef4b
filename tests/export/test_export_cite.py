"""Citation forms of a single paper."""

from __future__ import annotations

import pytest

from tests.support.hard_papers import BARE, FULL, titled
from tui_reader.export.cite import FORMS, citation
from tui_reader.models import Author


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


def test_bibtex_is_the_entry_alone() -> None:
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
