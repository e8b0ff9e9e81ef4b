"""The lists that Esc returns to."""

from __future__ import annotations

from typing import NamedTuple

from tui_reader.models import ListSource


class HistoryEntry(NamedTuple):
    """A list that was left, with its cursor (paper key and row) and scroll position (a line)."""

    source: ListSource
    key: int | None
    cursor: int
    top: int


History = tuple[HistoryEntry, ...]
"""Most recent first. Immutable, so that a search bar can keep one to return to."""
