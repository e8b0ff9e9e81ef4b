"""The reader in a browser: shut to other pages, and a reader for one's own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer

from tests.support.terminal import environment
from tui_reader.serve.server import ReaderServer

COMMAND = str(Path(sys.executable).with_name("daily-papers"))


async def client() -> TestClient[Any, Any]:
    """A client of a server that runs on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ReaderServer(["--demo"], "127.0.0.1", port)
    running = TestServer(await server._make_app(), host="127.0.0.1", port=port)
    opened = TestClient(running)
    await opened.start_server()
    return opened


async def test_the_page_names_no_other_host() -> None:
    browser = await client()
    async with browser:
        answer = await browser.get("/")
        page = await answer.text()
        assert answer.status == 200
        ours = f"ws://127.0.0.1:{browser.port}/ws"
        assert ours in page
        assert "//" not in page.replace(ours, "")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil:80"])
async def test_another_host_name_is_refused(host: str) -> None:
    browser = await client()
    async with browser:
        assert (await browser.get("/", headers={"Host": host})).status == 403


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:1", "file://"]
)
async def test_a_websocket_from_another_page_is_refused(origin: str | None) -> None:
    browser = await client()
    async with browser:
        with pytest.raises(WSServerHandshakeError) as refused:
            await browser.ws_connect("/ws", headers={"Origin": origin} if origin else {})
        assert refused.value.status == 403


# What a page does that would drive the reader; it answers whether it was let in.
KNOCK = """
const [url, answer] = arguments;
const socket = new WebSocket(url);
socket.onopen = () => { socket.close(); answer("opened"); };
socket.onerror = () => answer("refused");
"""


@contextmanager
def other_page() -> Iterator[str]:
    """A page of another origin on this machine."""

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
def test_in_a_browser_it_opens_moves_bookmarks_and_is_shut_to_other_pages(tmp_path: Path) -> None:
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
        assert b"Daily Papers is at" in server.stderr.readline()
        browser = Chrome(options=options, service=ChromeService(driver))
        try:
            browser.get(f"http://127.0.0.1:{port}/")

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

            socket_url = f"ws://127.0.0.1:{port}/ws?width=80&height=24"
            assert browser.execute_async_script(KNOCK, socket_url) == "opened"
            with other_page() as address:
                browser.get(address)
                assert browser.execute_async_script(KNOCK, socket_url) == "refused"
        finally:
            browser.quit()
            server.terminate()
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{port}/")
