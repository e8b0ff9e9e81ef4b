"""Family and given names of authors, as reference managers want them.

The Hub gives one string a name. What cannot be taken apart with good reason (one word, a team,
a Chinese name in its own script, a comma) stays whole: better a name that sorts oddly than a
wrong one.
"""

# ruff: noqa: SIM905 (a line of words is read faster than a list of strings)
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PARTICLES = frozenset(
    "van von der den de del della dello di da do dos das du la le les ter ten te zu zum zur"
    " af av bin ibn al el".split()
)
_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
_GROUP_ENDS = frozenset(
    "team lab labs group inc inc. ltd ltd. llc corp corp. collaboration consortium foundation"
    " community project initiative research institute university laboratory others".split()
)
# Scripts where the family name comes first and spaces, if any, tell nothing: kana, Han, Hangul.
_FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_UNSPLIT = re.compile(r"[,;()\[\]{}/&@]")
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """`given` is empty where `family` is the whole name; it holds the particles ("de la Rosa")."""

    family: str
    given: str = ""
    suffix: str = ""


def split(name: str) -> Name:
    """Takes a name apart, or leaves it whole. `whole` gives back what went in."""
    words = name.split()
    suffix = ""
    if len(words) > 2 and words[-1].lower() in _SUFFIXES:
        suffix = words.pop()
        words[-1] = words[-1].removesuffix(",")
    core = " ".join(words)
    if (
        len(words) < 2
        or words[-1].lower() in _GROUP_ENDS
        or words[-1] == "AI"
        or words[0] == "The"
        or "and" in (word.lower() for word in words)
        or _UNSPLIT.search(core)
        or _FAMILY_FIRST.search(core)
        or not any(char.isalpha() for char in words[-1])
    ):
        return Name(" ".join(name.split()))
    start = len(words) - 1
    while start and words[start - 1] in _PARTICLES:
        start -= 1
    if start == 0:
        return Name(" ".join(name.split()))
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def fold(text: str) -> str:
    """Only a-z and 0-9: "Gödel" → "godel". Empty where nothing of the text is Latin."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(char for char in plain if char.isascii() and char.isalnum())
