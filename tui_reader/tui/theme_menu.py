"""The theme menu: each theme is previewed while the cursor is on it."""

from __future__ import annotations

from tui_reader.tui.dialogs.prompts import Menu


class ThemeMenu(Menu):
    """A menu that applies the theme at the cursor. The caller restores the old one on Esc."""

    def on_mount(self) -> None:
        self.watch(self.choices, "cursor", self._preview, init=False)

    def _preview(self) -> None:
        if self.choices.item is not None:
            self.app.theme = self.choices.item[0]
