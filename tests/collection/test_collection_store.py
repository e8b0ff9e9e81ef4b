"""The library's part of a merge: transaction, trash, note history and saved papers."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.support import fake_papers
from tui_reader.collection import state as stored
from tui_reader.collection.merge import Plan, State, merge
from tui_reader.models import Paper, SavedPaper, id_of
from tui_reader.store import (
    Store,
    cache,
    library,
    marks,
    queries,
    rows,
    undo,
)
from tui_reader.store.safety import integrity

NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DAY = fake_papers.weekdays(1)[0]
EDITION = fake_papers.parsed_edition(DAY, fake_papers.edition(DAY, 3))
ONE, TWO, THREE = (paper.key for paper in EDITION.papers)
ELSEWHERE = 2401_000007  # not part of a cached edition


def of(*saved: SavedPaper) -> dict[int, SavedPaper]:
    return {one.key: one for one in saved}


@pytest.fixture
def store(store: Store) -> Store:
    store.write_cache_sync(cache.write_edition, EDITION, False, NOW)
    store.write_library_sync(library.bookmark, [ONE, TWO], True, NOW)
    store.write_library_sync(library.tag, [ONE, THREE], ["agents"], (), NOW)
    store.write_library_sync(library.note, [ONE], "mine", NOW)
    store.write_library_sync(stored.apply, lambda base, here: Plan(base=here), NOW)
    return store


def merged(store: Store, *there: SavedPaper) -> Plan:
    return store.write_library_sync(
        stored.apply, lambda base, here: merge(base, here, of(*there)), LATER
    )


def column(store: Store, sql: str) -> list[object]:
    return store.read_sync(lambda reader: [row[0] for row in reader.execute(sql)])


HERE = of(
    SavedPaper(ONE, ("agents",), "mine"),
    SavedPaper(TWO),
    SavedPaper(THREE, ("agents",), starred=False),
)


def test_hub_state_replaces_the_marks_and_the_old_note_goes_to_history(store: Store) -> None:
    merged(store, HERE[ONE]._replace(tags=("rl",)), HERE[TWO], HERE[THREE])
    assert store.read_sync(rows.entries, [ONE])[ONE].marks.noted == NOW  # the note is unchanged
    wanted = (
        SavedPaper(ONE, ("rl",), "theirs"),
        SavedPaper(TWO, (), "new", starred=False),
        SavedPaper(THREE, ("agents",)),
    )
    merged(store, *wanted)
    assert store.read_sync(stored.saved_papers) == of(*wanted) == store.read_sync(stored.sync_base)
    assert column(store, "SELECT note FROM note_history") == ["mine"]
    assert column(store, "SELECT key FROM bin") == [TWO]
    held = store.read_sync(rows.entries, [ONE, THREE])
    one, three = held[ONE].marks, held[THREE].marks
    assert (one.tags, one.note, one.bookmarked) == (("rl",), "theirs", NOW)
    assert three.tagged == (NOW,)
    # The index has the new words instead of the old ones.
    found = "SELECT rowid FROM marks_fts WHERE marks_fts MATCH "
    assert column(store, found + "'theirs'") == [ONE]
    assert column(store, found + "'mine'") == []
    merged(store, SavedPaper(ONE, ("rl",)), *wanted[1:])  # its note was deleted
    assert store.read_sync(stored.saved_papers)[ONE].note == ""
    assert column(store, "SELECT note FROM note_history") == ["mine", "theirs"]


@pytest.mark.parametrize("unmarked", [False, True])
@pytest.mark.parametrize(
    "restore",
    [
        partial(library.restore_from_trash, keys=[ONE], now=LATER),
        partial(undo.undo, window="", others=(), now=LATER),
    ],
)
def test_paper_removed_elsewhere_can_be_restored_completely(
    store: Store, unmarked: bool, restore: Callable[[sqlite3.Connection], object]
) -> None:
    if unmarked:  # it is in the trash already, and still saved by its note
        store.write_library_sync(library.bookmark, [ONE], False, NOW)
    merged(store, HERE[TWO], HERE[THREE])
    assert ONE not in store.read_sync(queries.bookmarks)
    store.write_library_sync(restore)
    if unmarked:
        store.write_library_sync(library.bookmark, [ONE], True, NOW)
    assert store.read_sync(stored.saved_papers)[ONE] == HERE[ONE]
    assert store.read_sync(rows.entries, [ONE])[ONE].paper.title == EDITION.papers[0].title


def test_note_in_the_trash_goes_to_the_history_when_a_removal_is_undone(store: Store) -> None:
    store.write_library_sync(library.bookmark, [ONE], False, NOW)
    store.write_library_sync(library.note, [ONE], "in the trash", NOW)
    merged(store, HERE[TWO], HERE[THREE])
    store.write_library_sync(library.note, [ONE], "newer", LATER)
    undone = store.write_library_sync(undo.undo, "", (), LATER)
    assert undone is not None
    assert undone.newer == [ONE]
    assert store.read_sync(stored.saved_papers)[ONE].note == "newer"
    assert column(store, "SELECT note FROM note_history") == ["mine", "in the trash"]


def test_bookmark_and_note_removed_elsewhere_are_restored_together(store: Store) -> None:
    merged(store, SavedPaper(ONE, ("agents",), starred=False), HERE[TWO], HERE[THREE])
    store.write_library_sync(library.restore_from_trash, [ONE], LATER)
    assert store.read_sync(stored.saved_papers)[ONE] == HERE[ONE]


def test_paper_bookmarked_again_elsewhere_leaves_the_trash(store: Store) -> None:
    merged(store, HERE[TWO], HERE[THREE])
    merged(store, SavedPaper(ONE, note="theirs"), HERE[TWO], HERE[THREE])
    assert column(store, "SELECT key FROM bin") == []
    assert store.read_sync(stored.saved_papers)[ONE] == SavedPaper(ONE, ("agents",), "theirs")
    assert column(store, "SELECT note FROM note_history") == ["mine"]


def test_paper_removed_here_goes_to_the_trash_in_its_last_state(store: Store) -> None:
    store.write_library_sync(library.tag, [THREE], (), ["agents"], NOW)
    store.write_library_sync(library.bookmark, [TWO], False, LATER)
    plan = merged(store, HERE[ONE], HERE[TWO], SavedPaper(THREE, ("agents",), "new", starred=False))
    assert [one.key for one in plan.remove_there] == [TWO, THREE]
    store.write_cache_sync(cache.drop_editions, DAY + timedelta(days=1))
    held = store.read_sync(rows.entries, [TWO, THREE])
    assert held[TWO].paper.title == EDITION.papers[1].title
    assert held[THREE].paper.title == f"arXiv:{id_of(THREE)}"
    assert store.write_library_sync(library.restore_from_trash, [TWO, THREE], LATER) == [TWO, THREE]
    assert store.read_sync(stored.saved_papers)[THREE] == SavedPaper(THREE, ("agents",), "new")
    assert store.read_sync(rows.entries, [TWO])[TWO].marks.bookmarked == NOW


def test_trash_retains_removed_papers_for_30_days(store: Store) -> None:
    merged(store, HERE[TWO], HERE[THREE])
    last = LATER + timedelta(days=30)
    assert store.back_up_sync(last) == ""
    assert column(store, "SELECT key FROM bin") == [ONE]
    assert store.back_up_sync(last + timedelta(seconds=1)) == ""
    assert column(store, "SELECT key FROM bin") == []
    assert ONE not in column(store, "SELECT key FROM kept")


def test_unknown_paper_is_listed_by_its_id_until_it_is_fetched(
    store: Store,
) -> None:
    other = ELSEWHERE + 1
    there = SavedPaper(ELSEWHERE, note="look", starred=False)
    merged(store, *HERE.values(), there, SavedPaper(other))
    assert column(store, "SELECT key FROM bin") == []
    assert ELSEWHERE in store.read_sync(queries.bookmarks)
    entry = store.read_sync(rows.entries, [ELSEWHERE])[ELSEWHERE]
    assert entry.paper.title == "arXiv:2401.00007"
    assert list(store.read_sync(marks.unknown_papers)) == [other, ELSEWHERE]
    store.write_cache_sync(cache.write_papers, [Paper(id_of(other), "In a list")])
    store.write_library_sync(stored.fill, [])
    assert column(store, f"SELECT title FROM kept WHERE key = {other}") == ["In a list"]
    paper = Paper(id_of(ELSEWHERE), "Its title", abstract="Its abstract.")
    store.write_library_sync(stored.fill, [paper, Paper(id_of(ONE), "Known already")])
    assert column(store, f"SELECT title FROM kept WHERE key = {ONE}") == [EDITION.papers[0].title]
    assert store.read_sync(rows.entries, [ELSEWHERE])[ELSEWHERE].paper == paper
    assert not store.read_sync(marks.unknown_papers)
    assert column(store, "SELECT rowid FROM marks_fts WHERE marks_fts MATCH 'look'") == [ELSEWHERE]


def test_cached_paper_is_copied_to_the_library_at_once(store: Store) -> None:
    store.write_library_sync(library.tag, [THREE], (), ["agents"], NOW)
    store.write_library_sync(stored.set_sync_base, THREE, None)
    merged(store, HERE[ONE], HERE[TWO], HERE[THREE])
    assert not store.read_sync(marks.unknown_papers)
    assert column(store, f"SELECT title FROM kept WHERE key = {THREE}") == [EDITION.papers[2].title]


def test_failed_merge_changes_nothing(store: Store) -> None:
    def broken(writer: sqlite3.Connection) -> None:
        def make(base: State, here: State) -> Plan:
            plan = merge(base, here, {})
            writer.execute("DROP TABLE note_history")
            return Plan(remove_here=plan.remove_here, history=plan.remove_here)

        with pytest.raises(sqlite3.OperationalError):
            stored.apply(writer, make, LATER)

    store.write_library_sync(broken)
    assert store.read_sync(stored.saved_papers) == HERE
    assert store.read_sync(stored.sync_base) == HERE


def test_merge_without_changes_writes_nothing(store: Store) -> None:
    def changes(writer: sqlite3.Connection) -> int:
        before = writer.total_changes
        stored.apply(writer, lambda base, here: merge(base, here, HERE), LATER)
        return writer.total_changes - before

    assert store.write_library_sync(changes) == 0


def test_papers_unknown_to_the_hub_are_not_sent_for_a_week(store: Store) -> None:
    def unknown(at: datetime) -> set[int]:
        return store.read_sync(stored.unknown_papers, at)

    week = timedelta(days=7)
    for key, at in ((ONE, NOW), (TWO, LATER)):
        store.write_library_sync(stored.set_unknown, key, at)
    assert unknown(NOW + week - timedelta(seconds=1)) == {ONE, TWO}
    assert unknown(NOW + week) == {TWO}
    store.write_library_sync(stored.set_sync_base, TWO, HERE[TWO])  # the Hub has accepted it
    assert unknown(LATER) == {ONE}
    store.write_library_sync(stored.set_unknown, ONE, LATER)
    assert unknown(NOW + week) == {ONE}
    store.write_library_sync(stored.join, "ada/another-0009")
    assert unknown(LATER) == set()
    for restored in ({"x": NOW.isoformat(), "7": 3}, ["x"]):
        store.write_library_sync(library.put_value, "collection-unknown", restored)
        assert unknown(LATER) == set()


def test_new_collection_resets_the_sync_base_and_a_rename_does_not(
    store: Store,
) -> None:
    store.write_library_sync(stored.join, "ada/bookmarks-0001")
    store.write_library_sync(stored.apply, lambda base, here: Plan(base=here), NOW)
    store.write_library_sync(stored.leave)
    assert not store.read_sync(stored.link).on
    store.write_library_sync(stored.join, "ada/other-name-0001")
    assert store.read_sync(stored.link) == stored.Link("ada/other-name-0001", on=True, merged=True)
    assert store.read_sync(stored.sync_base) == HERE
    for _ in range(2):
        store.write_library_sync(stored.join, "ada/bookmarks-0002")
        assert not store.read_sync(stored.link).merged
    assert store.read_sync(stored.sync_base) == {}


def test_backups_are_valid_and_only_seven_are_retained(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(f"2026-08-21T12000{number}Z" for number in range(9))
    monkeypatch.setattr("tui_reader.store.database.stamp", lambda: next(names))
    for _ in range(9):
        asyncio.run(stored.StoredLibrary(store).backup())
    found = sorted(store.folders.backups.glob("library-before-collection-*"))
    assert len(found) == 7
    assert found[-1].name.endswith("8Z.db")
    assert all(map(integrity.is_library, found))


@pytest.mark.parametrize(
    "changes", [{"at": "yesterday"}, {"at": None}, {"on": 1}, {"slug": ["ada/bookmarks"]}]
)
def test_malformed_link_of_a_restored_library_is_no_link(
    store: Store, changes: dict[str, object]
) -> None:
    link = {"slug": "ada/bookmarks-1", "on": True, "merged": True, "line": "", "at": str(NOW)}
    store.write_library_sync(library.put_value, "collection", link)
    assert store.read_sync(stored.link).on
    store.write_library_sync(library.put_value, "collection", link | changes)
    assert store.read_sync(stored.link) == stored.Link()
