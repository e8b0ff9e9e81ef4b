"""Tags as a person types them: words in a line, and back.

A tag is one word; several words are one tag in quotes. The standard library alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui_reader.text.sanitize import line

LONGEST = 60  # characters
_TAG = re.compile(r'"([^"]*)"|([^\s,"]+)')


def read(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The tags in a line, each once: `rl, #to-read "flow matching"`.

    One that differs from a `known` tag only in capitals is that tag.
    """
    spelled = {tag.casefold(): tag for tag in known}
    found: dict[str, str] = {}
    for quoted, word in _TAG.findall(text):
        tag = line(quoted or word.lstrip("#"), LONGEST)
        if tag:
            found.setdefault(tag.casefold(), spelled.get(tag.casefold(), tag))
    return tuple(found.values())


def write(tags: Iterable[str]) -> str:
    """The line that `read` reads these tags from."""
    return ", ".join(map(word, tags))


def word(tag: str) -> str:
    """One tag as it stands in such a line."""
    return f'"{tag}"' if re.search(r"[\s,]", tag) else tag
