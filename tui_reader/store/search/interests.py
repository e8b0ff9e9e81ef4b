"""The user's interests as vectors, and how well a paper fits them. Pure functions.

One vector for all saved papers and one for each tag with three papers or more, so that ten papers
on robotics do not drown out two on music: a paper's score is its best fit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from tui_reader.store.search.terms import Frequencies, Vector

_SINGLE = 0.7  # weight of a term that only one paper of a group has
_COMMON = 1.25  # weight of the similarity to all papers, which is subtracted
_HIDDEN = 0.5  # weight of the similarity to hidden papers, which is subtracted


class Fit(NamedTuple):
    """How well a paper fits. `group` is the tag that it fits best, "" for all saved papers."""

    score: float
    group: str = ""


class Interests:
    """The interests of a user.

    Args:
        saved: Vectors of saved papers (bookmarked, tagged, with a note, or seeds) by key.
        tags: Keys of the papers of each tag.
        hidden: Vectors of papers that the user is not interested in.
        frequencies: Document frequencies of all papers on disk.
    """

    # Minimum number of saved papers for ranking, and of papers for a tag to be an interest.
    ENOUGH = 3

    def __init__(
        self,
        saved: Mapping[int, Vector],
        tags: Mapping[str, Iterable[int]],
        hidden: Sequence[Vector],
        frequencies: Frequencies,
    ) -> None:
        self.frequencies = frequencies
        groups: dict[str, Sequence[Vector]] = {"": list(saved.values())}
        for tag, keys in tags.items():
            tagged = [saved[key] for key in keys if key in saved]
            if len(tagged) >= self.ENOUGH:
                groups[tag] = tagged
        self.groups = list(groups)
        self._common: list[float] = []  # cosine of each group with the sum of all papers
        # The groups that have a term, and its weight in them: one look-up per term of a paper.
        self._weights: dict[int, list[tuple[int, float]]] = {}
        for number, vectors in enumerate([*groups.values(), hidden]):
            weights = _sum(vectors)
            self._common.append(frequencies.common(weights, weights.values()))
            for term, weight in weights.items():
                self._weights.setdefault(term, []).append((number, weight))

    def fit(self, vector: Vector) -> Fit:
        """Score a paper: its best fit, minus half of its likeness to hidden papers.

        A fit is the cosine, less what both vectors have in common with all papers.
        """
        ordinary = _COMMON * self.frequencies.common(*vector)
        fits = [-ordinary * common for common in self._common]
        get = self._weights.get
        for term, weight in zip(vector.ids, vector.weights, strict=True):
            for number, other in get(term, ()):
                fits[number] += weight * other
        hidden = fits.pop()
        score, number = max(zip(fits, range(len(fits)), strict=True))  # prefers a tag to all papers
        return Fit(score - _HIDDEN * max(0.0, hidden), self.groups[number])

    def shared(self, vector: Vector, group: str) -> dict[int, float]:
        """How much each term of a paper contributes to its fit with a group."""
        number = self.groups.index(group)
        return {
            term: weight * other
            for term, weight in zip(vector.ids, vector.weights, strict=True)
            for found, other in self._weights.get(term, ())
            if found == number
        }


def _sum(vectors: Sequence[Vector]) -> dict[int, float]:
    """The sum of vectors, of length 1. Terms that only one of several papers has count less."""
    weights: dict[int, float] = {}
    for vector in vectors:
        for term, weight in zip(vector.ids, vector.weights, strict=True):
            if term in weights:
                weights[term] += weight
            else:
                weights[term] = weight
    if len(vectors) > 1:
        papers = Counter(chain.from_iterable(vector.ids for vector in vectors))
        for term, count in papers.items():
            if count == 1:
                weights[term] *= _SINGLE
    length = math.hypot(*weights.values()) or 1.0
    return {term: weight / length for term, weight in weights.items()}
