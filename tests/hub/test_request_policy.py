"""The request policy: redirects, token, proxies, endpoint."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from pathlib import Path

import httpx
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
    Request,
    Response,
    Server,
    at_once,
    connect,
    make_response,
    redirect,
)
from tui_reader.hub.auth import Token, find_token
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import (
    BadResponse,
    HubError,
    Offline,
    RequestRefused,
)

FEED = "/api/daily_papers"
PICTURE = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21000.png"
TOKEN = "hf_SecretSecretSecret"


GOOD = body(edition(LAST_DAY))

# Redirects. A mock transport replaces these hosts.

Handler = Callable[[httpx.Request], httpx.Response]
HUB = "https://hub.example/base"


def at_the_hub(location: bytes, seen: list[httpx.Request]) -> Handler:
    """Return a client whose Hub redirects the API elsewhere, where every path has an edition."""

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 1:
            return httpx.Response(302, headers=[(b"Location", location)])
        return httpx.Response(200, content=GOOD, headers={"Content-Type": "application/json"})

    return handler


async def follow(location: bytes, token: str = TOKEN) -> list[httpx.Request]:
    seen: list[httpx.Request] = []
    transport = httpx.MockTransport(at_the_hub(location, seen))
    async with Hub(HUB, token, transport) as hub:
        assert await hub.latest() == LAST_DAY
    return seen


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        (b"/moved?limit=1", "https://hub.example/moved?limit=1"),
        (b"other#part", "https://hub.example/base/api/other"),
        (b"//cdn.example/x", "https://cdn.example/x"),
        (b"https://cdn.example/x?sig=1%2F", "https://cdn.example/x?sig=1%2F"),
        (b" https://cdn.example:8443/x ", "https://cdn.example:8443/x"),
    ],
)
async def test_redirects_to_public_https_are_followed(location: bytes, leads: str) -> None:
    first, second = await follow(location)
    assert str(second.url) == leads
    assert first.headers["authorization"] == f"Bearer {TOKEN}"
    own = second.url.host == "hub.example"
    assert second.headers.get("authorization") == (f"Bearer {TOKEN}" if own else None)


@pytest.mark.parametrize(
    "location",
    [
        *(b"http://hub.example/x", b"http://cdn.example/x", b"file:///etc/passwd", b"ftp://a.b/c"),
        *(b"javascript:alert(1)", b"data:text/plain,x", b"", b" "),
        *(
            b"https://localhost/x",
            b"https://a.localhost/x",
            b"https://127.0.0.1/x",
            b"https://[::1]/",
        ),
        *(b"https://127.1/x", b"https://2130706433/x", b"https://0x7f.1/x", b"https://0/x"),
        *(b"https://10.0.0.1/x", b"https://192.168.1.1/x", b"https://169.254.169.254/latest"),
        *(b"https://[::ffff:127.0.0.1]/x", b"https://[fe80::1]/x", b"https://[fd00::1]/x"),
        *(b"https://router/x", b"https://printer.local/x", b"https://metadata.internal/x"),
        *(b"https://a@cdn.example/x", b"https://hub.example\\@evil.example/", b"https://[::1"),
        *(b"https://cdn.example:99999/", b"https://cdn.example/\x7f", b"https://cdn.ex\xc3\xa4/"),
        b"https://cdn.example/" + b"x" * 9_000,
    ],
)
async def test_unsafe_redirects_are_refused(location: bytes) -> None:
    with pytest.raises(RequestRefused, match="redirects to an invalid or unsafe address"):
        await follow(location)


@pytest.mark.parametrize("host", ["xn--0.example", "xn--zzzz999.example", "xn--ls8h.example"])
async def test_host_that_httpx_cannot_decode_is_refused(host: str) -> None:
    with pytest.raises(RequestRefused, match="host name"):
        await follow(f"https://{host}/x".encode())
    async with Hub(f"https://{host}") as hub:
        with pytest.raises(RequestRefused, match=r"host name .* HF_ENDPOINT"):
            await hub.latest()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_loop_ends(status: int) -> None:
    seen: list[httpx.Request] = []

    def around(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, headers={"Location": f"/{len(seen) % 2}"})

    async with Hub(HUB, "", httpx.MockTransport(around)) as hub:
        with pytest.raises(BadResponse, match="More than 5 redirects"):
            await hub.latest()
    assert len(seen) == 6


async def test_loopback_endpoint_cannot_redirect_elsewhere(server: FakeHub) -> None:
    with Server() as other:
        for there in (f"{other.url}/x", "https://cdn.example/x", "http://localhost:1/x"):
            server.responses[FEED] = redirect(there)
            async with connect(server) as hub:
                with pytest.raises(RequestRefused, match="redirects to an invalid or unsafe"):
                    await hub.latest()
        assert other.requests == []
    server.responses[FEED] = redirect("/elsewhere")
    server.responses["/elsewhere"] = make_response(edition(LAST_DAY))
    async with connect(server) as hub:
        assert await hub.latest() == LAST_DAY


# Token


async def test_token_is_sent_to_the_endpoint_only() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path.endswith(".png"):
            return httpx.Response(200, content=png(), headers={"Content-Type": "image/png"})
        if request.url.path.startswith("/pdf"):
            return httpx.Response(200, content=pdf(), headers={"Content-Type": "application/pdf"})
        return httpx.Response(200, content=GOOD, headers={"Content-Type": "application/json"})

    async with Hub("https://huggingface.co", TOKEN, httpx.MockTransport(handler)) as hub:
        await hub.latest()
        await hub.picture(PICTURE)
        await hub.pdf("2608.21000", io.BytesIO())
        assert TOKEN not in repr(hub) + str(vars(hub))
    held = {str(one.url.host): one.headers.get("authorization") for one in seen}
    assert held == {
        "huggingface.co": f"Bearer {TOKEN}",
        "cdn-thumbnails.huggingface.co": None,
        "arxiv.org": None,
    }


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("http://hub.example", "only allowed for localhost and private addresses"),
        ("http://8.8.8.8", "only allowed for localhost and private addresses"),
        ("ftp://hub.example", "does not start with https://"),
        ("hub.example", "does not start with https://"),
        ("//x", "does not start with https://"),
        ("https://u:p@hub.example", "a user name or password"),
        ("https://hub.example/?x", "not a valid base URL"),
    ],
)
async def test_unusable_endpoint_is_an_error_and_nothing_is_requested(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, reason: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    seen: list[httpx.Request] = []
    async with Hub(None, TOKEN, httpx.MockTransport(at_the_hub(b"/", seen))) as hub:
        for call in (hub.latest(), hub.paper("2608.21000"), hub.picture(PICTURE)):
            with pytest.raises(Offline, match=f"HF_ENDPOINT cannot be used: .*{reason}"):
                await call
    assert seen == []


@pytest.mark.parametrize(
    ("endpoint", "has_token"),
    [
        ("https://hub.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.5:8000/hub", False),
        ("http://10.0.0.7", False),
        ("http://172.31.0.1", False),
        ("http://[fd12::1]:8000", False),
    ],
)
async def test_token_is_sent_over_https_or_loopback_only(endpoint: str, has_token: bool) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path.endswith(".png"):
            return httpx.Response(200, content=png(), headers={"Content-Type": "image/png"})
        return httpx.Response(200, content=GOOD, headers={"Content-Type": "application/json"})

    async with Hub(endpoint, TOKEN, httpx.MockTransport(handler)) as hub:
        await hub.latest()
        await hub.picture(PICTURE)
    assert str(seen[0].url).startswith(endpoint)
    assert ("authorization" in seen[0].headers) == has_token
    # A local mirror replaces the content hosts too.
    assert str(seen[1].url).startswith(endpoint) == endpoint.startswith("http:")


async def test_token_is_not_sent_to_a_proxy_in_clear_text(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, proxy.url)
        async with Hub(server.url, TOKEN, sleep=at_once) as hub:
            await hub.latest()
            await hub.call("GET", "whoami-v2", Token("hf_made_up_token"))
        async with Hub("http://192.168.255.254:9", TOKEN, sleep=at_once, deadline=0.2) as hub:
            with pytest.raises(HubError):
                await hub.latest()
        assert proxy.requests == []
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "token", ["hf_a\nX-Evil: 1", "hf_spaced out", "hf_ä", "\ufeffhf_with_a_bom", "x" * 600]
)
async def test_malformed_token_is_reported_once_and_reading_works(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch, token: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "token"))
    (tmp_path / "token").write_text(token, encoding="utf-8")
    warnings: list[str] = []
    async with Hub(server.url, warn=warnings.append) as hub:
        assert await hub.latest() == LAST_DAY
        assert await hub.latest() == LAST_DAY
    (warning,) = warnings
    assert warning == (
        "The token in ~/token contains an invalid character and was not sent. "
        "Reading works without one."
    )
    assert not [one for one in server.requests if "authorization" in one.headers]


async def test_rejected_token_is_reported_once_and_reading_works(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    normal = server.route

    def route(request: Request) -> Response:
        if "authorization" in request.headers:
            return make_response({"error": f"Invalid {TOKEN}"}, 401)
        return normal(request)

    server.route = route  # type: ignore[method-assign]
    warnings: list[str] = []
    async with Hub(server.url, warn=warnings.append, sleep=at_once) as hub:
        await asyncio.gather(hub.latest(), hub.paper("2608.21000"), hub.edition(LAST_DAY))
        rejected = len([one for one in server.requests if "authorization" in one.headers])
        await hub.latest()
    assert warnings == [
        "The token in HF_TOKEN was rejected by the Hub (401). Reading works without one."
    ]
    assert len([one for one in server.requests if "authorization" in one.headers]) == rejected


async def test_implicit_token_can_be_disabled(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    async with Hub(server.url) as hub:
        await hub.latest()
    assert "authorization" not in server.requests[0].headers
    assert find_token(implicit=False) == Token(TOKEN)


def test_token_is_found_where_hugging_face_stores_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HF_HOME")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert find_token() is None
    places = [
        (tmp_path / ".cache" / "huggingface", None, None),
        (tmp_path / "xdg" / "huggingface", "XDG_CACHE_HOME", tmp_path / "xdg"),
        (tmp_path / "home", "HF_HOME", tmp_path / "home"),
        (tmp_path / "own", "HF_TOKEN_PATH", tmp_path / "own" / "token"),
    ]
    for number, (folder, name, value) in enumerate(places):
        folder.mkdir(parents=True)
        (folder / "token").write_text(f"hf_{number}\n")
        if name:
            monkeypatch.setenv(name, str(value))
        found = find_token()
        assert found is not None
        assert found.value == f"hf_{number}"
        assert found.source.endswith("token")
    monkeypatch.setenv("HF_TOKEN", " hf_env ")
    assert find_token() == Token("hf_env", "HF_TOKEN")
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path))
    assert find_token() is None


async def test_token_echoed_by_an_error_is_redacted(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    server.responses[FEED] = make_response({"error": f"Invalid token {TOKEN}, sorry"}, 401)
    async with Hub(server.url) as hub:
        with pytest.raises(RequestRefused, match=r"401 .*HF_TOKEN") as raised:
            await hub.latest()
    assert "authorization" not in server.requests[-1].headers
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(raised.value)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", [TOKEN, "not-as-hugging-face-makes-them"])
async def test_token_echoed_by_a_response_is_redacted(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    for message in (f"no {token}", f"{'x' * 90} {token}"):
        for made in (
            make_response({"error": message}),
            make_response({"error": message}, 403),
            Response(kind=message),
        ):
            server.responses[FEED] = made
            async with Hub(server.url) as hub:
                with pytest.raises(HubError) as raised:
                    await hub.latest()
            assert token[:12] not in str(raised.value)


async def test_unknown_query_parameters_are_not_logged(server: FakeHub) -> None:
    server.responses["/a.png"] = make_response(None)
    async with connect(server) as hub:
        with pytest.raises(RequestRefused) as raised:
            await hub.picture(f"{server.url}/a.png?signature=secret&limit=1")
    assert "secret" not in str(raised.value) + raised.value.url
    assert raised.value.url.endswith("/a.png?limit=1")


# Settings of the machine


async def test_netrc_is_not_read(server: FakeHub, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\ndefault login x password y\n")
    netrc.chmod(0o600)
    async with connect(server) as hub:
        await hub.latest()
    assert "authorization" not in server.requests[0].headers


async def test_cookies_are_not_stored(server: FakeHub) -> None:
    server.responses[FEED] = Response(GOOD, headers={"Set-Cookie": "who=you; Path=/"})
    async with connect(server) as hub:
        await hub.latest()
        await hub.latest()
    assert "cookie" not in server.requests[1].headers


async def test_proxy_is_used_except_for_loopback(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as proxy:
        proxy.responses["hub.example:443"] = Response(b"", 407)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with Hub("https://hub.example", TOKEN, sleep=at_once) as hub:
            with pytest.raises(Offline, match="proxy"):
                await hub.latest()
        (request,) = proxy.requests
        assert (request.method, request.target) == ("CONNECT", "hub.example:443")
        assert TOKEN not in str(request)
        async with connect(server) as hub:
            assert await hub.latest() == LAST_DAY
        assert len(proxy.requests) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "nonsense://proxy"),
        ("HTTPS_PROXY", "http://127.0.0.1:99999"),
        ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
        ("SSL_CERT_FILE", __file__),
    ],
)
async def test_invalid_proxy_or_certificate_settings_are_reported(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    async with Hub("https://hub.invalid", sleep=at_once) as hub:
        with pytest.raises(Offline, match=f"settings of this machine cannot be used.*{name}"):
            await hub.latest()


async def test_server_without_tls_is_refused() -> None:
    with Server() as plain:
        async with Hub(plain.url.replace("http:", "https:"), TOKEN, sleep=at_once) as hub:
            with pytest.raises(Offline):
                await hub.latest()
        assert TOKEN not in str(plain.requests)
