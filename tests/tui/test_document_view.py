"""`DocumentView` in a minimal app."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tests.support.screen_text import text_of
from tui_reader.text.markdown import Block
from tui_reader.tui.themes import DARK
from tui_reader.tui.widgets.document_view import DocumentView


class Host(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables

    def compose(self) -> ComposeResult:
        yield DocumentView()

    def on_mount(self) -> None:
        # The view does not know its size yet, which is narrower than a layout's default.
        self.query_one(DocumentView).add(
            [[Block("code", (("first\nsecond", "", None),))]], last=True
        )


async def test_text_added_before_the_first_layout_is_shown() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert "second" in text_of(app)
