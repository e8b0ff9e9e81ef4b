"""Finding again: search, filter, order, dates, periods, watches, more like this."""

from __future__ import annotations

from tui_reader.tui.syncing import Syncing


class Finding(Syncing):
    """Finding again: search, filter, order, dates, periods, watches, more like this."""
