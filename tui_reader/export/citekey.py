"""What a citation calls a paper by: its key (`huang2026envharness`), year and DOI.

The key is made of what does not change (first author, year, title), so that a paper exported next
year has the key that stands in a manuscript already.
"""

# ruff: noqa: SIM905 (a line of words is read faster than a list of strings)
from __future__ import annotations

import re
from collections.abc import Iterable

from tui_reader.export.names import fold, split
from tui_reader.models import Paper

_LONGEST = 30
_MARKUP = re.compile(r"\\(?:text|math)[a-z]*|\\emph|[\\${}^_]")
_WORD = re.compile(r"[^\W_]+(?:[-'’.+][^\W_]+)*")
_SMALL = frozenset(
    "a an and are as at be by can do does for from how in into is it its of on or over the their to"
    " toward towards under via what when where which who why with".split()
)


def year_of(paper: Paper) -> int:
    """The year of publication, else the one in the id: known for every paper."""
    return paper.published.year if paper.published else 2000 + int(paper.id[:2])


def doi(paper: Paper) -> str:
    """Every paper on arXiv has one."""
    return f"10.48550/arXiv.{paper.id}"


def citekey(paper: Paper) -> str:
    """ASCII letters and digits only; two papers can have the same: see `citekeys`."""
    authors = paper.shown_authors
    family = fold(split(authors[0].name).family)[:_LONGEST] if authors else ""
    return f"{family or 'anon'}{year_of(paper)}{_first_word(paper.title)}"


def citekeys(papers: Iterable[Paper]) -> list[str]:
    """A key for each, in order, all different: the second of its name ends in "a", then "b" …"""
    taken: set[str] = set()
    keys = []
    for paper in papers:
        plain = key = citekey(paper)
        count = 0
        while key in taken:
            count += 1
            key = plain + _letters(count)
        taken.add(key)
        keys.append(key)
    return keys


def _first_word(title: str) -> str:
    words = [fold(word) for word in _WORD.findall(_MARKUP.sub("", title))]
    words = [word for word in words if word]
    return next((word for word in words if word not in _SMALL), "".join(words[:1]))[:_LONGEST]


def _letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa: a thousand papers of one author and word still differ."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
