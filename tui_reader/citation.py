"""Author names, citation keys, year and DOI of a paper, for every citation format.

A citation key is built as arXiv builds it for its BibTeX export: family name, year, and the first
four words of the title that are not stop words, as in `vaswani2017attentionneed`. There are two
differences: the year is that of the first version, which does not change (arXiv uses the latest),
and keys are ASCII. Source: `_txt_id` in
https://github.com/arXiv/arxiv-browse/blob/develop/browse/formatting/cite.py
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tui_reader.models import Entry, Paper
from tui_reader.text.fold import fold

_TITLE_WORDS = 4  # same as arXiv
_MAX_FAMILY_LENGTH, _MAX_TITLE_LENGTH = 40, 120  # characters; no real key is as long
_KEY = re.compile("[a-z0-9]{1,200}")
_UNKNOWN = "unknown"  # for a paper without authors, as arXiv

_PARTICLES = frozenset(
    "van von der den de del della dello di da do dos das du la las le les lo los ter ten te"
    " zu zum zur vom und in af av bin ibn bint al el op 't 's het dal dalla degli dei"
    " dem auf aus aan uit de' ben wa".split()
)
_CAPITAL_PARTICLES = frozenset(("Van", "Von", "De"))
# Also capitalized: "Ana De La Cruz" and "Jean de La Fontaine", unlike "Tran Van An".
_PAIRS = frozenset(
    ("de la", "de las", "de los", "van de", "van den", "van der", "von der", "an der")
)
# Connect two words to one family name: Agüera y Arcas, Mayné i Comas, Silva e Costa.
_CONNECTORS = frozenset("y i e".split())
_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
_GROUP_ENDS = frozenset(
    "team lab labs group inc inc. ltd ltd. llc corp corp. collaboration consortium foundation"
    " community project initiative research institute university laboratory others".split()
)
# Scripts in which the family name comes first, with or without a space: kana, Han, Hangul.
_FAMILY_FIRST = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
)
_UNSPLIT = re.compile(r"[,;()\[\]{}/&@]")

# The stop words of arXiv's BibTeX export.
_STOP_WORDS = frozenset(
    """
    a about above across after afterwards again against all almost alone along already also
    although always am among amongst amoungst amount an and another any anyhow anyone anything
    anyway anywhere are around as at back be became because become becomes becoming been before
    beforehand behind being below beside besides between beyond bill both bottom but by call can
    cannot cant co con could couldnt cry de describe detail do done down due during each eg
    eight either eleven else elsewhere empty enough etc even ever every everyone everything
    everywhere except few fifteen fify fill find fire first five for former formerly forty found
    four from front full further get give go had has hasnt have he hence her here hereafter
    hereby herein hereupon hers herself him himself his how however hundred ie if in inc indeed
    interest into is it its itself keep last latter latterly least less ltd made many may me
    meanwhile might mill mine more moreover most mostly move much must my myself name namely
    neither never nevertheless next nine no nobody none noone nor not nothing now nowhere of off
    often on once one only onto or other others otherwise our ours ourselves out over own part
    per perhaps please put rather re same see seem seemed seeming seems serious several she
    should show side since sincere six sixty so some somehow someone something sometime
    sometimes somewhere still such system take ten than that the their them themselves then
    thence there thereafter thereby therefore therein thereupon these they thickv thin third
    this those though three through throughout thru thus to together too top toward towards
    twelve twenty two un under until up upon us very via was we well were what whatever when
    whence whenever where whereafter whereas whereby wherein whereupon wherever whether which
    while whither who whoever whole whom whose why will with within without would yet you your
    yours yourself yourselves
    """.split()
)


class Name(NamedTuple):
    """A name in parts. `given` is empty if `family` is the whole name.

    `family` includes particles ("de la Rosa", "Van den Broeck").
    """

    family: str
    given: str = ""
    suffix: str = ""


def split_name(name: str) -> Name:
    """Split a name into family name, given names and suffix.

    The Hub has one string per name. A name that cannot be split reliably (one word, a team, a name
    in Chinese characters, a comma) stays whole.
    """
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
        or words[0] in ("The", "Team")
        or "and" in (word.lower() for word in words)
        or _UNSPLIT.search(core)
        or any(first <= char <= last for char in core for first, last in _FAMILY_FIRST)
        or not any(char.isalpha() for char in words[-1])
    ):
        return Name(" ".join(name.split()))
    start = _family_start(words)
    if start == 0:
        return Name(" ".join(name.split()))
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _family_start(words: list[str]) -> int:
    """Return the index of the first word of the family name; 0 if no given name is left.

    BibTeX starts the family name at the first lower-case word. That is wrong for
    "Jean de Dieu Nyandwi", so a single particle counts only before the last word, and two in a
    row count anywhere: "Charles de la Vallée Poussin".
    """
    last = len(words) - 1
    start = last
    for at in range(last):
        opens = _is_particle(words[at]) or words[at] in _CAPITAL_PARTICLES
        pair = f"{words[at]} {words[at + 1]}".lower() in _PAIRS
        if (pair or (opens and _is_particle(words[at + 1]))) and at + 1 < last:
            start = at
            break
    for at in range(1, last):
        if words[at] in _CONNECTORS:
            start = min(start, at - 1)
            break
    while start and _is_particle(words[start - 1]):
        start -= 1
    if start and words[start - 1] in _CAPITAL_PARTICLES and _is_particle(words[start]):
        start -= 1
    return start


def _is_particle(word: str) -> bool:
    return word.replace("\u2019", "'") in _PARTICLES


def year_of(paper: Paper) -> int:
    """Return the year of the first version, or the one in the ID if the date is unknown."""
    return paper.published.year if paper.published else 2000 + int(paper.id[:2])


def doi(paper: Paper) -> str:
    """Return the DOI that DataCite registers for every paper on arXiv."""
    return f"10.48550/arXiv.{paper.id}"


def citation_key(paper: Paper) -> str:
    """Return the key of a paper: lower-case ASCII letters and digits.

    It depends on the paper alone. Two papers can have the same key: see `citation_keys`.
    """
    authors = paper.shown_authors
    # arXiv splits "Team OLMo", as a name of two words.
    first = authors[0].name.removeprefix("Team ") if authors else ""
    family = _ascii(split_name(first).family)[:_MAX_FAMILY_LENGTH]
    words = [word for word in paper.title.split() if word.lower() not in _STOP_WORDS]
    title = _ascii("".join(words[:_TITLE_WORDS]))[:_MAX_TITLE_LENGTH]
    return f"{family or _UNKNOWN}{year_of(paper)}{title}"


def possible_keys(paper: Paper) -> Iterator[str]:
    """Yield the key of a paper, then longer ones with the digits of its ID, if that is taken."""
    key = citation_key(paper)
    while True:
        yield key
        key += paper.id.replace(".", "")


def citation_keys(
    entries: Iterable[Entry], is_taken: Callable[[str], bool] = lambda key: False
) -> list[str]:
    """Return a different key for each entry, in order; the order does not change the keys.

    A saved paper keeps its stored key. Other papers whose key is taken, here or by `is_taken`, get
    a key with the digits of their ID.
    """
    entries = list(entries)
    keys = {entry.paper.id: entry.citation_key for entry in entries if is_key(entry.citation_key)}
    rest = {
        entry.paper.id: possible_keys(entry.paper)
        for entry in entries
        if entry.paper.id not in keys
    }
    changed = list(rest)
    while changed:
        keys |= {one: next(rest[one]) for one in changed}
        used = Counter(keys.values())
        changed = [one for one in rest if used[keys[one]] > 1 or is_taken(keys[one])]
    return [keys[entry.paper.id] for entry in entries]


def is_key(text: str) -> bool:
    """True if a text has the form of a citation key."""
    return _KEY.fullmatch(text) is not None


def _ascii(text: str) -> str:
    """Return the letters and digits of a text: "Gödel" → "godel", "王小明" → "wangxiaoming"."""
    text = "".join(filter(str.isalnum, fold(text)))
    if not text.isascii():
        from anyascii import anyascii  # 0.5 MB of tables, only needed for names in other scripts

        text = anyascii(text)
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())
