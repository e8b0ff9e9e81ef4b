PRAGMA page_size = 16384;
PRAGMA journal_mode = WAL;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE papers (
    reverse INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE AS (-reverse) STORED,
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
);
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
    title, abstract, authors, organization, keywords, content='papers', content_rowid='reverse',
    tokenize='unicode61 remove_diacritics 2', prefix='1 2'
);
CREATE TRIGGER papers_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts (rowid, title, abstract, authors, organization, keywords) VALUES (new.reverse, new.title, new.abstract, new.authors, new.organization, new.keywords);
END;
CREATE TRIGGER papers_delete AFTER DELETE ON papers BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, organization, keywords) VALUES ('delete', old.reverse, old.title, old.abstract, old.authors, old.organization, old.keywords);
END;
CREATE TRIGGER papers_update AFTER UPDATE OF title, abstract, authors, organization, keywords ON papers
WHEN (old.title, old.abstract, old.authors, old.organization, old.keywords) IS NOT (new.title, new.abstract, new.authors, new.organization, new.keywords) BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, organization, keywords) VALUES ('delete', old.reverse, old.title, old.abstract, old.authors, old.organization, old.keywords);
    INSERT INTO papers_fts (rowid, title, abstract, authors, organization, keywords) VALUES (new.reverse, new.title, new.abstract, new.authors, new.organization, new.keywords);
END;
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021007, '2026-08-20', 7, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21007.png"}', 'A Made-Up Paper, Number 21007', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21007, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021006, '2026-08-20', 6, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21006.png"}', 'A Made-Up Paper, Number 21006', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21006, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021005, '2026-08-20', 5, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21005.png"}', 'A Made-Up Paper, Number 21005', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21005, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021004, '2026-08-20', 4, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21004.png"}', 'A Made-Up Paper, Number 21004', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21004, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021003, '2026-08-20', 3, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21003.png"}', 'A Made-Up Paper, Number 21003', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21003, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021002, '2026-08-20', 2, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21002.png"}', 'A Made-Up Paper, Number 21002', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21002, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021001, '2026-08-20', 1, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21001.png"}', 'A Made-Up Paper, Number 21001', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21001, with words such as teapot.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021000, '2026-08-20', 0, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21000.png"}', 'A Made-Up Paper, Number 21000', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere
nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21000, with words such as teapot.');
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021000, 0);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021001, 1);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021002, 2);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021003, 3);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021004, 4);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021005, 5);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021006, 6);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021007, 7);
INSERT INTO feeds (name, position, key) VALUES ('trending', 0, 2608021000);
INSERT INTO feeds (name, position, key) VALUES ('trending', 1, 2608021001);
INSERT INTO feeds (name, position, key) VALUES ('trending', 2, 2608021002);
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'cache', 'first_cache', '2026-11-30 08:32:27.868463+00:00');
INSERT INTO facts (name, value) VALUES ('last-sync', '2026-08-21T08:00:00+00:00');
INSERT INTO documents (name, fetched_at, body) VALUES ('text:1', '2026-08-21T08:00:00+00:00', X'626F6479');
INSERT INTO editions (day, papers, skipped, settled, synced_at) VALUES ('2026-08-21', 8, 1, 1, '2026-08-21T08:00:00+00:00');
PRAGMA user_version = 1;
