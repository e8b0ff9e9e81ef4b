"""The pictures of a paper or of its text, one at a time, as large as the window allows."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.control import Control
from rich.segment import ControlType, Segment
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui_reader.commands import PICTURES
from tui_reader.hub.errors import HubError
from tui_reader.text.bare_urls import is_video
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.rendering.image_drawing import BLOCKS, DrawnImage, ImageError, draw, graphics
from tui_reader.tui.rendering.paper_page import image_urls, video_urls
from tui_reader.tui.screens.pages.paper_actions import PaperScreen, bindings_of


class Picture(Widget):
    """A drawn picture."""

    DEFAULT_CSS = "Picture { width: auto; height: auto; }"
    drawn: reactive[DrawnImage] = reactive(DrawnImage(Size(0, 0)), layout=True, always_update=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.drawn.size.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.drawn.size.height

    def render_line(self, y: int) -> Strip:
        lines = self.drawn.lines
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Write Sixel graphics as a whole with the last line, over the lines before it."""
        if not self.drawn.sixels or not self.screen.is_active:
            return super().render_lines(crop)
        x, y, width, height = self.region
        last = [
            Segment(Control.move_to(x, y).segment.text),
            Segment(self.drawn.sixels, control=[(ControlType.CURSOR_FORWARD, 0)]),
            Segment(Control.move_to(x + width, y + height - 1).segment.text),
        ]
        return [Strip([])] * (crop.height - 1) + [Strip(last, crop.width)]


class ImagesScreen(PaperScreen):
    """Shows one picture at a time, fetched and drawn when it is shown."""

    DEFAULT_CSS = """
    ImagesScreen > Container { align: center middle; }
    ImagesScreen Static { width: auto; max-width: 90%; }
    ImagesScreen.-message Picture, ImagesScreen Static { display: none; }
    ImagesScreen.-message Static { display: block; }
    """
    page_kind = PICTURES
    actions: ClassVar[Mapping[str, str]] = {
        "down": "turn(1)",
        "page_abstract": "turn(1)",
        "up": "turn(-1)",
        "pictures": "back",
        "open": "open_image",
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(PICTURES, actions)

    def __init__(
        self, context: ReaderContext, key: int, urls: Sequence[str] = (), index: int = 0
    ) -> None:
        super().__init__(context, key)
        self.index = index
        self.urls = list(urls)
        self.message = Static(Content(""), markup=False)
        self.picture = Picture()
        self.container = Container(self.picture, self.message)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield self.container
        yield self.status_bar

    async def on_mount(self) -> None:
        if (entry := await self.read_entry()) is not None:
            self.urls = self.urls or image_urls(entry.paper) + video_urls(entry.paper)
        self._load()

    def on_resize(self) -> None:
        if self.urls:
            self._load()

    def action_turn(self, by: int) -> None:
        index = max(0, min(self.index + by, len(self.urls) - 1))
        if index != self.index:
            self.index = index
            self._load()

    def action_open_image(self) -> None:
        if self.urls:
            self.open_url(self.urls[self.index])

    def _show_message(self, text: str) -> None:
        self.message.update(Content(text))
        self.add_class("-message")

    def _load(self) -> None:
        if not self.urls:
            self._show_message("This paper has no images on the Hub.")
            return
        kind = "Video" if is_video(self.urls[self.index]) else "Image"
        self.show_title(f"{kind} {self.index + 1} of {len(self.urls)}")
        self.run_worker(self._show(self.urls[self.index]), group="picture", exclusive=True)

    async def _show(self, url: str) -> None:
        if is_video(url):
            self._show_message("A video: o opens it in the browser.")
            return
        try:
            body = await self.picture_file(url, self._show_message)
            drawn = await asyncio.to_thread(draw, body, self.container.size, self._mode())
        except HubError as error:
            self._show_message(f"{error}")
        except ImageError as error:
            self._show_message(f"This image cannot be shown: {error}. o opens it in the browser.")
        else:
            self.picture.drawn = drawn
            self.remove_class("-message")

    def _mode(self) -> str:
        """Return how to draw: as the terminal can, with blocks if the output is not a terminal."""
        stdout, wanted = sys.__stdout__, self.context.options.settings.reader.pictures
        on_terminal = stdout is not None and stdout.isatty()
        return graphics(os.environ, wanted) if on_terminal else BLOCKS
