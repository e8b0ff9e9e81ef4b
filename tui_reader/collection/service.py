"""What the reader and the command line call: turn it on, bring both sides in step, say how it is.

These wait for the network: in the reader, run them on a thread that may be left behind when it
quits (a daemon). Cut off anywhere, they lose nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui_reader.collection import state as stored
from tui_reader.collection.errors import CollectionError, Unreachable
from tui_reader.collection.hub_api import LOGIN, collection
from tui_reader.collection.sync import Changes, keep_in_step, waiting
from tui_reader.hub.address import is_offline
from tui_reader.hub.auth import find_token
from tui_reader.hub.errors import HubError, NotFound, Offline, TooManyRequests
from tui_reader.models import Paper, id_of
from tui_reader.store import Store
from tui_reader.urls import hub_endpoint

if TYPE_CHECKING:
    from tui_reader.hub.client import Hub

_AT_MOST = 200  # papers fetched at once, of the 500 requests that the Hub allows in five minutes


def login(store: Store, offline: bool = False) -> str:
    """Find or make the private Collection and turn it on. Returns its slug. CollectionError."""
    _may_ask(offline)
    with collection(hub_endpoint(), find_token()) as remote:
        slug = remote.create()
    store.write_library_sync(stored.join, slug)
    return slug


def _may_ask(offline: bool) -> None:
    if offline:
        raise Unreachable("Offline, as you asked: the Collection waits for a run without --offline")
    if is_offline():
        raise Unreachable("Offline, as HF_HUB_OFFLINE says: the Collection waits until it is unset")


def run(
    store: Store,
    progress: Callable[[int, int], None] | None = None,
    offline: bool = False,
) -> Changes:
    """Bring both sides in step, whether it is turned on or not. What it did, or why it could not,
    is also remembered for `status`. Raises CollectionError where nothing was done."""
    slug = store.read_sync(stored.link).slug
    if not slug:
        raise CollectionError(f"Not turned on yet: {LOGIN}")
    _may_ask(offline)
    try:
        with collection(hub_endpoint(), find_token(), slug) as remote:
            changes = keep_in_step(remote, stored.StoredLibrary(store), progress)
            slug = remote.slug
    except CollectionError as error:
        store.write_library_sync(stored.told, slug, str(error), datetime.now(UTC))
        raise
    store.write_library_sync(stored.told, slug, changes.line, datetime.now(UTC))
    return changes


def off(store: Store) -> None:
    """Turn it off. The Collection and all marks stay as they are."""
    store.write_library_sync(stored.leave)


def status(store: Store) -> list[str]:
    """Lines for a person, without asking the network."""
    link = store.read_sync(stored.link)
    if not link.slug:
        return [f"Off. To turn it on: {LOGIN}"]
    lines = [
        f"{'On' if link.on else 'Off'}: {hub_endpoint()}/collections/{link.slug}",
        f"Last run {link.at[:16].replace('T', ' ')} UTC. {link.line}" if link.at else "No run yet.",
    ]
    number = waiting(store.read_sync(stored.sync_base), store.read_sync(stored.saved_papers))
    if number:
        lines.append(f"{number} to be sent.")
    return lines


async def fill(hub: Hub, store: Store) -> int:
    """Fetch the papers that came with nothing but an id. Returns how many; the rest come later."""
    now = datetime.now(UTC)
    await store.write_library(stored.fill, (), now)
    papers: list[Paper] = []
    for key in (await store.read(stored.lacking))[:_AT_MOST]:
        try:
            papers.append(await hub.paper(id_of(key)))
        except NotFound:
            continue
        except (Offline, TooManyRequests):
            break
        except HubError:
            continue
    if papers:
        await store.write_library(stored.fill, papers, now)
    return len(papers)
