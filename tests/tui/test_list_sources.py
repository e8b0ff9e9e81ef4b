"""Opening dates, weeks, months, similar papers and Hub searches."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub, fake_days
from tests.support.fake_server import Response
from tests.support.running_app import NOW, RunningApp, fill, run_app
from tui_reader.commands import DATES, LIST
from tui_reader.dates import month_of, week_of
from tui_reader.models import FIRST_EDITION, Day, ListSource
from tui_reader.settings import ReaderSettings, Settings
from tui_reader.store import Store, cache, queries
from tui_reader.tui.flows.navigate import date_problem, suggest_dates

NEWEST = fake_papers.LAST_DAY


async def typed(reader: RunningApp, text: str) -> None:
    await reader.press("d", *text, "enter")


# Dates


async def test_date_in_any_format_opens(reader: RunningApp) -> None:
    for text in ("2026-08-18", "aug 18", "18 august 2026", "tuesday"):
        await typed(reader, text)
        assert reader.screen.list.source == ListSource.edition(date(2026, 8, 18))
        assert reader.screen.pane == LIST
        assert "Tuesday 18 August 2026" in reader.row(0)
        await reader.press(".")
        assert "Friday" in reader.row(0)


async def test_date_that_is_not_on_disk_is_fetched(store: Store, hub: FakeHub) -> None:
    days = sorted(hub.days, reverse=True)
    fill(store, 3)
    async with run_app(store, offline=False) as reader:
        place = ListSource.edition(days[4])
        assert store.read_sync(queries.edition, days[4]) is None
        await typed(reader, days[4].isoformat())
        assert reader.screen.list.source == place
        assert "12 papers" in reader.row(0)
        assert store.read_sync(queries.edition, days[3]) is None
        await reader.press("right_square_bracket")  # the next edition, cached or not
        assert reader.screen.list.source == ListSource.edition(days[3])
        await reader.press("left_square_bracket", "left_square_bracket")  # from Monday to Friday
        assert reader.screen.list.source == ListSource.edition(days[5])


async def test_pending_fetch_can_be_canceled(store: Store, hub: FakeHub) -> None:
    days = fill(store, 3)
    async with run_app(store, offline=False) as reader:
        hub.responses["/api/daily_papers"] = Response(silent=True)
        await reader.press("d")
        await reader.pilot.press(*"mar", "space", *"17", "enter")
        await reader.until(lambda: "Fetching" in reader.text)
        assert "Tuesday 17 March 2026 … Esc cancels" in reader.text
        await reader.press("escape")
        assert "Fetching" not in reader.text
        assert reader.screen.list.source == ListSource.edition(days[0])


async def test_failed_date_is_reported_until_the_user_moves_on(store: Store) -> None:
    days = fill(store, 3)
    async with run_app(store) as reader:
        await reader.press("d")
        await reader.pilot.press(*"mar", "space", *"17", "enter")
        await reader.until(lambda: "--offline" in reader.screen.status_bar.message)
        assert reader.screen.list.source == ListSource.edition(days[0])
        await reader.press("j")
        assert "--offline" not in reader.screen.status_bar.message


async def test_invalid_date_is_reported_and_can_be_corrected(reader: RunningApp) -> None:
    await reader.press("d")
    await reader.pilot.press(*"mayvember", "enter")
    await reader.until(lambda: "Not a day, week or month" in reader.text)
    assert "mayvember" in reader.text
    assert "yesterday, friday" in reader.text
    for _ in range(9):
        await reader.pilot.press("backspace")
    await reader.pilot.press(*"tuesday", "enter")
    place = ListSource.edition(date(2026, 8, 18))
    await reader.settle()
    assert reader.screen.list.source == place


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "Not a day"),
        (FIRST_EDITION - timedelta(days=1), "Thursday 4 May 2023"),
        (FIRST_EDITION, ""),
        (month_of(FIRST_EDITION), ""),
        (month_of(date(2023, 4, 1)), "first edition"),
        (NEWEST + timedelta(days=1), ""),
        (NEWEST + timedelta(days=2), "In the future"),
        (month_of(date(2026, 9, 1)), "In the future"),
        (week_of(NEWEST), ""),
    ],
)
def test_dates_without_an_edition_are_reported_without_a_request(
    found: date | None, words: str
) -> None:
    problem = date_problem("typed", found, NEWEST)
    assert (words in problem) if words else problem == ""


def test_suggested_dates_can_be_opened() -> None:
    from tui_reader import dates

    days = [Day(day, 12) for day in fake_papers.weekdays(30)]
    offered = suggest_dates(days)
    assert len(offered) == len(set(offered)) > 60
    for one in offered:
        assert not date_problem(one, dates.parse_day(one, NEWEST), NEWEST), one


async def test_month_opens_with_local_papers_and_fetches_the_rest(
    store: Store, hub: FakeHub
) -> None:
    hub.days.update(fake_days(40))
    for day in (date(2026, 7, 30), date(2026, 7, 31)):
        edition = fake_papers.parsed_edition(day, hub.days[day])
        store.write_cache_sync(cache.write_edition, edition, False, NOW)
    fill(store, 10)
    async with run_app(store, offline=False) as reader:
        await typed(reader, "2026-07")
        await reader.until(lambda: len(reader.screen.list.keys) > 24)
        await reader.settle()
        held = store.read_sync(queries.period, date(2026, 7, 1), date(2026, 7, 31))
        assert list(reader.screen.list.keys) == list(held)
        assert len(held) == 12 * sum(day.month == 7 for day in hub.days)
        assert f"July 2026 · {len(held)} papers" in reader.row(0)
        assert "Fetching" not in reader.text


# Weeks and months


async def test_this_week_and_this_month_are_those_of_the_newest_edition(store: Store) -> None:
    days = fill(store, 8)
    async with run_app(store) as reader:
        lines = reader.text.splitlines()
        assert any("This week" in line for line in lines)
        assert any("This month" in line for line in lines)
        for label, period in (("This week", week_of(days[0])), ("This month", month_of(days[0]))):
            shelf = next(s.source for s in reader.screen.sidebar.entries if s.label == label)
            assert shelf is not None
            reader.screen.show_pane(DATES)
            reader.screen.sidebar.cursor = reader.screen.sidebar.by_source[shelf]
            await reader.press("enter")
            inside = [day for day in days if period.first <= day <= period.last]
            assert f"{label} · {12 * len(inside)} papers" in reader.row(0)
            assert reader.screen.sidebar.entries[reader.screen.sidebar.cursor].label == label


async def test_periods_are_merged_by_id_with_most_upvotes_first(store: Store) -> None:
    days = fill(store, 3)
    twice = fake_papers.edition(days[0], 12)[:1]
    edition = fake_papers.parsed_edition(days[1], twice + fake_papers.edition(days[1], 12))
    store.write_cache_sync(cache.write_edition, edition, False, NOW)
    async with run_app(store) as reader:
        await reader.screen.navigation.go_to(ListSource("month"))
        await reader.settle()
        keys = list(reader.screen.list.keys)
        assert len(keys) == len(set(keys)) == 36
        upvotes = [store.read_sync(_upvotes, key) for key in keys]
        assert upvotes == sorted(upvotes, reverse=True)


def _upvotes(connection: object, key: int) -> int:
    sql = "SELECT upvotes FROM papers WHERE key = ?"
    found: int = connection.execute(sql, [key]).fetchone()[0]  # type: ignore[attr-defined]
    return found


async def test_heading_of_a_month_opens_it(reader: RunningApp) -> None:
    reader.screen.show_pane(DATES)
    place = ListSource("period", "2026-08")
    reader.screen.sidebar.cursor = reader.screen.sidebar.by_source[place]
    await reader.press("enter")
    assert reader.screen.list.source == place
    assert "August 2026 · 60 papers" in reader.row(0)


# Similar papers


async def test_similar_papers_show_shared_terms_and_escape_goes_back_one_step(
    store: Store,
) -> None:
    days = fill(store, editions=8, size=40)
    async with run_app(store, (160, 30)) as reader:
        first = reader.title
        await reader.press(*"jjjjj", "m")
        second = reader.screen.list.source
        assert second is not None
        assert second.kind == "similar"
        assert "Similar to " in reader.row(0)
        assert len(reader.screen.list.keys) > 1
        header = reader.row(0)
        assert "shares: " in header
        for _ in range(10):
            await reader.press("j")
            if reader.row(0) != header:
                break
        assert reader.row(0) != header
        await reader.press("m")
        assert reader.screen.list.source != second
        await reader.press("escape")
        assert reader.screen.list.source == second
        await reader.press("escape")
        assert reader.screen.list.source == ListSource.edition(days[0])
        assert reader.screen.papers.cursor == 5
        assert reader.title != first


async def test_similar_papers_are_restored_at_launch(filled: Store) -> None:
    async with run_app(filled) as reader:
        await reader.press("m", "j")
        place, title = reader.screen.list.source, reader.title
        await reader.press("q")
    async with run_app(filled) as reader:
        assert reader.screen.list.source == place
        assert reader.title == title
        assert "shares: " in reader.row(0)


# Search on the Hub


async def test_hub_search_sends_the_words_and_preserves_the_order(
    store: Store, hub: FakeHub
) -> None:
    fill(store, 2)
    async with run_app(store, offline=False) as reader:
        await reader.press("slash", *"velvet", "space", *"teapot", "ctrl+o")
        assert reader.screen.list.source == ListSource("hub", "velvet teapot")
        assert "On the Hub: velvet teapot" in reader.row(0)
        assert list(reader.screen.list.keys) == list(
            store.read_sync(queries.feed, "hub:velvet teapot")
        )
        assert reader.screen.pane == LIST
        words = [request.query["q"] for request in hub.requests if request.path.endswith("/search")]
        assert words == ["velvet teapot"]
        await reader.press("escape")
        assert reader.screen.list.source == ListSource("search", "velvet teapot")


async def test_hub_search_results_are_available_offline(store: Store, hub: FakeHub) -> None:
    fill(store, 2)
    async with run_app(store, offline=False) as reader:
        await reader.press("slash", *"teapot", "ctrl+o")
        found = list(reader.screen.list.keys)
        assert found
        await reader.press("q")
    hub.go_offline()
    async with run_app(store) as reader:
        assert reader.screen.list.source == ListSource("hub", "teapot")
        assert list(reader.screen.list.keys) == found


async def test_pending_hub_search_is_shown_and_can_be_canceled(store: Store, hub: FakeHub) -> None:
    fill(store, 2)
    async with run_app(store, offline=False) as reader:
        hub.responses["/api/papers/search"] = Response(silent=True)
        await reader.press("slash", *"teapot")
        await reader.pilot.press("ctrl+o")
        await reader.until(lambda: "Searching the Hub for teapot … Esc cancels" in reader.text)
        assert "Search: teapot" in reader.row(0)
        await reader.press("escape")
        assert "Searching the Hub" not in reader.text
        assert reader.screen.list.source == ListSource("search", "teapot")


async def test_failed_hub_search_is_one_line_and_results_stay(store: Store, hub: FakeHub) -> None:
    fill(store, 2)
    async with run_app(store, offline=False) as reader:
        hub.responses["/api/papers/search"] = Response(b"no", status=404)
        await reader.press("slash", *"teapot", "ctrl+o")
        assert reader.screen.list.source == ListSource("search", "teapot")
        assert reader.screen.status_bar.has_error
        assert "404" in "\n".join(reader.text.splitlines()[-2:])


async def test_hub_search_asks_for_words_outside_of_a_search(store: Store, hub: FakeHub) -> None:
    fill(store, 2)
    async with run_app(store, offline=False) as reader:
        await reader.press("ctrl+o")
        await reader.pilot.press(*"teapot", "enter")
        await reader.settle()
        assert reader.screen.list.source == ListSource("hub", "teapot")


def test_invalid_or_newer_list_source_is_ignored() -> None:
    nonsense: list[object] = [["similar", "../x"], ["period", "soon"], ["edition", "x"], {}, "x"]
    for value in [*nonsense, ["new", ""], ["search"], ["search", 1]]:
        assert ListSource.from_json(value) is None
    for place in (ListSource("search", 'a "b'), ListSource("edition", "2026-08-21", "has:code")):
        assert ListSource.from_json(place.to_json()) == place


@pytest.mark.parametrize(("dates", "text"), [("long", r"\d+ Aug"), ("iso", r"2026-08-\d\d")])
async def test_rows_show_dates_outside_of_a_day(filled: Store, dates: str, text: str) -> None:
    config = Settings(reader=ReaderSettings(dates=dates))
    async with run_app(filled, (80, 24), settings=config) as reader:
        assert not re.search(f"▲\\d+ · {text}", reader.text)
        await reader.press("slash", *"the", "enter")
        assert re.search(f"▲\\d+ · {text} · ", reader.text)
        await reader.press("C")
        assert re.search(f"▲\\d+ .*  {text} ", reader.text)
        await reader.press("C", "escape")
        assert not re.search(f"▲\\d+ · {text}", reader.text)
