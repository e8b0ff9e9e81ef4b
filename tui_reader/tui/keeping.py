"""Keeping: tags, notes, and many papers at once."""

from __future__ import annotations

from tui_reader.tui.marking import Marking


class Keeping(Marking):
    """Keeping: tags, notes, and many papers at once."""
