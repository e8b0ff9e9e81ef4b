"""The full text of a paper, from the cache or the Hub, begun where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from tui_reader import documents
from tui_reader.documents import Kept
from tui_reader.hub.errors import HubError, NotFound
from tui_reader.models import Entry
from tui_reader.store import ReadOnly, library, queries
from tui_reader.text import markdown
from tui_reader.text.markdown import Block, Run
from tui_reader.tui.rendering.paper_page import links_of, text_spans, title_text
from tui_reader.tui.screens.pages.text_screen import View

if TYPE_CHECKING:
    from tui_reader.tui.deep import Deep

A_WHILE = 2.0  # seconds on a page after which the place is kept


class Reading(View):
    """A paper to be read from beginning to end."""

    def __init__(self, desk: Deep, key: int) -> None:
        super().__init__(desk, key)
        self._keeping: Timer | None = None
        self._left: tuple[int, float] | None = None  # the place as it is kept; None: there is none

    async def load(self, again: bool = False) -> None:
        before = await documents.kept(documents.TEXT, self.desk.store, self.paper_id)
        text = before
        if again or before is None:
            try:
                text = await self._fetch(quietly=before is not None)
            except HubError as error:
                if before is None and self.entry is not None:
                    await self.show(instead(self.entry, error))
                else:
                    self.say(str(error), error=True)
                return
        if text is None or (before is not None and again and text.value == before.value):
            self.say("The Hub has the same text")
            return
        self._left = self.column.saved_position() if again and before else await self._place()
        self.source = text.value
        await self.read(markdown.batches(text.value), *self._left)

    async def _fetch(self, quietly: bool) -> Kept[str]:
        words = "Fetching the full text …"

        def tell(done: int, total: int | None) -> None:
            of = f" of {size(total)}" if total else ""
            say(f"{words} {size(done)}{of}")

        say = self.say if quietly else self.wait
        say(words)
        async with await self.desk.hub() as hub:
            text = await documents.fetch(documents.TEXT, self.desk.store, hub, self.paper_id, tell)
        self.say("")
        return text

    # Where the reader left off

    async def _place(self) -> tuple[int, float]:
        match await self.desk.store.read(queries.value, self._kept_as):
            case [int(block), int() | float() as share] if block >= 0 and 0 <= share < 1:
                return block, float(share)
        return 0, 0.0

    @property
    def _kept_as(self) -> str:
        return f"text/{self.paper_id}"

    def on_document_view_scrolled(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(A_WHILE, self.keep_place)

    def keep_place(self) -> None:
        """Remember how far the reader is; nothing where this is not the paper itself."""
        place = self.column.saved_position()
        if self._left not in (None, place) and self.column.is_settled:
            self._left = place
            self.desk.run_worker(self._keep(list(place)), group="text-place")

    async def _keep(self, place: list[Any]) -> None:
        try:
            await self.desk.store.write_library(library.put_value, self._kept_as, place)
        except ReadOnly:
            return

    def action_back(self) -> None:
        self.keep_place()
        super().action_back()


def instead(entry: Entry, error: HubError) -> list[Block]:
    """What there is to read without the full text: why, the abstract, and where it can be read."""
    paper = entry.paper
    none = isinstance(error, NotFound)
    reason = (
        "The Hub has no full text of this paper."
        if none
        else f"Not fetched: {error} Press r to try again."
    )
    abstract = paper.abstract or "No abstract on the Hub."
    found = [
        Block("heading", ((title_text(paper.title), "heading", None),), level=1),
        Block("paragraph", ((reason, "muted" if none else "error", None),)),
        *(Block("paragraph", _runs(part)) for part in abstract.split("\n") if part.strip()),
    ]
    for named in links_of(entry):
        found.append(Block("paragraph", ((named.name, "link", named.link.url),), tight=True))
    return found


def _runs(text: str) -> tuple[Run, ...]:
    return tuple((part, style, None) for part, style in text_spans(text))


def size(count: int) -> str:
    """Bytes in words."""
    if count < 1_000_000:
        return f"{round(count / 1000)} KB"
    return f"{count / 1_000_000:.1f} MB"
