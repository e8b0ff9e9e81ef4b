"""Sync bookmarks with the user's Collection on the Hub, if it is turned on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.collection import state
from tui_reader.collection.errors import CollectionError
from tui_reader.store import ReadOnly, Store

if TYPE_CHECKING:
    from tui_reader.hub.client import Source


class CollectionResult(NamedTuple):
    """One line for the user."""

    message: str
    failed: bool


class CollectionSync:
    """Merges library and Collection."""

    def __init__(self, store: Store, hub: Callable[[], Source]) -> None:
        self._store, self._hub = store, hub

    async def is_on(self) -> bool:
        return (await self._store.read(state.link)).on

    async def run(self) -> CollectionResult:
        """Sync, then fetch papers that the Collection knows only by ID.

        It may be canceled anywhere: nothing is lost.
        """
        from tui_reader.collection import service  # with httpx: 50 ms
        from tui_reader.collection.sync import MAX_REQUESTS

        try:
            async with self._hub() as hub:
                changes = await service.run(hub, self._store)
                await service.fill(hub, self._store, MAX_REQUESTS - changes.requests)
        except (CollectionError, ReadOnly) as error:
            return CollectionResult(str(error), failed=True)
        return CollectionResult(changes.line, failed=False)
