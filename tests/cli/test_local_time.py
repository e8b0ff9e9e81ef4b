"""Times are shown in the user's time zone, also if the date differs from UTC."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.command import command, fill, ids_of
from tests.support.fake_papers import LAST_DAY
from tui_reader import dates
from tui_reader.models import Paper, key_of
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library

FIRST = ids_of(LAST_DAY)[0]
# 22:30 on the 29th in Honolulu, 20:30 on the 30th in Auckland
AT = datetime(2026, 8, 30, 8, 30, tzinfo=UTC)


@pytest.fixture(params=["Pacific/Honolulu", "Pacific/Auckland"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def save() -> None:
    fill()
    with Store(Folders.of_user()) as store:
        key = key_of(FIRST)
        store.write_library_sync(library.bookmark, [key], True, AT)
        store.write_library_sync(library.note, [key], "first", AT)
        store.write_library_sync(library.note, [key], "second", AT)


def test_bookmark_of_the_29th_is_shown_as_the_29th(zone: str) -> None:
    save()
    day = "29 Aug 2026" if zone == "Pacific/Honolulu" else "30 Aug 2026"
    assert f"bookmarked {day}" in command("show", FIRST).out


def test_withdrawal_is_shown_in_local_time(zone: str) -> None:
    with Store(Folders.of_user()) as store:
        store.write_cache_sync(cache.write_papers, [Paper(FIRST, "A Lamp", withdrawn=AT)])
    day = "29 Aug 2026" if zone == "Pacific/Honolulu" else "30 Aug 2026"
    assert f"withdrawn {day}" in command("show", FIRST).out


def test_history_of_a_note_is_in_local_time(zone: str) -> None:
    save()
    when = "2026-08-29 22:30" if zone == "Pacific/Honolulu" else "2026-08-30 20:30"
    assert f"Replaced {when}" in command("note", FIRST, "--history").out


@pytest.mark.parametrize("zone", ["XYZ-99"], indirect=True)
def test_impossible_time_zone_is_read_as_utc(zone: str) -> None:
    save()
    assert "bookmarked 30 Aug 2026" in command("show", FIRST).out
    assert "+0000\n" in command("digest", "-f", "eml").out


def test_days_ago_are_local_days(zone: str) -> None:
    # 8:00 on the 30th in Honolulu, 6:00 on the 31st in Auckland
    now = datetime(2026, 8, 30, 18, 0, tzinfo=UTC)
    assert dates.ago(AT, now) == "yesterday"


def test_daylight_saving_time_of_the_day_itself_counts(zone: str) -> None:
    winter = datetime(2026, 1, 31, 10, 30, tzinfo=UTC)
    expected = {"Pacific/Honolulu": "31 Jan 2026", "Pacific/Auckland": "31 Jan 2026"}
    assert dates.plain(dates.local(winter)) == expected[zone]
    assert dates.ago(winter, datetime(2026, 8, 30, tzinfo=UTC)) == expected[zone]


def test_first_and_last_hours_of_the_calendar_are_shown(zone: str) -> None:
    for moment in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert dates.plain(dates.local(moment))
        assert dates.ago(moment, AT)
