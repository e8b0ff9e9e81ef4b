"""The library's side of the Collection (`collection.keep.Library`): what is kept, what was last
agreed on, and a merge as one transaction.

All functions take the library's writer; those that only read take the reader's as well.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from tui_reader.collection.merge import Plan, State
from tui_reader.models import Paper, SavedPaper
from tui_reader.store import Store, database, marks
from tui_reader.store.database import transaction
from tui_reader.store.rows import unknown_paper
from tui_reader.store.safety import backup

_PLACE = "collection"
_BACKUPS = 7


@dataclass(frozen=True, slots=True)
class Link:
    """How the library is tied to a Collection. `slug` is "" before the first login.

    `merged` is False until the first merge with it. `line` is what the last run said, `at` when
    (ISO 8601, UTC), both "" before the first.
    """

    slug: str = ""
    on: bool = False
    merged: bool = False
    line: str = ""
    at: str = ""


def link(connection: sqlite3.Connection) -> Link:
    found = connection.execute("SELECT value FROM places WHERE name = ?", [_PLACE]).fetchone()
    return Link(**json.loads(found[0])) if found else Link()


def join(connection: sqlite3.Connection, slug: str) -> None:
    """Turn it on. With another Collection than before nothing is agreed yet: both sides add up."""
    with transaction(connection):
        known = link(connection)
        # A Collection that is renamed keeps the number at its slug's end.
        same = known.slug.rpartition("-")[2] == slug.rpartition("-")[2]
        if not same:
            connection.execute("DELETE FROM agreed")
        _put(connection, replace(known, slug=slug, on=True, merged=same and known.merged))


def leave(connection: sqlite3.Connection) -> None:
    """Turn it off. What was agreed on is kept for the day it is turned on again."""
    with transaction(connection):
        _put(connection, replace(link(connection), on=False))


def told(connection: sqlite3.Connection, slug: str, line: str, now: datetime) -> None:
    """Remember what a run said, and what the Collection is called by now."""
    with transaction(connection):
        _put(connection, replace(link(connection), slug=slug, line=line, at=now.isoformat()))


def _put(connection: sqlite3.Connection, link: Link) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO places (name, value) VALUES (?, ?)",
        [_PLACE, json.dumps(asdict(link))],
    )


def saved_papers(connection: sqlite3.Connection) -> dict[int, SavedPaper]:
    """All that the reader keeps: bookmarked, tagged or with a note."""
    starred = {key for (key,) in connection.execute("SELECT key FROM bookmarks")}
    notes = dict(connection.execute("SELECT key, note FROM notes"))
    tags: dict[int, list[str]] = {}
    for key, tag in connection.execute("SELECT key, tag FROM tags ORDER BY key, tag"):
        tags.setdefault(key, []).append(tag)
    return {
        key: SavedPaper(key, tuple(tags.get(key, ())), notes.get(key, ""), key in starred)
        for key in starred | notes.keys() | tags.keys()
    }


def sync_base(connection: sqlite3.Connection) -> dict[int, SavedPaper]:
    """What both sides last agreed on."""
    return {
        key: SavedPaper(key, tuple(json.loads(tags)), note, bool(starred))
        for key, tags, note, starred in connection.execute(
            "SELECT key, tags, note, starred FROM agreed"
        )
    }


def set_sync_base(connection: sqlite3.Connection, key: int, now_there: SavedPaper | None) -> None:
    """Note what the Hub has of one paper, None for nothing."""
    if now_there is None:
        connection.execute("DELETE FROM agreed WHERE key = ?", [key])
    else:
        _agree(connection, [now_there])


def _agree(connection: sqlite3.Connection, papers: Iterable[SavedPaper]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO agreed (key, tags, note, starred) VALUES (?, ?, ?, ?)",
        [(one.key, _packed(one.tags), one.note, one.starred) for one in papers],
    )


def apply(
    connection: sqlite3.Connection, make: Callable[[State, State], Plan], now: datetime
) -> Plan:
    """Make a plan of what is agreed and kept, and do this side of it: all or, if it raises,
    nothing. Where there is nothing to do, nothing is written."""
    with transaction(connection):
        base = sync_base(connection)
        plan = make(base, saved_papers(connection))
        marks.to_trash(connection, [one.key for one in plan.remove_here], now)
        for one in plan.remove_here:
            for table in ("bookmarks", "tags", "notes"):
                connection.execute(f"DELETE FROM {table} WHERE key = ?", [one.key])
        for one in (*plan.add_here, *plan.note_here):
            _write(connection, one, now)
        for one in plan.history:
            marks.remember_note(connection, one.key, one.note, now)
        for one in plan.remove_there:  # removed here some time ago, perhaps not into the bin
            connection.execute(
                "INSERT OR IGNORE INTO bin (key, removed_at, tags, note) VALUES (?, ?, ?, ?)",
                [one.key, now.isoformat(), _packed(one.tags), one.note or None],
            )
        for key in base.keys() - plan.base.keys():
            connection.execute("DELETE FROM agreed WHERE key = ?", [key])
        _agree(connection, [one for one in plan.base.values() if base.get(one.key) != one])
        _copy(connection, plan)
        known = link(connection)
        if not known.merged:
            _put(connection, replace(known, merged=True))
    return plan


def _write(connection: sqlite3.Connection, wanted: SavedPaper, now: datetime) -> None:
    """Bring one paper's star, tags and note to what the plan says."""
    key, moment = wanted.key, now.isoformat()
    if wanted.starred:
        connection.execute("INSERT OR IGNORE INTO bookmarks VALUES (?, ?)", [key, moment])
    elif connection.execute("SELECT 1 FROM bookmarks WHERE key = ?", [key]).fetchone():
        marks.to_trash(connection, [key], now)
        connection.execute("DELETE FROM bookmarks WHERE key = ?", [key])
    connection.execute(
        "DELETE FROM tags WHERE key = ? AND tag NOT IN (SELECT value FROM json_each(?))",
        [key, _packed(wanted.tags)],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO tags (key, tag, added_at) VALUES (?, ?, ?)",
        [(key, tag, moment) for tag in wanted.tags],
    )
    here = connection.execute("SELECT note FROM notes WHERE key = ?", [key]).fetchone()
    if wanted.note != (here[0] if here else ""):
        marks.write_note(connection, key, wanted.note, now, now)
    if wanted.starred:
        marks.take_from_trash(connection, [key], now)


def _copy(connection: sqlite3.Connection, plan: Plan) -> None:
    """Update saved papers and their index for what the plan changed."""
    papers = (*plan.add_here, *plan.note_here, *plan.remove_here, *plan.remove_there)
    if papers:
        marks.insert_papers(
            connection, [unknown_paper(one.key) for one in plan.remove_there], replace=False
        )
        marks.update_saved_papers(connection, json.dumps([one.key for one in papers]))


def lacking(connection: sqlite3.Connection) -> array[int]:
    """The saved papers of which only the id is known, newest first."""
    return array("q", marks.unknown_papers(connection))


def fill(connection: sqlite3.Connection, papers: Iterable[Paper], now: datetime) -> None:
    """Replace saved papers of which only the id is known by these, or by the cache's."""
    with transaction(connection):
        unknown = marks.unknown_papers(connection)
        marks.insert_papers(connection, [paper for paper in papers if paper.key in unknown])
        if unknown:
            marks.update_saved_papers(connection, json.dumps(unknown))


def _packed(tags: Iterable[str]) -> str:
    return json.dumps(list(tags), ensure_ascii=False)


class StoredLibrary:
    """`collection.keep.Library` on a store. Its calls wait for the writer's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def merged_before(self) -> bool:
        return self._store.write_library_sync(link).merged

    def read(self) -> tuple[State, State]:
        return self._store.write_library_sync(
            lambda writer: (sync_base(writer), saved_papers(writer))
        )

    def backup(self) -> None:
        """A copy of its own beside the daily ones; the last seven stay."""
        folder = self._store.folders.backups
        name = f"before-collection-{database.stamp()}"
        backup.create(self._store.folders.library_db, folder, name)
        for old in sorted(folder.glob("library-before-collection-*.db"))[:-_BACKUPS]:
            old.unlink(missing_ok=True)

    def apply(self, make: Callable[[State, State], Plan]) -> Plan:
        return self._store.write_library_sync(apply, make, datetime.now(UTC))

    def agree(self, key: int, kept: SavedPaper | None) -> None:
        self._store.write_library_sync(set_sync_base, key, kept)
