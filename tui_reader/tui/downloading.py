"""PDFs: opened, downloaded to a folder of the person's, and opened from there."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.worker import Worker

from tui_reader import files, urls
from tui_reader.hub.errors import HubError
from tui_reader.models import Entry, id_of
from tui_reader.store import (
    ReadOnly,
    library,
    queries,
    rows,
)
from tui_reader.tui.desk import Desk
from tui_reader.tui.rendering.paper_page import title_text

if TYPE_CHECKING:
    from tui_reader.hub.client import Source

T = TypeVar("T")
BAR = 10  # cells
_BEAT = 0.1  # seconds between two pictures of the progress


class Downloading(Desk):
    """One PDF at a time; those on disk are marked, and open without the network."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fetching: dict[int, Worker[None]] = {}  # by key, also those that wait their turn
        self._one_download = asyncio.Lock()

    async def on_mount(self) -> None:
        await self._read_downloads()

    async def _read_downloads(self) -> None:
        found = await self.store.read(queries.downloads)
        if found != self.papers.downloads:
            self.papers.downloads = found
            self.forget_pages()
            self.show_paper(same=True)

    def follow_link(self, url: str) -> None:
        """The one door for links."""
        raise NotImplementedError

    async def copy_text(self, text: str, what: str, why: str = "") -> None:
        raise NotImplementedError

    def folder(self) -> Path:
        """Where PDFs and exports go, made if it is missing. Raises OSError."""
        chosen = self.options.config.folders.downloads
        folder = Path(chosen).expanduser() if chosen else files.own_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return folder.resolve()

    # Opening

    def action_open_pdf(self) -> None:
        if self.key is not None:
            self.run_worker(self._open_pdf(self.key), group="links", exclusive=True)

    async def _open_pdf(self, key: int) -> None:
        path = await self._on_disk(key)
        if path is None:
            self.follow_link(urls.arxiv_pdf(id_of(key)))
        else:
            await self._view(path)

    async def _on_disk(self, key: int) -> Path | None:
        """The PDF of a paper, if it was downloaded and is still where it was put."""
        known = self.papers.downloads.get(key)
        if known is None:
            return None
        path = Path(known)
        if await asyncio.to_thread(path.is_file):
            return path
        try:
            await self.store.write_library(library.forget_download, key)
        except ReadOnly:
            return None
        await self._read_downloads()
        return None

    async def _view(self, path: Path, done: str = "") -> None:
        """Open a file of ours with the program the system has for it, or say where it is."""
        from tui_reader.tui.taking import screen_here

        here = not self.app.is_web and screen_here(os.environ, sys.platform)
        if here and await asyncio.to_thread(urls.open_own_file, path, path.parent):
            self.mention(done or f"Opening {files.shown(path)}")
        elif done:
            self.mention(done)
        else:
            await self.copy_text(str(path), files.shown(path), why="No viewer here. ")

    # Downloading

    def action_download(self) -> None:
        """Fetch the PDFs; again while one is on its way: stop."""
        keys = self.chosen_keys
        running = {self._fetching[key] for key in keys if key in self._fetching}
        for worker in running:
            worker.cancel()
        if running:
            self.mention("Stopped")
        elif keys:
            worker = self.run_worker(self._download(keys), group="download")
            self._fetching.update(dict.fromkeys(keys, worker))

    async def _download(self, keys: list[int]) -> None:
        try:
            saved: list[Path] = []
            async with self._one_download, await self.hub() as hub:
                found = await self.store.read(rows.entries, keys)
                for entry in found.values():
                    saved.append(await self._fetch(hub, entry))
            if len(saved) == 1:
                await self._view(saved[0], f"Saved {files.shown(saved[0])}")
            elif saved:
                self.mention(f"{len(saved)} PDFs in {files.shown(saved[0].parent)}")
        except HubError as error:
            self.say(str(error), error=True)
        except OSError as error:
            self.say(f"Not saved: {error.strerror or error}", error=True)
        finally:
            for key in keys:
                self._fetching.pop(key, None)

    async def _fetch(self, hub: Source, entry: Entry) -> Path:
        """The PDF of one paper on disk. Raises HubError or OSError, and leaves nothing behind."""
        paper = entry.paper
        path = await self._on_disk(paper.key)
        if path is not None:
            return path
        folder = await asyncio.to_thread(self.folder)
        wanted = folder / files.file_name(f"{paper.id} - {title_text(paper.title)}", ".pdf")
        path = await asyncio.to_thread(files.free, wanted)
        self.say(f"Fetching the PDF of {paper.id} …")
        async with in_thread(files.writing(path)) as file:
            await hub.pdf(paper.id, file, self._progress(paper.id))
        path = await asyncio.to_thread(_without_twin, path, wanted)
        try:
            await self.store.write_library(
                library.put_download, paper.key, str(path), datetime.now(UTC)
            )
        except ReadOnly:
            return path  # it is there all the same
        await self._read_downloads()
        return path

    def _progress(self, paper_id: str) -> Any:
        """What the client tells of the bytes, said at the bottom now and then."""
        last = 0.0

        def say(done: int, total: int | None) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last < _BEAT and done != total:
                return
            last = now
            if total:
                cells = round(BAR * min(1.0, done / total))
                bar = self.glyphs.done * cells + self.glyphs.todo * (BAR - cells)
                self.say(f"{paper_id}  {_mb(done)} of {_mb(total)} MB {bar}  P stops")
            else:
                self.say(f"{paper_id}  {_mb(done)} MB  P stops")

        return say


@asynccontextmanager
async def in_thread(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """A block around blocking beginnings and ends, such as a flush to the disk."""
    value = await asyncio.to_thread(manager.__enter__)
    try:
        yield value
    except BaseException as error:
        await asyncio.shield(
            asyncio.to_thread(manager.__exit__, type(error), error, error.__traceback__)
        )
        raise
    await asyncio.to_thread(manager.__exit__, None, None, None)


def _without_twin(path: Path, wanted: Path) -> Path:
    """Of two files with the same content, the one that has the better name."""
    if path == wanted or wanted.is_symlink() or not wanted.is_file():
        return path
    import filecmp

    if not filecmp.cmp(path, wanted, shallow=False):
        return path
    path.unlink()
    return wanted


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f}"
