"""httpx without its command line, which takes a third of its import time."""

from __future__ import annotations

import sys

_modules: dict[str, object] = sys.modules  # type: ignore[assignment]
if "httpx" not in _modules:
    _modules["httpx._main"] = None
try:
    import httpx
finally:
    if _modules.get("httpx._main", "") is None:
        del _modules["httpx._main"]

__all__ = ["httpx"]
