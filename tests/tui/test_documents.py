"""Documents are fetched once and cached."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from tests.support import fake_papers
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

ID = fake_papers.paper_id(21000, fake_papers.LAST_DAY)
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
async def test_cached_document_is_read_without_the_network(
    kind: documents.Kind[Any], what: str, hub: FakeHub, store: Store
) -> None:
    first = await documents.get(kind, store, Hub, what)
    again = await documents.get(kind, store, Hub, what)
    assert first
    assert again == first
    assert len(hub.requests) == 1
    assert await documents.get(kind, store, partial(Hub, offline=True), what) == first


def test_comments_survive_a_round_trip() -> None:
    at = datetime(2026, 8, 21, 9, 30, tzinfo=UTC)
    ada = Account("ada", "Ada Lovelace")
    reply = Comment("b", None, None, None, replies=(Comment("c", ada, at, "**deep**"),))
    comments = (Comment("a", ada, at, "a\nb", True, (("🔥", 3), ("👍", 1)), (reply,)),)
    assert COMMENTS.load(COMMENTS.dump(comments)) == comments


async def test_refresh_replaces_the_cached_document(hub: FakeHub, store: Store) -> None:
    hub.linked[ID] = {"models": [], "datasets": [], "spaces": []}
    async with Hub() as client:
        await documents.refresh(LINKS, store, client, ID)
        hub.linked[ID] = {"models": [{"id": "made-up/model", "likes": 2}]}
        await documents.refresh(LINKS, store, client, ID)
    cached = await documents.cached(LINKS, store, ID)
    assert cached is not None
    assert cached.value == (Linked("model", "made-up/model", 2),)


@pytest.mark.parametrize("text", [PAGE, "", "  \n"])
async def test_page_of_a_paper_without_full_text_is_not_cached(
    text: str, hub: FakeHub, store: Store
) -> None:
    hub.texts[ID] = text
    with pytest.raises(NotFound):
        await documents.get(TEXT, store, Hub, ID)
    assert await documents.cached(TEXT, store, ID) is None


async def test_text_that_quotes_a_page_heading_is_a_full_text(hub: FakeHub, store: Store) -> None:
    hub.texts[ID] = "# On buttons\n\nThe button reads 'Join the discussion on this paper page'."
    assert "buttons" in await documents.get(TEXT, store, Hub, ID)


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'[{"id": 1}]', b"\xff", b"[" * 100_000])
async def test_damaged_cached_document_is_fetched_again(
    body: bytes, hub: FakeHub, store: Store
) -> None:
    for kind in (COMMENTS, LINKS):
        store.write_cache_sync(cache.write_document, kind.cache_name(ID), body, datetime.now(UTC))
    assert await documents.get(COMMENTS, store, Hub, ID)
    assert await documents.get(LINKS, store, Hub, ID)


async def test_document_is_returned_if_the_cache_is_read_only(
    hub: FakeHub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise ReadOnly("no room")

    monkeypatch.setattr(store, "write_cache", refuse)
    async with Hub() as client:
        assert (await documents.refresh(TEXT, store, client, ID)).value
    assert await documents.cached(TEXT, store, ID) is None


async def test_unexpected_error_while_caching_is_raised(
    hub: FakeHub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "write_cache", fail)
    async with Hub() as client:
        with pytest.raises(ZeroDivisionError):
            await documents.refresh(TEXT, store, client, ID)


async def test_error_responses_are_not_cached(hub: FakeHub, store: Store) -> None:
    hub.responses[f"/papers/{ID}.md"] = "<!doctype html><title>Log in</title>"
    with pytest.raises(BadResponse):
        await documents.get(TEXT, store, Hub, ID)
    with pytest.raises(Offline):
        await documents.get(TEXT, store, partial(Hub, offline=True), ID)
    assert store.read_sync(queries.document, TEXT.cache_name(ID)) is None


async def test_progress_ends_with_all_bytes(hub: FakeHub, store: Store) -> None:
    hub.texts[ID] = "word " * 200_000
    reported: list[tuple[int, int | None]] = []
    async with Hub() as client:
        await documents.refresh(TEXT, store, client, ID, lambda *now: reported.append(now))
    assert reported[-1] == (1_000_000, 1_000_000)
    assert [done for done, _ in reported] == sorted(done for done, _ in reported)
    assert len(reported) > 1
