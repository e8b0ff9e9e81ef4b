"""The line at the top (what is open, how the sync stands) and the one at the bottom."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui_reader.commands import (
    BY_NAME,
    FIRST,
    FOOTER,
    Words,
    key_name,
)
from tui_reader.glyphs import UNICODE, Glyphs
from tui_reader.text.sanitize import clean
from tui_reader.tui.rendering.text_fit import fit

NAME = "Daily Papers"
BAR = 10  # cells of the progress bar


class SyncState(NamedTuple):
    """How the sync stands: its words, and how far it is (0 to 1; None where that says nothing)."""

    words: str = ""
    share: float | None = None


class TitleLine(Widget):
    """The name, what is open, and at the right end, and nowhere else, the state of the sync."""

    DEFAULT_CSS = "TitleLine { height: 1; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self._open: tuple[str, ...] = ("",)
        self._sync = SyncState()

    def open(self, words: str, *more: str) -> None:
        """Say what is open; where there is no room, the last of `more` is left out first."""
        said = tuple(map(_clean, (words, *more)))
        if said != self._open:
            self._open = said
            self.refresh()

    @property
    def words(self) -> str:
        return self._joined(self._open)

    def _joined(self, parts: tuple[str, ...]) -> str:
        return f" {self.glyphs.dot} ".join(parts)

    @property
    def state(self) -> SyncState:
        return self._sync

    def sync(self, state: SyncState) -> None:
        state = SyncState(_clean(state.words), state.share)
        if state != self._sync:
            self._sync = state
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        right, bar = self._sync.words, ""
        if self._sync.share is not None and width >= 90:
            done = round(BAR * self._sync.share)
            bar = " " + self.glyphs.done * done + self.glyphs.todo * (BAR - done)
        if width < 80:
            beside = width - cell_len(self._joined(self._open[:2])) - 3
            right = fit(right, max(width // 3, beside), self.glyphs.more)
        lead, parts = f"{NAME}    ", self._open
        room = width - cell_len(right) - cell_len(bar) - 2
        if cell_len(lead + self._joined(parts)) > room:
            lead = ""  # what is open matters more than what we are called
        while len(parts) > 1 and cell_len(self._joined(parts)) > room:
            parts = parts[:-1]
        words = fit(self._joined(parts), max(0, room - cell_len(lead)), self.glyphs.more)
        gap = " " * max(1, width - sum(map(cell_len, (lead, words, right, bar))))
        return Content.assemble(
            (lead, "bold $accent"), (words, "bold"), gap, (right, "$text-muted"), (bar, "$accent")
        )


class StatusLine(Widget):
    """The keys that matter here; at the right end one message, for as long as it is true."""

    DEFAULT_CSS = "StatusLine { height: 1; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs: Glyphs = UNICODE
        self.keys: dict[str, str] = {}
        self._pane = "list"
        self._message = ""
        self._error = False

    def pane(self, name: str) -> None:
        if name != self._pane:
            self._pane = name
            self.refresh()

    def say(self, message: str, error: bool = False) -> None:
        """Show a message in place of the one before; the empty text takes it away."""
        message = _clean(message)
        if (message, error) != (self._message, self._error):
            self._message, self._error = message, error
            self.refresh()

    @property
    def message(self) -> str:
        return self._message

    @property
    def failing(self) -> bool:
        """The message tells of something that went wrong."""
        return bool(self._message) and self._error

    def render(self) -> Content:
        width = self.size.width
        message = fit(self._message, width, self.glyphs.more)
        room = width - (cell_len(message) + 2 if message else 0)
        room += 1 if message else 3  # blanks at the end of the last
        keys = named(FOOTER.get(self._pane, ()), self.keys)
        shown = keys[: _fit(keys, room)]
        if len(shown) < len(keys) and not message:  # the last of them helps to all others
            shown = [*keys[: _fit(keys, room - _size(keys[-1]))], keys[-1]]
        used = sum(map(_size, shown))
        parts: list[tuple[str, str]] = []
        for key, word in shown:
            parts += [(key, "bold"), (f" {word}   ", "$text-muted")]
        gap = " " * max(0, width - used - cell_len(message)) if message else ""
        return Content.assemble(
            *parts, gap, (message, "$text-error" if self._error else "$text-accent")
        )


def _clean(message: str) -> str:
    """Safe to show on one line, wherever it comes from: an error of the system may name a file."""
    return clean(message).replace("\n", " ")


def _size(key: tuple[str, str]) -> int:
    return sum(map(cell_len, key)) + 4


def _fit(keys: list[tuple[str, str]], room: int) -> int:
    """How many of them fit."""
    return sum(1 for used in accumulate(map(_size, keys)) if used <= room)


def first_keys(keys: dict[str, str]) -> Content:
    """Three lines for who has never been here."""
    parts: list[tuple[str, str]] = []
    for words in FIRST:
        for key, word in named(words, keys):
            parts += [(key, "bold"), (f" {word}   ", "$text-muted")]
        parts.append(("\n", ""))
    return Content.assemble(*parts).rstrip()


def named(words: Words, keys: dict[str, str]) -> list[tuple[str, str]]:
    """Keys with the word for each; `keys` are those that the settings changed."""
    return [
        (" ".join(keys.get(name) or key_name(BY_NAME[name].keys[0]) for name in names), word)
        for names, word in words
    ]
