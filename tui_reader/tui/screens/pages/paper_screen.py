"""Base classes of screens, and of pages about one paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui_reader.glyphs import ASCII
from tui_reader.tui.context import ReaderContext, Status
from tui_reader.tui.screens.pages.paper_actions import PaperActions
from tui_reader.tui.textual_ext.compositor import PatchScreen
from tui_reader.tui.widgets.status_bar import StatusBar
from tui_reader.tui.widgets.title_bar import TitleBar


class ReaderScreen(PaperActions, PatchScreen[None]):
    """A screen with a title bar and a status bar."""

    def __init__(self, context: ReaderContext) -> None:
        super().__init__()
        self.context = context
        self.title_bar = TitleBar(id="head")
        self.status_bar = StatusBar(id="foot")
        self.title_bar.glyphs = self.status_bar.glyphs = context.glyphs
        self.title_bar.is_sample = context.options.demo
        self.status_bar.keys = context.key_names
        self.set_class(context.glyphs is ASCII, "-plain")

    def show_status(self, status: Status) -> None:
        """Show the app's message."""
        self.show_message(status.text, status.error)

    def show_message(self, message: str, error: bool = False) -> None:
        """Show a message on this screen only."""
        self.status_bar.show_message(message, error)


class PaperScreen(ReaderScreen):
    """A page about one paper. Subclasses define `page_kind` and the content."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "back", show=False, priority=True)]

    page_kind: ClassVar[str]
    actions: ClassVar[Mapping[str, str]] = {}  # of commands whose action has another name

    def __init__(self, context: ReaderContext, key: int) -> None:
        super().__init__(context)
        self.key = key
        self.status_bar.show_keys_of(self.page_kind)

    def on_screen_resume(self) -> None:
        """Start to show the app's messages; earlier ones belong to the screen below."""
        self.watch(self.app, "status", self.show_status, init=False)

    @property
    def is_typing(self) -> bool:
        """True if keys are text for an input on the page."""
        return False

    async def on_status_bar_hint_clicked(self, message: StatusBar.HintClicked) -> None:
        await self.run_action(self.actions.get(message.name, message.action))

    def target_keys(self) -> list[int]:
        return [self.key]

    def target_key(self) -> int:
        return self.key

    def action_back(self) -> None:
        """Handle Esc and q."""
        self.action_close()

    def action_close(self) -> None:
        """Close the page from wherever it is."""
        self.save_position()
        self.dismiss(None)

    def save_position(self) -> None:
        """Save how far the user has read; nothing by default."""
