"""The panes of the main screen: widgets, focus order, zoom, narrow windows and sizes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.css.scalar import Scalar
from textual.widget import Widget
from textual.widgets import Static

from tui_reader.commands import DATES, DETAIL, LIST
from tui_reader.tui.context import ReaderContext
from tui_reader.tui.screens.pages.paper_actions import ReaderScreen
from tui_reader.tui.widgets.paper_list import PaperList
from tui_reader.tui.widgets.paper_view import PaperView
from tui_reader.tui.widgets.sidebar import Sidebar
from tui_reader.tui.widgets.status_bar import first_launch_tip
from tui_reader.tui.widgets.title_bar import SyncStatus

SIZE_STEP = 2  # columns or rows
MIN_SIZES = {"days": 12, "papers": 24, "height": 4}
WIDE, MEDIUM = 120, 80  # columns
LOW = 20  # rows of a window in which the first launch shows no tip
SPACED_ROWS = 24  # rows of a wide window from which a blank line separates papers
_PANES = (DATES, LIST, DETAIL)


class PaneScreen(ReaderScreen):
    """Dates, papers and an abstract. Knows how they are arranged, not what they show.

    Attributes:
        sizes: Saved with the session: columns of `days` and `papers`, rows of `papers` when it is
            above the abstract (`height`).
        is_zoomed: The page has the whole window. Showing any pane ends it.
        sidebar_hidden: Showing the sidebar ends it.
        is_compact: One line per paper.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (MEDIUM, "-medium"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]
    AUTO_FOCUS = "#papers"

    def __init__(self, context: ReaderContext) -> None:
        super().__init__(context)
        self.sidebar = Sidebar(id="days")
        self.papers = PaperList(id="papers")
        self.view = PaperView(id="detail")
        self._empty: Static | None = None
        self._tip: Static | None = None
        self.sidebar.glyphs = self.papers.glyphs = context.glyphs
        self.papers.columns = frozenset(context.options.settings.reader.columns)
        # Textual sets the breakpoints' classes after the first layout: too late for the first page.
        width, height = self.app.size
        size = "-wide" if width >= WIDE else "-medium" if width >= MEDIUM else "-narrow"
        low = "-low" if height < LOW else "-high"
        self.add_class(size, low, update=False)
        self.sizes: dict[str, int] = {}
        self.is_zoomed = self.sidebar_hidden = self.is_compact = False
        self._pane_before_zoom = LIST

    def compose(self) -> ComposeResult:
        yield self.title_bar
        with Horizontal(id="panes"):
            yield self.sidebar
            with Container(id="papers-and-page"):
                yield self.papers
                yield self.view
        yield self.status_bar

    def key_used(self) -> None:
        """Remove the hints of a first launch."""
        if self._tip is not None:
            self._tip.remove()
            self._tip = None

    def action_scroll_abstract(self, by: int) -> None:
        """Scroll the page; if no list is visible, go to another paper at its end."""
        (self.papers if self.is_zoomed else self.view).action_move(by)

    def show_empty(self, message: Content) -> None:
        """Show a message in place of list and abstract, while the screen has the class `-empty`."""
        if self._empty is None:
            self._empty = Static(message, id="empty", markup=False)
            self.query_one("#papers-and-page").mount(self._empty)
        else:
            self._empty.update(Content.assemble(message))
        self.add_class("-empty")

    def show_tip(self) -> None:
        """Show the hints of a first launch, until a key is used."""
        self._tip = Static(first_launch_tip(self.status_bar.keys), id="hints", markup=False)
        self.mount(self._tip, before=self.status_bar)

    async def last_page(self) -> list[str]:
        """Return the lines of the page that the next launch shows first."""
        self.context.set_status("")
        self.title_bar.sync_status = SyncStatus()
        self.show_pane(LIST)
        self.view.scroll_home(animate=False, immediate=True)
        await self.painted()
        return self.rendered_lines()

    # Focus

    @property
    def focused_pane(self) -> str:
        """The pane with the focus. (`has_focus` changes only some messages later.)"""
        if self.is_zoomed:
            return DETAIL
        if self.focused is self.sidebar:
            return DATES
        return DETAIL if self.focused is self.view else LIST

    def show_pane(self, pane: str) -> None:
        """Focus a pane; in a narrow window it is the only one visible."""
        self.is_zoomed = False
        self.remove_class("-zoomed")
        if pane == DATES and self.sidebar_hidden:
            self.hide_sidebar(False)
        self.set_class(pane == DATES, "-dates")
        self.set_class(pane == DETAIL, "-detail")
        self.set_focus({DATES: self.sidebar, DETAIL: self.view}.get(pane, self.papers))

    def action_dates(self) -> None:
        self.show_pane(DATES)

    def action_focus_pane(self, by: int) -> None:
        """Focus the next pane, or the previous one (-1)."""
        if self.is_zoomed:
            return
        at = _PANES.index(self.focused_pane)
        following = (_PANES[(at + by * step) % len(_PANES)] for step in (1, 2))
        self.show_pane(next(one for one in following if one != DATES or not self.sidebar_hidden))

    def zoom(self) -> None:
        """Give the page the whole window."""
        self._pane_before_zoom, self.is_zoomed = self.focused_pane, True
        self.remove_class("-dates")
        self.add_class("-zoomed")
        self.set_focus(self.view)

    def end_zoom(self) -> None:
        """Show the panes again, with the focus where it was."""
        self.show_pane(self._pane_before_zoom)

    def hide_sidebar(self, hidden: bool) -> None:
        """Hide the sidebar, or show it."""
        self.sidebar_hidden = hidden
        if hidden and self.focused_pane == DATES:
            self.show_pane(LIST)
        self.set_class(hidden, "-without-dates")

    def action_sidebar(self) -> None:
        self.hide_sidebar(not self.sidebar_hidden)

    @property
    def is_narrow(self) -> bool:
        """One pane at a time."""
        return self.size.width < MEDIUM

    # Sizes

    def on_resize(self) -> None:
        self.fit_panes()

    def fit_panes(self) -> None:
        """Apply the chosen sizes, as far as this layout has them, and the row height."""
        size = self.app.size
        narrow, wide = size.width < MEDIUM, size.width >= WIDE
        comfortable = 3 if wide and size.height >= SPACED_ROWS else 2
        self.papers.set_row_height(1 if self.is_compact else comfortable)
        _set(self.sidebar, "width", None if narrow else self.sizes.get("days"))
        _set(self.papers, "width", self.sizes.get("papers") if wide else None)
        # Two fifths by default, in whole papers: half a paper at the edge looks like a mistake.
        two_fifths = size.height * 2 // 5 // 2 * 2 + 1
        height = None if narrow or wide else self.sizes.get("height") or two_fifths
        _set(self.papers, "height", height)

    def action_density(self) -> None:
        self.is_compact = not self.is_compact
        self.fit_panes()

    def action_resize_pane(self, steps: int) -> None:
        """Grow (or shrink) sidebar or list."""
        width, height = self.size
        if self.is_narrow:
            text = "A window this narrow shows one pane at a time"
            self.context.set_status(text, until="moved")
        elif self.focused_pane == DATES:
            self._resize("days", self.sidebar.outer_size.width, steps, width // 2)
        elif width >= WIDE:
            self._resize("papers", self.papers.outer_size.width, steps, width * 2 // 3)
        else:
            self._resize("height", self.papers.outer_size.height, steps, height - 2)

    def _resize(self, name: str, size: int, steps: int, most: int) -> None:
        self.sizes[name] = max(MIN_SIZES[name], min(size + steps * SIZE_STEP, most))
        self.fit_panes()

    def load_sizes(self, saved: object) -> None:
        """Restore saved sizes, ignoring invalid ones."""
        if isinstance(saved, dict):
            self.sizes = {
                name: size
                for name, size in saved.items()
                if name in MIN_SIZES and isinstance(size, int) and 0 < size < 1000
            }


def _set(pane: Widget, side: str, cells: int | None) -> None:
    """Set a size, None for the style sheet's; only if it differs, since it causes a new layout."""
    size = None if cells is None else Scalar.from_number(cells)
    if pane.styles.inline.get_rule(side, None) != size:
        setattr(pane.styles, side, size)
