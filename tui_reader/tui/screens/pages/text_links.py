"""Follow links within a text, return to where they were followed, and show pictures."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Size

from tui_reader.text.bare_urls import is_video
from tui_reader.text.references import is_reference
from tui_reader.tui.rendering.document_layout import LinePosition
from tui_reader.tui.screens.pages.paper_actions import PaperScreen
from tui_reader.tui.widgets.document_view import DocumentView

_MAX_JUMPS = 100

# `image_drawing` and the images page are imported when they are first used: they need Pillow.


class TextLinks:
    """The links and pictures of a screen's text, and the positions to which the user can return.

    Args:
        screen: fetches pictures, opens URLs outside, and shows messages.
        view: the text.
        toggle: expands or collapses the part that a link represents; False if there is none.
    """

    def __init__(
        self, screen: PaperScreen, view: DocumentView, toggle: Callable[[str], bool]
    ) -> None:
        self._screen, self._view, self._toggle = screen, view, toggle
        self._positions: list[LinePosition] = []

    def clear(self) -> None:
        """Forget the positions: the text has changed."""
        self._positions.clear()

    def select(self, by: int) -> None:
        """Select the next link, or the previous one (`by` = -1)."""
        if self._view.select_link(by) is None:
            self._screen.show_message("No more links in this direction")

    def follow_selected(self) -> None:
        """Follow the selected link; without one, show the first picture in view."""
        selected = self._view.selected_link
        if selected is not None:
            self.follow(selected.link)
        elif pictures := self._view.pictures_in_view():
            self.open_picture(pictures[0])
        else:
            self._screen.show_message("No link is selected: Tab selects the next one")

    def follow(self, link: str) -> None:
        """Go to the target of a reference, show a picture, or open a URL."""
        view = self._view
        if self._toggle(link):
            return
        if not is_reference(link):
            is_picture = link in view.pictures_in_view()
            (self.open_picture if is_picture else self._screen.open_url)(link)
            return
        block = view.document.document.targets.get(link)
        if block is None:
            text = "The target of this link is not in this text, or not loaded yet"
            self._screen.show_message(text)
            return
        self._positions = [*self._positions[-_MAX_JUMPS:], view.position]
        view.selected_link = None
        view.go_to_block(block)

    def back(self) -> bool:
        """Return to the position before the last jump. False if there was none."""
        if not self._positions:
            return False
        self._view.show_position(self._positions.pop())
        return True

    # Pictures

    def picture_urls(self) -> list[str]:
        """Return the URLs of the text's pictures, without videos."""
        found = (one for block in self._view.document.blocks for one in block.pictures)
        return [one for one in dict.fromkeys(found) if not is_video(one)]

    def open_picture(self, url: str) -> None:
        """Show a picture among the others of the text; a video opens outside."""
        from tui_reader.tui.rendering.image_drawing import can_draw

        screen = self._screen
        if is_video(url):
            screen.open_url(url)
        elif not can_draw():
            screen.show_message(url)
        else:
            from tui_reader.tui.screens.pages.images_screen import ImagesScreen

            urls = self.picture_urls()
            screen.app.push_screen(ImagesScreen(screen.context, screen.key, urls, urls.index(url)))

    def draw_or_remove_picture(self) -> None:
        """Draw the first picture in view above its caption, or remove it."""
        from tui_reader.tui.rendering.image_drawing import can_draw

        found = self._view.first_picture()
        if found is None:
            self._screen.show_message("This text has no images")
        elif self._view.document.images.get(found[0]):
            self._view.show_image(found[0], ())
        elif not can_draw():
            self._screen.show_message(found[1])
        else:
            self._screen.run_worker(self._draw(*found), group="figure", exclusive=True)

    async def _draw(self, block: int, url: str) -> None:
        document = self._view.document
        room = Size(document.width, max(4, self._view.page_size * 2 // 3))
        image = await self._screen.draw_image(url, room, self._screen.show_message)
        if image and document is self._view.document:
            self._view.show_image(block, image)
