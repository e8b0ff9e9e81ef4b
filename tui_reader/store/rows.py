"""Convert papers to rows and back. Both databases have the same columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from tui_reader.models import (
    Author,
    Entry,
    Marks,
    Paper,
    id_of,
)
from tui_reader.paper_fields import IN_COLUMNS, IN_REST, same

Row = tuple[object, ...]
COLUMNS = (
    "key", "published", "upvotes", "comments", "stars", "code", "project", "rest",
    "title", "authors", "organization", "keywords", "summary", "abstract",
)  # fmt: skip
LIST = ", ".join(COLUMNS)
MARKS = ", ".join("?" * len(COLUMNS))
_REST = [(name, field.name, field.kind.dump) for name, field in IN_REST.items()]
# A column has the name of its field. Most fields are stored unchanged.
_PACKED = [(name, field.kind.pack) for name, field in IN_COLUMNS.items() if field.kind.pack != same]
_columns: Callable[[dict[str, Any]], Row] = itemgetter(*COLUMNS)
_packed = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def row_of(paper: Paper) -> Row:
    """A paper as a row of `papers` or `kept`, in the order of COLUMNS.

    Names are one per line (a sanitized name has no line break), so that the full-text index reads
    them unchanged. `rest` is a JSON object without nulls, for fields that are neither searched nor
    sorted by.
    """
    values = paper._asdict()
    rest: dict[str, Any] = {}
    for name, field, dump in _REST:
        if (value := values[field]) is not None and value != ():
            rest[name] = dump(value)
    if paper.thumbnail == _usual_thumbnail(paper.id):
        rest["thumbnail"] = True
    # Last, as a response with authors replaces both.
    names, users, hidden = zip(*paper.authors, strict=True) if paper.authors else ((), (), ())
    if any(hidden):
        names = tuple(author.name for author in paper.shown_authors)
        users = tuple(author.user for author in paper.shown_authors)
    if any(users):
        rest["people"] = {str(number): [user] for number, user in enumerate(users) if user}
    if any(hidden):
        rest["hidden"] = [
            [number, one.name, one.user] for number, one in enumerate(paper.authors) if one.hidden
        ]
    for name, pack in _PACKED:
        values[name] = pack(values[name])
    values["key"] = paper.key
    values["rest"] = _packed(rest)
    values["authors"] = "\n".join(names)
    return _columns(values)


def paper_of(row: Sequence[Any]) -> Paper:
    """The inverse of `row_of`."""
    columns = dict(zip(COLUMNS, row, strict=True))
    paper_id = id_of(columns["key"])
    rest = json.loads(columns["rest"])
    values = {
        field.name: field.kind.unpack(columns[name]) for name, field in IN_COLUMNS.items()
    } | {field.name: field.kind.load(rest[name]) for name, field in IN_REST.items() if name in rest}
    if values.get("thumbnail") is True:
        values["thumbnail"] = _usual_thumbnail(paper_id)
    people = rest.get("people", {})
    authors = [
        Author(name, *people.get(str(number), ()))
        for number, name in enumerate(columns["authors"].split("\n") if columns["authors"] else ())
    ]
    for number, name, user in rest.get("hidden", ()):
        authors.insert(number, Author(name, user, hidden=True))
    return Paper(id=paper_id, authors=tuple(authors), **values)


def unknown_paper(key: int) -> Paper:
    """Return a placeholder for a saved paper that is not on disk yet, with the ID as title."""
    return Paper(id_of(key), f"arXiv:{id_of(key)}")


def _usual_thumbnail(paper_id: str) -> str:
    """Return the thumbnail URL of nearly every paper, which is therefore not stored."""
    return f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{paper_id}.png"


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


# A paper is unread if it was marked so, or if it has no read mark and is in an edition no older
# than the first sync's; hidden papers are not. It is read if it was marked so; older papers are
# neither. `r` is library.reads (left joined), `{key}` the paper.
UNREAD = """({key} NOT IN (SELECT key FROM library.hidden) AND (
    r.read = 0 OR (r.read IS NULL AND EXISTS (
        SELECT 1 FROM main.edition_papers AS counted WHERE counted.key = {key} AND counted.day >= (
            SELECT value FROM library.places WHERE name = 'unread-since')))))"""


def entries(
    connection: sqlite3.Connection, keys: Iterable[int], day: date | None = None
) -> dict[int, Entry]:
    """Return papers with their marks, by key; papers that are not on disk are missing.

    A paper that is no longer in the cache is read from the library's copy.

    Args:
        connection: The read connection: the cache is `main`, the library `library`.
        keys: The papers.
        day: The edition that the entries are shown as part of.
    """
    wanted = list(dict.fromkeys(keys))
    found: dict[int, Entry] = {}
    for start in range(0, len(wanted), 500):
        found.update(_entries(connection, wanted[start : start + 500], day))
    return found


def _entries(connection: sqlite3.Connection, keys: list[int], day: date | None) -> dict[int, Entry]:
    among = "(" + ",".join("?" * len(keys)) + ")"
    papers = {
        row[0]: paper_of(row)
        for row in connection.execute(
            f"SELECT {LIST} FROM main.papers WHERE reverse IN {among}", [-key for key in keys]
        )
    }
    missing = [key for key in keys if key not in papers]
    if missing:
        some = "(" + ",".join("?" * len(missing)) + ")"
        for row in connection.execute(
            f"SELECT {LIST} FROM library.kept WHERE key IN {some}", missing
        ):
            papers[row[0]] = paper_of(row)
    first_days = dict(
        connection.execute(
            f"SELECT key, min(day) FROM main.edition_papers WHERE key IN {among} GROUP BY key", keys
        )
    )
    tags: dict[int, list[tuple[str, datetime]]] = {}
    for key, tag, added in connection.execute(
        f"SELECT key, tag, added_at FROM library.tags WHERE key IN {among} ORDER BY key, tag", keys
    ):
        tags.setdefault(key, []).append((tag, datetime.fromisoformat(added)))
    marks = connection.execute(
        f"""
        SELECT k.value, b.saved_at, r.read IS 1, {UNREAD.format(key="k.value")},
            n.note, n.changed_at, r.changed_at, r.upvotes, r.comments, r.looked_at,
            h.hidden_at, s.added_at, g.upvotes, c.citation_key
        FROM json_each(?) AS k
        LEFT JOIN library.bookmarks AS b ON b.key = k.value
        LEFT JOIN library.notes AS n ON n.key = k.value
        LEFT JOIN library.reads AS r ON r.key = k.value
        LEFT JOIN library.hidden AS h ON h.key = k.value
        LEFT JOIN library.seeds AS s ON s.key = k.value
        LEFT JOIN main.upvotes_before AS g ON g.key = k.value
        LEFT JOIN library.citation_keys AS c ON c.key = k.value
        """,
        [json.dumps([key for key in keys if key in papers])],
    )
    found = {}
    for row in marks:
        key, saved, read, unread, note, noted, marked, upvotes, comments, seen, *others = row
        hidden, seeded, before, citation_key = others
        edition = day
        if edition is None and key in first_days:
            edition = date.fromisoformat(first_days[key])
        found[key] = Entry(
            papers[key],
            Marks(
                bookmarked=_moment(saved),
                unread=bool(unread),
                read=bool(read),
                tags=tuple(tag for tag, _ in tags.get(key, ())),
                note=note,
                seen_upvotes=upvotes,
                seen_comments=comments,
                tagged=tuple(added for _, added in tags.get(key, ())),
                noted=_moment(noted),
                marked=_moment(marked),
                seen=_moment(seen),
                hidden=_moment(hidden),
                seeded=_moment(seeded),
            ),
            edition=edition,
            upvotes_before=before,
            citation_key=citation_key or "",
        )
    return found
