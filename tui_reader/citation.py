"""Citation keys, year and DOI of a paper, for every citation format.

A citation key is built as arXiv builds it for its BibTeX export: family name, year, and the first
four words of the title that are not stop words, as in `vaswani2017attentionneed`. There are two
differences: the year is that of the first version, which does not change (arXiv uses the latest),
and keys are ASCII. Source: `_txt_id` in
https://github.com/arXiv/arxiv-browse/blob/develop/browse/formatting/cite.py
"""

# ruff: noqa: SIM905 (a line of words is easier to read than a list of strings)
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tui_reader.models import Entry, Paper
from tui_reader.names import split_name
from tui_reader.text.fold import fold

_TITLE_WORDS = 4  # same as arXiv
_MAX_FAMILY_LENGTH, _MAX_TITLE_LENGTH = 40, 120  # characters; no real key is as long
_KEY = re.compile("[a-z0-9]{1,200}")
_UNKNOWN = "unknown"  # for a paper without authors, as arXiv

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
