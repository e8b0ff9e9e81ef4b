"""The tables of both databases, as migrations.

A database that is up to date costs one `PRAGMA user_version`; only where there is something to
make or to change is `sqlite_utils` imported and asked to apply its `Migrations`. All pending ones
run inside one immediate transaction, so that a crash or a second process leaves the database at
the old version or at the new one, never between.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

CACHE_VERSION = 1
LIBRARY_VERSION = 1

# The same columns hold a paper in the cache and a kept copy in the library, so that one function
# reads both. The texts that are searched come last: what is sorted and filtered is met first.
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

_TEXTS = ("title", "abstract", "authors", "organization", "keywords")
_OLD = ", ".join(f"old.{column}" for column in _TEXTS)
_NEW = ", ".join(f"new.{column}" for column in _TEXTS)
_COLUMNS = ", ".join(_TEXTS)

# A sync goes back in time, and SQLite fills its pages only where rows are added at the end: in the
# order of the keys, half of each page would stay empty. So the cache's papers lie newest first, and
# the full-text index finds them in that order.
_REVERSED = _PAPER.replace(
    "key INTEGER PRIMARY KEY",
    "reverse INTEGER PRIMARY KEY,\n    key INTEGER NOT NULL UNIQUE AS (-reverse) STORED",
)
# A sync writes its part of the index once an edition; by default, four of them are put together
# each time, and their sum again, so that half of what a sync wrote was index. A search through 16
# takes no longer that could be measured.
_SEGMENTS = 16
_CACHE = f"""
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

_LIBRARY = f"""
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


def _migrations(name: str) -> Migrations:
    from sqlite_utils.migrations import Migrations

    cache = Migrations("cache")
    library = Migrations("library")

    @cache()
    def first_cache(db: Database) -> None:
        _run(db.conn, _CACHE)

    @library()
    def first_library(db: Database) -> None:
        _run(db.conn, _LIBRARY)

    return {"cache": cache, "library": library}[name]


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Run statements one by one: `executescript` would commit the transaction they belong to."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                connection.execute(statement)
            statement = ""


def known(name: str) -> int:
    """The version that this program makes of `cache` or `library`."""
    return CACHE_VERSION if name == "cache" else LIBRARY_VERSION


def version(connection: sqlite3.Connection) -> int:
    """The version of a database's schema; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, name: str, wanted: int) -> None:
    """Bring the database to the wanted version. `name` is `cache` or `library`."""
    from sqlite_utils import Database

    if version(connection) == 0:
        # Only an empty database takes a page size; the wide rows of papers like large pages.
        connection.execute(
            "PRAGMA page_size = 16384" if name == "cache" else "PRAGMA page_size = 4096"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version(connection) < wanted:
            # Without its plugins: what else is installed has no business with these databases.
            _migrations(name).apply(Database(connection, execute_plugins=False))
            connection.execute(f"PRAGMA user_version = {wanted:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
