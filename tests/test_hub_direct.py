"""Connections to the Hub: used again, and given up where they no longer answer what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tui_reader.hub import direct
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import Broken

from .made_up import LAST_DAY, body, edition

GOOD = body(edition(LAST_DAY))
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = JSON + b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD


class Lines:
    """A server that counts its connections and says what it is told to, answer by answer."""

    def __init__(self, *answers: bytes, ends: bool = False) -> None:
        self.answers, self.ends = list(answers), ends  # whether it hangs up after each
        self.opened = 0
        self.asked = 0
        self.open: list[asyncio.StreamWriter] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self.open.append(writer)
        while await _question(reader):
            self.asked += 1
            writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
            await writer.drain()
            if self.ends:
                break
        writer.close()

    async def say(self, words: bytes) -> None:
        """Something that nobody asked for, or the end, on each connection; and it has come."""
        for writer in self.open:
            if words:
                writer.write(words)
                await writer.drain()
            else:
                writer.close()
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)


async def _question(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


async def at_once(seconds: float) -> None:
    """No test waits."""


@asynccontextmanager
async def talking(lines: Lines) -> AsyncIterator[Hub]:
    server = await asyncio.start_server(lines.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Hub(f"http://127.0.0.1:{port}", "", sleep=at_once) as hub:
        yield hub


async def test_one_connection_serves_one_request_after_the_other() -> None:
    lines = Lines(WHOLE)
    async with talking(lines) as hub:
        for _ in range(3):
            assert await hub.latest() == LAST_DAY
    assert (lines.opened, lines.asked) == (1, 3)


async def test_requests_at_a_time_have_a_connection_each() -> None:
    lines = Lines(WHOLE)
    async with talking(lines) as hub:
        await hub.latest()
        await asyncio.gather(*(hub.latest() for _ in range(3)))
        await hub.latest()
    assert (lines.opened, lines.asked) == (3, 5)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n", WHOLE])
async def test_a_connection_on_which_something_came_unasked_is_not_used(said: bytes) -> None:
    lines = Lines(WHOLE)
    async with talking(lines) as hub:
        await hub.latest()
        await lines.say(said)
        assert await hub.latest() == LAST_DAY
    assert (lines.opened, lines.asked) == (2, 2)  # not even tried


async def test_what_comes_behind_an_answer_is_not_the_next_one() -> None:
    lines = Lines(WHOLE + JSON + b"Content-Length: 2\r\n\r\n[]", WHOLE)
    async with talking(lines) as hub:
        for _ in range(2):
            assert await hub.latest() == LAST_DAY
    assert lines.opened == 2


async def test_a_connection_that_rested_for_long_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(direct, "monotonic", lambda: now)
    lines = Lines(WHOLE)
    async with talking(lines) as hub:
        await hub.latest()
        now += 4
        await hub.latest()
        now += 6
        await hub.latest()
    assert (lines.opened, lines.asked) == (2, 3)


async def test_an_answer_that_is_not_read_to_its_end_ends_its_connection() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
    lines = Lines(page, WHOLE)
    async with talking(lines) as hub:
        with pytest.raises(Broken, match="web page"):
            await hub.latest()
        assert await hub.latest() == LAST_DAY
    assert lines.opened == 2


def _in_chunks(good: bytes) -> bytes:
    half = len(good) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (good[:half], good[half:]))
    return JSON + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-After: all\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (_in_chunks(GOOD), False),
        (b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + WHOLE, False),
        (JSON + b"\r\n" + GOOD, True),
        (b"HTTP/1.0 200\r\n\r\n" + GOOD, True),
    ],
    ids=["in chunks", "hints before", "until the end", "as long ago"],
)
async def test_an_answer_comes_in_any_of_the_protocols_ways(said: bytes, ends: bool) -> None:
    lines = Lines(said, ends=ends)
    async with talking(lines) as hub:
        for _ in range(2):
            assert await hub.latest() == LAST_DAY
    assert (lines.opened, lines.asked) == (2 if ends else 1, 2)


@pytest.mark.parametrize(
    "said",
    [
        b"hello\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        JSON + b"Transfer-Encoding: chunked\r\n\r\nnone\r\n",
        JSON + b"Content-Length: 9\r\n",
    ],
    ids=["no http", "another protocol", "two lengths", "a long head", "no chunk", "half a head"],
)
async def test_what_is_no_answer_is_an_error(said: bytes) -> None:
    lines = Lines(said, ends=True)
    async with talking(lines) as hub:
        with pytest.raises(Broken, match="connection broke"):
            await hub.latest()
    assert lines.opened == 3
