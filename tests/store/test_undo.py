"""The undo log, windows and the trash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.command import command, fill
from tests.support.databases import KEYS, NOW, content_of, fill_cache
from tui_reader.models import Entry, id_of
from tui_reader.paths import Folders
from tui_reader.store import Store, import_export, library, marks, queries, rows, undo
from tui_reader.store.undo import SHELL, Step
from tui_reader.store.windows import Window

ONE, TWO, THREE, FOUR = KEYS
MINE, OTHER = "mine", "other"


@pytest.fixture
def filled(store: Store) -> Store:
    fill_cache(store)
    return store


def entry(store: Store, key: int) -> Entry:
    return store.read_sync(rows.entries, [key])[key]


def change(
    store: Store, make: Callable[..., object], *args: object, by: str = MINE, label: str = "x"
) -> None:
    store.write_library_sync(lambda writer: make(writer, *args, NOW, step=Step(by, label)))


def undo_by(store: Store, window: str = MINE, others: tuple[str, ...] = ()) -> undo.Undone | None:
    return store.write_library_sync(undo.undo, window, others, NOW + timedelta(hours=1))


def redo_by(store: Store, window: str = MINE) -> undo.Undone | None:
    return store.write_library_sync(undo.redo, window, NOW + timedelta(hours=2))


def history(store: Store, key: int) -> list[str]:
    return [note for _, note in store.read_sync(queries.older_notes, key)]


CHANGES: dict[str, tuple[Any, ...]] = {
    "bookmark": (library.bookmark, [ONE, TWO], True),
    "bookmark removed": (library.bookmark, [THREE], False),
    "bookmarked again": (library.bookmark, [FOUR], True),
    "tag": (library.tag, [ONE, THREE, FOUR], ["new"], ["old"]),
    "note": (library.note, [THREE], "another text"),
    "note deleted": (library.note, [THREE], ""),
    "read": (library.mark_read, [ONE, TWO, THREE], True),
    "hidden": (library.hide, [ONE, THREE], True),
    "seed": (library.seed, [TWO], True),
    "restored from the trash": (library.restore_from_trash, [FOUR]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_undo_and_redo_are_exact(filled: Store, folders: Folders, name: str) -> None:
    store = filled
    store.write_library_sync(library.bookmark, [THREE, FOUR], True, NOW)
    store.write_library_sync(library.tag, [THREE, FOUR], ["old"], (), NOW)
    store.write_library_sync(library.note, [THREE], "a text", NOW)
    store.write_library_sync(library.bookmark, [FOUR], False, NOW)
    store.write_library_sync(library.record_view, THREE, 7, 1, False, NOW)

    def marks() -> dict[str, object]:
        left_out = ("undo_log", "note_history", "citation_keys")
        return {
            table: listed
            for table, listed in content_of(folders.library_db).items()
            if table not in left_out
        }

    before = marks()
    change(store, *CHANGES[name], label=name)
    after = marks()
    assert after != before
    undone = undo_by(store)
    assert undone is not None
    assert (undone.label, undone.newer) == (name, [])
    assert marks() == before
    assert redo_by(store) is not None
    assert marks() == after
    assert undo_by(store) is not None
    assert marks() == before
    assert undo_by(store) is None


def test_undo_and_redo_preserve_a_note_changed_since(filled: Store) -> None:
    store = filled
    change(store, library.note, [ONE], "first")
    change(store, library.note, [ONE], "second")
    change(store, library.note, [ONE], "newer, of another window", by=OTHER)
    undone = undo_by(store, others=(OTHER,))
    assert undone is not None
    assert undone.newer == [ONE]
    assert entry(store, ONE).marks.note == "newer, of another window"
    assert set(history(store, ONE)) == {"first", "second"}
    assert redo_by(store) is not None
    assert entry(store, ONE).marks.note == "newer, of another window"


def test_undo_preserves_what_was_added_again(filled: Store) -> None:
    store, later = filled, NOW + timedelta(minutes=1)
    change(store, library.bookmark, [ONE, TWO], True)
    change(store, library.tag, [ONE, TWO], ["mine"], ())
    store.write_library_sync(library.tag, [ONE], ["theirs"], ["mine"], NOW)
    store.write_library_sync(library.tag, [ONE], ["mine"], (), later)
    store.write_library_sync(library.bookmark, [ONE], False, NOW)
    store.write_library_sync(library.bookmark, [ONE], True, later)
    assert [done.newer for _ in range(2) if (done := undo_by(store))] == [[ONE], [ONE]]
    one, two = (entry(store, key).marks for key in (ONE, TWO))
    assert (one.tags, one.bookmarked, two.tags, two.bookmarked) == (
        ("mine", "theirs"),
        later,
        (),
        None,
    )


# Order of steps


@pytest.mark.parametrize(
    ("makers", "others", "expected"),
    [
        ([MINE, OTHER], (OTHER,), MINE),
        ([MINE, SHELL], (OTHER,), SHELL),
        ([SHELL, MINE], (OTHER,), MINE),
        ([MINE, OTHER], (), OTHER),  # the other window is closed
        ([OTHER, OTHER], (OTHER,), None),
        ([], (), None),
    ],
)
def test_undo_skips_steps_of_other_open_windows(
    filled: Store, makers: list[str], others: tuple[str, ...], expected: str | None
) -> None:
    for number, maker in enumerate(makers):
        change(filled, library.bookmark, [KEYS[number]], True, by=maker, label=maker or "shell")
    undone = undo_by(filled, others=others)
    assert (undone and undone.label) == (expected if expected != SHELL else "shell")


def test_undo_continues_with_the_previous_step(filled: Store) -> None:
    for number in range(3):
        change(filled, library.bookmark, [KEYS[number]], True, label=str(number))
    assert [done.label for _ in range(3) if (done := undo_by(filled))] == ["2", "1", "0"]
    assert [done.label for _ in range(3) if (done := redo_by(filled))] == ["0", "1", "2"]
    for number in range(3):
        change(filled, library.hide, [KEYS[number]], True, by=SHELL, label=str(number))
        undo_by(filled)
    assert [done.label for _ in range(3) if (done := redo_by(filled))] == ["2", "1", "0"]


def test_redo_ends_with_the_next_change_of_the_same_window(filled: Store) -> None:
    change(filled, library.note, [ONE], "a text")
    undo_by(filled)
    change(filled, library.bookmark, [TWO], True, by=OTHER)
    assert redo_by(filled, OTHER) is None
    change(filled, library.bookmark, [TWO], True)  # a change without effect is not a step
    assert redo_by(filled) is not None
    undo_by(filled, others=(OTHER,))
    change(filled, library.bookmark, [THREE], True)
    assert redo_by(filled) is None
    assert history(filled, ONE) == ["a text"]


def test_log_survives_closing_the_store(folders: Folders) -> None:
    keys = list(KEYS)
    with Store(folders) as store:
        fill_cache(store)
        change(store, library.mark_read, keys, True, label="4 read marks")
    with Store(folders) as store:
        undone = undo_by(store, "a new window")
        assert undone is not None
        assert (undone.label, undone.keys) == ("4 read marks", keys)
        assert store.read_sync(rows.entries, keys)[ONE].marks.marked is None


def test_log_is_limited_to_100_steps_and_loses_no_text(filled: Store) -> None:
    store = filled
    change(store, library.note, [TWO], "the first text")
    change(store, library.note, [TWO], "the second text")
    for number in range(100):
        change(store, library.tag, [ONE], [f"tag {number}"], ())
    assert history(store, TWO) == ["the first text"]
    assert sum(undo_by(store) is not None for _ in range(105)) == 100
    assert entry(store, TWO).marks.note == "the second text"


def test_import_is_one_step(filled: Store) -> None:
    store = filled
    change(store, library.bookmark, [TWO], True)
    later = NOW + timedelta(hours=1)
    marked = [
        one._replace(marks=one.marks._replace(bookmarked=later, note="from a file", noted=NOW))
        for one in (entry(store, ONE), entry(store, TWO))
    ]
    store.write_library_sync(import_export.import_marks, marked, NOW, Step(SHELL, "import"))
    assert entry(store, ONE).marks.note == "from a file"
    assert entry(store, TWO).marks.bookmarked == later
    assert undo_by(store) is not None
    assert (entry(store, ONE).marks.bookmarked, entry(store, TWO).marks.bookmarked) == (None, NOW)
    assert history(store, ONE) == ["from a file"]


def test_undoing_a_read_mark_preserves_the_view(filled: Store) -> None:
    change(filled, library.mark_read, [ONE], True)
    filled.write_library_sync(library.record_view, ONE, 7, 1, False, NOW)
    undo_by(filled)
    marks = entry(filled, ONE).marks
    assert (marks.marked, marks.seen_upvotes) == (None, 7)


@pytest.mark.parametrize(
    "before",
    [
        '{"bookmarks": [[2608021000, "2026-08-21T08:00:00+00:00", 3]], "seeds": [3]}',
        '{"tags": [[2608021000, ["a"], "2026-08-21T08:00:00+00:00"]]}',
        '{"notes": [[2608021000, "text", "not a time"]]}',
        '{"reads": "no", "bin": [[2608021000, null, null, null, null]], "other": []}',
        '{"bookmarks": [[2608021000, null]]}',
    ],
)
def test_step_with_unexpected_content_is_ignored(filled: Store, before: str) -> None:
    filled.write_library_sync(
        lambda c: c.execute(
            "INSERT INTO undo_log (window, at, label, keys, before, after) "
            "VALUES ('', ?, 'x', '[2608021000, \"a\"]', ?, '{}')",
            [NOW.isoformat(), before],
        )
    )
    assert undo_by(filled) == undo.Undone("x", [2608021000], [])
    assert filled.read_sync(queries.counts).bookmarks == 0


# Windows


@pytest.fixture
def windows(folders: Folders) -> Iterator[list[Window]]:
    opened = [Window(folders) for _ in range(3)]
    yield opened
    for window in opened:
        window.close()


def test_window_lists_other_open_windows(windows: list[Window], folders: Folders) -> None:
    first, second, third = windows
    assert first.others() == {second.id, third.id}
    second.close()
    assert first.others() == {third.id}
    assert len({window.id for window in windows}) == 3
    assert (folders.data / "windows").stat().st_mode & 0o077 == 0


def test_killed_window_counts_as_closed(folders: Folders) -> None:
    window = Window(folders)
    (folders.data / "windows" / "killed").touch()  # no process holds its lock
    assert window.others() == set()
    assert [path.name for path in (folders.data / "windows").iterdir()] == [window.id]
    window.close()


def test_unwritable_folder_has_no_other_windows(folders: Folders) -> None:
    folders.data.mkdir()
    (folders.data / "windows").write_text("in the way")
    window = Window(folders)
    assert window.others() == set()
    window.close()


# The trash


def test_adding_a_bookmark_again_restores_tags_and_note(filled: Store) -> None:
    """Another machine removed the paper: only the trash has tags and note."""
    store = filled
    store.write_library_sync(library.bookmark, [ONE], True, NOW)
    store.write_library_sync(library.tag, [ONE], ["a", "b"], (), NOW)
    store.write_library_sync(library.note, [ONE], "the only copy", NOW)
    store.write_library_sync(library.bookmark, [ONE], False, NOW)
    store.write_library_sync(
        lambda c: [c.execute(f"DELETE FROM {table}") for table in ("tags", "notes")]
    )
    store.write_library_sync(library.bookmark, [ONE], True, NOW)
    marks = entry(store, ONE).marks
    assert (marks.tags, marks.note) == (("a", "b"), "the only copy")
    assert list(store.read_sync(import_export.removed)) == []


def test_deliberately_deleted_note_is_not_restored(filled: Store) -> None:
    store = filled
    later = NOW + timedelta(minutes=1)
    store.write_library_sync(library.bookmark, [ONE], True, NOW)
    store.write_library_sync(library.tag, [ONE], ["a"], (), NOW)
    store.write_library_sync(library.note, [ONE], "deleted on purpose", NOW)
    store.write_library_sync(library.bookmark, [ONE], False, NOW)
    store.write_library_sync(library.note, [ONE], "", later)
    store.write_library_sync(library.bookmark, [ONE], True, later)
    marks = entry(store, ONE).marks
    assert (marks.note, marks.tagged) == (None, (NOW,))
    assert history(store, ONE) == ["deleted on purpose"]


def test_note_goes_to_the_history_after_thirty_days_in_the_trash(filled: Store) -> None:
    store = filled
    store.write_library_sync(library.bookmark, [ONE], True, NOW)
    store.write_library_sync(library.note, [ONE], "a text", NOW)
    store.write_library_sync(library.bookmark, [ONE], False, NOW)
    store.write_library_sync(lambda c: c.execute("DELETE FROM notes"))
    store.write_library_sync(marks.empty_trash, NOW + timedelta(days=29))
    assert history(store, ONE) == []
    store.write_library_sync(marks.empty_trash, NOW + timedelta(days=31))
    assert history(store, ONE) == ["a text"]


# Papers that are not on disk


def test_bookmark_without_a_paper_on_disk_has_a_placeholder(folders: Folders) -> None:
    with Store(folders) as store:
        fill_cache(store)
        paper = entry(store, ONE).paper
    folders.cache_db.unlink()
    with Store(folders) as store:
        store.write_library_sync(library.bookmark, [ONE], True, NOW, papers=[paper])
        store.write_library_sync(library.tag, [TWO], ["a"], (), NOW)
        shown = store.read_sync(rows.entries, store.read_sync(queries.bookmarks))
        assert shown[ONE].paper == paper
        assert shown[TWO].paper.title == "arXiv:2608.21001"
        assert list(store.read_sync(queries.bookmarks)) == list(shown)
        fill_cache(store)
        store.write_library_sync(library.complete_saved_papers)
    folders.cache_db.unlink()
    with Store(folders) as store:
        shown = store.read_sync(rows.entries, [ONE, TWO])
        assert not shown[TWO].paper.title.startswith("arXiv")


# Commands of the shell


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (["bookmark", "add", "{}", "--tag", "a", "--note", "text"], "bookmark"),
        (["tag", "{}", "--add", "a"], "tags"),
        (["note", "{}", "text"], "note"),
        (["mark", "read", "{}"], "read mark"),
    ],
)
def test_command_of_the_shell_can_be_undone_as_one_step(words: list[str], label: str) -> None:
    fill()
    with Store(Folders.of_user()) as store:
        key = store.read_sync(queries.everything)[0]
        before = store.read_sync(rows.entries, [key])[key].marks
    assert command(*(word.format(id_of(key)) for word in words)).code == 0
    with Store(Folders.of_user()) as store:
        assert store.read_sync(rows.entries, [key])[key].marks != before
        undone = undo_by(store)
        assert undone is not None
        assert (undone.label, undone.keys) == (label, [key])
        assert store.read_sync(rows.entries, [key])[key].marks == before
