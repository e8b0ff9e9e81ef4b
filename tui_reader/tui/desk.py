"""The main screen's common ground: its panes, what is open in them, and how rows get there.

The other parts of the screen (moving, marking, syncing …) are mixins over this class, one file
each. The screen shows only what the store returns; messages carry keys, never data.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from tui_reader import dates
from tui_reader.config import Config, defaults
from tui_reader.paper import Entry, id_of, key_of
from tui_reader.store import ReadOnly, Store, library, lists, rows
from tui_reader.tui import detail, empty, places
from tui_reader.tui.bars import StatusLine, TitleLine
from tui_reader.tui.commands import DATES, DETAIL, LIST, key_name
from tui_reader.tui.days import STRIP, Days, Shelf, shelves
from tui_reader.tui.detail import Detail
from tui_reader.tui.glyphs import UNICODE, Glyphs
from tui_reader.tui.papers import Papers
from tui_reader.tui.places import BOOKMARKS, TRENDING, UNREAD, Place
from tui_reader.tui.rows import Rows

if TYPE_CHECKING:
    from tui_reader.hub.client import Hub

SOON = 0.03  # seconds without a key after which what comes next is prepared
LEFT = "left"  # the place where the reader left off
ROOMY = 24  # rows of the terminal from which a blank line stands between papers, in three panes


@dataclass(frozen=True, slots=True)
class Options:
    """How the reader was started. `first_place` is opened instead of where it was left."""

    demo: bool = False
    offline: bool = False
    first_place: Place | None = None
    first_paper: str | None = None
    config: Config = field(default_factory=defaults)


@dataclass(frozen=True, slots=True)
class Left:
    """Where a launch begins: a list, a paper in it, and how far both lists were scrolled."""

    place: Place | None = None
    key: int | None = None
    top: int = 0
    days_top: int = 0


class Desk(Screen[None]):
    """Three panes over one store."""

    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (80, "-medium"),
        (120, "-wide"),
    ]
    AUTO_FOCUS = "#papers"

    def __init__(self, store: Store, options: Options, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.store = store
        self.options = options
        self.glyphs = glyphs
        self.place: Place | None = None
        self.keys: array[int] = array("q")
        self.days: list[lists.Day] = []
        self._mentioned = ""
        self._soon = Timer(self, 0)
        self.pressed = 0.0  # when a key was, last, wherever it went (monotonic)
        self.title_line = TitleLine(id="head")
        self.sidebar = Days(id="days")
        self.papers = Papers(id="papers")
        self.detail = Detail(id="detail")
        self.empty = Static(Content(""), id="empty", markup=False)
        self.hints = Static(Content(""), id="hints", markup=False)
        self.status = StatusLine(id="foot")
        for widget in (self.title_line, self.sidebar, self.papers, self.status):
            widget.glyphs = glyphs
        self.papers.shown_title = detail.shown
        self.papers.follow = self.show_paper
        self.papers.columns = frozenset(options.config["reader.columns"])
        self.status.keys = {
            name: " ".join(map(key_name, keys)) for name, keys in options.config.keys.items()
        }

    def compose(self) -> ComposeResult:
        yield self.title_line
        with Horizontal(id="panes"):
            yield self.sidebar
            with Container(id="desk"):
                yield self.papers
                yield self.detail
                yield self.empty
        yield self.hints
        yield self.status

    # What is under the cursor

    @property
    def key(self) -> int | None:
        """The key of the paper under the cursor."""
        index = self.papers.cursor
        return self.keys[index] if 0 <= index < len(self.keys) else None

    @property
    def entry(self) -> Entry | None:
        """The paper under the cursor, as the store last returned it."""
        return self.papers.item

    @property
    def chosen_keys(self) -> list[int]:
        """The papers a command works on: those selected, else the one under the cursor."""
        if self.papers.chosen:
            return [key for key in self.keys if key in self.papers.chosen]
        return [] if self.key is None else [self.key]

    @property
    def pane(self) -> str:
        """The pane that has the focus. (`has_focus` would tell of it only some messages later.)"""
        if self.focused is self.sidebar:
            return DATES
        return DETAIL if self.focused is self.detail else LIST

    @property
    def today(self) -> date:
        """The newest edition's day; the local date only where nothing is on disk."""
        return self.days[0].day if self.days else datetime.now(UTC).date()

    def say(self, message: str, error: bool = False) -> None:
        """One line at the bottom, in place of the one before."""
        self.status.say(message, error)

    def mention(self, message: str) -> None:
        """Say what the last key did; gone when the reader goes on."""
        self.say(message)
        self._mentioned = self.status.message

    def went_on(self) -> None:
        """Another paper or list: what was mentioned is over."""
        if self._mentioned and self.status.message == self._mentioned:
            self.say("")

    # Opening

    async def open(
        self, place: Place, key: int | None = None, index: int = 0, top: int | None = 0
    ) -> bool:
        """Open a list with the cursor on a paper. False if it is not on disk (nothing moves)."""
        keys = await self.keys_of(place)
        if keys is None:
            return False
        if key is not None and key in keys:
            index = keys.index(key)
        index = max(0, min(index, len(keys) - 1))
        held = await self._entries(self.papers.window(index, len(keys)), keys, place)
        # From here on nothing is awaited: an opening that is given up leaves nothing half done.
        self.place, self.keys = place, keys
        self.opening(place)
        self.papers.chosen.clear()
        self.set_class(not keys, "-empty")
        self.papers.show(len(keys), index, held, top)
        if not keys:
            self.empty.update(self.why_empty(place))
        self.sidebar.point_at(place.whole)
        self.show_title()
        self.show_paper()
        self.went_on()
        return True

    async def keys_of(self, place: Place) -> array[int] | None:
        """The papers of a place in the order they are shown in."""
        return await self.store.read(places.keys, place, self.today)

    def why_empty(self, place: Place) -> Content:
        return empty.page(place, self.days)

    def opening(self, place: Place) -> None:
        """Another list is about to be shown; its keys are in `keys`."""

    async def _entries(
        self, window: range, keys: array[int], place: Place | None
    ) -> dict[int, Entry]:
        """The rows of a window of a list, by index."""
        asked = keys[window.start : window.stop]
        found = await self.read_entries(asked, place.day if place else None)
        return {
            index: found[key] for index, key in enumerate(asked, start=window.start) if key in found
        }

    async def read_entries(self, keys: Iterable[int], day: date | None) -> dict[int, Entry]:
        """Papers as they stand in a list, by key."""
        return await self.store.read(rows.entries, keys, day)

    async def on_rows_wanted(self, message: Rows.Wanted) -> None:
        if message.rows is self.papers:
            keys = self.keys
            held = await self._entries(range(message.first, message.past), keys, self.place)
            if keys is self.keys:
                self.papers.supply(held)
        else:
            await self.count_days()

    async def show_again(self, keys: Iterable[int] | None = None) -> None:
        """Read rows again that have changed (all that are held, by default); nothing moves."""
        changed, open_now = None if keys is None else set(keys), self.keys
        held = [
            index
            for index in self.papers.held
            if index < len(self.keys) and (changed is None or self.keys[index] in changed)
        ]
        if held:
            asked = [self.keys[index] for index in held]
            day = self.place.day if self.place else None
            found = await self.read_entries(asked, day)
            if open_now is self.keys:
                self.papers.supply(
                    {i: found[k] for i, k in zip(held, asked, strict=True) if k in found}
                )
                if self.papers.cursor in held:
                    self.show_paper(same=True)
        await self.recount()

    def show_paper(self, same: bool = False) -> None:
        """Show the page of the paper under the cursor."""
        entry = self.entry
        if entry is None:
            self.detail.show(None, Content(""))
            return
        self.detail.show(entry.paper.key, self.page_of(entry))
        if not same:
            self.looked_at(entry)
            self._soon.stop()
            if self.detail.size:  # not before the first page is painted
                self._soon = self.set_timer(SOON, self._prepare)

    def _prepare(self) -> None:
        """Lay out the pages above and below, so that the next key finds them ready."""
        for index in (self.papers.cursor + 1, self.papers.cursor - 1):
            entry = self.papers.held.get(index)
            if entry is not None:
                self.detail.prepare(self.page_of(entry))

    def page_of(self, entry: Entry) -> Content:
        on_disk = entry.paper.key in self.papers.on_disk
        hyperlinks = self.glyphs is UNICODE
        return detail.page(entry, self.glyphs, hyperlinks, on_disk=on_disk, mark=self.mark_found)

    def mark_found(self, text: Content) -> Content:
        """A part of a page, with what was searched for in it."""
        return text

    def looked_at(self, entry: Entry) -> None:
        """A paper's page has come on screen. (Marking counts the second from here.)"""

    def opened(self, key: int) -> None:
        """The reader opened a paper, which counts as reading it."""

    def on_rows_moved(self, message: Rows.Moved) -> None:
        if message.rows is self.papers and self.detail.key != self.key:
            self.show_paper()  # it was not held
        self.went_on()

    # Sidebar and title

    async def fill_sidebar(self) -> None:
        """Read the editions on disk and draw the sidebar; its counts follow."""
        self.days = await self.store.read(lists.days)
        self.sidebar.fill(shelves(await self.fixed_shelves(), self.days))
        if self.place:
            self.sidebar.point_at(self.place.whole)
        await self.recount()

    async def fixed_shelves(self) -> list[Shelf]:
        """The lists over the dates."""
        glyphs = self.glyphs
        return [
            Shelf(BOOKMARKS, "Bookmarks", glyphs.star, papers=0),
            Shelf(UNREAD, "Unread", glyphs.unread, papers=0),
            Shelf(TRENDING, "Trending", glyphs.upvotes),
            *await self.more_shelves(),
        ]

    async def more_shelves(self) -> list[Shelf]:
        return []

    async def recount(self) -> None:
        """Bookmarks, unread papers and the unread numbers on screen, as they are on disk."""
        counted = await self.store.read(lists.counts)
        for place, number in ((BOOKMARKS, counted.bookmarks), (UNREAD, counted.unread)):
            index = self.sidebar.by_place.get(place)
            if index is not None and self.sidebar.rows[index].papers != number:
                self.sidebar.relabel(index, papers=number)
        await self.count_days()
        self.show_title()

    async def count_days(self) -> None:
        wanted = set(filter(None, (self.sidebar.days_on_screen(),)))
        if self.days:
            wanted.add((self.days[:STRIP][-1].day, self.days[0].day))
        if self.place and self.place.day:
            wanted.add((self.place.day, self.place.day))
        for oldest, newest in wanted:
            unread = await self.store.read(lists.unread_by_day, oldest, newest)
            self.sidebar.count(unread, oldest, newest)
        self.show_title()

    def show_title(self) -> None:
        if self.place is None:
            return
        dot = f" {self.glyphs.dot} "
        number = len(self.keys)
        parts = [
            self.name_of(self.place),
            f"{dates.count(number)} paper{'' if number == 1 else 's'}",
        ]
        day = self.place.day
        if day and not self.place.narrow and self.sidebar.unread.get(day):
            parts.append(f"{self.sidebar.unread[day]} unread")
        parts += self.title_notes()
        if self.size.width < 60 and day:
            parts[0] = dates.short(day)
        self.title_line.open(dot.join(parts))

    def name_of(self, place: Place) -> str:
        iso = place.day and self.options.config["reader.dates"] == "iso"
        return place.value if iso else place.title()

    def title_notes(self) -> Sequence[str]:
        """What else the title line says of the list that is open."""
        return ()

    # Layout

    def on_resize(self) -> None:
        self.fit_rows()
        self.show_title()

    def fit_rows(self) -> None:
        """A blank line between papers where there is room for it."""
        width, height = self.app.size
        self.papers.set_row_height(3 if width >= 120 and height >= ROOMY else 2)

    def show_pane(self, pane: str) -> None:
        """Focus a pane; in a narrow window it is the only one shown."""
        self.set_class(pane == DATES, "-dates")
        self.set_class(pane == DETAIL, "-detail")
        target = {DATES: self.sidebar, DETAIL: self.detail}.get(pane, self.papers)
        self.set_focus(target)
        self.status.pane(pane)

    def on_descendant_focus(self) -> None:
        self.status.pane(self.pane)

    # Where the reader left off

    async def remember(self) -> None:
        """Keep where the reader is, for the next launch."""
        if self.place is None:
            return
        key = self.key
        left = {
            "place": self.place.to_json(),
            "paper": None if key is None else id_of(key),
            "tops": [round(self.papers.scroll_y), round(self.sidebar.scroll_y)],
        }
        try:
            await self.store.write_library(library.put_place, LEFT, {**left, **self.habits()})
        except ReadOnly:
            return

    def habits(self) -> dict[str, Any]:
        """What else is kept with the place: the order, the widths of the panes."""
        return {}

    async def where_left(self) -> Left:
        """The place and paper to begin with."""
        left = await self.store.read(lists.place, LEFT)
        if isinstance(left, dict):
            self.take_habits(left)
        if self.options.first_place is not None or self.options.first_paper is not None:
            return Left(self.options.first_place, _key(self.options.first_paper))
        if not isinstance(left, dict):
            return Left()
        match left.get("tops"):
            case [int(papers), int(days)]:
                tops = (papers, days)
            case _:
                tops = (0, 0)
        return Left(Place.from_json(left.get("place")), _key(left.get("paper")), *tops)

    def take_habits(self, left: dict[str, Any]) -> None:
        """Take up what `habits` kept."""

    async def hub(self) -> Hub:
        """The client, made when it is first needed: the first paint has no use for it."""
        from tui_reader.tui.network import make_hub

        return make_hub(self.options.demo, self.options.offline)


def _key(paper: Any) -> int | None:
    try:
        return key_of(paper) if isinstance(paper, str) else None
    except ValueError:
        return None
