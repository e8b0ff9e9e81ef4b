"""Show the pictures of a text: on their own page, or drawn in the text."""

from __future__ import annotations

from textual.geometry import Size

from tui_reader.hub.errors import HubError
from tui_reader.text.bare_urls import is_video
from tui_reader.tui.screens.pages.paper_actions import PaperScreen
from tui_reader.tui.widgets.document_view import DocumentView

# `image_drawing` and the images page are imported when they are first used: they need Pillow.


class TextPictures:
    """The pictures of a screen's text.

    Args:
        screen: fetches pictures, opens videos outside, and shows messages.
        view: the text.
    """

    def __init__(self, screen: PaperScreen, view: DocumentView) -> None:
        self._screen, self._view = screen, view

    def urls(self) -> list[str]:
        """Return the URLs of the text's pictures, without videos."""
        found = (one for block in self._view.document.blocks for one in block.pictures)
        return [one for one in dict.fromkeys(found) if not is_video(one)]

    def open(self, url: str) -> None:
        """Show a picture among the others of the text; a video opens outside."""
        from tui_reader.tui.rendering.image_drawing import can_draw

        screen = self._screen
        if is_video(url):
            screen.open_url(url)
        elif not can_draw():
            self._screen.show_message(url)
        else:
            from tui_reader.tui.screens.pages.images_screen import ImagesScreen

            urls = self.urls()
            screen.app.push_screen(ImagesScreen(screen.context, screen.key, urls, urls.index(url)))

    def draw_or_remove(self) -> None:
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
        from tui_reader.tui.rendering.image_drawing import ImageError

        document = self._view.document
        room = Size(document.width, max(4, self._view.page_size * 2 // 3))
        try:
            image = await self._screen.draw_image(url, room, self._screen.show_message)
        except (HubError, ImageError) as error:
            self._screen.show_message(f"Not drawn: {error}", error=True)
        else:
            self._screen.show_message("")
            if document is self._view.document:
                self._view.show_image(block, image)
