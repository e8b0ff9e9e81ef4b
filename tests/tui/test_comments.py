"""Comments: threads, new ones, bots, mentions and pictures."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Response, portal
from tests.support.running_app import record_opened
from tests.tui.test_full_text import paper, paper_id, top, words
from tests.tui.test_paper_pages import LONG_AGO, cache_document, colors
from tui_reader import documents
from tui_reader.models import Account, Author, Comment, Paper
from tui_reader.store import Store
from tui_reader.tui.screens.pages.comments_screen import threads


async def test_comment_threads_show_author_time_and_text(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, size=(100, 50), offline=False) as reader:
        hub.comments[paper_id(reader)] = [
            fake_papers.comment(
                2, replies=[fake_papers.comment(3), fake_papers.comment(5, hidden=True)]
            ),
            fake_papers.comment(
                4, parentCommentId=f"{2:024x}", raw="Flat, with `code` and $\\alpha$."
            ),
            fake_papers.comment(6, raw="[/nope] [@click=app.quit]x[/]"),
        ]
        await reader.press("c")
        await reader.until(lambda: "4 comments" in reader.text)
        lines = reader.text.split("\n")
        heads = [line for line in lines if "Lovelace" in line]
        assert [len(line) - len(line.lstrip()) for line in heads] == [5, 9, 9, 9, 5]
        assert "21 Aug 2026" in heads[0]
        assert "🔥 3" in heads[0]
        assert "This comment is hidden." in reader.text
        assert "Flat, with code and α." in reader.text
        assert "[/nope] [@click=app.quit]x[/]" in reader.text
        assert "A made-up remark, number 2." in reader.text
        await reader.press("escape")
        assert len(reader.app.screen_stack) == 1


async def test_cached_comments_are_shown_offline(store: Store) -> None:
    async with paper(store, None) as reader:
        cached = (Comment("a", Account("ada", "Ada Lovelace"), LONG_AGO, "It works."),)
        cache_document(store, documents.COMMENTS, paper_id(reader), cached, LONG_AGO)
        await reader.press("c")
        assert "Ada Lovelace" in reader.text
        assert "It works." in reader.text
        assert "Fetched" in reader.text
        assert "offline" in reader.text


MESSAGES: dict[str, object] = {
    "The Hub has no comments on this paper.": None,
    "Got a web page instead of JSON": portal(),
    "The response is not JSON": Response(b'{"comments": ['),
    "larger than 5 MB": Response(b"[" * 6_000_000),
    "No comments yet.": {"comments": []},
}


async def test_paper_without_comments_shows_a_message(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        for expected, given in MESSAGES.items():
            hub.responses[f"/api/papers/{paper_id(reader)}?field=comments"] = given
            await reader.press("c")
            await reader.until(lambda: expected in words(reader))  # noqa: B023
            await reader.press("escape")


async def test_uncached_comments_need_the_hub(store: Store) -> None:
    async with paper(store, None) as reader:
        await reader.press("c")
        assert "Not fetched: The app was started with --offline" in words(reader)


async def test_loading_comments_can_be_closed(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        slow = Response(b'{"comments": []}' + b" " * 999, drip=(10, 30.0))
        hub.responses[f"/api/papers/{paper_id(reader)}?field=comments"] = slow
        await reader.pilot.press("c")
        await reader.until(lambda: "Fetching comments" in reader.text)
        await reader.pilot.press("j", "escape")
        await reader.until(lambda: len(reader.app.screen_stack) == 1)


async def test_comments_since_the_last_view_are_marked_new(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        hub.comments[paper_id(reader)] = [fake_papers.comment(1), fake_papers.comment(2)]
        await reader.press("c")
        await reader.until(lambda: "2 comments" in reader.text)
        assert "new" not in reader.text
        later = fake_papers.comment(3, createdAt="2026-08-22T10:00:00.000Z", raw="The later one.")
        hub.comments[paper_id(reader)].insert(0, later)
        await reader.press("escape", "c", "r")
        await reader.until(lambda: "3 comments, 1 new" in reader.text)
        marked = [line for line in reader.text.split("\n") if "● new" in line]
        assert len(marked) == 1
        assert "Dashiell" in marked[0]
        await reader.press("escape", "c")
        await reader.until(lambda: "3 comments" in reader.text)
        assert "new" not in reader.text


async def test_no_comment_is_new_at_first(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        entry = reader.screen.list.current
        assert entry is not None
        marks = entry.marks._replace(seen_comments=1)
        reader.screen.papers.supply({0: entry._replace(marks=marks)})
        hub.comments[paper_id(reader)] = [fake_papers.comment(1), fake_papers.comment(2)]
        await reader.press("c")
        await reader.until(lambda: "2 comments" in reader.text)
        assert "new" not in reader.text
        hidden = fake_papers.comment(3, createdAt="2026-08-22T10:00:00.000Z", hidden=True)
        hub.comments[paper_id(reader)].append(hidden)
        await reader.press("escape", "c", "r")
        await reader.until(lambda: "This comment is hidden" in reader.text)
        assert "2 comments" in reader.text
        assert "new" not in reader.text


async def test_comments_of_bots_are_one_line_until_expanded(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, size=(100, 40), offline=False) as reader:
        bot = fake_papers.account(9) | {"name": "librarian-bot", "fullname": "Librarian Bot"}
        body = "This is an automated message. See these papers:\n\n- one"
        hub.comments[paper_id(reader)] = [
            fake_papers.comment(2),
            fake_papers.comment(4, author=bot, raw=body),
        ]
        await reader.press("c")
        await reader.until(lambda: "2 comments" in reader.text)
        assert "▸ Librarian Bot" in reader.text
        assert "See these papers" not in reader.text
        await reader.press("enter")
        assert "▾ Librarian Bot" in reader.text
        assert "See these papers" in reader.text
        row = next(y for y, line in enumerate(reader.text.split("\n")) if "▾" in line)
        await reader.pilot.click(offset=(reader.text.split("\n")[row].index("▾"), row))
        await reader.settle()
        assert "See these papers" not in reader.text


async def test_mentions_and_pictures_in_comments_open(
    hub: FakeHub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[str] = []
    record_opened(monkeypatch, followed)
    async with paper(store, None, size=(100, 40), offline=False) as reader:
        picture = f"{hub.url}/media/{paper_id(reader)}-1.png"
        hub.responses[picture.removeprefix(hub.url)] = Response(
            fake_papers.png(30, 90, (10, 200, 30)), kind="image/png"
        )
        raw = f'Hi @ada-l, see\n<img src="{picture}" alt="a lamp">\n\n![b]({picture}?2)'
        hub.comments[paper_id(reader)] = [fake_papers.comment(1, raw=raw)]
        await reader.press("c")
        await reader.until(lambda: "[image: a lamp]" in reader.text)
        await reader.press("tab", "enter")
        assert followed == [f"{hub.url}/ada-l"]
        await reader.pilot.press("tab", "enter")
        await reader.until(lambda: colors(reader) == {"#0ac81e"})
        assert "Image 1 of 2" in reader.text
        await reader.press("escape", "i")
        assert "Image 1 of 2" in reader.text


async def test_new_comments_do_not_move_the_view(hub: FakeHub, store: Store) -> None:
    async with paper(store, None, offline=False) as reader:
        many = [fake_papers.comment(number, raw=f"Remark {number}.") for number in range(1, 30)]
        hub.comments[paper_id(reader)] = many
        async with reader.screen.context.hub() as client:
            comments = await documents.refresh(documents.COMMENTS, store, client, paper_id(reader))
        cache_document(store, documents.COMMENTS, paper_id(reader), comments.value, LONG_AGO)
        gate = threading.Event()
        hub.comments[paper_id(reader)] = [fake_papers.comment(40, raw="First now."), *many]
        target = f"/api/papers/{paper_id(reader)}?field=comments"
        hub.responses[target] = lambda request: (gate.wait(20), ...)[1]
        await reader.pilot.press("c")
        await reader.until(lambda: "Remark 1." in reader.text)
        await reader.pilot.press("space")
        here = top(reader)
        gate.set()
        await reader.until(lambda: "30 comments" in reader.text)
        assert top(reader) == here
        await reader.press("g")
        assert "First now." in reader.text


def test_authors_and_submitter_are_labeled_in_comments() -> None:
    comment = Comment("a", Account("ada", "Ada Lovelace"), LONG_AGO, "Hello", edited=True)
    about = Paper(
        "2608.21000", "T", authors=(Author("Ada", "ada"),), submitter=Account("ada", "Ada")
    )
    now = LONG_AGO + timedelta(hours=3)
    ((head, *_),) = threads((comment,), about, frozenset(), now)
    assert head.text == "Ada Lovelace · author · submitter · 3 h ago · edited"


def test_comment_line_breaks_are_preserved() -> None:
    body = "Code: here\nWeights: there\n\n- one\n- two\n\n```\na\n\nb\n```"
    comment = Comment("a", None, LONG_AGO, body)
    ((_, words, one, two, code),) = threads((comment,), None, frozenset(), LONG_AGO)
    assert words.text == "Code: here\nWeights: there"
    assert (one.text, two.text) == ("one", "two")
    assert [line.rstrip() for line in code.text.split("\n")] == ["a", "", "b"]


def test_deeply_nested_replies_name_their_parent() -> None:
    comment = Comment("9", Account("u9", "User 9"), LONG_AGO, "Hello")
    for level in reversed(range(9)):
        author = Account(f"u{level}", f"User {level}")
        comment = Comment(str(level), author, LONG_AGO, "Hello", replies=(comment,))
    heads = [head.text for head, *_ in threads((comment,), None, frozenset(), LONG_AGO)]
    assert [head.partition(" to ")[2] for head in heads] == [
        *[""] * 7,
        "User 6",
        "User 7",
        "User 8",
    ]
