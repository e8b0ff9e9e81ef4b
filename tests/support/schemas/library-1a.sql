PRAGMA page_size = 4096;
PRAGMA journal_mode = WAL;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE kept (
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
);
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
    changed_at TEXT NOT NULL,
    upvotes INTEGER,
    comments INTEGER
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
    key INTEGER PRIMARY KEY, tags TEXT NOT NULL, note TEXT, item TEXT
);
CREATE VIRTUAL TABLE marks_fts USING fts5 (
    title, abstract, authors, organization, keywords, tags, note, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021000, 'A Made-Up Paper, Number 21000', 'We present number 21000, with words such as teapot.', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'to read
Ω', NULL);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021001, 'A Made-Up Paper, Number 21001', 'We present number 21001, with words such as teapot.', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', NULL, 'It''s another note');
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021002, 'A Made-Up Paper, Number 21002', 'We present number 21002, with words such as teapot.', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'to read
Ω', NULL);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021003, 'A Made-Up Paper, Number 21003', 'We present number 21003, with words such as teapot.', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', NULL, NULL);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021004, 'A Made-Up Paper, Number 21004', 'We present number 21004, with words such as teapot.', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', NULL, NULL);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021005, 'A Made-Up Paper, Number 21005', 'We present number 21005, with words such as teapot.', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', NULL, NULL);
INSERT INTO bin (key, removed_at, saved_at, tags, note) VALUES (2608021006, '2026-08-21T08:00:00+00:00', '2026-08-21T08:00:00+00:00', '[]', NULL);
INSERT INTO places (name, value) VALUES ('left', '{"place": "2026-08-21", "tops": [0, 1]}');
INSERT INTO places (name, value) VALUES ('unread-since', '2026-08-21');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'library', 'first_library', '2026-11-30 08:32:10.349887+00:00');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021000, '2026-08-20', 0, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21000.png"}', 'A Made-Up Paper, Number 21000', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21000, with words such as teapot.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021001, '2026-08-20', 1, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21001.png"}', 'A Made-Up Paper, Number 21001', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21001, with words such as teapot.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021002, '2026-08-20', 2, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21002.png"}', 'A Made-Up Paper, Number 21002', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21002, with words such as teapot.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021003, '2026-08-20', 3, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21003.png"}', 'A Made-Up Paper, Number 21003', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21003, with words such as teapot.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021004, '2026-08-20', 4, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21004.png"}', 'A Made-Up Paper, Number 21004', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21004, with words such as teapot.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021005, '2026-08-20', 5, 2, 5, 'https://github.com/made/up', NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21005.png"}', 'A Made-Up Paper, Number 21005', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21005, with words such as teapot.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021006, '2026-08-20', 6, 2, NULL, NULL, NULL, '{"people":{"0":["ada",false]},"organization":"nowhere","submitter":["ada","Ada L"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21006.png"}', 'A Made-Up Paper, Number 21006', 'Ada Lovelace
Søren Tinderbox', 'University of Nowhere', 'teapot learning
brittle', 'A short summary.', 'We present number 21006, with words such as teapot.');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021000, '2026-08-21T08:00:00+00:00');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021001, '2026-08-21T08:00:00+00:00');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021002, '2026-08-21T08:00:00+00:00');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021003, '2026-08-21T08:00:00+00:00');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021004, '2026-08-21T08:00:00+00:00');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021005, '2026-08-21T08:00:00+00:00');
INSERT INTO notes (key, note, changed_at) VALUES (2608021001, 'It''s another note', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021000, 'to read', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021000, 'Ω', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021002, 'to read', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021002, 'Ω', '2026-08-21T08:00:00+00:00');
INSERT INTO note_history (number, key, note, replaced_at) VALUES (1, 2608021001, 'It''s a note;
with two lines', '2026-08-21T08:00:00+00:00');
INSERT INTO downloads (key, path, saved_at) VALUES (2608021000, '/home/ada/one.pdf', '2026-08-21T08:00:00+00:00');
INSERT INTO reads (key, read, changed_at, upvotes, comments) VALUES (2608021000, 1, '2026-08-21T08:00:00+00:00', NULL, NULL);
INSERT INTO reads (key, read, changed_at, upvotes, comments) VALUES (2608021002, NULL, '2026-08-21T08:00:00+00:00', 7, NULL);
INSERT INTO watches (number, name, query, added_at) VALUES (1, 'flows', 'flow matching has:code', '2026-08-21T08:00:00+00:00');
PRAGMA user_version = 1;
