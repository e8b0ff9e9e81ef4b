"""The library's side of the Collection: saved papers, the sync base, and a merge as a transaction.

All functions take the library's write connection; those that only read also accept the read
connection.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from tui_reader.collection.merge import Plan, State
from tui_reader.models import Paper, SavedPaper
from tui_reader.store import Store, database, marks, queries, undo
from tui_reader.store.database import transaction
from tui_reader.store.rows import unknown_paper
from tui_reader.store.safety import backup
from tui_reader.store.undo import SHELL, Step

_PLACE = "collection"
_UNKNOWN = "collection-unknown"
_UNKNOWN_FOR = timedelta(days=7)
_BACKUPS = 7


@dataclass(frozen=True, slots=True)
class Link:
    """The Collection that the library syncs with.

    Attributes:
        slug: "" before the first login.
        on: Whether every sync includes it.
        merged: Whether there was a merge with it.
        line: The result of the last run for the user, "" before the first.
        at: The time of the last run (ISO 8601, UTC), "" before the first.
    """

    slug: str = ""
    on: bool = False
    merged: bool = False
    line: str = ""
    at: str = ""

    @classmethod
    def from_json(cls, saved: object) -> Link:
        """Read a saved link. One of another form, from a restored library, is as none."""
        match saved:
            case {
                "slug": str(slug),
                "on": bool(on),
                "merged": bool(merged),
                "line": str(line),
                "at": str(at),
            }:
                with suppress(ValueError):
                    if at:
                        datetime.fromisoformat(at)
                    return cls(slug, on, merged, line, at)
        return cls()


def link(connection: sqlite3.Connection) -> Link:
    """Return the state of syncing. `connection` may be the read connection."""
    return Link.from_json(queries.value(connection, _PLACE))


def join(connection: sqlite3.Connection, slug: str) -> None:
    """Turn syncing on. The first merge with a new Collection adds up both sides."""
    with transaction(connection):
        known = link(connection)
        # A renamed Collection keeps the number at the end of its slug.
        same = known.slug.rpartition("-")[2] == slug.rpartition("-")[2]
        if not same:
            connection.execute("DELETE FROM agreed")
            connection.execute("DELETE FROM places WHERE name = ?", [_UNKNOWN])
        _put(connection, replace(known, slug=slug, on=True, merged=same and known.merged))


def leave(connection: sqlite3.Connection) -> None:
    """Turn syncing off. The sync base is retained for when it is turned on again."""
    with transaction(connection):
        _put(connection, replace(link(connection), on=False))


def set_last_run(connection: sqlite3.Connection, slug: str, line: str, now: datetime) -> None:
    """Remember the result of a run and the Collection's current slug."""
    with transaction(connection):
        _put(connection, replace(link(connection), slug=slug, line=line, at=now.isoformat()))


def _put(connection: sqlite3.Connection, link: Link) -> None:
    marks.write_place(connection, _PLACE, json.dumps(asdict(link)))


def saved_papers(connection: sqlite3.Connection) -> dict[int, SavedPaper]:
    """Return all papers with a bookmark, tags or a note, by key."""
    starred = {key for (key,) in connection.execute("SELECT key FROM bookmarks")}
    notes = dict(connection.execute("SELECT key, note FROM notes"))
    tags: dict[int, list[str]] = {}
    for key, tag in connection.execute("SELECT key, tag FROM tags"):
        tags.setdefault(key, []).append(tag)
    return {
        key: SavedPaper(key, tuple(tags.get(key, ())), notes.get(key, ""), key in starred)
        for key in starred | notes.keys() | tags.keys()
    }


def sync_base(connection: sqlite3.Connection) -> dict[int, SavedPaper]:
    """Return the last common state of both sides, by key."""
    return {
        key: SavedPaper(key, tuple(json.loads(tags)), note, bool(starred))
        for key, tags, note, starred in connection.execute(
            "SELECT key, tags, note, starred FROM agreed"
        )
    }


def set_sync_base(connection: sqlite3.Connection, key: int, on_hub: SavedPaper | None) -> None:
    """Record what the Hub has for a paper; None if it has no item."""
    with transaction(connection):
        unknown = _unknown(connection)
        if unknown.pop(str(key), None):
            marks.write_place(connection, _UNKNOWN, json.dumps(unknown))
        if on_hub is None:
            connection.execute("DELETE FROM agreed WHERE key = ?", [key])
        else:
            _write_base(connection, [on_hub])


def unknown_papers(connection: sqlite3.Connection, now: datetime) -> set[int]:
    """Return the papers that the Hub did not know when they were last sent, within a week."""
    oldest = (now - _UNKNOWN_FOR).isoformat()
    return {int(key) for key, at in _unknown(connection).items() if at > oldest}


def set_unknown(connection: sqlite3.Connection, key: int, now: datetime) -> None:
    """Record that the Hub does not know a paper."""
    with transaction(connection):
        unknown = _unknown(connection) | {str(key): now.isoformat()}
        marks.write_place(connection, _UNKNOWN, json.dumps(unknown))


def _unknown(connection: sqlite3.Connection) -> dict[str, str]:
    saved = queries.value(connection, _UNKNOWN)
    entries = saved.items() if isinstance(saved, dict) else ()
    return {key: at for key, at in entries if key.isdecimal() and isinstance(at, str)}


def _write_base(connection: sqlite3.Connection, papers: Iterable[SavedPaper]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO agreed (key, tags, note, starred) VALUES (?, ?, ?, ?)",
        [(one.key, json.dumps(one.tags), one.note, one.starred) for one in papers],
    )


def apply(
    connection: sqlite3.Connection, make: Callable[[State, State], Plan], now: datetime
) -> Plan:
    """Call `make` with the sync base and the saved papers, and do the local part of its plan.

    All in one transaction. If there is nothing to do, nothing is written.
    """
    with transaction(connection):
        base = sync_base(connection)
        plan = make(base, saved_papers(connection))
        removed = [one.key for one in plan.remove_here]
        before = marks.snapshot(connection, removed, list(marks.TABLES))
        marks.to_trash(connection, removed, now)
        for one in plan.remove_here:
            for table in ("bookmarks", "tags", "notes"):
                connection.execute(f"DELETE FROM {table} WHERE key = ?", [one.key])
        after = marks.snapshot(connection, removed, list(marks.TABLES))
        undo.record(connection, Step(SHELL, "removal by another machine"), before, after, now)
        for one in (*plan.add_here, *plan.note_here):
            _write(connection, one, now)
        for one in plan.history:
            marks.remember_note(connection, one.key, one.note, now)
        for one in plan.remove_there:  # removed here earlier, perhaps without going to the trash
            connection.execute(
                "INSERT OR IGNORE INTO bin (key, removed_at, tags, note) VALUES (?, ?, ?, ?)",
                [one.key, now.isoformat(), json.dumps(one.tags), one.note],
            )
        for key in base.keys() - plan.base.keys():
            connection.execute("DELETE FROM agreed WHERE key = ?", [key])
        _write_base(connection, [one for one in plan.base.values() if base.get(one.key) != one])
        _copy(connection, plan)
        known = link(connection)
        if not known.merged:
            _put(connection, replace(known, merged=True))
    return plan


def _write(connection: sqlite3.Connection, paper: SavedPaper, now: datetime) -> None:
    """Set the bookmark, tags and note of a paper."""
    key, moment = paper.key, now.isoformat()
    if paper.starred:
        connection.execute("INSERT OR IGNORE INTO bookmarks VALUES (?, ?)", [key, moment])
    elif connection.execute("SELECT 1 FROM bookmarks WHERE key = ?", [key]).fetchone():
        marks.to_trash(connection, [key], now)
        connection.execute("DELETE FROM bookmarks WHERE key = ?", [key])
    connection.execute(
        "DELETE FROM tags WHERE key = ? AND tag NOT IN (SELECT value FROM json_each(?))",
        [key, json.dumps(paper.tags)],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO tags (key, tag, added_at) VALUES (?, ?, ?)",
        [(key, tag, moment) for tag in paper.tags],
    )
    here = connection.execute("SELECT note FROM notes WHERE key = ?", [key]).fetchone()
    if paper.note != (here[0] if here else ""):
        marks.write_note(connection, key, paper.note, now, now)
    if paper.starred:
        marks.take_from_trash(connection, [key], now)


def _copy(connection: sqlite3.Connection, plan: Plan) -> None:
    """Update the saved papers and the index after the changes of a plan."""
    marks.insert_papers(
        connection, [unknown_paper(one.key) for one in plan.remove_there], replace=False
    )
    papers = (*plan.add_here, *plan.note_here, *plan.remove_here, *plan.remove_there)
    marks.update_saved_papers(connection, json.dumps([one.key for one in papers]))


def fill(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Replace saved papers known by ID only with these, or with those of the cache."""
    with transaction(connection):
        unknown = marks.unknown_papers(connection)
        marks.insert_papers(connection, [paper for paper in papers if paper.key in unknown])
        marks.update_saved_papers(connection, json.dumps(unknown))


class StoredLibrary:
    """`collection.sync.Library` on a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Reads use the write connection too, which sees changes that are still queued.

    async def has_merged(self) -> bool:
        return (await self._store.write_library(link)).merged

    async def read(self) -> tuple[State, State]:
        return await self._store.write_library(
            lambda writer: (sync_base(writer), saved_papers(writer))
        )

    async def unknown(self) -> set[int]:
        return await self._store.write_library(unknown_papers, datetime.now(UTC))

    async def backup(self) -> None:
        """Copy the library next to the daily backups, and retain the last seven such copies."""
        await asyncio.to_thread(self._backup)

    def _backup(self) -> None:
        folder = self._store.folders.backups
        name = f"before-collection-{database.stamp()}"
        backup.create(self._store.folders.library_db, folder, name)
        for old in sorted(folder.glob("library-before-collection-*.db"))[:-_BACKUPS]:
            old.unlink(missing_ok=True)

    async def apply(self, make: Callable[[State, State], Plan]) -> Plan:
        return await self._store.write_library(apply, make, datetime.now(UTC))

    async def set_base(self, key: int, paper: SavedPaper | None) -> None:
        await self._store.write_library(set_sync_base, key, paper)

    async def set_unknown(self, key: int) -> None:
        await self._store.write_library(set_unknown, key, datetime.now(UTC))
