"""Asking for one address: its turn, its tries, its redirects, its errors.

Here is all that touches httpx. The token is put into a header in one place, after a look at where
the request goes; nothing else of the reader's is sent.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from tui_reader import __version__
from tui_reader.hub import lenient_json
from tui_reader.hub import response as answer
from tui_reader.hub.address import Endpoint, is_offline, origin, redirected, shown
from tui_reader.hub.auth import hidden, is_token
from tui_reader.hub.errors import (
    Broken,
    HubError,
    NotFound,
    Offline,
    Refused,
    Slow,
    TooManyRequests,
)
from tui_reader.hub.http import httpx
from tui_reader.hub.rate_limit import (
    Clock,
    Pace,
    Sleep,
    seconds_of,
)
from tui_reader.hub.response import JSON, Kind, Torn

T = TypeVar("T")

_CONNECT = 10.0  # seconds
_TRIES = 3
_HOPS = 5  # redirects
_LONGEST_RETRY_AFTER = 10.0  # seconds, of a 5xx
_NO_PROXY = ("127.0.0.1", "localhost", "[::1]")  # a token for this machine stays on it


@dataclass(frozen=True)
class Got(Generic[T]):
    """What was taken of an answer, and the address and headers it came with in the end."""

    value: T
    url: str
    headers: httpx.Headers


class _Again(Exception):
    """A try failed in a way that the next one may not. `wait` as the server wants it."""

    def __init__(self, error: HubError, wait: float | None = None) -> None:
        self.error, self.wait = error, wait


class Connection:
    """See `Hub`, which makes one. `silence`: seconds without a byte."""

    def __init__(
        self,
        endpoint: Endpoint,
        token: str | None,
        transport: httpx.AsyncBaseTransport | None = None,
        offline: bool = False,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        silence: float = 30.0,
    ) -> None:
        self.endpoint = endpoint
        self.pace = Pace(clock, sleep)
        self._silence = silence
        self._token = token
        self._transport, self._offline, self._sleep = transport, offline, sleep
        self._http: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def ask(
        self,
        url: str,
        kind: Kind,
        take: Callable[[httpx.Response], Awaitable[T]],
        *,
        background: bool = False,
        deadline: float | None = None,
        again: Callable[[], bool] = lambda: True,
    ) -> Got[T]:
        """What `take` makes of the answer, after up to three tries while `again` says so.

        In the `background` it may wait minutes until the rate limit lets it pass. `deadline` is
        for all tries together without the pauses between them, None for as long as bytes come.
        """
        try:
            self._may_ask()
            return await self._ask(url, kind, take, background, deadline, again)
        except HubError as error:
            error.asked = error.asked or shown(url)
            raise

    async def _ask(
        self,
        url: str,
        kind: Kind,
        take: Callable[[httpx.Response], Awaitable[T]],
        background: bool,
        left: float | None,
        again: Callable[[], bool],
    ) -> Got[T]:
        window = self._window(url)
        for attempt in range(1, _TRIES + 1):
            try:
                async with self.pace.turn(window, background):
                    loop = asyncio.get_running_loop()
                    started = loop.time()
                    with _told(url, self._silence):
                        async with asyncio.timeout(left):
                            return await self._follow(url, kind, take, window)
            except _Again as failed:
                if attempt == _TRIES or not again():
                    raise failed.error from None
                pause = failed.wait
                if pause is None:
                    pause = 2.0 ** (attempt - 2) * random.uniform(0.5, 1.5)
                if left is not None:
                    left -= loop.time() - started
                await self._sleep(pause)
        raise AssertionError  # the last try returns or raises

    def _may_ask(self) -> None:
        if self._offline:
            raise Offline(came="offline, as you asked", advice="start without --offline")
        if self._transport is None and is_offline():
            raise Offline(came="offline, as HF_HUB_OFFLINE says", advice="unset it to go online")
        if self._token and not is_token(self._token):
            raise Refused(
                came="your token holds a line break or a sign that no token has; it was not sent",
                advice="set HF_TOKEN again, or log in with `hf auth login`",
            )

    def _window(self, url: str) -> str:
        """The Hub counts its pages and its API apart, and others do not count with them."""
        if url.startswith(f"{self.endpoint.url}/api/"):
            return "api"
        return "pages" if origin(url) == origin(self.endpoint.url) else urlsplit(url).netloc

    async def _follow(
        self,
        url: str,
        kind: Kind,
        take: Callable[[httpx.Response], Awaitable[T]],
        window: str,
    ) -> Got[T]:
        http = await self._open()
        target = url
        for hop in range(_HOPS + 1):
            request = httpx.Request("GET", target, headers=self._headers(target, kind))
            response = await http.send(request, stream=True)
            try:
                if hop == 0:
                    self.pace.learn(window, response.headers)
                if response.status_code in (301, 302, 303, 307, 308):
                    target = redirected(target, response.extensions["location"])
                elif response.status_code == 200:
                    return Got(await take(response), target, response.headers)
                else:
                    raise await self._refusal(response, window)
            finally:
                await response.aclose()
        raise Broken(came=f"more than {_HOPS} redirects came")

    def _headers(self, target: str, kind: Kind) -> dict[str, str]:
        headers = {
            "User-Agent": f"daily-papers/{__version__}",
            "Accept": kind.accept,
            "Accept-Encoding": "gzip",
        }
        if self._token and self.endpoint.may_have_token(target):
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    async def _refusal(self, response: httpx.Response, window: str) -> Exception:
        """The error for an answer that is none."""
        status, after = response.status_code, seconds_of(response.headers.get("retry-after"))
        # At once: others start, or wait for the window's end, while the words still come.
        stopped = self.pace.stop(window, after) if status == 429 else 0.0
        said = await _message(response)
        came = f"the Hub answered {answer.status_line(status)}" + (f": {said}" if said else "")
        if status == 429:
            return _Again(TooManyRequests(wait=stopped), 0.0)
        if status >= 500:
            trouble = Broken(came=came, advice="the Hub has trouble; try again later")
            return _Again(trouble, None if after is None else min(after, _LONGEST_RETRY_AFTER))
        if status == 404:
            return NotFound(came=came)
        if status in (401, 403):
            return Refused(came=came, advice="look at HF_TOKEN; reading needs no token")
        if 400 <= status < 500:
            error = Refused(came=came)
            error.status = status
            return error
        return Broken(came=came)

    async def _open(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._http is None:
                # Reading certificates takes tens of milliseconds.
                self._http = await asyncio.to_thread(self._make)
            return self._http

    def _make(self) -> httpx.AsyncClient:
        """Respects the proxies and certificates of the environment; .netrc is not httpx's habit."""
        try:
            return httpx.AsyncClient(
                transport=self._transport,
                verify=self._trust(),
                mounts={f"all://{host}": None for host in _NO_PROXY},
                timeout=httpx.Timeout(
                    connect=_CONNECT, read=self._silence, write=self._silence, pool=None
                ),
                follow_redirects=False,
                event_hooks={"response": [_keep_location]},
                cookies=_NoCookies(),
            )
        except (ValueError, ImportError, OSError, httpx.InvalidURL):
            raise Offline(
                came="this machine's proxy or certificate settings cannot be used",
                advice="look at HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE",
            ) from None

    def _trust(self) -> ssl.SSLContext | bool:
        """The usual certificates; none, and no time for them, where nobody will show one."""
        if self._transport is None and self.endpoint.url.startswith("https:"):
            return True
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _NoCookies(CookieJar):
    """Takes none: a policy that allows none is asked only after all that came has been read."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        pass


async def _keep_location(response: httpx.Response) -> None:
    """Out of httpx's sight: it reads the address even where it does not follow, and raises."""
    response.extensions["location"] = response.headers.pop("location", "")


async def _message(response: httpx.Response) -> str:
    """What the Hub says in an error, "" where that is nothing a person could use."""
    try:
        body = await answer.whole(response, JSON)
        said = lenient_json.value(body[:10_000])
    except HubError:
        return ""
    error = said.get("error") if isinstance(said, dict) else None
    return hidden(error)[:200] if isinstance(error, str) else ""


@contextmanager
def _told(url: str, silence: float) -> Iterator[None]:
    """Turns what httpx and the parser raise into errors that say what came."""
    try:
        yield
    except Torn as error:
        raise _Again(error) from None
    except httpx.ConnectTimeout:
        raise Offline(came=f"no connection to {_host(url)} within {_CONNECT:.0f} s") from None
    except httpx.TimeoutException:
        raise Slow(came=f"nothing came for {silence:.0f} s") from None
    except TimeoutError:
        raise Slow(came="the answer was not there in time") from None
    except httpx.ProxyError:
        raise Offline(
            came="the proxy does not let this through", advice="look at HTTPS_PROXY"
        ) from None
    except (httpx.ConnectError, httpx.UnsupportedProtocol) as error:
        raise _unreachable(_host(url), str(error)) from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
        raise _Again(Broken(came="the connection broke in the middle of the answer")) from None


def _host(url: str) -> str:
    return urlsplit(shown(url)).netloc


def _unreachable(host: str, why: str) -> Offline:
    if "certificate" in why.lower():
        return Offline(
            came=f"{host} showed a certificate that is not trusted",
            advice="a login page or a proxy may stand between; SSL_CERT_FILE may name its "
            "certificate",
        )
    return Offline(came=f"no connection to {host}")
