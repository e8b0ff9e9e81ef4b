"""Reading deep: full text, discussion, what belongs to a paper, pictures."""

from __future__ import annotations

from textual.screen import Screen

from tui_reader.tui.bars import StatusLine
from tui_reader.tui.moving import Moving


class Deep(Moving):
    """Opens pages about the paper under the cursor; Esc in them comes back to the same place."""

    def follow_link(self, url: str) -> None:
        """The one door for links."""
        raise NotImplementedError

    def read_on(self) -> None:
        from tui_reader.tui.text import Reading

        if self.key is not None:
            self.opened(self.key)
            self.app.push_screen(Reading(self, self.key))

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
            if isinstance(status := getattr(page, "status", None), StatusLine):
                status.say(message, error)
