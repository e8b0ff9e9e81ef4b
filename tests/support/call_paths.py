"""Print the files between a key press and its effect: `python -m tests.support.call_paths`.

A path starts at the action that is bound to the key and ends at the widget method that shows the
result. `textual_ext` and `rendering` are not counted.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from tests.support.databases import folders_under
from tests.support.running_app import RunningApp, fill, run_app
from tui_reader.store import Store
from tui_reader.tui.widgets.paper_list import PaperList
from tui_reader.tui.widgets.paper_view import PaperView

ROOT = Path(__file__).parents[2] / "tui_reader"
_NOT_COUNTED = ("textual_ext", "rendering")


class KeyPath(NamedTuple):
    """A key, the files from its action to the widget, and how many there may be."""

    name: str
    files: list[str]
    limit: int


@contextmanager
def record(widget: type[Any], method: str) -> Iterator[list[str]]:
    """Collect the files in the call stack at the first call of a method."""
    files: list[str] = []
    original = getattr(widget, method)

    def recording(self: Any, *args: Any, **more: Any) -> Any:
        if not files:
            files.extend(_files_in_stack())
        return original(self, *args, **more)

    with patch.object(widget, method, recording):
        yield files


def _files_in_stack() -> list[str]:
    files: dict[str, None] = {}
    frame = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT):
            name = path.relative_to(ROOT)
            if not set(name.parts) & set(_NOT_COUNTED):
                files[str(name)] = None
        frame = frame.f_back  # type: ignore[assignment]
    return [*reversed(files)]


async def measure(reader: RunningApp) -> list[KeyPath]:
    """Press `j`, `[` and a letter of a search."""
    with record(PaperView, "show") as moving:
        await reader.press("j")
    with record(PaperList, "show") as opening:
        await reader.press("left_square_bracket")
    await reader.press("slash")
    with record(PaperList, "show") as searching:
        await reader.press("t")
    widgets = "tui/widgets/paper_view.py", "tui/widgets/paper_list.py"
    return [
        KeyPath("j", [*moving, widgets[0]], 4),
        KeyPath("open a list", [*opening, widgets[1]], 6),
        KeyPath("a search letter", [*searching, widgets[1]], 8),
    ]


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Store(folders_under(Path(folder))) as store:
        fill(store)
        async with run_app(store) as reader:
            paths = await measure(reader)
    for path in paths:
        print(f"{path.name}: {len(path.files)} files (at most {path.limit})")
        print("  " + " → ".join(path.files))
    return int(any(len(path.files) > path.limit for path in paths))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
