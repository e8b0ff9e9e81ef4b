"""Searching as one types: what is on disk, the list that is open, and the Hub."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from tui_reader import query
from tui_reader.highlight import highlighter
from tui_reader.hub.errors import HubError
from tui_reader.paper import Entry
from tui_reader.store import ReadOnly, cache
from tui_reader.text import line
from tui_reader.tui.commands import LIST, SEARCH
from tui_reader.tui.places import Place, asked
from tui_reader.tui.syncing import Syncing

HINT = 'F1 tells more   "a phrase"  -not  author:  is:unread  upvotes:>50'
FOUND = frozenset(("search", "hub", "similar"))  # lists that Esc gives back


class SearchLine(Input):
    """The line over the list. Enter keeps what was found, Esc gives the former list back."""

    DEFAULT_CSS = """
    SearchLine, SearchLine:focus {
        dock: top; height: 1; padding: 0 2; background: $rows-cursor; background-tint: transparent;
    }
    SearchLine:ansi { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "screen.language", "What can be searched for", show=False)
    ]

    def __init__(self, value: str, placeholder: str) -> None:
        super().__init__(value, placeholder, compact=True, select_on_focus=False)

    def validate_value(self, value: str) -> str:
        return line(value, 500) + (" " if value.endswith(" ") else "")


class Searching(Syncing):
    """Results follow each key; the reader never waits for them, and stale ones are never shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line: SearchLine | None = None
        self._filtering = False
        self._former: tuple[Place, int | None] | None = None

    @property
    def pane(self) -> str:
        return SEARCH if self._line is not None and self._line.has_focus else super().pane

    def action_search(self) -> None:
        place = self.place
        self._begin(place.value if place and place.kind == "search" else "", filtering=False)

    def action_filter(self) -> None:
        if self.place is not None:
            self._begin(self.place.narrow, filtering=True)

    def _begin(self, value: str, filtering: bool) -> None:
        self._remember_former()
        self._filtering = filtering
        if self._line is None:
            self._line = SearchLine(value, ("Filter: " if filtering else "Search: ") + HINT)
            self.query_one("#desk").mount(self._line)
        self.show_pane(LIST)
        self.set_focus(self._line)

    def _remember_former(self) -> None:
        place = self.place
        if place is not None and not place.narrow and place.kind not in FOUND:
            self._former = (place, self.key)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input is self._line:
            self.run_worker(self._find(event.value), group="search", exclusive=True)

    async def _find(self, typed: str) -> None:
        former = self._former[0] if self._former else None
        if self._filtering and former is not None:
            await self.open(replace(former, narrow=typed.strip()))
        elif typed.strip():
            await self.open(Place("search", typed.strip()))
        elif former is not None:
            await self.open(*self._former)  # type: ignore[misc]

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is self._line:
            await self._close_line()

    async def _close_line(self) -> None:
        found, self._line = self._line, None
        if found is not None:
            await found.remove()
        self.show_pane(LIST)

    async def action_back(self) -> None:
        if self.pane == SEARCH:
            self.workers.cancel_group(self, "search")
            await self._close_line()
            await self._give_back()
        else:
            await super().action_back()

    async def leave_list(self) -> None:
        place = self.place
        if place is not None and (place.narrow or place.kind in FOUND) and self._former:
            self.stop_fetching()
            await self._give_back()
        else:
            await super().leave_list()

    async def _give_back(self) -> None:
        """The list as it was before the search, at the same paper."""
        if self._former is not None:
            await self.open(*self._former)

    def action_language(self) -> None:
        from tui_reader.tui.dialogs import Menu

        choices = [(example, example, meaning) for example, meaning in query.HELP]
        self.app.push_screen(Menu("What can be searched for", choices))

    # The Hub

    def action_search_hub(self) -> None:
        self.run_worker(self._search_hub(), group="fetch-day", exclusive=True)

    async def _search_hub(self) -> None:
        from tui_reader.tui.dialogs import Prompt

        place = self.place
        words = self._line.value if self._line is not None else ""
        if not words and place is not None and place.kind in ("search", "hub"):
            words = place.value
        if not words:
            typed = await self.app.push_screen_wait(Prompt("Search the Hub"))
            words = typed or ""
        words = words.strip()[:250]
        if not words:
            return
        self._remember_former()
        await self._close_line()
        self.say(f"Asking the Hub for {words} … Esc leaves it")
        try:
            async with await self.hub() as hub:
                papers = await hub.search(words)
            await self.store.write_cache(cache.write_feed, f"hub:{words}", papers)
        except (HubError, ReadOnly) as error:
            self.say(str(error), error=True)
            return
        self.say("")
        await self.open(Place("hub", words))

    # What was found, seen in list and page

    def opening(self, place: Place) -> None:
        super().opening(place)
        words = place.narrow or (place.value if place.kind in ("search", "hub") else "")
        self.papers.found = highlighter(asked(words)) if words else None

    def page_of(self, entry: Entry) -> Content:
        content = super().page_of(entry)
        found = self.papers.found
        if found is not None:
            for start, end in found(content.plain):
                content = content.stylize("bold $accent", start, end)
        return content

    def title_notes(self) -> list[str]:
        narrow = self.place.narrow if self.place else ""
        return [*super().title_notes(), *([f"filter: {narrow}"] if narrow else [])]
