"""A page over the desk about one paper: its title, its keys, and help and palette in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui_reader.commands import ASK, Command, commands_of
from tui_reader.glyphs import ASCII
from tui_reader.tui.textual_ext.compositor import PatchScreen
from tui_reader.tui.widgets.status_bar import StatusBar
from tui_reader.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from tui_reader.tui.deep import Deep


def bindings(place: str, action_of: Callable[[Command], str]) -> list[BindingType]:
    """The keys of the commands that hold in a place."""
    found: list[BindingType] = [Binding("q", "back", "Back", show=False)]
    for command in commands_of(place):
        if command.keys:
            # What asks is opened before the next key is looked at: it may be its first letter.
            first = command.name in ASK
            keys, action = ",".join(command.keys), action_of(command)
            found.append(
                Binding(keys, action, command.help, show=False, priority=first, id=command.name)
            )
    return found


class Over(PatchScreen[None]):
    """A subclass says which place it is, and what the commands that hold there do in it."""

    place: ClassVar[str]

    def __init__(self, desk: Deep, key: int) -> None:
        super().__init__()
        self.desk = desk
        self.key = key
        self.title_line = TitleBar(id="head")
        self.status = StatusBar(id="foot")
        self.title_line.glyphs = self.status.glyphs = desk.glyphs
        self.status.keys = desk.status.keys
        self.status.show_keys_of(self.place)
        self.set_class(desk.glyphs is ASCII, "-plain")

    @staticmethod
    def action_of(command: Command) -> str:
        raise NotImplementedError

    def action_back(self) -> None:
        self.dismiss(None)

    def action_help(self) -> None:
        from tui_reader.tui.dialogs.help import pane_help

        self.app.push_screen(pane_help(self.place, self.status.keys, self.action_palette))

    def action_palette(self) -> None:
        from tui_reader.tui.palette_entries import open_palette

        open_palette(self)
