"""Parse typed dates, and format dates, times and numbers.

Names are always English, as in the rest of the app: output must not depend on the locale. Nothing
here raises for the years 1 to 9999.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY = timedelta(days=1)

# Compiled by `re` on first use: the first page does not need them.
_ISO_DAY = r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"
_ISO_MONTH = r"([0-9]{4})[-/]([0-9]{1,2})"
_ISO_WEEK = r"([0-9]{4})-?w([0-9]{1,2})"
_ORDINAL = "([0-9]{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = rf"{_ORDINAL}(?: of)? ([a-z]+)(?: ([0-9]{{4}}))?"
_MONTH_FIRST = rf"([a-z]+) {_ORDINAL}(?: ([0-9]{{4}}))?"
_MONTH_ALONE = r"([a-z]+)(?: ([0-9]{4}))?"


class Period(NamedTuple):
    """A calendar month or an ISO week, from its first to its last day (inclusive).

    `name` has the format of the Hub's API and the command line: "2025-03", "2025-W12".
    """

    name: str
    first: date
    last: date

    def __str__(self) -> str:
        if "W" in self.name:
            return f"Week {int(self.name[6:])} of {int(self.name[:4])}"
        return month(self.first)


def month_of(day: date) -> Period:
    days = (_day(day.year, day.month, number) for number in (31, 30, 29, 28))
    last = next(filter(None, days))
    return Period(f"{day.year:04d}-{day.month:02d}", day.replace(day=1), last)


def week_of(day: date) -> Period:
    """Return the ISO week of a day; the last week of the year 9999 is cut short."""
    year, week, _ = day.isocalendar()
    first = day - day.weekday() * _DAY
    return Period(f"{year:04d}-W{week:02d}", first, min(first, date.max - 6 * _DAY) + 6 * _DAY)


def parse_day(text: str, today: date) -> date | Period | None:
    """Parse a typed day, month or week. Returns None for anything else.

    `2025-03-17`, `mar 17`, `17 march 2024`, `yesterday`, `friday`; `2025-03`, `march`, `2025-W12`.
    A date without a year is the latest one that is not in the future. Tomorrow is accepted, since
    the Hub's day may begin the evening before.
    """
    text = " ".join(text[:80].lower().replace(",", " ").split())
    if match := re.fullmatch(_ISO_DAY, text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch(_ISO_MONTH, text):
        return _month(int(match[1]), int(match[2]))
    if match := re.fullmatch(_ISO_WEEK, text):
        try:
            return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            return None
    if text == "today":
        return today
    if text == "yesterday":
        return _back(today, 1)
    first_word, _, others = text.partition(" ")
    weekday = _number_of(first_word, WEEKDAYS)
    if weekday is not None:
        if not others:
            return _back(today, (today.weekday() - weekday) % 7)
        text = others  # "friday 21 august 2026"
    return _in_words(text.replace(".", ""), today)


def long(day: date) -> str:
    """ "Friday 21 August 2026" """
    return f"{WEEKDAYS[day.weekday()]} {day.day} {month(day)}"


def short(day: date) -> str:
    """ "Fri 21" """
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day}"


def month(day: date) -> str:
    """ "August 2026" """
    return f"{MONTHS[day.month - 1]} {day.year}"


def plain(day: date) -> str:
    """ "20 Aug 2026" """
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def local(moment: datetime) -> datetime:
    """Return a time in the user's time zone. A time without a zone is UTC."""
    try:
        return _aware(moment).astimezone()
    except (OverflowError, ValueError):  # the first and last hours of the calendar
        return moment


def ago(then: datetime, now: datetime) -> str:
    """Return how long ago a time is: "2 min ago", "3 h ago", "yesterday", "on Tuesday".

    Days are counted in `now`'s time zone, or in the user's if `now` is in UTC. A time without a
    zone is UTC. Times over a week ago or over an hour ahead are shown as a date: "20 Aug 2026".
    """
    then, now = _aware(then), _aware(now)
    zone = None if now.tzinfo is UTC else now.tzinfo  # None: the user's time zone
    try:
        then, now = then.astimezone(zone), now.astimezone(zone)
    except (OverflowError, ValueError):  # the first and last hours of the calendar
        return plain(then)
    # Python subtracts local times of the same zone, which is an hour off across DST.
    seconds = (_epoch(now) - _epoch(then)).total_seconds()
    days = (now.date() - then.date()).days
    if seconds < -3_600:
        return plain(then)
    if seconds < 60:
        return "just now"
    if seconds < 3_600:
        return f"{int(seconds // 60)} min ago"
    if days <= 0 or seconds < 6 * 3_600:
        return f"{int(seconds // 3_600)} h ago"
    if days == 1:
        return "yesterday"
    return f"on {WEEKDAYS[then.weekday()]}" if days < 7 else plain(then)


def count(number: int) -> str:
    """1,431"""
    return f"{number:,}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """ "1 paper", "1,431 papers"; the plural is the noun with an "s" if not given."""
    return f"{count(number)} {noun if number == 1 else plural or noun + 's'}"


def short_count(number: int) -> str:
    """1.2k, 12k, 1.2M: rounded down."""
    if number < 0:
        return "-" + short_count(-number)
    for unit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if number >= 10 * unit:
            return f"{number // unit:,}{letter}"
        if number >= unit:
            whole, tenth = divmod(number * 10 // unit, 10)
            return f"{whole}.{tenth}{letter}" if tenth else f"{whole}{letter}"
    return str(number)


def _in_words(text: str, today: date) -> date | Period | None:
    if match := re.fullmatch(_DAY_FIRST, text):
        number, name, year = match.groups()
    elif match := re.fullmatch(_MONTH_FIRST, text):
        name, number, year = match.groups()
    elif match := re.fullmatch(_MONTH_ALONE, text):
        name, year = match.groups()
        number = None
    else:
        return None
    index = _number_of(name, MONTHS)
    if index is None:
        return None
    if year:
        return _day(int(year), index + 1, int(number)) if number else _month(int(year), index + 1)
    tomorrow = today if today == date.max else today + _DAY
    for earlier in range(10):  # two 29ths of February can be eight years apart
        day = _day(today.year + 1 - earlier, index + 1, int(number or 1))
        if day is not None and day <= tomorrow:
            return day if number else month_of(day)
    return None


def _number_of(word: str, names: tuple[str, ...]) -> int | None:
    """Return the index of the name that starts with a word of three letters or more."""
    if len(word) < 3:
        return None
    return next((i for i, name in enumerate(names) if name.lower().startswith(word)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> Period | None:
    first = _day(year, month, 1)
    return month_of(first) if first else None


def _back(today: date, days: int) -> date | None:
    return today - days * _DAY if today.toordinal() > days else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)


def _epoch(moment: datetime) -> timedelta:
    """Time since the calendar's start in UTC; unlike a datetime, it can be negative."""
    return moment.replace(tzinfo=None) - datetime.min - (moment.utcoffset() or timedelta())
