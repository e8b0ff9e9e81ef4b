"""Download PDFs into the user's folder and remember where they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui_reader import files
from tui_reader.glyphs import Glyphs
from tui_reader.models import Entry
from tui_reader.store import Store, library, queries, rows
from tui_reader.text.latex import to_text

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

T = TypeVar("T")
BAR_WIDTH = 10  # cells
REPORT_EVERY = 0.1  # seconds between two progress messages


class Downloads:
    """Downloads PDFs, one at a time.

    Args:
        folder: The downloads folder from the settings; empty for the platform's.
        glyphs: Draw the bar of a download.
        show: Shows the progress of a download.

    Attributes:
        changed: Called after `paths` has changed; set by the main screen.
    """

    def __init__(
        self,
        store: Store,
        hub: Callable[[], Source],
        folder: str,
        glyphs: Glyphs,
        show: Callable[[str], object],
    ) -> None:
        self._store, self._hub, self._folder = store, hub, folder
        self._glyphs, self._show = glyphs, show
        self.changed: Callable[[], object] = lambda: None
        self._lock = asyncio.Lock()
        self._running: dict[int, Callable[[], object]] = {}  # stops a download, by paper key
        self.paths: dict[int, str] = {}  # by paper key

    async def read(self) -> None:
        """Read which PDFs were downloaded."""
        paths = await self._store.read(queries.downloads)
        if paths != self.paths:
            self.paths = paths
            self.changed()

    def folder(self) -> Path:
        """Return the folder for PDFs and exports, creating it if needed. Raises OSError."""
        folder = Path(self._folder).expanduser() if self._folder else files.own_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return folder.resolve()

    async def find(self, key: int) -> Path | None:
        """Return the path of a downloaded PDF, or None if the file no longer exists."""
        known = self.paths.get(key)
        if known is None:
            return None
        path = Path(known)
        if await asyncio.to_thread(path.is_file):
            return path
        if await self._store.try_write_library(library.forget_download, key):
            await self.read()
        return None

    def stop(self, keys: list[int]) -> bool:
        """Stop running downloads of these papers. Return False if there are none."""
        stops = {self._running[key] for key in keys if key in self._running}
        for stop in stops:
            stop()
        return bool(stops)

    async def fetch(self, keys: list[int]) -> list[Path]:
        """Download the PDFs of papers that have none yet, and return all paths.

        Raises:
            HubError: A PDF could not be fetched.
            OSError: A file could not be written. No partial file is left.
        """
        task = asyncio.current_task()
        assert task is not None
        self._running.update(dict.fromkeys(keys, task.cancel))
        try:
            async with self._lock, self._hub() as hub:
                entries = await self._store.read(rows.entries, keys)
                return [await self._fetch(hub, entry) for entry in entries.values()]
        finally:
            for key in keys:
                self._running.pop(key, None)

    async def _fetch(self, hub: Source, entry: Entry) -> Path:
        paper = entry.paper
        path = await self.find(paper.key)
        if path is not None:
            return path
        folder = await asyncio.to_thread(self.folder)
        wanted = folder / files.file_name(f"{paper.id} - {to_text(paper.title)}", ".pdf")
        path = await asyncio.to_thread(files.available_path, wanted)
        self._show(f"Fetching the PDF of {paper.id} …")
        async with in_thread(files.writing(path)) as file:
            await hub.pdf(paper.id, file, self._reporter(paper.id))
        path = await asyncio.to_thread(_remove_duplicate, path, wanted)
        saved = paper.key, str(path), datetime.now(UTC)
        if await self._store.try_write_library(library.put_download, *saved):
            await self.read()
        return path

    def _reporter(self, paper_id: str) -> Callable[[int, int | None], None]:
        last = 0.0

        def report(done: int, total: int | None) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= REPORT_EVERY or done == total:
                last = now
                self._show(f"{paper_id}  {self._progress(done, total)}  P stops")

        return report

    def _progress(self, done: int, total: int | None) -> str:
        """Return "1.5 of 3.0 MB ━━━━━─────"; without a total, "1.5 MB"."""
        megabytes = f"{done / 1_000_000:.1f}"
        if not total:
            return f"{megabytes} MB"
        cells = round(BAR_WIDTH * min(1.0, done / total))
        bar = self._glyphs.done * cells + self._glyphs.todo * (BAR_WIDTH - cells)
        return f"{megabytes} of {total / 1_000_000:.1f} MB {bar}"


@asynccontextmanager
async def in_thread(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """Enter and leave a context manager in a thread; for files, whose closing flushes to disk."""
    value = await asyncio.to_thread(manager.__enter__)
    try:
        yield value
    except BaseException as error:
        await asyncio.shield(
            asyncio.to_thread(manager.__exit__, type(error), error, error.__traceback__)
        )
        raise
    await asyncio.to_thread(manager.__exit__, None, None, None)


def _remove_duplicate(path: Path, wanted: Path) -> Path:
    """Delete one of two identical files, and return the one with the better name."""
    if path == wanted or wanted.is_symlink() or not wanted.is_file():
        return path
    import filecmp  # not needed at launch

    if not filecmp.cmp(path, wanted, shallow=False):
        return path
    path.unlink()
    return wanted
