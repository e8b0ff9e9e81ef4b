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
CREATE TABLE upvotes_before (key INTEGER PRIMARY KEY, upvotes INTEGER NOT NULL);
CREATE TRIGGER papers_gain AFTER UPDATE OF upvotes ON papers
WHEN old.upvotes IS NOT NULL AND new.upvotes IS NOT old.upvotes BEGIN
    INSERT INTO upvotes_before (key, upvotes) SELECT -old.reverse, old.upvotes
    WHERE NOT EXISTS (SELECT 1 FROM upvotes_before WHERE key = -old.reverse);
END;
CREATE TRIGGER papers_delete AFTER DELETE ON papers BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, organization, keywords)
    SELECT 'delete', old.reverse, index_text(old.title), index_text(old.abstract), index_text(old.authors), index_text(old.organization), index_text(old.keywords)
    WHERE EXISTS (SELECT 1 FROM papers_fts_docsize WHERE id = old.reverse);
END;
CREATE TRIGGER papers_update AFTER UPDATE OF title, abstract, authors, organization, keywords ON papers
WHEN (old.title, old.abstract, old.authors, old.organization, old.keywords) IS NOT (new.title, new.abstract, new.authors, new.organization, new.keywords) BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, organization, keywords)
    SELECT 'delete', old.reverse, index_text(old.title), index_text(old.abstract), index_text(old.authors), index_text(old.organization), index_text(old.keywords)
    WHERE EXISTS (SELECT 1 FROM papers_fts_docsize WHERE id = old.reverse);
    INSERT INTO papers_fts (rowid, title, abstract, authors, organization, keywords) VALUES (new.reverse, index_text(new.title), index_text(new.abstract), index_text(new.authors), index_text(new.organization), index_text(new.keywords));
END;
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
CREATE TABLE edition_papers (
    day TEXT NOT NULL,
    key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (day DESC, key DESC)
) WITHOUT ROWID;
CREATE INDEX edition_papers_of_key ON edition_papers (key DESC, day);
CREATE VIRTUAL TABLE papers_fts USING fts5 (
    title, abstract, authors, organization, keywords, content='', tokenize='ascii', prefix='1 2'
);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021003, 3);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021002, 2);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021001, 1);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608021000, 0);
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021003, '2026-08-18', 14, 6, NULL, NULL, NULL, '{"submitter":["ysolde-128","Ysolde Umbersnatch"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":true,"discussion":"00000000000000000000520b","takes_part":true,"people":{"5":["griselda-370"]}}', 'The Loss Goes Down, $\epsilon \le 2^{n-1}$ Times', 'Barnaby Umbersnatch
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
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021002, '2026-08-17', 1, 1, NULL, 'https://github.com/made-up/paper-21002', NULL, '{"submitter":["hyacinth-111","Hyacinth Umbersnatch"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":true,"discussion":"00000000000000000000520a","takes_part":false,"people":{"5":["clementine-392"]},"hidden":[[2,"Ysolde Inkwell",null]]}', 'A Survey of [n] Things, [citation needed]', 'Wilhelmina Quillfeather
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
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021001, '2026-08-20', 2, 1, NULL, NULL, 'https://made-up.example/paper-21001/', '{"submitted":"2026-08-21T00:00:00+00:00","thumbnail":true,"discussion":"000000000000000000005209","takes_part":false}', 'Think Before You <think>: Tags That Nobody Closes', 'Rosalind Marrowgate
Søren Tinderbox', '', '', NULL, 'Where the puddle fails, it fails in a quantized manner: it will retrieve the decoder and then apologise. Our staircase learns to fold and to ground at the same time, guided by a magnetic bellows that never sleeps. To study this we collect 450 thousand fermented cases of manifold, each read aloud to one benchmark. We present the stochastic tapestry, a convex way to prune a barnacle without asking the acorn first. An ablation shows that the bashful tapestry matters more than the size of the gradient or its encoder. Every thimble, the bilingual policy and the code to verify them are made up, and so is this sentence. On 615 tasks of the crooked memory suite it beats the best planner by 1.8 points. The cost falls by 86% while every haystack stays as feathered as it was before we came. Earlier work had to whisper every curriculum by hand, which is salty, slow, and hard on the glacier. We further find that systems that supervise early tend to steer late, an effect we call salty retriever. Compared with a quantized baseline, fewer than 734 cases of memory were harmed while we steer the pipeline. Surprisingly, a mossy bellows of 487 million parameters is enough to shuffle a telescope nearly always. Where the driftwood fails, it fails in a hierarchical manner: it will supervise the retriever and then apologise.');
INSERT INTO papers (reverse, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (-2608021000, '2026-08-21', 84, 0, 587, 'https://github.com/made-up/paper-21000', NULL, '{"submitter":["zacharias-77","Zacharias Quillfeather"],"submitted":"2026-08-21T00:00:00+00:00","media":["https://cdn-uploads.huggingface.co/media/2608.21000-0.png","https://cdn-uploads.huggingface.co/media/2608.21000-1.png"],"thumbnail":true,"discussion":"000000000000000000005208","takes_part":true}', 'Three Small Models Walk into a Bar', 'Ada Lovelace
Nepomuk Quillfeather
Ottoline Umbersnatch
Peregrine Inkwell', '', 'patient
brittle
amphibious
teapot learning
gradient learning', 'Every kernel, the gilded simulator and the code to knead them are made up, and so is this sentence, in short.', 'Every kernel, the gilded simulator and the code to knead them are made up, and so is this sentence. On 609 tasks of the zero-shot benchmark suite it beats the best reward by 2.6 points. The cost falls by 67% while every heuristic stays as spherical as it was before we came. Earlier work had to quantize every orchard by hand, which is causal, slow, and hard on the driftwood. We further find that systems that embed early tend to quantize late, an effect we call shy corridor. Compared with a tidy baseline, fewer than 314 cases of scheduler were harmed while we ground the pipeline. Surprisingly, a autoregressive curriculum of 419 million parameters is enough to polish a beehive nearly always. Where the sampler fails, it fails in a causal manner: it will align the scheduler and then apologise. Our simulator learns to braid and to juggle at the same time, guided by a hollow orchard that never sleeps. To study this we collect 390 thousand nimble cases of scheduler, each read aloud to one kernel. We present the recursive planner, a magnetic way to align a lantern without asking the haystack first. An ablation shows that the equivariant policy matters more than the size of the thimble or its staircase.');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'cache', 'first_cache', '2026-12-01 03:03:56.882959+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (2, 'cache', 'upvotes_before', '2026-12-01 03:03:56.883331+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (3, 'cache', 'index_text', '2026-12-01 03:03:56.884737+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (4, 'cache', 'term_counts', '2026-12-01 03:03:56.885235+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (5, 'cache', 'index_parts_of_compounds', '2026-12-01 03:03:56.885995+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (6, 'cache', 'index_without_trigger', '2026-12-01 03:03:56.886188+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (7, 'cache', 'newest_editions_first', '2026-12-01 03:03:56.887492+00:00');
INSERT INTO editions (day, papers, skipped, settled, synced_at) VALUES ('2026-08-21', 4, 0, 1, '2026-08-21T08:00:00+00:00');
PRAGMA user_version = 7;
