"""How a kept paper's tags and note travel: as the text of its item in the Collection.

    Tags: agents, to read

    Reads well; section 4 is the point.

The first line is there only where it says something. A "☆" before it stands for a paper that is
kept without a bookmark. People edit these texts on the web, so `read` takes what `write` would
not have written: other capitals, no space, no empty line.
"""

from __future__ import annotations

import csv
import re

from tui_reader.models import SavedPaper
from tui_reader.text.sanitize import clean, line

LIMIT = 500  # the Hub's; counted in UTF-16 units, as JavaScript and so perhaps the Hub does
MORE = "…"  # as a tag: more than fit here; at the end of a note: this is its beginning

# Room for the first line, and with it the least that a shortened note has.
_FIRST_LINE = 250
_SHORTEST = LIMIT - _FIRST_LINE - 20
_HEAD = re.compile(r"(☆)?[ \t]*(?:tags?[ \t]*:(.*))?", re.IGNORECASE)


def write(kept: SavedPaper) -> str:
    """The item's text, at most `LIMIT` long. What does not fit is left out, and "…" says so."""
    note = tidy(kept.note)
    head = "" if kept.starred else "☆"
    if kept.tags:
        head = f"{head} Tags: {_join(kept.tags)}".lstrip()
    elif not head and _head(note.partition("\n")[0]):
        head = "Tags:"  # the note's own first line would be taken for one of ours
    return _beginning("\n\n".join(filter(None, (head, note))))


def read(key: int, text: str) -> SavedPaper:
    """The reverse of `write`, of whatever is there. A tag `MORE` says that some are missing."""
    text = tidy(text)
    first, _, rest = text.partition("\n")
    head = _head(first)
    if head is None:
        return SavedPaper(key, (), text)
    return SavedPaper(key, _split(head[2] or ""), rest.strip(), starred=head[1] is None)


def as_it_arrives(kept: SavedPaper) -> SavedPaper:
    """What another machine gets of it."""
    return read(kept.key, write(kept))


def is_beginning(note: str, whole: str) -> bool:
    """True where `note` is `whole` shortened on its way, by this machine or in turn by others."""
    return (
        note.endswith(MORE)
        and _units(note) >= _SHORTEST
        and note != whole
        and whole.startswith(note[: -len(MORE)])
    )


def tidy(note: str) -> str:
    """A note in the form in which two are compared: the Hub may trim what it is given."""
    return clean(note).strip()


def in_order(tags: frozenset[str] | set[str]) -> tuple[str, ...]:
    return tuple(sorted(tags, key=lambda tag: (tag == MORE, tag.casefold(), tag)))


def _head(first: str) -> re.Match[str] | None:
    """The match of a first line that is ours: group 1 the "☆", group 2 the tags, one at least."""
    match = _HEAD.fullmatch(first)
    return match if match and (match[1] or match[2] is not None) else None


def _join(tags: tuple[str, ...]) -> str:
    names = in_order({line(tag) for tag in tags})
    shown = ", ".join(map(_quoted, names))
    if _units(shown) <= _FIRST_LINE:
        return shown
    fitting = [_quoted(name) for name in names if name != MORE]
    while fitting and _units(", ".join([*fitting, MORE])) > _FIRST_LINE:
        fitting.pop()
    return ", ".join([*fitting, MORE])


def _quoted(tag: str) -> str:
    return '"' + tag.replace('"', '""') + '"' if "," in tag or '"' in tag else tag


def _split(written: str) -> tuple[str, ...]:
    (names,) = csv.reader([written.strip()], skipinitialspace=True) if written.strip() else ([],)
    return in_order({line(name) for name in names} - {""})


def _beginning(text: str) -> str:
    if _units(text) <= LIMIT:
        return text
    # A Python character is one or two units. Half a flag or half a tower of marks would not come
    # back as it left, and so would look like a change.
    end = LIMIT - len(MORE)
    while _units(text[:end]) > LIMIT - len(MORE) or clean(text[:end]) != text[:end]:
        end -= 1
    return text[:end] + MORE


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
