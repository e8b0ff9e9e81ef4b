"""What a hostile case is. Each stands between two good, made-up papers (or editions)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.fake_server import Answer
from tests.support.made_up import Wire


@dataclass(frozen=True)
class Entry:
    """A hostile entry in an edition. `make` turns a good entry into it (JSON values, or bytes as
    they stand in the list).

    `kept`: whether a paper is stored of it; None where both would do. `shows`: what the page about
    it must show, letter by letter.
    """

    kind: str
    name: str
    make: Callable[[Wire], Any]
    kept: bool | None = True
    shows: str = ""


@dataclass(frozen=True)
class Edition:
    """A hostile answer in place of a whole edition (`of` is "edition"), or of the latest feed.

    `make` gets what a good answer would be. `says`: what the last line of the screen must say
    then; "" where nothing need be said. `kept`: what was there before stays; else the answer is
    good enough to be taken. `waits`: the reader may wait as long as it likes, if only keys are
    heard. `slow`: it takes as long as an answer may.
    """

    name: str
    make: Callable[[bytes], Answer]
    says: str = ""
    kept: bool = True
    of: str = "edition"
    waits: bool = False
    slow: bool = False


@dataclass(frozen=True)
class Document:
    """A hostile answer to what a key asks for: a text, a discussion, a picture …

    `shows`: what must be on the screen then.
    """

    kind: str
    name: str
    answer: Any
    shows: str = ""
    slow: bool = False


def written(value: Any, ascii_only: bool = True) -> bytes:
    """JSON, also of what has lone surrogates; without `ascii_only` as UTF-8, and with control
    characters as they are, which JSON does not allow."""
    if isinstance(value, bytes):
        return value
    if ascii_only:
        return json.dumps(value).encode()
    text = json.dumps(value, ensure_ascii=False)
    for code in (*range(0x20), 0x7F):
        text = text.replace(f"\\u{code:04x}", chr(code))
    return text.encode("utf-8", "surrogatepass")


def changed(**fields: Any) -> Callable[[Wire], Wire]:
    """An entry with other values, at the top (`top_…`) or in its paper."""

    def make(entry: Wire) -> Wire:
        entry = copy.deepcopy(entry)
        for name, value in fields.items():
            if name.startswith("top_"):
                entry[name.removeprefix("top_")] = value
            else:
                entry["paper"][name] = value
        return entry

    return make


def spliced(**fields: bytes) -> Callable[[Wire], bytes]:
    """The same with values that no JSON library would write, such as a number of 4,300 digits."""

    def make(entry: Wire) -> bytes:
        body = written(changed(**{name: f"<{name}>" for name in fields})(entry))
        for name, value in fields.items():
            body = body.replace(f'"<{name}>"'.encode(), value)
        return body

    return make
