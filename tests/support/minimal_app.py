"""A minimal app with three panes and no data, for tests of the launch.

It saves its first frame and takes over the terminal like the real app. Environment variables:
APP=stop exits where Textual would be imported, APP=crash fails there, and with GATE=<a FIFO>
it waits there until the FIFO is opened for writing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import ClassVar

sys.path[0] = str(Path(__file__).parents[2])


def run(demo: bool = False, offline: bool = False, *_: object) -> int:
    if gate := os.environ.get("GATE"):
        os.close(os.open(gate, os.O_RDONLY))
    if os.environ.get("APP") == "stop":
        return 7
    if os.environ.get("APP") == "crash":
        raise RuntimeError("no toolkit")

    from rich.segment import Segment
    from rich.style import Style
    from textual.app import App, ComposeResult
    from textual.strip import Strip
    from textual.widget import Widget

    from tui_reader import first_frame
    from tui_reader.tui.textual_ext.app_base import driver_class

    place = Path(first_frame.state_folder(demo), "place")

    class Pane(Widget, can_focus=True):
        BINDINGS: ClassVar = [("j", "move")]
        DEFAULT_CSS = (
            "Pane { width: 1fr; border-left: solid gray; &:focus { border-left: solid; } }"
        )
        chosen = int(place.read_text()) if place.exists() else 0

        def render_line(self, y: int) -> Strip:
            text = f"{self.id} {y}".ljust(self.size.width)
            bar = self.id == "days" and y == self.chosen
            return Strip([Segment(text, Style(reverse=bar, color="#ff8800"))])

        def action_move(self) -> None:
            self.chosen += 1
            self.refresh()

    class Reader(App[list[str]]):
        CSS = "Screen { layout: horizontal; }"
        BINDINGS: ClassVar = [("q", "leave"), ("ctrl+z", "suspend_process")]

        def compose(self) -> ComposeResult:
            for name in ("days", "papers", "page"):
                yield Pane(id=name)

        def action_leave(self) -> None:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(str(self.query(Pane).first().chosen))
            strips = self.screen._compositor.render_strips()
            self.exit([strip.render(self.console) for strip in strips])

    app = Reader(driver_class=driver_class())
    rows = app.run()
    if rows:
        first_frame.save(place.parent, rows, app.size.width, [place])
    return app.return_code or 0


if __name__ == "__main__":
    module = ModuleType("tui_reader.tui.run")
    module.run = run  # type: ignore[attr-defined]
    sys.modules["tui_reader.tui.run"] = module
    from tui_reader.launch import main

    sys.exit(main())
