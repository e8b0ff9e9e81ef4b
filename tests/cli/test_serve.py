"""`serve`: the app in a browser rejects other users and other pages."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer

from tests.support.terminal import environment
from tui_reader import files
from tui_reader.serve.server import AppServer
from tui_reader.tui.flows.share import resolve_path

COMMAND = str(Path(sys.executable).with_name("daily-papers"))


@asynccontextmanager
async def serving(host: str = "127.0.0.1") -> AsyncIterator[tuple[TestClient[Any, Any], str]]:
    """Yield a client of a running server, and the path that starts with its secret."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = AppServer(["--demo"], host, port)
    running = TestServer(await server._make_app(), host="127.0.0.1", port=port)
    async with TestClient(running) as browser:
        yield browser, f"/{server.secret}"


async def test_page_loads_nothing_from_other_hosts() -> None:
    async with serving() as (browser, path):
        response = await browser.get(f"{path}/")
        page = await response.text()
        assert response.status == 200
        websocket = f"ws://127.0.0.1:{browser.port}{path}/ws"
        assert websocket in page
        assert "//" not in page.replace(websocket, "")
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        for name in ("page.css", "static/js/textual.js", "static/css/xterm.css"):
            assert name in page
            assert (await browser.get(f"{path}/{name}")).status == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/ws", "/wrong/", "/wrong/ws", "/static/js/textual.js", "//", "/%00/", "/%ff/ws",
     "/download/x", "/../ws"],
)  # fmt: skip
async def test_requests_without_the_secret_are_refused(path: str) -> None:
    async with serving() as (browser, secret):
        page = {"Origin": f"http://127.0.0.1:{browser.port}"}
        assert (await browser.get(path, headers=page)).status == 403
        assert (await browser.get(secret[:-1] + "/", headers=page)).status == 403
        assert (await browser.get(secret + "x/", headers=page)).status == 403


async def test_malformed_requests_are_refused() -> None:
    async with serving() as (browser, path):
        host = f"127.0.0.1:{browser.port}"
        own = f"Origin: http://{host}"
        for line, origins in (
            ("OPTIONS *", ""),
            (f"GET /{path}/", ""),
            (f"GET {path}/ws", f"{own}\r\nOrigin: http://evil.example\r\n"),
            (f"GET {path}/ws", f"{own}@evil.example\r\n"),
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", browser.port)
            writer.write(f"{line} HTTP/1.1\r\nHost: {host}\r\n{origins}\r\n".encode())
            assert b" 403 " in await reader.readline(), line
            writer.close()


async def test_websocket_needs_the_secret() -> None:
    async with serving() as (browser, _):
        for path in ("/ws", "/wrong/ws", f"/{'x' * 43}/ws"):
            with pytest.raises(WSServerHandshakeError) as refused:
                await browser.ws_connect(
                    path, headers={"Origin": f"http://127.0.0.1:{browser.port}"}
                )
            assert refused.value.status == 403


async def test_each_start_has_another_secret() -> None:
    secrets = {AppServer([], "127.0.0.1", 1).secret for _ in range(10)}
    assert len(secrets) == 10
    assert min(map(len, secrets)) >= 40


async def test_static_files_outside_the_folder_are_not_served() -> None:
    async with serving() as (browser, path):
        for name in ("../server.py", "..%2fserver.py", "%2e%2e/server.py", "js", "a" * 5_000):
            assert (await browser.get(f"{path}/static/{name}")).status in (403, 404)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil:80"])
@pytest.mark.parametrize("listen", ["127.0.0.1", "0.0.0.0"])
async def test_other_host_names_are_refused(host: str, listen: str) -> None:
    async with serving(listen) as (browser, path):
        assert (await browser.get(f"{path}/", headers={"Host": host})).status == 403


async def test_all_addresses_of_the_machine_are_accepted_if_it_listens_on_them() -> None:
    async with serving("0.0.0.0") as (browser, path):
        for name in ("127.0.0.1", "localhost", socket.gethostname()):
            host = {"Host": f"{name}:{browser.port}"}
            assert (await browser.get(f"{path}/", headers=host)).status == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:1", "file://", "http://["]
)
async def test_websocket_from_another_page_is_refused(origin: str | None) -> None:
    async with serving() as (browser, path):
        with pytest.raises(WSServerHandshakeError) as refused:
            await browser.ws_connect(f"{path}/ws", headers={"Origin": origin} if origin else {})
        assert refused.value.status == 403


@pytest.mark.parametrize(
    "typed", ["../out", "/etc/passwd", "~/.bashrc", "a/../../out", "link/out", "loop/x", "a\0b"]
)
def test_browser_session_writes_only_inside_the_downloads_folder(
    tmp_path: Path, typed: str
) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    with pytest.raises(OSError, match=r"written in .* only|invalid path|symbolic links"):
        files.save(resolve_path(folder, typed, confined=True), b"")
    assert resolve_path(folder, "papers.bib", confined=True) == folder / "papers.bib"


# A page that tries to control the app; its title says whether that worked.
KNOCK = """
const [url, answer] = arguments;
const socket = new WebSocket(url);
socket.onopen = () => { socket.close(); answer("opened"); };
socket.onerror = () => answer("refused");
"""


@contextmanager
def other_page() -> Iterator[str]:
    """Serve a page of another origin on this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Elsewhere</title>")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{other.server_port}/"
        finally:
            other.shutdown()


@pytest.mark.browser
def test_app_works_in_a_browser_and_rejects_other_pages(tmp_path: Path) -> None:
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.support.ui import WebDriverWait

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [COMMAND, "serve", "--demo", "--port", str(port)]
    options = ChromeOptions()
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                 "--no-first-run", "--disable-sync", "--window-size=1200,800"):  # fmt: skip
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    driver = shutil.which("chromedriver") or ""
    with subprocess.Popen(command, env=environment(tmp_path), stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        url = server.stderr.readline().decode().split("Daily Papers is at ")[1].strip()
        browser = Chrome(options=options, service=ChromeService(driver))
        try:
            browser.get(url)

            def listed(*words: str) -> list[str]:
                shown = subprocess.run(
                    [COMMAND, "list", "--demo", "--json", *words],
                    env=environment(tmp_path), capture_output=True, text=True, timeout=60,
                ).stdout  # fmt: skip
                return [paper["id"] for paper in json.loads(shown or '{"papers": []}')["papers"]]

            wait = WebDriverWait(browser, 30)
            wait.until(
                lambda b: "-first-byte" in b.execute_script("return document.body.className")
            )
            wait.until(lambda _: len(listed("--limit", "3")) == 3)
            browser.find_element("id", "terminal").click()
            ActionChains(browser).send_keys("gjb").perform()
            wait.until(lambda _: listed("--bookmarked"))
            assert listed("--bookmarked") == listed("--limit", "2")[1:]
            browser.save_screenshot(str(tmp_path / "browser.png"))

            socket_url = f"{url.replace('http:', 'ws:')}ws?width=80&height=24"
            assert browser.execute_async_script(KNOCK, socket_url) == "opened"
            with other_page() as address:
                browser.get(address)
                assert browser.execute_async_script(KNOCK, socket_url) == "refused"
        finally:
            browser.quit()
            server.terminate()
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{port}/")
