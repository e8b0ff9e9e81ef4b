"""Encodes tags and notes as the text of an item in the Collection.

    Tags: agents, to read

    Reads well; section 4 is the point.

The first line is omitted if there are no tags. A "☆" before it marks a paper that is saved without
a bookmark. Users can edit these texts on the web, so `decode` accepts other capitalization, missing
spaces and missing empty lines.
"""

from __future__ import annotations

import csv
import re

from tui_reader.models import SavedPaper
from tui_reader.text.sanitize import clean, line

LIMIT = 500  # the Hub's limit in UTF-16 code units, as JavaScript counts
MORE = "…"  # as a tag: tags are missing; at the end of a note: it is shortened

# Code units of the first line at most, which leaves the rest of `LIMIT` for a shortened note.
_FIRST_LINE = 250
_MIN_EXCERPT_LENGTH = LIMIT - _FIRST_LINE - 20
_HEAD = re.compile(r"(☆)?[ \t]*(?:tags?[ \t]*:(.*))?", re.IGNORECASE)


def encode(paper: SavedPaper) -> str:
    """Return the text of an item, at most `LIMIT` long. "…" marks omitted parts."""
    note = normalize_note(paper.note)
    head = "" if paper.starred else "☆"
    if paper.tags:
        head = f"{head} Tags: {_join(paper.tags)}".lstrip()
    elif not head and _head(note.partition("\n")[0]):
        head = "Tags:"  # otherwise the note's first line would be parsed as tags
    return _shorten("\n\n".join(filter(None, (head, note))))


def decode(key: int, text: str) -> SavedPaper:
    """Parse the text of an item; any text is valid. The tag `MORE` means that some are missing."""
    text = normalize_note(text)
    first, _, rest = text.partition("\n")
    head = _head(first)
    if head is None:
        return SavedPaper(key, (), text)
    return SavedPaper(key, _split(head[2] or ""), rest.strip(), starred=head[1] is None)


def roundtrip(paper: SavedPaper) -> SavedPaper:
    """Return the paper as another machine receives it."""
    return decode(paper.key, encode(paper))


def is_shortened(note: str, whole: str) -> bool:
    """Return whether `note` is `whole` shortened by `encode`, here or on other machines in turn.

    A note that merely ends with "…" is not: an excerpt has `_MIN_EXCERPT_LENGTH` code units.
    """
    return (
        note.endswith(MORE)
        and _length(note) >= _MIN_EXCERPT_LENGTH
        and note != whole
        and whole.startswith(note[: -len(MORE)])
    )


def normalize_note(note: str) -> str:
    """Return a note in the form in which two are compared: the Hub may trim whitespace."""
    return clean(note).strip()


def sort_tags(tags: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Sort tags by name, with `MORE` last."""
    return tuple(sorted(tags, key=lambda tag: (tag == MORE, tag.casefold(), tag)))


def _head(first: str) -> re.Match[str] | None:
    """Match a first line written by `encode`: group 1 is the "☆", group 2 the tags."""
    match = _HEAD.fullmatch(first)
    return match if match and (match[1] or match[2] is not None) else None


def _join(tags: tuple[str, ...]) -> str:
    names = sort_tags({line(tag) for tag in tags})
    joined = ", ".join(map(_quoted, names))
    if _length(joined) <= _FIRST_LINE:
        return joined
    fitting = list(map(_quoted, names))  # MORE is the first to go
    while fitting and _length(", ".join([*fitting, MORE])) > _FIRST_LINE:
        fitting.pop()
    return ", ".join([*fitting, MORE])


def _quoted(tag: str) -> str:
    return '"' + tag.replace('"', '""') + '"' if "," in tag or '"' in tag else tag


def _split(text: str) -> tuple[str, ...]:
    (names,) = csv.reader([text.strip()], skipinitialspace=True) if text.strip() else ([],)
    return sort_tags({line(name) for name in names} - {""})


def _shorten(text: str) -> str:
    if _length(text) <= LIMIT:
        return text
    # Do not cut within an emoji or a run of combining marks: sanitizing would change it, which
    # would look like an edit.
    end = LIMIT - len(MORE)
    while _length(text[:end]) > LIMIT - len(MORE) or clean(text[:end]) != text[:end]:
        end -= 1
    return text[:end] + MORE


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
