"""Syncing: order, errors, batches."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.databases import DAY, NOW, made_edition
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Response
from tui_reader import sync
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import BadResponse, NotFound, Offline
from tui_reader.models import Edition
from tui_reader.store import Store, cache, library, marks, queries


async def test_edition_is_reported_once_stored_without_waiting_for_the_next(
    hub: FakeHub, store: Store
) -> None:
    first, second, third = sorted(hub.days, reverse=True)[:3]
    hub.responses[f"/api/daily_papers?date={second}&limit=100"] = Response(silent=True)
    async with Hub(hub.url, token="") as client, asyncio.timeout(15):
        steps = sync.fetch(client, store, [first, second, third], first)
        async for step in steps:
            if step.day == first:
                break
        assert store.read_sync(queries.edition, first)
        assert store.read_sync(queries.edition, third) is None
        await steps.aclose()


class Editions(Hub):
    """A Hub with editions of some days before DAY."""

    def __init__(self, *back: int) -> None:
        super().__init__("")
        self.back = back
        self.requests = 0

    async def latest(self) -> date:
        return DAY

    async def edition(self, day: date) -> Edition:
        self.requests += 1
        if (DAY - day).days not in self.back:
            raise NotFound("nothing")
        found: Edition = made_edition(day, 1)
        return found


@pytest.mark.parametrize(("back", "editions"), [((0, 28), 2), ((0, 29), 1), ((), 0)])
async def test_first_launch_after_holidays_looks_back_four_weeks(
    store: Store, back: tuple[int, ...], editions: int
) -> None:
    hub = Editions(*back)
    async for _ in sync.launch(hub, store, depth=2):
        pass
    assert len(store.read_sync(queries.days)) == editions
    assert hub.requests == 29  # each day once


async def test_interrupted_first_launch_counts_its_other_days_as_unread(store: Store) -> None:
    steps = sync.launch(Editions(*range(9)), store, depth=3)
    await anext(steps)
    await steps.aclose()
    assert store.read_sync(queries.unread_since) == DAY - timedelta(days=2)


@pytest.mark.parametrize("depth", [1, 7])
async def test_first_launch_counts_all_its_editions_as_unread(store: Store, depth: int) -> None:
    async for _ in sync.launch(Editions(*range(9)), store, depth):
        pass
    oldest = DAY - timedelta(days=depth - 1)  # also on a weekend
    assert store.read_sync(queries.unread_since) == oldest


async def test_archive_as_the_first_sync_counts_recent_editions_as_unread(store: Store) -> None:
    async for step in sync.since(Editions(*range(20)), store, DAY - timedelta(days=19)):
        assert not step.left
    assert store.read_sync(queries.unread_since) == DAY - timedelta(days=8)  # seven weekdays
    assert store.read_sync(queries.fact, sync.LAST_SYNC)  # shown in the app
    store.write_library_sync(library.count_unread_since, DAY)
    async for _ in sync.since(Editions(0), store, DAY):  # a later sync leaves it
        pass
    assert store.read_sync(queries.unread_since) == DAY


async def test_launch_after_a_long_time_fetches_the_newest_days(store: Store) -> None:
    old = DAY - timedelta(days=40)
    store.write_cache_sync(cache.write_edition, made_edition(old, 1), True, NOW)
    steps = [step async for step in sync.launch(Editions(*range(40)), store, most=5)]
    assert [step.day for step in steps[1:]] == [DAY - timedelta(days=back) for back in range(5)]
    assert steps[0].left == 35


async def test_sync_completes_saved_papers_known_by_id_only(store: Store) -> None:
    (paper,) = made_edition(DAY, 1).papers
    store.write_library_sync(library.bookmark, [paper.key], True, NOW)
    assert store.read_sync(marks.unknown_papers)
    async for _ in sync.since(Editions(0), store, DAY):
        pass
    assert not store.read_sync(marks.unknown_papers)


async def test_long_sync_requests_few_editions_before_it_stores_them(store: Store) -> None:
    hub = Editions(*range(100))
    async for step in sync.since(hub, store, DAY - timedelta(days=99)):
        assert hub.requests <= step.done + sync.MAX_REQUESTED


async def test_editions_settle_after_two_weeks(store: Store) -> None:
    async for _ in sync.since(Editions(*range(13, 17)), store, DAY - timedelta(days=16)):
        pass
    synced = store.read_sync(queries.synced)
    assert [synced[DAY - timedelta(days=n)].settled for n in (13, 14, 15, 16)] == [
        False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("error", [ZeroDivisionError, Offline])
async def test_other_errors_end_the_sync_and_leave_earlier_editions_on_disk(
    store: Store, error: type[Exception]
) -> None:
    days = [DAY - timedelta(days=back) for back in range(4)]

    class Faulty(Hub):
        async def edition(self, day: date) -> Edition:
            if day == days[2]:
                raise error("no network")
            found: Edition = made_edition(day, 3)
            return found

    with pytest.raises(error):
        async for _ in sync.fetch(Faulty(""), store, days, DAY):
            pass
    assert [bool(store.read_sync(queries.edition, day)) for day in days] == [
        True,
        True,
        False,
        False,
    ]


async def test_failed_day_does_not_affect_the_others_of_its_batch(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [DAY - timedelta(days=back) for back in range(12)]

    class AtOnce(Hub):
        async def edition(self, day: date) -> Edition:
            if day == days[2]:
                raise BadResponse("nonsense")
            if day == days[3]:
                raise NotFound("nothing")
            found: Edition = made_edition(day, 3)
            return found

    written = []

    def write(connection: sqlite3.Connection, editions: list[Edition], *rest: Any) -> list[bool]:
        written.append([edition.day for edition in editions])
        return write_editions(connection, editions, *rest)

    write_editions = cache.write_editions
    monkeypatch.setattr(cache, "write_editions", write)
    steps = [step async for step in sync.fetch(AtOnce(""), store, days, DAY, 5)]

    assert written == [days[:2], days[3:11], days[11:]]  # at most eight together
    assert [(step.done, step.day) for step in steps] == list(enumerate([None, *days]))
    assert {step.left for step in steps} == {5}
    assert [step.day for step in steps if step.problem] == [days[2]]
    on_disk = [day for day in days if store.read_sync(queries.edition, day)]
    assert on_disk == [*days[:2], *days[4:]]
