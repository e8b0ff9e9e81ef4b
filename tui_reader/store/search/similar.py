"""Similar papers: those on disk that share the rarest words with a paper. No model, no network."""

from __future__ import annotations

import math
import re
import sqlite3
from array import array
from collections import Counter
from dataclasses import dataclass, field

from tui_reader.models import Paper
from tui_reader.query import Phrase
from tui_reader.store.search.compounds import match_text
from tui_reader.store.search.ranking import load
from tui_reader.text.fold import flat, fold

MAX_RESULTS = 200  # papers
_MAX_TERMS = 24  # terms of a paper with the largest weights
_MAX_SHOWN_TERMS = 3  # shared terms that are shown

_WORD = re.compile(r"[^\W\d_][^\W_]{2,}")
_MATCHING = "SELECT -rowid AS key FROM main.papers_fts WHERE papers_fts MATCH ?"


@dataclass(frozen=True, slots=True)
class Similar:
    """Similar papers, best first, and the terms that each shares, by descending weight."""

    keys: array[int]
    shared: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def reason(self, key: int) -> str:
        """One line: "shares: rectified flow, distillation"; "" for a paper that is not similar."""
        terms = self.shared.get(key, ())
        return f"shares: {', '.join(terms)}" if terms else ""


def similar(connection: sqlite3.Connection, key: int, paper: Paper | None = None) -> Similar:
    """Return other papers that share at least two of a paper's most important terms.

    Terms are keywords and words, weighted by rarity as in BM25. Hidden papers are left
    out. Empty if the paper is neither on disk nor given.
    """
    texts = (paper.title, "\n".join(paper.keywords), paper.abstract) if paper else None
    weights = _weights(connection, texts or _texts(connection, key))
    found: dict[int, list[str]] = {}
    for term in sorted(weights, key=lambda term: -weights[term])[:_MAX_TERMS]:
        for other in load(connection, _MATCHING, match_text(Phrase(term))):
            found.setdefault(other, []).append(term)
    for other in (key, *load(connection, "SELECT key FROM library.hidden")):
        found.pop(other, None)
    scores = {
        other: sum(weights[term] for term in terms)
        for other, terms in found.items()
        if len(terms) > 1
    }
    best = sorted(scores, key=lambda other: (scores[other], other), reverse=True)[:MAX_RESULTS]
    return Similar(array("q", best), {other: _named(found[other]) for other in best})


def _texts(connection: sqlite3.Connection, key: int) -> tuple[str, str, str]:
    """Return title, keywords and abstract of a paper on disk."""
    row = connection.execute(
        "SELECT title, keywords, abstract FROM main.papers WHERE key = ?1 "
        "UNION ALL SELECT title, keywords, abstract FROM library.kept WHERE key = ?1",
        [key],
    ).fetchone()
    return row or ("", "", "")


def _weights(connection: sqlite3.Connection, texts: tuple[str, str, str]) -> dict[str, float]:
    """Return the weight of each term of a paper's title, keywords and abstract."""
    title, keywords, abstract = texts
    in_title = flat(title)
    times = Counter(fold(word) for word in _WORD.findall(f"{title}\n{abstract}"))
    shown = {fold(word): word for word in _WORD.findall(f"{title}\n{abstract}")}
    terms = {shown[word]: 1 + math.log(often) for word, often in times.items()}
    for keyword in keywords.split("\n") if keywords else ():
        if flat(keyword).strip():
            terms.pop(shown.get(fold(keyword), ""), None)
            terms[keyword] = 2.0

    total = connection.execute("SELECT count(*) FROM main.papers_fts_docsize").fetchone()[0]
    common = max(5, total // 20)
    weights = {}
    for term, weight in terms.items():
        # Stop counting a word that is in many papers.
        (papers,) = connection.execute(
            f"SELECT count(*) FROM ({_MATCHING} LIMIT ?)", [match_text(Phrase(term)), common + 1]
        ).fetchone()
        if 1 < papers <= common:
            if flat(term) in in_title:
                weight *= 1.5
            weights[term] = weight * math.log(total / papers)
    return weights


def _named(terms: list[str]) -> tuple[str, ...]:
    """Return the terms to show, without the words of a keyword that is shown too."""
    named: list[str] = []
    for term in sorted(terms, key=lambda term: " " not in term):
        if not any(flat(term) in flat(other) for other in named):
            named.append(term)
    return tuple(sorted(named, key=terms.index)[:_MAX_SHOWN_TERMS])
