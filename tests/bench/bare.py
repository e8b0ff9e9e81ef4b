"""A minimal Textual app with three panes, to compare with.

It has no data and no styles except borders, and one key that changes one line.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static


class Bare(App[None]):
    CSS = "Static { width: 1fr; height: 1fr; border: solid gray; }"
    BINDINGS: ClassVar = [("j", "count"), ("q", "quit")]
    pressed = 0

    def compose(self) -> ComposeResult:
        with Horizontal():
            for name in ("left", "middle", "right"):
                yield Static(name, id=name)

    def action_count(self) -> None:
        self.pressed += 1
        self.query_one("#middle", Static).update(str(self.pressed))


if __name__ == "__main__":
    Bare().run()
