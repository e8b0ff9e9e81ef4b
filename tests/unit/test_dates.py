"""Parsing typed dates; formatting dates and times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader import dates
from tui_reader.dates import Period, ago, parse_day

FRIDAY = date(2026, 8, 21)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025-03-17", date(2025, 3, 17)),
        (" 2025/3/7 ", date(2025, 3, 7)),
        ("2024-02-29", date(2024, 2, 29)),
        ("mar 17", date(2026, 3, 17)),
        ("17 March 2024", date(2024, 3, 17)),
        ("17th of march, 2024", date(2024, 3, 17)),
        ("Sept. 3rd", date(2025, 9, 3)),
        ("aug 22", date(2026, 8, 22)),  # tomorrow: the Hub's day may have begun
        ("aug 23", date(2025, 8, 23)),
        ("feb 29", date(2024, 2, 29)),
        ("today", FRIDAY),
        ("YESTERDAY", date(2026, 8, 20)),
        ("friday", FRIDAY),
        ("thu", date(2026, 8, 20)),
        ("Saturday", date(2026, 8, 15)),
        ("Friday 21 August 2026", FRIDAY),
    ],
)
def test_typed_days(typed: str, day: date) -> None:
    assert parse_day(typed, FRIDAY) == day


@pytest.mark.parametrize(
    ("typed", "name", "first", "last", "words"),
    [
        ("2025-03", "2025-03", date(2025, 3, 1), date(2025, 3, 31), "March 2025"),
        ("2024-2", "2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("feb 2023", "2023-02", date(2023, 2, 1), date(2023, 2, 28), "February 2023"),
        ("December 9999", "9999-12", date(9999, 12, 1), date(9999, 12, 31), "December 9999"),
        ("july", "2026-07", date(2026, 7, 1), date(2026, 7, 31), "July 2026"),
        ("sep", "2025-09", date(2025, 9, 1), date(2025, 9, 30), "September 2025"),
        ("2025-W12", "2025-W12", date(2025, 3, 17), date(2025, 3, 23), "Week 12 of 2025"),
        ("2025w01", "2025-W01", date(2024, 12, 30), date(2025, 1, 5), "Week 1 of 2025"),
        ("9999-W52", "9999-W52", date(9999, 12, 27), date(9999, 12, 31), "Week 52 of 9999"),
    ],
)
def test_typed_months_and_weeks(typed: str, name: str, first: date, last: date, words: str) -> None:
    period = parse_day(typed, FRIDAY)
    assert period == Period(name, first, last)
    assert str(period) == words


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "soon",
        "ma",
        "friday 21",
        "2025-13",
        "2025-02-30",
        "2025-13-40",
        "2025-03/17",
        "0000-01-01",
        "99999-01-01",
        "+99:99",
        "2025-W54",
        "2024-W53",
        "31 june",
        "march 0",
        "2408.01234",
        "٢٠٢٥-٠٣-١٧",
        "1" * 5_000,
        "17 17",
        "march 17 2024 2025",
    ],
)
def test_invalid_days_are_none(typed: str) -> None:
    assert parse_day(typed, FRIDAY) is None


def test_first_and_last_day_of_the_calendar() -> None:
    assert parse_day("yesterday", date.min) is None
    assert parse_day("sunday", date.min) is None
    assert parse_day("jan 1", date.min) == date.min
    assert parse_day("dec 31", date.max) == date.max


def test_days_are_written_in_english() -> None:
    assert dates.long(FRIDAY) == "Friday 21 August 2026"
    assert dates.short(date(2026, 8, 3)) == "Mon 3"
    assert dates.month(FRIDAY) == "August 2026"
    assert dates.plain(date(2026, 8, 20)) == "20 Aug 2026"


NOW = datetime(2026, 8, 21, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (NOW, "just now"),
        (NOW - timedelta(seconds=59), "just now"),
        (NOW - timedelta(seconds=119), "1 min ago"),
        (NOW - timedelta(minutes=59, seconds=59), "59 min ago"),
        (NOW - timedelta(hours=3, minutes=10), "3 h ago"),
        (NOW.replace(hour=0, minute=0), "14 h ago"),
        (datetime(2026, 8, 20, 23, 59, tzinfo=UTC), "yesterday"),
        (datetime(2026, 8, 20, 0, 0, tzinfo=UTC), "yesterday"),
        (datetime(2026, 8, 18, 12, 0, tzinfo=UTC), "on Tuesday"),
        (datetime(2026, 8, 15, 0, 0, tzinfo=UTC), "on Saturday"),
        (datetime(2026, 8, 14, 23, 0, tzinfo=UTC), "14 Aug 2026"),
        (NOW + timedelta(minutes=5), "just now"),  # clocks differ
        (NOW + timedelta(days=3), "24 Aug 2026"),
        (NOW.replace(tzinfo=None) - timedelta(hours=2), "2 h ago"),
        (datetime(1, 1, 1, tzinfo=UTC), "1 Jan 1"),
    ],
)
def test_relative_times(then: datetime, words: str) -> None:
    assert ago(then, NOW) == words


def test_time_before_midnight_is_shown_in_hours_at_first() -> None:
    assert ago(NOW.replace(hour=0) - timedelta(hours=2), NOW.replace(hour=0)) == "2 h ago"


def test_yesterday_is_in_the_users_time_zone() -> None:
    tokyo = timezone(timedelta(hours=9))
    evening_in_utc = datetime(2026, 8, 20, 16, 0, tzinfo=UTC)  # 01:00 on the 21st in Tokyo
    assert ago(evening_in_utc, datetime(2026, 8, 21, 20, 0, tzinfo=tokyo)) == "19 h ago"
    assert ago(evening_in_utc, datetime(2026, 8, 21, 20, 0, tzinfo=UTC)) == "yesterday"


class Summer(tzinfo):
    """A time zone whose clocks go from 02:00 to 03:00 on 29 March 2026."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        assert moment is not None
        summer = moment.replace(tzinfo=None) >= datetime(2026, 3, 29, 2)
        return timedelta(hours=2 if summer else 1)

    def dst(self, moment: datetime | None) -> timedelta:
        return self.utcoffset(moment) - timedelta(hours=1)

    def tzname(self, moment: datetime | None) -> str:
        return "summer"


def test_hour_skipped_by_daylight_saving_time_is_not_counted() -> None:
    zone = Summer()
    before = datetime(2026, 3, 29, 1, 50, tzinfo=zone)
    after = datetime(2026, 3, 29, 3, 20, tzinfo=zone)
    assert ago(before, after) == "30 min ago"


@pytest.mark.parametrize(
    ("number", "long", "short"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_000, "1,000", "1k"),
        (1_431, "1,431", "1.4k"),
        (1_999, "1,999", "1.9k"),
        (12_345, "12,345", "12k"),
        (999_999, "999,999", "999k"),
        (1_250_000, "1,250,000", "1.2M"),
        (2**63, "9,223,372,036,854,775,808", "9,223,372,036B"),
        (-1_200, "-1,200", "-1.2k"),
    ],
)
def test_numbers(number: int, long: str, short: str) -> None:
    assert dates.count(number) == long
    assert dates.short_count(number) == short


@given(st.text() | st.from_regex(r"[0-9a-z]{0,9}[ /,.-]?[0-9a-z]{0,9}[ -]?[0-9w]{0,5}"), st.dates())
def test_any_text_is_a_day_or_none(text: str, today: date) -> None:
    found = parse_day(text, today)
    if isinstance(found, Period):
        assert found.first <= found.last
        assert parse_day(found.name, today) == found
        if "W" not in found.name and found.first.year >= 1000:
            assert parse_day(str(found), today) == found


@given(st.dates(), st.dates())
def test_every_formatted_day_can_be_parsed(day: date, today: date) -> None:
    if day.year >= 1000:  # years are typed with four digits
        assert parse_day(dates.long(day), today) == day
        assert parse_day(dates.plain(day), today) == day
    assert parse_day(day.isoformat(), today) == day
    assert dates.short(day)


OFFSETS = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)


@given(st.datetimes(timezones=st.none() | OFFSETS), st.datetimes(timezones=st.none() | OFFSETS))
def test_any_two_times_have_a_relative_form(then: datetime, now: datetime) -> None:
    assert ago(then, now)
