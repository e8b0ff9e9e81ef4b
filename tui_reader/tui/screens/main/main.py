"""The main screen: dates, papers and an abstract, between a title bar and a status bar."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui_reader.commands import DATES, DETAIL, LIST, MAIN, SEARCH, WHILE_TYPING, ZOOM
from tui_reader.models import AWAY, BOOKMARKS, ListSource, id_of
from tui_reader.tui.context import Page, ReaderContext
from tui_reader.tui.rendering.paper_page import page_links
from tui_reader.tui.screens.main.background_jobs import BackgroundJobs
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.navigation import Navigation
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.screens.main.search_controller import SearchController
from tui_reader.tui.screens.main.session_controller import SessionController, finish_workers
from tui_reader.tui.screens.main.sync_presenter import SyncPresenter
from tui_reader.tui.screens.pages.paper_actions import bindings_of
from tui_reader.tui.services.sync_service import SyncService
from tui_reader.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from textual.widgets import Input

    from tui_reader.tui.screens.main.list_commands import ListCommands


class MainScreen(PaneScreen):
    """Wires widgets to controllers; the work is done there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "sample_if_empty", show=False, priority=True),
        *bindings_of(MAIN),
    ]

    def __init__(self, context: ReaderContext) -> None:
        super().__init__(context)
        self.list = ListController(self, lambda: self.session.save())
        context.open_list = self.list
        context.downloads.changed = self.list.show_downloads
        sync = SyncService(context.store, context.hub, trending=not context.options.demo)
        self.search = SearchController(self, self.list)
        self.navigation = Navigation(self, self.list, sync)
        self.sync_presenter = SyncPresenter(self, self.list)
        self.jobs = BackgroundJobs(self, self.list, sync, self.sync_presenter)
        self.session = SessionController(self, self.list)

    @cached_property
    def commands(self) -> ListCommands:
        """Made when it is first used: flows and dialogs take 110 ms to import."""
        from tui_reader.tui.screens.main.list_commands import ListCommands

        return ListCommands(self, self.list, self.navigation, self.session)

    # Launch

    async def on_mount(self) -> None:
        """Show the cached page; the network is used once it is painted."""
        self.watch(self.papers, "cursor", self.list.cursor_moved, init=False)
        self.watch(self.app, "status", self.show_status)
        session = await self.session.load()
        self.fit_panes()
        if session.is_new:
            self.show_tip()
        await self.list.sidebar.fill()
        uncached = await self.session.open(session)
        self.sync_presenter.newest_opened()
        self.set_focus(self.papers)  # before `AUTO_FOCUS`: a key may wait for this screen
        if uncached is not None:
            self.navigation.fetch(self.navigation.fetch_and_show(uncached, session.key))
        self.call_after_refresh(self.jobs.start)

    # Targets

    def target_keys(self) -> list[int]:
        return self.list.target_keys

    def target_key(self) -> int | None:
        return self.list.key

    def on_descendant_focus(self) -> None:
        if not self.search.has_focus:
            self.search.close()
        self._show_keys()
        if self.pane == DETAIL:
            self.jobs.warm_up()

    def _show_keys(self) -> None:
        self.status_bar.pane = ZOOM if self.is_zoomed else self.pane

    @property
    def pane(self) -> str:
        """The pane with the focus; `SEARCH` while the search bar has it."""
        return SEARCH if self.search.has_focus else self.focused_pane

    @property
    def is_typing(self) -> bool:
        """True if keys are text for the search bar."""
        return self.search.has_focus

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a search is typed, keys are text, except those of the search bar."""
        return not self.is_typing or action in WHILE_TYPING

    def on_resize(self) -> None:
        self.list.show_title()

    # The abstract

    async def action_page_abstract(self) -> None:
        """Scroll; at the end of the abstract go to the next unread paper."""
        if self.view.scroll_y < self.view.max_scroll_y:
            self.view.action_page(1)
        else:
            await self.navigation.go_to_unread(1)

    def action_zoom(self) -> None:
        if self.is_zoomed:
            self.end_zoom()
        elif self.list.key is not None:
            self.zoom()
            self.list.read_marker.mark_opened()
        self._show_keys()

    async def action_deeper(self) -> None:
        """Enter: from dates to list to abstract to full text."""
        if self.focused_pane == DETAIL:
            if (key := self.list.key) is not None:
                self.list.read_marker.mark_opened()
                self.context.open_page(Page.FULL_TEXT, key)
        else:
            await self._open_row(self.focused_pane)

    async def _open_row(self, pane: str) -> None:
        if pane == DATES:
            if (row := self.sidebar.item) is not None and row.source is not None:
                await self.navigation.go_to(row.source)
        elif self.list.current is not None:
            self.show_pane(DETAIL)
            self.list.read_marker.mark_opened()

    async def action_back(self) -> None:
        """Handle Esc; the search bar handles its own."""
        if self.is_zoomed:
            self.end_zoom()
            self._show_keys()
        elif self.focused_pane == DETAIL:
            self.show_pane(LIST)
        elif self.focused_pane == DATES:
            if self.is_narrow:
                self.show_pane(LIST)
        elif self.list.clear_selection():
            return
        elif self.navigation.stop_fetching():
            self.context.set_status("")
        elif await self.list.back():
            return
        elif self.jobs.is_fetching_archive:
            self.run_flow(self.commands.stop_archive(self.jobs.stop_sync))
        elif self.context.options.visiting_sample:
            self.session.shut_down("back")
        elif not self.sidebar_hidden:
            self.show_pane(DATES)

    async def on_virtual_list_rows_needed(self, message: VirtualList.RowsNeeded) -> None:
        if message.list is self.papers:
            await self.list.load_rows(message.indexes)
        else:
            await self.list.sidebar.refresh_visible_days()

    async def on_virtual_list_row_selected(self, message: VirtualList.RowSelected) -> None:
        await self._open_row(DATES if message.list is self.sidebar else LIST)

    # Lists

    def action_turn(self, by: int) -> None:
        self.navigation.fetch(self.navigation.turn(by))

    async def action_newest(self) -> None:
        await self.navigation.newest()
        if not self.is_zoomed:
            self.show_pane(LIST)
        self.sync_presenter.newest_opened()
        self.context.set_status("")

    async def action_go_to_unread(self, by: int) -> None:
        await self.navigation.go_to_unread(by)

    def action_edition(self) -> None:
        self.navigation.fetch(self.navigation.edition_of_paper())

    def action_go_to_date(self) -> None:
        self.run_flow(self.commands.go_to_date())

    async def action_similar(self) -> None:
        if self.list.key is not None:
            await self.navigation.visit(ListSource("similar", id_of(self.list.key)))

    async def action_bookmarks(self) -> None:
        """Open the bookmarks; when they are open, choose how they are grouped."""
        source = self.list.source
        if source and source.kind in ("bookmarks", "tag") and self.pane == LIST:
            self.action_tags()
            return
        await finish_workers(self, "marks")
        await self.navigation.go_to(BOOKMARKS)

    def action_tags(self) -> None:
        self.run_flow(self.commands.choose_bookmark_list())

    async def action_away(self) -> None:
        if await self.context.catch_up.summary():
            await self.navigation.visit(AWAY)
        else:
            self.context.set_status("Nothing new since you were away", until="moved")

    def action_order(self) -> None:
        self.run_flow(self.commands.choose_order())

    def action_watch(self) -> None:
        self.run_flow(self.commands.watch())

    def action_export(self) -> None:
        """Export the selected papers, else the whole list."""
        self.run_flow(self.commands.export(bool(self.papers.selected)))

    # Search

    def action_search(self) -> None:
        self.search.open()

    def action_filter(self) -> None:
        self.search.open(filters=True)

    def on_input_changed(self, message: Input.Changed) -> None:
        self.search.changed(message.value)

    def on_input_submitted(self) -> None:
        self.search.close()

    async def on_bar_closed(self) -> None:
        await self.search.cancel()

    async def action_move_results(self, action: str) -> None:
        """Move in the list while the search bar has the focus."""
        await self.papers.run_action(action)

    def action_language(self) -> None:
        """Show the search syntax."""
        from tui_reader.tui.dialogs.help import search_help

        self.app.push_screen(search_help(self))

    def action_search_hub(self) -> None:
        """Search the Hub for what is typed, or for the words of the open search."""
        typed = self.search.hub_words
        if typed is None:
            self.run_flow(self.commands.ask_and_search_hub())
        elif typed.strip():
            self.search.close()
            self.navigation.fetch(self.commands.search_hub(typed))
        else:
            self.context.set_status("Type the words to search for on the Hub", until="moved")

    # Marks

    def action_read(self) -> None:
        if keys := self.target_keys():
            self.list.read_marker.stop()
            self.save(self.context.marks.toggle_read(keys))

    def action_hide(self) -> None:
        if keys := self.target_keys():
            self.list.read_marker.stop()
            rows = self.papers.rows.values()  # as they look, not as another window changed them
            hidden = [row.marks.hidden for row in rows if row.paper.key in keys]
            on = not hidden or not all(hidden)
            self.run_flow(self.commands.hide(keys, on, self.save_now))

    def action_mute(self) -> None:
        self.run_flow(self.commands.mute())

    def action_unmute(self) -> None:
        self.run_flow(self.commands.unmute())

    def action_read_all(self) -> None:
        self.run_flow(self.commands.mark_all_read(self.save))

    def action_read_before(self) -> None:
        self.run_flow(self.commands.mark_read_before(self.save))

    def action_tag(self) -> None:
        if self.focused_pane == DATES:
            self.action_tags()
        else:
            super().action_tag()

    def action_select(self) -> None:
        self.list.toggle_selected()

    def action_follow(self, number: int) -> None:
        """A link of the page was clicked."""
        links = page_links(self.list.current) if self.list.current else []
        if number < len(links) and links[number].name == "PDF":
            self.action_open_pdf()
        elif number < len(links):
            self.open_url(links[number].link.written)

    def action_figure(self) -> None:
        """Draw the paper's first image in its page, or remove it."""
        if self.view.image and self.view.key is not None:
            self.view.show_image(self.view.key, ())
        elif self.view.size:
            self.run_worker(self.draw_figure(self.view), group="figure", exclusive=True)
        else:  # narrow window with another pane visible
            self.action_pictures()

    async def action_sample_if_empty(self) -> None:
        """Open the sample; the key works only on the page that names it, which has no papers."""
        if self.list.source is None:
            await self.run_action("app.sample")

    # Sync

    def action_sync(self) -> None:
        self.jobs.start_sync()

    def action_archive(self) -> None:
        self.jobs.start_archive()

    def action_stop_sync(self) -> None:
        self.jobs.stop_sync()

    # The end

    async def action_quit(self) -> None:
        """Quit; in the abstract, go back one step."""
        if self.pane == DETAIL:
            await self.action_back()
        elif self.context.unsaved_notes:
            from tui_reader.tui.flows import organize  # dialogs: 30 ms at launch

            self.run_flow(organize.confirm_quit(self.context, self.session.shut_down))
        else:
            self.session.shut_down()
