"""The order of things in a sync, as somebody who looks on sees it."""

from __future__ import annotations

import asyncio

from tests.fake_hub import FakeHub
from tests.fake_server import Answer
from tui_reader import sync
from tui_reader.hub.client import Hub
from tui_reader.store import Store, lists


async def test_an_edition_is_told_of_when_it_is_on_disk_however_slow_the_next_is(
    hub: FakeHub, store: Store
) -> None:
    first, second, third = sorted(hub.days, reverse=True)[:3]
    hub.answers[f"/api/daily_papers?date={second}&limit=100"] = Answer(silent=True)
    async with Hub(hub.url, token="") as client, asyncio.timeout(15):
        steps = sync.fetch(client, store, [first, second, third], first)
        async for step in steps:
            if step.day == first:
                break
        assert store.ask(lists.edition, first)
        assert store.ask(lists.edition, third) is None
        await steps.aclose()
