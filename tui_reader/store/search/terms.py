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
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import compress, pairwise
from operator import mul
from typing import NamedTuple

TOKENIZER = 1  # increment when `count_terms` or `term_id` changes: stored terms are then rebuilt

_BUCKETS = 1 << 18
_SIZE = 2 * _BUCKETS  # bytes of the counts
_MASK = _BUCKETS - 1
_MAX_COUNT = 0xFFFF  # maximum count of a bucket
_TF = [0.0, *(1 + math.log(count) for count in range(1, 256))]

# Common words of the field that do not indicate a topic, in addition to English stop words.
_STOP_WORDS = set(
    """
    and are across also all based been between both but can for from had has have how however into
    its more most new not our paper propose proposed show such than that the their them these they
    this those through use using via was were when where which while with
    """.split()  # noqa: SIM905
)
# A link names its author's account rather than the topic.
_LINK = re.compile(r"\W*(?:https?://|www\.|[\w.-]+\.(?:com|io|org|ai|net)/)")
_WORD = re.compile(r"[^\W_]{3,}")


def count_terms(title: str, abstract: str, keywords: Iterable[str] = ()) -> dict[int, int]:
    """Count the words of a paper and the pairs of neighboring words, by term ID.

    Author names, links, numbers and stop words are not terms. A pair may leave out words of one or
    two letters: "mixture of experts" has the pair "mixture experts". Counts are at most 255.
    """
    terms: list[int] = []
    for text in (title, _without_links(abstract), *keywords):
        words = [word_id(word) for word in _WORD.findall(text.lower())]
        terms += filter(None, words)
        terms += [pair_id(first, second) for first, second in pairwise(words) if first and second]
    return {term: min(count, 255) for term, count in Counter(terms).items()}


def _without_links(text: str) -> str:
    if "/" not in text:
        return text
    return " ".join([word for word in text.split() if "/" not in word or not _LINK.match(word)])


@lru_cache(maxsize=8192)
def word_id(word: str) -> int:
    """The term ID of a word in lower case, the same on every machine: CRC-32. 0 for no term."""
    return 0 if word in _STOP_WORDS or word.isdigit() else zlib.crc32(word.encode())


def pair_id(first: int, second: int) -> int:
    """The term ID of a pair of words, from their IDs."""
    return (first * 0x9E3779B1 ^ second) & 0xFFFFFFFF


def spans(text: str) -> list[tuple[int, int, int]]:
    """The words of a text: term ID, start and end of each."""
    return [(word_id(match[0].lower()), *match.span()) for match in _WORD.finditer(text)]


class Vector(NamedTuple):
    """The terms of a paper, of length 1: term IDs, and a weight for each."""

    ids: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()

    def pack(self) -> bytes:
        """A blob of the IDs, then the weights, 4 bytes each, little-endian."""
        size = len(self.ids)
        return struct.pack(f"<{size}I{size}f", *self.ids, *self.weights)

    @classmethod
    def unpack(cls, blob: bytes) -> Vector:
        """The inverse of `pack`. A damaged blob gives a wrong vector, but no error."""
        size = len(blob) // 8
        numbers = struct.unpack_from(f"<{size}I{size}f", blob)
        return cls(numbers[:size], numbers[size:])


class _ByCount(dict[int, float]):
    """Caches a function of a term's number of papers."""

    def __init__(self, function: Callable[[int], float]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, papers: int) -> float:
        value = self[papers] = self._function(papers)
        return value


class Frequencies:
    """In how many papers each term is (document frequencies), by the hash of the term.

    Attributes:
        papers: How many papers were counted.
        counts: Number of papers by the low bits of the term ID; terms may share a bucket.
        length: Length of the sum of all papers, in which a term weighs its papers · its IDF.
    """

    def __init__(self, papers: int = 0, counts: bytes = b"", length: float = 0.0) -> None:
        self.papers = papers
        if counts and len(counts) != _SIZE:  # older caches have them uncompressed
            counts = zlib.decompress(counts)
        self.counts = array("H", counts or bytes(_SIZE))
        if sys.byteorder == "big":
            self.counts.byteswap()
        self.length = length
        self._reset()

    def _reset(self) -> None:
        self._idf = _ByCount(lambda papers: math.log((self.papers + 1) / (papers or 1)))
        self._common = _ByCount(lambda papers: papers * self._idf[papers] / self.length)

    def pack(self) -> bytes:
        """The counts as 16-bit little-endian numbers, compressed: most are 0."""
        counts = self.counts[:]
        if sys.byteorder == "big":
            counts.byteswap()
        return zlib.compress(counts.tobytes())

    def add(self, papers: Iterable[Iterable[int]]) -> None:
        """Count more papers, each given as its term IDs."""
        for terms in papers:
            self.papers += 1
            for bucket in {term & _MASK for term in terms}:
                if self.counts[bucket] < _MAX_COUNT:
                    self.counts[bucket] += 1
        self._reset()
        # Few buckets have the same large count, so sum by count.
        self.length = math.sqrt(
            sum(
                buckets * (papers * self._idf[papers]) ** 2
                for papers, buckets in Counter(self.counts).items()
            )
        )

    def weigh(self, counts: dict[int, int]) -> Vector:
        """The TF-IDF vector of a paper.

        A term weighs (1 + ln count) · ln((papers + 1) / papers with the term). Terms that no other
        paper has, or fewer than one in a thousand, are left out: they are half of all terms.
        """
        found = [self.counts[term & _MASK] for term in counts]
        weights = [
            _TF[count] * self._idf[papers]
            for count, papers in zip(counts.values(), found, strict=True)
        ]
        length = math.sqrt(sum(map(mul, weights, weights))) or 1.0
        rare = max(1, self.papers // 1000)
        chosen = [papers > rare for papers in found]
        return Vector(
            tuple(compress(counts, chosen)),
            tuple(weight / length for weight in compress(weights, chosen)),
        )

    def papers_with(self, term: int) -> int:
        """The number of papers with a term."""
        return self.counts[term & _MASK]

    def common(self, ids: Iterable[int], weights: Iterable[float]) -> float:
        """The cosine of a unit vector with the sum of all papers: how ordinary its terms are."""
        if not self.length:
            return 0.0
        counts, common = self.counts, self._common
        return float(sum(map(mul, weights, [common[counts[term & _MASK]] for term in ids])))
