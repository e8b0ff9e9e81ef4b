"""Documents, cached or fetched: full texts, comments, citing repositories, pictures.

    text = await documents.get(documents.TEXT, store, Hub, "2408.01234")

`get` requests only documents that are not cached. To show a cached document first and then a newer
one, call `cached` and `refresh`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tui_reader.hub.errors import NotFound
from tui_reader.models import Account, Comment, Linked
from tui_reader.store import ReadOnly, Store, cache, queries
from tui_reader.store.database import disk_problem, one_deadline
from tui_reader.text import hub_markdown

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

T = TypeVar("T")
Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and the total, None if unknown."""

# Headings of a paper's page on the Hub; a paper does not contain them.
_PAGE_HEADINGS = (
    "Join the discussion on this paper page",
    "Models citing this paper",
    "Datasets citing this paper",
    "Spaces citing this paper",
    "Collections including this paper",
)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of document: how to fetch it from the Hub, and its format in the cache."""

    name: str
    request: Callable[[Source, str, Progress | None], Awaitable[T]]
    dump: Callable[[T], bytes]
    load: Callable[[bytes], T]

    def cache_name(self, what: str) -> str:
        """Return the name of a document in the cache; `what` is a paper's ID or a picture's URL."""
        if "/" in what:
            what = hashlib.sha256(what.encode()).hexdigest()
        return f"{self.name}/{what}"


@dataclass(frozen=True, slots=True)
class CachedDocument(Generic[T]):
    """A document and when it was fetched (aware, UTC)."""

    value: T
    fetched: datetime


async def get(kind: Kind[T], store: Store, make_hub: Callable[[], Source], what: str) -> T:
    """Return a document from the cache, else from the Hub. Raises HubError."""
    found = await cached(kind, store, what)
    if found is None:
        async with make_hub() as hub:
            found = await refresh(kind, store, hub, what)
    return found.value


async def cached(kind: Kind[T], store: Store, what: str) -> CachedDocument[T] | None:
    """Return a document from the cache, None if it is missing or cannot be read."""
    found = await store.read(queries.document, kind.cache_name(what))
    if found is None:
        return None
    try:
        value = await asyncio.to_thread(kind.load, found[1])
        return CachedDocument(value, datetime.fromisoformat(found[0]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None  # written by another version, or damaged: fetch it again


async def refresh(
    kind: Kind[T], store: Store, hub: Source, what: str, progress: Progress | None = None
) -> CachedDocument[T]:
    """Fetch a document from the Hub and cache it. Raises HubError.

    The document is returned even if the cache cannot be written.
    """
    value = await kind.request(hub, what, progress)
    now = datetime.now(UTC)
    body = await asyncio.to_thread(kind.dump, value)
    try:
        with one_deadline(requested=False):
            await store.write_cache(cache.write_document, kind.cache_name(what), body, now)
    except ReadOnly:
        pass
    except Exception as error:
        if disk_problem(error) is None:
            raise
    return CachedDocument(value, now)


async def _text(hub: Source, paper_id: str, progress: Progress | None) -> str:
    text = await hub.full_text(paper_id, progress)
    if is_page(text):
        raise NotFound("The Hub has no full text of this paper, only its page")
    if not text.strip():
        raise NotFound("The full text of this paper is empty")
    return text


def is_page(text: str) -> bool:
    """Return whether a response is the paper's page on the Hub, not its full text."""
    source = hub_markdown.source_url(text)
    if source is not None:
        return hub_markdown.is_hub_page(source)
    return sum(words in text for words in _PAGE_HEADINGS) > 1


def to_dicts(value: object) -> Any:
    """Return comments or links with each named tuple as a dict, recursively, for JSON."""
    if hasattr(value, "_asdict"):
        return {name: to_dicts(field) for name, field in value._asdict().items()}
    return [to_dicts(part) for part in value] if isinstance(value, tuple) else value


def _to_json(items: tuple[Any, ...]) -> bytes:
    return json.dumps(to_dicts(items), default=datetime.isoformat).encode()


def _comment(one: dict[str, Any]) -> Comment:
    author, created = one["author"], one["created"]
    return Comment(
        id=one["id"],
        author=Account(**author) if author else None,
        created=datetime.fromisoformat(created) if created else None,
        body=one["body"],
        edited=one["edited"],
        reactions=tuple((sign, count) for sign, count in one["reactions"]),
        replies=tuple(_comment(reply) for reply in one["replies"]),
        automated=one.get("automated", False),
    )


TEXT: Kind[str] = Kind("text", _text, str.encode, bytes.decode)
COMMENTS: Kind[tuple[Comment, ...]] = Kind(
    "comments", lambda hub, paper_id, _: hub.comments(paper_id), _to_json,
    lambda body: tuple(map(_comment, json.loads(body))),
)  # fmt: skip
LINKS: Kind[tuple[Linked, ...]] = Kind(
    "links", lambda hub, paper_id, _: hub.links(paper_id), _to_json,
    lambda body: tuple(Linked(**one) for one in json.loads(body)),
)  # fmt: skip
PICTURE: Kind[bytes] = Kind("picture", lambda hub, url, _: hub.picture(url), bytes, bytes)
