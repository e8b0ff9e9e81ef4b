"""The application: its themes, its one main screen, and how it is run."""

from __future__ import annotations

import os
from datetime import date
from typing import Any, ClassVar

from textual.app import App
from textual.binding import BindingType

from tui_reader import frame, hold
from tui_reader.folders import Folders
from tui_reader.store import Store
from tui_reader.tui import themes
from tui_reader.tui.desk import Options
from tui_reader.tui.glyphs import ASCII, UNICODE
from tui_reader.tui.places import Place
from tui_reader.tui.screen import SAMPLE, MainScreen


class Reader(App[Any]):
    """Daily Papers. Ends with the rows of its last page, or with SAMPLE."""

    CSS_PATH = "reader.tcss"
    TITLE = "Daily Papers"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, store: Store, options: Options, plain: bool = False) -> None:
        self.plain = plain or "NO_COLOR" in os.environ
        super().__init__(driver_class=hold.driver())
        self.store = store
        self.options = options
        for theme in themes.OURS:
            self.register_theme(theme)
        self.theme = "plain" if self.plain else "paper-dark"

    def get_default_screen(self) -> MainScreen:
        return MainScreen(self.store, self.options, ASCII if self.plain else UNICODE)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """For themes that are not ours: what our style sheet names."""
        return {
            "rows-cursor": "#2b3440" if self.current_theme.dark else "#e4e0d4",
            "rows-cursor-away": "#21262e" if self.current_theme.dark else "#f0ede4",
            "rows-bright": "#ffffff" if self.current_theme.dark else "#000000",
            "rows-muted": "#9298a2" if self.current_theme.dark else "#62625c",
            "wall": "#343a43" if self.current_theme.dark else "#d6d2c6",
        }


def run(
    demo: bool = False,
    offline: bool = False,
    day: date | None = None,
    paper: str | None = None,
    plain: bool = False,
) -> int:
    """Open the reader and stay in it until it is left. Returns the exit code."""
    place = Place.edition(day) if day else None
    while True:
        folders = Folders.of_user()
        if demo:
            folders = folders.demo()
        with Store(folders) as store:
            app = Reader(store, Options(demo, offline, place, paper), plain)
            left = app.run()
        if left != SAMPLE:
            break
        demo, place, paper = True, None, None
    if isinstance(left, list):
        files = (folders.cache_db, folders.library_db, folders.config / "config.toml")
        frame.keep(folders.state, left, app.size.width, files)
    return app.return_code or 0
