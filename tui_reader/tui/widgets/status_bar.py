"""The line at the bottom: key hints, and one status message at the right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_reader.commands import BY_NAME, FIRST, FOOTER, Words, key_name
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.keys import name_of_char
from tui_reader.text.fit import fit, one_line


class StatusBar(Widget):
    """Key hints for the focused pane, and one status message at the right.

    A click on a hint presses its key. An error that does not fit beside the hints has a separate
    line above them.

    Attributes:
        pane: The pane whose key hints are shown (a key of `commands.FOOTER`).
        keys: Keys changed by the settings, by command name.
        message: The status message.
        has_error: Whether the message reports an error.
    """

    DEFAULT_CSS = "StatusBar { height: 1; padding: 0 1; }"

    pane: reactive[str] = reactive("list")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.keys: Mapping[str, tuple[str, ...]] = {}
        self.message = ""
        self.has_error = False
        self._keys_at: list[tuple[int, int, str]] = []  # first and last column + 1, command

    def watch_pane(self) -> None:
        self._fit_height()

    def show_message(self, message: str, error: bool = False) -> None:
        """Replace the status message; an empty text removes it."""
        message = one_line(message)
        error = error and bool(message)
        if (message, error) != (self.message, self.has_error):
            self.message, self.has_error = message, error
            self._fit_height()
            self.refresh()

    def on_resize(self) -> None:
        self._fit_height()

    def _fit_height(self) -> None:
        lines = 2 if self._has_own_line else 1
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines

    @property
    def _has_own_line(self) -> bool:
        keys = sum(map(_width, self._hints)) - 3
        room = self.size.width - keys - 2
        return self.has_error and self.size.width > 0 and cell_len(self.message) > room

    @property
    def _hints(self) -> list[Hint]:
        return named_keys(FOOTER.get(self.pane, ()), self.keys)

    def render(self) -> Content:
        width, keys = self.size.width, self._hints
        message = fit(self.message, width, self.glyphs.more)
        style = "$text-error" if self.has_error else "$text-accent"
        if self._has_own_line:
            return Content.assemble((message, style), "\n", *self._drawn(self._fitting(width + 3)))
        if not message:
            return Content.assemble(*self._drawn(self._fitting(width + 3)))
        room = width - cell_len(message) - 1  # the last hint needs no trailing blanks
        visible = self._fitting(room) if keys and _width(keys[-1]) <= room else []
        gap = " " * max(0, width - sum(map(_width, visible)) - cell_len(message))
        return Content.assemble(*self._drawn(visible), gap, (message, style))

    def _fitting(self, room: int) -> list[Hint]:
        """The hints that fit; the last one, help, is always among them."""
        keys = self._hints
        visible = keys[: _count_fitting(keys, room)]
        if len(visible) < len(keys):
            visible = [*keys[: _count_fitting(keys, room - _width(keys[-1]))], keys[-1]]
        return visible

    def _drawn(self, hints: list[Hint]) -> list[tuple[str, str]]:
        """The parts of the line of hints. Remembers where each key is, for the mouse."""
        parts: list[tuple[str, str]] = []
        self._keys_at, x = [], 0
        for hint in hints:
            for shown, name in zip(hint.keys, hint.commands, strict=True):
                self._keys_at.append((x, x + cell_len(shown), name))
                x += cell_len(shown) + 1
            self._keys_at.append((x, x + cell_len(hint.word), hint.commands[0]))
            x += cell_len(hint.word) + 3
            parts += [(" ".join(hint.keys), "bold"), (f" {hint.word}   ", "$text-muted")]
        return parts

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse; a word belongs to the first of its keys."""
        if event.y != self.size.height - 1:
            return
        for start, end, name in self._keys_at:
            if start <= event.x - self.gutter.left < end:
                key = _keys_of(name, self.keys)[0]
                self.app.simulate_key(name_of_char(key) if len(key) == 1 else key)


class Hint(NamedTuple):
    """Commands with their keys, as shown, and one word about them."""

    commands: tuple[str, ...]
    keys: tuple[str, ...]
    word: str


def _width(hint: Hint) -> int:
    return cell_len(" ".join((*hint.keys, hint.word))) + 3


def _count_fitting(keys: list[Hint], room: int) -> int:
    return sum(1 for used in accumulate(map(_width, keys)) if used <= room)


def first_launch_tip(keys: Mapping[str, tuple[str, ...]]) -> Content:
    """One line of keys that the footer does not show, for the first launch."""
    parts: list[tuple[str, str]] = [("New here?   ", "$text-muted")]
    for hint in named_keys(FIRST, keys):
        parts += [(" ".join(hint.keys), "bold"), (f" {hint.word}   ", "$text-muted")]
    return Content.assemble(*parts).rstrip()


def named_keys(words: Words, keys: Mapping[str, tuple[str, ...]]) -> list[Hint]:
    """Return the hints of `words` that have keys; `keys` are those changed by the settings."""
    return [
        Hint(names, tuple(" ".join(map(key_name, _keys_of(name, keys))) for name in names), word)
        for names, word in words
        if all(_keys_of(name, keys) for name in names)
    ]


def _keys_of(name: str, changed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the changed keys of a command, else its first one."""
    return changed.get(name, BY_NAME[name].keys[:1])
