"""Papers asked for by id: those that are not on disk are fetched, unless the command is offline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tui_reader.cli import output
from tui_reader.cli.context import Mode
from tui_reader.cli.errors import NETWORK, NOT_FOUND, code_of
from tui_reader.cli.progress import Line
from tui_reader.models import Paper, key_of
from tui_reader.store import Store, rows

_AT_ONCE = 4


@dataclass(slots=True)
class Had:
    """The keys that are on disk now, in the order asked for; `code` says why some are not (0:
    all are). `papers` were fetched just now."""

    keys: list[int] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    code: int = 0


def have(mode: Mode, store: Store, ids: Iterable[str]) -> Had:
    """See that papers are on disk. What could not be had is told, and costs the others nothing."""
    wanted = list(dict.fromkeys(ids))
    held = store.read_sync(rows.entries, [key_of(one) for one in wanted])
    missing = [one for one in wanted if key_of(one) not in held]
    had = Had()
    if missing and mode.offline:
        for one in missing:
            output.tell(f"{one} is not on disk, and nothing is fetched with --offline.")
        had.code = NOT_FOUND
    elif missing:
        import asyncio

        asyncio.run(_fetch(mode, store, missing, had))
    fetched = {paper.id for paper in had.papers}
    had.keys = [key_of(one) for one in wanted if one in fetched or key_of(one) in held]
    return had


async def _fetch(mode: Mode, store: Store, ids: list[str], had: Had) -> None:
    import asyncio

    from tui_reader.hub.errors import HubError, Offline

    waiting = iter(ids)
    line = Line()

    async def worker() -> None:
        for one in waiting:
            try:
                had.papers.append(await hub.paper(one))
            except Offline:
                raise
            except HubError as error:
                line.clear()
                output.tell(f"{one}: {error}")
                had.code = max(had.code, code_of(error))
            line.show(len(had.papers), len(ids), "papers")

    try:
        async with mode.hub() as hub, asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(worker())
    except* Offline as errors:
        line.clear()
        output.tell(str(errors.exceptions[0]))
        had.code = NETWORK
    finally:
        line.clear()
        await _keep(store, had.papers)


async def _keep(store: Store, papers: list[Paper]) -> None:
    from tui_reader.store import ReadOnly, cache, library

    try:
        await store.write_cache(cache.write_papers, papers)
    except ReadOnly:
        await store.write_library(library.save_papers, papers)
