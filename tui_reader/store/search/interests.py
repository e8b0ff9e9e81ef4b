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


class Fit(NamedTuple):
    """The fit of a paper. `group` is the tag that it fits best, "" for all saved papers."""

    score: float
    group: str = ""


class Interests:
    """The interests of a user.

    Args:
        saved: Vectors of saved papers (bookmarked, tagged, with a note, or seeds) by key.
        tags: Keys of the papers of each tag.
        hidden: Vectors of papers that the user is not interested in, by key.
        frequencies: Document frequencies of all papers on disk.
        before: Earlier interests to update. They must not be used afterwards.
    """

    # Minimum number of saved papers for ranking, and of papers for a tag to be an interest.
    ENOUGH = 3

    def __init__(
        self,
        saved: Mapping[int, Vector],
        tags: Mapping[str, Iterable[int]],
        hidden: Mapping[int, Vector],
        frequencies: Frequencies,
        before: Interests | None = None,
    ) -> None:
        self.frequencies = frequencies
        groups = {"": saved}
        for tag, keys in tags.items():
            tagged = {key: saved[key] for key in keys if key in saved}
            if len(tagged) >= self.ENOUGH:
                groups[tag] = tagged
        groups[_NOT_INTERESTED] = hidden
        sums: dict[str, _Sum] = before._sums if before else {}
        self._sums: dict[str, _Sum] = {group: sums.get(group) or _Sum() for group in groups}
        changed = [g for g, sum_ in self._sums.items() if sum_.update(groups[g], frequencies)]
        # Number and weight of each group with a term, except all papers: most terms have none.
        self._having: dict[int, list[tuple[int, float]]] = {}
        if before and changed in ([], [""]) and sums.keys() == groups.keys():
            self._having = before._having
        else:
            for number, sum_ in enumerate(self._sums.values()):
                for term, weight in sum_.weights.items() if number else ():
                    self._having.setdefault(term, []).append((number, weight))

    def fit(self, vector: Vector) -> Fit:
        """Score a paper: its best fit, minus half of its likeness to hidden papers.

        A fit is the cosine, less what both vectors have in common with all papers.
        """
        everything, *_ = sums = list(self._sums.values())
        ordinary = _COMMON * self.frequencies.common(*vector)
        fits = [-ordinary * sum_.common for sum_ in sums]
        shared = map(everything.weights.get, vector.ids, repeat(0.0))
        fits[0] += sum(map(mul, vector.weights, shared))
        for weight, having in zip(vector.weights, map(self._having.get, vector.ids), strict=True):
            if having:
                for number, other in having:
                    fits[number] += weight * other
        scores = [fit / sum_.length for fit, sum_ in zip(fits, sums, strict=True)]
        hidden = scores.pop()
        score, group = max(zip(scores, self._sums, strict=False))  # prefers a tag to all papers
        return Fit(score - _HIDDEN * max(0.0, hidden), group)

    def shared(self, vector: Vector, group: str) -> dict[int, float]:
        """Return the contribution of each term of a paper to its fit with a group."""
        weights = self._sums[group].weights
        return {
            term: weight * weights[term]
            for term, weight in zip(vector.ids, vector.weights, strict=True)
            if term in weights
        }


class _Sum:
    """The sum of vectors. Terms that only one of them has count less."""

    def __init__(self) -> None:
        self.weights: dict[int, float] = {}
        self.length = 1.0
        self.common = 0.0  # dot product with the sum of all papers
        self._counts: dict[int, int] = {}  # vectors with each term
        self._vectors: Mapping[int, Vector] = {}

    def update(self, vectors: Mapping[int, Vector], frequencies: Frequencies) -> bool:
        """Make this the sum of other vectors. Returns whether it has changed."""
        old, self._vectors = self._vectors, vectors
        gone = [key for key, vector in old.items() if vectors.get(key) is not vector]
        new = [key for key, vector in vectors.items() if old.get(key) is not vector]
        for key in gone:
            self._subtract(old[key])
        for key in new:
            self._add(vectors[key])
        if gone or new:
            self.length = math.hypot(*self.weights.values()) or 1.0
            self.common = frequencies.common(self.weights, self.weights.values())
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
