"""Which days are fetched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tui_reader.models import FIRST_EDITION
from tui_reader.store.queries import Synced
from tui_reader.sync import launch_days, missing

NEWEST = date(2026, 8, 21)  # a Friday
FULL, EMPTY, SETTLED, SETTLED_EMPTY = (
    Synced(20, False), Synced(0, False), Synced(20, True), Synced(0, True),
)  # fmt: skip


def ago(days: int) -> date:
    return NEWEST - timedelta(days=days)


def days_ago(days: list[date]) -> list[int]:
    assert days == sorted(days, reverse=True)
    return [(NEWEST - day).days for day in days]


def on_disk(**known: Synced) -> dict[date, Synced]:
    """Return the days on disk: `d3=FULL` is three days ago."""
    return {ago(int(name[1:])): state for name, state in known.items()}


def test_first_launch_fetches_weekdays_and_the_weekends_between() -> None:
    assert days_ago(launch_days(NEWEST, {}, depth=1)) == [0]
    assert days_ago(launch_days(NEWEST, {}, depth=5)) == [0, 1, 2, 3, 4]
    assert days_ago(launch_days(NEWEST, {}, depth=7)) == list(range(9))  # with Saturday and Sunday
    assert days_ago(launch_days(NEWEST, {}, depth=99)) == list(range(29))


def test_first_launch_never_goes_before_the_first_edition() -> None:
    newest = FIRST_EDITION + timedelta(days=2)
    assert min(launch_days(newest, {}, depth=7)) == FIRST_EDITION


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # Recent editions again, because their counts still change; also gaps since the oldest one
        ({"d0": FULL, "d20": FULL}, list(range(15))),
        ({"d3": FULL, "d6": FULL}, [0, 1, 2, 3, 4, 5, 6]),
        ({"d14": FULL}, list(range(15))),
        # Everything since the newest edition on disk
        ({"d40": FULL}, list(range(40))),
        ({"d20": FULL, "d30": FULL}, [*range(20), *range(21, 30)]),
        # A day without an edition is fetched again for two days
        ({"d9": FULL, "d0": EMPTY}, list(range(10))),
        ({"d9": FULL, "d2": EMPTY}, list(range(10))),
        ({"d9": FULL, "d3": EMPTY}, [0, 1, 2, 4, 5, 6, 7, 8, 9]),
        ({"d9": FULL, "d2": SETTLED_EMPTY}, list(range(10))),
        ({"d0": EMPTY}, list(range(9))),  # as at the first launch
        # But not an edition older than the recent ones
        ({"d15": FULL, "d14": FULL}, list(range(15))),
    ],
)
def test_days_of_a_launch(known: dict[str, Synced], expected: list[int]) -> None:
    assert days_ago(launch_days(NEWEST, on_disk(**known))) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        # The last two days always
        ({f"d{n}": SETTLED for n in range(6)}, [0, 1, 2]),
        ({f"d{n}": EMPTY for n in range(6)}, [0, 1, 2]),
        # Settled days never, others again; days without an edition not
        ({"d3": SETTLED, "d4": FULL, "d5": EMPTY}, [0, 1, 2, 4]),
        ({"d3": FULL}, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_missing_days_of_a_period(known: dict[str, Synced], expected: list[int]) -> None:
    assert days_ago(missing(NEWEST, ago(5), on_disk(**known))) == expected


def test_missing_days_end_at_the_first_edition() -> None:
    days = missing(FIRST_EDITION + timedelta(days=1), date(2020, 1, 1), {})
    assert days == [FIRST_EDITION + timedelta(days=1), FIRST_EDITION]
