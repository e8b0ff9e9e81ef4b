"""How the reader was started."""

from __future__ import annotations

from typing import NamedTuple

from tui_reader.settings import Config, defaults
from tui_reader.tui.lists.paper_lists import Place


class Options(NamedTuple):
    """How the reader was started. `first_place` is opened instead of where it was left."""

    demo: bool = False
    offline: bool = False
    first_place: Place | None = None
    first_paper: str | None = None
    config: Config = defaults()
