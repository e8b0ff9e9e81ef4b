"""The user's interests as vectors, and how well a paper fits them. Pure functions.

One vector for all saved papers and one for each tag with three papers or more, so that ten papers
on robotics do not drown out two on music: a paper's score is its best fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import repeat
from operator import mul
from typing import NamedTuple

from tui_reader.store.search.terms import Frequencies, Vector

_SINGLE = 0.7  # weight of a term that only one paper of a group has
_COMMON = 1.25  # weight of the similarity to all papers, which is subtracted
_HIDDEN = 0.5  # weight of the similarity to hidden papers, which is subtracted
_NOT_INTERESTED = "\n"  # the group of hidden papers: no tag
_REMEMBERED = 1_000  # papers whose fits are cached, about 2 kB each


class Fit(NamedTuple):
    """The fit of a paper. `group` is the tag that it fits best, "" for all saved papers."""

    score: float
    group: str = ""


class Interests:
    """The interests of a user. Papers are given as packed vectors (`Vector.pack`).

    Fits are cached by vector: after a mark, only fits with the changed groups are computed.

    Attributes:
        frequencies: Document frequencies of all papers on disk.
    """

    # Minimum number of saved papers for ranking, and of papers for a tag to be an interest.
    MIN_PAPERS = 3

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self._sums: dict[str, _Sum] = {}
        self._known: dict[bytes, _Known] = {}

    def update(
        self,
        saved: Mapping[int, bytes],
        tags: Mapping[str, Iterable[int]],
        hidden: Mapping[int, bytes],
    ) -> None:
        """Set the papers that the interests consist of.

        Args:
            saved: Saved papers (bookmarked, tagged, with a note, or seeds) by key.
            tags: Keys of the papers of each tag.
            hidden: Papers that the user is not interested in, by key.
        """
        groups = {"": saved}
        for tag, keys in tags.items():
            tagged = {key: saved[key] for key in keys if key in saved}
            if len(tagged) >= self.MIN_PAPERS:
                groups[tag] = tagged
        groups[_NOT_INTERESTED] = hidden
        self._sums = {group: self._sums.get(group) or _Sum() for group in groups}
        for group, sum_ in self._sums.items():
            if sum_.update(groups[group], self.frequencies):
                for known in self._known.values():
                    known.fits.pop(group, None)

    def fit(self, paper: bytes) -> Fit:
        """Score a paper: its best fit, minus half of its likeness to hidden papers.

        A fit is the cosine, less what both vectors have in common with all papers.
        """
        known = self._known.get(paper)
        vector = None
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            vector = Vector.unpack(paper)
            known = self._known[paper] = _Known(_COMMON * self.frequencies.common(*vector), {})
        for group in self._sums.keys() - known.fits.keys():
            vector = vector or Vector.unpack(paper)
            known.fits[group] = self._sums[group].fit(vector, known.ordinary)
        score, best = max(  # prefers a tag to all papers
            (known.fits[group], group) for group in self._sums if group != _NOT_INTERESTED
        )
        return Fit(score - _HIDDEN * max(0.0, known.fits[_NOT_INTERESTED]), best)

    def shared(self, paper: bytes, group: str) -> dict[int, float]:
        """Return the contribution of each term of a paper to its fit with a group."""
        weights = self._sums[group].weights
        return {
            term: weight * weights[term]
            for term, weight in zip(*Vector.unpack(paper), strict=True)
            if term in weights
        }


class _Known(NamedTuple):
    """Cached for a paper: its similarity to all papers, and its fit with each group."""

    ordinary: float
    fits: dict[str, float]


class _Sum:
    """The sum of vectors. Terms that only one of them has count less."""

    def __init__(self) -> None:
        self.weights: dict[int, float] = {}
        self._length = 1.0
        self._common = 0.0  # dot product with the sum of all papers
        self._counts: dict[int, int] = {}  # vectors with each term
        self._papers: Mapping[int, bytes] = {}

    def fit(self, vector: Vector, ordinary: float) -> float:
        """The cosine, less `ordinary` times what the sum has in common with all papers."""
        weights = map(self.weights.get, vector.ids, repeat(0.0))
        product: float = sum(map(mul, vector.weights, weights))
        return (product - ordinary * self._common) / self._length

    def update(self, papers: Mapping[int, bytes], frequencies: Frequencies) -> bool:
        """Make this the sum of other vectors. Returns whether it has changed."""
        old, self._papers = self._papers, papers
        gone = [vector for key, vector in old.items() if papers.get(key) != vector]
        new = [vector for key, vector in papers.items() if old.get(key) != vector]
        for vector in gone:
            self._subtract(Vector.unpack(vector))
        for vector in new:
            self._add(Vector.unpack(vector))
        if gone or new:
            self._length = math.hypot(*self.weights.values()) or 1.0
            self._common = frequencies.common(self.weights, self.weights.values())
        return bool(gone or new)

    def _add(self, vector: Vector) -> None:
        weights, counts = self.weights, self._counts
        for term, weight in zip(vector.ids, vector.weights, strict=True):
            count = counts.get(term, 0)
            counts[term] = count + 1
            if count > 1:
                weights[term] += weight
            elif count:
                weights[term] = weights[term] / _SINGLE + weight
            else:
                weights[term] = _SINGLE * weight

    def _subtract(self, vector: Vector) -> None:
        weights, counts = self.weights, self._counts
        for term, weight in zip(vector.ids, vector.weights, strict=True):
            counts[term] -= 1
            if counts[term] > 1:
                weights[term] -= weight
            elif counts[term]:
                weights[term] = _SINGLE * (weights[term] - weight)
            else:
                del weights[term], counts[term]
