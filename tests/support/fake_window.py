"""A rate limit for the fake Hub: a fixed window, as short as a test needs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Window:
    """A fixed rate limit window: a number of requests, then 429 until it is reset.

    `clock` returns seconds.
    """

    requests: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    refused: int = 0
    used: int = 0
    until: float | None = None

    def count(self) -> tuple[bool, dict[str, str]]:
        """Count a request. Return whether it is allowed, and the headers to send."""
        now = self.clock()
        if self.until is None or now >= self.until:
            self.used, self.until = 0, now + self.seconds
        self.used += 1
        left, wait = max(0, self.requests - self.used), max(1, math.ceil(self.until - now))
        headers = {
            "RateLimit": f'"api";r={left};t={wait}',
            "RateLimit-Policy": f'"fixed window";"api";q={self.requests};w={self.seconds:g}',
        }
        allowed = self.used <= self.requests
        self.refused += not allowed
        return allowed, headers
