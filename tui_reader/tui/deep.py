"""Reading deep: full text, discussion, what belongs to a paper, pictures."""

from __future__ import annotations

import asyncio

from textual.screen import Screen

from tui_reader.commands import DETAIL
from tui_reader.tui.key_priority import tune_runtime
from tui_reader.tui.moving import Moving
from tui_reader.tui.widgets.status_bar import StatusBar


class Deep(Moving):
    """Opens pages about the paper under the cursor; Esc in them comes back to the same place."""

    def follow_link(self, url: str) -> None:
        """The one door for links."""
        raise NotImplementedError

    _warm = False

    def on_descendant_focus(self) -> None:
        """The next Enter opens a text: what reads it is imported while the abstract is read."""
        if not self._warm and self.pane == DETAIL:
            self._warm = True
            self.run_worker(self._warm_up(), group="warm", exit_on_error=False)

    async def _warm_up(self) -> None:
        await asyncio.to_thread(_warm_up)
        if not self.app.is_headless:
            tune_runtime()

    def read_on(self) -> None:
        from tui_reader.tui.screens.pages.full_text import Reading

        if self.key is not None:
            self.opened(self.key)
            self.app.push_screen(Reading(self, self.key))

    def action_discussion(self) -> None:
        from tui_reader.tui.screens.pages.comments_screen import Discussion

        if self.key is not None and not isinstance(self.app.screen, Discussion):
            self.app.push_screen(Discussion(self, self.key))

    def action_links(self) -> None:
        from tui_reader.tui.belongings import ask

        if self.key is not None:
            self.run_worker(ask(self, self.key), group="dialog", exclusive=True)

    def action_pictures(self) -> None:
        from tui_reader.tui.rendering.image_drawing import can_draw
        from tui_reader.tui.screens.pages.images_screen import Pictures, of

        if self.entry is None or self.key is None:
            return
        if not of(self.entry.paper):
            self.mention("This paper has no pictures on the Hub")
        elif not can_draw():
            self.mention("Pictures need an extra: pip install 'daily-papers[images]'")
        else:
            self.app.push_screen(Pictures(self, self.key))

    def come_back(self) -> None:
        """Leave the pages over the desk, each as with Esc."""
        from tui_reader.tui.screens.pages.paper_screen import Over

        while isinstance(page := self.app.screen, Over):
            page.action_back()

    @property
    def over_it(self) -> list[Screen[object]]:
        """The pages over the desk."""
        return [one for one in self.app.screen_stack if one is not self]

    @property
    def chosen_keys(self) -> list[int]:
        """In a page about one paper, that paper."""
        if self.over_it and self.key is not None:
            return [self.key]
        return super().chosen_keys

    def say(self, message: str, error: bool = False) -> None:
        """Where it is seen: also on the page that covers the desk."""
        super().say(message, error)
        for page in self.over_it:
            if isinstance(status := getattr(page, "status", None), StatusBar):
                status.show_message(message, error)


def _warm_up() -> None:
    from tui_reader.text import markdown
    from tui_reader.tui.screens.pages import full_text  # noqa: F401

    markdown.parse("$x$")
