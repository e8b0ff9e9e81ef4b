"""A web server for the app: textual-serve, restricted to its own user.

textual-serve lets every local process and every web page drive the app through its WebSocket.
Here each URL starts with a random secret (as in Jupyter), each request must name this server in
its `Host` header (against DNS rebinding), and a WebSocket must come from a page of this server.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server

PAGE = Path(__file__).parent / "page"
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
ALL_ADDRESSES = frozenset(("0.0.0.0", "::"))

# Nothing is loaded from other servers, and no page may embed this one
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AppServer(Server):
    """Serves `daily-papers` to browsers that know the secret.

    Args:
        options: Options of the app, such as `--demo`.
        host: The address to listen on.
        port: The port.
    """

    def __init__(self, options: list[str], host: str, port: int) -> None:
        command = shlex.join([sys.executable, "-m", "tui_reader", *options])
        super().__init__(command, host=host, port=port, title="Daily Papers")
        self.secret = secrets.token_urlsafe(32)
        names = {host}
        if host in LOOPBACK | ALL_ADDRESSES:
            names = set(LOOPBACK)
        if host in ALL_ADDRESSES:
            hostname = socket.gethostname().lower()
            names |= {hostname, f"{hostname}.local"}
        self._names = frozenset(names)

    @property
    def urls(self) -> list[str]:
        """The URLs of the app, with the secret."""
        hosts = [self.host]
        if self.host in ALL_ADDRESSES:
            hosts = ["127.0.0.1", socket.gethostname()]
        return [f"http://{_bracketed(host)}:{self.port}/{self.secret}/" for host in hosts]

    def is_allowed(self, request: web.Request) -> bool:
        """Return whether a request has the secret and comes from a page of this server, if any."""
        secret = request.path.removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(secret.encode(errors="replace"), self.secret.encode()):
            return False
        if not self._is_own_address(request, request.headers.get("Host", "")):
            return False
        if request.match_info.route.name != "websocket":
            return True
        scheme, _, address = ",".join(request.headers.getall("Origin", ())).partition("://")
        return scheme in ("http", "https") and self._is_own_address(request, address)

    def _is_own_address(self, request: web.Request, address: str) -> bool:
        """Return whether `host:port` is this server: by name, or the address it was reached at."""
        names = set(self._names)
        if self.host in ALL_ADDRESSES and request.transport is not None:
            reached = request.transport.get_extra_info("sockname")
            names.add(str(reached[0]).removeprefix("::ffff:").partition("%")[0])
        allowed = {f"{_bracketed(name)}:{self.port}" for name in names}
        if self.port == 80:
            allowed |= set(map(_bracketed, names))
        return address.lower() in allowed

    async def _make_app(self) -> web.Application:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.is_allowed(request):
                raise web.HTTPForbidden(text="Open the URL that `daily-papers serve` printed.")
            response = await handler(request)
            if not response.prepared:
                response.headers["Content-Security-Policy"] = _POLICY
                response.headers["X-Content-Type-Options"] = "nosniff"
                response.headers["Referrer-Policy"] = "no-referrer"
                response.headers["Cache-Control"] = "no-store"
            return response

        app = web.Application(middlewares=[guard])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(PAGE))
        app.add_routes(
            [
                web.get("/{secret}/", self.handle_index, name="index"),
                web.get("/{secret}/ws", self.handle_websocket, name="websocket"),
                web.get("/{secret}/page.css", _style),
                web.get("/{secret}/static/{name:.+}", self._static),
            ]
        )
        app.on_startup.append(self.on_startup)
        return app

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, request: web.Request) -> dict[str, object]:
        return {"title": self.title, "websocket_url": f"ws://{request.host}/{self.secret}/ws"}

    async def _static(self, request: web.Request) -> web.StreamResponse:
        path = await asyncio.to_thread(_file_in, self.statics_path, request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def on_startup(self, app: web.Application) -> None:
        for url in self.urls:
            print(f"Daily Papers is at {url}", file=sys.stderr)  # noqa: T201
        print("Press Ctrl+C to stop.", file=sys.stderr, flush=True)  # noqa: T201

    def initialize_logging(self) -> None:
        """Log nothing: URLs contain the secret."""


async def _style(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "page.css")


def _file_in(folder: str | os.PathLike[str], name: str) -> Path | None:
    """Return a file below `folder`, or None."""
    root = Path(folder).resolve()
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError):  # too long, or contains NUL
        return None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
