"""The sidebar: lists, then the editions on disk, newest first, by month. One month is expanded."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from tui_reader.dates import Period, count, month, month_of, short
from tui_reader.models import Day, ListSource, parse_period
from tui_reader.text.fit import fit, pad
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


class Month(NamedTuple):
    """The editions of a month on disk, newest first, with the row above them."""

    heading: SidebarRow
    days: list[date]


def by_month(days: Sequence[date]) -> dict[str, Month]:
    """Group editions (newest first) by the name of their month ("2026-08")."""
    months: dict[str, Month] = {}
    for _, group in groupby(days, attrgetter("year", "month")):
        editions = list(group)
        source = ListSource.period(month_of(editions[0]))
        heading = SidebarRow(source, month(editions[0]), heading=True)
        months[source.value] = Month(heading, editions)
    return months


def sidebar_rows(
    fixed: Sequence[SidebarRow],
    months: dict[str, Month],
    open_source: ListSource | None,
    expanded: str,
) -> list[SidebarRow]:
    """Build the rows of the sidebar.

    An open edition, week or month that is not on disk has a row, too.

    Args:
        fixed: The rows at the top.
        months: The months with editions on disk, newest first.
        open_source: The open list.
        expanded: The name of the month whose editions are shown ("2026-08").
    """
    rows = list(fixed)
    day = open_source.day if open_source else None
    if day and not (expanded in months and day in months[expanded].days):
        days = (one for found in months.values() for one in found.days)
        months = by_month(sorted((*days, day), reverse=True))
    if open_source and open_source.kind == "period" and open_source.value not in months:
        name = open_source.title().partition(" of ")[0]  # "Week 33 of 2026" is too long
        rows.append(SidebarRow(open_source, name, " "))
    rows += [BLANK] if months else []
    for name, found in months.items():
        rows.append(found.heading)
        if name == expanded:  # the labels are formatted on paint
            rows += map(SidebarRow, map(ListSource.edition, found.days))
    return rows


class Sidebar(VirtualList[SidebarRow]):
    """Rows are lists and editions. Unread counts are requested only for visible editions.

    The month of the open edition is expanded. Without focus, only the open list is marked.
    """

    CLICKS = 1

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(row_height=1, id=id)
        self.entries: list[SidebarRow] = []
        self.by_source: dict[ListSource, int] = {}
        self.unread: dict[date, int] = {}
        self.open_source: ListSource | None = None
        self._fixed = 0  # number of rows at the top
        self._months: dict[str, Month] = {}
        self._expanded = ""

    def fill(self, fixed: Sequence[SidebarRow], days: Sequence[Day]) -> None:
        """Replace all rows; see `sidebar_rows`."""
        self._fixed = len(fixed)
        self._months = by_month([one.day for one in days])
        self._expanded = self._expanded or next(iter(self._months), "")
        self._replace(sidebar_rows(fixed, self._months, self.open_source, self._expanded))

    def _replace(self, entries: list[SidebarRow]) -> None:
        """Show other rows. The cursor stays on its list, and the scroll position if possible."""
        source = self.entries[self.cursor].source if self.entries else None
        self.entries = entries
        self.by_source = {row.source: index for index, row in enumerate(entries) if row.source}
        cursor = self.by_source.get(source) if source else None
        top = self.scroll_y
        cursor_visible = top <= self.cursor < top + self.page_size
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

    def update_row(self, source: ListSource, **numbers: int) -> None:
        """Replace `papers` or `unread` in the row of a list, if it has one."""
        index = self.by_source.get(source)
        if index is None:
            return
        row = self.entries[index]._replace(**numbers)  # type: ignore[arg-type]
        if row != self.entries[index]:
            self.entries[index] = row
            self.supply({index: row})

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
        """Highlight the open list, expand its month, and move the cursor to its row."""
        before, self.open_source = self.open_source, source
        period = _month_of(source)
        if period is not None:
            self._expanded = period.name
        fixed = self.entries[: self._fixed]
        entries = sidebar_rows(fixed, self._months, source, self._expanded)
        if [row.source for row in entries] != [row.source for row in self.entries]:
            self._replace(entries)
            self._request_rows()
        index = self.by_source.get(source)
        changed = {index, self.cursor, self.by_source.get(before) if before else None}
        if index is not None:
            self.cursor = index
        self._redraw(*(row for row in changed if row is not None))

    def _request_rows(self) -> None:
        """Request the unread counts of visible editions, unless the last request covers them."""
        visible, requested = self._visible_rows(), self._requested
        if visible and not requested.start <= visible.start < visible.stop <= requested.stop:
            self._requested = self._visible_rows(1)
            self.post_message(self.RowsNeeded(self, self._requested))

    def action_move(self, by: int) -> None:
        """Move the cursor, skipping blank rows."""
        index = self.cursor + by
        step = 1 if by > 0 else -1
        while 0 <= index < self.length and self.entries[index].source is None:
            index += step
        if 0 <= index < self.length:
            self.cursor = index

    def on_click(self, event: events.Click) -> None:
        """Ignore a click on a blank row."""
        if self.rows.get(self.row_at(event)) == BLANK:
            event.prevent_default()

    def _strip(self, item: SidebarRow, index: int, line: int, cursor: bool) -> Strip:
        shows_cursor = self.has_focus or item.source == self.open_source
        return super()._strip(item, index, line, cursor and shows_cursor)

    def paint(
        self, item: SidebarRow, index: int, line: int, width: int, cursor: bool
    ) -> list[Segment]:
        if item.source is None:
            return []
        muted, accent, bright = map(
            self.component_style, ("list--muted", "list--accent", "list--bright")
        )
        is_open = item.source == self.open_source
        lead = Segment(self.bar if cursor else " ", accent)
        if item.heading:
            return [lead, Segment(self._heading(item, width - 2), bright if is_open else muted)]
        day = item.source.day
        label = short(day) if day else item.label
        unread = self.unread.get(day, 0) if day else item.unread
        papers = count(item.papers) if item.papers is not None else ""
        right = f"{count(unread)} {self.glyphs.unread} " if unread else f"{papers} "
        mark = "  " if day else f"{item.mark or ' '} "
        room = width - 1 - len(mark) - cell_len(right)
        label_style = bright if is_open or (day and unread) else Style()
        return [
            lead,
            Segment(mark, accent),
            Segment(pad(fit(label, room - 1, self.glyphs.more), room), label_style),
            Segment(right, muted),
        ]

    def _heading(self, item: SidebarRow, width: int) -> str:
        """A month with the symbol for expanded or collapsed."""
        name = item.label
        assert item.source is not None
        is_expanded = item.source.value == self._expanded
        if cell_len(name) > width - 2:
            name = f"{name[:3]} {name.split()[-1]}"
        return f"{self.glyphs.expanded if is_expanded else self.glyphs.collapsed} {name}"


def _month_of(source: ListSource) -> Period | None:
    """The month to expand for a list: that of an edition, or the open month."""
    if source.day:
        return month_of(source.day)
    if source.kind != "period" or "W" in source.value:
        return None
    return parse_period(source.value)
