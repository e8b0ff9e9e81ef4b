"""The app's use of Textual's private API; without an attribute, Textual's own behavior remains."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import App, ReturnType
from textual.filter import ANSIToTruecolor, LineFilter


class AppBase(App[ReturnType]):
    """An app that decides what happens on an exception and skips a needless line filter."""

    ENABLE_COMMAND_PALETTE = False

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters for each rendered line, except the search for ANSI colors.

        No theme of the app has these, and Textual would look for them in every line.
        """
        filters = super().get_line_filters()
        return [one for one in filters if not isinstance(one, ANSIToTruecolor)]

    async def flush_callbacks(self) -> None:
        """Run the callbacks that wait for the next idle moment now."""
        flush = getattr(self, "_flush_next_callbacks", None)
        if flush is not None:
            await flush()

    def write_escape(self, sequence: str) -> None:
        """Write an escape sequence to the terminal, as `copy_to_clipboard` does."""
        driver = getattr(self, "_driver", None)
        if driver is not None:
            driver.write(sequence)

    def ignores_error(self, error: Exception) -> bool:
        """Handle an unhandled exception. Return True if the app can go on."""
        return False

    def crash_message(self, error: Exception) -> str:
        """Return the text that is printed after an unhandled exception has ended the app."""
        return str(error)

    def _handle_exception(self, error: Exception) -> None:
        """End with one line instead of a traceback. Tests (headless) get the exception."""
        if self.ignores_error(error):
            return
        if self.is_headless:
            super()._handle_exception(error)
            return
        self._return_code = 1
        self.panic(Text(self.crash_message(error)))
