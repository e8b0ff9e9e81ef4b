"""Permissions and transactions of the connections."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from tests.support.databases import (
    DAY,
    NOW,
    content_of,
    faults_of,
    fill_cache,
    fill_library,
    made_edition,
)
from tests.support.fake_hub import FakeHub
from tui_reader import sync
from tui_reader.hub.client import Hub
from tui_reader.models import Edition
from tui_reader.paths import Folders
from tui_reader.store import (
    ReadOnly,
    Store,
    cache,
    queries,
    rows,
)

WRITES = {
    getattr(sqlite3, f"SQLITE_{name}"): name
    for name in (
        *("INSERT", "UPDATE", "DELETE", "CREATE_TABLE", "DROP_TABLE", "ALTER_TABLE"),
        *("CREATE_INDEX", "CREATE_TRIGGER", "CREATE_VIEW", "CREATE_VTABLE", "ATTACH", "DETACH"),
    )
}


def watch(connection: sqlite3.Connection) -> set[tuple[str, Any, Any]]:
    """Record what the connection writes from now on: action, table, database."""
    seen = set()

    def authorize(action: int, what: Any, _: Any, database: Any, __: Any) -> int:
        if action in WRITES:
            seen.add((WRITES[action], what, database))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)
    return seen


def databases_of(connection: sqlite3.Connection) -> dict[str, str]:
    return {name: path for _, name, path in connection.execute("PRAGMA database_list")}


def setting(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_mark_is_flushed_to_disk_before_it_is_acknowledged(store: Store) -> None:
    assert store.write_library_sync(setting, "main.synchronous") == 2  # FULL
    assert store.write_library_sync(setting, "main.journal_mode") == "wal"


def test_cache_connection_has_no_library(store: Store, folders: Folders) -> None:
    assert store.write_cache_sync(databases_of) == {"main": str(folders.cache_db)}


@pytest.mark.parametrize(
    "sql", ["INSERT INTO cache.facts VALUES ('a', 'b')", "DELETE FROM cache.papers"]
)
def test_library_connection_cannot_write_the_cache(store: Store, sql: str) -> None:
    fill_cache(store)
    with pytest.raises(ReadOnly):
        store.write_library_sync(lambda connection: connection.execute(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM main.papers",
        "DELETE FROM library.bookmarks",
        "DROP TABLE library.notes",
        "CREATE TABLE library.other (a)",
        "PRAGMA library.user_version = 7",
    ],
)
def test_read_connection_can_write_neither_database(
    store: Store, folders: Folders, sql: str
) -> None:
    fill_cache(store)
    fill_library(store)
    before = content_of(folders.cache_db), content_of(folders.library_db)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.read_sync(lambda connection: connection.execute(sql).fetchall())
    assert (content_of(folders.cache_db), content_of(folders.library_db)) == before


async def test_sync_writes_the_cache_and_only_unread_since_in_the_library(
    store: Store, hub: FakeHub
) -> None:
    to_cache, to_library = store.write_cache_sync(watch), store.write_library_sync(watch)
    async with Hub() as client:
        async for _ in sync.launch(client, store):
            pass
        await store.write_cache(cache.write_feed, "trending", await client.papers_trending())
    assert {database for _, _, database in to_cache} == {"main"}
    own = ("papers_fts", "sqlite_")  # FTS5's own writes, including the declaration of its table
    assert {table for _, table, _ in to_cache if not table.startswith(own)} == {
        *("papers", "editions", "edition_papers", "feeds", "facts", "upvotes_before"),
        "paper_terms",  # a trigger marks the terms of changed papers as outdated
    }
    assert {(table, database) for _, table, database in to_library} == {("places", "main")}


async def test_later_sync_does_not_write_the_library(
    store: Store, hub: FakeHub, folders: Folders
) -> None:
    fill_cache(store)
    fill_library(store)
    before = content_of(folders.library_db)
    to_library = store.write_library_sync(watch)
    async with Hub() as client:
        async for _ in sync.launch(client, store):
            pass
    assert to_library == set()
    assert content_of(folders.library_db) == before


def test_failed_write_of_an_edition_is_rolled_back(store: Store, folders: Folders) -> None:
    fill_cache(store)
    before = content_of(folders.cache_db)
    whole = made_edition(DAY, 3, title="Another title")
    untitled = whole.papers[2]._replace(title=None)
    broken = whole._replace(papers=(*whole.papers[:2], untitled))
    with pytest.raises(sqlite3.IntegrityError):
        store.write_cache_sync(cache.write_edition, broken, True, broken.day)
    assert content_of(folders.cache_db) == before


def test_edition_can_exceed_the_row_limit_of_a_statement(store: Store) -> None:
    one = made_edition(DAY, 1).papers[0]
    papers = tuple(one._replace(id=f"2608.{number:05d}") for number in range(2_005))
    assert store.write_cache_sync(cache.write_edition, Edition(DAY, papers), True, NOW)
    assert list(store.read_sync(queries.edition, DAY) or ()) == [paper.key for paper in papers]
    assert not store.write_cache_sync(cache.write_edition, Edition(DAY, papers), True, NOW)


def test_edition_on_disk_does_not_become_empty(store: Store, folders: Folders) -> None:
    fill_cache(store)
    before = content_of(folders.cache_db)
    assert not store.write_cache_sync(cache.write_edition, Edition(DAY, ()), True, NOW)
    assert not store.write_cache_sync(cache.write_edition, Edition(DAY, (), 3), True, NOW)
    assert content_of(folders.cache_db) == before
    other = DAY - timedelta(days=1)
    store.write_cache_sync(cache.write_edition, Edition(other, ()), True, NOW)
    assert store.read_sync(queries.edition, other) is not None


def test_editions_of_a_batch_are_reported_as_new_separately(store: Store, folders: Folders) -> None:
    days = [DAY - timedelta(days=back) for back in range(4)]
    same, changed, new, empty = (made_edition(day, 3) for day in days)
    empty = empty._replace(papers=())
    store.write_cache_sync(cache.write_edition, same, False, NOW)
    store.write_cache_sync(cache.write_edition, changed, False, NOW)
    liked = changed.papers[0]._replace(upvotes=4_321)
    changed = changed._replace(papers=(liked, *changed.papers[1:]))
    # One paper may be in two editions.
    again = new.papers[0]._replace(upvotes=8_765)
    twice = Edition(DAY - timedelta(days=9), (again,))

    editions = [same, changed, new, empty, twice]
    are_new = store.write_cache_sync(cache.write_editions, editions, [False] * 5, NOW)

    assert are_new == [False, True, True, False, True]
    held = store.read_sync(rows.entries, [liked.key, again.key, new.papers[1].key])
    assert [one.paper.upvotes for one in held.values()] == [4_321, 8_765, new.papers[1].upvotes]
    for one in (same, changed, new, twice):
        assert set(store.read_sync(queries.edition, one.day) or ()) == {
            paper.key for paper in one.papers
        }
    assert store.read_sync(queries.synced).keys() == {one.day for one in editions}
    assert faults_of(folders.cache_db) == []
