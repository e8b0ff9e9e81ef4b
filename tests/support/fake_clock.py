"""A clock that advances only when a coroutine sleeps, so that tests do not wait."""

from __future__ import annotations

import asyncio


class FakeClock:
    """Use as `Hub(clock=clock, sleep=clock.sleep)`; `slept` has the seconds of each sleep."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
