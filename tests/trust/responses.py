"""Hostile responses in place of an edition or of the latest feed."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.fake_server import (
    Response,
    gzip_bomb,
    make_response,
    portal,
    redirect,
    zipped,
)
from tests.trust.cases import Edition

KIND = "responses"
SECRET = "hf_TrustTrustTrustTrust"  # the token of the app in these tests
EVIL = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m[red]x[/nope]"

Make = Callable[[bytes], Response]


def editions(elsewhere: str, rng: random.Random) -> Iterator[Edition]:
    """Yield the cases. `elsewhere` is another local server, which must get no request."""
    for name, (make, message) in _WHOLE.items():
        yield Edition(name, make, message, is_rejected=bool(message))
    for name, make in _EMPTY.items():
        yield Edition(name, make)
    for name, (make, message) in _WHOLE.items():
        if name in _FEED:
            yield Edition(f"latest feed: {name}", make, message, target="latest")
    around = _same(redirect("?limit=20"))
    yield Edition("latest feed: a redirect loop", around, "redirects", target="latest")
    for name, entry in _DAYS.items():
        yield Edition(f"latest feed: {name}", _added(entry), is_rejected=False, target="latest")
    for name, headers in _HEADERS.items():
        yield Edition(f"headers: {name}", _with(headers), is_rejected=False)
    for status, message in _STATUS.items():
        yield Edition(f"status {status}", _refused(status), message)
    for number, place in enumerate(_PLACES):
        place = place.replace("ELSEWHERE", elsewhere)
        message = "invalid or unsafe address|redirects"
        status = (301, 302, 303, 307, 308)[number % 5]
        yield Edition(f"redirect to {place[:60]!r}", _led(place, status), message)
    for number in range(6):
        at = rng.randrange(1, 2_000)
        yield Edition(f"cut after {at} bytes", _cut(at), "ends|ended|interrupted")
        yield Edition(f"gzip cut, {number}", _cut_zip(rng.random()), "incomplete")
        yield Edition(f"garbage, {number}", _garbage(rng.randbytes(3_000)), "not JSON|Got")
    for name, (make, message) in _SLOW.items():
        yield Edition(name, make, message, is_slow=True)
    for name, headers in _WAITS.items():
        yield Edition(f"headers: {name}", _with(headers, 429), may_wait=True)


def _same(made: Response) -> Make:
    return lambda good: made


def _late(make: Callable[[], Response]) -> Make:
    """Create a response when it is requested, since that takes a while."""
    return lambda good: make()


def _body(change: Callable[[bytes], bytes]) -> Make:
    return lambda good: Response(change(good))


def _json(value: Any) -> Make:
    return _same(make_response(value))


def _kind(kind: str) -> Make:
    return lambda good: Response(good, kind=kind)


def _with(headers: dict[str, str], status: int = 200) -> Make:
    return lambda good: Response(good, status, headers)


def _refused(status: int) -> Make:
    message = f"{EVIL} Bearer {SECRET}"
    return lambda good: Response(
        json.dumps({"error": message}).encode(), status, {"Retry-After": "0"}
    )


def _led(place: str, status: int) -> Make:
    return lambda good: redirect(place, status)


def _cut(at: int) -> Make:
    return lambda good: Response(good, cut=at)


def _cut_zip(share: float) -> Make:
    def make(good: bytes) -> Response:
        size = len(gzip.compress(good))
        return zipped(good, cut=max(1, min(size - 1, int(size * share))))

    return make


def _garbage(data: bytes) -> Make:
    return _same(Response(b"\x80" + data))


def _bombs(decoded: int) -> Response:
    """Return nested gzip, with a decompression bomb at each level."""
    inner = gzip_bomb(decoded)
    return Response(gzip.compress(inner.body), headers={"Content-Encoding": "gzip"})


def _deflated(good: bytes) -> Response:
    return Response(zlib.compress(good), headers={"Content-Encoding": "deflate"})


def _added(fields: dict[str, Any]) -> Make:
    def make(good: bytes) -> Response:
        found = json.loads(good)
        evil = json.loads(json.dumps(found[0]))
        evil["paper"] |= fields
        return make_response([evil, *found])

    return make


_LIST_OF = {"paper": {"id": "2608.20999", "title": "x"}}
_WEB = "web page"

# Name → response, and the expected message in the last line (a pattern; "": accepted silently).
_WHOLE: dict[str, tuple[Make, str]] = {
    "a login page": (_same(portal()), _WEB),
    "a login page as JSON": (_same(Response(portal().body)), _WEB),
    "a login page without a type": (_same(Response(portal().body, kind="")), _WEB),
    "a script page": (_same(Response(b"\n <HTML><script>x</script>")), _WEB),
    "a page of 30 MB": (_same(Response(b"<html>" + b"x" * 30_000_000)), "5 MB"),
    "30 MB of JSON": (_same(Response(b"[" + b" " * 30_000_000 + b"]")), "5 MB"),
    "a gzip bomb": (_late(gzip_bomb), "25 MB"),
    "a gzip bomb of letters": (
        _late(
            lambda: Response(
                gzip.compress(b'["' + b"A" * 60_000_000, 1), headers={"Content-Encoding": "gzip"}
            )
        ),
        "25 MB",
    ),
    "24 MB of entries in gzip": (
        _late(lambda: zipped(b"[" + b",".join([b"{}"] * 900) + b"," + b" " * 24_000_000 + b"{}]")),
        "None of|Got",
    ),
    "24 MB of brackets": (_late(lambda: zipped(b"[" * 24_000_000)), "complex|ends"),
    "24 MB of one text": (_late(lambda: zipped(b'["' + b"x" * 24_000_000 + b'"]')), "None of|Got"),
    "24 MB of quotes": (_late(lambda: zipped(b'"' * 24_000_000)), "JSON|Got"),
    "4 MB of numbers": (_late(lambda: zipped(b"[" + b"1," * 1_900_000 + b"1]")), "entries"),
    "4 MB of small objects": (
        _late(lambda: zipped(b"[[" + b"{}," * 1_200_000 + b"{}]]")),
        "None of|Got",
    ),
    "bombs in a bomb": (_late(lambda: _bombs(50_000_000)), "JSON|Got|ends"),
    "gzip that is none": (
        _same(Response(b"no gzip", headers={"Content-Encoding": "gzip"})),
        "compressed",
    ),
    "gzip, not said": (lambda good: Response(gzip.compress(good)), "JSON|Got"),
    "deflate": (_deflated, ""),
    "brotli": (lambda good: Response(good, headers={"Content-Encoding": "br"}), "compressed"),
    "an encoding of escapes": (
        lambda good: Response(good, headers={"Content-Encoding": "\x1b[31mx"}),
        "compressed",
    ),
    "gzip, twice said": (
        lambda good: Response(gzip.compress(good), headers={"Content-Encoding": "gzip, gzip"}),
        "compressed",
    ),
    "gzip and something after it": (
        lambda good: Response(gzip.compress(good) + b"junk", headers={"Content-Encoding": "gzip"}),
        "compressed|JSON",
    ),
    "two gzips": (
        lambda good: Response(
            gzip.compress(good[:500]) + gzip.compress(good[500:]),
            headers={"Content-Encoding": "gzip"},
        ),
        "",
    ),
    "nothing": (_same(Response(b"")), "empty"),
    "white space": (_same(Response(b" \n\t ")), "empty|JSON"),
    "NUL bytes": (_same(Response(b"\0" * 5_000)), "JSON|Got"),
    "null": (_same(Response(b"null")), "instead of a list"),
    "a number": (_same(Response(b"1")), "instead of a list"),
    "NaN": (_same(Response(b"NaN")), "instead of a list"),
    "an object": (_json({"papers": []}), "instead of a list"),
    "an error with 200": (_json({"error": EVIL}), "instead of a list"),
    "an error page with 200": (_json({"error": f"{EVIL} {SECRET}"}), "instead of a list"),
    "a text": (_same(Response(b'"[]"')), "instead of a list"),
    "an empty list, 10,000 deep": (_same(Response(b"[" * 10_000 + b"]" * 10_000)), "None of"),
    "a list, 100,000 deep": (_same(Response(b"[" * 100_000 + b"]" * 100_000)), "None of|Got"),
    "an object, 100,000 deep": (_same(Response(b'{"a":' * 100_000)), "JSON|Got"),
    "1,001 entries": (_json([_LIST_OF] * 1_001), "entries"),
    "500 entries that are none": (_json([{}] * 500), "None of"),
    "one bracket short": (_body(lambda good: good[:-1]), "incomplete"),
    "one bracket too many": (_body(lambda good: good + b"]"), "goes on|JSON"),
    "twice": (_body(lambda good: good * 2), "goes on|JSON"),
    "lines of JSON": (_body(lambda good: good[1:-1].replace(b"},{", b"}\n{")), "JSON|Got"),
    "JSONP": (_body(lambda good: b"callback(" + good + b")"), "JSON|Got"),
    "a guard in front": (_body(lambda good: b")]}',\n" + good), "JSON|Got"),
    "an open text": (_body(lambda good: good[:-20] + b'"'), "incomplete"),
    "a byte order mark": (_body(lambda good: b"\xef\xbb\xbf" + good), ""),
    "UTF-16": (_body(lambda good: good.decode().encode("utf-16")), ""),
    "UTF-32": (_body(lambda good: good.decode().encode("utf-32")), ""),
    "Latin-1, said to be": (_kind("application/json; charset=iso-8859-1"), ""),
    "a charset that is none": (_kind("application/json; charset=\x1b[31m"), ""),
    "UTF-7": (_kind("application/json; charset=utf-7"), ""),
    "text/html": (_kind("text/html"), _WEB),
    "a picture's type": (_kind("image/png"), "image/png"),
    "a type of escapes": (_kind(f"{EVIL.encode().decode('latin-1')}/x"), "Got"),
    "a type of 4,000 letters": (_kind("x" * 4_000), "Got"),
    "no type": (_kind(""), ""),
    "reset at once": (_same(Response(reset=True)), "interrupted|connect"),
    "reset in the middle": (lambda good: Response(good, reset=True, cut=700), "interrupted|ended"),
    "a length too great": (
        lambda good: Response(
            good, headers={"Content-Length": str(len(good) + 1_000)}, cut=len(good)
        ),
        "interrupted|ended",
    ),
    "a length of 10^30": (
        lambda good: Response(good, headers={"Content-Length": "1" + "0" * 30}, cut=len(good)),
        "interrupted|MB|ended",
    ),
    "a length of 10^12": (
        lambda good: Response(good, headers={"Content-Length": "1" + "0" * 12}, cut=len(good)),
        "5 MB",
    ),
    "a negative length": (
        lambda good: Response(good, headers={"Content-Length": "-1"}, cut=len(good)),
        "interrupted|ended",
    ),
    "a length that is none": (
        lambda good: Response(good, headers={"Content-Length": "many"}, cut=len(good)),
        "interrupted|ended",
    ),
    "chunks that are none": (
        lambda good: Response(good, headers={"Transfer-Encoding": "chunked"}, cut=len(good)),
        "interrupted",
    ),
    "a redirect loop": (_same(redirect("?date=2026-08-19&limit=100")), "redirects"),
    "a redirect without a place": (_same(Response(status=302)), "redirect"),
}
# Responses that deny an existing edition.
_EMPTY: dict[str, Make] = {
    "an empty list": _same(Response(b"[]")),
    "not found": _refused(404),
    "a redirect to another day": _same(redirect("?date=2026-08-20&limit=100")),
}
_FEED = {
    *("a login page", "a gzip bomb", "null", "an error with 200", "reset in the middle"),
    *("one bracket short", "nothing", "24 MB of brackets"),
}
# The newest day is taken from the entries of the feed; a single false one must not count.
_DAYS: dict[str, dict[str, Any]] = {
    f"a day of {day!r}": {"submittedOnDailyAt": day}
    for day in (
        *("9999-12-31T00:00:00Z", "2099-01-01T00:00:00Z", "0000-00-00", "0001-01-01T00:00:00Z"),
        *("99999-01-01", "2026-08-21T00:00:00+99:99", "1970-01-01T00:00:00Z", EVIL, "9" * 4_300),
    )
}
_HEADERS: dict[str, dict[str, str]] = {
    "a limit of words": {"RateLimit": '"api";r=many;t=soon'},
    "a limit of 4,300 digits": {"RateLimit": f'"api";r={"9" * 4_300};t={"9" * 4_300}'},
    "a negative limit": {"RateLimit": '"api";r=-1;t=-1', "Retry-After": "-1"},
    "a policy of escapes": {"RateLimit-Policy": EVIL.encode().decode("latin-1")},
    "a Link that leads away": {"Link": '<https://evil.example/x>; rel="next"'},
    "a Link of escapes": {"Link": f"<{EVIL}>".encode().decode("latin-1")},
    "cookies": {"Set-Cookie": "a=b; Domain=.example; Path=/; Max-Age=99999999999999999999"},
    "100 headers": {f"X-{number}": "x" * 500 for number in range(100)},
    "dates of no calendar": {"Date": "Thu, 99 Foo 99999", "Expires": "-1", "Age": "x"},
    "a location that is not asked for": {"Location": "file:///etc/passwd"},
    "an authentication challenge": {"WWW-Authenticate": 'Basic realm="\x1b[31m"'},
    "a refresh": {"Refresh": "0; url=https://evil.example/"},
}
_STATUS = {
    **dict.fromkeys((400, 402, 405, 406, 409, 410, 413, 418, 422, 451, 499), "Hub returned"),
    **dict.fromkeys((401, 403), "Hub returned"),
    **dict.fromkeys((500, 502, 503, 504, 508, 520, 599), "Hub returned"),
    **dict.fromkeys((201, 206, 300, 304, 305), "Hub returned"),
    **dict.fromkeys((204,), "Hub returned|interrupted"),
    **dict.fromkeys((600, 999), "Hub returned|interrupted"),
}
_PLACES = (
    *("ELSEWHERE/x", "file:///etc/passwd", "https://evil.example/x", "http://localhost:1/x"),
    *("//evil.example/x", "javascript:alert(1)", "data:application/json,[]", "ftp://127.0.0.1/x"),
    *("http://[::1", "http://127.0.0.1:0/x", "http://0x7f.1/x", "https://", "x" * 20_000),
    *("http://ada:secret@127.0.0.1/x", "\x1b]0;owned\x07", "http://169.254.169.254/latest"),
)
_SLOW: dict[str, tuple[Make, str]] = {
    "a drip": (lambda good: Response(good, drip=(1, 1.0)), "took too long|Nothing was received"),
    "silence": (_same(Response(silent=True)), "took too long|Nothing was received"),
}
# After these, the app may pause its requests for minutes.
_WAITS = {
    "wait a year": {"Retry-After": "31536000"},
    "wait 10^9 seconds": {"Retry-After": "999999999", "RateLimit": '"api";r=0;t=999999999'},
    "wait till 9999": {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"},
    "wait NaN": {"Retry-After": "NaN", "RateLimit": '"api";r=0;t=NaN'},
}
