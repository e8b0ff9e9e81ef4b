"""What a launch does without, of what the toolkit imports: a tenth of its time.

For as long as the toolkit is imported, these are missing; whoever asks for one later gets it.
"""

from __future__ import annotations

import sys
from types import ModuleType


class _Names(ModuleType):
    """A module that has every name, each a class of no use."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class Spared:
    """Around the first import of the toolkit: `with Spared(): import …`."""

    def __init__(self) -> None:
        missing: dict[str, ModuleType | None] = {
            # asyncio's own TLS, which nobody uses: httpx imports `ssl` when it has to ask.
            "ssl": None,
            # The toolkit's palette, with its input, lists and trees: ours is `tui/palette.py`.
            "textual.command": _Names("textual.command"),
            "rich.table": _Names("rich.table"),  # for a page of all colours
        }
        self._missing = {} if missing.keys() & sys.modules.keys() else missing

    def __enter__(self) -> None:
        modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
        modules.update(self._missing)  # an import of None fails

    def __exit__(self, *_: object) -> None:
        for name in self._missing:
            sys.modules.pop(name, None)
