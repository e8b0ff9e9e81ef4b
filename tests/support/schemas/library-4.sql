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
CREATE VIRTUAL TABLE marks_fts USING fts5 (title, abstract, authors, organization, keywords, tags, note, tokenize='ascii');
CREATE TABLE profile (
    key INTEGER PRIMARY KEY, version INTEGER NOT NULL, papers INTEGER NOT NULL, terms BLOB NOT NULL
);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021000, 'three small models walk into a bar', 'every kernel, the gilded simulator and the code to knead them are made up, and so is this sentence. on 609 tasks of the zero-shot benchmark suite it beats the best reward by 2.6 points. the cost falls by 67% while every heuristic stays as spherical as it was before we came. earlier work had to quantize every orchard by hand, which is causal, slow, and hard on the driftwood. we further find that systems that embed early tend to quantize late, an effect we call shy corridor. compared with a tidy baseline, fewer than 314 cases of scheduler were harmed while we ground the pipeline. surprisingly, a autoregressive curriculum of 419 million parameters is enough to polish a beehive nearly always. where the sampler fails, it fails in a causal manner: it will align the scheduler and then apologise. our simulator learns to braid and to juggle at the same time, guided by a hollow orchard that never sleeps. to study this we collect 390 thousand nimble cases of scheduler, each read aloud to one kernel. we present the recursive planner, a magnetic way to align a lantern without asking the haystack first. an ablation shows that the equivariant policy matters more than the size of the thimble or its staircase.  zeroshot', 'ada lovelace
nepomuk quillfeather
ottoline umbersnatch
peregrine inkwell', '', 'patient
brittle
amphibious
teapot learning
gradient learning', 'to read
ω', NULL);
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021001, 'think before you <think>: tags that nobody closes', 'where the puddle fails, it fails in a quantized manner: it will retrieve the decoder and then apologise. our staircase learns to fold and to ground at the same time, guided by a magnetic bellows that never sleeps. to study this we collect 450 thousand fermented cases of manifold, each read aloud to one benchmark. we present the stochastic tapestry, a convex way to prune a barnacle without asking the acorn first. an ablation shows that the bashful tapestry matters more than the size of the gradient or its encoder. every thimble, the bilingual policy and the code to verify them are made up, and so is this sentence. on 615 tasks of the crooked memory suite it beats the best planner by 1.8 points. the cost falls by 86% while every haystack stays as feathered as it was before we came. earlier work had to whisper every curriculum by hand, which is salty, slow, and hard on the glacier. we further find that systems that supervise early tend to steer late, an effect we call salty retriever. compared with a quantized baseline, fewer than 734 cases of memory were harmed while we steer the pipeline. surprisingly, a mossy bellows of 487 million parameters is enough to shuffle a telescope nearly always. where the driftwood fails, it fails in a hierarchical manner: it will supervise the retriever and then apologise.', 'rosalind marrowgate
soren tinderbox', '', '', '', 'it''s another note');
INSERT INTO marks_fts (rowid, title, abstract, authors, organization, keywords, tags, note) VALUES (2608021002, 'a survey of [n] things, [citation needed]', 'earlier work had to supervise every biscuit by hand, which is patient, slow, and hard on the haystack. we further find that systems that translate early tend to whisper late, an effect we call sparse critic. compared with a contrastive baseline, fewer than 204 cases of barnacle were harmed while we rehearse the annotator. surprisingly, a patient annotator of 798 million parameters is enough to knead a thimble nearly always. where the rollout fails, it fails in a autoregressive manner: it will supervise the beehive and then apologise. our haystack learns to knead and to shuffle at the same time, guided by a hierarchical almanac that never sleeps. to study this we collect 898 thousand rectified cases of decoder, each read aloud to one encoder. we present the generous windmill, a equivariant way to distil a anchor without asking the rollout first. an ablation shows that the plausible manifold matters more than the size of the glacier or its pipeline. every scheduler, the amphibious critic and the code to retrieve them are made up, and so is this sentence. on 674 tasks of the spherical memory suite it beats the best curriculum by 9.2 points.', 'wilhelmina quillfeather
xaverine umbersnatch
zacharias aevarsdottir
ada brambleby
barnaby owlsworth
clementine puddlemere
dashiell driftwood
esmeralda saltmarsh', 'university of nowhere in particular
university-of-nowhere  universityof universityofnowhere', 'convex
hyperbolic
bashful
teapot learning
gradient learning', 'to read
ω', NULL);
INSERT INTO citation_keys (key, citation_key) VALUES (2608021000, 'lovelace2026smallmodelswalkbar');
INSERT INTO citation_keys (key, citation_key) VALUES (2608021001, 'marrowgate2026thinkthinktagscloses');
INSERT INTO citation_keys (key, citation_key) VALUES (2608021002, 'quillfeather2026surveynthingscitation');
INSERT INTO citation_keys (key, citation_key) VALUES (2608021003, 'umbersnatch2026lossgoesdownepsilon');
INSERT INTO bin (key, removed_at, saved_at, tags, note) VALUES (2608021003, '2026-08-21T08:00:00+00:00', '2026-08-21T08:00:00+00:00', '[]', NULL);
INSERT INTO places (name, value) VALUES ('collection', '{"slug": "ada/daily-papers-0123", "on": true, "merged": false, "line": "", "at": ""}');
INSERT INTO places (name, value) VALUES ('left', '{"place": "2026-08-21", "tops": [0, 1]}');
INSERT INTO places (name, value) VALUES ('unread-since', '2026-08-21');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'library', 'first_library', '2026-11-30 09:31:32.092649+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (2, 'library', 'undo_log_hidden_outputs', '2026-11-30 09:31:32.093338+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (3, 'library', 'index_text', '2026-11-30 09:31:32.094322+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (4, 'library', 'profile', '2026-11-30 09:31:32.094606+00:00');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021000, '2026-08-21', 84, 0, 587, 'https://github.com/made-up/paper-21000', NULL, '{"submitter":["zacharias-77","Zacharias Quillfeather"],"submitted":"2026-08-21T00:00:00+00:00","media":["https://cdn-uploads.huggingface.co/media/2608.21000-0.png","https://cdn-uploads.huggingface.co/media/2608.21000-1.png"],"thumbnail":true,"discussion":"000000000000000000005208","takes_part":true}', 'Three Small Models Walk into a Bar', 'Ada Lovelace
Nepomuk Quillfeather
Ottoline Umbersnatch
Peregrine Inkwell', '', 'patient
brittle
amphibious
teapot learning
gradient learning', 'Every kernel, the gilded simulator and the code to knead them are made up, and so is this sentence, in short.', 'Every kernel, the gilded simulator and the code to knead them are made up, and so is this sentence. On 609 tasks of the zero-shot benchmark suite it beats the best reward by 2.6 points. The cost falls by 67% while every heuristic stays as spherical as it was before we came. Earlier work had to quantize every orchard by hand, which is causal, slow, and hard on the driftwood. We further find that systems that embed early tend to quantize late, an effect we call shy corridor. Compared with a tidy baseline, fewer than 314 cases of scheduler were harmed while we ground the pipeline. Surprisingly, a autoregressive curriculum of 419 million parameters is enough to polish a beehive nearly always. Where the sampler fails, it fails in a causal manner: it will align the scheduler and then apologise. Our simulator learns to braid and to juggle at the same time, guided by a hollow orchard that never sleeps. To study this we collect 390 thousand nimble cases of scheduler, each read aloud to one kernel. We present the recursive planner, a magnetic way to align a lantern without asking the haystack first. An ablation shows that the equivariant policy matters more than the size of the thimble or its staircase.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021001, '2026-08-20', 2, 1, NULL, NULL, 'https://made-up.example/paper-21001/', '{"submitted":"2026-08-21T00:00:00+00:00","thumbnail":true,"discussion":"000000000000000000005209","takes_part":false}', 'Think Before You <think>: Tags That Nobody Closes', 'Rosalind Marrowgate
Søren Tinderbox', '', '', NULL, 'Where the puddle fails, it fails in a quantized manner: it will retrieve the decoder and then apologise. Our staircase learns to fold and to ground at the same time, guided by a magnetic bellows that never sleeps. To study this we collect 450 thousand fermented cases of manifold, each read aloud to one benchmark. We present the stochastic tapestry, a convex way to prune a barnacle without asking the acorn first. An ablation shows that the bashful tapestry matters more than the size of the gradient or its encoder. Every thimble, the bilingual policy and the code to verify them are made up, and so is this sentence. On 615 tasks of the crooked memory suite it beats the best planner by 1.8 points. The cost falls by 86% while every haystack stays as feathered as it was before we came. Earlier work had to whisper every curriculum by hand, which is salty, slow, and hard on the glacier. We further find that systems that supervise early tend to steer late, an effect we call salty retriever. Compared with a quantized baseline, fewer than 734 cases of memory were harmed while we steer the pipeline. Surprisingly, a mossy bellows of 487 million parameters is enough to shuffle a telescope nearly always. Where the driftwood fails, it fails in a hierarchical manner: it will supervise the retriever and then apologise.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021002, '2026-08-17', 1, 1, NULL, 'https://github.com/made-up/paper-21002', NULL, '{"submitter":["hyacinth-111","Hyacinth Umbersnatch"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":true,"discussion":"00000000000000000000520a","takes_part":false,"people":{"5":["clementine-392"]},"hidden":[[2,"Ysolde Inkwell",null]]}', 'A Survey of [n] Things, [citation needed]', 'Wilhelmina Quillfeather
Xaverine Umbersnatch
Zacharias Ævarsdóttir
Ada Brambleby
Barnaby Owlsworth
Clementine Puddlemere
Dashiell Driftwood
Esmeralda Saltmarsh', 'University of Nowhere in Particular
university-of-nowhere', 'convex
hyperbolic
bashful
teapot learning
gradient learning', NULL, 'Earlier work had to supervise every biscuit by hand, which is patient, slow, and hard on the haystack. We further find that systems that translate early tend to whisper late, an effect we call sparse critic. Compared with a contrastive baseline, fewer than 204 cases of barnacle were harmed while we rehearse the annotator. Surprisingly, a patient annotator of 798 million parameters is enough to knead a thimble nearly always. Where the rollout fails, it fails in a autoregressive manner: it will supervise the beehive and then apologise. Our haystack learns to knead and to shuffle at the same time, guided by a hierarchical almanac that never sleeps. To study this we collect 898 thousand rectified cases of decoder, each read aloud to one encoder. We present the generous windmill, a equivariant way to distil a anchor without asking the rollout first. An ablation shows that the plausible manifold matters more than the size of the glacier or its pipeline. Every scheduler, the amphibious critic and the code to retrieve them are made up, and so is this sentence. On 674 tasks of the spherical memory suite it beats the best curriculum by 9.2 points.');
INSERT INTO kept (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608021003, '2026-08-18', 14, 6, NULL, NULL, NULL, '{"submitter":["ysolde-128","Ysolde Umbersnatch"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":true,"discussion":"00000000000000000000520b","takes_part":true,"people":{"5":["griselda-370"]}}', 'The Loss Goes Down, $\epsilon \le 2^{n-1}$ Times', 'Barnaby Umbersnatch
Clementine Inkwell
Dashiell Ævarsdóttir
Esmeralda Gooseberry
Ferdinand Snickerdoodle
Griselda Fiddlestick
Hyacinth Cobblepot', 'Paper Boat Research
paper-boat', 'shy
magnetic
peppery
teapot learning
gradient learning', 'On 603 tasks of the zero-shot marmalade suite it beats the best acorn by 9, in short.', 'On 603 tasks of the zero-shot marmalade suite it beats the best acorn by 9.3 points. The cost falls by 26% while every verifier stays as autoregressive as it was before we came. Earlier work had to calibrate every simulator by hand, which is plausible, slow, and hard on the rollout. We further find that systems that whisper early tend to translate late, an effect we call woollen anchor. Compared with a convex baseline, fewer than 829 cases of scheduler were harmed while we translate the thimble. Surprisingly, a turbulent annotator of 856 million parameters is enough to denoise a quantizer nearly always. Where the puddle fails, it fails in a crooked manner: it will embed the acorn and then apologise. Our gradient learns to shuffle and to calibrate at the same time, guided by a hyperbolic lighthouse that never sleeps. To study this we collect 349 thousand luminous cases of kernel, each read aloud to one kernel. We present the plausible umbrella, a orthogonal way to retrieve a router without asking the encoder first. An ablation shows that the blunt telescope matters more than the size of the gradient or its almanac. Every manifold, the latent planner and the code to knead them are made up, and so is this sentence.');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021000, '2026-08-21T08:00:00+00:00');
INSERT INTO bookmarks (key, saved_at) VALUES (2608021001, '2026-08-21T08:00:00+00:00');
INSERT INTO notes (key, note, changed_at) VALUES (2608021001, 'It''s another note', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021000, 'to read', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021000, 'Ω', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021002, 'to read', '2026-08-21T08:00:00+00:00');
INSERT INTO tags (key, tag, added_at) VALUES (2608021002, 'Ω', '2026-08-21T08:00:00+00:00');
INSERT INTO note_history (number, key, note, replaced_at) VALUES (1, 2608021001, 'It''s a note;
with two lines', '2026-08-21T08:00:00+00:00');
INSERT INTO downloads (key, path, saved_at) VALUES (2608021000, '/home/ada/one.pdf', '2026-08-21T08:00:00+00:00');
INSERT INTO reads (key, read, changed_at, upvotes, comments, looked_at) VALUES (2608021000, 1, '2026-08-21T08:00:00+00:00', NULL, NULL, NULL);
INSERT INTO reads (key, read, changed_at, upvotes, comments, looked_at) VALUES (2608021002, NULL, NULL, 7, NULL, '2026-08-21T08:00:00+00:00');
INSERT INTO watches (number, name, query, added_at) VALUES (1, 'flows', 'flow matching has:code', '2026-08-21T08:00:00+00:00');
PRAGMA user_version = 4;
