"""The sidebar: the reader's lists, then the editions, newest first, under their months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui_reader.dates import count, month, month_of, short
from tui_reader.store.queries import Day
from tui_reader.tui.lists.paper_lists import Place
from tui_reader.tui.rendering.text_fit import fit, pad
from tui_reader.tui.widgets.virtual_list import Rows


class Shelf(NamedTuple):
    """A row of the sidebar: a list with its counts, a month's heading, an edition, or a blank."""

    place: Place | None
    label: str = ""
    mark: str = ""
    papers: int | None = None
    unread: int | None = None
    heading: bool = False


BLANK = Shelf(None)
PAPERS, READ = Shelf(None, "papers"), Shelf(None, "read")  # the two lines of the heat strip
STRIP = 20  # editions in it
ROOM_FOR_PAPERS = 21  # columns; in fewer an edition shows its unread papers alone


def shelves(fixed: Iterable[Shelf], days: Sequence[Day]) -> list[Shelf]:
    """All rows of the sidebar, from its lists and the editions on disk (newest first)."""
    rows = list(fixed)
    if len(days) > 1:
        rows += [BLANK, PAPERS, READ]
    current = None
    for day, papers, _ in days:
        if (day.year, day.month) != current:
            current = day.year, day.month
            rows += [BLANK, Shelf(Place.period(month_of(day)), month(day), heading=True)]
        rows.append(Shelf(Place.edition(day), papers=papers))  # named when it is painted
    return rows


class Days(Rows[Shelf]):
    """Each row is a shelf; the unread numbers come for the days on screen alone."""

    DEFAULT_CSS = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(row_height=1, id=id)
        self.rows: list[Shelf] = []
        self.by_place: dict[Place, int] = {}
        self.unread: dict[date, int] = {}
        self.open: Place | None = None

    def fill(self, rows: list[Shelf]) -> None:
        """Show these rows. The cursor stays on the shelf it was on, and in sight if it was."""
        at = self.rows[self.cursor].place if self.rows else None
        self.rows = rows
        self.by_place = {row.place: index for index, row in enumerate(rows) if row.place}
        cursor = self.by_place.get(at) if at else None
        top = self.scroll_y
        in_sight = top <= self.cursor < top + self.page
        self.repaint()  # the strip tells of all editions
        self.show(len(rows), self.cursor if cursor is None else cursor, dict(enumerate(rows)))
        if not in_sight:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def count(self, unread: dict[date, int], first: date, last: date) -> None:
        """Unread numbers of the editions from one day to another."""
        before = {day: number for day, number in self.unread.items() if first <= day <= last}
        if before == unread:
            return
        for day in before:
            del self.unread[day]
        self.unread.update(unread)
        self.repaint()

    def relabel(self, index: int, **changes: int) -> None:
        self.rows[index] = self.rows[index]._replace(**changes)  # type: ignore[arg-type]
        self.supply({index: self.rows[index]})

    def days_on_screen(self) -> tuple[date, date] | None:
        """The newest and the oldest edition that can be seen now, as (oldest, newest)."""
        top = round(self.scroll_y)
        seen = [
            row.place.day
            for row in self.rows[max(0, top - self.page) : top + 2 * self.page]
            if row.place and row.place.kind == "edition" and row.place.day
        ]
        return (min(seen), max(seen)) if seen else None

    def point_at(self, place: Place) -> None:
        """Put the cursor on the list that is open, where it has a row."""
        before, self.open = self.open, place
        index = self.by_place.get(place)
        changed = {index, self.cursor, self.by_place.get(before) if before else None}
        if index is not None and index != self.cursor:
            self.cursor = index
            self._keep_cursor_visible()
        self._redraw(*(row for row in changed if row is not None))

    def _forget_far(self) -> None:
        """All rows are small and held."""

    def _want(self) -> None:
        """What is not held are the unread numbers: they are asked for where none have been."""
        first, past = self._asked or (0, 0)
        seen = self._on_screen()
        if seen and not first <= seen.start < seen.stop <= past:
            near = self._on_screen(1)
            self._asked = near.start, near.stop
            self.post_message(self.Wanted(self, *self._asked))

    def move(self, by: int) -> bool:
        """Step over blank rows."""
        index = self.cursor + by
        step = 1 if by > 0 else -1
        while 0 <= index < self.length and self.rows[index].place is None:
            index += step
        return self.go(index) if 0 <= index < self.length else False

    def paint(self, item: Shelf, index: int, part: int, width: int, cursor: bool) -> list[Segment]:
        if item.place is None:
            return self._strip(item, width) if item.label else []
        muted, accent, bright = map(self.part, ("rows--muted", "rows--accent", "rows--bright"))
        opened = item.place == self.open
        lead = self.glyphs.bar if cursor else " "
        if item.heading:
            return [Segment(lead, accent), Segment(fit(item.label, width - 1), muted)]
        day = item.place.day
        edition, label = day is not None, short(day) if day else item.label
        unread = self.unread.get(day, 0) if day else item.unread
        papers = count(item.papers) if item.papers is not None else ""
        tail = f"{count(unread)} {self.glyphs.unread}" if unread else ""
        if width < ROOM_FOR_PAPERS:
            right = tail or ("" if edition else papers)
        elif edition:
            right = pad(papers, 4, right=True) + pad(tail, 7, right=True)
        else:
            right = tail or papers
        right += " "
        mark = f"{item.mark} " if item.mark else ""
        room = width - 2 - cell_len(right)
        label_style = bright if opened or (edition and unread) else Style()
        return [
            Segment(lead + " ", accent),
            Segment(mark, accent),
            Segment(pad(fit(label, room - len(mark)), room - len(mark)), label_style),
            Segment(right, muted),
        ]

    def _strip(self, item: Shelf, width: int) -> list[Segment]:
        """The shape of the last editions, the newest at the right: papers, and how much is read."""
        room = max(0, min(STRIP, width - len(item.label) - 3))
        editions = (row for row in self.rows if row.place and row.place.kind == "edition")
        days = list(islice(editions, room))
        most = max((row.papers or 0 for row in days), default=0)
        shades = self.glyphs.shades
        drawn = []
        for row in reversed(days):
            papers, day = row.papers or 1, row.place.day if row.place else None
            unread = self.unread.get(day, 0) if day else 0
            share = papers / most if item is PAPERS else 1 - min(unread, papers) / papers
            drawn.append(shades[round(share * (len(shades) - 1))])
        bars, style = "".join(drawn), self.part("rows--muted")
        return [
            Segment("  "),
            Segment(pad(bars, room, right=True), style),
            Segment(f" {item.label}", self.part("rows--muted")),
        ]
