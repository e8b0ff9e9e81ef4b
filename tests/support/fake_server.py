"""An HTTP server on loopback with faults on request; the base of the fake Hub.

    class Mine(Server):
        def route(self, request): return Response(body=b"hello")

    with Mine() as server:
        server.url                                   http://127.0.0.1:PORT
        server.requests                              all requests, in order
        server.responses["/path"] = value            instead of the route: a Response, JSON (list or
                                                     dict), text, bytes, None (404), a function of
                                                     the request, or a list of these, one per
                                                     request (the last one is repeated); `...` is
                                                     the default response
        server.tls = context                         before it goes online: https at "localhost"
        server.latency = 0.2                         seconds before each response
        server.window = Window(20, seconds=1.0)      a rate limit: further requests get a 429
        server.go_offline(); server.go_online()      refuse connections; accept them again

`responses` is searched for "/path?query" first, then for "/path".
"""

from __future__ import annotations

import contextlib
import gzip
import json
import select
import socket
import ssl
import struct
import threading
import zlib
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.fake_window import Window

if TYPE_CHECKING:
    from tui_reader.hub.client import Hub


@dataclass(frozen=True)
class Request:
    """A request: `query` without repeated keys, header names in lower case."""

    method: str
    target: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Response:
    """A response. `headers` override the default ones.

    Faults: `cut` closes the connection after that many bytes of the body, although Content-Length
    is larger; `reset` closes it with RST, at once or after `cut` bytes; `drip` sends `drip[0]`
    bytes every `drip[1]` seconds; `silent` never responds, until the client or server closes.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json; charset=utf-8"
    cut: int | None = None
    reset: bool = False
    drip: tuple[int, float] | None = None
    silent: bool = False


def make_response(value: Any, status: int = 200) -> Response:
    """Return a `Response` for JSON, text (HTML or plain), bytes, None (404) or a `Response`."""
    if isinstance(value, Response):
        return value
    if value is None:
        return error(404, "Not found")
    if isinstance(value, bytes):
        return Response(value, status)
    if isinstance(value, str):
        kind = "text/html" if value.lstrip().startswith("<") else "text/plain"
        return Response(value.encode(), status, kind=f"{kind}; charset=utf-8")
    return Response(json.dumps(value, ensure_ascii=False).encode(), status)


def error(status: int, message: str, **headers: str) -> Response:
    """Return an error in the Hub's format. `retry_after="3"` sets the header `Retry-After`."""
    names = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Response(json.dumps({"error": message}).encode(), status, names)


def redirect(to: str, status: int = 302) -> Response:
    return Response(b"", status, {"Location": to})


def portal() -> Response:
    """Return the login page of a captive portal."""
    return make_response("<!doctype html><html><title>Welcome! Please log in</title></html>")


def zipped(body: bytes, cut: int | None = None) -> Response:
    """Return a gzip response; with `cut`, only its first bytes, with a matching Content-Length."""
    packed = gzip.compress(body)
    return Response(packed[:cut], headers={"Content-Encoding": "gzip"})


@cache
def gzip_bomb(decoded: int = 210_000_000) -> Response:
    """Return a small response that decompresses to `decoded` bytes of JSON white space."""
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    packed = [packer.compress(b"[")]
    packed += [packer.compress(b" " * 1_000_000) for _ in range(decoded // 1_000_000)]
    packed += [packer.compress(b"]"), packer.flush()]
    return Response(b"".join(packed), headers={"Content-Encoding": "gzip"})


class Server:
    """A server; see above. Subclasses implement `route`."""

    def __init__(self, port: int = 0, latency: float = 0.0) -> None:
        self.port, self.latency = port, latency
        self.responses: dict[str, Any] = {}
        self.requests: list[Request] = []
        self.window: Window | None = None
        self.tls: ssl.SSLContext | None = None
        self.busy = self.most_at_once = 0
        self.stopped = threading.Event()
        self._lock = threading.Lock()
        self._came = threading.Condition(self._lock)
        self._http: _Http | None = None
        self._thread: threading.Thread | None = None

    def route(self, request: Request) -> Response:
        return error(404, "Not found")

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The targets (path and query) of all requests so far."""
        return [request.target for request in self.requests]

    def __enter__(self) -> Any:
        self.go_online()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_offline()

    def saw(self, count: int, seconds: float = 10.0) -> bool:
        """Wait for a number of requests; not in the event loop's thread."""
        with self._came:
            return self._came.wait_for(lambda: len(self.requests) >= count, seconds)

    def go_online(self) -> None:
        self.stopped.clear()
        self._http = _Http(("127.0.0.1", self.port), _Handler)
        self._http.owner = self
        if self.tls:
            self._http.socket = self.tls.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def go_offline(self) -> None:
        """Close the port and all connections: clients get an error."""
        http, self._http = self._http, None
        if http is None:
            return
        self.stopped.set()
        http.shutdown()
        http.server_close()
        http.hang_up()

    def reply(self, request: Request) -> Response:
        """Count, log and respond to a request; called from the connection's thread."""
        with self._came:
            self.requests.append(request)
            self._came.notify_all()
            allowed, limits = self.window.count() if self.window else (True, {})
            given = self._given(request)
        if not allowed:
            refusal = error(429, "We had to rate limit you")
            return Response(refusal.body, 429, limits)
        if callable(given):
            given = given(request)
        made = self.route(request) if given is Ellipsis else make_response(given)
        return Response(**{**vars(made), "headers": limits | made.headers})

    def _given(self, request: Request) -> Any:
        for name in (request.target, request.path):
            if name in self.responses:
                given = self.responses[name]
                if isinstance(given, list) and given and _is_script(given):
                    return given.pop(0) if len(given) > 1 else given[0]
                return given
        return Ellipsis


def _is_script(values: list[Any]) -> bool:
    """Return whether this is a list of responses and not a JSON body."""
    return all(one is Ellipsis or isinstance(one, Response) or callable(one) for one in values)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    owner: Server

    def __init__(self, *args: Any) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Print nothing."""

    def handle_any(self) -> None:
        owner = self.server.owner
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command,
            self.path,
            unquote(split.path),
            dict(parse_qsl(split.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        with owner._lock:
            owner.busy += 1
            owner.most_at_once = max(owner.most_at_once, owner.busy)
        try:
            if owner.latency:
                owner.stopped.wait(owner.latency)
            self.send(owner.reply(request))
        finally:
            with owner._lock:
                owner.busy -= 1

    do_GET = do_POST = do_PATCH = do_DELETE = do_HEAD = do_PUT = do_CONNECT = handle_any

    def send(self, made: Response) -> None:
        if made.silent:
            while not self.server.owner.stopped.wait(0.1) and not self.has_left():
                pass
        elif not (made.reset and made.cut is None):
            body = made.body if made.cut is None else made.body[: made.cut]
            headers = {"Content-Type": made.kind, "Content-Length": str(len(made.body))}
            self.send_response(made.status)
            for name, value in (headers | made.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.send_body(body, made.drip)
        if made.reset:  # RST instead of FIN, like a broken connection
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if made.reset or made.silent or made.cut is not None:
            self.close_connection = True

    def has_left(self) -> bool:
        """Return whether the client has closed the connection."""
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        return not self.connection.recv(1, socket.MSG_PEEK)

    def send_body(self, body: bytes, drip: tuple[int, float] | None) -> None:
        if self.command == "HEAD":
            return
        if drip is None:
            self.wfile.write(body)
            return
        size, pause = drip
        for start in range(0, len(body), size):
            self.wfile.write(body[start : start + size])
            if self.server.owner.stopped.wait(pause):
                return


async def at_once(seconds: float) -> None:
    """Replace `asyncio.sleep`, so that retries do not wait."""


def connect(server: Server, deadline: float = 30.0, read_timeout: float = 30.0) -> Hub:
    from tui_reader.hub.client import Hub

    return Hub(server.url, sleep=at_once, deadline=deadline, read_timeout=read_timeout)
