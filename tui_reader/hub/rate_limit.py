"""How fast to ask: few requests at once, and never more than the server's window allows.

The Hub counts in fixed windows and says with each answer what is left: `"api";r=480;t=200` is
480 requests for the next 200 seconds. While more than half is left, nothing waits; after that a
sync spreads the rest over the time that is left, so that there is always some of it for somebody
who opens a paper. What is not known is asked with a single request: the first of all, and the
first after a window's end.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from tui_reader.hub.errors import TooManyRequests

AT_ONCE = 4  # requests in flight
LONGEST_WAIT = 330.0  # seconds: a window and a bit
PATIENCE = 20.0  # seconds that somebody who looks at the screen waits for a turn
_AFTER_429 = 10.0  # seconds, where nothing says how long
_MARGIN = 1.0  # seconds: the server's are rounded

_LEFT = re.compile(r'"[\w-]{1,40}";\s*r=([0-9]{1,9});\s*t=([0-9]{1,9})(?![0-9])', re.ASCII)
_QUOTA = re.compile(r"\bq=([0-9]{1,9})\b", re.ASCII)

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


def seconds_of(value: str | None) -> float | None:
    """A `Retry-After` in seconds, None where it is a date or nonsense."""
    value = (value or "").strip()
    return float(value) if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) else None


@dataclass
class _Window:
    """What is known of one of the server's windows (it counts pages and API calls apart)."""

    quota: int = 0
    left: int | None = None  # after the answers so far, None while it is not known
    ends: float = 0.0
    limited: bool = True  # False once an answer came that names no limit
    in_flight: int = 0
    last_start: float = float("-inf")
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def wait(self, now: float, spread: bool) -> float | None:
        """Seconds until one more may start; None: until one in flight has been answered."""
        if self.left is not None and now >= self.ends:
            self.left = None
        if self.left is None:
            return None if self.limited and self.in_flight else 0.0
        free = self.left - self.in_flight
        if free <= 0:
            return max(0.0, self.ends - now)
        if not spread or 2 * free > self.quota:
            return 0.0
        return max(0.0, self.last_start + (self.ends - now) / free - now)

    def learn(self, headers: Mapping[str, str], now: float) -> None:
        self.news.set()
        match = _LEFT.match(headers.get("ratelimit", "").strip())
        if match is None:
            self.limited = False
            return
        self.limited = True
        left, ends = int(match[1]), now + min(int(match[2]), LONGEST_WAIT) + _MARGIN
        quota = _QUOTA.search(headers.get("ratelimit-policy", ""))
        self.quota = int(quota[1]) if quota else max(self.quota, left)
        if self.left is not None and ends < self.ends + 2 * _MARGIN:  # answers overtake each other
            left = min(left, self.left)
        self.left, self.ends = left, ends


class Pace:
    """Gives turns. `clock` and `sleep` are the running loop's, or a test's."""

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        self._clock, self._sleep = clock, sleep
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._windows: dict[str, _Window] = {}

    def learn(self, window: str, headers: Mapping[str, str]) -> None:
        """Takes note of what an answer says about its window."""
        self._window(window).learn(headers, self._clock())

    def stop(self, window: str, seconds: float | None) -> float:
        """After a 429: nothing more for so long, within reason; None: as long as the window has.

        Gives the seconds.
        """
        counted, now = self._window(window), self._clock()
        if seconds is None:
            seconds = counted.ends - now if counted.left == 0 else _AFTER_429
        seconds = min(max(seconds, 1.0), LONGEST_WAIT)
        counted.limited, counted.left, counted.ends = True, 0, now + seconds
        return seconds

    def _window(self, name: str) -> _Window:
        return self._windows.setdefault(name, _Window())

    @property
    def waiting(self) -> float:
        """Seconds until a used-up window ends; 0 where none is."""
        now = self._clock()
        ends = [w.ends for w in self._windows.values() if w.left == 0]
        return max([0.0, *(end - now for end in ends)])

    @asynccontextmanager
    async def turn(self, window: str, background: bool) -> AsyncIterator[None]:
        """Holds a place among the requests in flight, once it is this one's turn.

        What is done in the background waits as long as it takes, one behind the other. Raises
        TooManyRequests where somebody at the screen would have to wait for long.
        """
        counted = self._window(window)
        async with counted.turn if background else nullcontext():
            while (wait := counted.wait(self._clock(), spread=background)) != 0.0:
                if wait is None:
                    counted.news.clear()
                    await counted.news.wait()
                elif background or wait <= PATIENCE:
                    await self._sleep(wait)
                else:
                    raise TooManyRequests(wait=wait)
            counted.in_flight += 1
            counted.last_start = self._clock()
        try:
            async with self._slots:
                yield
        finally:
            counted.in_flight -= 1
            counted.news.set()
