"""The pictures of a paper, one at a time, as large as the window lets them be."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, ClassVar

from rich.control import Control
from rich.segment import ControlType, Segment
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui_reader import documents
from tui_reader.commands import PICTURES, Command
from tui_reader.hub.errors import HubError
from tui_reader.models import Paper
from tui_reader.store import rows
from tui_reader.tui.rendering.image_drawing import (
    BLOCKS,
    DrawnImage,
    ImageError,
    draw,
    graphics,
)
from tui_reader.tui.rendering.paper_page import title_text
from tui_reader.tui.screens.pages.paper_screen import Over, bindings

if TYPE_CHECKING:
    from tui_reader.tui.deep import Deep

_FILMS = (".mp4", ".webm", ".mov", ".m4v", ".svg")


def of(paper: Paper) -> list[str]:
    """The addresses of a paper's pictures: the authors' first; films are left out."""
    found = dict.fromkeys((*paper.media, *filter(None, (paper.thumbnail,))))
    return [url for url in found if not url.lower().partition("?")[0].endswith(_FILMS)]


_DO = {"down": "turn(1)", "page_abstract": "turn(1)", "up": "turn(-1)", "pictures": "back",
       "open": "follow"}  # fmt: skip


def action_of(command: Command) -> str:
    """What a command does here."""
    return _DO.get(command.name, command.name)


class Picture(Widget):
    """A picture that has been drawn."""

    DEFAULT_CSS = "Picture { width: auto; height: auto; }"
    drawn = DrawnImage(Size(0, 0))

    def show(self, drawn: DrawnImage) -> None:
        self.drawn = drawn
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.drawn.size.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.drawn.size.height

    def render_line(self, y: int) -> Strip:
        lines = self.drawn.lines
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Sixels go to the terminal all at once, with the last line, and over those before."""
        if not self.drawn.sixels or not self.screen.is_active:
            return super().render_lines(crop)
        x, y, width, height = self.region
        last = [
            Segment(Control.move_to(x, y).segment.text),
            Segment(self.drawn.sixels, control=[(ControlType.CURSOR_FORWARD, 0)]),
            Segment(Control.move_to(x + width, y + height - 1).segment.text),
        ]
        return [Strip([])] * (crop.height - 1) + [Strip(last, crop.width)]


class Pictures(Over):
    """Fetched and drawn when they are turned to, kept for the next time."""

    DEFAULT_CSS = """
    Pictures > Container { align: center middle; }
    Pictures Static { width: auto; max-width: 90%; }
    Pictures.-said Picture, Pictures Static { display: none; }
    Pictures.-said Static { display: block; }
    """
    place = PICTURES
    action_of = staticmethod(action_of)
    BINDINGS: ClassVar[list[BindingType]] = bindings(PICTURES, action_of)

    def __init__(self, desk: Deep, key: int) -> None:
        super().__init__(desk, key)
        self.at = 0
        self.urls: list[str] = []
        self.paper_title = ""
        self.words = Static(Content(""), markup=False)
        self.picture = Picture()
        self.room = Container(self.picture, self.words)

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.room
        yield self.status

    async def on_mount(self) -> None:
        entry = (await self.desk.store.read(rows.entries, [self.key])).get(self.key)
        if entry is not None:
            self.urls, self.paper_title = of(entry.paper), title_text(entry.paper.title)
        self._load()

    def on_resize(self) -> None:
        if self.urls:
            self._load()

    def action_turn(self, by: int) -> None:
        at = max(0, min(self.at + by, len(self.urls) - 1))
        if at != self.at:
            self.at = at
            self._load()

    def action_follow(self) -> None:
        if self.urls:
            self.desk.follow_link(self.urls[self.at])

    def _say(self, words: str) -> None:
        self.words.update(Content(words))
        self.add_class("-said")

    def _load(self) -> None:
        if not self.urls:
            self._say("This paper has no pictures on the Hub.")
            return
        dot = f" {self.desk.glyphs.dot} "
        number = f"Picture {self.at + 1} of {len(self.urls)}"
        self.title_line.show_list(f"{number}{dot}{self.paper_title}")
        self.run_worker(self._show(self.urls[self.at]), group="picture", exclusive=True)

    async def _show(self, url: str) -> None:
        store = self.desk.store
        try:
            kept = await documents.kept(documents.PICTURE, store, url)
            if kept is None:
                self._say("Fetching the picture …")
                async with await self.desk.hub() as hub:
                    kept = await documents.fetch(documents.PICTURE, store, hub, url)
            room = self.room.size
            drawn = await asyncio.to_thread(draw, kept.value, room, self._kind())
        except HubError as error:
            self._say(f"{error}")
        except ImageError as why:
            self._say(f"This picture is not shown: {why}. o opens it in the browser.")
        else:
            self.picture.show(drawn)
            self.remove_class("-said")

    def _kind(self) -> str:
        """What the terminal can; where the output goes elsewhere, what can be drawn with text."""
        stdout, wanted = sys.__stdout__, self.desk.options.config.reader.pictures
        on_terminal = stdout is not None and stdout.isatty()
        return graphics(os.environ, wanted) if on_terminal else BLOCKS
