"""HTTP requests: rate limit, retries, redirects, token and errors.

The only module that uses httpx. The token is put into a header in one place, `_authorize`, which
checks the URL of every request, including redirects; no other user data is sent.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from idna import IDNAError

from tui_reader import __version__
from tui_reader.hub import response as body
from tui_reader.hub.auth import Token, is_set, redact
from tui_reader.hub.errors import (
    BadResponse,
    HubError,
    NotFound,
    Offline,
    RequestRefused,
    Timeout,
    TooManyRequests,
    Truncated,
)
from tui_reader.hub.parse_fields import mapping
from tui_reader.hub.rate_limit import Clock, RateLimiter, Sleep, parse_retry_after
from tui_reader.hub.response import JSON, Kind
from tui_reader.urls import Endpoint

# Without its command line, which imports pygments, httpx takes 80 instead of 120 ms to import.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
import httpx as httpx  # noqa: E402

if sys.modules["httpx._main"] is None:
    del sys.modules["httpx._main"]

T = TypeVar("T")

_CONNECT_TIMEOUT = 10.0  # seconds
_MAX_TRIES = 3
_MAX_REDIRECTS = 5
_MAX_RETRY_AFTER = 10.0  # seconds, of a 5xx
_NO_PROXY: dict[str, None] = {"all://": None, "http://": None, "https://": None}
# Query parameters that are shown in errors; others may be secret.
_LOGGED_PARAMETERS = frozenset({"date", "week", "month", "sort", "limit", "p", "q", "field"})


@dataclass(frozen=True)
class Request:
    """A request to send.

    Attributes:
        url: An absolute URL that `Endpoint` allows.
        kind: The expected kind of response.
        method: Only GET is repeated.
        payload: Sent as JSON; None for no body.
        token: Sent instead of the implicit one. The request then never leaves the endpoint's
            origin, and a 401 is an error.
        background: May wait minutes for the rate limit.
        reserve: Requests of the rate limit to leave to others.
        deadline: Seconds for the request and its retries, without the pauses between them;
            None: no limit while bytes keep arriving.
    """

    url: str
    kind: Kind
    method: str = "GET"
    payload: Mapping[str, object] | None = None
    token: Token | None = None
    background: bool = False
    reserve: int = 0
    deadline: float | None = None

    @property
    def can_retry(self) -> bool:
        """True if the request may be sent again after an error."""
        return self.token is None and self.method == "GET"


@dataclass(frozen=True)
class Result(Generic[T]):
    """The consumed response, with its final URL and headers."""

    value: T
    url: str
    headers: httpx.Headers


class _Retry(Exception):
    """An attempt failed, and a retry may succeed. `wait` is in seconds, None for the default."""

    def __init__(self, error: HubError, wait: float | None = None) -> None:
        self.error, self.wait = error, wait


class Transport:
    """Sends requests. See `Hub` for the arguments."""

    def __init__(
        self,
        endpoint: Endpoint,
        token: Token | None,
        transport: httpx.AsyncBaseTransport | None = None,
        offline: bool = False,
        warn: Callable[[str], object] = lambda text: None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        read_timeout: float = 30.0,
    ) -> None:
        self.endpoint = endpoint
        self.rate_limiter = RateLimiter(clock, sleep)
        self._token, self._warn = token, warn
        self._transport, self._offline, self._sleep = transport, offline, sleep
        self._read_timeout = read_timeout
        self._http: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Close all connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def send(
        self,
        request: Request,
        consume: Callable[[httpx.Response], Awaitable[T]],
        can_retry: Callable[[], bool] = lambda: True,
    ) -> Result[T]:
        """Send a request and return the result of `consume` for the response.

        GET requests without an explicit token are sent up to three times while `can_retry`
        returns True.

        Raises:
            HubError: With the URL of the request.
        """
        try:
            self._check_allowed()
            return await self._send(request, consume, can_retry)
        except HubError as error:
            error.url = error.url or loggable(request.url)
            raise

    def _check_allowed(self) -> None:
        if self.endpoint.problem:
            raise Offline(
                f"HF_ENDPOINT cannot be used: {self.endpoint.problem}",
                "Set HF_ENDPOINT to an https:// URL, or unset it.",
            )
        if self._offline:
            raise Offline("The app was started with --offline", "Start it without --offline.")
        if self._transport is None and is_set("HF_HUB_OFFLINE"):
            raise Offline("HF_HUB_OFFLINE is set", "Unset it to go online.")
        sends_token = self._token and self.endpoint.may_have_token(self.endpoint.url)
        if self._token and sends_token and not self._token.is_valid:
            self._drop_token("contains an invalid character and was not sent")

    async def _send(
        self,
        request: Request,
        consume: Callable[[httpx.Response], Awaitable[T]],
        can_retry: Callable[[], bool],
    ) -> Result[T]:
        window, left = self._window(request.url), request.deadline
        loop = asyncio.get_running_loop()
        for attempt in range(1, _MAX_TRIES + 1):
            started = loop.time()
            try:
                async with self.rate_limiter.slot(window, request.background, request.reserve):
                    started = loop.time()
                    with _translate_errors(request.url, self._read_timeout):
                        async with asyncio.timeout(left):
                            return await self._follow(request, consume, window)
            except _Retry as failed:
                if attempt == _MAX_TRIES or not request.can_retry or not can_retry():
                    raise failed.error from None
                wait = failed.wait
                if wait is None:  # exponential backoff with jitter
                    wait = 2.0 ** (attempt - 2) * random.uniform(0.5, 1.5)
                if left is not None:
                    left -= loop.time() - started
                await self._sleep(wait)
        raise AssertionError  # the last attempt returns or raises

    def _window(self, url: str) -> str:
        """Return the rate limit window: the Hub counts its API and its pages separately."""
        if url.startswith(f"{self.endpoint.url}/api/"):
            return "api"
        return "pages" if url.startswith(f"{self.endpoint.url}/") else urlsplit(url).netloc

    async def _follow(
        self,
        request: Request,
        consume: Callable[[httpx.Response], Awaitable[T]],
        window: str,
    ) -> Result[T]:
        http = await self._open()
        following = http.build_request(
            request.method,
            request.url,
            json=request.payload,
            headers={"Accept": request.kind.accept},
            extensions={"token": request.token},
        )
        # Not with `follow_redirects`: httpx would read the bodies of redirects without a bound.
        for hop in range(_MAX_REDIRECTS + 1):
            response = await http.send(following, stream=True)
            try:
                if hop == 0:
                    self.rate_limiter.update(window, response.headers)
                if response.next_request is None:
                    success = request.method != "GET" and response.status_code in (201, 204)
                    if response.status_code != 200 and not success:
                        raise await self._error(response, window)
                    return Result(await consume(response), str(following.url), response.headers)
                following = response.next_request
                if following.method != request.method:
                    raise RequestRefused("The Hub redirected a change; it was not sent again")
            finally:
                await response.aclose()
        raise BadResponse(f"More than {_MAX_REDIRECTS} redirects")

    async def _authorize(self, request: httpx.Request) -> None:
        """Request hook: set the Authorization header, or remove it after a redirect."""
        request.headers.pop("Authorization", None)
        token = request.extensions.get("token") or self._token
        if token and self.endpoint.may_have_token(str(request.url)):
            request.headers["Authorization"] = f"Bearer {token.value}"

    async def _check_redirect(self, response: httpx.Response) -> None:
        """Response hook: refuse unsafe redirects before httpx parses them."""
        if not response.has_redirect_location:
            return
        location = response.headers["location"].strip()
        target = None
        if location and location.isascii() and location.isprintable():
            try:
                target = urljoin(str(response.url), location)
            except ValueError:
                target = None
        same_origin = response.request.extensions.get("token") is not None
        allowed = self.endpoint.allow(target, same_origin) if target else None
        if allowed is None:
            raise RequestRefused(
                "The response redirects to an invalid or unsafe address; not followed"
                if not same_origin
                else "The response redirects to another host; not followed"
            )
        response.headers["location"] = allowed

    def _drop_token(self, problem: str) -> None:
        """Continue without the implicit token, and warn once."""
        token, self._token = self._token, None
        if token is not None:
            self._warn(f"The token in {token.source} {problem}. Reading works without one.")

    async def _error(self, response: httpx.Response, window: str) -> Exception:
        """Build the exception for an error response."""
        status = response.status_code
        retry_after = parse_retry_after(response.headers.get("retry-after"))
        # Before the message is read: other requests must not start while it arrives.
        wait = self.rate_limiter.block(window, retry_after) if status == 429 else 0.0
        details = await _read_details(response)
        message = details.get("error")
        problem = f"The Hub returned {body.status_line(status)}"
        problem += f": {redact(message)[:200]}" if isinstance(message, str) and message else ""
        if status == 429:
            return _Retry(TooManyRequests(wait), 0.0)
        if status >= 500:
            failure = BadResponse(problem, "The Hub has a problem. Try again later.")
            return _Retry(
                failure, None if retry_after is None else min(retry_after, _MAX_RETRY_AFTER)
            )
        if status == 404:
            return NotFound(problem)
        is_implicit = response.request.extensions.get("token") is None
        if status == 401 and is_implicit and "authorization" in response.request.headers:
            self._drop_token("was rejected by the Hub (401)")
            return _Retry(RequestRefused(problem), 0.0)
        if 400 <= status < 500:
            hint = "Check HF_TOKEN." if status in (401, 403) else ""
            refused = RequestRefused(problem, hint)
            refused.status, refused.details = status, details
            return refused
        if 300 <= status < 400:
            return BadResponse(f"{problem}, a redirect without an address")
        return BadResponse(problem)

    async def _open(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._http is None:
                # Reading certificates takes tens of milliseconds.
                self._http = await asyncio.to_thread(self._make_client)
            return self._http

    def _make_client(self) -> httpx.AsyncClient:
        """Create the client. Proxies and certificates of the environment count for https only."""
        is_https = self.endpoint.url.startswith("https:")
        needs_tls = is_https and self._transport is None
        try:
            return httpx.AsyncClient(
                transport=self._transport,
                # A TLS context takes time, and plain http needs none.
                verify=needs_tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                trust_env=is_https,
                mounts=_NO_PROXY if self.endpoint.is_loopback else None,
                headers={"User-Agent": f"daily-papers/{__version__}", "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(self._read_timeout, connect=_CONNECT_TIMEOUT, pool=None),
                event_hooks={"request": [self._authorize], "response": [self._check_redirect]},
                cookies=_NoCookies(),
            )
        except (ValueError, ImportError, OSError, httpx.InvalidURL):
            raise _unusable_settings() from None


class _NoCookies(CookieJar):
    """Ignores all cookies without parsing them."""

    def extract_cookies(self, response: object, request: object) -> None:
        pass


def loggable(url: str) -> str:
    """Return a URL for logs, without credentials and unknown query parameters."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        parameters = [pair for pair in parse_qsl(parts.query) if pair[0] in _LOGGED_PARAMETERS]
    except ValueError:
        return ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{parts.scheme}://{host}{port}{parts.path}{query}"


async def _read_details(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of an error response, empty if there is none."""
    try:
        return mapping(body.parse_json((await body.read_all(response, JSON))[:10_000]))
    except HubError:
        return {}


def _unusable_settings() -> Offline:
    return Offline(
        "The proxy or certificate settings of this machine cannot be used",
        "Check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
    )


@contextmanager
def _translate_errors(url: str, read_timeout: float) -> Iterator[None]:
    """Turn the exceptions of httpx into ours."""
    host = urlsplit(url).hostname
    try:
        yield
    except Truncated as error:
        raise _Retry(error) from None
    except httpx.ConnectTimeout:
        raise Offline(f"Cannot connect to {host} within {_CONNECT_TIMEOUT:.0f} s") from None
    except httpx.TimeoutException:
        raise Timeout(f"Nothing was received for {read_timeout:.0f} s") from None
    except TimeoutError:
        raise Timeout("The response took too long") from None
    except httpx.ProxyError:
        raise Offline("The proxy refused the connection", "Check HTTPS_PROXY.") from None
    except (httpx.ConnectError, httpx.UnsupportedProtocol) as error:
        if "certificate" in str(error).lower():
            raise Offline(
                f"The certificate of {host} is not trusted",
                "Does this network require a login, or a certificate in SSL_CERT_FILE?",
            ) from None
        raise Offline(f"Cannot connect to {host}") from None
    except IDNAError:  # by httpx, which decodes the host, also that of a redirect
        raise RequestRefused("The host name of a URL is not valid", "Check HF_ENDPOINT.") from None
    except (OverflowError, ExceptionGroup):  # a proxy's port above 65535
        raise _unusable_settings() from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError):
        raise _Retry(BadResponse("The connection was interrupted")) from None
