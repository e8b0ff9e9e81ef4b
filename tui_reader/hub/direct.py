"""HTTP/1.1 with nobody between: h11 over anyio's streams, beneath httpx.

httpcore, which httpx has for this, takes several times as long for a request: it asks the system
after each idle connection, twice. In a sync that is taken from whoever writes, too, who waits for
the interpreter's lock. A proxy is still its business.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic
from typing import Any

import anyio
import h11

from tui_reader.hub.http import httpx

_IDLE = 5.0  # seconds after which a server may have closed a connection
_PIECE = 1 << 18  # bytes: what asyncio reads at a time
_LONGEST_HEAD = 100 * 1024  # bytes

_Place = tuple[bytes, bytes, int]
_GONE = (anyio.BrokenResourceError, anyio.ClosedResourceError)


class Direct(httpx.AsyncBaseTransport):
    """Requests without a body to any place. `trust` are the certificates that count."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        trust.set_alpn_protocols(["http/1.1"])
        self._trust = trust
        self._idle: dict[_Place, list[_Line]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, patience = request.url, request.extensions["timeout"]
        if url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol("neither http nor https")
        place = url.raw_scheme, url.raw_host, url.port or (80 if url.scheme == "http" else 443)
        idle = self._idle.setdefault(place, [])
        while idle:
            line = idle.pop()
            if not line.is_stale():
                break
            await line.close()
        else:
            line = _Line(await self._connect(place, patience["connect"]))
        try:
            head = await line.ask(request, patience["read"])
        except BaseException:
            await line.close()
            raise
        return httpx.Response(
            head.status_code,
            headers=head.headers.raw_items(),
            stream=_Body(line, idle),
            extensions={"http_version": b"HTTP/" + head.http_version},
        )

    async def _connect(self, place: _Place, patience: float | None) -> anyio.abc.ByteStream:
        scheme, host, port = place
        name = host.decode("ascii")
        try:
            async with asyncio.timeout(patience):
                if scheme == b"http":
                    return await anyio.connect_tcp(name, port)
                return await anyio.connect_tcp(
                    name, port, ssl_context=self._trust, tls_standard_compatible=False
                )
        except TimeoutError:
            raise httpx.ConnectTimeout("") from None
        except (OSError, ValueError, anyio.EndOfStream, *_GONE) as error:
            raise httpx.ConnectError(str(error)) from None

    async def aclose(self) -> None:
        for lines in self._idle.values():
            while lines:
                await lines.pop().close()


class _Line:
    """A connection, and how far its question and its answer are."""

    def __init__(self, stream: anyio.abc.ByteStream) -> None:
        self._stream = stream
        self._state = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._socket = stream.extra(anyio.abc.SocketAttribute.raw_socket)
        self._silence: float | None = None  # seconds without a byte that will do
        self._rested = 0.0  # since when (monotonic)

    def is_stale(self) -> bool:
        """Whether it rested for long, or something came that nobody asked for: its end, mostly."""
        if monotonic() > self._rested + _IDLE or self._socket.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._socket.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    async def ask(self, request: httpx.Request, silence: float | None) -> h11.Response:
        """The head of the answer."""
        self._silence = silence
        state, url = self._state, request.url
        try:
            question = h11.Request(
                method=request.method, target=url.raw_path, headers=request.headers.raw
            )
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from None
        sent = (state.send(question) or b"") + (state.send(h11.EndOfMessage()) or b"")
        with suppress(*_GONE):  # what the server said before it hung up may be worth a look
            await self._stream.send(sent)
        while not isinstance(event := await self.event(), h11.Response):
            pass
        return event

    async def event(self) -> Any:
        """What comes next of the answer."""
        while True:
            try:
                event = self._state.next_event()
            except h11.RemoteProtocolError as error:
                raise httpx.RemoteProtocolError(str(error)) from None
            if event is not h11.NEED_DATA:
                return event
            self._state.receive_data(await self._more())

    async def _more(self) -> bytes:
        try:
            async with asyncio.timeout(self._silence):
                return await self._stream.receive(_PIECE)
        except anyio.EndOfStream:
            return b""
        except TimeoutError:
            raise httpx.ReadTimeout("") from None
        except _GONE as error:
            raise httpx.ReadError(str(error)) from None

    def rest(self) -> bool:
        """Be there for another question. False where it can't: this one's answer goes on."""
        state = self._state
        if state.our_state is not h11.DONE or state.their_state is not h11.DONE:
            return False
        if state.trailing_data[0]:
            return False
        state.start_next_cycle()
        self._rested = monotonic()
        return True

    async def close(self) -> None:
        await anyio.aclose_forcefully(self._stream)


class _Body(httpx.AsyncByteStream):
    """An answer's; read to its end, its line joins the idle ones."""

    def __init__(self, line: _Line, idle: list[_Line]) -> None:
        self._line, self._idle = line, idle
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while isinstance(event := await self._line.event(), h11.Data):
            yield bytes(event.data)

    async def aclose(self) -> None:
        if not self._closed:
            self._closed = True
            if self._line.rest():
                self._idle.append(self._line)
            else:
                await self._line.close()
