"""The list of papers: one, two or three lines per paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui_reader.dates import count, counted, short_count
from tui_reader.models import Entry, ForYou
from tui_reader.names import split_name
from tui_reader.settings import COLUMNS
from tui_reader.text.fit import fit, pad, wrap
from tui_reader.text.latex import to_text
from tui_reader.tui.widgets.virtual_list import VirtualList

# Cells
ORGANIZATION_MIN_WIDTH = 64
LEAD_WIDTH = 4  # bar, selection, unread dot and a blank
UPVOTES_WIDTH = 6  # width of the column in rows of one line
AUTHOR_MIN_WIDTH = 12  # minimum cells for an author next to the title
WITHDRAWN = "[withdrawn] "  # precedes the title of such a paper

_Part = tuple[str, Style]


class PaperList(VirtualList[Entry]):
    """Rows are papers.

    A row of one line has upvotes, title and first author; of two, a title and its details; of
    three, a title of one or two lines, its details and, after a short title, a blank line.

    Attributes:
        selected: Keys of the selected papers.
        downloads: File names of downloaded PDFs, by paper key.
        columns: The optional columns to show, from the settings.
        find_matches: Returns the (start, end) of search matches in a text; None without a search.
        date_text: Formats the dates of papers; None in a list of one day.
        shows_reasons: Whether details say why a paper fits the user's interests.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"paper-list--gain", "paper-list--match"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(row_height=2, id=id)
        self.selected: set[int] = set()
        self.downloads: dict[int, str] = {}
        self.columns = frozenset(COLUMNS)
        self.find_matches: Callable[[str], list[tuple[int, int]]] | None = None
        self.date_text: Callable[[date], str] | None = None
        self.shows_reasons = False

    def clear_selection(self) -> None:
        if self.selected:
            self.selected.clear()
            self.repaint()

    def paint(self, item: Entry, index: int, line: int, width: int, cursor: bool) -> list[Segment]:
        bar = Segment(self.bar if cursor else " ", self.component_style("list--accent"))
        if self.row_height == 1:
            return [bar, *self._single_line(item, width)]
        title = self._title_lines(item, width - LEAD_WIDTH - 1, max(1, self.row_height - 1))
        if line == 0:
            return [bar, *self._marks(item), *self._highlighted(title[0], self._title_style(item))]
        if line < len(title):
            indent = Segment(" " * (LEAD_WIDTH - 1))
            return [bar, indent, *self._highlighted(title[line], self._title_style(item))]
        return [bar, *self._details(item, width)] if line == len(title) else []

    def _title_lines(self, entry: Entry, width: int, lines: int) -> list[str]:
        title = to_text(entry.paper.title)
        if entry.paper.withdrawn:
            title = f"{WITHDRAWN}{title}"
        return wrap(title, width, lines, self.glyphs.more)

    def _title_style(self, entry: Entry) -> Style:
        if entry.muted or entry.marks.hidden:
            return self.component_style("list--muted")
        return self.component_style("list--bright") if entry.marks.unread else Style()

    def _marks(self, entry: Entry) -> list[Segment]:
        """The columns between bar and title: selected, unread, a blank."""
        glyphs, accent = self.glyphs, self.component_style("list--accent")
        selected = glyphs.chosen if entry.paper.key in self.selected else " "
        unread = glyphs.unread if entry.marks.unread else " "
        return [Segment(f"{selected}{unread}", accent), Segment(" ")]

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

    def _details(self, entry: Entry, width: int) -> list[Segment]:
        """Upvotes, comments, authors, then tags or organization; signs at the right edge."""
        muted = self.component_style("list--muted")
        signs = self._signs(entry)
        room = width - LEAD_WIDTH - 1 - sum(cell_len(text) for text, _ in signs)
        parts: list[_Part] = []
        for fact in self._facts(entry, width):
            separator = f" {self.glyphs.dot} " if parts else ""
            left = room - sum(cell_len(text) for text, _ in parts) - cell_len(separator)
            part = next((text for text in fact if cell_len(text) <= left), fact[-1])
            if not part:
                continue
            if left < min(cell_len(part), 4):
                break
            parts.append((separator + fit(part, left, self.glyphs.more), muted))
            if len(parts) == 1 and (gain := self._gain(entry)) and cell_len(gain) < left:
                parts.append((gain, self.component_style("paper-list--gain")))
        used = sum(cell_len(text) for text, _ in parts)
        return [
            Segment(" " * (LEAD_WIDTH - 1)),
            *(Segment(text, style) for text, style in parts),
            Segment(" " * max(1, room - used + 1)),
            *(Segment(text, style) for text, style in signs),
        ]

    def _facts(self, entry: Entry, width: int) -> list[tuple[str, ...]]:
        """The details of a paper, the most important first, each in texts of decreasing length.

        A detail whose last text is empty is left out rather than cut.
        """
        paper, columns = entry.paper, self.columns
        facts: list[tuple[str, ...]] = []
        if paper.upvotes is not None and "upvotes" in columns:
            facts.append((self.glyphs.upvotes + count(paper.upvotes),))
        if date_text := self._date(entry):
            facts.append((date_text,))
        if entry.for_you and entry.for_you.fits and self.shows_reasons:
            facts.append(_short_reasons(entry.for_you))
        if paper.comments and "comments" in columns:
            facts.append((counted(paper.comments, "comment"), ""))
        if "authors" in columns and (authors := paper.byline()):
            facts.append((authors, paper.byline(lambda name: split_name(name).family)))
        if entry.marks.tags:
            facts.append((" ".join(f"#{tag}" for tag in entry.marks.tags),))
        elif paper.organization and width >= ORGANIZATION_MIN_WIDTH and "organization" in columns:
            facts.append((paper.organization.fullname,))
        return facts

    def _date(self, entry: Entry) -> str:
        """The day of the paper's edition, else of its publication; "" in a list of one day."""
        day = entry.edition or entry.paper.published
        if day is None or self.date_text is None or "date" not in self.columns:
            return ""
        return self.date_text(day)

    def _gain(self, entry: Entry) -> str:
        has_upvotes = entry.gained and {"upvotes", "gained"} <= self.columns
        return f" +{short_count(entry.gained)}" if has_upvotes else ""

    def _signs(self, entry: Entry) -> list[_Part]:
        """Symbols at the right edge, the bookmark's star last."""
        glyphs, paper = self.glyphs, entry.paper
        signs = [
            *([glyphs.watch] if entry.watches else []),
            *([glyphs.note] if entry.marks.note else []),
            *([glyphs.disk] if paper.key in self.downloads else []),
            *([glyphs.code] if paper.code and "code" in self.columns else []),
        ]
        star = f" {glyphs.star} " if entry.marks.bookmarked else " "
        return [
            (" ".join(signs), self.component_style("list--muted")),
            (star, self.component_style("list--accent")),
        ]

    def _single_line(self, entry: Entry, width: int) -> list[Segment]:
        """A row of one line: marks, upvotes, title, first author if there is room, date, star."""
        glyphs, paper = self.glyphs, entry.paper
        muted = self.component_style("list--muted")
        upvotes = ""
        if paper.upvotes is not None and "upvotes" in self.columns:
            upvotes = glyphs.upvotes + short_count(paper.upvotes)
        star = f" {glyphs.star} " if entry.marks.bookmarked else "   "
        day = f"  {self._date(entry)}".rstrip()
        room = max(0, width - LEAD_WIDTH - UPVOTES_WIDTH - cell_len(day) - cell_len(star))
        title = self._title_lines(entry, room, 1)[0]
        left = room - cell_len(title)
        authors = paper.byline() if "authors" in self.columns else ""
        author = fit(authors, left - 2, glyphs.more) if left >= AUTHOR_MIN_WIDTH + 2 else ""
        return [
            *self._marks(entry),
            Segment(pad(upvotes, UPVOTES_WIDTH), muted),
            *self._highlighted(title, self._title_style(entry)),
            Segment(pad(author, left, right=True), muted),
            Segment(day, muted),
            Segment(star, self.component_style("list--accent")),
        ]


def _short_reasons(found: ForYou) -> tuple[str, ...]:
    """The tag and the terms that a paper shares with it, in decreasing length: "#agents: tool
    use, planning". The list's title says that it is for the user."""
    tag = f"#{found.group}" if found.group else ""
    terms = [", ".join(found.terms[:count]) for count in range(len(found.terms), 0, -1)]
    return (*(f"{tag}: {text}" if tag else text for text in terms), tag)
