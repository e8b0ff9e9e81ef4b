"""Turns syncing with the Collection on and off, runs it, and reports its state.

All of it can be canceled at any time without losing data.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from tui_reader import dates, urls
from tui_reader.collection import state
from tui_reader.collection.errors import CollectionError
from tui_reader.collection.hub_api import LOGIN, Collection
from tui_reader.collection.sync import MAX_REQUESTS, Changes, sync_papers, waiting
from tui_reader.hub.client import Source
from tui_reader.hub.errors import HubError, NotFound, Offline, TooManyRequests
from tui_reader.models import Paper, id_of
from tui_reader.store import Store, marks, queries


async def login(source: Source, store: Store) -> str:
    """Find or create the private Collection and turn syncing on. Returns its slug.

    Raises:
        CollectionError: Nothing has changed.
    """
    slug = await Collection(source).create()
    await store.write_library(state.join, slug)
    return slug


async def run(
    source: Source, store: Store, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """Sync both sides, whether syncing is turned on or not, and remember the result for `status`.

    Args:
        progress: Called with the number of papers sent and their total.

    Raises:
        CollectionError: Nothing has changed. Errors while sending are in the result.
    """
    slug = (await store.read(state.link)).slug
    if not slug:
        raise CollectionError(f"Syncing is not turned on. Turn it on with: {LOGIN}")
    try:
        remote = Collection(source, slug)
        changes = await sync_papers(remote, state.StoredLibrary(store), progress)
    except CollectionError as error:
        await store.write_library(state.set_last_run, slug, str(error), datetime.now(UTC))
        raise
    await store.write_library(state.set_last_run, remote.slug, changes.line, datetime.now(UTC))
    return changes


def off(store: Store) -> None:
    """Turn syncing off. The Collection and all marks stay unchanged."""
    store.write_library_sync(state.leave)


def status(store: Store) -> list[str]:
    """Return lines for the user, without network requests."""
    link = store.read_sync(state.link)
    if not link.slug:
        return [f"Syncing is off. Turn it on with: {LOGIN}"]
    at = f"Last synced {_when(link.at)}. {link.line}" if link.at else "Not synced yet."
    url = f"{urls.find_endpoint().url}/collections/{link.slug}"
    lines = [f"Syncing is {'on' if link.on else 'off'}: {url}", at]
    unknown = store.read_sync(state.unknown_papers, datetime.now(UTC))
    number = waiting(store.read_sync(state.sync_base), store.read_sync(state.saved_papers), unknown)
    if number:
        lines.append(f"{number} to be sent.")
    return [*lines, *filter(None, [not_carried(store)])]


def not_carried(store: Store) -> str:
    """Return one line about data that a Collection cannot store; "" if there is none."""
    found = [
        (len(store.read_sync(queries.hidden)), "hidden paper", ""),
        (len(store.read_sync(queries.seeds)), "For you seed", ""),
        (len(store.read_sync(queries.muted)), "muted query", "muted queries"),
    ]
    parts = [dates.counted(*each) for each in found if each[0]]
    return f"Not in the Collection: {', '.join(parts)}. Copy with: export, import." if parts else ""


async def fill(source: Source, store: Store, limit: int = MAX_REQUESTS) -> int:
    """Fetch at most `limit` papers that are known by ID only. Returns their number.

    The rest, and failed ones, are left to a later call.
    """
    await store.write_library(state.fill, ())
    papers: list[Paper] = []
    for key in (await store.read(marks.unknown_papers))[:limit]:
        try:
            papers.append(await source.paper(id_of(key)))
        except NotFound:
            continue
        except (Offline, TooManyRequests):
            break
        except HubError:
            continue
    if papers:
        await store.write_library(state.fill, papers)
    return len(papers)


def _when(at: str) -> str:
    """Return a stored time in the user's time zone: "2026-08-21 09:30"."""
    return dates.local(datetime.fromisoformat(at)).strftime("%Y-%m-%d %H:%M")
