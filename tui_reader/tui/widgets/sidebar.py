"""The sidebar: lists, then the editions on disk, newest first, grouped by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events

from tui_reader.dates import count, month, month_of, short
from tui_reader.models import Day, ListSource
from tui_reader.tui.rendering.text_fit import fit, pad
from tui_reader.tui.widgets.virtual_list import VirtualList


class SidebarRow(NamedTuple):
    """A row of the sidebar: a list with its counts, a month heading, an edition or a blank line."""

    source: ListSource | None
    label: str = ""
    mark: str = ""
    papers: int | None = None
    unread: int | None = None
    heading: bool = False


BLANK = SidebarRow(None)
PAPERS_CHART, READ_CHART = (
    SidebarRow(None, "papers"),
    SidebarRow(None, "read"),
)  # the two lines of the chart
CHART_EDITIONS = 20
PAPER_COUNT_MIN_WIDTH = 21  # cells; a narrower sidebar shows only unread counts


def sidebar_rows(fixed: Iterable[SidebarRow], days: Sequence[Day]) -> list[SidebarRow]:
    """Build the rows of the sidebar.

    Args:
        fixed: The rows at the top.
        days: The editions on disk, newest first.
    """
    rows = list(fixed)
    if len(days) > 1:
        rows += [BLANK, PAPERS_CHART, READ_CHART]
    current = None
    for day, papers, _ in days:
        if (day.year, day.month) != current:
            current = day.year, day.month
            rows += [BLANK, SidebarRow(ListSource.period(month_of(day)), month(day), heading=True)]
        rows.append(
            SidebarRow(ListSource.edition(day), papers=papers)
        )  # the label is formatted on paint
    return rows


class Sidebar(VirtualList[SidebarRow]):
    """Rows are lists and editions. Unread counts are requested only for visible editions."""

    DEFAULT_CSS = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(row_height=1, id=id)
        self.entries: list[SidebarRow] = []
        self.by_source: dict[ListSource, int] = {}
        self.unread: dict[date, int] = {}
        self.open_source: ListSource | None = None

    def fill(self, entries: list[SidebarRow]) -> None:
        """Replace all rows. The cursor stays on its list, and the scroll position if possible."""
        source = self.entries[self.cursor].source if self.entries else None
        self.entries = entries
        self.by_source = {row.source: index for index, row in enumerate(entries) if row.source}
        cursor = self.by_source.get(source) if source else None
        top = self.scroll_y
        cursor_visible = top <= self.cursor < top + self.page_size
        self.repaint()  # the chart depends on all editions
        rows = dict(enumerate(entries))
        self.show(len(entries), self.cursor if cursor is None else cursor, rows)
        if not cursor_visible:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def set_unread(self, unread: dict[date, int], first: date, last: date) -> None:
        """Replace the unread counts of the editions from `first` to `last` (inclusive)."""
        before = {day: number for day, number in self.unread.items() if first <= day <= last}
        if before == unread:
            return
        for day in before:
            del self.unread[day]
        self.unread.update(unread)
        self.repaint()

    def update_row(self, index: int, **changes: int) -> None:
        """Replace fields of one row, such as `papers` or `unread`."""
        self.entries[index] = self.entries[index]._replace(**changes)  # type: ignore[arg-type]
        self.supply({index: self.entries[index]})

    def visible_days(self) -> tuple[date, date] | None:
        """Return the oldest and the newest edition on the screen and one page around it."""
        top = round(self.scroll_y)
        days = [
            row.source.day
            for row in self.entries[max(0, top - self.page_size) : top + 2 * self.page_size]
            if row.source and row.source.kind == "edition" and row.source.day
        ]
        return (min(days), max(days)) if days else None

    def mark_open(self, source: ListSource) -> None:
        """Highlight the open list, and move the cursor to it if it has a row."""
        before, self.open_source = self.open_source, source
        index = self.by_source.get(source)
        changed = {index, self.cursor, self.by_source.get(before) if before else None}
        if index is not None:
            self.cursor = index
        self._redraw(*(row for row in changed if row is not None))

    def on_click(self, event: events.Click) -> None:
        """Open a list or a date with a single click."""
        event.prevent_default()  # a VirtualList needs a double click
        index = event.y + round(self.scroll_y)
        if 0 <= index < self.length and self.entries[index].source is not None:
            self.go_to(index)
            self.post_message(self.RowSelected(self, index))

    def _evict_far_rows(self) -> None:
        """All rows are always loaded."""

    def _request_rows(self) -> None:
        """Request the unread counts of visible editions, unless the last request covers them."""
        visible, requested = self._visible_rows(), self._requested
        if visible and not requested.start <= visible.start < visible.stop <= requested.stop:
            self._requested = self._visible_rows(1)
            self.post_message(self.RowsNeeded(self, self._requested))

    def move(self, by: int) -> bool:
        """Move the cursor, skipping blank rows."""
        index = self.cursor + by
        step = 1 if by > 0 else -1
        while 0 <= index < self.length and self.entries[index].source is None:
            index += step
        return self.go_to(index) if 0 <= index < self.length else False

    def paint(
        self, item: SidebarRow, index: int, line: int, width: int, cursor: bool
    ) -> list[Segment]:
        if item.source is None:
            return self._chart(item, width) if item.label else []
        muted, accent, bright = map(
            self.component_style, ("list--muted", "list--accent", "list--bright")
        )
        is_open = item.source == self.open_source
        lead = self.glyphs.bar if cursor else " "
        if item.heading:
            return [Segment(lead, accent), Segment(fit(item.label, width - 1), muted)]
        day = item.source.day
        edition, label = day is not None, short(day) if day else item.label
        unread = self.unread.get(day, 0) if day else item.unread
        papers = count(item.papers) if item.papers is not None else ""
        tail = f"{count(unread)} {self.glyphs.unread}" if unread else ""
        if width < PAPER_COUNT_MIN_WIDTH:
            right = tail or ("" if edition else papers)
        elif edition:
            right = pad(papers, 4, right=True) + pad(tail, 7, right=True)
        else:
            right = tail or papers
        right += " "
        mark = f"{item.mark} " if item.mark else ""
        room = width - 2 - cell_len(right)
        label_style = bright if is_open or (edition and unread) else Style()
        return [
            Segment(lead + " ", accent),
            Segment(mark, accent),
            Segment(pad(fit(label, room - len(mark)), room - len(mark)), label_style),
            Segment(right, muted),
        ]

    def _chart(self, item: SidebarRow, width: int) -> list[Segment]:
        """A bar chart of the last editions, newest at the right: papers, or the share read."""
        room = max(0, min(CHART_EDITIONS, width - len(item.label) - 3))
        editions = (row for row in self.entries if row.source and row.source.kind == "edition")
        days = list(islice(editions, room))
        most = max((row.papers or 0 for row in days), default=0)
        shades = self.glyphs.shades
        drawn = []
        for row in reversed(days):
            papers, day = row.papers or 1, row.source.day if row.source else None
            unread = self.unread.get(day, 0) if day else 0
            share = papers / most if item is PAPERS_CHART else 1 - min(unread, papers) / papers
            drawn.append(shades[round(share * (len(shades) - 1))])
        bars, style = "".join(drawn), self.component_style("list--muted")
        return [
            Segment("  "),
            Segment(pad(bars, room, right=True), style),
            Segment(f" {item.label}", self.component_style("list--muted")),
        ]
