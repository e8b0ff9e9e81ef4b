"""Search within a text: the find bar, and moving between matches."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from functools import partial
from time import monotonic

from textual.worker import Worker

from tui_reader.text.markdown import Block
from tui_reader.tui.key_priority import KeyPriority
from tui_reader.tui.rendering.document_layout import LinePosition, Search
from tui_reader.tui.rendering.document_parse import PARSE_SLICE
from tui_reader.tui.screens.pages.paper_actions import PaperScreen
from tui_reader.tui.widgets.document_view import DocumentView
from tui_reader.tui.widgets.inputs import Bar

SCAN_STEP = 20  # blocks that are searched between two checks of the clock


class TextFind:
    """Searches the text of a view, also while it is still growing."""

    def __init__(self, screen: PaperScreen, view: DocumentView) -> None:
        self._screen, self._view, self._status_bar = screen, view, screen.status_bar
        self.bar = Bar(placeholder="Find in this text")
        self.bar.display = False
        self._priority = KeyPriority()
        self._start = LinePosition(0)  # where the view was when the bar opened
        self._scanning = False

    @property
    def is_open(self) -> bool:
        """The words are being typed."""
        return self._screen.focused is self.bar

    def open(self) -> None:
        """Show the bar in place of the status bar."""
        self._start = self._view.position
        self.bar.start("")
        self.bar.display, self._status_bar.display = True, False
        self._screen.set_focus(self.bar)

    def close(self) -> None:
        """Hide the bar; matches stay highlighted."""
        self.bar.display, self._status_bar.display = False, True
        self._screen.set_focus(self._view)

    def cancel(self) -> None:
        """Hide the bar and return to the start position."""
        self.find("")
        self.close()

    def clear(self) -> bool:
        """Remove the highlights. Return False if there are none."""
        if self.bar.display:  # the focus was lost in a tiny window
            self.close()
        elif self._view.search is None:
            return False
        self._view.highlight(None)
        self._screen.show_message("")
        return True

    def find(self, words: str) -> None:
        """Search from the start position; without words, return to it."""
        self._scanning = False
        self._view.highlight(Search(words) if words.strip() else None)
        if self._view.search is None:
            self._view.show_position(self._start)
            self._screen.show_message("")
        self.scan()

    def scan(self) -> None:
        """Search the part of the text that was not searched yet."""
        if self._view.search is not None and not self._scanning:
            self._scanning = True
            scan = partial(self._scan, self._view.search)  # the next key can cancel it unstarted
            _: Worker[None] = self._screen.run_worker(scan, group="find", exclusive=True)

    async def _scan(self, search: Search) -> None:
        blocks = self._view.document.blocks
        while search.scanned < len(blocks):  # it grows while the text is parsed
            await asyncio.to_thread(self._scan_slice, search, blocks)
            self._show_first(search)
        self._scanning = False
        self._show_first(search)

    def _scan_slice(self, search: Search, blocks: list[Block]) -> None:
        until = monotonic() + PARSE_SLICE
        while search.scanned < len(blocks) and monotonic() < until:
            search.scan(blocks, SCAN_STEP)
            self._priority.yield_to_keys()

    def _show_first(self, search: Search) -> None:
        view, matches = self._view, search.matches
        at = bisect_left(matches, (self._start.block, 0))
        if view.current_match is None and (at < len(matches) or (matches and self._all_scanned)):
            view.reveal(matches[at % len(matches)])
        self._screen.show_message(self.summary())

    @property
    def _all_scanned(self) -> bool:
        view, search = self._view, self._view.search
        return bool(search and view.complete and search.scanned == len(view.document.blocks))

    def summary(self) -> str:
        """Return "3 of 12", "No match", or "" without a search."""
        search, current = self._view.search, self._view.current_match
        if search is None:
            return ""
        number = f"{len(search.matches):,}{'' if self._all_scanned else '+'}"
        if current is not None:
            return f"{bisect_left(search.matches, current) + 1:,} of {number}"
        return "No match" if self._all_scanned else "Searching …"

    def go_to_match(self, by: int) -> None:
        """Go to the next match, or the previous one (-1)."""
        view = self._view
        if view.search is None:
            self._screen.show_message("Press / to find in this text")
        elif matches := view.search.matches:
            at = bisect_left(matches, view.current_match or (view.position.block, 0))
            view.reveal(matches[(at + by) % len(matches)])
            self._screen.show_message(self.summary())
