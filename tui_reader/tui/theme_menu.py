"""The choice of a theme, with each one shown while the cursor is on it."""

from __future__ import annotations

from tui_reader.tui.dialogs.prompts import Menu
from tui_reader.tui.widgets.virtual_list import Rows


class ThemeMenu(Menu):
    """A menu whose cursor changes the look at once; who leaves it gets the old one back."""

    def on_rows_moved(self, message: Rows.Moved) -> None:
        if self.choices.item is not None:
            self.app.theme = self.choices.item[0]
