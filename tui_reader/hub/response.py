"""Reading one answer's body within bounds: what kind it must be, its size, that it is whole.

httpx inflates without a bound and takes a torn gzip body for a whole one, so the raw bytes are
inflated here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from tui_reader.hub.errors import Broken

_PIECE = 1 << 18
_HEAD = 16
_CHARSET = re.compile(r"charset=\"?([\w-]{1,20})", re.IGNORECASE)
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}", re.ASCII)
_CHARSETS = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})


@dataclass(frozen=True)
class Kind:
    """What may be asked for. `wire` and `decoded` are bytes, `types` parts of a content type,
    `starts` what the body may begin with (empty: anything but a web page)."""

    name: str
    accept: str
    wire: int
    decoded: int
    types: tuple[str, ...]
    starts: tuple[bytes, ...] = ()


JSON = Kind("data", "application/json", 5_000_000, 25_000_000, ("json",))
MARKDOWN = Kind(
    "text", "text/markdown, text/plain;q=0.9", 5_000_000, 25_000_000, ("markdown", "text/plain")
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
PICTURE = Kind(
    "a picture", "image/*", 10_000_000, 10_000_000, ("image/", "octet-stream"), _PICTURES
)
PDF = Kind(
    "a PDF", "application/pdf", 200_000_000, 200_000_000, ("pdf", "octet-stream"), (b"%PDF-",)
)

PORTAL = "does this network want you to log in? Open a web page in a browser"


class Torn(Broken):
    """The answer ended before its end; it may be whole the next time."""


class Response(Protocol):
    """The part of httpx's response that is used here."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def stream(self) -> Any: ...


async def pieces(response: Response, kind: Kind) -> AsyncIterator[bytes]:
    """The body, decoded, piece by piece. Raises Broken for what it must not be or is too big."""
    _check_type(response.headers.get("content-type", ""), kind)
    inflate = _inflater(response.headers.get("content-encoding", ""))
    expected = _length(response)
    if expected is not None and expected > kind.wire:
        raise _too_big(kind, kind.wire)
    came = given = 0
    head: bytes | None = b""  # until there is enough to see what it is
    async for raw in response.stream:  # `aiter_raw` refuses the ready-made answers of a transport
        came += len(raw)
        if came > kind.wire:
            raise _too_big(kind, kind.wire)
        for piece in inflate(raw):
            given += len(piece)
            if given > kind.decoded:
                raise _too_big(kind, kind.decoded)
            if head is None:
                yield piece
            elif len(head := head + piece) >= _HEAD:
                _check_start(head, kind)
                yield head
                head = None
    if expected is not None and came != expected:
        raise Torn(came=f"the answer ended after {came:,} of {expected:,} bytes")
    inflate.finish()
    if head is not None:
        _check_start(head, kind)
        yield head


async def whole(response: Response, kind: Kind) -> bytes:
    return b"".join([piece async for piece in pieces(response, kind)])


def total_of(response: Response) -> int | None:
    """How many bytes `pieces` will give, where that is known beforehand."""
    return None if response.headers.get("content-encoding") else _length(response)


def decoded(body: bytes, content_type: str) -> str:
    """Text in the charset that the answer names, UTF-8 where it names none that we know."""
    match = _CHARSET.search(content_type)
    charset = match[1].lower() if match else "utf-8"
    return body.decode(charset if charset in _CHARSETS else "utf-8", "replace")


def status_line(status: int) -> str:
    """ "503 Service Unavailable", in our own words: the server's could be anything."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


class _Plain:
    """Bytes as they are; whether they are all there is told by their number."""

    def __call__(self, raw: bytes) -> Iterator[bytes]:
        yield raw

    def finish(self) -> None:
        pass


class _Zipped:
    """gzip or zlib, in pieces that stay small however much a few bytes inflate to."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def __call__(self, raw: bytes) -> Iterator[bytes]:
        more = True
        while more:
            if self._inflate.eof:
                if not raw:
                    return
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip may go on
            try:
                piece = self._inflate.decompress(raw, _PIECE)
            except zlib.error:
                raise Broken(came="compressed data came that cannot be read") from None
            yield piece
            raw = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            more = bool(raw) or len(piece) == _PIECE

    def finish(self) -> None:
        if not self._inflate.eof:
            raise Torn(came="the answer ends in its middle")


def _inflater(encoding: str) -> _Plain | _Zipped:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zipped()
    raise Broken(came="the answer is compressed in a way that was not asked for")


def _length(response: Response) -> int | None:
    length = response.headers.get("content-length", "")
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length, re.ASCII) else None


def _check_type(content_type: str, kind: Kind) -> None:
    name = content_type.partition(";")[0].strip().lower()
    if "html" in name:
        raise Broken(came=f"a web page came instead of {kind.name}", advice=PORTAL)
    if name and not any(part in name for part in kind.types):
        known = name if _TYPE.fullmatch(name) else "something else"
        raise Broken(came=f"{known} came instead of {kind.name}")


def _check_start(head: bytes, kind: Kind) -> None:
    if head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        raise Broken(came=f"a web page came instead of {kind.name}", advice=PORTAL)
    if kind.starts and not head.startswith(kind.starts):
        raise Broken(came=f"something came that is not {kind.name}")


def _too_big(kind: Kind, limit: int) -> Broken:
    return Broken(
        came=f"{kind.name} of more than {limit // 1_000_000} MB came",
        advice="that is more than the reader takes",
    )
