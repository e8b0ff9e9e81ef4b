"""Watches: saved searches whose matches are marked in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_reader.models import Entry
from tui_reader.store import Store, queries, search

if TYPE_CHECKING:
    from tui_reader.query import Query

MAX_NAME = 60  # characters


class Watches:
    """The matches of each watch, computed at launch and after a sync; rows only look them up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.queries: dict[str, Query] = {}
        self.matches: dict[str, frozenset[int]] = {}

    async def read(self) -> None:
        """Read names and queries from the library."""
        known = await self._store.read(queries.watches)
        if known:
            from tui_reader import query  # imported on first use: saves 9 ms at launch

            self.queries = {name: query.parse(text) for name, text in known}
        else:
            self.queries = {}

    async def refresh_matches(self) -> bool:
        """Search for the matches of all watches. Return False if there are none, before or now."""
        await self.read()
        before = self.matches
        self.matches = (
            await self._store.read(search.saved_queries.watch_matches, self.queries)
            if self.queries
            else {}
        )
        return bool(before or self.matches)

    async def refresh_after_marks(self) -> bool:
        """Search again for watches whose query depends on marks. Return False if none does."""
        changed = {
            name: parsed
            for name, parsed in self.queries.items()
            if name in self.matches and search.saved_queries.by_marks(parsed)
        }
        if changed:
            self.matches |= await self._store.read(search.saved_queries.watch_matches, changed)
        return bool(changed)

    def names_of(self, key: int) -> tuple[str, ...]:
        """Return the names of the watches that match a paper."""
        return tuple(name for name, matches in self.matches.items() if key in matches)

    def add_names(self, entries: dict[int, Entry]) -> dict[int, Entry]:
        """Return the entries (any dict of them) with the names of their watches."""
        if not self.matches:
            return entries
        return {
            index: entry._replace(watches=self.names_of(entry.paper.key))
            for index, entry in entries.items()
        }

    async def unread_counts(self) -> dict[str, int]:
        """Return the number of unread matches of each watch; empty before the first search."""
        if not self.matches:
            return {}
        unread = frozenset(await self._store.read(queries.unread))
        return {name: len(matches & unread) for name, matches in self.matches.items()}

    async def new_matches(self, before: dict[str, frozenset[int]]) -> dict[str, int]:
        """Return the number of unread matches that each watch gained since `before`."""
        unread = frozenset(await self._store.read(queries.unread))
        return {
            name: count
            for name in sorted(before.keys() & self.matches.keys())
            if (count := len((self.matches[name] - before[name]) & unread))
        }
