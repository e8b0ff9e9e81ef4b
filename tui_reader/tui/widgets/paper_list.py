"""The list of papers: two lines per paper, with numbers in columns."""

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
from tui_reader.tui.widgets.virtual_list import VirtualList

# Cells
ORGANIZATION_MIN_WIDTH = 64
WIDE_COLUMNS_MIN_WIDTH = 56
WITHDRAWN = "[withdrawn] "  # precedes the title of such a paper
EXTRA_MIN_WIDTH = 9  # for a tag or the start of an organization


def byline(entry: Entry) -> str:
    """Return the authors in short: "Ada Lovelace + 6"."""
    authors = entry.paper.shown_authors
    if not authors:
        return ""
    first = authors[0].name
    return first if len(authors) == 1 else f"{first} + {len(authors) - 1}"


class PaperList(VirtualList[Entry]):
    """Rows are papers of two lines, or three with a blank line between papers.

    Attributes:
        selected: Keys of the selected papers.
        downloads: File names of downloaded PDFs, by paper key.
        columns: The optional columns to show, from the settings.
        title_text: Turns a title (LaTeX) into plain text.
        find_matches: Returns the (start, end) of search matches in a text; None without a search.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"paper-list--gain", "paper-list--match"}
    DEFAULT_CSS = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(row_height=2, id=id)
        self.selected: set[int] = set()
        self.downloads: dict[int, str] = {}
        self.columns = frozenset(COLUMNS)
        self.title_text: Callable[[str], str] = str
        self.find_matches: Callable[[str], list[tuple[int, int]]] | None = None

    def clear_selection(self) -> None:
        if self.selected:
            self.selected.clear()
            self.repaint()

    def paint(self, item: Entry, index: int, line: int, width: int, cursor: bool) -> list[Segment]:
        if line == 0:
            return self._title(item, width, cursor)
        if line == 1:
            return self._details(item, width, cursor)
        return []

    def _title(self, entry: Entry, width: int, cursor: bool) -> list[Segment]:
        glyphs = self.glyphs
        unread = entry.marks.unread
        style = self.component_style("list--bright") if unread else Style()
        if entry.muted or entry.marks.hidden:
            style = self.component_style("list--muted")
        selected = glyphs.chosen if entry.paper.key in self.selected else " "
        title = self.title_text(entry.paper.title)
        if entry.paper.withdrawn:
            title = f"{WITHDRAWN}{title}"
        title = fit(title, width - 5, glyphs.more)
        return [
            Segment(glyphs.bar if cursor else " ", self.component_style("list--accent")),
            Segment(selected, self.component_style("list--accent")),
            Segment(glyphs.unread if unread else " ", self.component_style("list--accent")),
            Segment(" "),
            *self._highlighted(title, style),
        ]

    def _highlighted(self, title: str, style: Style) -> list[Segment]:
        """The title with search matches highlighted."""
        parts, position = [], 0
        for start, end in self.find_matches(title) if self.find_matches else ():
            parts.append(Segment(title[position:start], style))
            parts.append(
                Segment(title[start:end], style + self.component_style("paper-list--match"))
            )
            position = end
        return [*parts, Segment(title[position:], style)]

    def _details(self, entry: Entry, width: int, cursor: bool) -> list[Segment]:
        glyphs, paper = self.glyphs, entry.paper
        muted, accent = self.component_style("list--muted"), self.component_style("list--accent")
        columns_shown = self.columns
        upvotes = comments = ""
        if paper.upvotes is not None and "upvotes" in columns_shown:
            upvotes = glyphs.upvotes + count(paper.upvotes)
        if paper.comments is not None and "comments" in columns_shown:
            comments = count(paper.comments)
        gain = f"+{short_count(entry.gained)}" if entry.gained and "gained" in columns_shown else ""
        right = "".join(
            (
                f" {glyphs.watch}" if entry.watches else "",
                f" {glyphs.note}" if entry.marks.note else "",
                f" {glyphs.disk}" if paper.key in self.downloads else "",
                f" {glyphs.code}" if paper.code and "code" in columns_shown else "    ",
            )
        )
        star = f" {glyphs.star} " if entry.marks.bookmarked else "   "
        wide = width >= WIDE_COLUMNS_MIN_WIDTH
        columns = (7, 5, 4, 3) if wide else (7, 4, 2, 2)
        room = width - 4 - sum(columns) - cell_len(right) - 3
        authors = byline(entry) if "authors" in columns_shown else ""
        extra = ""
        if entry.for_you:
            extra = entry.for_you.reason
        elif entry.marks.tags:
            extra = " ".join(f"#{tag}" for tag in entry.marks.tags)
        elif (
            paper.organization
            and width >= ORGANIZATION_MIN_WIDTH
            and "organization" in columns_shown
        ):
            extra = paper.organization.fullname
        if extra and room - cell_len(authors) > EXTRA_MIN_WIDTH:
            authors += f" {glyphs.dot} {extra}" if authors else extra
        return [
            Segment((glyphs.bar if cursor else " "), accent),
            Segment("   "),
            Segment(pad(upvotes, columns[0]), muted),
            Segment(pad(gain, columns[1]), self.component_style("paper-list--gain")),
            Segment(pad(comments, columns[2], right=True) + " " * columns[3], muted),
            Segment(pad(fit(authors, room, glyphs.more), room), muted),
            Segment(right, muted),
            Segment(star, accent),
        ]
