"""Evaluate "For you" on recorded days. Not part of the test suite.

    python -m tests.for_you DAYS_DIR [--json]

DAYS_DIR has one file per day, YYYY-MM-DD.json, each a response of the Hub's daily papers.

No libraries of users are available, so submitters stand in for readers: those with at least 8
papers, except the two with the most. On each day the profile consists of the papers that the reader
submitted on earlier days, the candidates are that day's papers, and a hit is one that the reader
submitted. A day counts for a reader with at least five earlier papers and at least one hit.
Document frequencies are those of the papers up to that day. Author names are not terms, since
people submit their own papers.

AUC is the probability that a hit ranks above another paper, ties counted half, averaged over
(reader, day) pairs; it needs a paper that is not a hit. Top 5 is the share of pairs with a hit
among the first five.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tui_reader.hub import parse
from tui_reader.models import Edition, Paper
from tui_reader.store.search.interests import Interests
from tui_reader.store.search.terms import Frequencies, count_terms

PAPERS = 8  # of a pseudo-reader
EARLIER = 5  # papers in a profile
EXCLUDED = 2  # submitters with the most papers
TOP = 5


class Query(NamedTuple):
    """One day of a pseudo-reader.

    Attributes:
        papers: The candidates.
        hits: The ones that the reader submitted.
        scores: Their scores in For you.
    """

    reader: str
    papers: tuple[Paper, ...]
    hits: tuple[bool, ...]
    scores: tuple[float, ...]


class Quality(NamedTuple):
    auc: float
    top5: float


def load(folder: Path) -> list[Edition]:
    """Read recorded days, oldest first."""
    files = sorted(folder.glob("????-??-??.json"))
    return [
        parse.gather(date.fromisoformat(file.stem), [parse.papers(file.read_bytes())])
        for file in files
    ]


def readers(editions: Sequence[Edition]) -> set[str]:
    """Return the pseudo-readers."""
    submitted = Counter(
        paper.submitter.name for edition in editions for paper in edition.papers if paper.submitter
    ).most_common()
    return {name for name, papers in submitted[EXCLUDED:] if papers >= PAPERS}


def queries(editions: Sequence[Edition]) -> Iterator[Query]:
    """Replay the days in order."""
    names = readers(editions)
    frequencies = Frequencies()
    counts: dict[int, dict[int, int]] = {}
    earlier: dict[str, list[int]] = {name: [] for name in names}
    for edition in editions:
        new = {
            paper.key: count_terms(paper.title, paper.abstract, paper.keywords)
            for paper in edition.papers
            if paper.key not in counts
        }
        frequencies.add(new.values())
        counts.update(new)
        hits_of = {
            name: tuple(_submitter(paper) == name for paper in edition.papers)
            for name in sorted(names)
            if len(earlier[name]) >= EARLIER
        }
        for name, hits in hits_of.items():
            if any(hits):
                interests = Interests(frequencies)
                vectors = {
                    key: frequencies.weigh(counts[key]).pack()
                    for key in (*earlier[name], *(paper.key for paper in edition.papers))
                }
                interests.update({key: vectors[key] for key in earlier[name]}, {}, {})
                scores = tuple(interests.fit(vectors[paper.key]).score for paper in edition.papers)
                yield Query(name, edition.papers, hits, scores)
        for paper in edition.papers:
            if _submitter(paper) in names:
                earlier[_submitter(paper)].append(paper.key)


def _submitter(paper: Paper) -> str:
    return paper.submitter.name if paper.submitter else ""


def quality(scored: Sequence[tuple[Sequence[float], Sequence[bool]]]) -> Quality:
    """Average AUC and top-5 rate over (reader, day) pairs."""
    aucs = [auc(scores, hits) for scores, hits in scored if not all(hits)]
    tops = [_top(scores, hits) for scores, hits in scored]
    return Quality(_mean(aucs), _mean(tops))


def auc(scores: Sequence[float], hits: Sequence[bool]) -> float:
    """Return the probability that a hit has a higher score than another paper; ties count half."""
    good = [score for score, hit in zip(scores, hits, strict=True) if hit]
    bad = [score for score, hit in zip(scores, hits, strict=True) if not hit]
    won = sum((g > b) + (g == b) / 2 for g in good for b in bad)
    return won / (len(good) * len(bad))


def _top(scores: Sequence[float], hits: Sequence[bool]) -> bool:
    best = sorted(range(len(scores)), key=lambda number: -scores[number])[:TOP]
    return any(hits[number] for number in best)


def random_quality(hits: Sequence[Sequence[bool]]) -> Quality:
    """Return the exact expected quality of a random order."""
    tops = [
        1 - math.comb(len(day) - sum(day), TOP) / math.comb(len(day), TOP)
        if len(day) > TOP
        else 1.0
        for day in hits
    ]
    return Quality(0.5, _mean(tops))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def evaluate(editions: Sequence[Edition]) -> dict[str, object]:
    """Return the result of `--json`."""
    names: set[str] = set()
    for_you, upvotes, hits = [], [], []
    for query in queries(editions):
        names.add(query.reader)
        hits.append(query.hits)
        for_you.append((query.scores, query.hits))
        upvotes.append((tuple(float(paper.upvotes or 0) for paper in query.papers), query.hits))
    return {
        "for_you": quality(for_you)._asdict(),
        "upvotes": quality(upvotes)._asdict(),
        "random": random_quality(hits)._asdict(),
        "readers": len(names),
        "queries": len(hits),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.for_you", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("days", type=Path, metavar="DAYS_DIR", help="folder of recorded days")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    result = evaluate(load(args.days))
    if not result["queries"]:
        parser.error(f"{args.days}: no pseudo-reader has enough papers")
    if args.json:
        print(json.dumps(result))
        return
    print(
        f"{result['queries']} days of {result['readers']} pseudo-readers (people who submit "
        "papers; not real readers)\n"
    )
    print(f"{'':10}{'AUC':>6}{'top 5':>8}")
    for name in ("for_you", "upvotes", "random"):
        found = result[name]
        assert isinstance(found, dict)
        print(f"{name.replace('_', ' '):10}{found['auc']:6.3f}{found['top5']:8.1%}")


if __name__ == "__main__":
    main()
