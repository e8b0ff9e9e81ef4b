"""Report repairs of the databases, and make the daily backup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from textual.message import Message

from tui_reader.store import Store


class StoreRepair:
    """Posts `Repaired` after the store had to reopen a database while the app runs.

    Args:
        post: `Screen.post_message`, which may be called from the store's threads.
    """

    class Repaired(Message):
        """The lists on screen may be out of date."""

    def __init__(self, store: Store, post: Callable[[Message], object]) -> None:
        self._store = store
        store.repaired = lambda: post(self.Repaired())

    @property
    def messages(self) -> str:
        """What was repaired, in one line; "" if nothing was."""
        return "; ".join(self._store.opened.messages)

    async def back_up(self) -> str:
        """Make today's backup of the library. Return what went wrong, "" if nothing did."""
        return await self._store.back_up(datetime.now(UTC))
