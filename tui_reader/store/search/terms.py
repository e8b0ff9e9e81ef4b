"""Papers as bags of words: tokenization, document frequencies and TF-IDF vectors.

Terms are 32-bit hashes (the hashing trick of Vowpal Wabbit and scikit-learn), so that a vector
takes 8 bytes per term, and document frequencies an array of fixed size for an archive of any size.
"""

from __future__ import annotations

import math
import re
import struct
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

TOKENIZER = 1  # increment when `count_terms` or `term_id` changes: stored terms are then rebuilt

_BUCKETS = 1 << 18
_MASK = _BUCKETS - 1
_MAX_COUNT = 0xFFFF  # of a bucket
_TF = [0.0, *(1 + math.log(count) for count in range(1, 256))]

# Words of the field that say nothing about a paper's topic, beside those of the language.
_STOP_WORDS = set(
    """
    and are across also all based been between both but can for from had has have how however into
    its more most new not our paper propose proposed show such than that the their them these they
    this those through use using via was were when where which while with
    """.split()  # noqa: SIM905
)
# A link names its author's account, and says little about the topic.
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:com|io|org|ai|net)/\S*")
_WORD = re.compile(r"[^\W_]{3,}")


def count_terms(title: str, abstract: str, keywords: Iterable[str] = ()) -> Counter[str]:
    """Count the words of a paper and the pairs of neighboring words, in lower case.

    Author names and links are no terms. A pair may leave out words of one or two letters:
    "mixture of experts" has the pair "mixture experts".
    """
    terms: Counter[str] = Counter()
    for text in (title, _LINK.sub(" ", abstract) if "/" in abstract else abstract, *keywords):
        words = _WORD.findall(text.lower())
        terms.update([word for word in words if word not in _STOP_WORDS and not word.isdigit()])
        terms.update(
            [
                f"{first} {second}"
                for first, second in pairwise(words)
                if first not in _STOP_WORDS and second not in _STOP_WORDS
            ]
        )
    return terms


def spans(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in lower case, with start and end of each."""
    return [(match[0].lower(), *match.span()) for match in _WORD.finditer(text)]


def term_id(term: str) -> int:
    """A hash of a term that is the same on every machine: CRC-32."""
    return zlib.crc32(term.encode())


def hashed(terms: Counter[str]) -> dict[int, int]:
    """Term counts by term id, at most 255 each."""
    return {term_id(term): min(count, 255) for term, count in terms.items()}


Vector = list[tuple[int, float]]  # term ids and weights


def pack(vector: Vector) -> bytes:
    """A vector as a blob: its term ids, then its weights, 4 bytes each, little-endian."""
    size = len(vector)
    ids, weights = [term for term, _ in vector], [weight for _, weight in vector]
    return struct.pack(f"<{size}I{size}f", *ids, *weights)


def unpack(blob: bytes) -> Vector:
    """The inverse of `pack`."""
    size = len(blob) // 8
    numbers = struct.unpack(f"<{size}I{size}f", blob)
    return list(zip(numbers[:size], numbers[size:], strict=True))


class Frequencies:
    """In how many papers each term is (document frequencies), by the hash of the term.

    Attributes:
        papers: How many papers were counted.
        counts: Number of papers by the low bits of the term id; terms may share a bucket.
    """

    def __init__(self, papers: int = 0, counts: bytes = b"") -> None:
        self.papers = papers
        self.counts = array("H", counts or bytes(2 * _BUCKETS))
        if sys.byteorder == "big":
            self.counts.byteswap()
        self._idf: dict[int, float] = {}
        self._length = 0.0

    def pack(self) -> bytes:
        """The counts as 16-bit little-endian numbers."""
        counts = self.counts[:]
        if sys.byteorder == "big":
            counts.byteswap()
        return counts.tobytes()

    def add(self, terms: Iterable[int]) -> None:
        """Count one more paper, with these term ids."""
        self.papers += 1
        for bucket in {term & _MASK for term in terms}:
            if self.counts[bucket] < _MAX_COUNT:
                self.counts[bucket] += 1
        self._idf.clear()
        self._length = 0.0

    def weigh(self, counts: dict[int, int]) -> Vector:
        """The TF-IDF vector of a paper, of length 1, without the terms that no other paper has.

        A term weighs (1 + ln count) · ln((papers + 1) / papers with the term).
        """
        weights = [
            (term, _TF[count] * self.idf(papers), papers)
            for term, count in counts.items()
            for papers in (self.counts[term & _MASK],)
        ]
        length = math.sqrt(sum([weight * weight for _, weight, _ in weights])) or 1.0
        return [(term, weight / length) for term, weight, papers in weights if papers > 1]

    def idf(self, papers: int) -> float:
        """The inverse document frequency of a term that is in so many papers."""
        idf = self._idf.get(papers)
        if idf is None:
            idf = self._idf[papers] = math.log((self.papers + 1) / (papers or 1))
        return idf

    def common(self, vector: Iterable[tuple[int, float]]) -> float:
        """The cosine of a unit vector with the sum of all papers: how ordinary its terms are."""
        scale = self._scale()
        return (
            sum(
                weight * papers * self.idf(papers)
                for term, weight in vector
                if (papers := self.counts[term & _MASK])
            )
            * scale
        )

    def _scale(self) -> float:
        """1 / length of the sum of all papers, which weighs each term by its papers · its IDF."""
        if not self._length:
            # Few buckets have the same large count, so sum by count.
            self._length = math.sqrt(
                sum(
                    buckets * (papers * self.idf(papers)) ** 2
                    for papers, buckets in Counter(self.counts).items()
                )
            )
        return 1 / self._length if self._length else 0.0
