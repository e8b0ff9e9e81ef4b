"""The reader's own ways: the first launch, the panes' widths, the theme, help, the palette."""

from __future__ import annotations

from typing import Any

from textual.css.scalar import Scalar
from textual.widget import Widget

from tui_reader.commands import DATES
from tui_reader.store import ReadOnly, library
from tui_reader.tui.desk import Desk
from tui_reader.tui.key_priority import note_key
from tui_reader.tui.theme_detection import THEME
from tui_reader.tui.themes import PLAIN
from tui_reader.tui.widgets.status_bar import first_launch_keys

STEP = 2  # columns or rows by which a pane grows
LEAST = {"days": 12, "papers": 24, "height": 4}


class Fitting(Desk):
    """What is changed here stays so at the next launch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sizes: dict[str, int] = {}
        self._new_here = True

    # The first launch

    def welcome(self) -> None:
        """Three lines of keys, for who has never been here."""
        if self._new_here:
            self.hints.update(first_launch_keys(self.status.keys))
            self.add_class("-first")

    def key_used(self) -> None:
        note_key()
        self.remove_class("-first")

    # The panes' widths

    def action_wider(self) -> None:
        self._resize_pane(STEP)

    def action_narrower(self) -> None:
        self._resize_pane(-STEP)

    def _resize_pane(self, by: int) -> None:
        """The dates or the list; the abstract takes what is left."""
        if self.has_class("-narrow"):
            self.mention("One pane at a time in a window this narrow")
            return
        if self.pane == DATES:
            self._resize_to("days", self.sidebar.outer_size.width + by, self.size.width // 2)
        elif self.has_class("-wide"):
            self._resize_to("papers", self.papers.outer_size.width + by, self.size.width * 2 // 3)
        else:
            self._resize_to("height", self.papers.outer_size.height + by, self.size.height - 8)

    def _resize_to(self, name: str, size: int, most: int) -> None:
        self._sizes[name] = max(LEAST[name], min(size, most))
        self.fit_panes()

    def fit_panes(self) -> None:
        """Give the panes the sizes that were chosen, as far as this layout has them."""
        narrow, wide = self.size.width < 80, self.size.width >= 120
        chosen = self._sizes.get
        _set(self.sidebar, "width", None if narrow else chosen("days"))
        _set(self.papers, "width", chosen("papers") if wide else None)
        # By default two fifths, in whole papers: half a paper at the edge looks like a mistake.
        two_fifths = self.size.height * 2 // 5 // 2 * 2 + 1
        _set(self.papers, "height", None if narrow or wide else chosen("height") or two_fifths)

    def on_resize(self) -> None:
        self.fit_panes()  # Textual runs the handler of each class

    def habits(self) -> dict[str, Any]:
        return {**super().habits(), "sizes": self._sizes}

    def take_habits(self, left: dict[str, Any]) -> None:
        super().take_habits(left)
        self._new_here = False
        sizes = left.get("sizes")
        if isinstance(sizes, dict):
            self._sizes = {
                name: size
                for name, size in sizes.items()
                if name in LEAST and isinstance(size, int) and 0 < size < 1000
            }
            self.fit_panes()

    # Theme, help, palette

    def action_theme(self) -> None:
        if self.app.current_theme.name == PLAIN.name:
            self.mention("Without colour there is nothing to choose from")
            return
        self.run_worker(self._choose_theme(), group="dialog", exclusive=True)

    async def _choose_theme(self) -> None:
        from tui_reader.tui.theme_menu import ThemeMenu

        before = self.app.theme
        names = sorted(self.app.available_themes, key=lambda name: not name.startswith("paper-"))
        choices = [
            (name, name, "dark" if self.app.available_themes[name].dark else "light")
            for name in names
            if name != PLAIN.name
        ]
        chosen = await self.app.push_screen_wait(ThemeMenu("Theme", choices, current=before))
        self.app.theme = chosen or before
        if chosen:
            await self.keep_theme(chosen)

    async def keep_theme(self, name: str) -> None:
        self.app.theme = name
        try:
            await self.store.write_library(library.put_value, THEME, name)
        except ReadOnly as error:
            self.say(f"The theme is not kept: {error}", error=True)

    def action_help(self) -> None:
        from tui_reader.tui.dialogs.help import pane_help

        self.app.push_screen(pane_help(self.pane, self.status.keys, self.action_palette))

    def action_palette(self) -> None:
        from tui_reader.tui.palette_entries import open_palette

        open_palette(self)


def _set(pane: Widget, side: str, cells: int | None) -> None:
    """None: as the style sheet says. A size that it has already would have all laid out again."""
    size = None if cells is None else Scalar.from_number(cells)
    if pane.styles.inline.get_rule(side, None) != size:
        setattr(pane.styles, side, size)
