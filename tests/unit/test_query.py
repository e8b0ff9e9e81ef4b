"""The query language: every text is a query, and a query's own text means the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_reader import query
from tui_reader.query import (
    After,
    And,
    Before,
    Count,
    Field,
    Has,
    Id,
    Is,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    parse,
    words,
)

_BITS = st.sampled_from(
    [
        "diffusion", "GPT-4o", "3D", '"rectified flow"', '"', "-", "OR", " ", "*", ":", "author:",
        "org:", "keyword:", "tag:", "title:", "is:", "has:", "after:", "before:", "upvotes:",
        "comments:", "bookmarked", "code", "2025-03", "2025-3-7", ">=", "<", "50", "99999999999",
        "2408.01234", "2408.0", "https://arxiv.org/abs/2408.01234v2", "arXiv:", "é", "（", "模型",
        "\x00", "\ud800", "\u202e", "Is:Read", "oR", "or", "🤗", "\\", "'", "NEAR(", "{", "^", "+",
    ]
)  # fmt: skip
TYPED = st.one_of(st.text(), st.lists(_BITS, max_size=12).map("".join)) | st.lists(
    _BITS, max_size=12
).map(" ".join)


@given(TYPED, st.booleans())
@example('hello"', False)
@example("OR", True)
@example("a OR OR b", False)
@example('is:"foo bar*"*', False)
@example("after:0000-01", False)
@example("x" * 300 + "*", True)
@example("a OR " * 80, False)
def test_whatever_is_typed_is_a_query_whose_text_means_the_same(typed: str, typing: bool) -> None:
    tree = parse(typed, typing=typing)
    text = str(tree)
    assert parse(text) == tree
    assert str(parse(text)) == text
    assert text.isprintable()
    for word in words(tree):
        assert any(c.isalnum() for c in word.text)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", And()),
        ("  * - \x00 ", And()),
        ("diffusion", Word("diffusion")),
        ("GPT-4o 3D", And((Word("GPT-4o"), Word("3D")))),
        ('"Rectified  flow"', Phrase("Rectified flow")),
        ('"never closed', Phrase("never closed")),
        ('hello"', Word("hello")),
        ("diffus*", Word("diffus", prefix=True)),
        ("-video", Not(Word("video"))),
        ('-"a phrase"', Not(Phrase("a phrase"))),
        ("-tag:done", Not(Field("tag", Word("done")))),
        ("a b OR c", And((Word("a"), Or((Word("b"), Word("c")))))),
        ("(a OR b) c", And((Or((Word("(a"), Word("b)"))), Word("c")))),
        ("a OR b OR -c", Or((Word("a"), Word("b"), Not(Word("c"))))),
        ("OR a OR", And((Word("or"), Word("a"), Word("or")))),
        ("this or that", And((Word("this"), Word("or"), Word("that")))),
        ("author:LeCun", Field("author", Word("LeCun"))),
        ('Author:"Yann LeCun"', Field("author", Phrase("Yann LeCun"))),
        ("org:Qwen", Field("org", Word("Qwen"))),
        ("keyword:moe", Field("keyword", Word("moe"))),
        ("title:is:read", Field("title", Word("is:read"))),
        ("is:bookmarked", Is("bookmarked")),
        ("is:nice", Word("is:nice")),
        ("has:code", Has("code")),
        ("after:2025-03", After("2025-03")),
        ("after:2025-3", After("2025-03")),
        ("before:2025", Before("2025")),
        ("before:2025-02-30", Word("before:2025-02-30")),
        ("upvotes:>50", Count("upvotes", ">", 50)),
        ("upvotes:50", Count("upvotes", ">=", 50)),
        ("comments:<=3", Count("comments", "<=", 3)),
        ("upvotes:many", Word("upvotes:many")),
        ("upvotes:>99999999999999999999", Word("upvotes:>99999999999999999999")),
        ("author:", Word("author:")),
        ("2408.01234", Id("2408.01234")),
        ("arXiv:2408.01234v2", Id("2408.01234")),
        ("https://arxiv.org/pdf/2408.01234v2.pdf", Id("2408.01234")),
        ("https://huggingface.co/papers/2408.01234?x=1", Id("2408.01234")),
        ("10.48550/arXiv.2408.01234", Id("2408.01234")),
        ("https://doi.org/10.48550/arXiv.2408.01234", Id("2408.01234")),
        ("title:2408.01234", Field("title", Word("2408.01234"))),
        ("unknown:value", Word("unknown:value")),
    ],
)
def test_the_language(typed: str, tree: Query) -> None:
    assert parse(typed) == tree


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("flow mat", And((Word("flow"), Word("mat", prefix=True)))),
        ("flow mat ", And((Word("flow"), Word("mat")))),
        ("author:lec", Field("author", Word("lec", prefix=True))),
        ('"rectified fl', Phrase("rectified fl", prefix=True)),
        ('"rectified flow"', Phrase("rectified flow")),
        ("flow -d", And((Word("flow"), Not(Word("d"))))),
        ("flow is:boo", Word("flow")),
        ("flow is:boo x", And((Word("flow"), Word("is:boo"), Word("x", prefix=True)))),
        ("flow author:", Word("flow")),
        ("flow upvotes:>", Word("flow")),
        ("flow OR", Word("flow")),
        ("flow -", Word("flow")),
        ("after:202", And()),
        ("after:2025-", After("2025")),
        ("after:2025-0", After("2025")),
        ("after:2025-03-1", After("2025-03-01")),
        ("2408.012", Id("2408.012", prefix=True)),
        ("2408.0123", Id("2408.0123", prefix=True)),
        ("2408.01234", Id("2408.01234")),
    ],
)
def test_what_is_still_being_typed(typed: str, tree: Query) -> None:
    assert parse(typed, typing=True) == tree


def test_every_example_of_the_help_is_more_than_words() -> None:
    for example_text, meaning in query.HELP:
        assert meaning
        tree = parse(example_text)
        assert str(tree).lower() == example_text.lower()
        plain = isinstance(tree, And) and all(isinstance(part, Word) for part in tree.parts)
        assert plain == (example_text == "flow matching")


def test_periods_begin_on_their_first_day() -> None:
    assert After("2025").day == date(2025, 1, 1)
    assert Before("2025-03").day == date(2025, 3, 1)
    assert After("2025-03-17").day == date(2025, 3, 17)
