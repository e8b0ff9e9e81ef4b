"""Actions on papers, and the base classes of the main screen and the pages about one paper."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from tui_reader import urls
from tui_reader.command_settings import CustomCommand
from tui_reader.commands import MOVEMENT, action_of, commands_of
from tui_reader.glyphs import ASCII
from tui_reader.hub.errors import HubError
from tui_reader.models import Entry, Paper, id_of
from tui_reader.store import rows
from tui_reader.text.latex import to_text
from tui_reader.tui.context import Page, ReaderContext, Status
from tui_reader.tui.rendering.paper_page import image_urls, video_urls
from tui_reader.tui.services.custom_commands import Run
from tui_reader.tui.services.mark_service import Change, NotSaved
from tui_reader.tui.textual_ext.compositor import PatchScreen
from tui_reader.tui.type_ahead import DIALOGS
from tui_reader.tui.widgets.status_bar import StatusBar
from tui_reader.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from tui_reader.tui.flows.organize import OnSaved
    from tui_reader.tui.widgets.paper_view import PaperView


def bindings_of(place: str, actions: Mapping[str, str] | None = None) -> list[BindingType]:
    """Return the bindings of a screen's commands from the table of commands.

    Args:
        actions: Actions of commands that do something else on this screen, by name.
    """
    actions = actions or {}
    return [
        Binding(
            ",".join(command.keys),
            actions.get(command.name, action_of(command)),
            command.help,
            show=False,
            id=command.name,
            priority=True,  # like movement keys, so that keys run in typed order
        )
        for command in commands_of(place)
        if command.keys and (command.name in actions or command.name not in MOVEMENT)
    ]


class ReaderScreen(PatchScreen[None]):
    """A screen with a title bar, a status bar and the actions on papers.

    Flows and changes run in workers of the app, so that they outlive a page. Flow modules are
    imported when they are first used: together with the dialogs they would add a fifth to the
    launch.
    """

    def __init__(self, context: ReaderContext) -> None:
        super().__init__()
        self.context = context
        self.title_bar = TitleBar(id="head")
        self.status_bar = StatusBar(id="foot")
        self.title_bar.glyphs = self.status_bar.glyphs = context.glyphs
        self.title_bar.is_sample = context.options.demo
        self.status_bar.keys = context.options.settings.keys
        self.set_class(context.glyphs is ASCII, "-plain")

    def show_status(self, status: Status) -> None:
        """Show the app's message."""
        self.show_message(status.text, status.error)

    def show_message(self, message: str, error: bool = False) -> None:
        """Show a message on this screen only."""
        self.status_bar.show_message(message, error)

    async def painted(self) -> None:
        """Wait until all changes so far are on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def target_keys(self) -> list[int]:
        """Return the papers that an action works on."""
        raise NotImplementedError

    def target_key(self) -> int | None:
        """Return the paper at the cursor, for actions on a single one."""
        raise NotImplementedError

    @property
    def is_typing(self) -> bool:
        """True if keys are text for an input on the screen."""
        return False

    def run_flow(self, flow: Coroutine[Any, Any, object]) -> None:
        """Run a flow that may show dialogs."""
        self.app.run_worker(flow, group=DIALOGS, exclusive=True)

    def save(self, change: Change, on_saved: OnSaved | None = None) -> None:
        """Save a change of marks, then refresh rows and counts."""
        self.app.run_worker(self.save_now(change, on_saved), group="marks")

    async def save_now(self, change: Change, on_saved: OnSaved | None = None) -> bool:
        """Save a change. If that fails, show why and return False."""
        open_list = self.context.open_list
        source = open_list.source
        try:
            saved = await self.context.marks.apply(change, open_list.rows_query)
        except NotSaved as error:
            self.context.set_status(f"Not saved: {error}", error=True, until="saved")
            return False
        self.context.clear_status("saved")
        if on_saved is not None:
            await on_saved()
        if saved.message:
            self.context.set_status(saved.message, until="moved")
        await open_list.show_saved(saved, source)
        return True

    # Marks

    def action_bookmark(self) -> None:
        if keys := self.target_keys():
            papers = self.context.open_list.loaded_papers(keys)
            self.save(self.context.marks.toggle_bookmark(keys, papers))

    def action_undo(self) -> None:
        self.save(self.context.marks.undo())

    def action_redo(self) -> None:
        self.save(self.context.marks.redo())

    def action_tag(self) -> None:
        from tui_reader.tui.flows import organize

        if keys := self.target_keys():
            self.run_flow(organize.edit_tags(self.context, keys, self.save))

    def action_note(self) -> None:
        from tui_reader.tui.flows import organize

        if (key := self.target_key()) is not None:
            self.run_flow(organize.edit_note(self.context, key, self.save))

    # Links and files

    def open_url(self, url: str) -> None:
        """Open a URL, after a confirmation if its host is unknown."""
        from tui_reader.tui.flows import share

        self.run_flow(share.open_url(self.context, url))

    def action_open(self) -> None:
        self._open_pages(urls.hub_page)

    def action_open_arxiv(self) -> None:
        self._open_pages(urls.arxiv_page)

    def _open_pages(self, page_of: Callable[[str], str]) -> None:
        from tui_reader.tui.flows import share

        if keys := self.target_keys():
            pages = [page_of(id_of(key)) for key in keys]
            self.run_flow(share.open_all(self.context, pages, "pages"))

    def action_open_pdf(self) -> None:
        from tui_reader.tui.flows import share

        if keys := self.target_keys():
            self.run_flow(share.open_pdfs(self.context, keys))

    def action_download(self) -> None:
        """Download PDFs; while one of them is being downloaded, stop."""
        from tui_reader.tui.flows import share

        keys = self.target_keys()
        if self.context.downloads.stop(keys):
            self.context.set_status("Stopped", until="moved")
        elif keys:
            self.app.run_worker(share.download(self.context, keys), group="download")

    def action_links(self) -> None:
        from tui_reader.tui.flows import navigate

        if (key := self.target_key()) is not None:
            self.run_flow(navigate.open_related_link(self.context, key))

    def action_abstract_urls(self) -> None:
        from tui_reader.tui.flows import navigate

        if (key := self.target_key()) is not None:
            self.run_flow(navigate.open_text_link(self.context, key))

    # Copying

    def action_copy(self) -> None:
        from tui_reader.tui.flows import share

        if keys := self.target_keys():
            self.app.run_worker(share.copy_links(self.context, keys), group="copy", exclusive=True)

    def action_copy_as(self) -> None:
        from tui_reader.tui.flows import share

        if keys := self.target_keys():
            self.run_flow(share.copy_as(self.context, keys))

    # Custom commands

    def run_custom_command(self, name: str) -> None:
        """Run a custom command for the target papers, or show its saved output about one."""
        command, keys = self.context.custom.commands.get(name), self.target_keys()
        if command is None or not keys:
            return
        if command.output == "page" and (len(keys) == 1 or command.input == "selection"):
            self.app.run_worker(self._show_output(command, keys), group="output")
        else:
            self.start_custom_command(command, keys)

    async def _show_output(self, command: CustomCommand, keys: list[int]) -> None:
        if len(keys) > 1 or not await self.context.custom.has_output(command.name, keys[0]):
            self.start_custom_command(command, keys)
        self.context.open_output(command.name, keys[0])

    def start_custom_command(self, command: CustomCommand, keys: list[int]) -> None:
        """Run a custom command; the app's own worker outlives this screen."""
        papers = self.context.open_list.loaded_papers(keys)
        run = self.context.custom.run(command, keys, papers, self._deliver)
        self.app.run_worker(run, group="custom-command")

    async def _deliver(self, run: Run, papers: list[Paper], text: str) -> bool:
        """Append an output to notes or copy it. Return False if it was not saved."""
        output, keys = run.command.output, list(run.keys)
        if output == "note" and text.strip():
            label = f"note of {run.command.name}"
            return await self.save_now(
                self.context.marks.append_note(keys, text.strip(), label, papers)
            )
        if output == "clipboard":
            await self.context.copy(text.strip("\n"))
        return True

    def action_outputs(self) -> None:
        from tui_reader.tui.flows import share

        if (key := self.target_key()) is not None:
            self.run_flow(share.show_output(self.context, key))

    def action_stop_commands(self) -> None:
        if not self.context.custom.stop():
            self.context.set_status("No command is running", until="moved")

    # Pages

    def action_discussion(self) -> None:
        if (key := self.target_key()) is not None:
            self.context.open_page(Page.COMMENTS, key)

    def action_pictures(self) -> None:
        if (key := self.target_key()) is not None and self._paper_with_pictures(key):
            self.context.open_page(Page.IMAGES, key)

    def _paper_with_pictures(self, key: int) -> Paper | None:
        """Return a paper whose images or videos can be shown, else None after a message."""
        from tui_reader.tui.rendering.image_drawing import can_draw

        papers = self.context.open_list.loaded_papers([key])
        if not papers or not (image_urls(papers[0]) or video_urls(papers[0])):
            self.context.set_status("This paper has no images on the Hub", until="moved")
            return None
        if not can_draw():
            text = "Images need an extra: pip install 'daily-papers[images]'"
            self.context.set_status(text, until="moved")
            return None
        return papers[0]

    async def picture_file(self, url: str, fetching: Callable[[str], None]) -> bytes:
        """Return a picture from the cache, else from the Hub; `fetching` shows a message.

        Raises HubError.
        """
        from tui_reader import documents

        store = self.context.store
        cached = await documents.cached(documents.PICTURE, store, url)
        if cached is not None:
            return cached.value
        fetching("Fetching the image …")
        async with self.context.hub() as hub:
            return (await documents.refresh(documents.PICTURE, store, hub, url)).value

    async def draw_figure(self, view: PaperView) -> None:
        """Draw the first image of the paper in view above its page."""
        if (key := view.key) is None or (paper := self._paper_with_pictures(key)) is None:
            return
        if not (found := image_urls(paper)):
            self.context.set_status("This paper has only videos: i shows them", until="moved")
            return
        room = Size(view.text_width, max(4, view.size.height * 2 // 3))
        show_message = partial(self.context.set_status, until="moved")
        if image := await self.draw_image(found[0], room, show_message):
            view.show_image(key, image)

    async def draw_image(
        self, url: str, room: Size, show_message: Callable[..., None]
    ) -> Sequence[Strip]:
        """Draw an image as lines of half blocks, which scroll with the text.

        If that fails, show why and return no lines.
        """
        from tui_reader.tui.rendering.image_drawing import ImageError, draw, graphics

        try:
            body = await self.picture_file(url, show_message)
            drawn = await asyncio.to_thread(draw, body, room, graphics(os.environ, "blocks"))
        except (HubError, ImageError) as error:
            show_message(f"Not drawn: {error}", error=True)
            return ()
        show_message("")
        return drawn.lines


class PaperScreen(ReaderScreen):
    """A page about one paper. Subclasses define `page_kind` and the content."""

    DEFAULT_CSS = "PaperScreen #head { border-bottom: solid $pane-border; height: 2; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "back", show=False, priority=True)]

    page_kind: ClassVar[str]
    actions: ClassVar[Mapping[str, str]] = {}  # of commands that do something else here

    def __init__(self, context: ReaderContext, key: int) -> None:
        super().__init__(context)
        self.key = key
        self.entry: Entry | None = None
        self.status_bar.pane = self.page_kind

    async def read_entry(self) -> Entry | None:
        """Read the paper with the user's marks."""
        found = await self.context.store.read(rows.entries, [self.key])
        self.entry = found.get(self.key)
        return self.entry

    def show_title(self, *notes: str) -> None:
        """Show notes about the page, then the paper's title."""
        title = to_text(self.entry.paper.title) if self.entry else ""
        self.title_bar.show_list(f" {self.context.glyphs.dot} ".join((*notes, title)))

    def on_screen_resume(self) -> None:
        """Start to show the app's messages; earlier ones belong to the screen below."""
        self.watch(self.app, "status", self.show_status, init=False)

    def target_keys(self) -> list[int]:
        return [self.key]

    def target_key(self) -> int:
        return self.key

    def action_back(self) -> None:
        """Handle Esc and q."""
        self.action_close()

    def action_close(self) -> None:
        """Close the page from wherever it is."""
        self.save_position()
        self.dismiss(None)

    def save_position(self) -> None:
        """Save how far the user has read; nothing by default."""
