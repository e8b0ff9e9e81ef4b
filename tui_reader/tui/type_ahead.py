"""Type-ahead: hold keys until the dialog or page they are meant for is open."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.screen import ModalScreen
from textual.worker import Worker, get_current_worker

from tui_reader.tui.textual_ext.line_view import LineView

# Groups of workers that keys wait for.
DIALOGS = "dialog"  # show a dialog, then act on its result
COMMANDS = "command"  # the palette: run the chosen entry
ENTRIES = "entries"  # load further entries of the palette
SEARCHES = "search"  # read search results; keys wait only once the search bar has lost the focus
MAX_WAIT = 1.0  # seconds
POLL = 0.002  # seconds

_released: WeakSet[Worker[Any]] = WeakSet()  # workers that no key waits for
_after_enter: WeakSet[App[object]] = WeakSet()


def dialog_shown() -> None:
    """Tell the gate that the current worker is about to show its dialog."""
    _released.add(get_current_worker())


def dialog_answered() -> None:
    """Tell the gate that the current worker has its result: keys wait for its next step."""
    worker = get_current_worker()
    _released.discard(worker)
    asyncio.get_running_loop().call_later(MAX_WAIT, _released.add, worker)


def enter_pressed(app: App[object]) -> None:
    """Remember that Enter (or Esc) was pressed: the focused widget may be about to close."""
    _after_enter.add(app)


async def wait_for_target(app: App[object]) -> None:
    """Wait until the receiver of the next key is known, at most MAX_WAIT seconds."""
    deadline = monotonic() + MAX_WAIT
    if not app.app_focus:  # the terminal did not report that it has the focus again
        app.app_focus = True
        _focus_dialog(app)
    while _is_pending(app):
        if monotonic() > deadline:
            for worker in app.workers:
                _released.add(worker)
            _focus_dialog(app)
            return
        await asyncio.sleep(POLL)


def _focus_dialog(app: App[object]) -> None:
    """Give a dialog the focus: it takes none while the terminal does not have it."""
    if isinstance(app.screen, ModalScreen) and app.screen.focused is None:
        app.screen.focus_next()


def _is_pending(app: App[object]) -> bool:
    groups = {DIALOGS, COMMANDS, ENTRIES}
    if isinstance(app.focused, LineView):
        groups.add(SEARCHES)
    if any(
        worker.group in groups and not worker.is_finished and worker not in _released
        for worker in app.workers
    ):
        return True
    screen = app.screen
    if app in _after_enter:
        # The focused widget reports Enter with messages that bubble up to the screen.
        bubbling = [*(app.focused or screen).ancestors_with_self]
        if not any(node.message_queue_size for node in bubbling if node is not app):
            _after_enter.discard(app)  # check once more: the receiver has to wake up
        return True
    if not screen.is_mounted:
        return True
    return isinstance(screen, ModalScreen) and screen.focused is None and bool(screen.focus_chain)
