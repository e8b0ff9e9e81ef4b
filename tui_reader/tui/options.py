"""How the reader was started."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_reader.config import Config, defaults
from tui_reader.tui.places import Place


@dataclass(frozen=True, slots=True)
class Options:
    """How the reader was started. `first_place` is opened instead of where it was left."""

    demo: bool = False
    offline: bool = False
    first_place: Place | None = None
    first_paper: str | None = None
    config: Config = field(default_factory=defaults)
