"""The line at the bottom: key hints, and one status message at the right."""

from __future__ import annotations

from itertools import accumulate

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui_reader.commands import BY_NAME, FIRST, FOOTER, Words, key_name
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.tui.rendering.text_fit import fit, one_line


class StatusBar(Widget):
    """Key hints for the focused pane, and one status message at the right.

    Attributes:
        keys: Keys that the settings changed, by command name.
    """

    DEFAULT_CSS = "StatusBar { height: 1; padding: 0 1; }"

    class HintClicked(Message):
        """The hint of a command (its name) was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.keys: dict[str, str] = {}
        self._pane = "list"
        self._message = ""
        self._error = False
        self._hints: list[tuple[str, str]] = []  # (keys, word) of the visible hints

    def show_keys_of(self, pane: str) -> None:
        """Show the key hints of a pane (a key of `commands.FOOTER`)."""
        if pane != self._pane:
            self._pane = pane
            self.refresh()

    def show_message(self, message: str, error: bool = False) -> None:
        """Replace the status message; an empty text removes it."""
        message = one_line(message)
        if (message, error) != (self._message, self._error):
            self._message, self._error = message, error
            self.refresh()

    @property
    def message(self) -> str:
        return self._message

    @property
    def has_error(self) -> bool:
        """Whether the message reports an error."""
        return bool(self._message) and self._error

    def render(self) -> Content:
        width = self.size.width
        message = fit(self._message, width, self.glyphs.more)
        room = width - (cell_len(message) + 2 if message else 0)
        room += 1 if message else 3  # the last hint needs no trailing blanks
        visible = self._visible_hints(room, bool(message))
        used = sum(map(_width, visible))
        parts: list[tuple[str, str]] = []
        for key, word in visible:
            parts += [(key, "bold"), (f" {word}   ", "$text-muted")]
        gap = " " * max(0, width - used - cell_len(message)) if message else ""
        return Content.assemble(
            *parts, gap, (message, "$text-error" if self._error else "$text-accent")
        )

    def _visible_hints(self, room: int, has_message: bool) -> list[tuple[str, str]]:
        """Return (keys, word) for the hints that fit; without a message the last one always does:
        the help key."""
        keys = named_keys(FOOTER.get(self._pane, ()), self.keys)
        visible = keys[: _count_fitting(keys, room)]
        if len(visible) < len(keys) and not has_message:
            visible = [*keys[: _count_fitting(keys, room - _width(keys[-1]))], keys[-1]]
        self._hints = visible
        return visible

    def on_click(self, event: events.Click) -> None:
        """Post the command of the clicked hint; of a hint for two commands, the first."""
        words = FOOTER.get(self._pane, ())
        hints = named_keys(words, self.keys)
        start = self.styles.padding.left
        for hint in self._hints:
            end = start + _width(hint)
            if start <= event.x < end:
                self.post_message(self.HintClicked(words[hints.index(hint)][0][0]))
                return
            start = end


def _width(key: tuple[str, str]) -> int:
    return sum(map(cell_len, key)) + 4


def _count_fitting(keys: list[tuple[str, str]], room: int) -> int:
    return sum(1 for used in accumulate(map(_width, keys)) if used <= room)


def first_launch_keys(keys: dict[str, str]) -> Content:
    """Three lines of key hints, shown at the first launch."""
    parts: list[tuple[str, str]] = []
    for words in FIRST:
        for key, word in named_keys(words, keys):
            parts += [(key, "bold"), (f" {word}   ", "$text-muted")]
        parts.append(("\n", ""))
    return Content.assemble(*parts).rstrip()


def named_keys(words: Words, keys: dict[str, str]) -> list[tuple[str, str]]:
    """Return (keys, word) for each entry of `words`; `keys` are those that the settings changed."""
    return [
        (" ".join(keys.get(name) or key_name(BY_NAME[name].keys[0]) for name in names), word)
        for names, word in words
    ]
