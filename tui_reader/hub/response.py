"""Read a response: a bounded body of the expected type, then JSON that may be malformed.

httpx neither bounds the decoded size nor detects a truncated gzip body (measured with httpx 0.28:
`aiter_bytes()` returns 8,985 of 20,000 bytes without an error, and drops all gzip members but the
first), so the compressed bytes are decoded here, with zlib.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from tui_reader.hub.auth import redact
from tui_reader.hub.errors import BadResponse, Truncated

MAX_ENTRIES = 1_000  # ten times the largest page that the Hub serves
_MAX_PARSED = 4_000_000  # bytes; as Python values they take up to twenty times as much
_MAX_ENTRY = 2_000_000  # bytes; the largest recorded entry, with 664 authors, has a tenth of that
_MAX_TOKENS = 1_000_000  # fifty times as many as on a busy day

_CHUNK = 1 << 18  # bytes
_START = 16  # bytes that are enough to recognize a file type
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_CHARSET = re.compile(r"charset=\"?([\w-]{1,20})", re.IGNORECASE)
_CHARSETS = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}", re.ASCII)
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_JSON_SPACE = b" \t\r\n"


@dataclass(frozen=True)
class Kind:
    """A kind of response.

    Attributes:
        name: For messages.
        accept: The Accept header.
        max_wire: Bytes as transferred.
        max_decoded: Bytes after decompression.
        types: Parts of the content types to accept.
        starts: Allowed first bytes of the body; empty for anything but a web page.
    """

    name: str
    accept: str
    max_wire: int
    max_decoded: int
    types: tuple[str, ...]
    starts: tuple[bytes, ...] = ()


JSON = Kind("JSON", "application/json", 5_000_000, 25_000_000, ("json",))
ANY = Kind("JSON", "application/json", 5_000_000, 5_000_000, ("",))
MARKDOWN = Kind(
    "Markdown", "text/markdown, text/plain;q=0.9", 5_000_000, 25_000_000, ("markdown", "text/plain")
)
_PICTURE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
PICTURE = Kind(
    "an image", "image/*", 10_000_000, 10_000_000, ("image/", "octet-stream"), _PICTURE_STARTS
)
PDF = Kind(
    "a PDF", "application/pdf", 200_000_000, 200_000_000, ("pdf", "octet-stream"), (b"%PDF-",)
)

PORTAL_HINT = "Does this network require a login? Open any web page in a browser."


class Response(Protocol):
    """The part of httpx's response that is used here."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def stream(self) -> Any: ...  # AsyncIterable[bytes], which httpx declares as a union


async def iter_body(response: Response, kind: Kind) -> AsyncIterator[bytes]:
    """Yield the decoded body in chunks of at most 256 KB.

    Raises:
        BadResponse: It is of another kind, too large or damaged.
        Truncated: It ended early.
    """
    _check_type(response.headers.get("content-type", ""), kind)
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise BadResponse("The response is compressed in a way that was not requested")
    length = _content_length(response)
    if length is not None and length > kind.max_wire:
        raise _too_large(kind.max_wire)
    # httpx's `aiter_raw` does not accept the ready-made responses of a mock transport.
    raw = _bounded(response.stream, length, kind)
    size = 0
    start: bytes | None = b""  # buffered until the file type is known
    async for chunk in raw if encoding in ("", "identity") else _decompress(raw):
        size += len(chunk)
        if size > kind.max_decoded:
            raise _too_large(kind.max_decoded)
        if start is None:
            yield chunk
        elif len(start := start + chunk) >= _START:
            _check_start(start, kind)
            yield start
            start = None
    if start is not None:
        _check_start(start, kind)
        yield start


async def read_all(response: Response, kind: Kind) -> bytes:
    """Return the decoded body. Raises the errors of `iter_body`."""
    return b"".join([chunk async for chunk in iter_body(response, kind)])


def body_size(response: Response) -> int | None:
    """Return the number of bytes that `iter_body` will yield, None if unknown."""
    return None if response.headers.get("content-encoding") else _content_length(response)


def decode_text(body: bytes, content_type: str) -> str:
    """Decode text in the charset of its content type, as UTF-8 if that is missing or unusual."""
    match = _CHARSET.search(content_type)
    charset = match[1].lower() if match else "utf-8"
    return body.decode(charset if charset in _CHARSETS else "utf-8", "replace")


def status_line(status: int) -> str:
    """Return e.g. "503 Service Unavailable", without the server's own, untrusted words."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


async def _bounded(
    stream: AsyncIterable[bytes], length: int | None, kind: Kind
) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > kind.max_wire:
            raise _too_large(kind.max_wire)
        yield chunk
    if length is not None and size != length:
        raise Truncated(f"The response ended after {size:,} of {length:,} bytes")


async def _decompress(raw: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Decompress gzip (also of several members) or zlib in small chunks."""
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
    async for data in raw:
        chunk = b""
        while data or len(chunk) == _CHUNK:
            if decoder.eof:
                decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                chunk = decoder.decompress(data, _CHUNK)
            except zlib.error:
                raise BadResponse("The compressed response is damaged") from None
            yield chunk
            data = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if not decoder.eof:
        raise Truncated("The response is incomplete")


def _content_length(response: Response) -> int | None:
    length = response.headers.get("content-length", "")
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length, re.ASCII) else None


def _check_type(content_type: str, kind: Kind) -> None:
    name = content_type.partition(";")[0].strip().lower()
    if "html" in name:
        raise _web_page(kind)
    if name and not any(part in name for part in kind.types):
        known = name if _TYPE.fullmatch(name) else "an unknown type"
        raise BadResponse(f"Got {known} instead of {kind.name}")


def _check_start(start: bytes, kind: Kind) -> None:
    if start.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        raise _web_page(kind)
    if kind.starts and not start.startswith(kind.starts):
        raise BadResponse(f"The response is not {kind.name}")


def _web_page(kind: Kind) -> BadResponse:
    return BadResponse(f"Got a web page instead of {kind.name}", PORTAL_HINT)


def _too_large(limit: int) -> BadResponse:
    return BadResponse(
        f"The response is larger than {limit // 1_000_000} MB", "It was not downloaded."
    )


# JSON


def _int(digits: str) -> int | None:
    return int(digits) if len(digits) <= 19 else None


def _float(digits: str) -> float | None:
    return float(digits) if len(digits) <= 40 else None


# Strings may contain control characters: they are sanitized field by field.
_DECODER = json.JSONDecoder(
    parse_int=_int, parse_float=_float, parse_constant=lambda name: None, strict=False
)


def parse_json(body: bytes, limit: int = _MAX_PARSED) -> Any:
    """Parse a JSON value. Numbers out of range and NaN become None.

    Raises:
        BadResponse: It is not JSON, nested too deeply, or larger than `limit` bytes.
    """
    body = _to_utf8(body)
    if len(body) > limit:
        raise _too_large(limit)
    try:
        return _parse(body)
    except RecursionError:
        raise BadResponse("The response is nested too deeply") from None
    except ValueError:
        raise _not_json(body) from None


def parse_entries(body: bytes) -> Iterator[Any]:
    """Parse a JSON list. Entries that are malformed or too large are yielded as None.

    Raises:
        BadResponse: It is not a list, incomplete, or has more than `MAX_ENTRIES`.
    """
    body = _to_utf8(body)
    if len(body) <= _MAX_PARSED:
        try:
            value = _parse(body)
        except (ValueError, RecursionError):
            pass  # a malformed entry does not affect the others
        else:
            if not isinstance(value, list):
                raise BadResponse(f"Got {_describe(value)} instead of a list")
            if len(value) > MAX_ENTRIES:
                raise _too_many_entries()
            yield from value
            return
    for start, end in _split_list(body):
        try:
            yield _parse(body[start:end]) if end - start <= _MAX_ENTRY else None
        except (ValueError, RecursionError):
            yield None


def _parse(body: bytes) -> Any:
    return _DECODER.decode(body.decode("utf-8", "replace"))


def _to_utf8(body: bytes) -> bytes:
    """Return JSON as UTF-8. Other encodings are rare enough to cost a copy."""
    encoding = json.detect_encoding(body)
    if encoding == "utf-8":
        return body
    return body[: 2 * _MAX_PARSED].decode(encoding, "replace").encode("utf-8", "replace")


def _split_list(body: bytes) -> list[tuple[int, int]]:
    """Return where each entry of a JSON list starts and ends, without parsing or recursion."""
    if not body.lstrip(_JSON_SPACE).startswith(b"["):
        raise _not_json(body)
    entries: list[tuple[int, int]] = []
    depth = start = 0
    for number, token in enumerate(_JSON_TOKEN.finditer(body)):
        sign = body[token.start() : token.start() + 1]
        if depth == 1 and sign in b",]}":
            entries.append((start, token.start()))
            if len(entries) > MAX_ENTRIES:
                raise _too_many_entries()
        depth += (sign in b"[{") - (sign in b"]}")
        if depth == 0 or number == 0 or (depth == 1 and sign == b","):
            start = token.end()
        if depth == 0:
            break
        if number > _MAX_TOKENS:
            raise BadResponse("The response is too complex to read")
    if depth:
        raise BadResponse("The response is incomplete")
    if body[start:].strip(_JSON_SPACE):
        raise BadResponse("The response is not JSON: there is more after its end")
    is_empty = len(entries) == 1 and not body[slice(*entries[0])].strip(_JSON_SPACE)
    return [] if is_empty else entries


def _not_json(body: bytes) -> BadResponse:
    start = body[:100].lstrip()
    if not start:
        return BadResponse("The response is empty")
    if start.startswith(b"<"):
        return _web_page(JSON)
    return BadResponse("The response is not JSON, or incomplete")


def _too_many_entries() -> BadResponse:
    return BadResponse(f"The response has more than {MAX_ENTRIES:,} entries")


def _describe(value: object) -> str:
    if isinstance(value, dict):
        error = value.get("error")
        return f"an error ({redact(error)[:100]})" if isinstance(error, str) else "an object"
    return "a string" if isinstance(value, str) else "a single value"
