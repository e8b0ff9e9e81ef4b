"""Write data from the Hub to the cache. Nothing here can access the library."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from tui_reader.models import Edition, Paper
from tui_reader.store.database import text_indexer, transaction
from tui_reader.store.rows import COLUMNS, MARKS, Row, row_of
from tui_reader.store.schema import TEXTS

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
# Rows per statement: any number below _MANY, else a multiple of it, since sqlite3 caches statements
# and one for 500 rows takes 1 MB. SQLite allows 32,766 parameters (https://sqlite.org/limits.html).
_MANY, _MAX_ROWS = 64, 512
INDEX_STEP = 100  # papers of one transaction: about 50 ms in which no other window can write
_texts: Callable[[Row], tuple[str, ...]] = itemgetter(*map(COLUMNS.index, TEXTS))

_INDEX_STORED = f"""
INSERT INTO papers_fts (rowid, {", ".join(TEXTS)})
SELECT reverse, {", ".join(f"index_text({text})" for text in TEXTS)}
FROM papers WHERE reverse IN (SELECT value FROM json_each(?)) ORDER BY reverse
"""


@lru_cache
def _upsert(count: int) -> str:
    """Return an upsert of `count` papers as one statement, since FTS5 flushes after each statement.

    A field missing in the response keeps its value: search results have fewer fields than editions.
    An unchanged row is not written, and a new count does not touch the full-text index.
    """
    return f"""
    INSERT INTO papers (reverse, {", ".join(_CHANGING)})
    VALUES {", ".join([f"(-{MARKS})"] * count)}
    ON CONFLICT (reverse) DO UPDATE
    SET ({", ".join(_CHANGING)}) = ({_NEW})
    WHERE ({", ".join(f"papers.{column}" for column in _CHANGING)}) IS NOT ({_NEW})
    """


@lru_cache
def _index(count: int) -> str:
    """Return an insert of `count` papers into the full-text index.

    There is no trigger for new papers: it would call Python for each text, and each call would wait
    until other threads, which parse the next responses, release the interpreter's lock.
    """
    values = ", ".join([f"(-?{', ?' * len(TEXTS)})"] * count)
    return f"INSERT INTO papers_fts (rowid, {', '.join(TEXTS)}) VALUES {values}"


def write_edition(
    connection: sqlite3.Connection, edition: Edition, settled: bool, now: datetime
) -> bool:
    """Store an edition in one transaction. Returns True if anything has changed.

    Args:
        settled: The edition is old enough not to be fetched again.
        now: The time of the sync (aware).

    An edition with papers never becomes empty. It loses more than half of its papers only if a
    second response, at least `SHORT_LIST_CONFIRMED` later, has the same list.
    """
    return write_editions(connection, [edition], [settled], now)[0]


def write_editions(
    connection: sqlite3.Connection,
    editions: Sequence[Edition],
    settled: Sequence[bool],
    now: datetime,
) -> list[bool]:
    """Like `write_edition` for several editions, with few statements: FTS5 flushes after each."""
    with transaction(connection):
        stored = [_positions(connection, edition.day) for edition in editions]
        fresh = [one.papers for one, known in zip(editions, stored, strict=True) if not known]
        _write(connection, chain.from_iterable(fresh))
        return [
            _write_edition(connection, *each, now)
            for each in zip(editions, stored, settled, strict=True)
        ]


def _positions(connection: sqlite3.Connection, day: date) -> dict[int, int]:
    """Return the stored edition of a day: position by key."""
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
    """Write an edition. The papers of a new one (`stored` is empty) are already written."""
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
            "SELECT ?, key, value FROM json_each(?) ORDER BY CAST(key AS INTEGER) DESC",
            [day, json.dumps(wanted)],
        )
    changed = connection.total_changes != before
    connection.execute(
        """
        INSERT INTO editions (day, papers, skipped, settled, synced_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET papers = excluded.papers, skipped = excluded.skipped,
            settled = excluded.settled, synced_at = excluded.synced_at
        WHERE ? OR settled < excluded.settled
        """,
        [day, len(wanted), edition.skipped, settled, now.isoformat(), changed],
    )
    return changed


def _is_confirmed(
    connection: sqlite3.Connection, edition: Edition, stored: Collection[int], now: datetime
) -> bool:
    """Return False for a list much shorter than the stored one, seen for the first time."""
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
        if abs(now - datetime.fromisoformat(first_seen)) < SHORT_LIST_CONFIRMED:
            return False
    if row:
        connection.execute("DELETE FROM facts WHERE name = ?", [name])
    return True


def _write(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Store papers newest first: FTS5 flushes whenever rowids go backwards."""
    rows = sorted(map(row_of, papers), key=itemgetter(0), reverse=True)
    keys = json.dumps([row[0] for row in rows])
    sql = "SELECT key FROM papers WHERE key IN (SELECT value FROM json_each(?))"
    stored = {key for (key,) in connection.execute(sql, [keys])}
    new: dict[object, Row] = {}
    others: list[Row] = []  # a new paper can be in two editions
    for row in rows:
        if row[0] in stored or row[0] in new:
            others.append(row)
        else:
            new[row[0]] = row
    index_text = text_indexer()
    words = [(key, *map(index_text, _texts(row))) for key, row in new.items()]
    _insert(connection, _upsert, list(new.values()))
    _insert(connection, _index, words)
    _insert(connection, _upsert, others)


def _insert(
    connection: sqlite3.Connection, statement: Callable[[int], str], rows: list[Row]
) -> None:
    """Insert rows with a `statement` for their number."""
    while rows:
        count = len(rows) if len(rows) < _MANY else min(len(rows) // _MANY * _MANY, _MAX_ROWS)
        some, rows = rows[:count], rows[count:]
        connection.execute(statement(count), list(chain.from_iterable(some)))


def write_papers(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Store papers without an edition: results of a Hub search, papers requested by ID."""
    with transaction(connection):
        _write(connection, papers)


def write_feed(connection: sqlite3.Connection, name: str, papers: Sequence[Paper]) -> None:
    """Store a list in the Hub's order (`trending`, `hub:` and a query) with its papers."""
    with transaction(connection):
        _write(connection, papers)
        connection.execute("DELETE FROM feeds WHERE name = ?", [name])
        connection.executemany(
            "INSERT INTO feeds (name, position, key) VALUES (?, ?, ?)",
            [(name, position, paper.key) for position, paper in enumerate(papers)],
        )


def write_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Store a fact about the cache, such as the time of the last sync."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO facts (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )


def mark_gains_seen(connection: sqlite3.Connection) -> None:
    """Record that the user has seen the last sync: the next one starts to count gains from zero."""
    write_fact(connection, _GAINS_SEEN, "1")


def start_gains(connection: sqlite3.Connection) -> None:
    """Start a sync: delete the previous upvote counts if the user has seen the gains."""
    seen = connection.execute("SELECT 1 FROM facts WHERE name = ?", [_GAINS_SEEN]).fetchone()
    if seen:
        with transaction(connection):
            connection.execute("DELETE FROM upvotes_before")
            connection.execute("DELETE FROM facts WHERE name = ?", [_GAINS_SEEN])


def write_document(connection: sqlite3.Connection, name: str, body: bytes, now: datetime) -> None:
    """Store a full text, picture, comments or links by name."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO documents (name, fetched_at, body) VALUES (?, ?, ?) ON CONFLICT (name) "
            "DO UPDATE SET fetched_at = excluded.fetched_at, body = excluded.body",
            [name, now.isoformat(), body],
        )


def drop_editions(connection: sqlite3.Connection, before: date) -> int:
    """Delete editions and Hub search results from before a day, and papers only in these.

    Returns the number of editions.
    """
    with transaction(connection):
        dropped = connection.execute(
            "DELETE FROM editions WHERE day < ?", [before.isoformat()]
        ).rowcount
        connection.execute("DELETE FROM edition_papers WHERE day < ?", [before.isoformat()])
        dropped_searches = connection.execute(
            "DELETE FROM feeds WHERE name GLOB 'hub:*' AND day < ?", [before.isoformat()]
        ).rowcount
        if dropped or dropped_searches:
            connection.execute(
                "DELETE FROM papers WHERE key NOT IN (SELECT key FROM edition_papers) "
                "AND key NOT IN (SELECT key FROM feeds)"
            )
            connection.execute(
                "DELETE FROM upvotes_before WHERE -key NOT IN (SELECT reverse FROM papers)"
            )
            connection.execute(
                "DELETE FROM paper_terms WHERE -key NOT IN (SELECT reverse FROM papers)"
            )
    return dropped


def index_papers(connection: sqlite3.Connection) -> int:
    """Index the newest papers of the cache without an index entry. Returns their number."""
    with transaction(connection):
        missing = connection.execute(
            "SELECT json_group_array(reverse), count(*) FROM (SELECT reverse FROM papers "
            "WHERE reverse NOT IN (SELECT id FROM papers_fts_docsize) ORDER BY reverse LIMIT ?)",
            [INDEX_STEP],
        ).fetchone()
        connection.execute(_INDEX_STORED, [missing[0]])
    return int(missing[1])
