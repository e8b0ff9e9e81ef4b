"""Where the client does not go, what it does not send, and the settings that it respects."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.fake_hub import FakeHub
from tests.support.fake_server import (
    Answer,
    Server,
    answer,
    redirect,
)
from tests.support.made_up import (
    LAST_DAY,
    body,
    edition,
    pdf,
    png,
)
from tui_reader.hub.auth import find_token
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import Broken, HubError, Offline, Refused

FEED = "/api/daily_papers"
PICTURE = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2608.21000.png"
TOKEN = "hf_SecretSecretSecret"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("HF_", "SSL_CERT_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def server() -> Iterator[FakeHub]:
    with FakeHub() as running:
        yield running


async def at_once(seconds: float) -> None:
    """No test waits."""


def connect(server: Server, deadline: float = 30.0, silence: float = 30.0) -> Hub:
    return Hub(server.url, sleep=at_once, deadline=deadline, silence=silence)


GOOD = body(edition(LAST_DAY))

# Redirects, on hosts that are never asked: a transport answers in their place.

Handler = Callable[[httpx.Request], httpx.Response]
HUB = "https://hub.example/base"


def at_the_hub(location: bytes, seen: list[httpx.Request]) -> Handler:
    """A Hub that sends its API elsewhere; everywhere else is an edition."""

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
    with pytest.raises(Refused, match=r"redirect.*hub\.example/base/api"):
        await follow(location)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_loops_of_redirects_end(status: int) -> None:
    seen: list[httpx.Request] = []

    def around(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, headers={"Location": f"/{len(seen) % 2}"})

    async with Hub(HUB, "", httpx.MockTransport(around)) as hub:
        with pytest.raises(Broken, match="more than 5 redirects"):
            await hub.latest()
    assert len(seen) == 6


async def test_from_this_machine_a_redirect_leads_nowhere_else(server: FakeHub) -> None:
    with Server() as other:
        for there in (f"{other.url}/x", "https://cdn.example/x", "http://localhost:1/x"):
            server.answers[FEED] = redirect(there)
            async with connect(server) as hub:
                with pytest.raises(Refused, match="away from this machine"):
                    await hub.latest()
        assert other.requests == []
    server.answers[FEED] = redirect("/elsewhere")
    server.answers["/elsewhere"] = answer(edition(LAST_DAY))
    async with connect(server) as hub:
        assert await hub.latest() == LAST_DAY


# The token.


async def test_the_token_goes_to_the_endpoint_and_nowhere_else() -> None:
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


async def test_an_endpoint_that_is_not_safe_is_not_asked() -> None:
    for given in ("http://hub.example", "ftp://hub.example", "https://u:p@hub.example", "//x"):
        assert Hub(given, TOKEN).endpoint == "https://huggingface.co"


@pytest.mark.parametrize(
    "token", ["hf_a\nX-Evil: 1", "hf_a\r\n", "hf_spaced out", "hf_ä", "x" * 600]
)
async def test_a_token_that_is_none_is_refused_and_not_shown(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    async with Hub(server.url, token) as hub:
        with pytest.raises(Refused, match="was not sent") as raised:
            await hub.latest()
    assert token.strip() not in str(raised.value)
    monkeypatch.setenv("HF_TOKEN", f"{token}\nmore")
    async with Hub(server.url) as hub:
        with pytest.raises(Refused, match="was not sent"):
            await hub.latest()
    assert server.requests == []


def test_the_token_is_where_hugging_face_keeps_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
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
        assert find_token() == f"hf_{number}"
    monkeypatch.setenv("HF_TOKEN", " hf_env ")
    assert find_token() == "hf_env"
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path))
    assert find_token() is None


async def test_an_error_that_repeats_the_token_does_not_show_it(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    server.answers[FEED] = answer({"error": f"Invalid token {TOKEN}, sorry"}, 401)
    async with Hub(server.url) as hub:
        with pytest.raises(Refused, match=r"401 .*HF_TOKEN") as raised:
            await hub.latest()
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(raised.value)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", [TOKEN, "not-as-hugging-face-makes-them"])
async def test_an_answer_that_repeats_the_token_does_not_show_it(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    for said in (f"no {token}", f"{'x' * 90} {token}"):
        for made in (answer({"error": said}), answer({"error": said}, 403), Answer(kind=said)):
            server.answers[FEED] = made
            async with Hub(server.url) as hub:
                with pytest.raises(HubError) as raised:
                    await hub.latest()
            assert token[:12] not in str(raised.value)


async def test_parameters_of_others_are_not_shown(server: FakeHub) -> None:
    server.answers["/a.png"] = answer(None)
    async with connect(server) as hub:
        with pytest.raises(Refused) as raised:
            await hub.picture(f"{server.url}/a.png?signature=secret&limit=1")
    assert "secret" not in str(raised.value)
    assert "/a.png?limit=1" in str(raised.value)


# The machine's own settings.


async def test_netrc_is_not_read(server: FakeHub, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\ndefault login x password y\n")
    netrc.chmod(0o600)
    async with connect(server) as hub:
        await hub.latest()
    assert "authorization" not in server.requests[0].headers


async def test_cookies_are_not_kept(server: FakeHub) -> None:
    server.answers[FEED] = Answer(GOOD, headers={"Set-Cookie": "who=you; Path=/"})
    async with connect(server) as hub:
        await hub.latest()
        await hub.latest()
    assert "cookie" not in server.requests[1].headers


async def test_a_proxy_is_used_but_not_for_this_machine(
    server: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as proxy:
        proxy.answers["hub.example:443"] = Answer(b"", 407)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with Hub("https://hub.example", TOKEN, sleep=at_once) as hub:
            with pytest.raises(Offline, match="proxy"):
                await hub.latest()
        (asked,) = proxy.requests
        assert (asked.method, asked.target) == ("CONNECT", "hub.example:443")
        assert TOKEN not in str(asked)
        async with connect(server) as hub:
            assert await hub.latest() == LAST_DAY
        assert len(proxy.requests) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "nonsense://proxy"),
        ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
        ("SSL_CERT_FILE", __file__),
    ],
)
async def test_settings_that_cannot_be_used_are_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    async with Hub("https://localhost:1", sleep=at_once) as hub:
        with pytest.raises(Offline, match=f"settings cannot be used.*{name}"):
            await hub.latest()


async def test_a_stranger_without_tls_is_no_hub() -> None:
    with Server() as plain:
        async with Hub(plain.url.replace("http:", "https:"), TOKEN, sleep=at_once) as hub:
            with pytest.raises(Offline):
                await hub.latest()
        assert TOKEN not in str(plain.requests)
