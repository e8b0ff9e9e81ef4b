"""The term vectors of saved, seeded and hidden papers: the table `profile` of the library.

The rows are derived data, computed when they are needed and stored by `complete`, so that a mark
does not wait for it. A new version of the tokenizer replaces them all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from tui_reader.store.search.terms import TOKENIZER, Frequencies, count_terms

SAVED = (
    "SELECT key FROM {0}bookmarks UNION SELECT key FROM {0}tags "
    "UNION SELECT key FROM {0}notes UNION SELECT key FROM {0}seeds"
)
_NEEDED = f"{SAVED} UNION SELECT key FROM {{0}}hidden"

# Papers known by ID only have no terms yet.
_TEXTS = (
    "SELECT key, title, abstract, keywords FROM {0}kept "
    "WHERE NOT (title GLOB 'arXiv:[0-9]*' AND abstract = '')"
)


def load_frequencies(connection: sqlite3.Connection, schema: str = "main") -> Frequencies | None:
    """The document frequencies in the cache; None before papers are counted.

    Args:
        schema: the name of the cache in this connection, "" if it has none.
    """
    # A cache of another version, opened read-only, may not have the table.
    if not schema or not connection.execute(f"PRAGMA {schema}.table_info(term_counts)").fetchone():
        return None
    found = connection.execute(
        f"SELECT papers, counts, length FROM {schema}.term_counts WHERE version = ?", [TOKENIZER]
    ).fetchone()
    return Frequencies(*found) if found else None


def complete(connection: sqlite3.Connection, frequencies: Frequencies, step: int) -> int:
    """Delete papers without marks, and add missing and outdated ones, at most `step`.

    Outdated are papers of another tokenizer, or weighed when the archive was half as large.
    `connection` is the library's write connection, inside a transaction. Returns the number of
    added papers; call until it is 0.
    """
    connection.execute(f"DELETE FROM profile WHERE key NOT IN ({_NEEDED.format('')})")
    rows = connection.execute(
        f"{_TEXTS.format('')} AND key IN ({_NEEDED.format('')}) AND key NOT IN "
        "(SELECT key FROM profile WHERE version = ? AND papers * 2 >= ?) LIMIT ?",
        [TOKENIZER, frequencies.papers, step],
    ).fetchall()
    connection.executemany(
        "INSERT OR REPLACE INTO profile (key, version, papers, terms) VALUES (?, ?, ?, ?)",
        [
            (key, TOKENIZER, frequencies.papers, vector_of(frequencies, *texts))
            for key, *texts in rows
        ],
    )
    return len(rows)


def is_complete(connection: sqlite3.Connection, papers: int) -> bool:
    """True if `complete` has nothing to do. `connection` is the read connection."""
    needed = _NEEDED.format("library.")
    return not connection.execute(
        f"SELECT key FROM library.profile WHERE key NOT IN ({needed}) UNION ALL "
        f"SELECT key FROM ({_TEXTS.format('library.')}) WHERE key IN ({needed}) "
        "AND key NOT IN (SELECT key FROM library.profile WHERE version = ? AND papers * 2 >= ?) "
        "LIMIT 1",
        [TOKENIZER, papers],
    ).fetchone()


def vector_of(frequencies: Frequencies, title: str, abstract: str, keywords: str) -> bytes:
    """The packed vector of a paper; `keywords` are one to a line, as in the databases."""
    return frequencies.weigh(count_terms(title, abstract, keywords.split("\n"))).pack()


def stored_vectors(connection: sqlite3.Connection) -> dict[int, bytes]:
    """The packed vectors of the profile. `connection` is the read connection."""
    return dict(
        connection.execute("SELECT key, terms FROM library.profile WHERE version = ?", [TOKENIZER])
    )


def missing_vectors(
    connection: sqlite3.Connection, frequencies: Frequencies, known: Mapping[int, bytes]
) -> dict[int, bytes]:
    """The packed vectors of papers that the profile should have but does not have yet.

    Args:
        connection: the read connection.
        known: those that have been computed before.
    """
    missing = connection.execute(
        f"{_TEXTS.format('library.')} AND key IN ({_NEEDED.format('library.')}) "
        "AND key NOT IN (SELECT key FROM library.profile WHERE version = ?)",
        [TOKENIZER],
    )
    return {key: known.get(key) or vector_of(frequencies, *texts) for key, *texts in missing}
