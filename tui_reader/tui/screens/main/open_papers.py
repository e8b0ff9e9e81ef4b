"""The open list, as actions on papers need it, and what is refreshed after a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui_reader.models import Entry, ListSource, Paper
from tui_reader.store import Query, queries
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.sidebar_controller import SidebarController
from tui_reader.tui.services.mark_service import Saved


class OpenPapers:
    """Implements `context.OpenList`.

    Args:
        paint: Paints the screen at once, for a bookmark.
    """

    def __init__(
        self,
        context: ReaderContext,
        lists: ListController,
        sidebar: SidebarController,
        paint: Callable[[], None],
    ) -> None:
        self._context, self._list, self._sidebar, self._paint = context, lists, sidebar, paint

    @property
    def source(self) -> ListSource | None:
        return self._list.source

    @property
    def current(self) -> Entry | None:
        return self._list.current

    def loaded_papers(self, keys: Iterable[int]) -> list[Paper]:
        return self._list.loaded_papers(keys)

    def rows_query(self, keys: Iterable[int] | None) -> Query[[], queries.Refreshed]:
        return self._list.rows_query(keys)

    async def show_saved(self, saved: Saved, source: ListSource | None) -> None:
        """Refresh rows, then counts, after a saved change."""
        if saved.refreshed is not None and source is self._list.source:
            self._list.apply_rows(saved.refreshed)
            self._paint()
            loaded = self._list.loaded_keys(saved.keys)
            if not saved.refreshed.entries.keys() >= loaded:
                await self._list.reload_rows(saved.keys)  # loaded while the change was being saved
        else:
            await self._list.reload_rows(saved.keys)
        if saved.keys is None:  # an undo can bring papers back
            await self._list.reopen_if_changed()
        await self.refresh_counts()

    async def refresh(self) -> None:
        """Read all loaded rows and all counts again; cursor and scroll positions stay."""
        await self._list.reload_rows()
        await self.refresh_counts()

    async def refresh_counts(self) -> None:
        """Read everything that is derived from marks and editions again."""
        prefetched = self._list.clear_prefetch()
        if await self._context.watches.refresh_after_marks():
            self._list.update_watch_names()
        await self._sidebar.refresh_counts()
        self._list.show_title()
        if prefetched:
            self._list.prefetch_neighbors()
