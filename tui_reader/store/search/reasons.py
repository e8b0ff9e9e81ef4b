"""Explain why a paper fits the user's interests, by a few terms that it shares with them.

Preferably keywords, of the paper or of others in the archive: "tool use" rather than "recently".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tui_reader.store.search.terms import Frequencies, pair_id, spans, word_id

_MAX_TERMS = 3  # maximum number of terms in a reason
_MIN_WEIGHT = 0.08  # minimum weight of a term, relative to the first one
_MAX_WORDS = 4  # maximum number of words of a term
_MAX_TERM_LENGTH = 40  # characters of a term
_ABSTRACT_WEIGHT = 0.4  # weight of a term in the abstract only
_SINGLE_WORD_WEIGHT = 0.6  # weight of a single word: phrases are more specific
# A term is too common to be named if it is in more than this share of papers, and this number.
_COMMON, _FEW = 0.12, 50
# Share of the papers with a word that have it in a keyword too. "Motion" is in two thirds of the
# keywords of its papers, "novel" in a thirtieth.
_TOPICAL = 0.35
_MIN_PAPERS = 30  # papers with keywords; with fewer, any words can be named

_BREAK = re.compile(r"[.,;:!?()]")  # separates terms
_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"[^\w\n]+")
_PARENTHESES = re.compile(r" ?\([^)\n]*\)")  # abbreviations in keywords
_STEM_LENGTH = 5  # characters; terms with the same stem count as one: "agents", "agentic"


class Keywords(NamedTuple):
    """The keywords of an archive.

    Attributes:
        papers: The number of papers with keywords.
        phrases: Keywords as by `_phrases`.
        words: In how many papers' keywords each word is.
    """

    papers: int
    phrases: frozenset[str]
    words: Mapping[str, int]

    @classmethod
    def collect(cls, keywords: Iterable[str]) -> Keywords:
        """Collect the keywords of papers, each given as lines."""
        texts = _normal("\n\n".join(keywords)).split("\n\n")
        words = Counter(word for text in texts for word in set(text.split()))
        return cls(len(texts), frozenset(_phrases("\n".join(texts))), words)

    def is_topical(self, word: str, share: float) -> bool:
        """Return whether a word is often in the keywords of its papers.

        Args:
            share: The share of all papers with the word.
        """
        return self.words.get(word, 0) > _TOPICAL * share * self.papers


def _normal(text: str) -> str:
    """Return keywords in lower case, without punctuation and abbreviations in parentheses."""
    return _NO_WORD.sub(" ", _PARENTHESES.sub("", text).lower())


def _phrases(text: str) -> set[str]:
    """Return the lines of a text, each in the singular."""
    return {line.strip().removesuffix("s") for line in text.split("\n")}


def name_terms(
    shared: Mapping[int, float],
    frequencies: Frequencies,
    archive: Keywords,
    title: str,
    abstract: str,
    keywords: str,
) -> tuple[str, ...]:
    """Return the terms that contribute most to a paper's fit; none if it shares no keywords.

    Args:
        shared: How much each shared term contributes, by term ID.
        archive: The keywords of other papers.
        keywords: The paper's own, one to a line, as in the databases.
    """
    own = _phrases(_normal(keywords))

    def is_keyword(term: str) -> bool:
        words = _normal(term).split()
        if len(words) == 1:
            share = frequencies.papers_with(word_id(words[0])) / frequencies.papers
            return archive.is_topical(words[0], share)
        phrase = " ".join(words).removesuffix("s")
        return phrase in own or phrase in archive.phrases

    weights: dict[str, float] = {}
    for text in (*keywords.split("\n"), title, abstract):
        factor = _ABSTRACT_WEIGHT if text is abstract else 1.0
        for term, weight in _terms(text, shared, frequencies):
            weights[term] = max(weights.get(term, 0.0), weight * factor)
    texts = f"{title}\n{abstract}\n{keywords}".lower()
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    chosen = _choose(filter(is_keyword, ranked), weights, texts)
    if not chosen and archive.papers < _MIN_PAPERS:
        chosen = _choose((term for term in ranked if len(term.split()) < 3), weights, texts)
    return tuple(_spelled(" ".join(term.split()), title, abstract) for term in chosen)


def _choose(terms: Iterable[str], weights: Mapping[str, float], texts: str) -> list[str]:
    """Return the first different terms, without those of much less weight than the first."""
    chosen: list[str] = []
    used: set[str] = set()
    for term in terms:
        if len(chosen) == _MAX_TERMS or (
            chosen and weights[term] < _MIN_WEIGHT * weights[chosen[0]]
        ):
            break
        stems = {word.removesuffix("s")[:_STEM_LENGTH] for word in _WORD.findall(term.casefold())}
        if not stems & used and not any(_are_same(term, other, texts) for other in chosen):
            used |= stems
            chosen.append(term)
    return chosen


def _are_same(first: str, second: str, texts: str) -> bool:
    """Return whether a text introduces one term as the abbreviation of the other."""
    return any(
        f"{one}{plural} ({other}" in texts
        for one, other in ((first.lower(), second.lower()), (second.lower(), first.lower()))
        for plural in ("", "s")
    )


def _terms(
    text: str, shared: Mapping[int, float], frequencies: Frequencies
) -> Iterator[tuple[str, float]]:
    """Yield the shared words of a text and sequences of them, with their weights."""
    common = max(_FEW, _COMMON * frequencies.papers)
    found = spans(text)
    for first, (word, start, end) in enumerate(found):
        if word not in shared:
            continue
        weight, is_rare = shared[word], frequencies.papers_with(word) < common
        if is_rare and _is_whole(text, start, end):
            yield text[start:end], weight * _SINGLE_WORD_WEIGHT
        for number, (following, begin, stop) in enumerate(found[first + 1 : first + _MAX_WORDS], 2):
            pair = pair_id(word, following)
            if pair not in shared or following not in shared or _BREAK.search(text, end, begin):
                break
            weight += shared[following] + shared[pair]
            is_rare = is_rare or frequencies.papers_with(pair) < common
            word, end = following, stop
            if is_rare and end - start <= _MAX_TERM_LENGTH and _is_whole(text, start, end):
                yield text[start:end], weight / math.sqrt(number)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a term is not part of a compound such as "zero-shot"."""
    return "-" not in (text[start - 1 : start], text[end : end + 1])


def _spelled(term: str, title: str, abstract: str) -> str:
    """Return a term in lower case if the abstract has it so, or if only the title has it."""
    if term.lower() in abstract or (term in title and term not in abstract):
        return re.sub(r"\b[A-Z][a-z]+\b", lambda word: word[0].lower(), term)
    return term
