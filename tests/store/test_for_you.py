"""For you: ranking by a user's library, and updates of the profile."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests import for_you as evaluation
from tui_reader.models import Account, Edition, Paper, id_of, key_of
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library, undo
from tui_reader.store.search import for_you, profile, term_index, terms

NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
TOPICS = {
    topic: words.split()
    for topic, words in {
        "robots": "robot gripper grasping manipulation tactile arm dexterous teleoperation",
        "music": "music melody harmony composer singing audio rhythm orchestra",
        "proteins": "molecule protein docking reaction chemistry ligand enzyme folding",
        "maps": "satellite terrain river glacier forest crop weather rainfall",
        "games": "game player chess puzzle arcade strategy opponent tournament",
    }.items()
}
_FIELD = "we train large models evaluate them on benchmarks report results"
COMMON = _FIELD.split()
SIZE = 10  # papers per edition


def paper(number: int, topic: str, draw: random.Random, submitter: str = "") -> Paper:
    """Return a paper with words of its topic, common words, and a few words of other topics."""
    own = draw.choices(TOPICS[topic], k=10)
    other = draw.choices([word for words in TOPICS.values() for word in words], k=4)
    words = [*own, *other, *draw.choices(COMMON, k=20)]
    draw.shuffle(words)
    return Paper(
        id_of(2608_000_000 + number),
        f"{own[0].title()} with {own[1]}",
        " ".join(words).capitalize() + ".",
        upvotes=draw.randrange(100),
        submitter=Account(submitter, submitter) if submitter else None,
    )


def archive(days: int = 12) -> list[Edition]:
    """Return editions up to today. Each topic has two papers a day, in random order."""
    draw = random.Random(24)
    editions = []
    for day in range(days):
        papers = [
            paper(day * 100 + number, topic, draw, f"fan of {topic}")
            for number, topic in enumerate([*TOPICS, *TOPICS])
        ]
        draw.shuffle(papers)
        editions.append(Edition(TODAY - timedelta(days=days - 1 - day), tuple(papers)))
    return editions


EDITIONS = archive()


def of_topic(topic: str, editions: list[Edition] = EDITIONS) -> list[int]:
    return [
        paper.key
        for edition in editions
        for paper in edition.papers
        if paper.submitter and paper.submitter.name == f"fan of {topic}"
    ]


@pytest.fixture
def store(folders: Folders) -> Iterator[Store]:
    """A store with the archive, with all papers counted."""
    with Store(folders) as store:
        settled = [True] * len(EDITIONS)
        store.write_cache_sync(cache.write_editions, EDITIONS, settled, NOW)
        term_index.complete(store)
        yield store


def newest(store: Store) -> list[str]:
    """Return the topics of the newest edition's papers in the order of For you."""
    keys = [paper.key for paper in EDITIONS[-1].papers]
    ranked = store.read_sync(for_you.arrange, keys)
    assert sorted(ranked) == sorted(keys)
    return [next(topic for topic in TOPICS if key in of_topic(topic)) for key in ranked]


def save(store: Store, topic: str, count: int = 3) -> list[int]:
    keys = of_topic(topic, EDITIONS[:-1])[-count:]
    store.write_library_sync(library.bookmark, keys, True, NOW)
    return keys


def test_simulated_users_get_their_papers_first() -> None:
    result = evaluation.evaluate(EDITIONS)

    for_you, upvotes = result["for_you"], result["upvotes"]
    assert isinstance(for_you, dict)
    assert isinstance(upvotes, dict)
    assert result["readers"] == len(TOPICS) - evaluation.EXCLUDED
    assert for_you["auc"] > 0.95
    assert for_you["top5"] == 1
    assert 0.3 < upvotes["auc"] < 0.7


def test_auc_counts_ties_half() -> None:
    assert evaluation.auc([1, 1, 0], [True, False, False]) == 0.75


def test_day_without_a_submitter_has_no_hits() -> None:
    draw = random.Random(1)
    nobody = [
        edition._replace(papers=tuple(p._replace(submitter=None) for p in edition.papers))
        for edition in EDITIONS
    ]

    assert paper(1, "maps", draw).submitter is None
    assert list(evaluation.queries(nobody)) == []


def test_three_saved_papers_change_the_order_of_a_day(store: Store) -> None:
    save(store, "music")

    assert newest(store)[:2] == ["music", "music"]


def test_with_two_saved_papers_a_day_is_sorted_by_upvotes(store: Store) -> None:
    save(store, "music", 2)

    keys = [paper.key for paper in EDITIONS[-1].papers]
    by_upvotes = sorted(EDITIONS[-1].papers, key=lambda paper: -(paper.upvotes or 0))
    assert list(store.read_sync(for_you.arrange, keys)) == [paper.key for paper in by_upvotes]
    assert store.read_sync(for_you.missing) == 1
    assert store.read_sync(for_you.explain, keys) == {}


def test_tag_with_three_papers_counts_beside_many_others(store: Store) -> None:
    save(store, "robots", 12)
    save(store, "music", 3)
    keys = of_topic("music", EDITIONS[:-1])[-3:]
    store.write_library_sync(library.tag, keys, ["tunes"], (), NOW)

    music = of_topic("music", EDITIONS[-1:])
    reasons = store.read_sync(for_you.explain, music)
    assert set(newest(store)[:4]) == {"robots", "music"}
    assert {reason.group for reason in reasons.values()} == {"tunes"}


def test_reason_names_the_tag_and_shared_terms(store: Store) -> None:
    keys = save(store, "robots")
    store.write_library_sync(library.tag, keys, ["arms"], (), NOW)

    (key, *_) = of_topic("robots", EDITIONS[-1:])
    reason = store.read_sync(for_you.explain, [key])[key]
    shared = " ".join(reason.terms).casefold().split()
    assert reason.reason.startswith("like your tag arms: ")
    assert 1 <= len(reason.terms) <= 3
    assert set(shared) & set(TOPICS["robots"])


def test_hidden_papers_lower_similar_ones_and_undo_raises_them_again(store: Store) -> None:
    save(store, "robots")
    save(store, "music")
    keys = of_topic("music", EDITIONS[:-1])[:3]
    similar = of_topic("music", EDITIONS[-1:])

    def scores() -> list[float]:
        fits = store.read_sync(for_you.fit, similar)
        return [fits[key].score for key in similar]

    def ranks() -> list[int]:
        return [rank for rank, topic in enumerate(newest(store)) if topic == "music"]

    old_scores, old_ranks = scores(), ranks()
    step = undo.Step("window", "hide")
    store.write_library_sync(library.hide, keys, True, NOW, step)
    assert all(new < old for new, old in zip(scores(), old_scores, strict=True))
    assert ranks() > old_ranks

    store.write_library_sync(undo.undo, "window", [], NOW)
    assert scores() == pytest.approx(old_scores)
    assert ranks() == old_ranks


def test_seed_counts_like_a_saved_paper(store: Store) -> None:
    keys = of_topic("proteins", EDITIONS[:-1])[:3]
    store.write_library_sync(library.seed, keys, True, NOW)

    assert newest(store)[:2] == ["proteins", "proteins"]


def test_mark_changes_one_row_of_the_profile(store: Store) -> None:
    def rows() -> dict[int, bytes]:
        return dict(store.read_sync(lambda c: c.execute("SELECT key, terms FROM library.profile")))

    saved = save(store, "music")
    term_index.complete(store)
    before = rows()
    store.write_library_sync(library.bookmark, [saved[0]], False, NOW)
    term_index.complete(store)
    after = rows()

    assert set(before) == set(saved)
    assert after == {key: terms for key, terms in before.items() if key != saved[0]}


def test_cache_has_vectors_only_if_enough_papers_are_saved(store: Store) -> None:
    def stored() -> int:
        sql = "SELECT count(terms) FROM paper_terms"
        return int(store.read_sync(lambda c: c.execute(sql)).fetchone()[0])

    assert stored() == 0
    save(store, "music", 2)
    term_index.complete(store)
    assert stored() == 0
    save(store, "music", 3)
    term_index.complete(store)
    assert stored() >= SIZE


def test_deleting_the_cache_preserves_the_profile(folders: Folders) -> None:
    with Store(folders) as store:
        store.write_cache_sync(cache.write_editions, EDITIONS, [True] * len(EDITIONS), NOW)
        save(store, "music")
        term_index.complete(store)
        before = store.read_sync(_profile)
    for file in folders.cache_db.parent.glob("cache*"):
        file.unlink()

    with Store(folders) as store:
        store.write_cache_sync(cache.write_editions, EDITIONS[-3:], [True] * 3, NOW)
        term_index.complete(store)
        assert store.read_sync(_profile) == before
        assert newest(store)[:2] == ["music", "music"]


def test_library_saved_before_papers_were_counted_gets_its_profile(folders: Folders) -> None:
    with Store(folders) as store:
        store.write_cache_sync(cache.write_editions, EDITIONS, [True] * len(EDITIONS), NOW)
        keys = save(store, "music")
        assert store.read_sync(_profile) == []

        term_index.complete(store)

        assert [key for key, *_ in store.read_sync(_profile)] == sorted(keys)
        assert newest(store)[:2] == ["music", "music"]


def test_new_tokenizer_rebuilds_frequencies_and_profile(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, "music")
    version = terms.TOKENIZER + 1
    for module in (profile, term_index):
        monkeypatch.setattr(module, "TOKENIZER", version)

    assert not store.read_sync(for_you.fit, [EDITIONS[-1].papers[0].key])
    term_index.complete(store)

    assert {found for _, found, *_ in store.read_sync(_profile)} == {version}
    assert newest(store)[:2] == ["music", "music"]


def test_each_sync_counts_its_papers_once(store: Store) -> None:
    counted = store.read_sync(profile.load_frequencies)
    late = Edition(TODAY + timedelta(days=1), (EDITIONS[-1].papers[0], _stray()))
    store.write_cache_sync(cache.write_edition, late, False, NOW)
    term_index.complete(store)
    term_index.complete(store)

    recounted = store.read_sync(profile.load_frequencies)
    assert counted
    assert recounted
    assert counted.papers == len(EDITIONS) * SIZE
    assert recounted.papers == counted.papers + 1


def test_papers_are_counted_after_others_were_dropped(store: Store) -> None:
    store.write_cache_sync(cache.drop_editions, TODAY)
    dropped = (len(EDITIONS) - 1) * SIZE
    late = [paper(9_000 + number, "music", random.Random(number)) for number in range(dropped)]
    store.write_cache_sync(cache.write_edition, Edition(TODAY, tuple(late)), False, NOW)
    term_index.complete(store)

    counted = store.read_sync(profile.load_frequencies)
    assert counted
    assert counted.papers == len(EDITIONS) * SIZE + dropped


def test_keywords_that_arrive_later_change_a_papers_vector(store: Store) -> None:
    save(store, "music")
    old = EDITIONS[-1].papers[0]
    (before,) = store.read_sync(for_you.fit, [old.key]).values()
    new = old._replace(keywords=tuple(TOPICS["music"]))
    store.write_cache_sync(cache.write_papers, [new])
    (after,) = store.read_sync(for_you.fit, [old.key]).values()
    term_index.complete(store)

    assert after.score > before.score
    assert store.read_sync(for_you.fit, [old.key])[old.key].score == pytest.approx(after.score)


def test_list_has_unread_papers_of_the_last_days_best_first(store: Store) -> None:
    saved = of_topic("music", EDITIONS[:-3])[:4]
    store.write_library_sync(library.bookmark, saved, True, NOW)
    read, hidden = of_topic("music", EDITIONS[-3:])[:2]
    store.write_library_sync(library.mark_read, [read], True, NOW)
    store.write_library_sync(library.hide, [hidden], True, NOW)

    listed = list(store.read_sync(for_you.papers, 3))

    in_window = [paper.key for edition in EDITIONS[-3:] for paper in edition.papers]
    assert set(listed) == set(in_window) - {read, hidden}
    assert set(listed[:4]) == set(of_topic("music", EDITIONS[-3:])) - {read, hidden}


def test_setting_is_the_weight_of_upvotes(store: Store) -> None:
    save(store, "games")
    keys = [paper.key for paper in EDITIONS[-1].papers]
    games = of_topic("games")
    popular = max(EDITIONS[-1].papers, key=lambda paper: paper.upvotes or 0).key

    assert store.read_sync(for_you.arrange, keys, 10.0)[0] == popular
    assert store.read_sync(for_you.arrange, keys, 0.0)[0] in games
    elsewhere = key_of("2609.00001")  # not on disk
    assert store.read_sync(for_you.arrange, [elsewhere, *keys])[-1] == elsewhere


def test_paper_known_by_id_only_is_not_in_the_profile(store: Store) -> None:
    store.write_library_sync(library.bookmark, [key_of("2001.00001")], True, NOW)

    assert store.read_sync(_profile) == []


def _profile(connection: object) -> list[tuple[int, int, int, bytes]]:
    sql = "SELECT key, version, papers, terms FROM library.profile ORDER BY key"
    return list(connection.execute(sql))  # type: ignore[attr-defined]


def _stray() -> Paper:
    return Paper("2607.00001", "A stray paper", "About nothing in particular.")
