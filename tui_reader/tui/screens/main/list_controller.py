"""The open list: keeps paper list, abstract and title bar in step."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from textual.content import Content

from tui_reader import dates
from tui_reader.models import Entry, ListSource, Paper
from tui_reader.store import Query, queries
from tui_reader.text.fit import fit
from tui_reader.tui.lists.paper_lists import History, HistoryEntry, LoadedList
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.screens.main.prefetch import PREFETCH_DELAY, Prefetch
from tui_reader.tui.screens.main.read_marker import ReadMarker
from tui_reader.tui.screens.main.sidebar_controller import SidebarController
from tui_reader.tui.services.mark_service import Saved
from tui_reader.tui.widgets import empty_state


class ListController:
    """Opens lists and shows the paper at the cursor. Implements `context.OpenList`.

    Args:
        save_session: Called once a paper was marked as read.
    """

    def __init__(self, screen: PaneScreen, save_session: Callable[[], Awaitable[None]]) -> None:
        self._context, self._screen = screen.context, screen
        self._papers, self._view = screen.papers, screen.view
        self._save_session = save_session
        self.sidebar = SidebarController(screen)
        self._open = LoadedList(array("q"), 0, {})
        self.prefetch = Prefetch(screen, self.sidebar, self._load)
        self.read_marker = ReadMarker(screen, self._paper_read)
        self.source: ListSource | None = None  # None: nothing is cached yet
        self.history: History = ()

    # What is open

    @property
    def keys(self) -> array[int]:
        """The keys of all papers in the list."""
        return self._open.keys

    @property
    def cursor(self) -> int:
        return self._papers.cursor

    @property
    def key(self) -> int | None:
        """The key of the paper at the cursor."""
        return self.keys[self.cursor] if 0 <= self.cursor < len(self.keys) else None

    @property
    def current(self) -> Entry | None:
        """The paper at the cursor; None while its row is not loaded."""
        return self._papers.item

    @property
    def target_keys(self) -> list[int]:
        """The selected papers, else the one at the cursor."""
        if self._papers.selected:
            return [key for key in self.keys if key in self._papers.selected]
        return [] if self.key is None else [self.key]

    @property
    def history_with_current(self) -> History:
        """The history of a list that is opened on top of the current one."""
        if self.source is None:
            return self.history
        top = round(self._papers.scroll_y)
        return (HistoryEntry(self.source, self.key, self.cursor, top), *self.history)

    # Opening

    async def open(
        self,
        source: ListSource,
        key: int | None = None,
        index: int = 0,
        top: int | None = 0,
        history: History = (),
        keep_status: bool = False,
    ) -> bool:
        """Open a list with the cursor at a paper, else at a row.

        Args:
            top: The line to scroll to; None scrolls as little as possible.
            history: What Esc returns to.
            keep_status: The status says why the list changed.

        Returns:
            False if the list is not cached; then nothing changes.
        """
        prefetched = self.prefetch.take(source) if key is None and not index else None
        loaded = prefetched or await self._load(source, key, index)
        if loaded is None:
            return False
        # Nothing is awaited from here on, so that a canceled worker leaves one list or the other.
        self.source, self.history, self._open = source, history, loaded
        self.read_marker.stop()  # the user has not moved to its first paper
        self._papers.clear_selection()
        find_matches = self._context.lists.find_matches(source)
        if find_matches or self._papers.find_matches:
            self._papers.find_matches = find_matches
            self.prefetch.clear_pages()
        self._papers.shows_reasons = self._context.lists.is_ranked(source)
        self._papers.date_text = self._context.lists.date_text(source, self.sidebar.today)
        self._screen.set_class(not loaded.keys, "-empty")
        self._papers.show(len(loaded.keys), loaded.cursor, loaded.rows, top)
        if not loaded.keys:
            searched = self._context.lists.queries_of(source)
            self._screen.show_empty(empty_state.empty_list(source, searched))
        self._screen.sidebar.mark_open(source.unfiltered)
        self.show_title()
        self.show_paper()
        if not keep_status:
            self._context.clear_status("moved", "list")
        self._context.catch_up.list_shown(source)
        self._papers.call_after_refresh(self._painted, source, prefetched)
        return True

    def _painted(self, source: ListSource, prefetched: LoadedList | None) -> None:
        """Save that a list was on screen, and check whether it is up to date."""
        self._papers.run_worker(self._context.catch_up.save(), group="marks")
        if prefetched is not None:
            check = partial(self._check_prefetched, source, list(prefetched.keys))
            self._papers.set_timer(PREFETCH_DELAY, check)

    async def _load(
        self, source: ListSource, key: int | None = None, index: int = 0
    ) -> LoadedList | None:
        window = self._papers.window
        return await self._context.lists.load(source, self.sidebar.today, window, key, index)

    async def visit(self, source: ListSource) -> bool:
        """Open a list from which Esc returns to the current one."""
        return await self.open(source, history=self.history_with_current)

    async def reopen(self, source: ListSource, key: int | None = None, top: int | None = 0) -> bool:
        """Open the same list in another order or with another filter; the history stays."""
        self.prefetch.clear()
        return await self.open(source, key, top=top, history=self.history)

    async def pop(self, history: History) -> bool:
        """Return to the first list of a history that still exists. False if none does."""
        for number, entry in enumerate(history, start=1):
            if await self.open(entry.source, entry.key, entry.cursor, entry.top, history[number:]):
                return True
        return False

    async def back(self) -> bool:
        """Leave a filter or a visited list. False if there is nothing to return to."""
        if self.source is None or not self.source.filter or self.key is None:
            return await self.pop(self.history)
        previous = self.history[0] if self.history else None
        if previous is None or previous.source != self.source.unfiltered:
            return await self.open(self.source.unfiltered, self.key, top=None, history=self.history)
        top = previous.top if previous.key == self.key else None
        return await self.open(previous.source, self.key, top=top, history=self.history[1:])

    def close(self) -> None:
        """Show a message instead of a list: nothing is cached."""
        self.source, self.history = None, ()
        self._open = LoadedList(array("q"), 0, {})
        self._papers.show(0)
        self.show_paper()
        self._screen.title_bar.show_list("")
        self._screen.show_empty(empty_state.fetching_first())

    async def add_new_papers(self) -> None:
        """Append papers that an edition gained; the order of the others stays."""
        if self.source is None:
            return
        keys = await self._context.lists.keys(self.source, self.sidebar.today)
        known = set(self.keys)
        new = [key for key in keys or () if key not in known]
        if new and not known:
            await self.open(self.source)
        elif new:
            self.keys.extend(new)
            self._papers.grow(len(self.keys))

    def loaded_keys(self, keys: Iterable[int] | None = None) -> set[int]:
        """Return the papers whose rows are loaded: of these, or all."""
        loaded = {self.keys[row] for row in self._papers.rows if row < len(self.keys)}
        return loaded if keys is None else loaded.intersection(keys)

    def loaded_papers(self, keys: Iterable[int]) -> list[Paper]:
        """Return the papers whose rows are loaded."""
        wanted = set(keys)
        return [entry.paper for entry in self._papers.rows.values() if entry.paper.key in wanted]

    # The selection

    def toggle_selected(self) -> None:
        """Select or deselect the paper at the cursor, and go to the next one."""
        if self.key is not None and self.current is not None:
            self._papers.selected ^= {self.key}
            self._papers.supply({self.cursor: self.current})
            self._papers.action_move(1)
        self._show_selection()

    def clear_selection(self) -> bool:
        """Return False if nothing is selected."""
        if not self._papers.selected:
            return False
        self._papers.clear_selection()
        self._show_selection()
        return True

    def _show_selection(self) -> None:
        number = len(self._papers.selected)
        self._context.set_status(f"{number} selected; Esc clears" if number else "", until="list")
        self.show_title()

    # The cursor

    def go_to(self, key: int) -> None:
        """Move the cursor to a paper, if it is still in the list."""
        if key in self.keys:
            self._papers.cursor = self.keys.index(key)

    def cursor_moved(self) -> None:
        """The cursor moved; called in the same frame."""
        self._context.clear_status("moved")
        self.show_paper()
        self.read_marker.start()
        if self._open.similar is not None:
            self.show_title()

    def show_paper(self) -> None:
        """Show the paper at the cursor."""
        self._redraw_paper()
        if self.current is not None:
            self.prefetch.start()
        elif self.key is None:
            self._view.show(None, Content(""))

    def show_downloads(self) -> None:
        """Show which PDFs are downloaded."""
        self._papers.downloads = self._context.downloads.paths
        self.prefetch.clear_pages()
        self._redraw_paper()

    def _redraw_paper(self) -> None:
        if (entry := self.current) is not None:
            self._view.show(entry.paper.key, self.prefetch.page(entry))

    # Rows

    async def reopen_if_changed(self) -> None:
        """Open the list again if papers have left it or returned to it, as after an undo."""
        source = self.source
        if source is None or source.kind == "similar":
            return
        keys = await self._context.lists.keys(source, self.sidebar.today)
        if keys is not None and source is self.source and set(keys) != set(self.keys):
            await self._reopen_changed(self.key)

    async def hide(self, keys: list[int], saving: Awaitable[object]) -> None:
        """Hide papers and move the cursor to the next remaining one."""
        after = [*self.keys[self.cursor :], *reversed(self.keys[: self.cursor])]
        following = next((key for key in after if key not in keys), None)
        await saving
        await self._reopen_changed(following)

    async def _reopen_changed(self, key: int | None) -> None:
        """Open the list again after a change that took papers from it or brought them back."""
        if self.source is not None:
            self.prefetch.clear()
            await self.open(self.source, key, top=None, history=self.history, keep_status=True)

    async def _check_prefetched(self, source: ListSource, keys: list[int]) -> None:
        """Update a list that was shown as prefetched, after it has been painted."""
        current = await self._context.lists.keys(source, self.sidebar.today)
        if self.source != source:
            return
        if current is not None and list(current) != keys and not self.cursor:
            await self.open(source, history=self.history)
        else:
            await self.reload_rows()

    async def load_rows(self, indexes: range) -> None:
        """Load rows that are about to be shown."""
        keys = self.keys
        found = await self._context.lists.rows(self.source, keys, indexes)
        if keys is self.keys:
            loaded = self._papers.rows
            self._papers.supply({row: new for row, new in found.items() if row not in loaded})
            if self._view.key != self.key:
                self.show_paper()

    def rows_query(self, keys: Iterable[int] | None = None) -> Query[[], queries.Refreshed]:
        """Return the query that reads loaded rows (default: all) and the first counts again."""
        day = self.source.day if self.source else None
        return partial(queries.refresh, keys=list(self.loaded_keys(keys)), day=day)

    def apply_rows(self, refreshed: queries.Refreshed) -> None:
        """Show rows as they were read again; cursor and scroll position stay."""
        found = self._context.watches.add_names(refreshed.entries)
        rows = {
            index: new
            for index, old in self._papers.rows.items()
            if index < len(self.keys)
            and (new := _with_ranking(found.get(self.keys[index], old), old)) != old
        }
        self._papers.supply(rows)
        if self.cursor in rows:
            self._redraw_paper()
        self.sidebar.show_counts(refreshed.counts)

    async def reload_rows(self, keys: Iterable[int] | None = None) -> None:
        """Read loaded rows (default: all) and the first counts again."""
        source = self.source
        refreshed = await self._context.store.read(self.rows_query(keys))
        if source is self.source:
            self.apply_rows(refreshed)

    # Marks

    async def show_saved(self, saved: Saved, source: ListSource | None) -> None:
        """Refresh rows, then counts, after a saved change; `source` was open when it began."""
        if saved.refreshed is not None and source is self.source:
            self.apply_rows(saved.refreshed)
            self._screen.paint()  # immediate feedback for a bookmark
            loaded = self.loaded_keys(saved.keys)
            if not saved.refreshed.entries.keys() >= loaded:
                await self.reload_rows(saved.keys)  # loaded while the change was being saved
        else:
            await self.reload_rows(saved.keys)
        if saved.keys is None:  # an undo can bring papers back
            await self.reopen_if_changed()
        await self.refresh_counts()

    async def refresh(self) -> None:
        """Read all loaded rows and all counts again; cursor and scroll positions stay."""
        await self.reload_rows()
        await self.refresh_counts()

    async def refresh_counts(self) -> None:
        """Read everything that is derived from marks and editions again."""
        prefetched = self.prefetch.clear()
        if await self._context.watches.refresh_after_marks():
            self._papers.supply(self._context.watches.add_names(dict(self._papers.rows)))
        await self.sidebar.refresh_counts()
        self.show_title()
        if prefetched:
            self.prefetch.read_neighbors()

    async def _paper_read(self) -> None:
        self.sidebar.show_counts(await self._context.store.read(queries.counts))
        await self.refresh_counts()
        await self._save_session()

    # Title

    def show_title(self) -> None:
        """Show the list's name, number of papers, selected or unread ones, filter and order."""
        if self.source is None:
            return
        source, width = self.source, self._screen.size.width
        name = self._context.lists.title(source)
        if source.day and width < 60:
            name = dates.short(source.day)
        elif source.kind == "similar" and self._open.similar_to:
            name = f"Similar to {fit(self._open.similar_to, width // 5, self._context.glyphs.more)}"
        parts = [dates.counted(len(self.keys), "paper")]
        day = None if source.filter else source.day
        if selected := len(self._papers.selected):
            parts.append(f"{selected} selected")
        elif day and (unread := self._screen.sidebar.unread.get(day)):
            parts.append(f"{unread} unread")
        if filtered := source.filter.strip():
            parts.append(f"filter: {filtered}")
        parts.append(self._context.lists.orders.title_of(source))
        if self._open.similar is not None and self.key is not None:
            parts.append(self._open.similar.reason(self.key))
        self._screen.title_bar.show_list(name, *filter(None, parts))


def _with_ranking(new: Entry, old: Entry) -> Entry:
    """Copy fields that only the list has to a row that was read again."""
    return new._replace(for_you=old.for_you, muted=old.muted)
