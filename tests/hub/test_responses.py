"""Oversized, truncated, slow and malformed responses: a one-line error each."""

from __future__ import annotations

import asyncio
import io
import time
import tracemalloc

import pytest

from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import (
    LAST_DAY,
    body,
    edition,
    pdf,
    png,
)
from tests.support.fake_server import (
    Response,
    connect,
    gzip_bomb,
    make_response,
    portal,
    zipped,
)
from tui_reader.hub.errors import BadResponse, HubError, Timeout

FEED = "/api/daily_papers"
TEXT = "/papers/2608.21000.md"
PDF = "/pdf/2608.21000"
PICTURE = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21000.png"


GOOD = body(edition(LAST_DAY))
HOSTILE = {
    "a captive portal": (portal(), "a web page instead of JSON.*login"),
    "a portal that lies": (Response(b"<!DOCTYPE html>"), "a web page instead of.*login"),
    "a portal in capitals": (Response(b"\n <HTML><body>"), "a web page instead of.*login"),
    "a picture": (Response(png(), kind="image/png"), "image/png instead of JSON"),
    "a type of signs": (Response(b"[]", kind="a\x1b[2J/b"), "instead of JSON"),
    "a bomb": (gzip_bomb(30_000_000), "larger than 25 MB"),
    "a bomb in a bomb": (zipped(gzip_bomb(30_000_000).body), "not JSON"),
    "large when transferred": (Response(b"[" + b" " * 6_000_000 + b"]"), "larger than 5 MB"),
    "a torn gzip": (zipped(GOOD, cut=900), "The response is incomplete"),
    "a gzip that is none": (Response(GOOD, headers={"Content-Encoding": "gzip"}), "damaged"),
    "another compression": (Response(GOOD, headers={"Content-Encoding": "br"}), "not requested"),
    "two compressions": (
        Response(GOOD, headers={"Content-Encoding": "gzip, gzip"}),
        "not requested",
    ),
    "torn JSON": (Response(GOOD[:5_000]), "The response is incomplete"),
    "cut by the line": (Response(GOOD, cut=5_000), "interrupted"),
    "reset": (Response(GOOD, cut=5_000, reset=True), "interrupted"),
    "reset at once": (Response(reset=True), "interrupted"),
    "nothing": (Response(b""), "is empty"),
    "no content": (Response(b"", 204), "204 No Content"),
    "an odd status": (Response(b"", 299), "299"),
    "no redirect": (Response(b"", 302), "redirect"),
    "an object": (make_response({"error": "gone\nfor good"}), "gone.*instead of a list"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_response_is_reported_in_one_line(server: FakeHub, name: str) -> None:
    server.responses[FEED], words = HOSTILE[name]
    async with connect(server) as hub:
        with pytest.raises(HubError, match=words) as raised:
            await hub.edition(LAST_DAY)
        line = str(raised.value)
        assert line.isprintable()
        assert "/api/daily_papers" not in line
        assert "/api/daily_papers?date=2026-08-21" in raised.value.url
        assert ". " in line  # the hint
        del server.responses[FEED]
        assert len((await hub.edition(LAST_DAY)).papers) == 12


async def test_decompression_bomb_takes_little_memory(server: FakeHub) -> None:
    bomb = gzip_bomb(210_000_000)
    server.responses[FEED] = server.responses[TEXT] = bomb
    server.responses[TEXT] = Response(bomb.body, headers=bomb.headers, kind="text/markdown")
    async with connect(server) as hub:
        await hub.paper("2608.21000")
        tracemalloc.start()
        try:
            for call in (hub.latest, lambda: hub.full_text("2608.21000")):
                with pytest.raises(BadResponse, match="larger than 25 MB"):
                    await call()
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 100_000_000


async def test_gzip_of_several_members_is_decoded(server: FakeHub) -> None:
    half = len(GOOD) // 2
    parts = zipped(GOOD[:half]).body + zipped(GOOD[half:]).body
    for sent in (
        zipped(GOOD),
        Response(parts, headers={"Content-Encoding": "gzip"}),
        Response(zipped(GOOD).body, headers={"Content-Encoding": "GZip"}, drip=(500, 0.0)),
    ):
        server.responses[FEED] = sent
        async with connect(server) as hub:
            assert len((await hub.edition(LAST_DAY)).papers) == 12
    assert server.requests[0].headers["accept-encoding"] == "gzip"


async def test_slow_drip_times_out(server: FakeHub) -> None:
    server.responses[FEED] = Response(GOOD, drip=(1, 0.02))
    async with connect(server, deadline=0.3) as hub:
        started = time.monotonic()
        with pytest.raises(Timeout, match="took too long"):
            await hub.latest()
    assert 0.25 < time.monotonic() - started < 5
    assert len(server.requests) == 1


async def test_deadline_covers_all_tries(server: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, passed = asyncio.get_running_loop(), 0.0
    monkeypatch.setattr(loop, "time", lambda: time.monotonic() + passed)

    def slowly(request: object) -> Response:
        nonlocal passed
        passed += 20.0
        return Response(b"", 503)

    server.responses[FEED] = slowly
    async with connect(server, deadline=30.0) as hub:
        with pytest.raises(Timeout):
            await hub.latest()
    assert len(server.requests) == 2


async def test_silent_server_times_out(server: FakeHub) -> None:
    server.responses[FEED] = Response(silent=True)
    server.responses[PDF] = Response(pdf(padding=9_000), kind="application/pdf", drip=(4_000, 9.0))
    async with connect(server, read_timeout=0.2) as hub:
        with pytest.raises(Timeout, match="Nothing was received"):
            await hub.latest()
        file = io.BytesIO()
        with pytest.raises(Timeout, match="Nothing was received"):
            await hub.pdf("2608.21000", file)
    assert len(server.requests) == 2
    server.go_offline()


async def test_download_has_no_deadline(server: FakeHub) -> None:
    made = pdf(padding=9_000)
    server.responses[PDF] = Response(made, kind="application/pdf", drip=(1_000, 0.05))
    file = io.BytesIO()
    async with connect(server, deadline=0.1, read_timeout=5.0) as hub:
        assert await hub.pdf("2608.21000", file) == len(made)
    assert file.getvalue() == made


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (portal(), "a web page instead of a PDF"),
        (Response(b"MZ" * 50, kind="application/pdf"), "not a PDF"),
        (Response(b"%PD", kind="application/pdf"), "not a PDF"),
        (Response(pdf(), kind="text/plain"), "text/plain instead of a PDF"),
        (
            Response(pdf(), kind="application/pdf", headers={"Content-Length": "200000001"}),
            "200 MB",
        ),
        (Response(pdf(padding=9_000), kind="application/pdf", cut=4_000), "interrupted"),
        (
            Response(pdf(padding=9_000), kind="application/pdf", cut=4_000, reset=True),
            "interrupted",
        ),
    ],
)
async def test_invalid_or_truncated_pdf_is_reported(
    server: FakeHub, sent: Response, words: str
) -> None:
    server.responses[PDF] = sent
    file = io.BytesIO()
    async with connect(server) as hub:
        with pytest.raises(BadResponse, match=words):
            await hub.pdf("2608.21000", file)
    assert len(server.requests) == 1 or file.getvalue() == b""
    assert pdf(padding=9_000).startswith(file.getvalue())


async def test_full_disk_is_not_a_network_error(server: FakeHub) -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    async with connect(server) as hub:
        with pytest.raises(OSError, match="No space left"):
            await hub.pdf("2608.21000", Full())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (portal(), "a web page"),
        (Response(b"<svg onload=alert(1)>", kind="image/svg+xml"), "not an image"),
        (Response(png() + b"x" * 10_000_000, kind="image/png"), "larger than 10 MB"),
        (Response(b"", kind="image/png"), "not an image"),
    ],
)
async def test_invalid_picture_is_reported(server: FakeHub, sent: Response, words: str) -> None:
    server.responses["/social-thumbnails/papers/2608.21000.png"] = sent
    async with connect(server) as hub:
        with pytest.raises(BadResponse, match=words):
            await hub.picture(PICTURE)


async def test_event_loop_stays_responsive_while_a_huge_response_is_parsed(server: FakeHub) -> None:
    """No step blocks the event loop for longer than a tenth of a second."""
    server.responses[FEED] = zipped(b"[" + b'{"paper":{"id":"x","y":[[[]]]}},' * 150_000 + b"0]")
    longest = 0.0
    done = asyncio.Event()

    async def keys() -> None:
        nonlocal longest
        while not done.is_set():
            pressed = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, time.perf_counter() - pressed)

    async with connect(server) as hub:
        watch = asyncio.create_task(keys())
        with pytest.raises(BadResponse, match="more than 1,000 entries"):
            await hub.latest()
        done.set()
        await watch
    assert longest < 1.0  # generous, since the machine may be busy
