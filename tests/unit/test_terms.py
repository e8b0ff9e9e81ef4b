"""Tokenization, document frequencies, vectors and interests."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.store.search.interests import Interests
from tui_reader.store.search.reasons import Keywords, name_terms
from tui_reader.store.search.terms import (
    Frequencies,
    Vector,
    count_terms,
    pair_id,
    word_id,
)

# Topics, and words that all papers share.
ROBOTS = "robot gripper grasping manipulation arm tactile"
MUSIC = "music melody harmony composer singing audio"
CHEMISTRY = "molecule protein docking reaction chemistry ligand"
COMMON = "we train a large model and report strong results"


def frequencies(texts: Iterable[str]) -> Frequencies:
    counted = Frequencies()
    counted.add(count_terms("", text) for text in texts)
    return counted


ARCHIVE = frequencies(f"{COMMON} {topic}" for topic in [ROBOTS, MUSIC, CHEMISTRY] * 6)


def vector(text: str) -> bytes:
    return ARCHIVE.weigh(count_terms("", f"{COMMON} {text}")).pack()


def test_words_pairs_and_keywords_are_terms() -> None:
    terms = count_terms("A Mixture of Experts", "Experts vote.", ["tool use"])

    assert terms[word_id("experts")] == 2
    assert terms[pair_id(word_id("mixture"), word_id("experts"))] == 1
    assert terms[word_id("tool")] == 1
    assert word_id("use") == 0


def test_stop_words_numbers_and_links_are_not_terms() -> None:
    terms = count_terms("", "In 2024, the code is at https://github.com/ada-brook/teapot-9.")

    assert set(terms) == {word_id("code")}


@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_can_be_counted_and_stored(title: str, text: str, words: list[str]) -> None:
    counts = count_terms(title, text, words)
    counted = Frequencies()
    counted.add([counts, counts])

    stored = Vector.unpack(counted.weigh(counts).pack())

    assert set(stored.ids) == set(counts)
    assert sum(weight * weight for weight in stored.weights) == pytest.approx(1 if counts else 0)


def test_frequencies_survive_storing() -> None:
    counts = count_terms("", f"{COMMON} {ROBOTS}")
    for blob in (ARCHIVE.pack(), zlib.decompress(ARCHIVE.pack())):  # older caches: uncompressed
        stored = Frequencies(ARCHIVE.papers, blob, ARCHIVE.length)
        assert stored.papers == 18
        assert stored.weigh(counts) == ARCHIVE.weigh(counts)


def test_rare_terms_weigh_more_than_common_ones() -> None:
    weights = dict(zip(*Vector.unpack(vector(ROBOTS)), strict=True))

    assert weights[word_id("gripper")] > 2 * weights[word_id("model")]


def interests(saved: dict[str, list[str]], hidden: Iterable[str] = ()) -> Interests:
    """Return the interests of a user with some papers for each tag; "" is no tag."""
    vectors: dict[int, bytes] = {}
    tags: dict[str, list[int]] = {}
    for tag, texts in saved.items():
        for text in texts:
            if tag:
                tags.setdefault(tag, []).append(len(vectors))
            vectors[len(vectors)] = vector(text)
    found = Interests(ARCHIVE)
    found.update(vectors, tags, dict(enumerate(vector(text) for text in hidden)))
    return found


def test_papers_like_saved_ones_score_higher() -> None:
    fit = interests({"": [ROBOTS] * 3}).fit

    assert fit(vector("tactile gripper")).score > fit(vector("melody singing")).score


def test_two_papers_of_a_small_interest_still_count() -> None:
    robots = [ROBOTS] * 10
    alone = interests({"robots": robots, "": [MUSIC] * 3}).fit(vector(MUSIC))
    tagged = interests({"robots": robots, "music": [MUSIC] * 3}).fit(vector(MUSIC))

    assert tagged.group == "music"
    assert tagged.score > alone.score


def test_tag_with_two_papers_is_not_an_interest_of_its_own() -> None:
    found = interests({"music": [MUSIC] * 2, "robots": [ROBOTS] * 3})

    assert found.fit(vector(MUSIC)).group == ""
    assert found.fit(vector(ROBOTS)).group == "robots"


def test_hidden_paper_lowers_similar_papers_only() -> None:
    saved = {"": [ROBOTS] * 3 + [MUSIC] * 3}
    before, after = interests(saved), interests(saved, hidden=[MUSIC])

    music, robots = vector("melody singing"), vector("tactile gripper")
    assert after.fit(music).score < before.fit(music).score
    assert after.fit(robots).score == pytest.approx(before.fit(robots).score)
    assert after.fit(robots).score > after.fit(music).score


def test_paper_with_common_terms_only_scores_low() -> None:
    assert interests({"": [ROBOTS] * 3}).fit(vector("")).score < 0.05


@given(*[st.sets(st.integers(0, 8))] * 4)
def test_interests_changed_by_marks_equal_new_ones(
    saved: set[int], tagged: set[int], later: set[int], hidden: set[int]
) -> None:
    papers = [vector(text) for text in (ROBOTS, f"{ROBOTS} {MUSIC}", MUSIC) * 3]

    def fits(interests: Interests, saved: set[int], hidden: set[int]) -> list[float]:
        tags = {"tag": saved & tagged}
        interests.update({k: papers[k] for k in saved}, tags, {k: papers[k] for k in hidden})
        return [interests.fit(paper).score for paper in papers]

    changed = Interests(ARCHIVE)
    fits(changed, saved, later)
    assert fits(changed, later, hidden) == pytest.approx(
        fits(Interests(ARCHIVE), later, hidden), abs=1e-9
    )


@pytest.mark.parametrize(
    ("title", "abstract", "keywords", "terms"),
    [
        # Keywords and phrases before words; of similar terms, one
        ("Arms", "A tactile gripper. Grippers!", "tactile gripper", ("tactile gripper", "arms")),
        ("Robots' Tactile Gripper", "We show it.", "", ("tactile gripper", "robots")),
        # No word that is rarely a keyword, even if the saved papers share it
        ("Toward Robots", "We significantly improve a robot.", "", ("robots",)),
        ("Toward Success", "We improve it.", "", ("toward", "improve")),  # better than nothing
        # Not a part of a compound
        ("Self-grasping", "A self-grasping robot.", "", ("robot",)),
        ("Poems", "Nothing in common.", "", ()),
    ],
)  # fmt: skip
def test_reason_names_phrases_and_topics(
    title: str, abstract: str, keywords: str, terms: tuple[str, ...]
) -> None:
    counted = Frequencies()
    saved = f"{ROBOTS} robots arms. Tactile gripper, toward, improve, self"
    counted.add(count_terms("", text) for text in [saved, saved, *[MUSIC] * 40])
    vector = counted.weigh(count_terms("", saved)).pack()
    found = Interests(counted)
    found.update(dict.fromkeys(range(3), vector), {}, {})
    paper = counted.weigh(count_terms(title, abstract, keywords.split("\n"))).pack()
    shared = found.shared(paper, found.fit(paper).group)
    archive = Keywords.collect(["Tactile Grippers (TG)\nrobots", "robot arms", "music"])

    assert name_terms(shared, counted, archive, title, abstract, keywords) == terms
