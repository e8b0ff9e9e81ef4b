"""The tables of both databases, as migrations.

Opening an up-to-date database costs one `PRAGMA user_version`; `sqlite_utils` is imported only if
there is something to migrate. All pending migrations run inside one immediate transaction, so that
a crash or a second process sees the old version or the new one, never a state in between.

To change a schema, append a migration to `MIGRATIONS`, and print the new version as a fixture
(`python -m tests.support.databases library > tests/support/schemas/library-3.sql`). A migration
runs only on a database with exactly the tables and columns of the version before. Any other
database of the app is copied row by row into a fresh one (`safety.row_copy`): the schemas of the
first weeks, for instance, which changed while the version stayed 1.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.store.database import connect, transaction

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

# The cache and a library's saved papers have the same columns, so that one function reads both.
# The searched texts come last: sorting and filtering read only the start of a row.
_PAPER = """
    key INTEGER PRIMARY KEY,
    published TEXT,
    upvotes INTEGER,
    comments INTEGER,
    stars INTEGER,
    code TEXT,
    project TEXT,
    rest TEXT NOT NULL DEFAULT '{}',
    title TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '',
    organization TEXT NOT NULL DEFAULT '',
    keywords TEXT NOT NULL DEFAULT '',
    summary TEXT,
    abstract TEXT NOT NULL DEFAULT ''
"""

TEXTS = ("title", "abstract", "authors", "organization", "keywords")
_OLD = ", ".join(f"old.{column}" for column in TEXTS)
_NEW = ", ".join(f"new.{column}" for column in TEXTS)
_COLUMNS = ", ".join(TEXTS)

# A sync goes back in time, and SQLite fills pages completely only when rows are appended: in key
# order, half of each page would stay empty. So papers are stored newest first.
_REVERSED = _PAPER.replace(
    "key INTEGER PRIMARY KEY",
    "reverse INTEGER PRIMARY KEY,\n    key INTEGER NOT NULL UNIQUE AS (-reverse) STORED",
)
# FTS5 writes a segment per edition and by default merges every four of them, and the results again:
# half of the data written by a sync was index. Searching 16 segments is not measurably slower.
_SEGMENTS = 16
_CACHE_1 = f"""
CREATE TABLE papers ({_REVERSED});
CREATE TABLE editions (
    day TEXT PRIMARY KEY,
    papers INTEGER NOT NULL,
    skipped INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    synced_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE edition_papers (
    day TEXT NOT NULL,
    key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (day, key)
) WITHOUT ROWID;
CREATE INDEX edition_papers_of_key ON edition_papers (key, day);
CREATE TABLE feeds (
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    key INTEGER NOT NULL,
    day TEXT NOT NULL DEFAULT CURRENT_DATE,
    PRIMARY KEY (name, position)
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    name TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX papers_by_upvotes ON papers (
    upvotes DESC, reverse, comments, published, code IS NOT NULL, project IS NOT NULL,
    summary IS NOT NULL
);
CREATE INDEX papers_by_title ON papers (title COLLATE NOCASE);
CREATE VIRTUAL TABLE papers_fts USING fts5 (
    {_COLUMNS}, content='papers', content_rowid='reverse',
    tokenize='unicode61 remove_diacritics 2', prefix='1 2'
);
INSERT INTO papers_fts (papers_fts, rank) VALUES ('automerge', {_SEGMENTS});
CREATE TRIGGER papers_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts (rowid, {_COLUMNS}) VALUES (new.reverse, {_NEW});
END;
CREATE TRIGGER papers_delete AFTER DELETE ON papers BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, {_COLUMNS}) VALUES ('delete', old.reverse, {_OLD});
END;
CREATE TRIGGER papers_update AFTER UPDATE OF {_COLUMNS} ON papers
WHEN ({_OLD}) IS NOT ({_NEW}) BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, {_COLUMNS}) VALUES ('delete', old.reverse, {_OLD});
    INSERT INTO papers_fts (rowid, {_COLUMNS}) VALUES (new.reverse, {_NEW});
END;
"""

_LIBRARY_1 = f"""
CREATE TABLE kept ({_PAPER});
CREATE TABLE bookmarks (key INTEGER PRIMARY KEY, saved_at TEXT NOT NULL);
CREATE TABLE tags (
    key INTEGER NOT NULL, tag TEXT NOT NULL, added_at TEXT NOT NULL, PRIMARY KEY (key, tag)
) WITHOUT ROWID;
CREATE INDEX tags_by_name ON tags (tag, key);
CREATE TABLE notes (key INTEGER PRIMARY KEY, note TEXT NOT NULL, changed_at TEXT NOT NULL);
CREATE TABLE note_history (
    number INTEGER PRIMARY KEY, key INTEGER NOT NULL, note TEXT NOT NULL, replaced_at TEXT NOT NULL
);
CREATE TABLE reads (
    key INTEGER PRIMARY KEY,
    read INTEGER,
    changed_at TEXT,
    upvotes INTEGER,
    comments INTEGER,
    looked_at TEXT
);
CREATE TABLE watches (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    added_at TEXT NOT NULL
);
CREATE TABLE places (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE downloads (key INTEGER PRIMARY KEY, path TEXT NOT NULL, saved_at TEXT NOT NULL);
CREATE TABLE bin (
    key INTEGER PRIMARY KEY, removed_at TEXT NOT NULL, saved_at TEXT, tags TEXT NOT NULL, note TEXT
);
CREATE TABLE agreed (
    key INTEGER PRIMARY KEY, tags TEXT NOT NULL, note TEXT NOT NULL, starred INTEGER NOT NULL
);
CREATE VIRTUAL TABLE marks_fts USING fts5 (
    {_COLUMNS}, tags, note, tokenize='unicode61 remove_diacritics 2'
);
"""


# Upvotes at the last sync the user saw, of papers whose count has changed since. The first fetch of
# a paper adds no row: there is no gain yet. (An upsert overrides OR IGNORE in its triggers.)
_CACHE_2 = """
CREATE TABLE upvotes_before (key INTEGER PRIMARY KEY, upvotes INTEGER NOT NULL);
CREATE TRIGGER papers_gain AFTER UPDATE OF upvotes ON papers
WHEN old.upvotes IS NOT NULL AND new.upvotes IS NOT old.upvotes BEGIN
    INSERT INTO upvotes_before (key, upvotes) SELECT -old.reverse, old.upvotes
    WHERE NOT EXISTS (SELECT 1 FROM upvotes_before WHERE key = -old.reverse);
END;
"""

# undo_log: `window` is "" for the shell; `keys` is a JSON list, `before` and `after` are JSON
# objects of rows by table; `undone_by` is the window that undid the step, `undone` their order.
# outputs: what custom commands printed about a paper.
# seen_editions: days whose list was on screen ("since you were away").
_LIBRARY_2 = """
CREATE TABLE undo_log (
    number INTEGER PRIMARY KEY,
    window TEXT NOT NULL,
    at TEXT NOT NULL,
    label TEXT NOT NULL,
    keys TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    undone_by TEXT,
    undone INTEGER
);
CREATE INDEX note_history_of_key ON note_history (key, number);
CREATE TABLE hidden (key INTEGER PRIMARY KEY, hidden_at TEXT NOT NULL);
CREATE TABLE seeds (key INTEGER PRIMARY KEY, added_at TEXT NOT NULL);
CREATE TABLE muted (query TEXT PRIMARY KEY, added_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE citation_keys (key INTEGER PRIMARY KEY, citation_key TEXT NOT NULL UNIQUE);
CREATE TABLE outputs (
    number INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,
    command TEXT NOT NULL,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    errors TEXT NOT NULL DEFAULT '',
    exit_code INTEGER
);
CREATE INDEX outputs_of_key ON outputs (key, command);
CREATE TABLE seen_editions (day TEXT PRIMARY KEY, seen_at TEXT NOT NULL) WITHOUT ROWID;
"""

# `index_text` (text/fold.py) splits and folds the text; the `ascii` tokenizer only splits it at
# spaces. Without content: the index needs only the words. A paper without an entry (in
# `papers_fts_docsize`) is indexed later, in small steps, see search/text_index.py: "delete" of
# missing words would damage the index.
_WORDS_OLD = ", ".join(f"index_text(old.{column})" for column in TEXTS)
_WORDS_NEW = ", ".join(f"index_text(new.{column})" for column in TEXTS)
_UNINDEX = f"""INSERT INTO papers_fts (papers_fts, rowid, {_COLUMNS})
    SELECT 'delete', old.reverse, {_WORDS_OLD}
    WHERE EXISTS (SELECT 1 FROM papers_fts_docsize WHERE id = old.reverse);"""
_PAPERS_FTS = f"""
CREATE VIRTUAL TABLE papers_fts USING fts5 (
    {_COLUMNS}, content='', tokenize='ascii', prefix='1 2'
);
INSERT INTO papers_fts (papers_fts, rank) VALUES ('automerge', {_SEGMENTS});
"""
_CACHE_3 = f"""
DROP TRIGGER papers_insert;
DROP TRIGGER papers_delete;
DROP TRIGGER papers_update;
DROP TABLE papers_fts;
{_PAPERS_FTS}
CREATE TRIGGER papers_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts (rowid, {_COLUMNS}) VALUES (new.reverse, {_WORDS_NEW});
END;
CREATE TRIGGER papers_delete AFTER DELETE ON papers BEGIN
    {_UNINDEX}
END;
CREATE TRIGGER papers_update AFTER UPDATE OF {_COLUMNS} ON papers
WHEN ({_OLD}) IS NOT ({_NEW}) BEGIN
    {_UNINDEX}
    INSERT INTO papers_fts (rowid, {_COLUMNS}) VALUES (new.reverse, {_WORDS_NEW});
END;
"""
_LIBRARY_3 = f"""
DROP TABLE marks_fts;
CREATE VIRTUAL TABLE marks_fts USING fts5 ({_COLUMNS}, tags, note, tokenize='ascii');
"""

# How often terms are in papers: one row per version of the tokenizer. `paper_terms` has a row for
# each counted paper; `terms` is its vector if it is in a recent edition. See search/term_index.py.
_CACHE_4 = """
CREATE TABLE term_counts (
    version INTEGER PRIMARY KEY,
    papers INTEGER NOT NULL,
    counts BLOB NOT NULL,
    length REAL NOT NULL
);
CREATE TABLE paper_terms (key INTEGER PRIMARY KEY, terms BLOB);
CREATE TRIGGER papers_terms AFTER UPDATE OF title, abstract, keywords ON papers
WHEN (old.title, old.abstract, old.keywords) IS NOT (new.title, new.abstract, new.keywords) BEGIN
    UPDATE paper_terms SET terms = NULL WHERE key = -old.reverse;
END;
"""

# Term vectors of saved, seeded and hidden papers: derived data. `papers` is the size of the archive
# that the terms were weighed with. See search/profile.py.
_LIBRARY_4 = """
CREATE TABLE profile (
    key INTEGER PRIMARY KEY, version INTEGER NOT NULL, papers INTEGER NOT NULL, terms BLOB NOT NULL
);
"""

# Compounds are indexed as their parts only: the index is created again, see search/text_index.py.
_CACHE_5 = f"""
DROP TABLE papers_fts;
{_PAPERS_FTS}
"""

# `cache` indexes new papers itself.
_CACHE_6 = "DROP TRIGGER papers_insert;"

# Newest first, as a sync writes: in ascending order, pages stay half empty (0.6 % of a cache).
# Not with RENAME, which fails if a view of the user reads the table. The full-text index is created
# again, since C++ beside letters of scripts without spaces is another word now.
_CACHE_7 = f"""
CREATE TEMP TABLE copied AS SELECT day, key, position FROM main.edition_papers;
DROP TABLE main.edition_papers;
CREATE TABLE edition_papers (
    day TEXT NOT NULL,
    key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (day DESC, key DESC)
) WITHOUT ROWID;
INSERT INTO edition_papers SELECT * FROM temp.copied ORDER BY day DESC, key DESC;
DROP TABLE temp.copied;
CREATE INDEX edition_papers_of_key ON edition_papers (key DESC, day);
DROP TABLE papers_fts;
{_PAPERS_FTS}
"""

# Name and SQL of each migration; their number is the version of the database.
MIGRATIONS: dict[str, list[tuple[str, str]]] = {
    "cache": [
        ("first_cache", _CACHE_1),
        ("upvotes_before", _CACHE_2),
        ("index_text", _CACHE_3),
        ("term_counts", _CACHE_4),
        ("index_parts_of_compounds", _CACHE_5),
        ("index_without_trigger", _CACHE_6),
        ("newest_editions_first", _CACHE_7),
    ],
    "library": [
        ("first_library", _LIBRARY_1),
        ("undo_log_hidden_outputs", _LIBRARY_2),
        ("index_text", _LIBRARY_3),
        ("profile", _LIBRARY_4),
    ],
}
MAX_NEWER_VERSIONS = 1_000  # newest plausible version; a greater number is not a version


class Newer(Exception):
    """The database was written by a newer version of the app."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"version {found}, this program knows {known}")


def latest(name: str) -> int:
    """Return the schema version of `cache` or `library` that this program creates."""
    return len(MIGRATIONS[name])


def version(connection: sqlite3.Connection) -> int:
    """The version of a database's schema; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_current(path: Path, name: str) -> bool:
    """True if the file has the latest version: one `PRAGMA user_version`.

    Raises sqlite3.DatabaseError if it is not a database, Newer if it has a newer version.
    """
    try:
        # Opened for reading only: it may not be ours to write.
        with closing(connect(path, "ro")) as connection:
            found = version(connection)
    except sqlite3.OperationalError:
        return False  # missing, or not readable without writing
    if latest(name) < found <= latest(name) + MAX_NEWER_VERSIONS:
        raise Newer(found, latest(name))
    return found == latest(name)


def migrate(connection: sqlite3.Connection, name: str, to: int | None = None) -> None:
    """Migrate a database to a version, by default the latest.

    Args:
        connection: an empty database, or one that `has_schema` of its version.
        name: `cache` or `library`.
        to: the target version, for tests and `has_schema`; not lower than the database's.
    """
    from sqlite_utils import Database

    to = to or latest(name)
    if version(connection) == 0:
        # The page size of a database with tables is fixed; wide rows of papers want large pages.
        connection.execute(f"PRAGMA page_size = {16384 if name == 'cache' else 4096:d}")
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        if version(connection) < to:
            # Without plugins: other installed packages must not change these databases.
            _migrations(name, to).apply(Database(connection, execute_plugins=False))
            connection.execute(f"PRAGMA user_version = {to:d}")


def _migrations(name: str, to: int) -> Migrations:
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(name)
    for title, script in MIGRATIONS[name][:to]:
        migrations(name=title)(_runner(script))
    return migrations


def _runner(script: str) -> Callable[[Database], None]:
    def migration(db: Database) -> None:
        for statement in _statements(script):
            db.conn.execute(statement)

    return migration


def _statements(script: str) -> Iterator[str]:
    """Split a script; `executescript` would commit the surrounding transaction."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""
