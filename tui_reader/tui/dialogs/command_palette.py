"""The command palette: commands, lists and everything else that has a name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_reader.text.fit import fit, pad
from tui_reader.text.fold import fold
from tui_reader.text.sanitize import line as clean_line
from tui_reader.tui.dialogs.filter_menu import FilterDialog
from tui_reader.tui.type_ahead import ENTRIES
from tui_reader.tui.widgets.virtual_list import VirtualList


class PaletteEntry(NamedTuple):
    """One row of the palette.

    Attributes:
        name: Its label.
        hint: A key or a word about it, at the right.
        run: Called by the palette's caller if it is chosen. May return an awaitable.
        keywords: Further search words.
    """

    name: str
    hint: str
    run: Callable[[], object]
    keywords: str = ""


def matching(entries: Sequence[PaletteEntry], text: str) -> list[PaletteEntry]:
    """Return the entries that contain all words of a text.

    First names that start with the first word, then names in which a word starts with it, then
    keywords that do, then the others.
    """
    words = fold(text).split()
    if not words:
        return list(entries)
    ranked: list[tuple[int, int, PaletteEntry]] = []
    for index, one in enumerate(entries):
        name, keywords = fold(one.name), fold(one.keywords)
        searched = f"{name} {fold(one.hint)} {keywords}"
        if all(word in searched for word in words):
            first = f" {words[0]}"
            places = (name.startswith(words[0]), first in name, first in f" {keywords}", True)
            ranked.append((places.index(True), index, one))
    ranked.sort(key=lambda found: found[:2])
    return [one for _, _, one in ranked]


class PaletteList(VirtualList[PaletteEntry], inherit_bindings=False):
    """Names, with keys or hints at the right."""

    CLICKS = 1
    DEFAULT_CSS = "PaletteList { background: $background; height: 1fr; margin-top: 1; }"

    def paint(
        self, item: PaletteEntry, index: int, line: int, width: int, cursor: bool
    ) -> list[Segment]:
        more = self.glyphs.more
        hint = fit(clean_line(item.hint), width // 2, more)
        room = max(0, width - 4 - cell_len(hint))
        return [
            Segment(self.glyphs.bar if cursor else " ", self.component_style("list--accent")),
            Segment(" " + pad(fit(clean_line(item.name), room, more), room) + " "),
            Segment(hint, self.component_style("list--muted")),
        ]


class CommandPalette(FilterDialog[PaletteEntry | None]):
    """Choose an entry; typing filters them. The caller runs the result."""

    DEFAULT_CSS = """
    CommandPalette > Vertical { max-width: 100; height: 80%; min-height: 10; }
    CommandPalette.-low PaletteList { margin-top: 0; }
    CommandPalette Static { margin-top: 1; }
    """
    ENTER = "run"

    def __init__(
        self,
        entries: Sequence[PaletteEntry],
        more: Callable[[], Awaitable[Sequence[PaletteEntry]]],
    ) -> None:
        """
        Args:
            entries: The entries to show at once.
            more: Loads entries that are added at the end.
        """
        self.results = PaletteList()
        super().__init__(
            "Commands, lists and dates",
            "Type a command, date, bookmark, tag, watch or theme",
            self.results,
        )
        self._entries = list(entries)
        self._more = more
        self.nothing = Static("", markup=False)

    def compose_body(self) -> Iterable[Widget]:
        field, found = super().compose_body()
        yield from (field, self.nothing, found)

    def on_mount(self) -> None:
        self._show_matches()
        self.run_worker(self._load_more(), group=ENTRIES)

    async def _load_more(self) -> None:
        self._entries += await self._more()
        self._show_matches(self.results.cursor)

    def _show_matches(self, cursor: int = 0) -> None:
        found = matching(self._entries, self.input.value)
        top = None if cursor else 0
        self.results.show(len(found), cursor, dict(enumerate(found)), top)
        self.nothing.display = not found
        self.nothing.update(Content(f'No command matches "{self.input.value.strip()}"'))

    def on_input_changed(self) -> None:
        self._show_matches()

    def choose(self) -> None:
        if self.results.item is not None:
            self.dismiss(self.results.item)
