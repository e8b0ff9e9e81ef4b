"""Sort papers: by relevance to a query, or in a fixed order."""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections.abc import Collection, Iterable
from datetime import date

from tui_reader.query import Phrase, Query, Word, words
from tui_reader.store.search import for_you
from tui_reader.store.search.compounds import JoinedWord
from tui_reader.text.fold import JOINT, flat, query_words

ORDERS = ("relevance", "site", "upvotes", "comments", "newest", "title", "rising", "for-you")

# Only MAX_RANKED results are ranked, enough for the first pages: those with the words in title or
# authors, then the newest. With more than MAX_MATCHES results, the words are too common, and they
# are sorted by date. (BM25 takes 2 µs for each paper and word, and counts every word again.)
MAX_RANKED = 120
MAX_MATCHES = 40_000

_AMONG = "key IN (SELECT value FROM json_each(?))"
_ORDERED = {
    # The edition, newest first, and the Hub's order within it.
    "site": "SELECT key FROM main.edition_papers WHERE {} ORDER BY day DESC, position",
    "upvotes": "SELECT -reverse AS key FROM main.papers WHERE {} ORDER BY upvotes DESC, reverse",
    "comments": "SELECT -reverse AS key FROM main.papers WHERE {} ORDER BY comments DESC, reverse",
    "title": "SELECT -reverse AS key FROM main.papers WHERE {} "
    "ORDER BY title COLLATE NOCASE, reverse",
    # Upvote gain since the user last saw the paper.
    "rising": "SELECT key FROM (SELECT p.key, p.upvotes - r.upvotes AS gained "
    "FROM library.reads AS r CROSS JOIN main.papers AS p USING (key)) "
    "WHERE {} AND gained > 0 ORDER BY gained DESC, key DESC",
}


def load(connection: sqlite3.Connection, sql: str, *values: object) -> list[int]:
    """Return the column `key` of a SELECT.

    As one JSON array: passing 100,000 rows to Python takes longer than finding them, and switches
    the GIL for each row.
    """
    row = connection.execute(f"SELECT json_group_array(key) FROM ({sql})", values).fetchone()
    keys: list[int] = json.loads(row[0])
    return keys


def arrange(
    connection: sqlite3.Connection, keys: Iterable[int], order: str, upvotes: float = 0.0
) -> array[int]:
    """Return the papers in one of ORDERS; papers that it does not rank follow, newest first.

    Without a query, `relevance` is `newest`. `upvotes` is the weight of upvotes in `for-you`.
    """
    if order == "for-you":
        return for_you.arrange(connection, keys, upvotes)
    newest = sorted(keys, reverse=True)
    if order not in _ORDERED:
        return array("q", dict.fromkeys(newest))
    wanted = set(newest)
    if len(wanted) <= 30 * MAX_RANKED:
        ordered = load(connection, _ORDERED[order].format(_AMONG), json.dumps(newest))
    else:
        ordered = load(connection, _ORDERED[order].format("1"))
    arranged = dict.fromkeys([key for key in ordered if key in wanted])
    if len(arranged) < len(wanted):
        arranged.update(dict.fromkeys(newest))
    return array("q", arranged)


def rank(
    connection: sqlite3.Connection,
    query: Query,
    found: list[int],
    in_front: str,
    own: Collection[int],
    today: date,
) -> list[int]:
    """Sort results, best first.

    Papers with all words in the title come first, or in the user's own tags and notes. The order
    then depends on the frequency and the fields of the words, on recency and on upvotes.

    Args:
        found: Keys, newest first.
        in_front: The FTS5 query for title and authors, "" for none.
        own: Papers with all words in the user's tags and notes.
        today: The date from which recency counts.
    """
    if not in_front or len(found) > MAX_MATCHES:
        return found
    candidates = found
    if len(found) > MAX_RANKED:
        sql = "SELECT -rowid AS key FROM main.papers_fts WHERE papers_fts MATCH ?"
        front = {*load(connection, sql, in_front), *own}
        candidates = [*(key for key in found if key in front), *found]
    best = _by_score(connection, query, candidates[:MAX_RANKED], own, today)
    return list(dict.fromkeys([*best, *candidates]))


def _by_score(
    connection: sqlite3.Connection,
    query: Query,
    keys: list[int],
    own: Collection[int],
    today: date,
) -> list[int]:
    plain = set(words(query, ("title",)))
    sought = [(_forms(word), word in plain) for word in words(query)]
    this_month = today.year * 12 + today.month
    places: dict[int, tuple[bool, float, int]] = {}
    for table in ("library.kept", "main.papers"):
        for key, upvotes, *texts in connection.execute(
            "SELECT key, upvotes, title, authors, substr(authors, 1, instr(authors || char(10), "
            "char(10)) - 1), organization, keywords, abstract "
            f"FROM {table} WHERE {_AMONG}",
            [json.dumps(keys)],
        ):
            titled, score = _score(sought, *map(flat, texts))
            votes = min(1.0, math.log1p(upvotes or 0) / math.log1p(300))
            score *= 1 + 0.3 * _recency(key, this_month) + 0.3 * votes
            places[key] = (titled or key in own, score, key)
    return sorted(places, key=places.__getitem__, reverse=True)


def _forms(word: Word | Phrase) -> tuple[str, ...]:
    """Return the forms of a word in a `flat` text: its parts in order, joined, and split."""
    parts, joined = query_words(word.text)
    forms = [" ".join(parts), joined]
    if isinstance(word, JoinedWord):
        forms += [" ".join(spelling).replace(JOINT, "") for spelling in word.spellings]
    end = "" if word.prefix else " "
    return tuple(f" {form}{end}" for form in forms if form)


def _score(
    sought: list[tuple[tuple[str, ...], bool]],
    title: str,
    authors: str,
    first_author: str,
    organization: str,
    keywords: str,
    abstract: str,
) -> tuple[bool, float]:
    """Return whether all plain words are in the title, and how much the paper is about the words.

    The texts are flat. `sought` are words in their forms, and whether each is a plain word: one
    that may be anywhere, unlike that of `author:`.
    """
    titled, score = True, 0.0
    length = len(abstract) / 1500
    for forms, plain in sought:
        in_title = in_authors = in_first_author = in_keywords = in_organization = is_whole = False
        often = 0
        for form in forms:  # nearly always one: a loop takes a third of the time of any()
            if form in title:
                in_title = True
                # With a prefix, the whole word counts more than the start of another one.
                is_whole = is_whole or f"{form} " in title
            in_authors = in_authors or form in authors
            in_first_author = in_first_author or form in first_author
            in_keywords = in_keywords or form in keywords
            in_organization = in_organization or form in organization
            often = max(often, abstract.count(form))
        titled &= in_title or not plain
        # As in BM25, each occurrence counts less than the one before, and less in a long text.
        score += 10 * in_title + 5 * is_whole + 4 * often / (often + 0.5 + length)
        score += 4 * in_authors + 6 * in_first_author + 3 * in_keywords + 2 * in_organization
    return titled, score


def _recency(key: int, this_month: int) -> float:
    """Return 1 for a paper of this month; it halves every year and a half."""
    year, month = divmod(key // 1_000_000, 100)
    return math.pow(0.5, max(0, this_month - (2000 + year) * 12 - month) / 18)
