"""Documents: asked for once, kept, read again without the network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import made_up
from tests.support.fake_hub import FakeHub
from tui_reader import documents
from tui_reader.documents import COMMENTS, LINKS, PICTURE, TEXT
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import BadResponse, NotFound, Offline
from tui_reader.models import Account, Comment, Linked
from tui_reader.store import (
    ReadOnly,
    Store,
    cache,
    queries,
)

ID = made_up.paper_id(21000, made_up.LAST_DAY)
THUMBNAIL = f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{ID}.png"

PAGE = """# A made-up paper
Log In
Join the discussion on this paper page
### Models citing this paper 0
No model linking this paper
### Collections including this paper 3
"""


@pytest.mark.parametrize(
    ("kind", "what"), [(TEXT, ID), (COMMENTS, ID), (LINKS, ID), (PICTURE, THUMBNAIL)]
)
async def test_what_was_fetched_once_needs_no_network(
    kind: documents.Kind[Any], what: str, hub: FakeHub, store: Store
) -> None:
    async with Hub() as client:
        first = await documents.have(kind, store, client, what)
        again = await documents.have(kind, store, client, what)
    assert first
    assert again == first
    assert len(hub.requests) == 1
    async with Hub(offline=True) as client:
        assert await documents.have(kind, store, client, what) == first


async def test_a_discussion_comes_back_as_it_was(store: Store) -> None:
    at = datetime(2026, 8, 21, 9, 30, tzinfo=UTC)
    ada = Account("ada", "Ada Lovelace")
    reply = Comment("b", None, None, None, replies=(Comment("c", ada, at, "**deep**"),))
    said = (Comment("a", ada, at, "a\nb", True, (("🔥", 3), ("👍", 1)), (reply,)),)
    assert COMMENTS.load(COMMENTS.dump(said)) == said


async def test_fetching_replaces_what_was_kept(hub: FakeHub, store: Store) -> None:
    hub.linked[ID] = {"models": [], "datasets": [], "spaces": []}
    async with Hub() as client:
        await documents.fetch(LINKS, store, client, ID)
        hub.linked[ID] = {"models": [{"id": "made-up/model", "likes": 2}]}
        await documents.fetch(LINKS, store, client, ID)
    kept = await documents.kept(LINKS, store, ID)
    assert kept is not None
    assert kept.value == (Linked("model", "made-up/model", 2),)


@pytest.mark.parametrize("text", [PAGE, "", "  \n"])
async def test_the_papers_page_is_no_text(text: str, hub: FakeHub, store: Store) -> None:
    hub.texts[ID] = text
    async with Hub() as client:
        with pytest.raises(NotFound):
            await documents.have(TEXT, store, client, ID)
    assert await documents.kept(TEXT, store, ID) is None


async def test_a_paper_about_such_pages_is_a_text(hub: FakeHub, store: Store) -> None:
    hub.texts[ID] = "# On buttons\n\nThe button reads 'Join the discussion on this paper page'."
    async with Hub() as client:
        assert "buttons" in await documents.have(TEXT, store, client, ID)


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'[{"id": 1}]', b"\xff", b"[" * 100_000])
async def test_a_broken_copy_is_fetched_again(body: bytes, hub: FakeHub, store: Store) -> None:
    for kind in (COMMENTS, LINKS):
        store.write_cache_sync(cache.write_document, kind.place(ID), body, datetime.now(UTC))
    async with Hub() as client:
        assert await documents.have(COMMENTS, store, client, ID)
        assert await documents.have(LINKS, store, client, ID)


async def test_a_cache_that_cannot_be_written_loses_the_copy_alone(
    hub: FakeHub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise ReadOnly("no room")

    monkeypatch.setattr(store, "write_cache", refuse)
    async with Hub() as client:
        assert (await documents.fetch(TEXT, store, client, ID)).value
    assert await documents.kept(TEXT, store, ID) is None


async def test_a_fault_of_ours_is_not_hidden(
    hub: FakeHub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "write_cache", fail)
    async with Hub() as client:
        with pytest.raises(ZeroDivisionError):
            await documents.fetch(TEXT, store, client, ID)


async def test_errors_keep_nothing(hub: FakeHub, store: Store) -> None:
    hub.answers[f"/papers/{ID}.md"] = "<!doctype html><title>Log in</title>"
    async with Hub() as client:
        with pytest.raises(BadResponse):
            await documents.have(TEXT, store, client, ID)
    async with Hub(offline=True) as client:
        with pytest.raises(Offline):
            await documents.have(TEXT, store, client, ID)
    assert store.read_sync(queries.document, TEXT.place(ID)) is None


async def test_progress_ends_with_all_bytes(hub: FakeHub, store: Store) -> None:
    hub.texts[ID] = "word " * 200_000
    told: list[tuple[int, int | None]] = []
    async with Hub() as client:
        await documents.fetch(TEXT, store, client, ID, lambda *now: told.append(now))
    assert told[-1] == (1_000_000, 1_000_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 1
