"""The panes of the main screen, between a title bar and a status bar: widgets and layout."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from tui_reader.commands import DATES, LIST
from tui_reader.glyphs import ASCII
from tui_reader.tui.context import ReaderContext, Status
from tui_reader.tui.rendering.paper_page import title_text
from tui_reader.tui.screens.main.pane_layout import LOW, MEDIUM, WIDE, PaneLayout
from tui_reader.tui.textual_ext.compositor import PatchScreen
from tui_reader.tui.widgets.paper_list import PaperList
from tui_reader.tui.widgets.paper_view import PaperView
from tui_reader.tui.widgets.sidebar import Sidebar
from tui_reader.tui.widgets.status_bar import StatusBar
from tui_reader.tui.widgets.title_bar import SyncStatus, TitleBar


class PaneScreen(PatchScreen[None]):
    """Dates, papers and an abstract. Knows how they are arranged, not what they show."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (MEDIUM, "-medium"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]
    AUTO_FOCUS = "#papers"

    def __init__(self, context: ReaderContext) -> None:
        super().__init__()
        self.context = context
        glyphs, config = context.glyphs, context.options.config
        self.title_bar = TitleBar(id="head")
        self.sidebar = Sidebar(id="days")
        self.papers = PaperList(id="papers")
        self.view = PaperView(id="detail")
        self.empty = Static(Content(""), id="empty", markup=False)
        self.hints = Static(Content(""), id="hints", markup=False)
        self.status_bar = StatusBar(id="foot")
        for widget in (self.title_bar, self.sidebar, self.papers, self.status_bar):
            widget.glyphs = glyphs
        self.title_bar.is_sample = context.options.demo
        self.papers.title_text = title_text
        self.papers.columns = frozenset(config.reader.columns)
        self.status_bar.keys = context.key_names
        # Textual sets the breakpoints' classes after the first layout: too late for the first page.
        width, height = self.app.size
        size = "-wide" if width >= WIDE else "-medium" if width >= MEDIUM else "-narrow"
        low = "-low" if height < LOW else "-high"
        self.add_class(size, low, *(["-plain"] if glyphs is ASCII else []), update=False)

        self.panes = PaneLayout(self, self.sidebar, self.papers, self.view)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        with Horizontal(id="panes"):
            yield self.sidebar
            with Container(id="desk"):
                yield self.papers
                yield self.view
                yield self.empty
        yield self.hints
        yield self.status_bar

    def show_status(self, status: Status) -> None:
        self.status_bar.show_message(status.text, status.error)

    def key_used(self) -> None:
        """A key was pressed: the hints of a first launch disappear."""
        self.remove_class("-first")

    def on_resize(self, event: events.Resize) -> None:
        self.panes.fit()

    def action_next_pane(self) -> None:
        self.panes.focus_next(1)

    def action_previous_pane(self) -> None:
        self.panes.focus_next(-1)

    def action_dates(self) -> None:
        self.panes.show_pane(DATES)

    def action_sidebar(self) -> None:
        self.panes.hide_sidebar(not self.panes.sidebar_hidden)

    def action_density(self) -> None:
        self.panes.is_compact = not self.panes.is_compact
        self.panes.fit()

    def action_wider(self) -> None:
        self._resize_pane(1)

    def action_narrower(self) -> None:
        self._resize_pane(-1)

    def _resize_pane(self, steps: int) -> None:
        if not self.panes.resize_pane(steps):
            text = "A window this narrow shows one pane at a time"
            self.context.set_status(text, until="moved")

    async def last_page(self) -> list[str]:
        """Return the lines of the page that the next launch shows first."""
        self.context.set_status("")
        self.title_bar.show_sync(SyncStatus())
        self.panes.show_pane(LIST)
        self.view.scroll_home(animate=False, immediate=True)
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()
        return self.rendered_lines()
