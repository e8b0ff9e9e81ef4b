"""Fetch papers that are not on disk, by ID."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_reader import selection
from tui_reader.hub.errors import HubError, Offline
from tui_reader.models import Entry, Paper, key_of
from tui_reader.store import ReadOnly, Store, rows

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

_PARALLEL_REQUESTS = 4


@dataclass(slots=True)
class FetchResult:
    """The requested papers.

    Args:
        ids: All requested papers, each once, in the requested order.
        on_disk: IDs of papers that were on disk.
        fetched: Fetched papers; `save` writes them to disk.
        errors: Errors of the papers that are not available.
    """

    ids: list[str]
    on_disk: set[str]
    fetched: dict[str, Paper] = field(default_factory=dict)
    errors: dict[str, HubError] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [one for one in self.ids if one not in self.on_disk and one not in self.fetched]

    @property
    def keys(self) -> list[int]:
        """The available papers, in the requested order."""
        return [key_of(one) for one in self.ids if one in self.on_disk or one in self.fetched]

    def entries(self, store: Store) -> list[Entry]:
        """The available papers with their marks. Works for papers that cannot be saved, too."""
        on_disk = {entry.paper.id: entry for entry in selection.of_keys(self.keys).entries(store)}
        return [
            on_disk.get(one) or Entry(self.fetched[one])
            for one in self.ids
            if one in on_disk or one in self.fetched
        ]


def look_up(store: Store, ids: Iterable[str]) -> FetchResult:
    """Find out which papers are on disk."""
    wanted = list(dict.fromkeys(ids))
    keys = store.read_sync(rows.entries, [key_of(one) for one in wanted])
    return FetchResult(wanted, {one for one in wanted if key_of(one) in keys})


async def fetch_missing(
    make_hub: Callable[[], Source],
    result: FetchResult,
    report: Callable[[str, HubError | None], object] = lambda paper_id, error: None,
) -> None:
    """Fetch the papers that are not on disk and add them to `result`.

    Args:
        report: Called after each paper, with its ID and the error, if any.

    A paper that cannot be fetched does not affect the others; without a network this stops at the
    first one.
    """
    import asyncio  # most commands find everything on disk: 30 ms saved

    waiting = iter(result.missing)

    async def worker(hub: Source) -> None:
        for paper_id in waiting:
            error = None
            try:
                result.fetched[paper_id] = await hub.paper(paper_id)
            except HubError as raised:
                error = result.errors[paper_id] = raised
            report(paper_id, error)
            if isinstance(error, Offline):
                raise error

    async with make_hub() as hub:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(_PARALLEL_REQUESTS):
                    group.create_task(worker(hub))
        except* Offline:
            pass  # in `result.errors`


def save(store: Store, papers: Iterable[Paper]) -> None:
    """Write fetched papers to the cache, or to the library if the cache is read-only.

    Raises ReadOnly.
    """
    from tui_reader.store import cache, library  # 3 ms that most commands do not need

    new = list(papers)
    try:
        store.write_cache_sync(cache.write_papers, new)
    except ReadOnly:
        store.write_library_sync(library.save_papers, new)
