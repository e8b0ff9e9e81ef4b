"""Atom: the same feed as `daily-papers feed` writes, of whatever is exported."""

from __future__ import annotations

from collections.abc import Iterable

from tui_reader.export.feed import feed
from tui_reader.models import Entry


def render(entries: Iterable[Entry]) -> str:
    return feed(entries, title="Daily Papers")
