"""Machines with libraries on disk that share a Collection on the fake Hub, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tests.support import fake_papers
from tests.support.databases import folders_under
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import (
    Response,
    error,
    gzip_bomb,
    portal,
    redirect,
    zipped,
)
from tui_reader.collection import service
from tui_reader.collection import state as stored
from tui_reader.collection.sync import Changes
from tui_reader.hub.client import Hub
from tui_reader.models import SavedPaper, key_of
from tui_reader.store import Store, library

T = TypeVar("T")

TOKEN = "hf_made_up_token"
NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
IDS = [one["paper"]["id"] for one in fake_papers.edition(fake_papers.weekdays(1)[0], 12)]
KEYS = [key_of(one) for one in IDS]


@contextmanager
def machine(folder: Path) -> Iterator[Store]:
    with Store(folders_under(folder)) as store:
        yield store


def login(store: Store) -> str:
    """Turn syncing on, from inside or outside an event loop."""
    return _with_hub(lambda hub: service.login(hub, store))


def run(store: Store) -> Changes:
    """Sync, from inside or outside an event loop."""
    return _with_hub(lambda hub: service.run(hub, store))


def fill(store: Store) -> int:
    """Fetch papers known by ID only, from inside or outside an event loop."""
    return _with_hub(lambda hub: service.fill(hub, store))


def _with_hub(use: Callable[[Hub], Awaitable[T]]) -> T:
    async def connected() -> T:
        async with Hub() as hub:
            return await use(hub)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(connected())).result()


def mark(store: Store, *keys: int, tag: str = "", note: str | None = None) -> None:
    store.write_library_sync(library.bookmark, keys, True, NOW)
    if tag:
        store.write_library_sync(library.tag, keys, [tag], (), NOW)
    for key in keys if note is not None else ():
        store.write_library_sync(library.note, [key], note or "", NOW)


def unmark(store: Store, *keys: int) -> None:
    store.write_library_sync(library.bookmark, keys, False, NOW)


def saved(store: Store) -> dict[int, SavedPaper]:
    return store.read_sync(stored.saved_papers)


def items(hub: FakeHub) -> dict[str, str]:
    """Return the note of each item on the Hub by paper."""
    (one,) = hub.collections.all.values()
    return {item["id"]: item.get("note", {}).get("text", "") for item in one["items"]}


def path_of(store: Store) -> str:
    return f"/api/collections/{store.read_sync(stored.link).slug}"


FAULTS: dict[str, Any] = {
    "401": error(401, "Invalid credentials in Authorization header"),
    "403": error(403, "no write access"),
    "409": error(409, "conflict"),
    "429": error(429, "slow down"),
    "500": error(500, "oh no"),
    "503": error(503, "oh no"),
    "reset": Response(reset=True),
    "portal": portal(),
    "cut": Response(b'{"slug": "ada/x"', cut=9),
    "gzip": zipped(b'{"slug": "ada/x"}', cut=14),
    "bomb": lambda _: gzip_bomb(),  # slow to generate
    "shape": Response(b"[]"),
    "null": Response(b'{"slug": null, "items": null}'),
    "redirect": redirect("http://localhost:9/api/collections/ada/x"),
}
