"""The application: theme, status message, pages, help and palette."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from textual import events, work
from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.theme import BUILTIN_THEMES, Theme
from textual.worker import WorkerFailed

from tui_reader import daemon_threads
from tui_reader.commands import BY_NAME, PROMPTS
from tui_reader.glyphs import ASCII, UNICODE
from tui_reader.hub_client import once
from tui_reader.models import ListSource
from tui_reader.store import ReadOnly, Store, library
from tui_reader.store.database import disk_problem
from tui_reader.tui import themes
from tui_reader.tui.context import LaunchOptions, Page, ReaderContext, Status
from tui_reader.tui.key_priority import note_key
from tui_reader.tui.lists.paper_lists import PaperLists
from tui_reader.tui.screens.main.main import MainScreen
from tui_reader.tui.screens.pages.paper_actions import PaperScreen, ReaderScreen
from tui_reader.tui.services import desktop
from tui_reader.tui.services.catch_up import CatchUp
from tui_reader.tui.services.custom_commands import CustomCommands
from tui_reader.tui.services.desktop import Links
from tui_reader.tui.services.downloads import Downloads
from tui_reader.tui.services.mark_service import MarkService
from tui_reader.tui.services.watches import Watches
from tui_reader.tui.textual_ext.app_base import AppBase, driver_class
from tui_reader.tui.theme_detection import THEME
from tui_reader.tui.type_ahead import (
    COMMANDS,
    DIALOGS,
    dialog_answered,
    dialog_shown,
    enter_pressed,
    wait_for_target,
)

THEMES = {**BUILTIN_THEMES, **{theme.name: theme for theme in themes.APP_THEMES}}


class ReaderApp(AppBase[Any]):
    """The app. Exits with the lines of its last page, with SAMPLE, or from the sample with BACK."""

    TITLE = "Daily Papers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True, system=True),
        Binding(",".join(BY_NAME["suspend"].keys), "suspend", show=False, id="suspend"),
    ]
    SAMPLE, BACK = "sample", "back"

    status: reactive[Status] = reactive(Status())

    def __init__(
        self,
        store: Store,
        options: LaunchOptions,
        theme: str = themes.DARK.name,
    ) -> None:
        self.plain = options.plain
        self.is_colorless = theme == themes.PLAIN.name
        # Set before the base class reads the style sheet, which otherwise happens twice
        self.set_reactive(App.theme, theme if theme in THEMES else themes.DARK.name)
        super().__init__(
            driver_class=driver_class(),
            css_path=["reader.tcss", "plain.tcss"] if self.is_colorless else "reader.tcss",
            ansi_color=True if self.is_colorless else None,
        )
        settings = options.settings
        watches = Watches(store)
        glyphs = ASCII if self.plain else UNICODE
        downloads = Downloads(
            store, lambda: self.shared.hub(), settings.folders.downloads, glyphs, self.set_status
        )
        commands = () if self.is_web else settings.commands  # the web page must not run programs
        self.shared = ReaderContext(
            store=store,
            options=options,
            glyphs=glyphs,
            lists=PaperLists(store, watches, settings),
            marks=MarkService(store),
            watches=watches,
            catch_up=CatchUp(store),
            downloads=downloads,
            links=Links(settings.reader.opener, self.open_url if self.is_web else None),
            custom=CustomCommands(
                commands,
                store,
                lambda: self.shared.hub(),
                downloads.fetch,
                self._command_running,
                self._command_ended,
            ),
            is_web=self.is_web,
            ask=self.push_screen_wait,
            copy=partial(desktop.copy, self),
            set_status=self.set_status,
            add_status=self.add_status,
            clear_status=self.clear_status,
            open_page=self.open_page,
            open_output=self.open_output,
            warn_once=once(self.set_status),
        )
        for command in commands:
            if command.key:
                self.bind(command.key, command.action, description=command.name, show=False)
        self.set_keymap({name: ",".join(keys) for name, keys in settings.keys.items()})

    @property
    def available_themes(self) -> dict[str, Theme]:
        return THEMES

    @property
    def main(self) -> MainScreen:
        """The main screen, at the bottom of the stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    @property
    def page(self) -> PaperScreen | None:
        """The page about a paper; None on the main screen and in a dialog."""
        return self.screen if isinstance(self.screen, PaperScreen) else None

    def get_default_screen(self) -> MainScreen:
        return MainScreen(self.shared)

    def on_mount(self) -> None:
        """Also shut down properly when the session or the terminal ends."""
        daemon_threads.use()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.shut_down)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a search bar has the focus, the keys of prompts are text."""
        if action == "suspend":  # ctrl+z is undo in text inputs
            return self.focused is None or not self.focused.check_consume_key("a", "a")
        screen = self.screen
        is_typing = isinstance(screen, ReaderScreen) and screen.is_typing
        return not (action in PROMPTS and is_typing)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and self.screen_stack and not event.is_forwarded:
            if not self.main.is_attached:
                return  # typed after the key that ended the app
            note_key()
            self.main.key_used()
            await wait_for_target(self)
            if event.key == "enter":
                enter_pressed(self)
        await super().on_event(event)

    async def push_screen_wait(self, screen: Any, **more: Any) -> Any:
        """Show a dialog and wait for its result; keys typed ahead go to the dialog."""
        await self.flush_callbacks()  # no callback may run between the next two lines
        dialog_shown()
        result = await super().push_screen_wait(screen, **more)
        dialog_answered()
        return result

    def shut_down(self) -> None:
        """Quit, as the quit key does."""
        if self.screen_stack:
            self.main.session.shut_down()
        else:
            self.exit()

    def action_interrupt(self) -> None:
        """Quit with ctrl+c; with selected text, let its widget copy it."""
        if getattr(self.focused, "selected_text", "") or self.screen.get_selected_text():
            raise SkipAction
        self.shut_down()

    def action_suspend(self) -> None:
        """Stop the process, as a shell expects; `fg` returns to the same page."""
        self.action_suspend_process()

    # Status

    def set_status(self, text: str, error: bool = False, until: str = "") -> None:
        """Show a message in the status bar of every screen; "" removes it."""
        self.status = Status(text, error, until)

    def add_status(self, text: str, until: str = "") -> None:
        """Append to the message, unless it says so; never to an error."""
        if not self.status.error and text not in self.status.text:
            before = self.status.text
            text = f"{before} {self.shared.glyphs.dot} {text}" if before else text
            self.set_status(text, until=until)

    def clear_status(self, *until: str) -> None:
        """Remove a message that is shown until one of these events."""
        if self.status.until and self.status.until in until:
            self.status = Status()

    # Pages, help and palette

    def open_page(self, page: Page, key: int) -> None:
        """Open a page about a paper, unless it is already open.

        The modules of pages are imported when they are first used: Markdown alone would add a
        fifth to the launch.
        """
        opened: type[PaperScreen]
        if page is Page.FULL_TEXT:
            from tui_reader.tui.screens.pages.full_text import FullTextScreen as opened
        elif page is Page.COMMENTS:
            from tui_reader.tui.screens.pages.comments_screen import CommentsScreen as opened
        else:
            from tui_reader.tui.screens.pages.images_screen import ImagesScreen as opened
        if not isinstance(self.screen, opened):
            self.push_screen(opened(self.shared, key))

    def open_output(self, name: str, key: int) -> None:
        """Open the page with a custom command's output about a paper, unless it is open."""
        from tui_reader.tui.screens.pages.output_screen import OutputScreen  # imported on first use

        page = self.screen
        if isinstance(page, OutputScreen) and (page.command_name, page.key) == (name, key):
            page.reload()
        else:
            self.push_screen(OutputScreen(self.shared, key, name))

    def action_custom_command(self, name: str) -> None:
        """Run a custom command for the papers of the current screen."""
        if isinstance(self.screen, ReaderScreen):
            self.screen.run_custom_command(name)

    def _command_running(self, text: str) -> None:
        self.set_status(f"{text}  {self.shared.keys_of('stop_commands')} stops")

    def _command_ended(self, text: str, error: bool) -> None:
        """Show how a custom command has ended, and what depends on its output."""
        self.set_status(text, error, until="moved")
        if self.screen_stack:  # a command may be stopped after the screens have closed
            self.run_worker(self.main.list.refresh_counts(), group="landed")

    async def close_pages(self) -> None:
        """Return to the main screen."""
        while page := self.page:
            page.save_position()
            await self.pop_screen()

    def action_help(self) -> None:
        """Show the keys of the current screen."""
        from tui_reader.tui.dialogs.help import pane_help

        place = self.page.page_kind if self.page else self.main.pane
        more = [one.command for one in self.shared.custom.commands.values()]
        self.push_screen(pane_help(place, self.shared.key_names, self.action_palette, more))

    def action_dialog_help(self) -> None:
        """Show the keys of the current dialog or text input; its text does not change."""
        from tui_reader.tui.dialogs.help import dialog_help

        self.push_screen(dialog_help(self.screen))

    @work(group=COMMANDS, exclusive=True)
    async def action_palette(self) -> None:
        """Show the command palette."""
        from tui_reader.tui.dialogs.command_palette import CommandPalette
        from tui_reader.tui.screens.main.palette_entries import command_entries, named_entries

        page = self.page
        entries = command_entries(
            self.shared, page, partial(self._run_command, page), partial(self._run_command, None)
        )
        more = partial(
            named_entries,
            self,
            self.shared,
            self.main.list.sidebar.days,
            self._show_list,
            self.use_theme,
        )
        chosen = await self.push_screen_wait(CommandPalette(entries, more))
        if chosen is not None:
            await chosen.run()

    async def _run_command(self, page: PaperScreen | None, name: str) -> None:
        if page is None:
            await self.close_pages()
        await (page or self.main).run_action(name)

    async def _show_list(self, source: ListSource, key: int | None = None) -> None:
        await self.close_pages()
        await self.main.navigation.go_to(source, key)

    @work(group=DIALOGS, exclusive=True)
    async def action_theme(self) -> None:
        from tui_reader.tui.flows import navigate

        if self.is_colorless:
            self.set_status("Themes need color", until="moved")
        elif chosen := await navigate.choose_theme(self):
            await self.use_theme(chosen)

    async def use_theme(self, name: str) -> None:
        """Switch to a theme and save it."""
        self.theme = name
        try:
            await self.shared.store.write_library(library.put_value, THEME, name)
        except ReadOnly as error:
            self.set_status(f"Theme not saved: {error}", error=True)

    @work(group=DIALOGS, exclusive=True)
    async def action_sample(self) -> None:
        """Restart with the sample, after a confirmation."""
        from tui_reader.tui.dialogs.prompts import Confirm

        if self.shared.options.demo:
            self.set_status("This is the sample", until="moved")
            return
        detail = "It has a separate library. Esc returns to yours, which is not changed."
        if await self.push_screen_wait(Confirm("Open the sample?", detail, "open", "cancel")):
            await self.close_pages()
            self.main.session.shut_down(self.SAMPLE)

    # Errors

    def ignores_error(self, error: Exception) -> bool:
        """Report a worker that failed because of a full or broken disk, and continue."""
        reason = _disk_problem(error)
        if reason is None or not isinstance(error, WorkerFailed):
            return False
        self.set_status(f"Not done: {reason}", error=True)
        return True

    def crash_message(self, error: Exception) -> str:
        """Return the line that is printed after a crash."""
        reason = _disk_problem(error)
        if reason:
            return f"Daily Papers cannot continue: {reason}"
        from tui_reader import crash  # only needed after a crash

        return crash.report(error, self.shared.store.folders.state)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables of our style sheet for Textual's own themes."""
        return themes.defaults(THEMES[self.theme].dark)


def _disk_problem(error: Exception) -> str | None:
    """Return why the disk refused something; None for a bug."""
    cause = error.error if isinstance(error, WorkerFailed) else error
    if isinstance(cause, ReadOnly):
        return str(cause)
    return disk_problem(cause) if isinstance(cause, Exception) else None
