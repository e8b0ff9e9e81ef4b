"""JSON that may be hostile: what can be read of it, entry by entry, in bounded memory and time.

One number of 4,300 digits, one NaN, one entry nested 100,000 deep must not cost its neighbours.
So a list that fails as a whole, or is too big to be read as one, is cut into its entries without
recursion, and each is read by itself. Raises `Broken` for what is no JSON of the wanted shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tui_reader.hub.errors import Broken

UNREADABLE: Any = object()
"""An entry that is no JSON, or too big."""

MOST_ENTRIES = 1_000  # ten times what may be asked for at once
_AT_ONCE = 4_000_000  # characters: as values they take up to twenty times as much memory
_LARGEST_ENTRY = 2_000_000  # the largest recorded, with 664 authors, has a tenth of that
_MOST_TOKENS = 3_000_000  # about a second

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= 19 else None


def _fraction(digits: str) -> float | None:
    return float(digits) if len(digits) <= 40 else None


_DECODER = json.JSONDecoder(
    parse_int=_whole_number,
    parse_float=_fraction,
    parse_constant=lambda name: None,  # NaN, Infinity
    strict=False,  # control characters in strings are the cleaner's business
)


def value(body: bytes) -> Any:
    """An answer that is one value."""
    text = _text(body)
    if len(text) > _AT_ONCE:
        raise Broken(came=f"{len(text) // 1_000_000} MB came for one thing")
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise _not_json(text) from None


def entries(body: bytes) -> Iterator[Any]:
    """The entries of an answer that is a list, `UNREADABLE` in place of bad ones."""
    text = _text(body)
    if len(text) <= _AT_ONCE:
        try:
            whole = _DECODER.decode(text)
        except (ValueError, RecursionError):
            pass
        else:
            if not isinstance(whole, list):
                raise Broken(came=f"{_described(whole)} came instead of a list")
            if len(whole) > MOST_ENTRIES:
                raise _too_many()
            yield from whole
            return
    for piece in _pieces(text):
        try:
            yield _DECODER.decode(piece) if len(piece) <= _LARGEST_ENTRY else UNREADABLE
        except (ValueError, RecursionError):
            yield UNREADABLE


def _text(body: bytes) -> str:
    return body.decode(json.detect_encoding(body), "replace")


def _pieces(text: str) -> list[str]:
    """The text of each entry of the list that `text` is."""
    start = len(text) - len(text.lstrip())
    if not text.startswith("[", start):
        raise _not_json(text)
    found: list[str] = []
    depth = 0
    start += 1
    for tokens, token in enumerate(_TOKEN.finditer(text, start - 1)):
        sign = text[token.start()]
        if sign in "[{":
            depth += 1
        elif sign in "]}" or (sign == "," and depth == 1):
            depth -= sign != ","
            if depth <= 1 and (sign == "," or depth == 0):
                found.append(text[start : token.start()])
                start = token.end()
                if len(found) > MOST_ENTRIES:
                    raise _too_many()
        if depth == 0:
            break
        if tokens > _MOST_TOKENS:
            raise Broken(came="an answer too intricate to read came")
    if depth != 0:
        raise Broken(came="the answer ends in its middle")
    if text[start:].strip():
        raise Broken(came="the answer goes on after its end")
    return [] if len(found) == 1 and not found[0].strip() else found


def _not_json(text: str) -> Broken:
    if not text.strip():
        return Broken(came="an empty answer came")
    if text.lstrip()[:1] == "<":
        return Broken(came="a web page came instead of data")
    return Broken(came="something came that is no JSON, or is torn")


def _too_many() -> Broken:
    return Broken(came=f"more than {MOST_ENTRIES:,} entries came")


def _described(whole: Any) -> str:
    if isinstance(whole, dict):
        said = whole.get("error")
        return f"an error, {said[:100]!r}," if isinstance(said, str) else "an object"
    return "a text" if isinstance(whole, str) else "a single value"
