"""The term vectors of saved, seeded and hidden papers: the table `profile` of the library.

Each mark adds or deletes the row of one paper. The rows are derived data: a missing one is computed
when it is needed, and a new version of the tokenizer replaces them all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tui_reader.store.search.terms import TOKENIZER, Frequencies, count_terms

SAVED = (
    "SELECT key FROM {0}bookmarks UNION SELECT key FROM {0}tags "
    "UNION SELECT key FROM {0}notes UNION SELECT key FROM {0}seeds"
)
_NEEDED = f"{SAVED} UNION SELECT key FROM {{0}}hidden"
_MAX_PAPERS_PER_CHANGE = 50  # papers; after an import, the others are added in the background

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


def update(connection: sqlite3.Connection, keys: str, cache: str) -> None:
    """Bring the profile in line with the marks of some papers.

    Papers that cannot be weighed yet are added later, by `complete`.

    Args:
        connection: the library's write connection, inside a transaction.
        keys: a JSON list.
        cache: the name of the cache in this connection, "" if it has none.
    """
    among = "key IN (SELECT value FROM json_each(?))"
    needed = _NEEDED.format("")
    connection.execute(f"DELETE FROM profile WHERE {among} AND key NOT IN ({needed})", [keys])
    new = f"{among} AND key IN ({needed}) AND key NOT IN (SELECT key FROM profile)"
    if connection.execute(f"{_TEXTS.format('')} AND {new} LIMIT 1", [keys]).fetchone():
        frequencies = load_frequencies(connection, cache)
        if frequencies:
            _add(connection, new, [keys], frequencies, _MAX_PAPERS_PER_CHANGE)


def complete(connection: sqlite3.Connection, frequencies: Frequencies, step: int) -> int:
    """Add missing and outdated papers, at most `step`. Returns their number; call until it is 0.

    Outdated are papers of another tokenizer, or weighed when the archive was half as large.
    `connection` is the library's write connection, inside a transaction.
    """
    return _add(
        connection,
        f"key IN ({_NEEDED.format('')}) AND key NOT IN (SELECT key FROM profile "
        "WHERE version = ? AND papers * 2 >= ?)",
        [TOKENIZER, frequencies.papers],
        frequencies,
        step,
    )


def is_complete(connection: sqlite3.Connection, papers: int) -> bool:
    """True if `complete` has nothing to do. `connection` is the read connection."""
    return not connection.execute(
        f"{_TEXTS.format('library.')} AND key IN ({_NEEDED.format('library.')}) "
        "AND key NOT IN (SELECT key FROM library.profile WHERE version = ? AND papers * 2 >= ?) "
        "LIMIT 1",
        [TOKENIZER, papers],
    ).fetchone()


def _add(
    connection: sqlite3.Connection,
    which: str,
    values: Sequence[str | int],
    frequencies: Frequencies,
    limit: int,
) -> int:
    rows = connection.execute(
        f"{_TEXTS.format('')} AND {which} LIMIT ?", [*values, limit]
    ).fetchall()
    connection.executemany(
        "INSERT OR REPLACE INTO profile (key, version, papers, terms) VALUES (?, ?, ?, ?)",
        [
            (key, TOKENIZER, frequencies.papers, vector_of(frequencies, *texts))
            for key, *texts in rows
        ],
    )
    return len(rows)


def vector_of(frequencies: Frequencies, title: str, abstract: str, keywords: str) -> bytes:
    """The packed vector of a paper; `keywords` are one to a line, as in the databases."""
    return frequencies.weigh(count_terms(title, abstract, keywords.split("\n"))).pack()


def stored_vectors(connection: sqlite3.Connection) -> dict[int, bytes]:
    """The packed vectors of the profile. `connection` is the read connection."""
    return dict(
        connection.execute("SELECT key, terms FROM library.profile WHERE version = ?", [TOKENIZER])
    )


def missing_vectors(connection: sqlite3.Connection, frequencies: Frequencies) -> dict[int, bytes]:
    """The packed vectors of papers that the profile should have but does not have yet.

    `connection` is the read connection.
    """
    missing = connection.execute(
        f"{_TEXTS.format('library.')} AND key IN ({_NEEDED.format('library.')}) "
        "AND key NOT IN (SELECT key FROM library.profile WHERE version = ?)",
        [TOKENIZER],
    )
    return {key: vector_of(frequencies, *texts) for key, *texts in missing}
