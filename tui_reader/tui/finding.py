"""Finding again: all of it together."""

from __future__ import annotations

from tui_reader.tui.going import Going
from tui_reader.tui.watching import Watching


class Finding(Watching, Going):
    """Search, filter, order, watches, dates, periods, more like this."""
