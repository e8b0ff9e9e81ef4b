"""The marks of a library as tests of the command line expect them: by paper, without times."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tui_reader.models import id_of


@dataclass
class Marks:
    """The marks of a library that these tests write."""

    bookmarks: set[str] = field(default_factory=set)
    tags: set[tuple[str, str]] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)

    def copy(self) -> Marks:
        return Marks(set(self.bookmarks), set(self.tags), dict(self.notes), set(self.reads))

    def other(self, found: Marks) -> list[object]:
        """Return the fields that differ."""
        return [
            set(ours) ^ set(theirs)
            for ours, theirs in (
                (self.bookmarks, found.bookmarks),
                (self.tags, found.tags),
                (self.notes.items(), found.notes.items()),
                (self.reads, found.reads),
            )
        ]

    def take(self, words: list[str]) -> None:
        """Apply the effect of a command."""
        match words:
            case ["bookmark", "add", own_id]:
                self.bookmarks.add(own_id)
            case ["bookmark", "remove", own_id]:
                self.bookmarks.discard(own_id)
            case ["tag", own_id, "--add", tag]:
                self.tags.add((own_id, tag))
            case ["note", own_id, text]:
                self.notes[own_id] = text
            case ["mark", "read", own_id]:
                self.reads.add(own_id)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def marks_in(path: Path) -> Marks:
    with opened(path) as library:
        return Marks(
            {id_of(key) for (key,) in library.execute("SELECT key FROM bookmarks")},
            {(id_of(key), tag) for key, tag in library.execute("SELECT key, tag FROM tags")},
            {id_of(key): note for key, note in library.execute("SELECT key, note FROM notes")},
            {id_of(key) for (key,) in library.execute("SELECT key FROM reads WHERE read")},
        )
