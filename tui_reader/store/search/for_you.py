"""For you: papers ranked by the user's interests, and why. No network and no model.

TF-IDF vectors of words, pairs of words and keywords; a paper's score is its best cosine with the
sum of all saved papers or of a tag's papers (Rocchio's method). See `terms` and `interests`, and
`python -m tests.for_you` for an evaluation.

`connection` is the read connection: the cache is `main`, the library is attached as `library`.
"""

from __future__ import annotations

import heapq
import json
import math
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_reader.models import ForYou
from tui_reader.store.search import profile
from tui_reader.store.search.interests import Fit, Interests
from tui_reader.store.search.reasons import Keywords, name_terms

DAYS = 14  # days of editions in the list For you
_POPULAR = math.log1p(300)  # upvotes that count as 1
_TOP = 5  # papers, in `check`
ALL = sys.maxsize
_RANKED = 3_000  # maximum number of papers to rank, the newest ones

_AMONG = "key IN (SELECT value FROM json_each(?))"
_WITH_KEYWORDS = 1_000  # papers whose keywords are used for reasons
_NEWEST_KEYWORDS = "SELECT keywords FROM main.papers WHERE keywords > '' ORDER BY reverse LIMIT ?"


def missing(connection: sqlite3.Connection) -> int:
    """Return how many more saved papers a ranking needs; 0 if there are enough."""
    return max(0, Interests.MIN_PAPERS - len(_saved(connection)))


def arrange(
    connection: sqlite3.Connection, keys: Iterable[int], upvotes: float = 0.0
) -> array[int]:
    """Sort papers by how well they fit, best first; by upvotes with too few saved papers.

    Args:
        upvotes: weight of the upvotes (`for_you.upvotes`); 1 counts 300 upvotes as much as a
            perfect fit.
    """
    newest = sorted(dict.fromkeys(keys), reverse=True)
    counts = _upvotes(connection, newest)
    fits = fit(connection, newest[:_RANKED])
    if not fits:
        return array("q", sorted(newest, key=lambda key: -counts.get(key, 0)))

    def score(key: int) -> float:
        return fits[key].score + upvotes * math.log1p(counts.get(key, 0)) / _POPULAR

    ranked = sorted((key for key in newest if key in fits), key=score, reverse=True)
    return array("q", [*ranked, *(key for key in newest if key not in fits)])


def papers(connection: sqlite3.Connection, days: int = DAYS, upvotes: float = 0.0) -> array[int]:
    """The list For you: unread papers of the last days' editions, best first."""
    found = connection.execute(
        """
        SELECT DISTINCT e.key FROM main.edition_papers AS e
        LEFT JOIN library.reads AS r ON r.key = e.key
        WHERE e.day > (SELECT date(max(day), ?) FROM main.edition_papers)
            AND coalesce(r.read, 0) = 0
            AND e.key NOT IN (SELECT key FROM library.hidden)
        """,
        [f"-{days} days"],
    )
    return arrange(connection, [key for (key,) in found], upvotes)


def fit(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Fit]:
    """Score the papers that are on disk; empty with too few saved papers."""
    interests = load_interests(connection)
    if interests is None:
        return {}
    return {key: interests.fit(vector) for key, vector in _vectors(connection, interests, keys)}


def explain(
    connection: sqlite3.Connection, keys: Sequence[int], to_load: int = ALL
) -> dict[int, ForYou]:
    """Score the papers that are on disk, with reasons; empty with too few saved papers."""
    interests = load_interests(connection, to_load) if keys else None
    if interests is None or _last is None or not (to_load or _last.keywords):
        return {}
    if _last.keywords is None:
        _last.keywords = Keywords.collect(
            text for (text,) in connection.execute(_NEWEST_KEYWORDS, [_WITH_KEYWORDS])
        )
    texts = {key: texts for key, *texts in _texts(connection, keys)}
    reasons = {}
    for key, vector in _vectors(connection, interests, keys):
        score, group = interests.fit(vector)
        shared = interests.shared(vector, group)
        terms = name_terms(shared, interests.frequencies, _last.keywords, *texts[key])
        reasons[key] = ForYou(score, group, terms)
    return reasons


@dataclass
class _Last:
    """The last interests, and their inputs.

    Attributes:
        databases: The database files and the number of counted papers.
        marks: Saved and hidden papers, tags, and the profile.
        missing: Vectors that the profile does not have yet.
        keywords: The keywords of the newest papers, if loaded.
    """

    databases: object
    interests: Interests
    marks: object = None
    missing: dict[int, bytes] = field(default_factory=dict)
    keywords: Keywords | None = None


_last: _Last | None = None


def load_interests(connection: sqlite3.Connection, to_load: int = ALL) -> Interests | None:
    """The user's interests; None with too few saved papers, or before papers are counted.

    A hidden paper that is bookmarked too counts as hidden. The result is remembered: a mark changes
    one vector of it, so that it must not be used after the next call.

    Args:
        to_load: Return None if more saved papers have to be read at once: 50 take 5 ms.
    """
    global _last
    if not to_load and _last is None:
        return None
    saved = _saved(connection)
    if len(saved) < Interests.MIN_PAPERS:
        return None
    databases = (
        # As a BLOB: the name of a file need not be UTF-8.
        connection.execute("SELECT name, CAST(file AS BLOB) FROM pragma_database_list").fetchall(),
        connection.execute("SELECT version, papers FROM main.term_counts").fetchall(),
    )
    if _last is None or _last.databases != databases:
        if len(saved) > to_load:
            return None
        frequencies = profile.load_frequencies(connection)
        if frequencies is None:
            return None
        _last = _Last(databases, Interests(frequencies))
    hidden = [key for (key,) in connection.execute("SELECT key FROM library.hidden")]
    tags, stored = _tags(connection), profile.stored_vectors(connection)
    marks = (saved, hidden, tags, stored)
    interests = _last.interests
    if _last.marks != marks:
        _last.missing = profile.missing_vectors(connection, interests.frequencies, _last.missing)
        vectors = stored | _last.missing
        interests.update(
            {key: vectors[key] for key in saved if key in vectors},
            tags,
            {key: vectors[key] for key in hidden if key in vectors},
        )
        _last.marks = marks
    return interests


def _tags(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """The keys of each tag's papers."""
    tags: dict[str, list[int]] = {}
    for tag, key in connection.execute("SELECT tag, key FROM library.tags ORDER BY tag"):
        tags.setdefault(tag, []).append(key)
    return tags


def _saved(connection: sqlite3.Connection) -> list[int]:
    saved = profile.SAVED.format("library.")
    sql = f"SELECT key FROM ({saved}) EXCEPT SELECT key FROM library.hidden"
    return [key for (key,) in connection.execute(sql)]


def _upvotes(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, int]:
    return {
        key: upvotes or 0
        for key, upvotes in connection.execute(
            "SELECT key, upvotes FROM main.papers WHERE reverse IN "
            "(SELECT -value FROM json_each(?))",
            [json.dumps(keys)],
        )
    }


def _vectors(
    connection: sqlite3.Connection, interests: Interests, keys: Sequence[int]
) -> Iterable[tuple[int, bytes]]:
    """The vectors of papers: stored ones of recent papers, the others from their texts."""
    found = dict(
        connection.execute(
            f"SELECT key, terms FROM main.paper_terms WHERE {_AMONG} AND terms IS NOT NULL",
            [json.dumps(keys)],
        )
    )
    yield from found.items()
    for key, *texts in _texts(connection, [key for key in keys if key not in found]):
        yield key, profile.vector_of(interests.frequencies, *texts)


def _texts(
    connection: sqlite3.Connection, keys: Sequence[int]
) -> Iterable[tuple[int, str, str, str]]:
    """Key, title, abstract and keywords of papers on disk."""
    columns = "key, title, abstract, keywords"
    listed = json.dumps(keys)
    return connection.execute(
        f"SELECT {columns} FROM main.papers WHERE reverse IN (SELECT -value FROM json_each(?1)) "
        f"UNION ALL SELECT {columns} FROM library.kept WHERE key IN "
        "(SELECT value FROM json_each(?1)) AND key NOT IN (SELECT key FROM main.papers)",
        [listed],
    )


class Check(NamedTuple):
    """The ranks that "For you" would have given to the user's saved papers.

    Attributes:
        papers: Saved papers in an edition with enough papers saved from earlier ones.
        top: How many of them were among the first five of their edition.
        expected: How many a random order puts there on average.
    """

    papers: int
    top: int
    expected: float

    def __str__(self) -> str:
        if not self.papers:
            return "There are too few saved papers in downloaded editions to check."
        return (
            f"{self.top} of {self.papers} saved papers were in the top five of their day "
            f"(a random order: {self.expected:.0f})."
        )


def check(connection: sqlite3.Connection) -> Check:
    """Replay the saved papers by date: rank each edition with those of earlier editions."""
    saved = set(_saved(connection))
    frequencies = profile.load_frequencies(connection)
    if frequencies is None:
        return Check(0, 0, 0)
    stored = profile.stored_vectors(connection)
    vectors = stored | profile.missing_vectors(connection, frequencies, {})
    interests, tags = Interests(frequencies), _tags(connection)
    editions: dict[str, list[int]] = {}
    for day, key in connection.execute("SELECT day, key FROM main.edition_papers ORDER BY day"):
        editions.setdefault(day, []).append(key)
    earlier: dict[int, bytes] = {}
    papers, top, expected = 0, 0, 0.0
    for keys in editions.values():
        here = [key for key in keys if key in saved and key in vectors and key not in earlier]
        if here and len(earlier) >= Interests.MIN_PAPERS:
            interests.update(earlier.copy(), tags, {})
            fits = [
                (interests.fit(v).score, key) for key, v in _vectors(connection, interests, keys)
            ]
            best = {key for _, key in heapq.nlargest(_TOP, fits)}
            papers += len(here)
            top += len(best.intersection(here))
            expected += len(here) * min(1.0, _TOP / len(keys))
        earlier |= {key: vectors[key] for key in here}
    return Check(papers, top, expected)
