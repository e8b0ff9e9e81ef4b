"""Random histories of a library that two windows and the shell share.

    check(steps, folders)

raises AssertionError if a saved text is in no note, note history or trash entry, or if a marked
paper has no row.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from tests.support.databases import DAY, KEYS, NOW, faults_of, made_edition
from tui_reader.models import Entry, Marks
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, import_export, library, marks, queries, rows, undo
from tui_reader.store.rows import unknown_paper
from tui_reader.store.safety import backup, restore
from tui_reader.store.undo import SHELL, Step

WINDOWS = ("one", "two", SHELL)


class Act(NamedTuple):
    """An action in a window. `number` selects the paper and other parameters."""

    window: str
    name: str
    number: int


def histories(size: int = 30) -> st.SearchStrategy[list[Act]]:
    act = st.builds(
        Act, st.sampled_from(WINDOWS), st.sampled_from(sorted(ACTS)), st.integers(0, 11)
    )
    return st.lists(act, min_size=1, max_size=size)


class World:
    """A library with a history, and every text that was ever saved in it.

    Each window has its own connections. A command in the shell opens the library for itself.
    """

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.now = NOW
        self.texts: set[tuple[int, str]] = set()
        self.copies: list[Path] = []
        self.stores: dict[str, Store] = {}
        self.store: Store  # of the window that acts
        self.holders: set[str] = set()  # windows that still have a deleted library open

    def play(self, act: Act) -> None:
        """Let a window act. Check that it has every saved text, and a row for each marked paper."""
        self.now += timedelta(minutes=1)
        key = KEYS[act.number % len(KEYS)]
        if act.window == SHELL:
            with Store(self.folders) as self.store:
                ACTS[act.name](self, act.window, key, act.number)
        else:
            if act.window not in self.stores:
                self.stores[act.window] = Store(self.folders)
            self.store = self.stores[act.window]
            ACTS[act.name](self, act.window, key, act.number)
        if self.holders and act.name != "delete library":
            if act.window not in self.holders:
                return  # a window opened later sees the marks once a holder has written them back
            self.holders.clear()
        if act.window in self.stores and not self.holders:
            self.check(act)

    def check(self, act: Act) -> None:
        lost = self.texts - self.store.read_sync(reachable)
        assert not lost, f"{act}: {lost} is lost"
        saved = self.store.read_sync(queries.bookmarks)
        shown = self.store.read_sync(rows.entries, saved)
        assert set(saved) == set(shown), f"{act}: a marked paper has no row"
        for message in self.store.opened.messages:
            assert re.search("deleted|replaced|missing", message), message

    def text(self, key: int, text: str) -> str:
        self.texts.add((key, text))
        return text

    def others(self, window: str) -> set[str]:
        return self.stores.keys() - {window}


def check(acts: list[Act], folders: Folders) -> None:
    world = World(folders)
    for act in acts:
        world.play(act)
    for window in WINDOWS:
        world.play(Act(window, "close window", 0))
    world.play(Act("one", "read", 0))
    world.stores["one"].close()
    assert faults_of(folders.library_db) == []


def reachable(connection: sqlite3.Connection) -> set[tuple[int, str]]:
    found = connection.execute(
        "SELECT key, note FROM library.notes UNION SELECT key, note FROM library.note_history "
        "UNION SELECT key, note FROM library.bin"
    )
    return set(found)


def _bookmark(world: World, window: str, key: int, number: int) -> None:
    keys = [key, KEYS[0]] if number % 3 == 0 else [key]
    world.store.write_library_sync(
        library.bookmark, keys, None, world.now, Step(window, "bookmark"), [unknown_paper(key)]
    )


def _tag(world: World, window: str, key: int, number: int) -> None:
    add, remove = (["a"], ["b"]) if number % 2 else (["b"], ["a"])
    world.store.write_library_sync(library.tag, [key], add, remove, world.now, Step(window, "tag"))


def _note(world: World, window: str, key: int, number: int) -> None:
    # Sometimes the text of an earlier note, sometimes none.
    text = ("", "the same text", f"text {len(world.texts)}")[number % 3]
    if text:
        world.text(key, text)
    world.store.write_library_sync(library.note, [key], text, world.now, Step(window, "note"))


def _read(world: World, window: str, key: int, number: int) -> None:
    step = Step(window, "read mark")
    world.store.write_library_sync(library.mark_read, [key], bool(number % 2), world.now, step)


def _hide(world: World, window: str, key: int, number: int) -> None:
    world.store.write_library_sync(library.hide, [key], None, world.now, Step(window, "hide"))


def _undo(world: World, window: str, key: int, number: int) -> None:
    world.store.write_library_sync(undo.undo, window, world.others(window), world.now)


def _redo(world: World, window: str, key: int, number: int) -> None:
    world.store.write_library_sync(undo.redo, window, world.now)


def _from_trash(world: World, window: str, key: int, number: int) -> None:
    step = Step(window, "restored")
    world.store.write_library_sync(library.restore_from_trash, [key], world.now, step)


def _removed_elsewhere(world: World, window: str, key: int, number: int) -> None:
    """Remove the paper, as a Collection sync does."""
    from tui_reader.collection import state
    from tui_reader.collection.merge import Plan, State

    def make(base: State, here: State) -> Plan:
        return Plan(remove_here=tuple(one for one in here.values() if one.key == key))

    world.store.write_library_sync(state.apply, make, world.now)


def _empty_trash(world: World, window: str, key: int, number: int) -> None:
    world.now += timedelta(days=number * 5)
    world.store.write_library_sync(marks.empty_trash, world.now)


def _import(world: World, window: str, key: int, number: int) -> None:
    marks = Marks(
        bookmarked=world.now if number % 2 else None,
        tags=("a", "c"),
        tagged=(world.now, world.now),
        note=world.text(key, f"imported {number}"),
        noted=world.now - timedelta(minutes=number * 3),
    )
    entries = [Entry(unknown_paper(key), marks)]
    step = Step(window, "import")
    world.store.write_library_sync(import_export.import_marks, entries, world.now, step)


def _copy(world: World, window: str, key: int, number: int) -> None:
    folders = world.folders
    world.store.read_sync(queries.counts)  # writes a deleted library back
    world.copies.append(
        backup.create(folders.library_db, folders.backups, f"copy-{len(world.copies)}")
    )


def _restore(world: World, window: str, key: int, number: int) -> None:
    world.store.read_sync(queries.counts)
    if world.copies:
        folders = world.folders
        copy = world.copies[number % len(world.copies)]
        restore.restore_library(copy, folders.library_db, folders.backups)


def _sync(world: World, window: str, key: int, number: int) -> None:
    world.store.write_cache_sync(cache.write_edition, made_edition(DAY, 4), True, world.now)
    world.store.write_library_sync(library.complete_saved_papers)


def _prune(world: World, window: str, key: int, number: int) -> None:
    world.store.write_cache_sync(cache.drop_editions, DAY + timedelta(days=1))


def _delete_library(world: World, window: str, key: int, number: int) -> None:
    """Delete the file that all open windows have open; they write it back."""
    if window in world.stores and not world.holders:
        for store in world.stores.values():
            store.read_sync(queries.counts)
        for path in world.folders.data.glob("library.db*"):
            path.unlink()
        world.holders = set(world.stores)


def _close(world: World, window: str, key: int, number: int) -> None:
    if window in world.stores:
        world.stores.pop(window).close()


ACTS = {
    "bookmark": _bookmark,
    "tag": _tag,
    "note": _note,
    "another note": _note,
    "read": _read,
    "hide": _hide,
    "undo": _undo,
    "undo again": _undo,
    "redo": _redo,
    "from trash": _from_trash,
    "removed elsewhere": _removed_elsewhere,
    "empty trash": _empty_trash,
    "import": _import,
    "copy": _copy,
    "restore": _restore,
    "sync": _sync,
    "prune": _prune,
    "delete library": _delete_library,
    "close window": _close,
}
