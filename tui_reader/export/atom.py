"""Atom: the feed format of `daily-papers feed`, for any papers.

The id differs from that of `daily-papers feed`: feed readers merge feeds with the same id.
"""

from __future__ import annotations

from collections.abc import Iterable

from tui_reader.export.feed import feed
from tui_reader.models import Entry


def render(entries: Iterable[Entry]) -> str:
    return feed(entries, title="Daily Papers", name="export")
