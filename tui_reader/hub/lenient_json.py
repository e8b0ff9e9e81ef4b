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

from tui_reader.hub.auth import hidden
from tui_reader.hub.errors import Broken

UNREADABLE: Any = object()
"""An entry that is no JSON, or too big."""

MOST_ENTRIES = 1_000  # ten times what may be asked for at once
_AT_ONCE = 4_000_000  # bytes: as values they take up to twenty times as much memory
_LARGEST_ENTRY = 2_000_000  # bytes; the largest recorded, with 664 authors, has a tenth of that
_MOST_TOKENS = 1_000_000  # fifty times a busy day's

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*")


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
    body = _utf8(body)
    if len(body) > _AT_ONCE:
        raise Broken(came=f"{len(body) // 1_000_000} MB came for one thing")
    try:
        return _read(body)
    except (ValueError, RecursionError):
        raise _not_json(body) from None


def entries(body: bytes) -> Iterator[Any]:
    """The entries of an answer that is a list, `UNREADABLE` in place of bad ones."""
    body = _utf8(body)
    if len(body) <= _AT_ONCE:
        try:
            whole = _read(body)
        except (ValueError, RecursionError):
            pass
        else:
            if not isinstance(whole, list):
                raise Broken(came=f"{_described(whole)} came instead of a list")
            if len(whole) > MOST_ENTRIES:
                raise _too_many()
            yield from whole
            return
    for start, end in _places(body):
        try:
            small = end - start <= _LARGEST_ENTRY
            yield _read(body[start:end]) if small else UNREADABLE
        except (ValueError, RecursionError):
            yield UNREADABLE


def _read(body: bytes) -> Any:
    return _DECODER.decode(body.decode("utf-8", "replace"))


def _utf8(body: bytes) -> bytes:
    """Another of JSON's encodings is rare enough to cost a copy, a BOM is cut off."""
    encoding = json.detect_encoding(body)
    if encoding == "utf-8":
        return body
    return body[: 2 * _AT_ONCE].decode(encoding, "replace").encode("utf-8", "replace")


def _places(body: bytes) -> list[tuple[int, int]]:
    """Where each entry of the list that `body` is begins and ends."""
    opening = _SPACE.match(body)
    start = opening.end() if opening else 0
    if not body.startswith(b"[", start):
        raise _not_json(body)
    found: list[tuple[int, int]] = []
    depth = 0
    for number, token in enumerate(_TOKEN.finditer(body, start)):
        sign = body[token.start() : token.start() + 1]
        if sign in b"[{":
            depth += 1
            if depth == 1:
                start = token.end()
        elif sign in b"]}":
            depth -= 1
        if depth == 0 or (depth == 1 and sign == b","):
            found.append((start, token.start()))
            start = token.end()
            if len(found) > MOST_ENTRIES:
                raise _too_many()
        if depth == 0:
            break
        if number > _MOST_TOKENS:
            raise Broken(came="an answer too intricate to read came")
    if depth != 0:
        raise Broken(came="the answer ends in its middle")
    if not _SPACE.fullmatch(body, start):
        raise Broken(came="the answer goes on after its end")
    empty = len(found) == 1 and _SPACE.fullmatch(body, *found[0])
    return [] if empty else found


def _not_json(body: bytes) -> Broken:
    start = body[:100].lstrip()
    if not start:
        return Broken(came="an empty answer came")
    if start.startswith(b"<"):
        return Broken(came="a web page came instead of data")
    return Broken(came="something came that is no JSON, or is torn")


def _too_many() -> Broken:
    return Broken(came=f"more than {MOST_ENTRIES:,} entries came")


def _described(whole: Any) -> str:
    if isinstance(whole, dict):
        said = whole.get("error")
        return f"an error, {hidden(said)[:100]!r}," if isinstance(said, str) else "an object"
    return "a text" if isinstance(whole, str) else "a single value"
