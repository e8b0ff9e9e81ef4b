"""What the user is interested in, as vectors, and how well a paper fits. Pure functions.

One vector for all saved papers and one for each tag with three papers or more, so that ten papers
on robotics do not drown out two on music: a paper's score is its best fit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tui_reader.store.search.terms import Frequencies, Vector

_SINGLE = 0.7  # how much a term counts that only one paper of a group has
_COMMON = 1.25  # how much of what all papers have in common is subtracted
_HIDDEN = 0.5  # how much likeness to hidden papers is subtracted


class Fit(NamedTuple):
    """How well a paper fits. `group` is the tag that it fits best, "" for all saved papers."""

    score: float
    group: str = ""


class Interest(NamedTuple):
    """The sum of some papers' vectors, of length 1, and its cosine with the sum of all papers."""

    weights: dict[int, float]
    common: float

    @classmethod
    def of(cls, vectors: Iterable[Vector], frequencies: Frequencies) -> Interest:
        """Terms that only one of the papers has count less."""
        sums: dict[int, float] = defaultdict(float)
        papers: dict[int, int] = defaultdict(int)
        several = False
        for number, vector in enumerate(vectors):
            several = number > 0
            for term, weight in vector:
                sums[term] += weight
                papers[term] += 1
        if several:
            sums = {
                term: weight if papers[term] > 1 else weight * _SINGLE
                for term, weight in sums.items()
            }
        length = math.sqrt(sum(weight * weight for weight in sums.values())) or 1.0
        weights = {term: weight / length for term, weight in sums.items()}
        return cls(weights, frequencies.common(weights.items()))

    def fit(self, vector: Vector, common: float) -> float:
        """The cosine, without what both have in common with every paper.

        `common` is the vector's cosine with the sum of all papers.
        """
        get = self.weights.get
        return sum([weight * get(term, 0.0) for term, weight in vector]) - (
            _COMMON * self.common * common
        )


class Interests:
    """The interests of a user.

    Args:
        saved: Vectors of saved papers (bookmarked, tagged, with a note, or seeds) by key.
        tags: Keys of the papers of each tag.
        hidden: Vectors of papers that the user is not interested in.
        frequencies: Document frequencies of all papers on disk.
    """

    ENOUGH = 3  # saved papers to rank at all; papers of a tag to be an interest of its own

    def __init__(
        self,
        saved: Mapping[int, Vector],
        tags: Mapping[str, Iterable[int]],
        hidden: Iterable[Vector],
        frequencies: Frequencies,
    ) -> None:
        self.frequencies = frequencies
        groups = {"": list(saved.values())}
        for tag, keys in tags.items():
            vectors = [saved[key] for key in keys if key in saved]
            if len(vectors) >= self.ENOUGH:
                groups[tag] = vectors
        self.groups = {name: Interest.of(vectors, frequencies) for name, vectors in groups.items()}
        hidden = list(hidden)
        self.hidden = Interest.of(hidden, frequencies) if hidden else None

    def fit(self, vector: Vector) -> Fit:
        """Score a paper: its best fit, minus half of its likeness to hidden papers."""
        common = self.frequencies.common(vector)
        score, group = max(
            (interest.fit(vector, common), name) for name, interest in self.groups.items()
        )
        if self.hidden:
            score -= _HIDDEN * max(0.0, self.hidden.fit(vector, common))
        return Fit(score, group)
