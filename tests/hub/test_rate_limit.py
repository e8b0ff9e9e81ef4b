"""Rate limiting and retries, with a fake clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY, body, edition
from tests.support.fake_server import Response, error, zipped
from tests.support.fake_window import Window
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import BadResponse, HubError, RequestRefused, TooManyRequests

FEED = "/api/daily_papers"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def hub(server: FakeHub, clock: FakeClock) -> AsyncIterator[Hub]:
    async with Hub(server.url, token="", clock=clock, sleep=clock.sleep) as connected:
        yield connected


async def ask_for_days(hub: Hub, count: int, at_once: int = 8) -> None:
    days = [LAST_DAY - timedelta(days=number) for number in range(count)]

    async def worker() -> None:
        while days:
            await hub.edition(days.pop())

    await asyncio.gather(*(worker() for _ in range(at_once)))


@pytest.mark.parametrize(("used", "soonest"), [(0, 84), (65, 144), (100, 144)])
async def test_rate_limit_is_never_exceeded(
    server: FakeHub, clock: FakeClock, used: int, soonest: int, hub: Hub
) -> None:
    """Make 250 requests with a limit of a hundred a minute, some of them used by another client."""
    server.window = window = Window(100, seconds=60.0, clock=clock)
    window.used, window.until = used, clock.now + 24.0
    started = clock.now
    await ask_for_days(hub, 250)
    assert len(server.requests) == 250 + (used == 100)
    assert window.refused == (used == 100)  # the client cannot know about these
    assert soonest <= clock.now - started <= soonest + 36


async def test_429_blocks_before_its_body_arrives(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    """The body may arrive late, after other requests have waited for the end of the window."""
    headers = {"RateLimit": '"api";r=0;t=4'}
    late = Response(b'{"error": "Too many requests"}', 429, headers, drip=(10, 0.02))
    server.responses[f"{FEED}?date={LAST_DAY}&limit=100"] = late
    refused, _ = await asyncio.gather(
        hub.edition(LAST_DAY),
        hub.edition(LAST_DAY - timedelta(days=1)),
        return_exceptions=True,
    )
    assert isinstance(refused, TooManyRequests)
    assert max(clock.slept) <= 5


async def test_requests_start_immediately_while_half_the_quota_is_left(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    server.window = Window(500, seconds=300.0, clock=clock)
    await ask_for_days(hub, 40)
    assert clock.slept == []


async def test_background_requests_are_spread_over_the_second_half_of_a_window(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    """A paper opened during a long sync waits for about a second."""
    server.window = Window(100, seconds=60.0, clock=clock)
    await ask_for_days(hub, 90)
    assert len(clock.slept) >= 30
    assert max(clock.slept) < 5


async def test_interactive_request_does_not_wait_for_minutes(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    server.window = window = Window(2, seconds=300.0, clock=clock)
    await hub.paper("2608.21000")
    await hub.paper("2608.21000")
    for _ in range(3):
        with pytest.raises(TooManyRequests, match=r"Try again in 30\d s") as raised:
            await hub.comments("2608.21000")
        assert raised.value.wait == hub.waiting
    assert (len(server.requests), window.refused) == (2, 0)
    assert clock.slept == []
    clock.now += 302
    assert hub.waiting == 0
    await hub.comments("2608.21000")


async def test_interactive_request_succeeds_during_a_long_sync(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    server.window = window = Window(60, seconds=300.0, clock=clock)
    for _ in range(20):
        await ask_for_days(hub, 6, at_once=4)
        assert await hub.paper("2608.21000")
    assert (len(server.requests), window.refused) == (140, 0)


async def test_pages_and_api_have_separate_rate_limits(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    spent = {"RateLimit": '"api";r=0;t=200', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    paper = body(edition(LAST_DAY)[0]["paper"])
    server.responses["/api/papers/2608.21000"] = Response(paper, headers=spent)
    await hub.paper("2608.21000")
    with pytest.raises(TooManyRequests):
        await hub.paper("2608.21000")
    assert await hub.full_text("2608.21000")


async def test_at_most_four_requests_are_in_flight(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    server.latency = 0.1
    await ask_for_days(hub, 12, at_once=12)
    assert server.most_at_once == 4


@pytest.mark.parametrize(
    ("after", "waited"), [("7", 7), ("0", 1), ("99999", 330), ("soon", 10), ("-5", 10)]
)
async def test_retry_after_of_a_429_is_bounded(
    server: FakeHub, clock: FakeClock, after: str, waited: int, hub: Hub
) -> None:
    server.responses[FEED] = [error(429, "slow down", retry_after=after), ...]
    assert len((await hub.edition(LAST_DAY)).papers) == 12
    assert sum(clock.slept) == waited
    assert len(server.requests) == 2


async def test_429_without_retry_after_waits_for_the_end_of_the_window(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    refused = Response(b"{}", 429, {"RateLimit": '"api";r=0;t=42'})
    server.responses[FEED] = [refused, ...]
    await hub.edition(LAST_DAY)
    assert 42 <= sum(clock.slept) <= 44


async def test_429_is_retried_twice(server: FakeHub, clock: FakeClock, hub: Hub) -> None:
    server.responses[FEED] = error(429, "slow down", retry_after="3")
    with pytest.raises(TooManyRequests, match="rate limit"):
        await hub.edition(LAST_DAY)
    assert len(server.requests) == 3


BROKEN = [
    error(500, "oh"),
    error(502, "oh"),
    error(503, "oh"),
    Response(reset=True),
    Response(b"[" * 100, cut=50),
    Response(b"[" * 100_000, cut=50_000, reset=True),
    zipped(b"[1, 2, 3, 4, 5, 6]", cut=18),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: f"{one.status}-{one.cut}-{one.reset}")
async def test_broken_response_is_retried(
    server: FakeHub, clock: FakeClock, broken: Response, hub: Hub
) -> None:
    server.responses[FEED] = [broken, broken, ...]
    assert await hub.latest() == LAST_DAY
    assert len(server.requests) == 3
    first, second = clock.slept
    assert 0.25 <= first <= 0.75
    assert 0.5 <= second <= 1.5
    server.responses[FEED] = broken
    with pytest.raises(BadResponse) as raised:
        await hub.latest()
    assert "limit=20" in raised.value.url
    assert len(server.requests) == 6


async def test_retries_have_jitter(server: FakeHub, clock: FakeClock, hub: Hub) -> None:
    server.responses[FEED] = error(503, "oh")
    for _ in range(5):
        with pytest.raises(BadResponse):
            await hub.latest()
    assert len(set(clock.slept)) == 10


@pytest.mark.parametrize(("after", "waited"), [("4", 4), ("9999", 10)])
async def test_retry_after_of_a_503_is_respected(
    server: FakeHub, clock: FakeClock, after: str, waited: float, hub: Hub
) -> None:
    server.responses[FEED] = [error(503, "oh", retry_after=after), ...]
    await hub.latest()
    assert clock.slept == [waited]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451])
async def test_4xx_is_not_retried(server: FakeHub, clock: FakeClock, status: int, hub: Hub) -> None:
    server.responses["/api/papers/2608.21000"] = error(status, "no\nway \x1b[2J")
    with pytest.raises(RequestRefused, match=f"{status} .*no way") as raised:
        await hub.paper("2608.21000")
    assert raised.value.status in (status, 0)
    assert str(raised.value).isprintable()
    assert len(server.requests) == 1
    assert clock.slept == []


@pytest.mark.parametrize(
    "headers",
    [
        {"RateLimit": ""},
        {"RateLimit": '"api";r=-1;t=5'},
        {"RateLimit": '"api";r=99999999999999999999;t=1'},
        {"RateLimit": '"api";r=0;t=99999999999'},
        {"RateLimit": "r=5", "RateLimit-Policy": "q=x"},
        {"RateLimit": '"api";r=900;t=5', "RateLimit-Policy": '"fixed window";"api";q=0;w=0'},
    ],
    ids=str,
)
async def test_invalid_rate_limit_headers_are_ignored(
    server: FakeHub, clock: FakeClock, headers: dict[str, str], hub: Hub
) -> None:
    server.responses[FEED] = Response(body(edition(LAST_DAY)), headers=headers)
    await ask_for_days(hub, 12)
    assert clock.now - 1_000 < 60


async def test_distant_window_end_is_bounded(server: FakeHub, clock: FakeClock, hub: Hub) -> None:
    spent = {"RateLimit": '"api";r=0;t=999999'}
    server.responses[FEED] = [Response(body(edition(LAST_DAY)), headers=spent), ...]
    await hub.edition(LAST_DAY)
    await hub.edition(LAST_DAY)
    assert clock.now - 1_000 <= 340


async def test_canceled_request_does_not_block_others(
    server: FakeHub, clock: FakeClock, hub: Hub
) -> None:
    server.responses[FEED] = [Response(silent=True)] * 4 + [...]
    await hub.paper("2608.21000")
    calls = [asyncio.create_task(hub.latest()) for _ in range(4)]
    await asyncio.to_thread(server.saw, 5)
    for call in calls:
        call.cancel()
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended)
    assert await hub.latest() == LAST_DAY


def test_too_many_requests_is_a_hub_error() -> None:
    assert issubclass(TooManyRequests, HubError)
