"""A page of its own over the desk: a title, a column of text, and what can be done in it."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from tui_reader.commands import TEXT, Command
from tui_reader.models import Entry, id_of
from tui_reader.store import rows
from tui_reader.text.markdown import END, Block
from tui_reader.tui.dialogs.prompts import Menu
from tui_reader.tui.rendering.document_parse import (
    FIRST_PAGE_BLOCKS,
    FIRST_PAGE_SECONDS,
    PARSE_SLICE,
    Batches,
    links_in,
    outline,
    parse_some,
)
from tui_reader.tui.rendering.paper_page import title_text
from tui_reader.tui.screens.pages.paper_screen import bindings
from tui_reader.tui.screens.pages.text_find import Within
from tui_reader.tui.type_ahead import asks
from tui_reader.tui.widgets import empty_state
from tui_reader.tui.widgets.choice_list import Choice
from tui_reader.tui.widgets.document_view import DocumentView
from tui_reader.tui.widgets.title_bar import SyncStatus

if TYPE_CHECKING:
    from tui_reader.tui.deep import Deep

PENDING_HEADING = END - 1  # a block that stands for a heading which has not been parsed yet
PATIENCE = 0.3  # seconds that a page waits for the place where it was left

_OWN = ("down", "up", "first", "last", "page_down", "page_up", "page_abstract", "back", "help",
        "palette")  # fmt: skip


def action_of(command: Command) -> str:
    """What a command does in a text: what the text says, or the desk for its paper."""
    own = command.where == TEXT or command.name in _OWN
    return command.name if own else f"on_desk('{command.name}')"


class View(Within):
    """What is long, about one paper. A subclass brings it in `load`."""

    DEFAULT_CSS = """
    View > #waiting { display: none; padding: 1 4; height: 1fr; }
    View.-waiting > #waiting { display: block; }
    View.-waiting > DocumentView { display: none; }
    View.-plain DocumentView { scrollbar-size-vertical: 0; }
    """
    place = TEXT
    action_of = staticmethod(action_of)
    BINDINGS: ClassVar[list[BindingType]] = bindings(TEXT, action_of)
    AUTO_FOCUS = "Column"

    def __init__(self, desk: Deep, key: int) -> None:
        super().__init__(desk, key)
        self.entry: Entry | None = None
        self.source = ""  # a long text as it is written, where that is known
        self.waiting = Static(Content(""), id="waiting", markup=False)
        self.column.glyphs = desk.glyphs
        self._read = asyncio.Event()
        self._outline: list[tuple[int, str, tuple[int, int]]] = []  # of what is not parsed yet
        self._outlined = asyncio.Event()
        self._heading: tuple[int, int] = (0, 0)  # the one that PENDING_HEADING stands for

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.column
        yield self.waiting
        yield self.status
        yield self.words

    async def on_mount(self) -> None:
        found = await self.desk.store.read(rows.entries, [self.key])
        self.entry = found.get(self.key)
        if self.entry is None:
            self.dismiss(None)
            return
        self.show_title()
        self.reload()

    def reload(self, again: bool = False) -> None:
        self.run_worker(self.load(again), group="load", exclusive=True)

    async def load(self, again: bool = False) -> None:
        """Bring what is to be read; `again`: from the Hub, also where it is on disk."""
        raise NotImplementedError

    @property
    def paper_id(self) -> str:
        return id_of(self.key)

    def show_title(self, *notes: str) -> None:
        """The paper's title, behind what there is to say of this page."""
        title = title_text(self.entry.paper.title) if self.entry else ""
        self.title_line.show_list(f" {self.desk.glyphs.dot} ".join((*notes, title)))

    def say(self, message: str, error: bool = False) -> None:
        self.status.show_message(message, error)
        self._show_progress()

    def wait(self, words: str) -> None:
        """Say what is waited for, in the text's place."""
        self.waiting.update(empty_state.waiting(words))
        self.add_class("-waiting")

    # The text comes

    async def read(self, batches: Batches, block: int = 0, share: float = 0.0) -> None:
        """Show a text while it is parsed, in a thread, from a place in it on."""
        self._read.clear()
        self._outline = []
        self._outlined.clear()
        column = self.column
        column.clear()
        column.go_to_block(block, share)
        column.hide_until_ready(block != 0)
        patience = self.set_timer(PATIENCE, self._uncover)
        last = await self._read_some(batches, FIRST_PAGE_BLOCKS, FIRST_PAGE_SECONDS)
        if not last:
            await self._painted()
            self.run_worker(self._look_ahead(self.source), group="ahead", exclusive=True)
        while not last:
            last = await self._read_some(batches, END, PARSE_SLICE)
        patience.stop()
        self._outlined.set()
        self._read.set()

    async def _look_ahead(self, source: str) -> None:
        """Find the headings before their sections come."""
        found = await asyncio.to_thread(outline, source)
        if source is self.source:
            self._outline = found
            self._outlined.set()

    async def _read_some(self, batches: Batches, enough: int, within: float) -> bool:
        """Add the next part of the text. True if it was the last."""
        column = self.column
        found, last = await asyncio.to_thread(parse_some, batches, enough, within)
        afar = column.pending_block == PENDING_HEADING
        column.add(found, last)  # after the last, nothing is waited for
        if afar:
            self._go_on(waited=True)
        if column.is_settled:
            self._uncover()
        self.remove_class("-waiting")
        self.scan_more()
        return last

    async def _painted(self) -> None:
        """Until the first page is on the screen: the rest would only slow it down."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), PATIENCE)

    def _uncover(self) -> None:
        self.column.hide_until_ready(False)

    async def show(self, blocks: Iterable[Block]) -> None:
        """Show a short text, in place of the one before."""
        self.column.replace(blocks)
        self.remove_class("-waiting")
        self._outlined.set()
        self._read.set()

    # Moving

    def action_down(self) -> None:
        self.column.move(1)

    def action_up(self) -> None:
        self.column.move(-1)

    def action_page_down(self) -> None:
        self.column.page(1)

    def action_page_up(self) -> None:
        self.column.page(-1)

    def action_page_abstract(self) -> None:
        self.column.page(1)

    def action_first(self) -> None:
        self.column.go_to_block(0)

    def action_last(self) -> None:
        self.column.go_to_block(END)

    def on_document_view_scrolled(self) -> None:
        self._show_progress()

    def _show_progress(self) -> None:
        share = f"{self.column.progress:.0%}" if self.column.complete else ""
        # While words are typed, the line for messages is covered.
        self.title_line.show_sync(SyncStatus(self.matches() if self.finding else share))

    def action_back(self) -> None:
        if self.finding:
            self.look_for("")
            self.end_finding()
        elif self.column.search is not None:
            self.column.highlight(None)
            self.say("")
        else:
            super().action_back()

    # Contents and links

    def action_contents(self) -> None:
        self.run_worker(self._contents(), group="dialog", exclusive=True)

    async def _contents(self) -> None:
        """The headings that are known, at once, and below them the rest, when it is."""
        if self.has_class("-waiting"):
            return
        for known in (self._outlined, self._read):
            if not self._any_headings:
                await self._all_of(known)
        if not self._any_headings:
            self.say("This text has no headings")
            return
        sheet = self.column.document
        contents, block = sheet.document.contents, self.column.position.block
        here = bisect_right(contents, block, key=itemgetter(2)) - 1
        menu = Menu("Contents", self._headings(), contents[here][2] if here >= 0 else 0)
        completing = self.run_worker(self._complete(menu), group="contents")
        chosen = await self.app.push_screen_wait(menu)
        completing.cancel()
        if chosen is not None and sheet is not self.column.document:
            self.say("The text has changed: choose again")
        elif isinstance(chosen, tuple):
            self._heading = chosen
            self._go_on(waited=self.column.pending_block == PENDING_HEADING)
        elif chosen is not None:
            self.column.go_to_block(chosen)

    @property
    def _any_headings(self) -> bool:
        return bool(self.column.document.document.contents or self._outline)

    def _headings(self) -> list[Choice]:
        """Those that have been parsed, by their blocks, then the others, as `_heading` has them."""
        document = self.column.document.document
        more = [one for one in self._outline if one[2][0] >= len(document.starts)]
        found: list[tuple[int, str, Any]] = [*document.contents, *more]
        least = min((level for level, _, _ in found), default=0)
        dot = f"{self.desk.glyphs.dot} "
        return [(at, dot * (level - least) + title, "") for level, title, at in found]

    async def _complete(self, menu: Menu) -> None:
        if not self._outlined.is_set():
            await self._outlined.wait()
            menu.choices.set_choices(self._headings())

    def _go_on(self, waited: bool) -> None:
        """To a heading, or, where it has not come yet, on with the text until it does."""
        block = self.column.document.document.heading(*self._heading)
        self.column.go_to_block(PENDING_HEADING if block is None else block)
        if block is None and not waited:
            self.say("Reading on to that heading …")
        elif block is not None and waited:
            self.say("")

    def action_text_links(self) -> None:
        self.run_worker(self._links(), group="dialog", exclusive=True)

    async def _links(self) -> None:
        if not self.has_class("-waiting"):
            await self._all_of(self._read)
            found = await asyncio.to_thread(links_in, self.column.document.blocks)
            if not found:
                self.say("This text has no links")
                return
            choices = [(url, text, url if text != url else "") for url, (text, _) in found.items()]
            at = [url for url, (_, index) in found.items() if index >= self.column.position.block]
            menu = Menu("Links in this text", choices, at[0] if at else None)
            url = await self.app.push_screen_wait(menu)
            if url is not None:
                self.desk.follow_link(url)

    async def _all_of(self, known: asyncio.Event) -> None:
        """Wait for what is known of a text later than its first page; keys do not wait with it."""
        if not known.is_set():
            asks()
            self.say("Reading the rest …")
            await known.wait()
            self.say("")

    def on_document_view_link_clicked(self, message: DocumentView.LinkClicked) -> None:
        self.desk.follow_link(message.url)

    # The rest

    def action_again(self) -> None:
        self.run_worker(self._again(), group="again", exclusive=True)

    async def _again(self) -> None:
        if not self.has_class("-waiting"):
            await self._all_of(self._read)  # or what is still coming would be cut off
        self.reload(again=True)

    async def action_on_desk(self, name: str) -> None:
        if self.desk.key == self.key:
            await self.desk.run_action(name)
