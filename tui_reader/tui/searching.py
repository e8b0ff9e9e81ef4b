"""Searching as one types, on disk or within the list that is open; and the Hub's own search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.content import Content

from tui_reader.commands import (
    ASK,
    BY_NAME,
    LIST,
    SEARCH,
    key_name,
)
from tui_reader.hub.errors import HubError
from tui_reader.models import Entry, ListSource
from tui_reader.store import ReadOnly, cache
from tui_reader.text.sanitize import line
from tui_reader.tui.lists.paper_lists import asked
from tui_reader.tui.ordering import Ordering
from tui_reader.tui.returning import Former
from tui_reader.tui.type_ahead import SEARCHES

if TYPE_CHECKING:
    from textual.worker import Worker

    from tui_reader.query import Query
    from tui_reader.tui.widgets.inputs import SearchBar, SearchHint

LONGEST = 250  # characters of what the Hub is asked for


class _Typing(NamedTuple):
    """The line is open: for a search, or to narrow a list. `before` is what Esc gives back,
    `behind` what is to come back to from what was found."""

    before: tuple[Former, ...]
    behind: tuple[Former, ...]
    narrows: ListSource | None = None

    def place(self, typed: str) -> ListSource:
        """The list that what is typed asks for; the one before where it asks for nothing."""
        from tui_reader.query import And

        says_something = asked(typed) != And(())
        if self.narrows is not None:
            return self.narrows._replace(filter=typed) if says_something else self.narrows
        return ListSource("search", typed) if says_something else self.before[0].place


class Searching(Ordering):
    """Results follow each key. The reader never waits for them, and stale ones are never shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typing: _Typing | None = None
        self._line: SearchBar | None = None
        self._hint: SearchHint | None = None

    @property
    def pane(self) -> str:
        line = self._line  # `focused` is set at once, `has_focus` only when its message arrives
        return SEARCH if line is not None and self.focused is line else super().pane

    # The line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the line, their keys are text."""
        if action in ASK and self.pane == SEARCH:
            return False
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Search; in what was found, search anew with the words that are there."""
        if self.place is None:
            self.mention("Nothing is on disk yet")
            return
        before = self.from_here()
        again = self.place.kind == "search" and not self.place.filter
        self._open_line(
            _Typing(before, before[1:] if again else before),
            self.place.value if again else "",
            "Search what is on disk",
        )

    def action_filter(self) -> None:
        if self.place is None:
            return
        before = self.from_here()
        behind = before[1:] if self.place.filter else before
        words = "Only the papers of this list that match"
        self._open_line(_Typing(before, behind, self.place.unfiltered), self.place.filter, words)

    def _open_line(self, typing: _Typing, value: str, words: str) -> None:
        """Show the line with the focus in it, at once: the next key is for it already."""
        from tui_reader.tui.widgets.inputs import SearchBar, SearchHint

        if self._line is None or self._hint is None:
            search_help = self.status.keys.get("language") or key_name(BY_NAME["language"].keys[0])
            self._line, self._hint = SearchBar(), SearchHint(search_help)
            self.mount(self._line, self._hint, before="#panes")
        self.show_pane(LIST)
        with self.prevent(SearchBar.Changed):
            self._line.value = value
        self._line.placeholder = words
        self._line.display, self._hint.display = True, not value
        self._typing = typing
        self.set_focus(self._line)

    def _close_line(self) -> None:
        """What was found stays."""
        self._typing = None
        if self._line is not None and self._hint is not None:
            self._line.display = self._hint.display = False
        if self.pane in (SEARCH, LIST):
            self.show_pane(LIST)
        if self.entry is not None:
            self.looked_at(self.entry)

    def on_search_bar_changed(self, event: SearchBar.Changed) -> None:
        typing, typed = self._typing, event.value
        if self._hint is not None and typing is not None:

            async def find() -> None:
                await self._find(typing, typed)

            self._hint.display = not typed
            # As a function: one that is given up before it began has made nothing.
            _: Worker[None] = self.run_worker(find, group=SEARCHES, exclusive=True)

    async def _find(self, typing: _Typing, typed: str) -> None:
        place, before = typing.place(typed), typing.before
        if place == self.place:
            return
        if place == before[0].place:
            await self.give_back(before)
        elif await self.open(place, before[0].key if typing.narrows else None):
            self.behind = typing.behind[1:] if place == typing.narrows else typing.behind

    def on_search_bar_submitted(self) -> None:
        self._close_line()

    async def on_search_bar_closed(self) -> None:
        await self._end_search()

    def on_descendant_focus(self) -> None:
        if self._typing is not None and self.focused is not self._line:
            self._close_line()

    def _pane(self, by: int) -> None:
        if self.pane == SEARCH:
            self._close_line()
        else:
            super()._pane(by)

    async def action_back(self) -> None:
        if self._typing is None:
            await super().action_back()
        else:
            await self._end_search()

    async def _end_search(self) -> None:
        typing = self._typing
        if typing is None:
            return
        self.workers.cancel_group(self, SEARCHES)
        self._close_line()
        if self.place != typing.before[0].place:
            await self.give_back(typing.before)

    async def leave_list(self) -> None:
        """A filter gives its list back at the paper under the cursor."""
        if self.place is not None and self.place.filter and self.key is not None:
            whole, behind = self.place.unfiltered, self.behind
            same = behind and behind[0].place == whole
            unmoved = same and behind[0].key == self.key
            await self.open(whole, self.key, top=behind[0].top if unmoved else None)
            self.behind = behind[1:] if same else behind
        else:
            await super().leave_list()

    def looked_at(self, entry: Entry) -> None:
        """What passes by while one types is not read."""
        if self._typing is None:
            super().looked_at(entry)

    def action_language(self) -> None:
        from tui_reader.tui.dialogs.help import search_help

        self.app.push_screen(search_help(self))

    # The Hub

    def action_search_hub(self) -> None:
        typing = self._typing
        if typing is not None and typing.narrows is None and self._line is not None:
            words = line(self._line.value)[:LONGEST]
            if not words:
                self.mention("Type what the Hub is to be asked for")
                return
            self._close_line()
            self._ask_hub(words)
        elif self.place is not None and self.place.kind in ("search", "hub"):
            self._ask_hub(line(self.place.value)[:LONGEST])
        else:
            self.run_worker(self._prompt_for_hub(), group="dialog", exclusive=True)

    async def _prompt_for_hub(self) -> None:
        from tui_reader.tui.dialogs.prompts import Prompt

        typed = await self.app.push_screen_wait(Prompt("Search the Hub for"))
        words = line(typed or "")[:LONGEST]
        if words:
            self._ask_hub(words)

    def _ask_hub(self, words: str) -> None:
        self.run_worker(self._search_hub(words), group="fetch-day", exclusive=True)

    async def _search_hub(self, words: str) -> None:
        self.say(f"Asking the Hub for {words} … Esc leaves it")
        try:
            async with await self.hub() as hub:
                papers = await hub.search(words)
            await self.store.write_cache(cache.write_feed, f"hub:{words}", papers)
        except (HubError, ReadOnly) as error:
            self.say(str(error), error=True)
            return
        self.say("")
        place = ListSource("hub", words)
        opened = self.reopen if self.place and self.place.kind == "hub" else self.visit
        await opened(place)
        self.show_pane(LIST)

    # What was found, seen in list and page

    def sought(self, place: ListSource) -> list[Query]:
        """What the papers of a list were searched for. (The Hub searches by meaning.)"""
        typed = [place.filter, place.value if place.kind == "search" else ""]
        return [asked(text) for text in typed if text]

    def opening(self, place: ListSource) -> None:
        super().opening(place)
        sought = self.sought(place)
        if sought or self.papers.find_matches:
            self.papers.find_matches = None
            self.forget_pages()
        if sought:
            from tui_reader.highlight import highlighter
            from tui_reader.query import And

            self.papers.find_matches = highlighter(And(tuple(sought)))

    def mark_found(self, text: Content) -> Content:
        for start, end in self.papers.find_matches(text.plain) if self.papers.find_matches else ():
            text = text.stylize("bold $accent", start, end)
        return text

    def title_notes(self) -> Sequence[str]:
        narrow = self.place.filter.strip() if self.place else ""
        return [*([f"filter: {narrow}"] if narrow else []), *super().title_notes()]
