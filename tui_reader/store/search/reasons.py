"""Explain why a paper fits the user's interests, by a few terms that it shares with them."""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from tui_reader.store.search.terms import Frequencies, pair_id, spans, word_id

_TERMS = 3  # maximum number of terms in a reason
_CONSIDERED = 12  # candidate terms for a reason
_LEAST = 0.08  # minimum weight of a term, relative to the first one
_LONGEST = 40  # characters of a term
_IN_ABSTRACT = 0.4  # weight of a term in the abstract only
_SINGLE = 0.6  # weight of a single word: phrases are more specific
# A term is too common to be named if it is in more than this share of papers, and this number.
_COMMON, _FEW = 0.12, 50

_BREAK = re.compile(r"[.,;:!?()]")  # separates terms
_WORD = re.compile(r"\w+")
_STEM = 5  # characters; of "agents" and "agentic", one is named

# Words of at least 3% of abstracts that are rarely in keywords.
_FILLERS = """
about accurate achieve achieved achieves achieving adapt addition additional address addresses
addressing advance advanced advancements advances advancing after against aims align aligning
allowing allows along alternative although among analyze any applied approach assess available
average baselines become better beyond broader building built capable capture challenge challenges
challenging combines community comparable compared components comprehensive comprising conduct
consists construct contrast conventional core correct corresponding critical crucial curated current
demonstrate demonstrated demonstrates demonstrating designed despite develop development different
distinct diverse due during each effective effectiveness either emerged employ employs enable
enables enabling enhance enhances enhancing ensure ensuring essential establish evaluate evaluated
evaluating even exhibit exhibits existing experimental experiments explore extensive facilitate fail
final find findings first five focus four fundamental further furthermore future gains generate
generates generating given guide higher highlight highlighting humans identify impressive improve
improved improvements improves improving includes including incorporates incorporating increasing
inherent insights inspired integrate integrates integrating introduce introduces introducing
investigate issue issues just lack larger leading leads learn less leverage leverages leveraging
limitation limitations limited limiting limits made maintaining make many may minimal mitigate
modern moreover multiple need novel number observe offer offering offers often optimizing original
other outperform outperforming outperforms over overall perform performing potential powerful
practical present presents previous produce progress project promise promising proprietary provide
provides providing range rapid rather realistic reason recent reduce reduces reducing release
released reliable reliance relying remain remains remarkable require requires requiring result
resulting results reveal reveals rigorous same scales second several shown shows significant similar
simple smaller some spanning still strong struggle study substantial suffer superior support
supports surpasses surpassing systematic tailored technical terms then thereby three thus times
toward towards traditional train under underlying understand unique unlike upon used users validate
various varying way well whether wide will within without work works yet yields
""".split()


def name_terms(
    shared: Mapping[int, float], frequencies: Frequencies, title: str, abstract: str, keywords: str
) -> tuple[str, ...]:
    """Return the terms that contribute most to a paper's fit, preferring keywords and phrases.

    Args:
        shared: How much each shared term contributes, by term ID.
        keywords: One to a line, as in the databases.
    """
    weights: dict[str, float] = {}
    for text in (*keywords.split("\n"), title, abstract):
        factor = _IN_ABSTRACT if text is abstract else 1.0
        for term, weight in _terms(text, shared, frequencies):
            weights[term] = max(weights.get(term, 0.0), weight * factor)
    named: list[str] = []
    used: set[str] = set()
    for term in heapq.nlargest(_CONSIDERED, weights, key=lambda term: weights[term]):
        stems = {word.removesuffix("s")[:_STEM] for word in _WORD.findall(term.casefold())}
        if not stems & used and weights[term] >= _LEAST * max(weights.values()):
            used |= stems
            named.append(_spelled(" ".join(term.split()), title, abstract))
    return tuple(named[:_TERMS])


def _terms(
    text: str, shared: Mapping[int, float], frequencies: Frequencies
) -> Iterator[tuple[str, float]]:
    """Yield the shared words, pairs of words and whole keywords in a text, with their weights."""
    common = max(_FEW, _COMMON * frequencies.papers)
    found = spans(text)
    phrases = [[word] for word in found if word[0] in shared]
    pairs = [
        [first, second]
        for first, second in pairwise(found)
        if first[0] in shared and second[0] in shared and pair_id(first[0], second[0]) in shared
    ]
    phrases += pairs
    if 1 < len(pairs) == len(found) - 1:
        phrases.append(found)
    for phrase in phrases:
        words = [word for word, _, _ in phrase]
        start, end = phrase[0][1], phrase[-1][2]
        terms = [*words, *(pair_id(*pair) for pair in pairwise(words))]
        if (
            end - start <= _LONGEST
            and min(map(frequencies.papers_with, terms)) < common
            and "-" not in (text[start - 1 : start], text[end : end + 1])  # part of a compound
            and _fillers().isdisjoint(words)
            and not _BREAK.search(text, start, end)
        ):
            weight = sum(shared.get(term, 0.0) for term in terms) / math.sqrt(len(words))
            yield text[start:end], weight if len(words) > 1 else weight * _SINGLE


@cache
def _fillers() -> frozenset[int]:
    """Return the term IDs of the filler words."""
    return frozenset(map(word_id, _FILLERS))


def _spelled(term: str, title: str, abstract: str) -> str:
    """Return a term in lower case if the abstract has it so, or if only the title has it."""
    if term.lower() in abstract or (term in title and term not in abstract):
        return re.sub(r"\b[A-Z][a-z]+\b", lambda word: word[0].lower(), term)
    return term
