"""How the reader was started."""

from __future__ import annotations

from typing import NamedTuple

from tui_reader.models import ListSource
from tui_reader.settings import Settings


class Options(NamedTuple):
    """How the reader was started. `first_place` is opened instead of where it was left."""

    demo: bool = False
    offline: bool = False
    first_place: ListSource | None = None
    first_paper: str | None = None
    config: Settings = Settings()
