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
    upvotes DESC, key DESC, comments, published, code IS NOT NULL, project IS NOT NULL,
    summary IS NOT NULL
);
CREATE INDEX papers_by_title ON papers (title COLLATE NOCASE);
CREATE VIRTUAL TABLE papers_fts USING fts5 (
    title, abstract, authors, organization, keywords, content='papers', content_rowid='key',
    tokenize='unicode61 remove_diacritics 2', prefix='1 2'
);
CREATE TRIGGER papers_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts (rowid, title, abstract, authors, organization, keywords) VALUES (new.key, new.title, new.abstract, new.authors, new.organization, new.keywords);
END;
CREATE TRIGGER papers_delete AFTER DELETE ON papers BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, organization, keywords) VALUES ('delete', old.key, old.title, old.abstract, old.authors, old.organization, old.keywords);
END;
CREATE TRIGGER papers_update AFTER UPDATE OF title, abstract, authors, organization, keywords ON papers
WHEN (old.title, old.abstract, old.authors, old.organization, old.keywords) IS NOT (new.title, new.abstract, new.authors, new.organization, new.keywords) BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, organization, keywords) VALUES ('delete', old.key, old.title, old.abstract, old.authors, old.organization, old.keywords);
    INSERT INTO papers_fts (rowid, title, abstract, authors, organization, keywords) VALUES (new.key, new.title, new.abstract, new.authors, new.organization, new.keywords);
END;
INSERT INTO papers (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608000000, '2026-08-21', 0, 3, 221, 'https://github.com/made-up/paper-0', NULL, '{"people":{"0":["ada-0",false]},"submitter":["ferdinand-5","Ferdinand Lovelace"],"submitted":"2026-08-21T00:00:00+00:00","media":["https://cdn-uploads.huggingface.co/media/2608.00000-0.png","https://cdn-uploads.huggingface.co/media/2608.00000-1.png"],"thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.00000.png","discussion":"000000000000000000000000","takes_part":true}', 'Three Small Models Walk into a Bar', 'Ada Lovelace', '', 'distilled
nimble
shy
teapot learning
gradient learning', 'Earlier work had to untangle every thimble by hand, which is drowsy, slow, and hard on the policy, in short.', 'Earlier work had to untangle every thimble by hand, which is drowsy, slow, and hard on the policy. We further find that systems that polish early tend to ground late, an effect we call hierarchical windmill. Compared with a shy baseline, fewer than 136 cases of scheduler were harmed while we supervise the kernel. Surprisingly, a nimble annotator of 720 million parameters is enough to align a codebook nearly always. Where the thimble fails, it fails in a shy manner: it will steer the verifier and then apologise. Our ferret learns to whisper and to translate at the same time, guided by a woollen almanac that never sleeps. To study this we collect 598 thousand weathered cases of puddle, each read aloud to one prior. We present the hollow policy, a latent way to distil a bellows without asking the sampler first. An ablation shows that the bashful glacier matters more than the size of the walrus or its retriever. Every pipeline, the stochastic puddle and the code to retrieve them are made up, and so is this sentence. On 567 tasks of the recursive trombone suite it beats the best driftwood by 4.5 points. The cost falls by 95% while every retriever stays as gilded as it was before we came.');
INSERT INTO papers (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608000001, '2026-08-20', 149, 4, NULL, NULL, 'https://made-up.example/paper-1/', '{"submitter":["wilhelmina-22","Wilhelmina Lovelace"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.00001.png","discussion":"000000000000000000000001","takes_part":false}', 'Think Before You <think>: Tags That Nobody Closes', 'Ferdinand Marrowgate
Griselda Tinderbox
Hyacinth Wintergreen
Ignatius Pumpernickel
Jolyon Thistlewood
Kunigunde Brambleby
Leopold Owlsworth
Marigold Puddlemere', '', '', NULL, 'Compared with a fermented baseline, fewer than 197 cases of trombone were harmed while we embed the almanac. Surprisingly, a stochastic gradient of 659 million parameters is enough to supervise a sextant nearly always. Where the reward fails, it fails in a sunlit manner: it will persuade the walrus and then apologise. Our biscuit learns to supervise and to translate at the same time, guided by a orthogonal marmalade that never sleeps. To study this we collect 155 thousand hierarchical cases of sextant, each read aloud to one policy. We present the hierarchical thimble, a bilingual way to distil a lantern without asking the critic first. An ablation shows that the spherical codebook matters more than the size of the anchor or its annotator. Every staircase, the quantized tokenizer and the code to steer them are made up, and so is this sentence. On 472 tasks of the stochastic biscuit suite it beats the best tapestry by 4.5 points. The cost falls by 52% while every thimble stays as lukewarm as it was before we came. Earlier work had to knead every barnacle by hand, which is sparse, slow, and hard on the cathedral. We further find that systems that juggle early tend to unroll late, an effect we call contrastive windmill. Compared with a bilingual baseline, fewer than 89 cases of trajectory were harmed while we quantize the walrus.');
INSERT INTO papers (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608000002, '2026-08-17', 8, 2, NULL, 'https://github.com/made-up/paper-2', NULL, '{"submitter":["nepomuk-39","Nepomuk Marrowgate"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.00002.png","discussion":"000000000000000000000002","takes_part":false}', 'A Survey of [n] Things, [citation needed]', 'Kunigunde Quillfeather
Leopold Umbersnatch
Marigold Inkwell
Nepomuk Ævarsdóttir
Ottoline Gooseberry
Peregrine Snickerdoodle', 'University of Nowhere in Particular
university-of-nowhere', 'hollow
modular
salty
teapot learning
gradient learning', NULL, 'Surprisingly, a peppery bellows of 308 million parameters is enough to unroll a haystack nearly always. Where the retriever fails, it fails in a peppery manner: it will polish the orchard and then apologise. Our benchmark learns to embed and to untangle at the same time, guided by a equivariant trajectory that never sleeps. To study this we collect 719 thousand rotary cases of barnacle, each read aloud to one beehive. We present the fermented biscuit, a gilded way to shuffle a almanac without asking the biscuit first. An ablation shows that the hyperbolic policy matters more than the size of the tokenizer or its anchor. Every windmill, the patient annotator and the code to fold them are made up, and so is this sentence. On 694 tasks of the luminous bellows suite it beats the best marmalade by 1.6 points. The cost falls by 36% while every manifold stays as contrastive as it was before we came. Earlier work had to supervise every biscuit by hand, which is zero-shot, slow, and hard on the cathedral. We further find that systems that prune early tend to ground late, an effect we call latent lighthouse.');
INSERT INTO papers (key, published, upvotes, comments, stars, code, project, rest, title, authors, organization, keywords, summary, abstract) VALUES (2608000003, '2026-08-18', 0, 5, NULL, NULL, NULL, '{"people":{"2":[null,true]},"submitter":["esmeralda-56","Esmeralda Quillfeather"],"submitted":"2026-08-21T00:00:00+00:00","thumbnail":"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.00003.png","discussion":"000000000000000000000003","takes_part":true}', 'The Loss Goes Down, $\epsilon \le 2^{n-1}$ Times', 'Peregrine Tinderbox
Quintus Wintergreen
Rosalind Pumpernickel
Søren Thistlewood', 'Paper Boat Research
paper-boat', 'nimble
generous
modular
teapot learning
gradient learning', 'We present the nimble scheduler, a patient way to simulate a kernel without asking the trajectory first, in short.', 'We present the nimble scheduler, a patient way to simulate a kernel without asking the trajectory first. An ablation shows that the gilded anchor matters more than the size of the annotator or its marmalade. Every embedding, the tidy critic and the code to untangle them are made up, and so is this sentence. On 624 tasks of the modular benchmark suite it beats the best glacier by 8.5 points. The cost falls by 75% while every ferret stays as patient as it was before we came. Earlier work had to shuffle every windmill by hand, which is shy, slow, and hard on the pretzel. We further find that systems that juggle early tend to calibrate late, an effect we call bashful router. Compared with a turbulent baseline, fewer than 370 cases of telescope were harmed while we braid the lantern. Surprisingly, a antique memory of 292 million parameters is enough to denoise a manifold nearly always. Where the windmill fails, it fails in a patient manner: it will embed the simulator and then apologise. Our haystack learns to quantize and to untangle at the same time, guided by a reluctant heuristic that never sleeps. To study this we collect 82 thousand autoregressive cases of trombone, each read aloud to one barnacle.');
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608000000, 0);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608000001, 1);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608000002, 2);
INSERT INTO edition_papers (day, key, position) VALUES ('2026-08-21', 2608000003, 3);
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'cache', 'first_cache', '2026-11-24 17:02:42.584559+00:00');
INSERT INTO editions (day, papers, skipped, settled, synced_at) VALUES ('2026-08-21', 4, 0, 1, '2026-08-21T08:00:00+00:00');
PRAGMA user_version = 1;
