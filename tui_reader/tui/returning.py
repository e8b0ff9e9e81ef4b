"""Coming back: a search, a filter, papers alike are visits, and Esc gives back what was before."""

from __future__ import annotations

from typing import Any, NamedTuple

from tui_reader.models import ListSource
from tui_reader.tui.syncing import Syncing


class Former(NamedTuple):
    """A list that was left for a visit, and where the reader stood in it."""

    place: ListSource
    key: int | None
    cursor: int
    top: int


class Returning(Syncing):
    """`visit` opens a list over the open one. Any other list that is opened begins anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.behind: tuple[Former, ...] = ()  # the lists to come back to, the last one first

    def from_here(self) -> tuple[Former, ...]:
        """The lists to come back to from a visit that begins now."""
        if self.place is None:
            return self.behind
        papers = self.papers
        here = Former(self.place, self.key, papers.cursor, round(papers.scroll_y))
        return (here, *self.behind)

    async def visit(self, place: ListSource) -> bool:
        """Open a list that Esc gives back from. False if it is not on disk."""
        before = self.from_here()
        opened = await self.open(place)
        if opened:
            self.behind = before
        return opened

    async def open(
        self, place: ListSource, key: int | None = None, index: int = 0, top: int | None = 0
    ) -> bool:
        opened = await super().open(place, key, index, top)
        if opened:
            self.behind = ()
        return opened

    async def reopen(self, place: ListSource, key: int | None = None, top: int | None = 0) -> bool:
        """Open the same list in another order or with another filter: what is behind it stays."""
        before = self.behind
        self.forget_ahead()
        opened = await self.open(place, key, top=top)
        if opened:
            self.behind = before
        return opened

    async def give_back(self, former: tuple[Former, ...]) -> bool:
        """Open the first of these that is still on disk, as it was. False if none is."""
        for number, was in enumerate(former, start=1):
            if await self.open(was.place, was.key, was.cursor, was.top):
                self.behind = former[number:]
                return True
        return False

    async def leave_list(self) -> None:
        if not await self.give_back(self.behind):
            await super().leave_list()
