"""A short list from the Hub replaces a longer edition only after a second response."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.databases import DAY, NOW, folders_under, made_edition
from tui_reader.models import Edition
from tui_reader.store import Store, cache, queries

FULL = made_edition(DAY, 44)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def part(*numbers: int) -> Edition:
    return Edition(DAY, tuple(FULL.papers[number] for number in numbers))


def size_after(home: Path, *responses: tuple[Edition, datetime]) -> int:
    with Store(folders_under(home)) as store:
        store.write_cache_sync(cache.write_edition, FULL, False, NOW)
        for edition, at in responses:
            store.write_cache_sync(cache.write_edition, edition, False, at)
        found = store.read_sync(queries.edition, DAY)
    assert found is not None
    return len(found)


@pytest.mark.parametrize(
    ("responses", "size"),
    [
        ([(part(0, 1), NOW)], 44),
        ([(part(0, 1), NOW), (part(0, 1), NOW + 59 * MINUTE)], 44),
        ([(part(0, 1), NOW), (part(0, 1), NOW + HOUR)], 2),
        ([(part(0, 1), NOW), (part(1, 0), NOW + HOUR)], 2),
        ([(part(0, 1), NOW), (part(0, 1), NOW + 30 * MINUTE), (part(0, 1), NOW + HOUR)], 2),
        ([(part(0, 1), NOW), (part(0, 2), NOW + HOUR)], 44),
        ([(part(0, 1), NOW), (part(0, 2), NOW + HOUR), (part(0, 2), NOW + 2 * HOUR)], 2),
        ([(part(0, 1), NOW), (part(0, 2), NOW + MINUTE), (part(0, 2), NOW + HOUR)], 44),
        ([(part(0, 1), NOW), (FULL, NOW + MINUTE), (part(0, 1), NOW + HOUR)], 44),
        ([(part(0, 1), NOW + 9 * HOUR), (part(0, 1), NOW)], 2),  # the clock was wrong
        ([(part(*range(21)), NOW)], 44),
        ([(part(*range(22)), NOW)], 22),
        ([(Edition(DAY, ()), NOW), (Edition(DAY, ()), NOW + HOUR)], 44),
    ],
)
def test_short_list_needs_a_second_request_an_hour_later(
    tmp_path: Path, responses: list[tuple[Edition, datetime]], size: int
) -> None:
    assert size_after(tmp_path, *responses) == size


def test_refused_list_still_updates_counts_and_is_fetched_again(tmp_path: Path) -> None:
    loved = FULL.papers[0]._replace(upvotes=9_999)
    with Store(folders_under(tmp_path)) as store:
        store.write_cache_sync(cache.write_edition, FULL, False, NOW)
        store.write_cache_sync(cache.write_edition, Edition(DAY, (loved,)), True, NOW)
        assert store.read_sync(queries.edition, DAY)[0] == loved.key  # type: ignore[index]
        assert not store.read_sync(queries.synced)[DAY].settled


def test_short_lists_of_two_days_are_confirmed_separately(tmp_path: Path) -> None:
    days = [DAY, DAY - HOUR * 24]
    with Store(folders_under(tmp_path)) as store:
        for short, at in ((False, NOW), (True, NOW), (True, NOW + HOUR)):
            for number, day in enumerate(days):
                edition = part(number) if short else FULL
                store.write_cache_sync(cache.write_edition, edition._replace(day=day), False, at)
        assert [len(store.read_sync(queries.edition, day) or ()) for day in days] == [1, 1]


def test_fuller_list_replaces_a_short_one_at_once(tmp_path: Path) -> None:
    with Store(folders_under(tmp_path)) as store:
        store.write_cache_sync(cache.write_edition, part(0), False, NOW)
        store.write_cache_sync(cache.write_edition, FULL, False, NOW)
        assert store.read_sync(queries.synced)[date(DAY.year, DAY.month, DAY.day)].papers == 44
