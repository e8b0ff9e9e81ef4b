"""A rate limit for the fake Hub: the Hub's fixed window, as small as a test wants it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Window:
    """A fixed window of a rate limit, as the Hub counts: so many requests, then 429 until reset.

    `clock` is any function of seconds; `retry_after` whether a 429 carries that header.
    """

    requests: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    retry_after: bool = False
    refused: int = 0
    used: int = 0
    until: float | None = None

    def count(self) -> tuple[bool, dict[str, str]]:
        """Counts one request; whether it may pass, and the headers to send."""
        now = self.clock()
        if self.until is None or now >= self.until:
            self.used, self.until = 0, now + self.seconds
        self.used += 1
        left, wait = max(0, self.requests - self.used), max(1, math.ceil(self.until - now))
        headers = {
            "RateLimit": f'"api";r={left};t={wait}',
            "RateLimit-Policy": f'"fixed window";"api";q={self.requests};w={self.seconds:g}',
        }
        if self.used <= self.requests:
            return True, headers
        self.refused += 1
        return False, headers | ({"Retry-After": str(wait)} if self.retry_after else {})
