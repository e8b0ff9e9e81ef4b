"""Types of hostile cases. Each case is placed between two valid, made-up papers (or editions)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.fake_papers import Json
from tests.support.fake_server import Response


@dataclass(frozen=True)
class Entry:
    """A hostile entry of an edition.

    Attributes:
        make: Turns a valid entry into the hostile one: a JSON value, or bytes of the list.
        is_stored: Whether a paper is stored for it; None if both are acceptable.
        shows: Text that the paper's page must show, unchanged.
    """

    kind: str
    name: str
    make: Callable[[Json], Any]
    is_stored: bool | None = True
    shows: str = ""


@dataclass(frozen=True)
class Edition:
    """A hostile response in place of an edition, or of the latest feed (`target`).

    Attributes:
        make: Turns a valid response into the hostile one.
        message: The expected message in the last line; "" if none is needed.
        is_rejected: Whether the stored edition stays; otherwise the response is acceptable.
        may_wait: The app may wait, as long as it responds to keys.
        is_slow: The response takes as long as allowed.
    """

    name: str
    make: Callable[[bytes], Response]
    message: str = ""
    is_rejected: bool = True
    target: str = "edition"
    may_wait: bool = False
    is_slow: bool = False


@dataclass(frozen=True)
class Document:
    """A hostile response to a request caused by a key: full text, comments, image …

    `shows`: text that must be on screen afterwards.
    """

    kind: str
    name: str
    response: Any
    shows: str = ""
    is_slow: bool = False


def written(value: Any, ascii_only: bool = True) -> bytes:
    """Return JSON, including lone surrogates.

    Without `ascii_only` it is UTF-8 with unescaped control characters, which JSON does not allow.
    """
    if isinstance(value, bytes):
        return value
    if ascii_only:
        return json.dumps(value).encode()
    text = json.dumps(value, ensure_ascii=False)
    for code in (*range(0x20), 0x7F):
        text = text.replace(f"\\u{code:04x}", chr(code))
    return text.encode("utf-8", "surrogatepass")


def changed(**fields: Any) -> Callable[[Json], Json]:
    """Change values of an entry: at the top (`top_…`) or in its paper."""

    def make(entry: Json) -> Json:
        entry = copy.deepcopy(entry)
        for name, value in fields.items():
            if name.startswith("top_"):
                entry[name.removeprefix("top_")] = value
            else:
                entry["paper"][name] = value
        return entry

    return make


def spliced(**fields: bytes) -> Callable[[Json], bytes]:
    """Like `changed`, for values that no JSON library writes, such as a number of 4,300 digits."""

    def make(entry: Json) -> bytes:
        body = written(changed(**{name: f"<{name}>" for name in fields})(entry))
        for name, value in fields.items():
            body = body.replace(f'"<{name}>"'.encode(), value)
        return body

    return make
