"""The application: its themes, its one main screen, and how it is run."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import Any, ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType
from textual.theme import BUILTIN_THEMES, Theme
from textual.worker import WorkerFailed

from tui_reader import (
    daemon_threads,
)
from tui_reader.glyphs import ASCII, UNICODE
from tui_reader.store import Store
from tui_reader.tui import themes
from tui_reader.tui.context import Options
from tui_reader.tui.screen import MainScreen
from tui_reader.tui.textual_ext.app_base import AppBase
from tui_reader.tui.textual_ext.compositor import PatchScreen
from tui_reader.tui.textual_ext.driver import driver_class
from tui_reader.tui.textual_ext.line_view import LineView
from tui_reader.tui.type_ahead import (
    answered,
    asks,
    entered,
    until_asked,
)

THEMES = {**BUILTIN_THEMES, **{one.name: one for one in themes.OURS}}


class Reader(AppBase[Any]):
    """Daily Papers. Ends with the rows of its last page, or with SAMPLE."""

    TITLE = "Daily Papers"
    # Before all others, or a dialog would keep it to itself.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True, system=True)
    ]

    def __init__(self, store: Store, options: Options, theme: str = "paper-dark") -> None:
        self.plain = theme == themes.PLAIN.name
        # Before all else, so that the style sheet is read once, with this theme's colours.
        self.set_reactive(App.theme, theme if theme in THEMES else themes.DARK.name)
        super().__init__(
            driver_class=driver_class(),
            css_path=["reader.tcss", "plain.tcss"] if self.plain else "reader.tcss",
            ansi_color=True if self.plain else None,
        )
        self.store = store
        self.options = options
        self.set_keymap({name: ",".join(keys) for name, keys in options.config.keys.items()})

    @property
    def available_themes(self) -> dict[str, Theme]:
        return THEMES

    @property
    def current_theme(self) -> Theme:
        """The toolkit asks for it at every line that it draws."""
        return THEMES[self.theme]

    def get_default_screen(self) -> MainScreen:
        return MainScreen(self.store, self.options, ASCII if self.plain else UNICODE)

    def on_mount(self) -> None:
        """End in good order also when the session or the terminal ends."""
        import asyncio

        daemon_threads.use()
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGHUP):
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(ending, self.leave)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and self.screen_stack and not event.is_forwarded:
            self.main.key_used()
            await until_asked(self)
            if await self._obeyed(event.key):
                if isinstance(self.screen, PatchScreen) and not self.message_queue_size:
                    self.screen.paint()  # what is typed ahead is painted as one
                return
            if event.key == "enter":
                entered(self)
        await super().on_event(event)

    async def _obeyed(self, key: str) -> bool:
        """Whether a key was for one of our panes, which do what is bound to a key and no more.

        Handed to the pane, as the toolkit would, it came up again from widget to widget.
        """
        if self.screen.is_modal or not isinstance(self.focused, LineView):
            return False
        return await self.run_binding(key)

    async def push_screen_wait(self, screen: Any, **more: Any) -> Any:
        """Ask, and wait for the answer; keys that were typed ahead are for the question."""
        await self.flush_callbacks()  # so that nothing comes between the next two lines
        asks()
        answer = await super().push_screen_wait(screen, **more)
        answered()
        return answer

    def action_dialog_help(self) -> None:
        """Show the keys of the current dialog or text input; its text stays as it is."""
        from tui_reader.tui.dialogs.help import dialog_help

        self.push_screen(dialog_help(self.screen))

    def leave(self) -> None:
        """End as with the key for it."""
        if self.screen_stack:
            self.main.leave()
        else:
            self.exit()

    @property
    def main(self) -> MainScreen:
        found = self.screen_stack[0]
        assert isinstance(found, MainScreen)
        return found

    def action_interrupt(self) -> None:
        """Leave; where text is selected, let who shows it copy it."""
        typed = getattr(self.focused, "selected_text", "")
        if typed or self.screen.get_selected_text():
            raise SkipAction
        self.leave()

    def ignores_error(self, error: Exception) -> bool:
        """A full or broken disk is not a crash: the job is dropped and the app goes on."""
        reason = _disk_problem(error)
        if reason is None or not isinstance(error, WorkerFailed):
            return False
        self.main.say(f"Not done: {reason}", error=True)
        return True

    def crash_message(self, error: Exception) -> str:
        if reason := _disk_problem(error):
            return f"Daily Papers can't go on: {reason}"
        from tui_reader import crash

        return crash.report(error, self.store.folders.state)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """For themes that are not ours: what our style sheet names."""
        return themes.defaults(self.current_theme.dark)


def _disk_problem(error: Exception) -> str | None:
    """Why the disk refused a write; None if the error has another cause."""
    from tui_reader.store import ReadOnly
    from tui_reader.store.safety import recovery

    cause = error.error if isinstance(error, WorkerFailed) else error
    if isinstance(cause, ReadOnly):
        return str(cause)
    return recovery.why(cause) if isinstance(cause, Exception) else None
