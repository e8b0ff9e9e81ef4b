"""Searching within a text: a line at the bottom for the words, then from match to match."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from time import monotonic
from typing import TYPE_CHECKING

from tui_reader.commands import ASK
from tui_reader.text.markdown import Block
from tui_reader.tui.key_priority import KeyPriority
from tui_reader.tui.rendering.document_layout import LinePosition, Search
from tui_reader.tui.rendering.document_parse import PARSE_SLICE
from tui_reader.tui.screens.pages.paper_screen import Over
from tui_reader.tui.widgets.document_view import DocumentView
from tui_reader.tui.widgets.inputs import FindBar

if TYPE_CHECKING:
    from tui_reader.tui.deep import Deep

STEP = 20  # blocks that are looked through between two turns


class Within(Over):
    """A page with a column of text that can be searched, also while it is still growing."""

    def __init__(self, desk: Deep, key: int) -> None:
        super().__init__(desk, key)
        self.priority = KeyPriority()
        self.column = DocumentView()
        self.words = FindBar()
        self.words.display = False
        self._from = LinePosition(0)  # where a search began
        self._scanning = False

    def say(self, message: str, error: bool = False) -> None:
        raise NotImplementedError

    @property
    def finding(self) -> bool:
        """The words of a search are being typed."""
        return bool(self.words.display)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A search may be for the key that opens one, or anything else that asks."""
        if action == "find" and self.has_class("-waiting"):
            return False
        asks = action in ASK or (action == "on_desk" and parameters[0] in ASK)
        return not (asks and self.finding)

    def action_find(self) -> None:
        self._from = self.column.position
        self.words.value = ""
        self.words.display, self.status.display = True, False
        self.set_focus(self.words)

    def on_find_bar_changed(self) -> None:
        if self.finding:
            self.look_for(self.words.value)

    def on_find_bar_submitted(self) -> None:
        self.end_finding()

    def on_find_bar_closed(self) -> None:
        self.look_for("")
        self.end_finding()

    def end_finding(self) -> None:
        self.words.display, self.status.display = False, True
        self.set_focus(self.column)

    def look_for(self, words: str) -> None:
        """Search from where the search began; without words, go back there."""
        self._scanning = False
        self.column.highlight(Search(words) if words.strip() else None)
        if self.column.search is None:
            self.column.show_position(self._from)
            self.say("")
        self.scan_more()

    def scan_more(self) -> None:
        if self.column.search is not None and not self._scanning:
            self._scanning = True
            self.run_worker(self._scan(self.column.search), group="find", exclusive=True)

    async def _scan(self, search: Search) -> None:
        blocks = self.column.document.blocks
        while search.scanned < len(blocks):  # it may have grown meanwhile
            await asyncio.to_thread(self._look_on, search, blocks)
            self._show_first(search)
        self._scanning = False
        self._show_first(search)

    def _look_on(self, search: Search, blocks: list[Block]) -> None:
        """Search for some milliseconds, in a thread."""
        until = monotonic() + PARSE_SLICE
        while search.scanned < len(blocks) and monotonic() < until:
            search.scan(blocks, STEP)
            self.priority.yield_to_keys()

    def _show_first(self, search: Search) -> None:
        column, matches = self.column, search.matches
        at = bisect_left(matches, (self._from.block, 0))
        if column.current_match is None and (at < len(matches) or (matches and self._all_scanned)):
            column.reveal(matches[at % len(matches)])
        self.say(self.matches())

    @property
    def _all_scanned(self) -> bool:
        search = self.column.search
        return bool(
            search and self.column.complete and search.scanned == len(self.column.document.blocks)
        )

    def matches(self) -> str:
        """How many there are, and which of them one is at."""
        search, found = self.column.search, self.column.current_match
        if search is None:
            return ""
        number = f"{len(search.matches):,}{'' if self._all_scanned else '+'}"
        if found is not None:
            return f"{bisect_left(search.matches, found) + 1:,} of {number}"
        return "No match" if self._all_scanned else "Searching …"

    def action_next_match(self) -> None:
        self._to_match(1)

    def action_previous_match(self) -> None:
        self._to_match(-1)

    def _to_match(self, by: int) -> None:
        column = self.column
        if column.search is None:
            self.say("/ searches in this text")
        elif matches := column.search.matches:
            at = bisect_left(matches, column.current_match or (column.position.block, 0))
            column.reveal(matches[(at + by) % len(matches)])
            self.say(self.matches())
