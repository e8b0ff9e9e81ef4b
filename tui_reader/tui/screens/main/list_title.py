"""The title of a list, for the title bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tui_reader import dates


def list_title(
    name: str, day: date | None, papers: int, unread: int, notes: Sequence[str], width: int
) -> list[str]:
    """Return the parts of the title bar for a list.

    Args:
        day: The edition's, if the list is one; under 60 columns its short form is the name.
        unread: 0 is not shown.
        notes: Further parts; empty ones are left out.
        width: Of the screen, in cells.
    """
    parts = [
        dates.short(day) if day and width < 60 else name,
        f"{dates.count(papers)} paper{'' if papers == 1 else 's'}",
    ]
    if unread:
        parts.append(f"{unread} unread")
    return [*parts, *filter(None, notes)]
