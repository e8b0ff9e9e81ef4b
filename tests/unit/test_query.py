"""The query language: parsing, and round trips of the canonical text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_reader import query_hints
from tui_reader.query import (
    And,
    Count,
    Dated,
    Field,
    Flag,
    Id,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    parse,
    problem,
    words,
)

_BITS = st.sampled_from(
    [
        "diffusion", "GPT-4o", "3D", '"rectified flow"', '"', "-", "OR", " ", "*", ":", "author:",
        "org:", "keyword:", "tag:", "title:", "is:", "has:", "after:", "before:", "upvotes:",
        "comments:", "bookmarked", "code", "2025-03", "2025-3-7", ">=", "<", "50", "99999999999",
        "2408.01234", "2408.0", "https://arxiv.org/abs/2408.01234v2", "arXiv:", "é", "（", "模型",
        "is:starred", "autor:x", "after:yesterday", 'autor:"a b', "😀", "%",
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
@example("AA:", True)
def test_any_text_is_a_query_that_survives_a_round_trip(typed: str, typing: bool) -> None:
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
        ("  * - \x00 ", Word("* -")),
        ("diffusion", Word("diffusion")),
        ("co\u00adoperate می\u200cخواهم", And((Word("cooperate"), Word("میخواهم")))),
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
        ("author：李明", Field("author", Word("李明"))),  # as input methods type a colon
        ('Author:"Yann LeCun"', Field("author", Phrase("Yann LeCun"))),
        ("org:Qwen", Field("org", Word("Qwen"))),
        ("keyword:moe", Field("keyword", Word("moe"))),
        ("title:is:read", Field("title", Word("is:read"))),
        ("is:bookmarked", Flag("is", "bookmarked")),
        ("has:code", Flag("has", "code")),
        ("after:2025-03", Dated("after", "2025-03")),
        ("after:2025-3", Dated("after", "2025-03")),
        ("before:2025", Dated("before", "2025")),
        ("after:yesterday", Dated("after", "yesterday")),
        ('before:"17 March  2025"', Dated("before", "17 march 2025")),
        ("after:2025-W12", Dated("after", "2025-w12")),
        ("upvotes:>50", Count("upvotes", ">", 50)),
        ("upvotes:50", Count("upvotes", ">=", 50)),
        ("comments:<=3", Count("comments", "<=", 3)),
        ("%", Word("%")),
        ("😀 %", Word("😀 %")),
        ("flow % 😀", Word("flow")),
        ("GUI Agents: A Survey", And((Word("GUI"), Word("Agents:"), Word("A"), Word("Survey")))),
        ("Autor: The Book", And((Word("Autor:"), Word("The"), Word("Book")))),
        ("at 10:30", And((Word("at"), Word("10:30")))),
        ("doi:10.1000/x", Word("doi:10.1000/x")),
        ("https://made-up.example/a:b", Word("https://made-up.example/a:b")),
        ("ratio 3:1", And((Word("ratio"), Word("3:1")))),
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
def test_query_syntax(typed: str, tree: Query) -> None:
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
        ("flow autho:x", Word("flow")),
        ("%", Word("%")),
        ('"', And()),
        ("-", And()),
        ("flow author:", Word("flow")),
        ("flow upvotes:>", Word("flow")),
        ("flow OR", Word("flow")),
        ("flow -", Word("flow")),
        ("after:202", And()),
        ("after:2025-", Dated("after", "2025")),
        ("after:2025-0", Dated("after", "2025")),
        ("after:2025-03-1", Dated("after", "2025-03-01")),
        ("2408.012", Id("2408.012", prefix=True)),
        ("2408.0123", Id("2408.0123", prefix=True)),
        ("2408.01234", Id("2408.01234")),
    ],
)
def test_unfinished_query(typed: str, tree: Query) -> None:
    assert parse(typed, typing=True) == tree


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("is:starred", "Did you mean is:bookmarked?"),
        ("is:boo", "Did you mean is:bookmarked?"),
        ("is:raed", "Did you mean is:read?"),
        ("is:nice", "is:unread"),
        ("is:", "needs a value"),
        ("IS:Starred", "Did you mean is:bookmarked?"),
        ("has:model", "has:code"),
        ("has:repo", "Did you mean has:code?"),
        ("-has:model", "has:code"),
        ("flow OR has:model", "has:code"),
        ("upvotes:>abc", "needs a number"),
        ("upvotes:", "needs a number"),
        ("upvotes:>99999999999999999999", "needs a number"),
        ("comments:few", "needs a number"),
        ("title:", "title: needs a word"),
        ("title: lora", "title: needs a word"),
        ("author:%", "author: needs a word"),
        ('tag:""', "tag: needs a word"),
        ("after:", "needs a date"),
        ("after:soon", "needs a date"),
        ("before:2025-02-30", "needs a date"),
        ("autor:lecun", "Did you mean author:?"),
        ('autor:"yann lecun"', "Did you mean author:?"),
        ("-tags:done", "Did you mean tag:?"),
        ("upvote:>50", "Did you mean upvotes:?"),
        ("titel:lora", "Did you mean title:?"),
        ("iz:read", "Did you mean is:?"),
        ("hsa:code", "Did you mean has:?"),
    ],
)
def test_invalid_term_has_a_reason(typed: str, reason: str) -> None:
    assert reason in problem(parse(typed))
    assert reason in problem(parse(f"lora {typed} x", typing=True))
    assert str(parse(typed)).lower() == typed.lower()


@pytest.mark.parametrize("typed", ["flow is:un", "flow autho:h", "flow title:", "flow upvotes:>"])
def test_term_that_is_being_typed_is_not_invalid_yet(typed: str) -> None:
    assert parse(typed, typing=True) == Word("flow")
    assert problem(parse(typed))


def test_last_word_is_a_prefix_if_requested() -> None:
    assert parse("flow match", prefix=True) == And((Word("flow"), Word("match", prefix=True)))
    assert parse('flow "match"', prefix=True) == And((Word("flow"), Phrase("match")))
    assert parse("in C", prefix=True) == And((Word("in"), Word("C")))
    assert problem(parse("flow is:un", prefix=True))


def test_relative_dates_are_resolved_on_the_day_of_the_search() -> None:
    yesterday = date.today() - timedelta(days=1)
    assert Dated("after", "yesterday").day == yesterday
    assert str(Dated("after", "17 march 2025")) == 'after:"17 march 2025"'


def test_every_help_example_uses_query_syntax() -> None:
    for example_text, meaning in query_hints.HELP:
        assert meaning
        tree = parse(example_text)
        assert str(tree).lower() == example_text.lower()
        plain = isinstance(tree, And) and all(isinstance(part, Word) for part in tree.parts)
        assert plain == (example_text == "flow matching")


def test_periods_begin_on_their_first_day() -> None:
    assert Dated("after", "2025").day == date(2025, 1, 1)
    assert Dated("before", "2025-03").day == date(2025, 3, 1)
    assert Dated("after", "2025-03-17").day == date(2025, 3, 17)
