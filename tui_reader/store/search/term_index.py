"""Keep the document frequencies of all papers, and the term vectors of recent ones.

Papers are counted after they are stored, so that tokenizing them (0.2 ms each) delays no sync. The
cache has a row in `paper_terms` for each counted paper; it has a vector if the paper is in the days
of For you, which are ranked most often, and if enough papers are saved for a ranking.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from tui_reader.store import ReadOnly, Store
from tui_reader.store.database import one_deadline, transaction
from tui_reader.store.search import for_you, profile
from tui_reader.store.search.terms import TOKENIZER, Frequencies, count_terms

STEP = 500  # papers of one transaction
_PART = 25  # papers tokenized without a pause: about 5 ms
_RECENT = f"-{for_you.DAYS} days"  # before the newest edition

Texts = tuple[int, str, str, str]  # key, title, abstract, keywords one to a line


class Pending(NamedTuple):
    """Pending work: papers to count, and whether vectors or the profile need an update."""

    papers: list[Texts]
    vectors: bool
    profile: bool

    @property
    def oldest(self) -> int | None:
        """The key of the last paper to count; None if there is none."""
        return self.papers[-1][0] if self.papers else None

    def __bool__(self) -> bool:
        return bool(self.papers or self.vectors or self.profile)


def complete(store: Store) -> None:
    """Count all uncounted papers, for the command line, before it ranks papers."""
    oldest = None
    write = one_deadline(requested=False)(_write_sync)
    with suppress(ReadOnly, sqlite3.OperationalError):  # the counted papers can still be used
        while pending := store.read_sync(find_pending, oldest):
            oldest = pending.oldest
            write(store, pending, _tokenize(pending.papers))


async def complete_in_background(store: Store, pause: Callable[[], object] = int) -> None:
    """Count all uncounted papers.

    Args:
        pause: called in a worker thread every few milliseconds of work.
    """
    import asyncio  # shell commands run without an event loop

    oldest = None
    try:
        while pending := await store.read(find_pending, oldest):
            oldest = pending.oldest
            counted = await asyncio.to_thread(_tokenize, pending.papers, pause)
            await asyncio.to_thread(_write_sync, store, pending, counted)
    except ReadOnly:
        return


def find_pending(connection: sqlite3.Connection, before: int | None = None) -> Pending:
    """Return the work left for `complete`.

    Args:
        connection: the read connection.
        before: only look for papers with lower keys; a search of 100,000 papers takes 0.2 s.
    """
    counted = connection.execute(
        "SELECT papers FROM main.term_counts WHERE version = ?", [TOKENIZER]
    ).fetchone()
    uncounted = "NOT EXISTS (SELECT 1 FROM main.paper_terms AS t WHERE t.key = p.key)"
    papers: list[Texts] = []
    if not counted or not _has_counted_all(connection):
        papers = connection.execute(
            "SELECT key, title, abstract, keywords FROM main.papers AS p "
            f"WHERE reverse > ifnull(-?, -9e18) AND {uncounted if counted else 1} "
            "ORDER BY reverse LIMIT ?",
            [before, STEP],
        ).fetchall()
    if papers:
        return Pending(papers, False, False)
    if not counted:
        return Pending([], False, False)
    vectors = False
    if not for_you.missing(connection):
        vectors = bool(connection.execute(f"SELECT EXISTS ({_WITHOUT_VECTOR})").fetchone()[0])
    return Pending([], vectors, not profile.is_complete(connection, counted[0]))


def _has_counted_all(connection: sqlite3.Connection) -> bool:
    """Compare the number of papers with that of counted ones, in less than a millisecond."""
    of_papers, of_counted = (
        connection.execute(f"SELECT count(*) FROM main.{table}").fetchone()
        for table in ("papers", "paper_terms")
    )
    return bool(of_papers == of_counted)


def _tokenize(papers: list[Texts], pause: Callable[[], object] = int) -> dict[int, list[int]]:
    """The term IDs of papers by key."""
    counted = {}
    for number, (key, title, abstract, keywords) in enumerate(papers):
        if number % _PART == 0:
            pause()
        counted[key] = list(count_terms(title, abstract, keywords.split("\n")))
    return counted


def _write_sync(store: Store, pending: Pending, counted: dict[int, list[int]]) -> None:
    if counted:
        store.write_cache_sync(add_papers, counted)
    if pending.vectors:
        store.write_cache_sync(update_vectors)
    if pending.profile:
        store.write_library_sync(complete_profile)


def add_papers(connection: sqlite3.Connection, counted: dict[int, list[int]]) -> None:
    """Add papers to the document frequencies. Papers that another window has added are
    left out. `connection` is the cache's write connection."""
    with transaction(connection):
        frequencies = profile.load_frequencies(connection)
        if frequencies is None:
            frequencies = Frequencies()
            connection.execute("DELETE FROM term_counts")
            connection.execute("DELETE FROM paper_terms")
        new = [
            key
            for key in counted
            if connection.execute(
                "INSERT OR IGNORE INTO paper_terms (key) VALUES (?)", [key]
            ).rowcount
        ]
        frequencies.add(counted[key] for key in new)
        connection.execute(
            "INSERT OR REPLACE INTO term_counts (version, papers, counts, length) "
            "VALUES (?, ?, ?, ?)",
            [TOKENIZER, frequencies.papers, frequencies.pack(), frequencies.length],
        )


_FROM_DAY = f"(SELECT date(max(day), '{_RECENT}') FROM edition_papers)"
_WITHOUT_VECTOR = f"""
SELECT key FROM edition_papers JOIN paper_terms USING (key)
WHERE day > {_FROM_DAY} AND terms IS NULL
"""


def update_vectors(connection: sqlite3.Connection) -> None:
    """Store the vectors of papers in recent editions, and delete those of older papers.

    `connection` is the cache's write connection. After a sync this is one edition; the first time
    it is two weeks (about 0.1 s).
    """
    frequencies = profile.load_frequencies(connection)
    if frequencies is None:
        return
    with transaction(connection):
        keys = [key for (key,) in connection.execute(f"{_WITHOUT_VECTOR} LIMIT 200")]
        texts = connection.execute(
            "SELECT key, title, abstract, keywords FROM papers "
            "WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(keys)],
        ).fetchall()
        connection.executemany(
            "UPDATE paper_terms SET terms = ? WHERE key = ?",
            [(profile.vector_of(frequencies, *rest), key) for key, *rest in texts],
        )
        connection.execute(
            "UPDATE paper_terms SET terms = NULL WHERE terms IS NOT NULL "
            f"AND key NOT IN (SELECT key FROM edition_papers WHERE day > {_FROM_DAY})"
        )


def complete_profile(connection: sqlite3.Connection) -> None:
    """Compute missing and outdated vectors. `connection` is the library's write connection."""
    frequencies = profile.load_frequencies(connection, "cache")
    if frequencies:
        with transaction(connection):
            profile.complete(connection, frequencies, STEP)
