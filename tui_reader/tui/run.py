"""Run the app: settings, folders and store before it, the saved frame after it."""

from __future__ import annotations

import os
import warnings
from datetime import date

from textual import constants

from tui_reader import first_frame
from tui_reader import folders as folders_module
from tui_reader import settings as settings_module
from tui_reader.models import ListSource
from tui_reader.paths import Folders
from tui_reader.store import Store
from tui_reader.tui import theme_detection, themes
from tui_reader.tui.app import ReaderApp
from tui_reader.tui.context import LaunchOptions
from tui_reader.tui.services import desktop

# Seconds after which an Esc is a key and not the start of a sequence; Textual waits 0.1.
ESCAPE_DELAY = 0.025


def run(
    demo: bool,
    offline: bool,
    day: date | None = None,
    paper: str | None = None,
    plain: bool = False,
) -> int:
    """Run the app until the user quits. Returns the exit code.

    Args:
        day: The edition to open.
        paper: The ID of the paper to open.
    """
    if "ESCDELAY" not in os.environ:  # do not set it: programs started from here would inherit it
        constants.ESCAPE_DELAY = ESCAPE_DELAY  # type: ignore[misc]
    # A worker that is canceled before it begins never awaits its coroutine: no mistake.
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
    gnu_screen = desktop.is_in_screen(os.environ)
    if constants.COLOR_SYSTEM == "auto":
        if gnu_screen:  # it inherits a COLORTERM that it cannot show
            constants.COLOR_SYSTEM = "256"  # type: ignore[misc]
        elif os.environ.get("TERM", "").endswith("-direct"):  # unknown to Rich
            constants.COLOR_SYSTEM = "truecolor"  # type: ignore[misc]
    source = ListSource.edition(day) if day else None
    own = Folders.of_user()
    settings = themes.with_known_theme(settings_module.load(own.config))
    own, settings = folders_module.resolve(own, settings)
    plain = plain or settings.reader.plain
    no_color = os.environ.pop("NO_COLOR", "")  # empty: not set, but Textual's output is gray
    colorless = bool(plain or no_color)
    if colorless:
        os.environ["NO_COLOR"] = "1"
    mouse = settings.reader.mouse and not gnu_screen  # it would hold an Esc until the next key
    visiting = False
    while True:
        folders = own.demo() if demo or visiting else own
        with Store(folders) as store:
            options = LaunchOptions(
                demo or visiting, offline, source, paper, settings, visiting, plain
            )
            theme = themes.PLAIN.name if colorless else theme_detection.theme(store, settings)
            app = ReaderApp(store, options, theme)
            result = app.run(mouse=mouse)
            app.shared.marks.close()
        if result not in (ReaderApp.SAMPLE, ReaderApp.BACK):
            break
        visiting, source, paper = result == ReaderApp.SAMPLE, None, None
    if isinstance(result, list):
        files = (folders.cache_db, folders.library_db, folders.config / settings_module.FILE)
        first_frame.save(folders.state, result, app.size.width, files)
    return app.return_code or 0
