"""Base class of pages with a long text about one paper."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from operator import itemgetter
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, Static

from tui_reader.commands import TEXT
from tui_reader.models import id_of
from tui_reader.text.markdown import END, Block
from tui_reader.text.references import is_reference
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.dialogs.filter_menu import FilterMenu
from tui_reader.tui.rendering.document_parse import (
    FIRST_PAGE_BLOCKS,
    FIRST_PAGE_SECONDS,
    PARSE_SLICE,
    Batches,
    links_in,
    outline,
    parse_some,
)
from tui_reader.tui.screens.pages.paper_actions import PaperScreen, bindings_of
from tui_reader.tui.screens.pages.text_find import TextFind
from tui_reader.tui.screens.pages.text_links import TextLinks
from tui_reader.tui.type_ahead import DIALOGS, dialog_shown
from tui_reader.tui.widgets import empty_state
from tui_reader.tui.widgets.choice_list import Choice
from tui_reader.tui.widgets.document_view import DocumentView
from tui_reader.tui.widgets.title_bar import SyncStatus

PENDING_HEADING = END - 1  # as a block: a heading that has not been parsed yet
POSITION_TIMEOUT = 0.3  # seconds that a page is hidden until the saved position is parsed


class TextScreen(PaperScreen):
    """Shows a text while it is parsed. Subclasses fetch it in `load`."""

    DEFAULT_CSS = """
    TextScreen > #waiting { display: none; padding: 1 4; height: 1fr; }
    TextScreen.-waiting > #waiting { display: block; }
    TextScreen.-waiting > DocumentView { display: none; }
    TextScreen.-plain DocumentView { scrollbar-size-vertical: 0; }
    """
    page_kind = TEXT
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(TEXT)
    AUTO_FOCUS = "DocumentView"

    def __init__(self, context: ReaderContext, key: int) -> None:
        super().__init__(context, key)
        self.paper_id = id_of(key)
        self.source = ""  # the Markdown of a long text
        self.view = DocumentView()
        self.view.glyphs = context.glyphs
        self.find = TextFind(self, self.view)
        self.links = TextLinks(self, self.view, self.toggle)
        self.waiting = Static(Content(""), id="waiting", markup=False)
        self._read = asyncio.Event()
        self._outline: list[tuple[int, str, tuple[int, int]]] = []  # headings not parsed yet
        self._outlined = asyncio.Event()
        self._heading: tuple[int, int] = (0, 0)  # heading that PENDING_HEADING refers to

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield self.view
        yield self.waiting
        yield self.status_bar
        yield self.find.bar

    async def on_mount(self) -> None:
        if await self.read_entry() is None:
            self.dismiss(None)
            return
        self.show_title()
        self.reload()

    def reload(self, again: bool = False) -> None:
        self.run_worker(self.load(again), group="load", exclusive=True)

    async def load(self, again: bool = False) -> None:
        """Show the text from the cache, else from the Hub; `again` asks the Hub in any case."""
        raise NotImplementedError

    def show_message(self, message: str, error: bool = False) -> None:
        super().show_message(message, error)
        self._show_progress()

    def show_waiting(self, message: str) -> None:
        """Show what is being fetched, in place of the text."""
        self.waiting.update(empty_state.waiting(message))
        self.add_class("-waiting")

    def _hide_waiting(self) -> None:
        """Show the text again, with the focus that it lost while it was hidden."""
        self.remove_class("-waiting")
        self.call_after_refresh(self._focus_view)

    def _focus_view(self) -> None:
        if self.focused is None:
            self.view.focus()

    # Parsing

    async def read(self, batches: Batches, block: int = 0, fraction: float = 0.0) -> None:
        """Show a text while a thread parses it, scrolled to a fraction (0 to 1) of a block."""
        self._read.clear()
        self._outline = []
        self._outlined.clear()
        view = self.view
        view.clear()
        self.links.clear()
        view.go_to_block(block, fraction)
        view.is_hidden = block != 0
        timeout = self.set_timer(POSITION_TIMEOUT, self._show_view)
        last = await self._read_some(batches, FIRST_PAGE_BLOCKS, FIRST_PAGE_SECONDS)
        if not last:
            with suppress(TimeoutError):  # parsing would slow the first page down
                await asyncio.wait_for(self.painted(), POSITION_TIMEOUT)
            self.run_worker(self._find_headings(self.source), group="outline", exclusive=True)
        while not last:
            last = await self._read_some(batches, END, PARSE_SLICE)
        timeout.stop()
        self._outlined.set()
        self._read.set()

    async def _find_headings(self, source: str) -> None:
        """Find all headings before their sections are parsed."""
        found = await asyncio.to_thread(outline, source)
        if source is self.source:
            self._outline = found
            self._outlined.set()

    async def _read_some(self, batches: Batches, min_blocks: int, max_seconds: float) -> bool:
        """Add the next part of the text. Return True if it was the last."""
        view = self.view
        found, last = await asyncio.to_thread(parse_some, batches, min_blocks, max_seconds)
        pending = view.pending_block == PENDING_HEADING
        view.add(found, last)
        if pending:
            self._go_to_heading(waited=True)
        if view.pending_block is None:
            self._show_view()
        self._hide_waiting()
        self.find.scan()
        return last

    def _show_view(self) -> None:
        self.view.is_hidden = False

    async def show(self, blocks: Iterable[Block]) -> None:
        """Show a short text in place of the current one."""
        self.view.replace(blocks)
        self.links.clear()
        self._hide_waiting()
        self._outlined.set()
        self._read.set()

    # Position

    def on_document_view_scrolled(self) -> None:
        self._show_progress()

    def _show_progress(self) -> None:
        progress = f"{self.view.progress:.0%}" if self.view.complete else ""
        # The find bar covers the status bar.
        text = self.find.summary() if self.find.is_open else progress
        self.title_bar.sync_status = SyncStatus(text)

    def action_back(self) -> None:
        if not self.find.clear() and not self.links.back():
            self.action_close()

    # Finding

    @property
    def is_typing(self) -> bool:
        return self.find.is_open

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are typed, letters are text; there is nothing to find before the text."""
        if action == "find" and self.has_class("-waiting"):
            return False
        return not self.find.is_open

    def action_find(self) -> None:
        self.find.open()

    def on_input_changed(self, message: Input.Changed) -> None:
        if self.find.is_open:
            self.find.find(message.value)

    def on_input_submitted(self) -> None:
        self.find.close()

    def on_bar_closed(self) -> None:
        self.find.cancel()

    def action_go_to_match(self, by: int) -> None:
        self.find.go_to_match(by)

    # Contents and links

    @work(group=DIALOGS, exclusive=True)
    async def action_contents(self) -> None:
        """Choose a heading; those that are not known yet are added to the open menu."""
        if self.has_class("-waiting"):
            return
        for event in (self._outlined, self._read):
            if not self._has_headings:
                await self._wait_for(event)
        if not self._has_headings:
            self.show_message("This text has no headings")
            return
        layout = self.view.document
        contents, block = layout.document.contents, self.view.position.block
        here = bisect_right(contents, block, key=itemgetter(2)) - 1
        menu = FilterMenu("Contents", self._headings(), contents[here][2] if here >= 0 else 0)
        menu.run_worker(self._complete(menu))
        chosen = await self.app.push_screen_wait(menu)
        if chosen is not None and layout is not self.view.document:
            self.show_message("The text has changed: please choose again")
        elif isinstance(chosen, tuple):
            self._heading = chosen
            self._go_to_heading(waited=self.view.pending_block == PENDING_HEADING)
        elif chosen is not None:
            self.view.go_to_block(chosen)

    @property
    def _has_headings(self) -> bool:
        return bool(self.view.document.document.contents or self._outline)

    def _headings(self) -> list[Choice]:
        """Return parsed headings with their block, then the others with their outline position."""
        document = self.view.document.document
        more = [one for one in self._outline if one[2][0] >= len(document.starts)]
        found: list[tuple[int, str, object]] = [*document.contents, *more]
        least = min((level for level, _, _ in found), default=0)
        dot = f"{self.context.glyphs.dot} "
        return [(at, dot * (level - least) + title, "") for level, title, at in found]

    async def _complete(self, menu: FilterMenu) -> None:
        if not self._outlined.is_set():
            await self._outlined.wait()
            menu.set_choices(self._headings())

    def _go_to_heading(self, waited: bool) -> None:
        """Go to a heading, or to the end of what is parsed until it is."""
        block = self.view.document.document.heading(*self._heading)
        self.view.go_to_block(PENDING_HEADING if block is None else block)
        if block is None and not waited:
            self.show_message("Loading that section …")
        elif block is not None and waited:
            self.show_message("")

    @work(group=DIALOGS, exclusive=True)
    async def action_text_links(self) -> None:
        if not self.has_class("-waiting"):
            await self._wait_for(self._read)
            found = await asyncio.to_thread(links_in, self.view.document.document)
            if not found:
                self.show_message("This text has no links")
                return
            own = {*self.links.picture_urls(), *filter(is_reference, found)}
            choices = [
                (url, text, "" if url in own or text == url else url)
                for url, (text, _) in found.items()
            ]
            at = [url for url, (_, index) in found.items() if index >= self.view.position.block]
            menu = FilterMenu("Links in this text", choices, at[0] if at else None)
            url = await self.app.push_screen_wait(menu)
            if url is not None and is_reference(url):
                self.links.follow(url)
            elif url is not None:
                self.open_url(url)

    async def _wait_for(self, event: asyncio.Event) -> None:
        """Wait until enough of the text is parsed; meanwhile keys work as usual."""
        if not event.is_set():
            dialog_shown()
            self.show_message("Loading the rest …")
            await event.wait()
            self.show_message("")

    def on_document_view_link_clicked(self, message: DocumentView.LinkClicked) -> None:
        self.links.follow(message.url)

    def action_select_link(self, by: int) -> None:
        self.links.select(by)

    def action_follow_link(self) -> None:
        self.links.follow_selected()

    def action_jump_back(self) -> None:
        self.links.back()

    def action_scroll_table(self, by: int) -> None:
        self.view.scroll_table(by)

    def toggle(self, link: str) -> bool:
        """Expand or collapse the part of the text that a link represents, if any."""
        return False

    def action_pictures(self) -> None:
        """Show the pictures of the text, the first one in view first, or else the paper's."""
        if found := self.view.first_picture():
            self.links.open_picture(found[1])
        else:
            super().action_pictures()

    def action_figure(self) -> None:
        self.links.draw_or_remove_picture()

    @work(group="again", exclusive=True)
    async def action_again(self) -> None:
        if not self.has_class("-waiting"):
            await self._wait_for(self._read)  # otherwise the rest of the text would be lost
        self.reload(again=True)


def paragraph(words: str, style: str = "muted") -> Block:
    """Return a message about a text as a block."""
    return Block("paragraph", ((words, style, None),))
