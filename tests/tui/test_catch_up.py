""" "Since you were away": new days counted, listed, and marked as read."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.running_app import NOW, RunningApp, run_app
from tui_reader.dates import long
from tui_reader.models import AWAY, ListSource
from tui_reader.store import Store, cache, library, queries
from tui_reader.tui.services.catch_up import CatchUp


def fetch(store: Store, days: list[date]) -> None:
    """Store editions as a sync does."""
    for day in days:
        edition = fake_papers.parsed_edition(day, fake_papers.edition(day, 12))
        store.write_cache_sync(cache.write_edition, edition, True, NOW)


@pytest.fixture
def away(store: Store) -> list[date]:
    """Store five editions, one before the first launch. Return the new days, newest first."""
    *new, oldest = fake_papers.weekdays(5)
    fetch(store, [oldest])
    store.write_library_sync(library.count_unread_since, oldest)
    store.write_library_sync(library.put_value, queries.AWAY_SINCE, oldest.isoformat())
    fetch(store, new)
    return new


async def test_first_launch_reports_no_absence(reader: RunningApp) -> None:
    assert "new papers in" not in reader.text
    await reader.press("w")
    assert "Nothing new since you were away" in reader.text


async def test_status_counts_new_papers_and_a_key_lists_them(
    store: Store, away: list[date]
) -> None:
    async with run_app(store, (140, 40), first_source=ListSource.edition(min(away))) as reader:
        # The oldest new day is on screen.
        assert "36 new papers in 3 days; w shows them" in reader.text
        await reader.press("w")
        assert reader.screen.list.source == AWAY
        assert "Since you were away · 36 papers" in reader.row(0)
        upvotes = [row.paper.upvotes or 0 for _, row in sorted(reader.screen.papers.rows.items())]
        assert upvotes == sorted(upvotes, reverse=True)
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(min(away))


async def test_new_papers_are_counted_without_a_network(
    store: Store, away: list[date], hub: FakeHub
) -> None:
    hub.go_offline()
    async with run_app(store, (140, 40), offline=False) as reader:
        await reader.until(lambda: "offline" in reader.row(0))
        await reader.press("r")
        await reader.settle()
        assert reader.text.count(f"{12 * (len(away) - 1)} new papers in 3 days") == 1


async def test_two_new_days_are_announced_but_not_one(store: Store, away: list[date]) -> None:
    catch_up = CatchUp(store)
    for day in away[2:]:
        catch_up.list_shown(ListSource.edition(day))
    assert await catch_up.summary() == "24 new papers in 2 days"
    catch_up.list_shown(ListSource.edition(away[1]))
    assert await catch_up.summary() == ""


async def test_watch_matches_come_first(store: Store, away: list[date]) -> None:
    least = list(store.read_sync(queries.edition, away[0]) or [])[-1]
    name = f"id:{least}"
    with_title = store.read_sync(queries.papers_away)
    assert least in with_title
    title = fake_papers.edition(away[0], 12)[-1]["paper"]["title"]
    store.write_library_sync(library.put_watch, name, f'"{title}"', NOW)
    async with run_app(store, first_source=ListSource.edition(min(away))) as reader:
        await reader.press("w")
        first = reader.title
        assert first == title


async def test_days_that_were_on_screen_are_no_longer_new(store: Store, away: list[date]) -> None:
    async with run_app(store, first_source=ListSource.edition(min(away))) as reader:
        await reader.press("right_square_bracket", "right_square_bracket", "w")
        assert "Nothing new since you were away" in reader.text
    async with run_app(store) as reader:
        assert "new papers in" not in reader.text


async def test_marking_everything_before_a_day_is_one_undo_step(
    store: Store, away: list[date]
) -> None:
    async with run_app(store, (140, 40), first_source=ListSource.edition(away[0])) as reader:
        before = store.read_sync(queries.counts).unread
        assert before == 60
        reader.screen.action_read_before()
        await reader.settle()
        assert "Mark 48 papers as read?" not in reader.text  # at most 50: no confirmation
        assert store.read_sync(queries.counts).unread == 12
        assert "48 papers marked as read" in reader.text
        await reader.press("U")
        assert store.read_sync(queries.counts).unread == before


async def test_sidebar_has_the_list_while_there_are_new_days(
    store: Store, away: list[date]
) -> None:
    async with run_app(store, (140, 40), first_source=ListSource.edition(min(away))) as reader:
        assert re.search(r"Away +48 ", reader.text)
        assert long(min(away)) in reader.row(0)


async def test_sync_after_days_away_reports_new_papers_only(store: Store, hub: FakeHub) -> None:
    oldest = min(hub.days)
    fetch(store, [oldest])
    store.write_library_sync(library.count_unread_since, oldest)
    store.write_library_sync(library.put_value, queries.AWAY_SINCE, oldest.isoformat())
    async with run_app(store, (80, 24), offline=False) as reader:
        await reader.until(lambda: "108 new papers in 9 days; w shows them" in reader.text)
        foot = reader.row(-1)
        assert "opens them" not in foot
        assert "? help" in foot


async def test_unopened_papers_show_gains_since_the_last_seen_sync(
    store: Store, hub: FakeHub
) -> None:
    newest = max(hub.days)
    for day in sorted(hub.days)[-2:]:
        hub.days[day].append({"paper": {}})
    async with run_app(store, (140, 40), offline=False) as reader:
        await reader.until(lambda: "synced" in reader.text)
        assert "Skipped 2 malformed entries" in reader.text
        hub.days[newest][0]["paper"]["upvotes"] += 25
        await reader.press("r")
        await reader.until(lambda: "+25" in reader.text)
        await reader.settle()
        hub.days[newest][1]["paper"]["upvotes"] += 31
        await reader.press("r")
        await reader.until(lambda: "+31" in reader.text)
        await reader.settle()
        assert "+25" not in reader.text
