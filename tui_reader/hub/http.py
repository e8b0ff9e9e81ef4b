"""httpx, but for its own command line, which takes as long to import as all the rest of it."""

from __future__ import annotations

from tui_reader.spared import Spared

with Spared(absent=("httpx._main",)):
    import httpx

__all__ = ["httpx"]
