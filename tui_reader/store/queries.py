"""Queries for lists and sidebar counts. They return keys only; see `rows.entries`.

`connection` is the read connection: the cache is `main`, the library is attached as `library`.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from datetime import date, datetime
from typing import Any, NamedTuple

from tui_reader.models import Counts, Day, Entry
from tui_reader.store.citation_keys import SAVED
from tui_reader.store.rows import UNREAD, entries

_SHOWN = "{key} NOT IN (SELECT key FROM library.hidden)"
_SITE = "upvotes DESC, reverse"  # same order as the index papers_by_upvotes


class Output(NamedTuple):
    """The output of a custom command. `errors` is the end of stderr; no `exit_code`: stopped."""

    number: int
    key: int
    command: str
    at: datetime
    text: str
    errors: str
    exit_code: int | None


class Synced(NamedTuple):
    """The last response for a day: number of papers, and whether it is final."""

    papers: int
    settled: bool


def _keys(connection: sqlite3.Connection, sql: str, *values: object) -> array[int]:
    """Return the `key` column of a SELECT, in order.

    One JSON text takes half as long as 100,000 rows, and does not take the GIL for each of them.
    """
    packed = connection.execute(f"SELECT json_group_array(key) FROM ({sql})", values).fetchone()[0]
    return array("q", json.loads(packed))


def edition(
    connection: sqlite3.Connection, day: date, with_hidden: bool = False
) -> array[int] | None:
    """Return an edition in the Hub's order (most upvotes first); None if it is not on disk.

    Like the other lists, except bookmarks and search, it leaves out hidden papers.
    """
    known = connection.execute("SELECT 1 FROM editions WHERE day = ?", [day.isoformat()])
    if known.fetchone() is None:
        return None
    return _keys(
        connection,
        "SELECT key FROM edition_papers JOIN papers AS p USING (key) WHERE day = ? "
        f"AND (? OR {_SHOWN.format(key='key')}) ORDER BY coalesce(p.upvotes, -1) DESC, position",
        day.isoformat(),
        with_hidden,
    )


def period(
    connection: sqlite3.Connection, first: date, last: date, with_hidden: bool = False
) -> array[int]:
    """All papers of the editions from one day to another, merged, most upvotes first."""
    return _keys(
        connection,
        f"SELECT -reverse AS key FROM papers WHERE reverse IN (SELECT -key FROM edition_papers "
        f"WHERE day BETWEEN ? AND ?) AND (? OR {_SHOWN.format(key='-reverse')}) ORDER BY {_SITE}",
        first.isoformat(),
        last.isoformat(),
        with_hidden,
    )


def everything(connection: sqlite3.Connection) -> array[int]:
    """All papers on disk, most upvotes first."""
    shown = _SHOWN.format(key="-reverse")
    return _keys(connection, f"SELECT -reverse AS key FROM papers WHERE {shown} ORDER BY {_SITE}")


def feed(connection: sqlite3.Connection, name: str) -> array[int]:
    """A list in the Hub's own order (`trending`, a search there), as last fetched."""
    shown = "1" if name.startswith("hub:") else _SHOWN.format(key="key")
    return _keys(
        connection, f"SELECT key FROM feeds WHERE name = ? AND {shown} ORDER BY position", name
    )


_SAVED_IN_ORDER = {
    "": "min(at) DESC, key DESC",
    "date": "key DESC",
    "tag": "min(tag) IS NULL, min(tag) COLLATE NOCASE, min(at) DESC, key DESC",
}


def bookmarks(connection: sqlite3.Connection, order: str = "") -> array[int]:
    """Saved papers (bookmarked, tagged or with a note), last saved first.

    `order`: "date" (newest paper first) or "tag" (by first tag, papers without tags last).
    """
    return _keys(
        connection,
        f"""
        SELECT key FROM (
            SELECT key, saved_at AS at, NULL AS tag FROM library.bookmarks
            UNION ALL SELECT key, min(added_at), min(tag) FROM library.tags GROUP BY key
            UNION ALL SELECT key, changed_at, NULL FROM library.notes
        ) GROUP BY key ORDER BY {_SAVED_IN_ORDER.get(order, _SAVED_IN_ORDER[""])}
        """,
    )


def older_notes(connection: sqlite3.Connection, key: int) -> list[tuple[str, str]]:
    """Return replaced texts of a paper's note, newest first: time (ISO 8601, UTC) and text."""
    return connection.execute(
        "SELECT replaced_at, note FROM library.note_history WHERE key = ? ORDER BY number DESC",
        [key],
    ).fetchall()


def tagged(connection: sqlite3.Connection, tag: str) -> array[int]:
    """Papers with a tag, the last tagged first."""
    return _keys(
        connection,
        "SELECT key FROM library.tags WHERE tag = ? ORDER BY added_at DESC, key DESC",
        tag,
    )


# Unread papers: those of the editions that count (a range of the primary key) and those marked as
# unread. This never scans the whole cache.
_UNREAD = """
    SELECT e.key FROM main.edition_papers AS e LEFT JOIN library.reads AS r ON r.key = e.key
    WHERE e.day >= (SELECT value FROM library.places WHERE name = 'unread-since')
        AND r.read IS NULL AND e.key NOT IN (SELECT key FROM library.hidden)
    UNION SELECT key FROM library.reads WHERE read = 0
        AND key NOT IN (SELECT key FROM library.hidden)
"""


def unread(connection: sqlite3.Connection) -> array[int]:
    """All unread papers, newest first."""
    return _keys(connection, f"SELECT key FROM ({_UNREAD}) ORDER BY key DESC")


def first_unread(
    connection: sqlite3.Connection, after: date | None, backwards: bool = False
) -> date | None:
    """The nearest edition with an unread paper, older than `after` (newer when `backwards`)."""
    beyond, order = (">", "ASC") if backwards else ("<", "DESC")
    found = connection.execute(
        f"""
        SELECT e.day FROM main.edition_papers AS e LEFT JOIN library.reads AS r ON r.key = e.key
        WHERE (?1 IS NULL OR e.day {beyond} ?1) AND {UNREAD.format(key="e.key")}
        ORDER BY e.day {order} LIMIT 1
        """,
        [after.isoformat() if after else None],
    ).fetchone()
    return date.fromisoformat(found[0]) if found else None


def days(connection: sqlite3.Connection) -> list[Day]:
    """All editions on disk that have papers, newest first, without their unread counts."""
    found, papers = connection.execute(
        # One row: 4,000 take 1.3 ms more. CROSS JOIN: hidden papers first, not all of 100,000
        # (3 ms, not 15).
        "SELECT json_group_array(day), json_group_array(papers) FROM ("
        "SELECT day, papers - coalesce(hidden, 0) AS papers FROM editions LEFT JOIN ("
        "SELECT day, count(*) AS hidden FROM library.hidden "
        "CROSS JOIN edition_papers USING (key) GROUP BY day"
        ") USING (day) WHERE editions.papers > 0 ORDER BY day DESC)"
    ).fetchone()
    return list(map(Day, map(date.fromisoformat, json.loads(found)), json.loads(papers)))


def unread_by_day(connection: sqlite3.Connection, first: date, last: date) -> dict[date, int]:
    """Return the number of unread papers of each edition from one day to another."""
    return {
        date.fromisoformat(day): count
        for day, count in connection.execute(
            f"""
            SELECT e.day, count(*) FROM main.edition_papers AS e
            LEFT JOIN library.reads AS r ON r.key = e.key
            WHERE e.day BETWEEN ? AND ? AND {UNREAD.format(key="e.key")}
            GROUP BY e.day
            """,
            [first.isoformat(), last.isoformat()],
        )
    }


def counts(connection: sqlite3.Connection) -> Counts:
    """Count the saved and the unread papers."""
    saved = connection.execute(f"SELECT count(*) FROM ({SAVED})").fetchone()[0]
    unread = connection.execute(f"SELECT count(*) FROM ({_UNREAD})").fetchone()[0]
    return Counts(saved, unread)


class Refreshed(NamedTuple):
    """Data on screen after a change of marks: papers by key, and the counts of the sidebar."""

    entries: dict[int, Entry]
    counts: Counts


def refresh(connection: sqlite3.Connection, keys: list[int], day: date | None) -> Refreshed:
    """Return papers, as part of an edition if `day` is given, and the counts."""
    return Refreshed(entries(connection, keys, day), counts(connection))


def unread_among(connection: sqlite3.Connection, keys: list[int]) -> array[int]:
    """Return the unread ones among some papers, in the given order."""
    return _keys(
        connection,
        "SELECT k.value AS key FROM json_each(?) AS k LEFT JOIN library.reads AS r "
        f"ON r.key = k.value WHERE {UNREAD.format(key='k.value')} ORDER BY k.key",
        json.dumps(keys),
    )


def not_read_among(connection: sqlite3.Connection, keys: list[int]) -> array[int]:
    """Return the given papers that are not marked as read."""
    return _keys(
        connection,
        "SELECT value AS key FROM json_each(?) WHERE value NOT IN "
        "(SELECT key FROM library.reads WHERE read = 1) ORDER BY json_each.key",
        json.dumps(keys),
    )


def editions_of(connection: sqlite3.Connection, key: int) -> list[date]:
    """The editions that a paper is in, oldest first."""
    return [
        date.fromisoformat(day)
        for (day,) in connection.execute(
            "SELECT day FROM edition_papers WHERE key = ? ORDER BY day", [key]
        )
    ]


def hidden(connection: sqlite3.Connection) -> array[int]:
    """Hidden papers, the most recently hidden first."""
    return _keys(connection, "SELECT key FROM library.hidden ORDER BY hidden_at DESC, key DESC")


def without_hidden(connection: sqlite3.Connection, keys: array[int]) -> array[int]:
    """Return the papers that are not hidden, in the same order."""
    unwanted = set(hidden(connection))
    return array("q", [key for key in keys if key not in unwanted]) if unwanted else keys


def seeds(connection: sqlite3.Connection) -> array[int]:
    """Papers in the profile of For you without a bookmark, the last added first."""
    return _keys(connection, "SELECT key FROM library.seeds ORDER BY added_at DESC, key DESC")


def muted(connection: sqlite3.Connection) -> list[str]:
    """The muted queries, oldest first."""
    found = connection.execute("SELECT query FROM library.muted ORDER BY added_at, query")
    return [query for (query,) in found]


def outputs(connection: sqlite3.Connection, keys: list[int]) -> list[Output]:
    """Return the outputs of custom commands about papers, newest first."""
    found = connection.execute(
        "SELECT number, key, command, at, text, errors, exit_code FROM library.outputs "
        "WHERE key IN (SELECT value FROM json_each(?)) ORDER BY at DESC, number DESC",
        [json.dumps(keys)],
    )
    return [Output(*row)._replace(at=datetime.fromisoformat(row[3])) for row in found]


def unseen_days(connection: sqlite3.Connection) -> list[Day]:
    """Editions whose list was never on screen, newest first; none older than the first sync."""
    return [
        Day(date.fromisoformat(day), papers)
        for day, papers in connection.execute(
            "SELECT day, papers FROM editions WHERE papers > 0 "
            "AND day NOT IN (SELECT day FROM library.seen_editions) "
            "AND day >= (SELECT value FROM library.places WHERE name = 'unread-since') "
            "ORDER BY day DESC"
        )
    ]


AWAY_SINCE = "away-since"  # library value: the newest edition at the first launch


def days_away(connection: sqlite3.Connection) -> list[Day]:
    """Return the editions after AWAY_SINCE whose list was never on screen and that have unread
    papers, newest first."""
    since = value(connection, AWAY_SINCE)
    unseen = [day for day in unseen_days(connection) if since and day.day.isoformat() > since]
    if not unseen:
        return []
    unread = unread_by_day(connection, unseen[-1].day, unseen[0].day)
    return [day for day in unseen if day.day in unread]


def papers_away(connection: sqlite3.Connection) -> array[int]:
    """Return the unread papers of `days_away`."""
    days = json.dumps([day.day.isoformat() for day in days_away(connection)])
    return _unread_in(connection, "IN (SELECT value FROM json_each(?))", days)


def away_counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the number of days of `days_away` and of their unread papers."""
    days = len(days_away(connection))
    return days, len(papers_away(connection)) if days else 0


def unread_before(connection: sqlite3.Connection, day: date) -> array[int]:
    """Return the unread papers of all editions before a day."""
    return _unread_in(connection, "< ?", day.isoformat())


def _unread_in(connection: sqlite3.Connection, days: str, value: str) -> array[int]:
    """Return the unread papers of editions whose day matches an SQL condition."""
    return _keys(
        connection,
        "SELECT DISTINCT e.key AS key FROM main.edition_papers AS e "
        "LEFT JOIN library.reads AS r ON r.key = e.key "
        f"WHERE e.day {days} AND {UNREAD.format(key='e.key')}",
        value,
    )


def newest(connection: sqlite3.Connection) -> date | None:
    """Return the newest edition with papers, None if there is none."""
    found = connection.execute("SELECT max(day) FROM editions WHERE papers > 0").fetchone()[0]
    return date.fromisoformat(found) if found else None


def synced(connection: sqlite3.Connection) -> dict[date, Synced]:
    """Return every day that was ever requested, with or without an edition."""
    return {
        date.fromisoformat(day): Synced(papers, bool(settled))
        for day, papers, settled in connection.execute("SELECT day, papers, settled FROM editions")
    }


def fact(connection: sqlite3.Connection, name: str) -> str | None:
    """Return a fact about the cache, see `cache.write_fact`; None if it is missing."""
    found = connection.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
    return str(found[0]) if found else None


def unread_since(connection: sqlite3.Connection) -> date | None:
    """The oldest edition whose papers count as unread; None before the first launch."""
    found = connection.execute("SELECT value FROM library.places WHERE name = 'unread-since'")
    row = found.fetchone()
    return date.fromisoformat(row[0]) if row else None


def value(connection: sqlite3.Connection, name: str) -> Any:
    """Return a value of the key-value store, see `library.put_value`; None if it is missing.

    `connection` may also be the library's write connection.
    """
    found = connection.execute("SELECT value FROM places WHERE name = ?", [name]).fetchone()
    return json.loads(found[0]) if found else None


def document(connection: sqlite3.Connection, name: str) -> tuple[str, bytes] | None:
    """Return when a document was fetched (ISO 8601, UTC) and its body; see `documents.Kind`."""
    found = connection.execute(
        "SELECT fetched_at, body FROM documents WHERE name = ?", [name]
    ).fetchone()
    return (found[0], found[1]) if found else None


def tags(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return all tags with their number of papers, the most used first."""
    return connection.execute(
        "SELECT tag, count(*) FROM library.tags GROUP BY tag ORDER BY count(*) DESC, tag"
    ).fetchall()


def watches(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The watches: name and query, in the order they were made."""
    return connection.execute("SELECT name, query FROM library.watches ORDER BY number").fetchall()


def downloads(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the paths of downloaded PDFs, by paper key."""
    return dict(connection.execute("SELECT key, path FROM library.downloads"))
