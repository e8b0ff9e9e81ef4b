"""The panes of the main screen: which there are, what has the focus, what is under the cursor."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from tui_reader.commands import (
    DATES,
    DETAIL,
    LIST,
    key_name,
)
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.models import Day, Entry, ListSource
from tui_reader.store import Store
from tui_reader.tui.context import Options
from tui_reader.tui.rendering import paper_page
from tui_reader.tui.textual_ext.compositor import PatchScreen
from tui_reader.tui.widgets.paper_list import PaperList
from tui_reader.tui.widgets.paper_view import PaperView
from tui_reader.tui.widgets.sidebar import Sidebar
from tui_reader.tui.widgets.status_bar import StatusBar
from tui_reader.tui.widgets.title_bar import TitleBar

ROOMY = 24  # rows of the terminal from which a blank line stands between papers, in three panes


class Panes(PatchScreen[None]):
    """Dates, papers and an abstract, between a title line and a line for messages and keys."""

    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (80, "-medium"),
        (120, "-wide"),
    ]
    AUTO_FOCUS = "#papers"

    def __init_subclass__(cls, whole: bool = False, **more: Any) -> None:
        """What the toolkit gathers for a class from all those below it, it gathers for the screen
        that is `whole`, and not for each of the twenty parts that it is made of."""
        if whole:
            super().__init_subclass__(**more)

    def __init__(self, store: Store, options: Options, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.store = store
        self.options = options
        self.glyphs = glyphs
        self.place: ListSource | None = None
        self.keys: array[int] = array("q")
        self.days: list[Day] = []
        self._mentioned = ""
        self.title_line = TitleBar(id="head")
        self.sidebar = Sidebar(id="days")
        self.papers = PaperList(id="papers")
        self.detail = PaperView(id="detail")
        self.empty = Static(Content(""), id="empty", markup=False)
        self.hints = Static(Content(""), id="hints", markup=False)
        self.status = StatusBar(id="foot")
        for widget in (self.title_line, self.sidebar, self.papers, self.status):
            widget.glyphs = glyphs
        self.papers.title_text = paper_page.title_text
        self.papers.columns = frozenset(options.config.reader.columns)
        self.status.keys = {
            name: " ".join(map(key_name, keys)) for name, keys in options.config.keys.items()
        }

    def compose(self) -> ComposeResult:
        yield self.title_line
        with Horizontal(id="panes"):
            yield self.sidebar
            with Container(id="desk"):
                yield self.papers
                yield self.detail
                yield self.empty
        yield self.hints
        yield self.status

    # What is under the cursor

    @property
    def key(self) -> int | None:
        """The key of the paper under the cursor."""
        index = self.papers.cursor
        return self.keys[index] if 0 <= index < len(self.keys) else None

    @property
    def entry(self) -> Entry | None:
        """The paper under the cursor, as the store last returned it."""
        return self.papers.item

    @property
    def chosen_keys(self) -> list[int]:
        """The papers a command works on: those selected, else the one under the cursor."""
        if self.papers.selected:
            return [key for key in self.keys if key in self.papers.selected]
        return [] if self.key is None else [self.key]

    @property
    def pane(self) -> str:
        """The pane that has the focus. (`has_focus` would tell of it only some messages later.)"""
        if self.focused is self.sidebar:
            return DATES
        return DETAIL if self.focused is self.detail else LIST

    @property
    def today(self) -> date:
        """The newest edition's day; the local date only where nothing is on disk."""
        return self.days[0].day if self.days else datetime.now(UTC).date()

    def say(self, message: str, error: bool = False) -> None:
        """One line at the bottom, in place of the one before."""
        self.status.show_message(message, error)

    def mention(self, message: str, error: bool = False) -> None:
        """Say what the last key did; gone when the reader goes on."""
        self.say(message, error)
        self._mentioned = self.status.message

    def went_on(self) -> None:
        """Another paper or list: what was mentioned is over."""
        if self._mentioned and self.status.message == self._mentioned:
            self.say("")

    def after(self, seconds: float, work: Callable[[], object]) -> asyncio.TimerHandle:
        """Do it then, unless that is cancelled. (The toolkit's timers are tasks with messages of
        their own, and three of them were a tenth of what a key takes.)"""
        return asyncio.get_running_loop().call_later(seconds, self.call_next, work)

    # Layout

    def fit_rows(self) -> None:
        """A blank line between papers where there is room for it."""
        width, height = self.app.size
        self.papers.set_row_height(3 if width >= 120 and height >= ROOMY else 2)

    def show_pane(self, pane: str) -> None:
        """Focus a pane; in a narrow window it is the only one shown."""
        self.set_class(pane == DATES, "-dates")
        self.set_class(pane == DETAIL, "-detail")
        target = {DATES: self.sidebar, DETAIL: self.detail}.get(pane, self.papers)
        self.set_focus(target)
        self.status.show_keys_of(pane)

    def on_descendant_focus(self) -> None:
        self.status.show_keys_of(self.pane)
