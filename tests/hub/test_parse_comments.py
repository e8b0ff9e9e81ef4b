"""Parsers of comments and linked repositories."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import fake_papers
from tests.support.fake_papers import comment
from tui_reader.hub import parse
from tui_reader.hub.errors import BadResponse
from tui_reader.models import Account, Comment, Linked


def threads(*comments: Any) -> tuple[Comment, ...]:
    return parse.comments(
        fake_papers.body({"paper": {"id": "2608.00001"}, "comments": list(comments)})
    )


def outline(comments: tuple[Comment, ...]) -> list[Any]:
    """Return the shape of threads: the number in each ID, with a list of its replies."""
    return [(int(one.id, 16), outline(one.replies)) for one in comments]


def test_all_fields_of_a_comment_are_parsed() -> None:
    (one,) = threads(comment(2, raw="**Bold**\r\nnext\x1b[2J"))
    assert one == Comment(
        id=f"{2:024x}",
        author=Account("clementine-2", "Clementine Lovelace"),
        created=datetime(2026, 8, 21, 2, 15, tzinfo=UTC),
        body="**Bold**\nnext�[2J",
        edited=False,
        reactions=(("🔥", 3),),
    )


def test_hidden_comment_has_no_text() -> None:
    (one,) = threads(comment(1, hidden=True, raw="This comment has been hidden"))
    assert one.body is None
    assert one.edited


def test_replies_can_be_nested_or_flat() -> None:
    nested = comment(1, replies=[comment(2, replies=[comment(3)]), comment(4)])
    flat = comment(5, parentCommentId=f"{2:024x}")
    assert outline(threads(nested, flat, comment(6))) == [
        (1, [(2, [(3, []), (5, [])]), (4, [])]),
        (6, []),
    ]


def test_flat_reply_may_precede_its_parent() -> None:
    assert outline(threads(comment(2, parentCommentId=f"{1:024x}"), comment(1))) == [(1, [(2, [])])]


def test_missing_parents_and_cycles_lose_no_comments() -> None:
    assert outline(threads(comment(1, parentCommentId="gone"))) == [(1, [])]
    ring = [comment(1, parentCommentId=f"{2:024x}"), comment(2, parentCommentId=f"{1:024x}")]
    own = comment(3, parentCommentId=f"{3:024x}")
    shown = outline(threads(*ring, own))
    assert shown in ([(1, [(2, [])]), (3, [])], [(2, [(1, [])]), (3, [])])


def test_thread_of_thousands_is_flattened_without_loss() -> None:
    chain = [comment(n, parentCommentId=f"{n - 1:024x}") for n in range(1, 3_000)]
    (root, *others) = threads(*reversed(chain))
    assert others == []
    depth, count, level = 0, 0, [root]
    while level:
        depth, count = depth + 1, count + len(level)
        level = [reply for one in level for reply in one.replies]
    assert count == 2_999
    assert depth <= 21


def test_malformed_comments_are_skipped() -> None:
    odd: list[Any] = [None, 5, [], {}, {"id": "../x"}, {"id": 3}, comment(9, type="status-change")]
    bare = {"id": "abc"}
    shown = threads(comment(1), *odd, bare, comment(1, raw="again"), comment(2))
    assert [one.id for one in shown] == [f"{1:024x}", "abc", f"{2:024x}"]
    assert shown[1] == Comment("abc", None, None, None)
    bad: list[Any] = [None, [], {"latest": []}, {"latest": {"raw": 5}}, {"reactions": {"a": 1}}]
    for data in bad:
        assert threads(comment(1, data=data))[0].body is None


def test_response_without_comments_is_an_error() -> None:
    assert threads() == ()
    for body in (b"{}", b'{"comments": {}}', b"5", b"<html>", b""):
        with pytest.raises(BadResponse):
            parse.comments(body)


def test_linked_repositories_have_kind_and_order() -> None:
    response = fake_papers.linked("2608.21000")
    response["models"] += [{"id": "../../x"}, {"id": None}, 5, {"id": "gpt2", "likes": -1}]
    response["spaces"] += [{"id": "a/b/c"}, {"id": "ok/space", "likes": 2, "downloads": "many"}]
    assert parse.links(fake_papers.body(response)) == (
        Linked("model", "made-up/small-model-2608-21000", 41, 1234),
        Linked("model", "made-up/smaller-model-2608-21000", 7, 9),
        Linked("model", "gpt2"),
        Linked("dataset", "made-up/teapots-2608-21000", 12, 560),
        Linked("space", "made-up/demo-2608-21000", 99),
        Linked("space", "ok/space", 2),
    )
    assert parse.links(b'{"models": null, "datasets": 5}') == ()
    with pytest.raises(BadResponse):
        parse.links(b"[]")
