"""Bindings of the movement commands, for every widget that has them."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui_reader.commands import BY_NAME, MOVEMENT


def movement_bindings(**more: str) -> list[BindingType]:
    """Bind the keys of the movement commands to the widget's actions.

    The bindings have the commands' names as ids, so that the user's keymap applies. They have
    priority: a key is handled in the app, without a message to the widget and back.

    Args:
        more: Actions of further commands, by command name.
    """
    return [
        Binding(
            ",".join(BY_NAME[name].keys), action, BY_NAME[name].help,
            show=False, priority=True, id=name,
        )
        for name, action in {**MOVEMENT, **more}.items()
    ]  # fmt: skip
