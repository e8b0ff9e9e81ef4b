"""The main screen: all its parts put together, and how a launch goes."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from tui_reader.commands import ASK, COMMANDS, MAIN
from tui_reader.glyphs import ASCII
from tui_reader.models import ListSource, id_of
from tui_reader.store import queries
from tui_reader.tui.collecting import Collecting
from tui_reader.tui.deep import Deep
from tui_reader.tui.finding import Finding
from tui_reader.tui.fitting import Fitting
from tui_reader.tui.keeping import Keeping
from tui_reader.tui.key_priority import tune_runtime
from tui_reader.tui.leaving import Leaving
from tui_reader.tui.mending import Mending
from tui_reader.tui.taking import Taking
from tui_reader.tui.widgets import empty_state

SAMPLE = "sample"  # what the reader ends with when the sample edition was asked for


class MainScreen(Fitting, Collecting, Finding, Keeping, Taking, Deep, Mending, Leaving, whole=True):
    """What a launch opens."""

    # What asks goes before all other keys: those behind it are for what it opens already.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(command.keys), command.name, command.help, show=False, id=command.name,
                priority=command.name in ASK)
        for command in COMMANDS
        if command.where == MAIN and command.keys
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The breakpoints' classes come after the first layout, too late for the first page.
        width = self.app.size.width
        breakpoint = "-wide" if width >= 120 else "-medium" if width >= 80 else "-narrow"
        self.add_class(breakpoint, *(["-plain"] if self.glyphs is ASCII else []), update=False)

    async def on_mount(self) -> None:
        """The first page comes from the disk; the network is asked once it is painted."""
        self.watch(self.papers, "cursor", self.on_cursor_moved, init=False)
        self.fit_rows()
        left = await self.where_left()
        self.welcome()
        place, key = left.place, left.key
        await self.fill_sidebar()
        self.sidebar.scroll_to(y=left.days_top, animate=False, force=True, immediate=True)
        if place is None and key is not None:
            editions = await self.store.read(queries.editions_of, key)
            alone = ListSource("search", id_of(key))  # it may stand in no edition that is on disk
            place = ListSource.edition(editions[0]) if editions else alone
        self._seen_newest = self.days[0].day if self.days else None
        wanted = place or (ListSource.edition(self.days[0].day) if self.days else None)
        if wanted is None or not await self.open(wanted, key, top=left.top):
            if self.days and (place is None or place != self.options.first_place):
                await self.open(ListSource.edition(self.days[0].day))
            elif not self.days:
                self.title_line.show_list("")
                self.empty.update(empty_state.fetching_first())
                self.add_class("-empty")
            if wanted is not None and wanted.day:
                await self.fetch_day(wanted.day, key)
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        if not self.app.is_headless:
            tune_runtime()
        if problems := self.options.config.problems:
            more = f" (+{len(problems) - 1}: config show)"
            self.say(problems[0] + (more if len(problems) > 1 else ""), error=True)
        self.tell_news()
        self.run_worker(self.watch_again(), group="watches")
        self.run_worker(self.keep_copies(), group="backup")
        if self.options.offline:
            self.run_worker(self._no_network("Started with --offline."), group="sync")
        else:
            self.start_sync()

    async def leave_list(self) -> None:
        if not self.stop_fetching():
            await super().leave_list()

    def action_sample(self) -> None:
        self.app.exit(SAMPLE)
