"""Parse a line of tags as typed, and format tags as such a line.

A tag of several words is in quotes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tui_reader.text.sanitize import line

MAX_LENGTH = 60  # characters
SEPARATORS = r"\s,\uff0c\u3001\u060c"  # also the commas of Chinese, Japanese and Arabic
_TAG = re.compile(rf'"([^"]*)"|([^{SEPARATORS}"]+)')


def read(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the tags in a line, each once: `rl, #to-read "flow matching"`.

    A tag that differs from a `known` tag only in case becomes that tag.
    """
    spelled = {_folded(tag): tag for tag in known}
    tags: dict[str, str] = {}
    for quoted, word in _TAG.findall(text):
        tag = line(quoted or word.lstrip("#\uff03"), MAX_LENGTH)
        if tag:
            tags.setdefault(_folded(tag), spelled.get(_folded(tag), tag))
    return tuple(tags.values())


def _folded(tag: str) -> str:
    """Without case and in composed form; unlike `text.fold`, accents distinguish tags."""
    return unicodedata.normalize("NFC", tag).casefold()


def write(tags: Iterable[str]) -> str:
    """Return the tags as one line; the inverse of `read`."""
    return ", ".join(map(word, tags))


def word(tag: str) -> str:
    """Return a tag, in quotes if it has spaces or commas."""
    return f'"{tag}"' if re.search(f"[{SEPARATORS}]", tag) else tag
