"""Writing the cache: what came from the Hub. Nothing here can reach the library."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from tui_reader.models import Edition, Paper
from tui_reader.store.database import transaction
from tui_reader.store.rows import COLUMNS, MARKS, row_of

_KEEP_IF_MISSING = {
    **{column: f"coalesce(excluded.{column}, papers.{column})" for column in COLUMNS},
    **{
        column: f"coalesce(nullif(excluded.{column}, ''), papers.{column})"
        for column in ("title", "authors", "organization", "keywords", "abstract")
    },
    "rest": "json_patch(iif(excluded.authors = '', "
    "papers.rest, json_remove(papers.rest, '$.people', '$.hidden')), excluded.rest)",
}
_GAINS_SEEN = "gains-seen"
SHORT_LIST_CONFIRMED = timedelta(hours=1)
_CHANGING = [column for column in COLUMNS if column != "key"]
_NEW = ", ".join(_KEEP_IF_MISSING[column] for column in _CHANGING)
# Rows of one statement: any number of few and, as a statement for 500 takes a megabyte for as long
# as it is kept, multiples of many. SQLite has numbers for 32,766 values.
_MANY, _MOST = 64, 512


@lru_cache
def _upsert(count: int) -> str:
    """One statement for so many rows: FTS5 writes out what it has gathered at the end of each, and
    the interpreter's lock, which the next answer needs to be read, is let go once.

    A field that an answer leaves out is kept: a search answer knows less than an edition. A row
    that stays the same is not written, and a new count does not touch the full-text index.
    """
    return f"""
    INSERT INTO papers (reverse, {", ".join(_CHANGING)})
    VALUES {", ".join([f"(-{MARKS})"] * count)}
    ON CONFLICT (reverse) DO UPDATE
    SET ({", ".join(_CHANGING)}) = ({_NEW})
    WHERE ({", ".join(f"papers.{column}" for column in _CHANGING)}) IS NOT ({_NEW})
    """


def write_edition(
    connection: sqlite3.Connection, edition: Edition, settled: bool, now: datetime
) -> bool:
    """Store an edition whole, in one transaction. True if anything about it is new.

    A settled edition is so old that it is not fetched again. An edition with papers does not
    become empty: that is a mistake of the Hub, or ours. Nor does it lose more than half of its
    papers before a second request, at least `SHORT_LIST_CONFIRMED` later, gets the same list.
    """
    return write_editions(connection, [edition], [settled], now)[0]


def write_editions(
    connection: sqlite3.Connection,
    editions: Sequence[Edition],
    settled: Sequence[bool],
    now: datetime,
) -> list[bool]:
    """`write_edition` for editions of some days that came together: one transaction and, for what
    was not on disk, as few statements as can be: the index is written out at the end of each."""
    with transaction(connection):
        stored = [_positions(connection, edition.day) for edition in editions]
        fresh = [one.papers for one, held in zip(editions, stored, strict=True) if not held]
        _write(connection, chain.from_iterable(fresh))
        return [
            _write_edition(connection, *each, now)
            for each in zip(editions, stored, settled, strict=True)
        ]


def _positions(connection: sqlite3.Connection, day: date) -> dict[int, int]:
    """The edition of a day as it is on disk: its papers' keys and their positions."""
    return dict(
        connection.execute(
            "SELECT key, position FROM edition_papers WHERE day = ?", [day.isoformat()]
        )
    )


def _write_edition(
    connection: sqlite3.Connection,
    edition: Edition,
    stored: dict[int, int],
    settled: bool,
    now: datetime,
) -> bool:
    """The papers of one that was not `stored` are on disk by now."""
    day = edition.day.isoformat()
    before = connection.total_changes
    wanted = {paper.key: position for position, paper in enumerate(edition.papers)}
    if stored:
        _write(connection, edition.papers)
        if not wanted or not _is_confirmed(connection, edition, stored, now):
            return False
    if stored != wanted:
        if stored:
            connection.execute("DELETE FROM edition_papers WHERE day = ?", [day])
        connection.execute(
            "INSERT INTO edition_papers (day, key, position) "
            "SELECT ?, key, value FROM json_each(?)",
            [day, json.dumps(wanted)],
        )
    changed = connection.total_changes != before
    connection.execute(
        """
        INSERT INTO editions (day, papers, skipped, settled, synced_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET papers = excluded.papers, skipped = excluded.skipped,
            settled = excluded.settled, synced_at = excluded.synced_at
        WHERE ? OR skipped IS NOT excluded.skipped OR settled < excluded.settled
        """,
        [day, len(wanted), edition.skipped, settled, now.isoformat(), changed],
    )
    return changed


def _is_confirmed(
    connection: sqlite3.Connection, edition: Edition, stored: Collection[int], now: datetime
) -> bool:
    """True unless the list is suspiciously short and new: then it is remembered until confirmed."""
    name = f"short-list:{edition.day.isoformat()}"
    row = connection.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
    keys = sorted(paper.key for paper in edition.papers)
    if 2 * len(keys) < len(stored):
        first_seen, seen_keys = json.loads(row[0]) if row else ("", [])
        if keys != seen_keys:
            connection.execute(
                "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)",
                [name, json.dumps([now.isoformat(), keys])],
            )
            return False
        if now - datetime.fromisoformat(first_seen) < SHORT_LIST_CONFIRMED:
            return False
    if row:
        connection.execute("DELETE FROM facts WHERE name = ?", [name])
    return True


def _write(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Newest first, as they lie: at a step back, too, FTS5 would write out what it has."""
    rows = sorted(map(row_of, papers), key=itemgetter(0), reverse=True)
    while rows:
        count = len(rows) if len(rows) < _MANY else min(len(rows) // _MANY * _MANY, _MOST)
        some, rows = rows[:count], rows[count:]
        connection.execute(_upsert(count), list(chain.from_iterable(some)))


def write_papers(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Store papers that came without an edition (a search on the Hub, a paper asked for by id)."""
    with transaction(connection):
        _write(connection, papers)


def write_feed(connection: sqlite3.Connection, name: str, papers: Sequence[Paper]) -> None:
    """Store a list of the Hub's own order (`trending`, a search there) with its papers."""
    with transaction(connection):
        _write(connection, papers)
        connection.execute("DELETE FROM feeds WHERE name = ?", [name])
        connection.executemany(
            "INSERT INTO feeds (name, position, key) VALUES (?, ?, ?)",
            [(name, position, paper.key) for position, paper in enumerate(papers)],
        )


def write_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember one thing about the cache, such as when it was last synced."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO facts (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )


def mark_gains_seen(connection: sqlite3.Connection) -> None:
    """Record that the user has seen the last sync: gains start anew with the next one."""
    write_fact(connection, _GAINS_SEEN, "1")


def start_gains(connection: sqlite3.Connection) -> None:
    """Forget the upvotes before the last sync if the user has seen it: when a sync starts."""
    seen = connection.execute("SELECT 1 FROM facts WHERE name = ?", [_GAINS_SEEN]).fetchone()
    if seen:
        with transaction(connection):
            connection.execute("DELETE FROM upvotes_before")
            connection.execute("DELETE FROM facts WHERE name = ?", [_GAINS_SEEN])


def write_document(connection: sqlite3.Connection, name: str, body: bytes, now: datetime) -> None:
    """Store a full text, a picture, comments or links: whatever is read as a whole by its name."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO documents (name, fetched_at, body) VALUES (?, ?, ?) ON CONFLICT (name) "
            "DO UPDATE SET fetched_at = excluded.fetched_at, body = excluded.body",
            [name, now.isoformat(), body],
        )


def drop_editions(connection: sqlite3.Connection, before: date) -> int:
    """Forget editions older than a day, what the Hub's search found before it, and the papers
    that only these held. Returns how many editions."""
    with transaction(connection):
        dropped = connection.execute(
            "DELETE FROM editions WHERE day < ?", [before.isoformat()]
        ).rowcount
        connection.execute("DELETE FROM edition_papers WHERE day < ?", [before.isoformat()])
        answers = connection.execute(
            "DELETE FROM feeds WHERE name GLOB 'hub:*' AND day < ?", [before.isoformat()]
        ).rowcount
        if dropped or answers:
            connection.execute(
                "DELETE FROM papers WHERE key NOT IN (SELECT key FROM edition_papers) "
                "AND key NOT IN (SELECT key FROM feeds)"
            )
            connection.execute(
                "DELETE FROM upvotes_before WHERE -key NOT IN (SELECT reverse FROM papers)"
            )
    return dropped
