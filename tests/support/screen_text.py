"""The rendered lines of an app's current screen."""

from __future__ import annotations

from typing import Any

from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widget import Widget

from tui_reader.tui import themes


def strips_of(app: App[Any]) -> list[Strip]:
    """Render the whole screen, including the visible parts of the screens below it."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def text_of(app: App[Any]) -> str:
    return "\n".join(strip.text.rstrip() for strip in strips_of(app))


class WidgetApp(App[None]):
    """An app with one widget, in the colors of the dark theme."""

    def __init__(self, view: Widget) -> None:
        super().__init__()
        self.view = view

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.defaults(dark=True)

    def compose(self) -> ComposeResult:
        yield self.view
