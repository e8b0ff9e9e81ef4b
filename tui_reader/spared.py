"""What is not imported of what others import, since the reader has no use for it.

While a library is imported, these are missing; whoever asks for one later gets it.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False  # `typing` is the toolkit's to import
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# What the toolkit, and what it stands on, imports for what a launch does not do: errors told at
# length, files delivered to a browser, connections, texts in other encodings.
_LATER = (
    "asyncio.sslproto", "asyncio.staggered", "difflib", "ipaddress", "locale", "mimetypes",
    "rich.markup", "rich.panel", "rich.tree", "tempfile", "textwrap", "uuid",
)  # fmt: skip


class _Names(ModuleType):
    """A module that has every name, each a class of no use."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Later(ModuleType):
    """A module that is imported when it is first asked for something.

    What is taken out of it before then is a function that looks for its like once it is called.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is not self:
            return getattr(_imported(self.__name__), name)
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **more: getattr(_imported(self.__name__), name)(*args, **more)


def _imported(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), _Later):
        del sys.modules[name]  # needed while the library is imported
    __import__(name)
    return sys.modules[name]


class Spared:
    """Around the first import of a library: `with Spared(…): import …`.

    `absent` cannot be imported, which the library is ready for; `empty` have all the names that it
    takes, and nothing in them; `later` are imported once one of their functions is called.
    """

    def __init__(
        self, absent: Iterable[str] = (), empty: Iterable[str] = (), later: Iterable[str] = ()
    ) -> None:
        missing: dict[str, ModuleType | None] = dict.fromkeys(absent)
        missing.update({name: _Names(name) for name in empty})
        missing.update({name: _Later(name) for name in later})
        self._missing = {name: one for name, one in missing.items() if name not in sys.modules}

    def __enter__(self) -> None:
        modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
        modules.update(self._missing)  # an import of None fails

    def __exit__(self, *_: object) -> None:
        for name, one in self._missing.items():
            if sys.modules.get(name) is one:
                sys.modules.pop(name, None)


def toolkit() -> Spared:
    """For the toolkit, of a launch: a tenth of its time.

    `ssl` is for asyncio's own TLS, which nobody uses: httpx imports it when it has to ask. The
    palette brings an input, lists and trees, and ours is `tui/palette.py`; the table is for a page
    of all colours.
    """
    return Spared(absent=("ssl",), empty=("textual.command", "rich.table"), later=_LATER)
