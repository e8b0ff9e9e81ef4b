"""The list of papers: two lines a paper, the numbers in columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui_reader.dates import count, short_count
from tui_reader.models import Entry
from tui_reader.settings import COLUMNS
from tui_reader.tui.rendering.text_fit import fit, pad
from tui_reader.tui.widgets.virtual_list import Rows

ROOM_FOR_ORGANIZATION = 64  # columns
ROOM_FOR_COLUMNS = 56
ROOM_FOR_MORE = 9  # left of the second line, for a tag or the beginning of a name


def by(entry: Entry) -> str:
    """Who wrote it, short: "Ada Lovelace + 6"."""
    authors = entry.paper.shown_authors
    if not authors:
        return ""
    first = authors[0].name
    return first if len(authors) == 1 else f"{first} + {len(authors) - 1}"


class Papers(Rows[Entry]):
    """Each row is a paper; a third, blank line where there is room for it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"papers--gain", "papers--match"}
    DEFAULT_CSS = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(row_height=2, id=id)
        self.chosen: set[int] = set()
        self.on_disk: dict[int, str] = {}  # the PDFs that were downloaded
        self.columns = frozenset(COLUMNS)
        self.shown_title: Callable[[str], str] = str
        self.found: Callable[[str], list[tuple[int, int]]] | None = None  # what a search found

    def choose_none(self) -> None:
        if self.chosen:
            self.chosen.clear()
            self.repaint()

    def paint(self, item: Entry, index: int, part: int, width: int, cursor: bool) -> list[Segment]:
        if part == 0:
            return self._title(item, width, cursor)
        if part == 1:
            return self._facts(item, width, cursor)
        return []

    def _title(self, entry: Entry, width: int, cursor: bool) -> list[Segment]:
        glyphs = self.glyphs
        unread = entry.marks.unread
        style = self.part("rows--bright") if unread else Style()
        lead = glyphs.chosen if entry.paper.key in self.chosen else " "
        title = fit(self.shown_title(entry.paper.title), width - 5, glyphs.more)
        return [
            Segment(glyphs.bar if cursor else " ", self.part("rows--accent")),
            Segment(lead, self.part("rows--accent")),
            Segment(glyphs.unread if unread else " ", self.part("rows--accent")),
            Segment(" "),
            *self._marked(title, style),
        ]

    def _marked(self, title: str, style: Style) -> list[Segment]:
        """The title, with what the search found in it."""
        parts, at = [], 0
        for start, end in self.found(title) if self.found else ():
            parts.append(Segment(title[at:start], style))
            parts.append(Segment(title[start:end], style + self.part("papers--match")))
            at = end
        return [*parts, Segment(title[at:], style)]

    def _facts(self, entry: Entry, width: int, cursor: bool) -> list[Segment]:
        glyphs, paper = self.glyphs, entry.paper
        muted, accent = self.part("rows--muted"), self.part("rows--accent")
        shown = self.columns
        upvotes = comments = ""
        if paper.upvotes is not None and "upvotes" in shown:
            upvotes = glyphs.upvotes + count(paper.upvotes)
        if paper.comments is not None and "comments" in shown:
            comments = count(paper.comments)
        gain = f"+{short_count(entry.gained)}" if entry.gained and "gained" in shown else ""
        right = "".join(
            (
                f" {glyphs.watch}" if entry.watches else "",
                f" {glyphs.note}" if entry.marks.note else "",
                f" {glyphs.disk}" if paper.key in self.on_disk else "",
                f" {glyphs.code}" if paper.code and "code" in shown else "    ",
            )
        )
        star = f" {glyphs.star} " if entry.marks.bookmarked else "   "
        wide = width >= ROOM_FOR_COLUMNS
        columns = (7, 5, 4, 3) if wide else (7, 4, 2, 2)
        room = width - 4 - sum(columns) - cell_len(right) - 3
        who = by(entry) if "authors" in shown else ""
        also = ""
        if entry.marks.tags:
            also = " ".join(f"#{tag}" for tag in entry.marks.tags)
        elif paper.organization and width >= ROOM_FOR_ORGANIZATION and "organization" in shown:
            also = paper.organization.fullname
        if also and room - cell_len(who) > ROOM_FOR_MORE:
            who += f" {glyphs.dot} {also}" if who else also
        return [
            Segment((glyphs.bar if cursor else " "), accent),
            Segment("   "),
            Segment(pad(upvotes, columns[0]), muted),
            Segment(pad(gain, columns[1]), self.part("papers--gain")),
            Segment(pad(comments, columns[2], right=True) + " " * columns[3], muted),
            Segment(pad(fit(who, room, glyphs.more), room), muted),
            Segment(right, muted),
            Segment(star, accent),
        ]
