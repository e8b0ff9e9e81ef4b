"""A web server for one reader at a time and place: textual-serve with the door shut.

textual-serve lets any page on the web open its WebSocket and so drive the reader. Here each
request must name this server as its host, and a WebSocket must come from a page of this server.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server

PAGE = Path(__file__).parent / "page"
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))

# Nothing of the page comes from elsewhere, and nobody may put it into a frame.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ReaderServer(Server):
    """Serves `daily-papers` with the given options to browsers that ask for `host:port`."""

    def __init__(self, options: list[str], host: str, port: int) -> None:
        command = shlex.join([sys.executable, "-m", "tui_reader", *options])
        super().__init__(command, host=host, port=port, title="Daily Papers")
        names = LOOPBACK if host in LOOPBACK else {host}
        self.ours = frozenset(
            f"[{name}]:{port}" if ":" in name else f"{name}:{port}" for name in names
        )

    def is_ours(self, request: web.Request) -> bool:
        """True if the request names this server, and a WebSocket's page is one of ours too."""
        if request.headers.get("Host", "").lower() not in self.ours:
            return False
        if request.path != "/ws":
            return True
        origin = urlsplit(request.headers.get("Origin", ""))
        return origin.scheme in ("http", "https") and origin.netloc.lower() in self.ours

    async def _make_app(self) -> web.Application:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.is_ours(request):
                raise web.HTTPForbidden(text="This address is not for other pages.")
            response = await handler(request)
            if not response.prepared:
                response.headers["Content-Security-Policy"] = _POLICY
                response.headers["X-Content-Type-Options"] = "nosniff"
                response.headers["Referrer-Policy"] = "no-referrer"
            return response

        async def style(_: web.Request) -> web.StreamResponse:
            return web.FileResponse(PAGE / "page.css")

        app = web.Application(middlewares=[guard])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(PAGE))
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/page.css", style),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static("/static", self.statics_path, name="static"),
            ]
        )
        app.on_startup.append(self.on_startup)
        return app

    async def on_startup(self, app: web.Application) -> None:
        print(f"Daily Papers is at {self.public_url}  (ctrl+c ends it)", file=sys.stderr)  # noqa: T201

    def initialize_logging(self) -> None:
        """Nothing is logged: addresses and keys pressed are nobody's business."""
