"""Client-side rate limiting that follows the Hub's RateLimit headers.

The Hub counts requests in fixed windows and reports the rest with every response, e.g.
`RateLimit: "api";r=480;t=200` (480 requests left, 200 seconds to the end of the window); see
https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ and
https://huggingface.co/docs/hub/rate-limits. While more than half of the quota is left, requests
start immediately. After that, background requests are spread over the rest of the window, so that
an interactive request never has to wait for a sync. While the state of a window is unknown (before
the first response, and after a window has ended), only one request is in flight.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from tui_reader.hub.errors import TooManyRequests

MAX_IN_FLIGHT = 4
MAX_WAIT = 330.0  # seconds; a window lasts 300
MAX_INTERACTIVE_WAIT = 20.0  # seconds
_DEFAULT_RETRY_AFTER = 10.0  # seconds, for a 429 without Retry-After
_ROUNDING = 1.0  # seconds; the server sends whole seconds

_RATE_LIMIT = re.compile(r'"[\w-]{1,40}";\s*r=([0-9]{1,9});\s*t=([0-9]{1,9})(?![0-9])', re.ASCII)
_QUOTA = re.compile(r"\bq=([0-9]{1,9})\b", re.ASCII)

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


def parse_retry_after(value: str | None) -> float | None:
    """Return the seconds of a `Retry-After` header, or None if it is a date or invalid."""
    value = (value or "").strip()
    return float(value) if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) else None


@dataclass
class _Window:
    """The known state of one of the server's windows. Pages and API calls have separate ones."""

    quota: int = 0
    remaining: int | None = None  # None: unknown
    ends_at: float = 0.0
    limited: bool = True  # False after a response without a RateLimit header
    in_flight: int = 0
    last_start: float = float("-inf")
    background_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    updated: asyncio.Event = field(default_factory=asyncio.Event)

    def delay(self, now: float, spread: bool, reserve: int = 0) -> float | None:
        """Return the seconds until another request may start that leaves `reserve` requests.

        None means: wait for a response that is in flight, since the window's state is unknown.
        """
        if self.remaining is not None and now >= self.ends_at:
            self.remaining = None
        if self.remaining is None:
            return None if self.limited and self.in_flight else 0.0
        free = self.remaining - self.in_flight - reserve
        if free <= 0:
            return max(0.0, self.ends_at - now)
        if not spread or 2 * free > self.quota:
            return 0.0
        return max(0.0, self.last_start + (self.ends_at - now) / free - now)

    def update(self, headers: Mapping[str, str], now: float) -> None:
        """Read the RateLimit headers of a response."""
        self.updated.set()
        match = _RATE_LIMIT.match(headers.get("ratelimit", "").strip())
        if match is None:
            self.limited = False
            return
        self.limited = True
        remaining, ends_at = int(match[1]), now + min(int(match[2]), MAX_WAIT) + _ROUNDING
        quota = _QUOTA.search(headers.get("ratelimit-policy", ""))
        self.quota = int(quota[1]) if quota else max(self.quota, remaining)
        # Responses can arrive out of order: within a window, keep the lowest value.
        if self.remaining is not None and ends_at < self.ends_at + 2 * _ROUNDING:
            remaining = min(remaining, self.remaining)
        self.remaining, self.ends_at = remaining, ends_at


class RateLimiter:
    """Delays requests so that no window of the server is exceeded.

    Args:
        clock: Returns seconds; the event loop's `time`, or a test's.
        sleep: Awaits that many seconds; `asyncio.sleep`, or a test's.
    """

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        self._clock, self._sleep = clock, sleep
        self._in_flight = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._windows: dict[str, _Window] = {}

    def update(self, window: str, headers: Mapping[str, str]) -> None:
        """Update a window from the headers of a response."""
        self._window(window).update(headers, self._clock())

    def block(self, window: str, seconds: float | None) -> float:
        """Stop requests after a 429 response.

        Args:
            window: The window that the request belongs to.
            seconds: From `Retry-After`; None to wait for the end of the window.

        Returns:
            The seconds until the next request, between 1 and `MAX_WAIT`.
        """
        state, now = self._window(window), self._clock()
        if seconds is None:
            seconds = state.ends_at - now if state.remaining == 0 else _DEFAULT_RETRY_AFTER
        seconds = min(max(seconds, 1.0), MAX_WAIT)
        state.limited, state.remaining, state.ends_at = True, 0, now + seconds
        return seconds

    @property
    def blocked_for(self) -> float:
        """Seconds until every window allows a request again; 0 if all do now."""
        now = self._clock()
        ends = [state.ends_at for state in self._windows.values() if state.remaining == 0]
        return max([0.0, *(end - now for end in ends)])

    @asynccontextmanager
    async def slot(
        self, window: str, background: bool = False, reserve: int = 0
    ) -> AsyncIterator[None]:
        """Wait until a request may start, and count it as in flight until the block ends.

        Background requests wait as long as necessary, in order. `reserve` requests of the window
        are left to others.

        Raises:
            TooManyRequests: An interactive request would have to wait longer than
                `MAX_INTERACTIVE_WAIT`.
        """
        state = self._window(window)
        async with state.background_turn if background else nullcontext():
            while (delay := state.delay(self._clock(), background, reserve)) != 0.0:
                if delay is None:
                    state.updated.clear()
                    await state.updated.wait()
                elif background or delay <= MAX_INTERACTIVE_WAIT:
                    await self._sleep(delay)
                else:
                    raise TooManyRequests(wait=delay)
            state.in_flight += 1
            state.last_start = self._clock()
        try:
            async with self._in_flight:
                yield
        finally:
            state.in_flight -= 1
            state.updated.set()

    def _window(self, name: str) -> _Window:
        return self._windows.setdefault(name, _Window())
