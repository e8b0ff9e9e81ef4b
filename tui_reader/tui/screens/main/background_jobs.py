"""Background jobs: sync, watches, Collection, backup and repairs."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from textual.worker import Worker

from tui_reader.collection.errors import CollectionError
from tui_reader.models import ListSource
from tui_reader.store import ReadOnly, cache
from tui_reader.tui.key_priority import KeyPriority, tune_runtime
from tui_reader.tui.screens.main.list_controller import ListController
from tui_reader.tui.screens.main.pane_screen import PaneScreen
from tui_reader.tui.screens.main.sync_presenter import SyncPresenter
from tui_reader.tui.services.sync_service import (
    SyncResult,
    SyncService,
    sync_collection,
    syncs_collection,
)
from tui_reader.tui.widgets.title_bar import SyncStatus


class BackgroundJobs:
    """Starts jobs in workers of the main screen."""

    def __init__(
        self, screen: PaneScreen, lists: ListController, sync: SyncService, presenter: SyncPresenter
    ) -> None:
        self._context, self._screen = screen.context, screen
        self._sync, self._presenter = sync, presenter
        self._list, self._sidebar, self._title_bar = lists, lists.sidebar, screen.title_bar
        self._warm = False
        self._context.store.repaired = lambda: screen.call_later(self._store_repaired)

    def start(self) -> None:
        """Start all jobs of a launch."""
        if problems := self._context.options.settings.problems:
            more = f" (+{len(problems) - 1}: config show)" if len(problems) > 1 else ""
            self._context.set_status(problems[0] + more, error=True)
        self.show_repairs()
        run = self._screen.run_worker
        run(self._context.catch_up.start(self._sidebar.newest), group="marks")
        run(self._refresh_watches(), group="watches")
        run(self._back_up(), group="backup")
        run(self._index(), group="index")
        run(self._context.downloads.read(), group="downloads")
        if self._context.options.offline:
            run(self._report_offline("Started with --offline."), group="sync")
        else:
            self.start_sync()

    async def _refresh_watches(self) -> None:
        if await self._context.watches.refresh_matches():
            await self._list.refresh()

    async def _index(self) -> None:
        """Complete the search index, if it is of an older version, and count terms for For you."""
        from tui_reader.store.search import text_index  # not before the first page is shown

        await text_index.complete_in_background(self._context.store)
        await self._count_terms()

    async def _count_terms(self) -> None:
        """Count the terms of new papers, which For you needs, and load the interests."""
        from tui_reader.store.search import for_you, term_index  # not before the first page

        pause = KeyPriority().yield_to_keys
        await term_index.complete_in_background(self._context.store, pause)
        await self._context.store.read(for_you.load_interests)
        self._list.prefetch.clear()
        self._list.prefetch.start()

    async def _back_up(self) -> None:
        if problem := await asyncio.to_thread(self._context.store.back_up_sync, datetime.now(UTC)):
            self._context.set_status(problem, error=True)

    def warm_up(self) -> None:
        """Import in a thread what the next Enter needs, while the abstract is read."""
        if not self._warm:
            self._warm = True
            self._screen.run_worker(_warm_up, thread=True, group="warm", exit_on_error=False)

    # Sync

    def start_sync(self) -> None:
        """Fetch new and outdated editions."""
        settings = self._context.options.settings
        report = self._presenter.progress
        self._start(self._sync.launch(settings.sync.depth, settings.sync.most, report))

    def start_archive(self) -> None:
        """Fetch every edition since the first."""
        text = "Fetching the whole archive; you can keep reading"
        self._context.set_status(text, until="moved")
        self._start(self._sync.archive(self._presenter.progress), "archive")

    @property
    def is_fetching_archive(self) -> bool:
        return any(worker.name == "archive" for worker in self._syncs())

    def _syncs(self) -> list[Worker[object]]:
        workers = self._screen.workers
        return [one for one in workers if one.group == "sync" and not one.is_finished]

    def stop_sync(self) -> None:
        """Cancel the sync that is running; fetched editions stay."""
        if not self._syncs():
            self._context.set_status("Nothing is being fetched", until="moved")
            return
        self._screen.workers.cancel_group(self._screen, "sync")
        self._screen.run_worker(self._presenter.stopped(), group="landed")

    def _start(self, work: Coroutine[Any, Any, SyncResult], name: str = "") -> None:
        self._presenter.started()
        self._screen.run_worker(self._run_sync(work), name, group="sync", exclusive=True)

    async def _run_sync(self, work: Coroutine[Any, Any, SyncResult]) -> None:
        result = await work
        end = self._report_offline(result.offline) if result.offline else self._finish_sync(result)
        self._screen.run_worker(end, group="landed")  # the next sync does not cancel it

    async def _finish_sync(self, result: SyncResult) -> None:
        """Show the result, then update what depends on the new editions."""
        await self._presenter.finished(result)
        await self._prune()
        catch_up = self._context.catch_up
        await catch_up.start(self._sidebar.newest)
        await catch_up.sync_shown()
        await self._announce_matches()
        await self._count_terms()
        await self._announce_away()
        await self._sync_collection()

    async def _report_offline(self, reason: str) -> None:
        """Show that the Hub cannot be reached."""
        await self._presenter.offline(reason)
        await self._announce_away()

    async def _announce_away(self) -> None:
        """Report the number of new papers after some days away."""
        if summary := await self._context.catch_up.summary():
            key = self._context.key_names.get("away", "w")
            self._context.add_status(f"{summary}; {key} shows them", until="list")

    async def _prune(self) -> None:
        """Drop editions older than the settings say."""
        keep = self._context.options.settings.sync.keep
        if keep and self._sidebar.newest:
            oldest = self._sidebar.newest - timedelta(days=keep)
            try:
                dropped = await self._context.store.write_cache(cache.drop_editions, oldest)
            except ReadOnly:
                return  # the sync has reported it
            if dropped:
                await self._sidebar.fill()

    async def _announce_matches(self) -> None:
        """Report new matches of watches, but never replace an error."""
        watches = self._context.watches
        before = watches.matches
        if not await watches.refresh_matches():
            return
        await self._sidebar.fill()
        await self._list.refresh()
        new = await watches.new_matches(before)
        if new:
            text = ", ".join(f"{number} new for {name}" for name, number in new.items())
            self._context.add_status(text, until="list")

    async def _sync_collection(self) -> None:
        """Sync with the Collection, if it is on, and show its state in the title bar."""
        context = self._context
        if context.options.demo or not await syncs_collection(context.store):
            return
        before = self._title_bar.sync_status
        self._title_bar.sync_status = SyncStatus("collection …")
        try:
            changes = await sync_collection(context.store, context.hub)
        except (CollectionError, ReadOnly) as error:
            context.set_status(str(error), error=True)
            return
        finally:
            self._title_bar.sync_status = before
        context.set_status(changes, until="moved")
        await self._sidebar.fill()
        await self._list.refresh()

    # Repairs

    def show_repairs(self) -> None:
        """Report repairs made when the databases were opened."""
        if repairs := "; ".join(self._context.store.opened.messages):
            self._context.set_status(repairs, error=True)

    def _store_repaired(self) -> None:
        """A database was reopened while the app runs: the screen may be out of date."""
        self._screen.run_worker(self._reload_after_repair(), group="repair", exclusive=True)

    async def _reload_after_repair(self) -> None:
        """Show the current data, then sync, as at a launch."""
        await self._sidebar.fill()
        newest, key = self._sidebar.newest, self._list.key
        sources = (self._list.source, ListSource.edition(newest) if newest else None)
        for source in filter(None, sources):
            if await self._list.open(source, key):
                break
        else:
            self._list.close()
        self._screen.workers.cancel_group(self._screen, "fetch")
        if not self._context.options.offline:
            self.start_sync()
        self.show_repairs()


def _warm_up() -> None:
    from tui_reader.text import markdown
    from tui_reader.tui.screens.pages import full_text  # noqa: F401

    markdown.parse("$x$")
    tune_runtime()
