"""The base class of all dialogs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tui_reader.glyphs import ASCII, UNICODE, Glyphs
from tui_reader.text.sanitize import clean
from tui_reader.tui.type_ahead import enter_pressed
from tui_reader.tui.widgets.inputs import TextInput

Result = TypeVar("Result")
CLEAR_OR_CLOSE = Binding("escape", "close", "Clear text, then close", show=False, priority=True)


def keys_line(*keys: tuple[str, str]) -> Content:
    """Format (key, word) pairs as the last line of a dialog: `Enter opens  Esc leaves`."""
    parts: list[tuple[str, str]] = []
    for key, word in keys:
        parts += [(key, "bold"), (f" {word}  ", "$text-muted")]
    return Content.assemble(*parts).rstrip()


class Dialog(ModalScreen[Result]):
    """A centered panel with a title, widgets and key hints. Esc closes it.

    `app.dialog_help` shows the keys that are bound in it.

    Attributes:
        HELP_KEY: The key for that, as shown in the last line; "" if there is none.
        MORE_KEYS: (keys, help) for keys that are not bound, such as letters.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 100%; max-width: 88; height: auto; max-height: 100%;
        padding: 0 1; border: solid $pane-border; background: $background;
    }
    Dialog .title { text-style: bold; margin-bottom: 1; }
    Dialog .keys { margin-top: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Dialog NoteArea, Dialog VerticalScroll { scrollbar-size-vertical: 1; }
    Dialog:ansi { background: transparent; }
    Dialog.-plain > Vertical { border: ascii $pane-border; }
    Dialog.-low .title { margin-bottom: 0; }
    Dialog.-low .keys { margin-top: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False, priority=True),
        Binding("f1", "app.dialog_help", "These keys", show=False, priority=True),
    ]
    HELP_KEY: ClassVar[str] = "F1"
    MORE_KEYS: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = heading

    def compose(self) -> ComposeResult:
        with Vertical():
            if self.heading:
                yield Static(Content(clean(self.heading)), classes="title", markup=False)
            yield from self.compose_body()
            more = ("  ", keys_line((self.HELP_KEY, "keys"))) if self.HELP_KEY else ()
            yield Static(Content.assemble(self.key_hints(), *more), classes="keys", markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the widgets between title and key hints."""
        raise NotImplementedError

    def key_hints(self) -> Content:
        """Return the last line, usually a `keys_line`."""
        raise NotImplementedError

    def show_hint(self, text: str, style: str = "$text-accent") -> None:
        """Replace the key hints by a message."""
        self.query_one(".keys", Static).update(Content.styled(text, style))

    def on_mount(self) -> None:
        self.set_class(self.glyphs is ASCII, "-plain")

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close the dialog, unless it has a result already or another screen is on top of it.

        Both can happen if several keys arrive at once. Textual would close the screen on top.
        """
        if self.app.screen_stack[-1:] != [self]:
            return AwaitComplete()
        return super().dismiss(result)

    def action_close(self) -> None:
        """Clear the text input with the focus; without a typed text, close."""
        field = self.focused
        if isinstance(field, TextInput) and (field.value or field.message_queue_size):
            enter_pressed(self.app)
            field.call_later(self._clear_or_close, field)  # after the letters before
        else:
            self.dismiss(None)

    def _clear_or_close(self, field: TextInput) -> None:
        if not field.clear_typed():
            self.dismiss(None)

    @property
    def glyphs(self) -> Glyphs:
        return ASCII if getattr(self.app, "plain", False) else UNICODE
