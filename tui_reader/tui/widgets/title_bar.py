"""The line at the top: the app's name, the open list and the sync status."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.text.fit import fit, one_line

NAME = "Daily Papers"
PROGRESS_BAR_WIDTH = 10  # cells


class SyncStatus(NamedTuple):
    """The state of a sync, for the title bar. `progress` is from 0 to 1; None shows no bar."""

    text: str = ""
    progress: float | None = None


class TitleBar(Widget):
    """The app's name and the open list at the left, the sync status at the right."""

    DEFAULT_CSS = "TitleBar { height: 1; padding: 0 1; }"
    ALLOW_SELECT = False

    sync_status: reactive[SyncStatus] = reactive(SyncStatus())
    _parts: reactive[tuple[str, ...]] = reactive(("",))

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.is_sample = False

    def show_list(self, name: str, *details: str) -> None:
        """Show the open list. In a narrow window the last details are left out first."""
        self._parts = tuple(map(one_line, (name, *details)))

    def _join(self, parts: tuple[str, ...]) -> str:
        return f" {self.glyphs.dot} ".join(parts)

    def validate_sync_status(self, status: SyncStatus) -> SyncStatus:
        return status._replace(text=one_line(status.text))

    def render_line(self, y: int) -> Strip:
        """Render the line without Textual's word wrapping, which takes longer than the rest."""
        return Strip(self.render().render_segments(self.visual_style))

    def render(self) -> Content:
        width = self.size.width
        (right, progress), bar = self.sync_status, ""
        if progress is not None and width >= 90:
            done = round(PROGRESS_BAR_WIDTH * progress)
            bar = " " + self.glyphs.done * done + self.glyphs.todo * (PROGRESS_BAR_WIDTH - done)
        if width < 80:
            free = width - cell_len(self._join(self._parts[:2])) - 3
            right = fit(right, max(width // 3, free), self.glyphs.more)
        lead, parts = f"{NAME}    ", self._parts
        if self.is_sample:
            parts = (f"SAMPLE {self.glyphs.dot} {parts[0]}", *parts[1:])
        room = width - cell_len(right) - cell_len(bar) - 2
        if cell_len(lead + self._join(parts)) > room:
            lead = ""  # the open list matters more than the app's name
        while len(parts) > 1 and cell_len(self._join(parts)) > room:
            parts = parts[:-1]
        text = fit(self._join(parts), max(0, room - cell_len(lead)), self.glyphs.more)
        gap = " " * max(1, width - sum(map(cell_len, (lead, text, right, bar))))
        return Content.assemble(
            (lead, "bold $accent"), (text, "bold"), gap, (right, "$text-muted"), (bar, "$accent")
        )
