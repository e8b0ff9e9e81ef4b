"""Two libraries import each other's exports: the newer value wins in both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.databases import (
    KEYS,
    NOW,
    fill_cache,
    folders_under,
)
from tui_reader.export.json import parse, render
from tui_reader.models import Marks
from tui_reader.store import (
    Store,
    import_export,
    library,
    rows,
)

FIRST, SECOND, THIRD, FOURTH = KEYS
EARLY, LATE, LATEST = (NOW + timedelta(hours=hours) for hours in (1, 2, 3))

Stores = tuple[Store, Store]


@pytest.fixture
def stores(fast_tmp_path: Path) -> Iterator[Stores]:
    a, b = folders_under(fast_tmp_path / "a"), folders_under(fast_tmp_path / "b")
    with Store(a) as laptop, Store(b) as server:
        for one in (laptop, server):
            fill_cache(one)
            one.write_library_sync(library.count_unread_since, NOW.date())
        yield laptop, server


def marks(store: Store) -> dict[int, Marks]:
    return {key: entry.marks for key, entry in store.read_sync(rows.entries, KEYS).items()}


def import_from(store: Store, source: str) -> import_export.ImportResult:
    return store.write_library_sync(import_export.import_marks, parse(source, LATEST), LATEST)


def file_of(store: Store) -> str:
    return render(store.read_sync(rows.entries, KEYS).values())


def test_newer_value_wins_for_each_field(stores: Stores) -> None:
    laptop, server = stores
    # Some fields are newer on the laptop, others on the server.
    for store, note_at, read_at, saved_at in (
        (laptop, LATE, EARLY, EARLY),
        (server, EARLY, LATE, LATE),
    ):
        name = "laptop" if store is laptop else "server"
        store.write_library_sync(library.bookmark, [FIRST], True, saved_at)
        store.write_library_sync(library.note, [FIRST], f"of the {name}", note_at)
        store.write_library_sync(library.mark_read, [FIRST], store is laptop, read_at)
        store.write_library_sync(library.note, [SECOND], f"of the {name}", read_at)
        store.write_library_sync(library.mark_read, [SECOND], store is laptop, note_at)
        store.write_library_sync(library.mark_read, [FOURTH], True, read_at)  # not a new mark
        store.write_library_sync(library.tag, [SECOND], ["both", name], (), note_at)
        upvotes = 9 if store is laptop else 4  # upvotes can decrease
        store.write_library_sync(library.record_view, THIRD, upvotes, 1, False, read_at)
    files = file_of(laptop), file_of(server)
    for store, source in zip((server, laptop), files, strict=True):
        took = import_from(store, source)
        assert (took.tags, took.notes, took.older_notes, took.read) == (1, 1, 1, 1)
    assert marks(laptop) == marks(server)
    first, second, third, _ = marks(server).values()
    assert (first.note, first.noted) == ("of the laptop", LATE)
    assert (first.unread, first.marked) == (True, LATE)
    assert first.bookmarked == LATE
    assert (second.note, second.noted) == ("of the server", LATE)
    assert (second.unread, second.marked) == (False, LATE)
    assert dict(zip(second.tags, second.tagged, strict=True)) == {
        "both": LATE,
        "laptop": LATE,
        "server": EARLY,
    }
    assert (third.seen_upvotes, third.seen, third.unread) == (4, LATE, True)
    history = "SELECT note FROM note_history"
    for store in stores:
        (lost_first, lost_second) = store.read_sync(
            lambda reader: reader.execute(history).fetchall()
        )
        assert {lost_first, lost_second} == {("of the laptop",), ("of the server",)}
        assert import_from(store, files[0]) == import_export.ImportResult(older_notes=1)


def test_viewing_a_paper_again_does_not_change_its_read_time(stores: Stores) -> None:
    laptop, _ = stores
    laptop.write_library_sync(library.record_view, FIRST, 1, 1, True, EARLY)
    laptop.write_library_sync(library.record_view, FIRST, 2, 1, True, LATE)
    found = marks(laptop)[FIRST]
    assert (found.marked, found.seen) == (EARLY, LATE)
    laptop.write_library_sync(library.mark_read, [FIRST], False, LATE)
    laptop.write_library_sync(library.record_view, FIRST, 2, 1, True, LATEST)
    assert marks(laptop)[FIRST].marked == LATEST


def test_missing_values_are_imported_and_those_of_the_same_time_stay(stores: Stores) -> None:
    laptop, server = stores
    laptop.write_library_sync(library.record_view, FIRST, 7, 2, False, EARLY)
    server.write_library_sync(library.mark_read, [FIRST], True, LATE)
    for store, text in ((laptop, "there"), (server, "here")):
        store.write_library_sync(library.note, [FIRST], text, EARLY)
    for store, number in ((laptop, 9), (server, 3)):
        store.write_library_sync(library.mark_read, [SECOND], store is laptop, EARLY)
        store.write_library_sync(library.record_view, THIRD, number, 1, False, EARLY)
        store.write_library_sync(library.hide, [THIRD], True, LATE if store is laptop else EARLY)
    laptop.write_library_sync(library.seed, [FOURTH], True, LATE)
    took = import_from(server, file_of(laptop))
    assert (took.read, took.hidden, took.seeds) == (0, 0, 1)
    assert (marks(server)[SECOND].read, marks(server)[THIRD].seen_upvotes) == (False, 3)
    assert marks(server)[THIRD].hidden == EARLY  # the first time
    found = marks(server)[FIRST]
    assert found.note == "here"  # of two values of the same time
    assert (found.seen_upvotes, found.seen_comments, found.seen) == (7, 2, EARLY)
    assert (found.read, found.marked) == (True, LATE)


def test_unread_paper_without_a_mark_changes_nothing(stores: Stores) -> None:
    laptop, server = stores
    server.write_library_sync(library.mark_read, [FIRST], True, EARLY)
    assert import_from(server, file_of(laptop)) == import_export.ImportResult()
    assert not marks(server)[FIRST].unread


def test_bookmark_of_a_file_leaves_the_trash_but_a_tag_does_not(stores: Stores) -> None:
    laptop, server = stores
    for store, on in ((laptop, True), (laptop, False), (server, True)):
        store.write_library_sync(library.bookmark, [FIRST], on, NOW)
    source = file_of(server)
    server.write_library_sync(library.bookmark, [FIRST], False, NOW)
    server.write_library_sync(library.tag, [FIRST], ["x"], (), NOW)
    import_from(laptop, file_of(server))
    assert list(laptop.read_sync(import_export.removed)) == [FIRST]
    import_from(laptop, source)
    assert list(laptop.read_sync(import_export.removed)) == []
    assert marks(laptop)[FIRST].bookmarked == NOW
