"""The full text of a paper, from the cache or the Hub, opened at the saved position."""

from __future__ import annotations

from textual.timer import Timer

from tui_reader import documents
from tui_reader.documents import CachedDocument
from tui_reader.hub.errors import HubError, NotFound
from tui_reader.models import Entry
from tui_reader.store import library, queries
from tui_reader.text import latex, markdown
from tui_reader.text.markdown import Block, Run
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.rendering.paper_page import links_of
from tui_reader.tui.screens.pages.text_screen import TextScreen, paragraph

SAVE_POSITION_DELAY = 2.0  # seconds without scrolling

Position = tuple[int, float]
"""A block, and how much of it is scrolled past (0 to 1): the same at every width."""


class FullTextScreen(TextScreen):
    """Saves its position while it is read and when it is closed."""

    def __init__(self, context: ReaderContext, key: int) -> None:
        super().__init__(context, key)
        self._position_name = f"text/{self.paper_id}"
        self._timer: Timer | None = None
        self._saved: Position | None = None  # None: no full text is shown

    async def load(self, again: bool = False) -> None:
        before = await documents.cached(documents.TEXT, self.context.store, self.paper_id)
        text = before
        if again or before is None:
            try:
                text = await self._fetch(quietly=before is not None)
            except HubError as error:
                if before is None and self.entry is not None:
                    await self.show(fallback(self.entry, error))
                else:
                    self.show_message(str(error), error=True)
                return
        if text is None or (before is not None and again and text.value == before.value):
            self.show_message("The text on the Hub has not changed")
            return
        position = self.view.saved_position() if again and before else await self._read_position()
        self._saved = position
        self.source = text.value
        await self.read(markdown.batches(text.value), *position)

    async def _fetch(self, quietly: bool) -> CachedDocument[str]:
        message = "Fetching the full text …"
        show = self.show_message if quietly else self.show_waiting

        def progress(done: int, total: int | None) -> None:
            of = f" of {format_size(total)}" if total else ""
            show(f"{message} {format_size(done)}{of}")

        show(message)
        store = self.context.store
        async with self.context.hub() as hub:
            text = await documents.refresh(documents.TEXT, store, hub, self.paper_id, progress)
        self.show_message("")
        return text

    # Position

    async def _read_position(self) -> Position:
        match await self.context.store.read(queries.value, self._position_name):
            case [int(block), int() | float() as fraction] if block >= 0 and 0 <= fraction < 1:
                return block, float(fraction)
        return 0, 0.0

    def on_document_view_scrolled(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVE_POSITION_DELAY, self.save_position)

    def save_position(self) -> None:
        position = self.view.saved_position()
        if self._saved not in (None, position) and self.view.pending_block is None:
            self._saved = position
            saved = self._position_name, list(position)
            write = self.context.store.try_write_library(library.put_value, *saved)
            self.app.run_worker(write, group="text-position")


def fallback(entry: Entry, error: HubError) -> list[Block]:
    """Return what is shown without a full text: the reason, the abstract and the links."""
    paper = entry.paper
    missing = isinstance(error, NotFound)
    reason = (
        "The Hub has no full text of this paper."
        if missing
        else f"Not fetched: {error} Press r to try again."
    )
    abstract = paper.abstract or "No abstract on the Hub."
    found = [
        Block("heading", ((latex.to_text(paper.title), "heading", None),), level=1),
        paragraph(reason, "muted" if missing else "error"),
        *(Block("paragraph", _styled(part)) for part in abstract.split("\n") if part.strip()),
    ]
    for named in links_of(entry):
        found.append(Block("paragraph", ((named.name, "link", named.link.url),), tight=True))
    return found


def _styled(text: str) -> tuple[Run, ...]:
    return tuple((part, style, None) for part, style in latex.to_runs(text))


def format_size(size: int) -> str:
    """Return a number of bytes as "850 KB" or "1.5 MB"."""
    if size < 1_000_000:
        return f"{round(size / 1000)} KB"
    return f"{size / 1_000_000:.1f} MB"
