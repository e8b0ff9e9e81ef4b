"""Syncing editions from the app: what the service reports, and how far a sync is."""

from __future__ import annotations

import pytest

from tests.support.fake_hub import FakeHub
from tests.support.fake_server import error
from tui_reader.hub.client import Hub
from tui_reader.store import Store, queries
from tui_reader.sync import Progress
from tui_reader.tui.screens.main.sync_presenter import progress_status
from tui_reader.tui.services.sync_service import SyncService


async def test_sync_reports_failed_days_and_how_many_are_missing(
    store: Store, hub: FakeHub
) -> None:
    newest, failed, *older = sorted(hub.days, reverse=True)
    hub.responses[f"/api/daily_papers?date={failed}&limit=100"] = error(403, "not today")
    service = SyncService(store, Hub, trending=True)
    steps: list[Progress] = []

    assert await service.fetch_days(older[-1:], newest, steps.append) == ""
    assert not store.read_sync(queries.feed, "trending")  # only the asked day
    steps.clear()
    result = await service.launch(7, 2, steps.append)
    assert [step.day for step in steps] == [None, newest, failed]
    assert ["403" in problem for problem in result.problems] == [True]
    assert (result.missing, result.offline) == (10, "")
    assert store.read_sync(queries.feed, "trending")

    # Weekdays that were never fetched, with both ends
    assert await service.missing_days(newest, older[3]) == [failed, *older[:4]]

    assert "403" in await service.fetch_days([failed, older[0]], newest, steps.append)
    assert steps[-1].day == older[0]


async def test_sync_without_a_network_is_not_a_failed_day(store: Store, hub: FakeHub) -> None:
    newest = max(hub.days)
    hub.go_offline()
    service = SyncService(store, Hub, trending=True)
    steps: list[Progress] = []
    result = await service.launch(7, 30, steps.append)
    assert result.offline
    assert (result.problems, steps) == ([], [])
    assert await service.fetch_days([newest], newest, steps.append)


async def test_edition_that_cannot_be_saved_is_a_problem(
    store: Store, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "the cache cannot be written: the disk is full"
    cache = store.opened.cache._replace(read_only=reason)
    monkeypatch.setattr(store, "opened", store.opened._replace(cache=cache))
    day = max(hub.days)
    problem = await SyncService(store, Hub, trending=True).fetch_days([day], day, print)
    assert problem == f"Not saved: {reason}"


@pytest.mark.parametrize(
    ("done", "total", "seconds", "text"),
    [
        (3, 9, 1, "syncing 3 of 9"),
        # A long sync, once its speed is known
        (11, 60, 22, "syncing 11 of 60"),
        (10, 61, 20, "syncing 10 of 61"),
        (11, 61, 22, "syncing 11 of 61, 2 min left"),
        (60, 61, 60, "syncing 60 of 61, less than a minute left"),
        # The Hub's rate limit is slower than the first requests
        (11, 1_000, 1, "syncing 11 of 1,000, 7 min left"),
    ],
)
def test_long_sync_shows_how_long_it_takes(done: int, total: int, seconds: int, text: str) -> None:
    status = progress_status(Progress(done, total), seconds)
    assert status.text == text
    assert status.progress == done / total
