"""Names of authors in parts, for lists and every citation format."""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
import re
from typing import NamedTuple

_PARTICLES = frozenset(
    "van von der den de del della dello di da do dos das du la las le les lo los ter ten te"
    " zu zum zur vom und in af av bin ibn bint al el op 't 's het dal dalla degli dei"
    " dem auf aus aan uit de' d' l' dell' dall' delle dels van't in't op't ob ul ur ud uz ben wa"
    " des binti binte nic v. d. v.d."
    " im am vor vorm tot uijt aufm ver bij over onder til på abu abd ould bent ap ferch mac"
    " ó o\u0301 Ó O\u0301 Ní Ni\u0301 Uí Ui\u0301 ван фон дер ден де да ди дель ла ле дю".split()
)
_CAPITAL_PARTICLES = frozenset("Van Von De Op Auf Aus Aan In Uit".split())
# Also capitalized: "Ana De La Cruz" and "Jean de La Fontaine", unlike "Tran Van An".
_PAIRS = frozenset(
    ("de la", "de las", "de los", "van de", "van den", "van der", "von der", "an der")
)
# Connect two words to one family name: Agüera y Arcas, Mayné i Comas, Silva e Costa.
_CONNECTORS = frozenset("y i e".split())
# Particles that are given names, too, and therefore only after another word.
_PARTICLES_OR_GIVEN = frozenset("Mac Nic St St.".split())
_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv phd ph.d. esq esq.".split())
_GROUP_ENDS = frozenset(
    "team lab labs group inc inc. ltd ltd. llc corp corp. collaboration consortium foundation"
    " community project initiative research institute university laboratory others"
    " corporation company workshop alliance association organization contributors authors members"
    " committee department center research robotics technologies gmbh al.".split()
)
# Scripts in which the family name comes first, with or without a space: kana, Han, Hangul.
_FAMILY_FIRST = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\uff66", "\uff9f"),
)
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u2032\xb4`", "'" * 6)
_UNSPLIT = re.compile(r"[,;()\[\]{}/&@]")


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
        or words[0] == "The"
        or "Team" in words
        or not {"and", "And", "AND", "of", "for"}.isdisjoint(words)
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
    while start and _is_particle(words[start - 1].rpartition("-")[2]):  # "de Vries-van Dijk"
        start -= 1
    if start > 1 and words[start - 1] in _PARTICLES_OR_GIVEN:
        start -= 1
    if start and words[start - 1] in _CAPITAL_PARTICLES and _is_particle(words[start]):
        start -= 1
    return start


def _is_particle(word: str) -> bool:
    return word.translate(_APOSTROPHES) in _PARTICLES
