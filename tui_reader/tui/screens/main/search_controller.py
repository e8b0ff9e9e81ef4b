"""The search bar: results follow each key; Esc returns to the list before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.worker import Worker

from tui_reader.commands import LIST
from tui_reader.models import ListSource
from tui_reader.store.lists import parse_typed
from tui_reader.tui.lists.paper_lists import History
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.type_ahead import SEARCHES

if TYPE_CHECKING:
    from tui_reader.tui.widgets.inputs import SearchBar, SearchHint


class _Search(NamedTuple):
    """`previous` is what Esc returns to, the open list first; `history` is what Esc in the results
    returns to. `filters` is the list that is filtered, None for a search."""

    previous: History
    history: History
    filters: ListSource | None = None

    def source(self, typed: str) -> ListSource:
        """Return the list for the typed text; the previous one if it is empty."""
        empty = not str(parse_typed(typed))
        if self.filters is not None:
            return self.filters if empty else self.filters._replace(filter=typed)
        return self.previous[0].source if empty else ListSource("search", typed)


class SearchController:
    """Owns the search bar's state. The list never waits for results, and stale ones are dropped."""

    def __init__(self, screen: PaneScreen, lists: ListController) -> None:
        self._context, self._list, self._screen = screen.context, lists, screen
        self._search: _Search | None = None
        self._bar: SearchBar | None = None  # mounted when it is first used: an Input and its
        self._hint: SearchHint | None = None  # style sheet are a tenth of a launch

    @property
    def has_focus(self) -> bool:
        """True if keys are text for the bar."""
        return self._bar is not None and self._screen.focused is self._bar

    @property
    def hub_words(self) -> str | None:
        """The search being typed, else the words of the open search; None without either."""
        if self._search is not None and self._search.filters is None and self._bar is not None:
            return self._bar.value
        source = self._list.source
        return source.value if source and source.kind in ("search", "hub") else None

    def open(self, filters: bool = False) -> None:
        """Open the bar with the text of an open search; with `filters`, to filter the list."""
        self._screen.show_pane(LIST)
        source = self._list.source
        if source is None:
            self._context.set_status("No papers downloaded yet", until="moved")
            return
        if not self._screen.is_attached:  # the app is exiting
            return
        typed = source.value if source.kind == "search" and not source.filter else ""
        typed = source.filter if filters else typed
        previous = self._list.history_with_current
        history = previous[1:] if typed else previous
        self._search = _Search(previous, history, source.unfiltered if filters else None)
        if self._bar is None or self._hint is None:
            from tui_reader.tui.widgets.inputs import SearchBar, SearchHint

            self._bar = SearchBar()
            self._hint = SearchHint(self._context.key_names.get("language", "F1"))
            self._screen.mount(self._bar, self._hint, before="#panes")
        with self._bar.prevent(self._bar.Changed):
            self._bar.start(typed)
        self._bar.placeholder = "Filter this list" if filters else "Search downloaded papers"
        self._bar.display, self._hint.display = True, not typed
        self._screen.set_focus(self._bar)

    def changed(self, typed: str) -> None:
        """Show the results for what is typed."""
        search = self._search
        if search is not None and self._hint is not None:
            self._hint.display = not typed
            find = partial(self._find, search, typed)
            _: Worker[None] = self._screen.run_worker(find, group=SEARCHES, exclusive=True)

    async def _find(self, search: _Search, typed: str) -> None:
        source = search.source(typed)
        if source == self._list.source:
            return
        if source == search.previous[0].source:
            await self._list.pop(search.previous)
            return
        history = search.history[1:] if source == search.filters else search.history
        key = search.previous[0].key if search.filters else None
        await self._list.open(source, key, history=history)

    def close(self) -> None:
        """Close the bar; the results stay."""
        if self._search is None or self._bar is None or self._hint is None:
            return
        self._search = None
        had_focus = self._screen.focused in (self._bar, None)
        self._bar.display = self._hint.display = False
        if had_focus:
            self._screen.show_pane(LIST)

    async def cancel(self) -> None:
        """Close the bar and return to the list before."""
        search = self._search
        if search is None:
            return
        self._screen.workers.cancel_group(self._screen, SEARCHES)
        self.close()
        if self._list.source != search.previous[0].source:
            await self._list.pop(search.previous)
