"""Keys that are typed ahead wait: for a dialog to come, and for what Enter begins to be there."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.screen import ModalScreen
from textual.worker import Worker, get_current_worker

from tui_reader.tui.textual_ext.line_view import LineView

DIALOGS = "dialog"  # of the workers that ask, and then do what was answered
COMMANDS = "command"  # of those that show the palette and run the chosen entry
ENTRIES = "entries"  # of those that load entries of the palette
SEARCHES = "search"  # of those that find what is typed in a line; who goes on typing waits for none
PATIENCE = 1.0  # seconds
STEP = 0.002  # seconds

_let_go: WeakSet[Worker[Any]] = WeakSet()  # those that no key waits for
_entered: WeakSet[App[Any]] = WeakSet()


def asks() -> None:
    """The worker that runs this puts its question now."""
    _let_go.add(get_current_worker())


def answered() -> None:
    """The worker that runs this goes on: a key right behind is for what it does with the answer."""
    worker = get_current_worker()
    _let_go.discard(worker)
    asyncio.get_running_loop().call_later(PATIENCE, _let_go.add, worker)


def entered(app: App[Any]) -> None:
    """Enter was pressed, which may end what has the focus."""
    _entered.add(app)


async def until_asked(app: App[Any]) -> None:
    """Until it is known what the next key is for; at most PATIENCE seconds."""
    deadline = monotonic() + PATIENCE
    while _is_due(app):
        if monotonic() > deadline:
            for worker in app.workers:
                _let_go.add(worker)
            return
        await asyncio.sleep(STEP)


def _is_due(app: App[Any]) -> bool:
    groups = {DIALOGS, COMMANDS, ENTRIES}
    if isinstance(app.focused, LineView):
        groups.add(SEARCHES)
    if any(
        worker.group in groups and not worker.is_finished and worker not in _let_go
        for worker in app.workers
    ):
        return True
    page = app.screen
    if app in _entered:
        # What had the focus tells by messages, from one to the next, up to the screen.
        told = [*(app.focused or page).ancestors_with_self]
        if not any(one.message_queue_size for one in told if one is not app):
            _entered.discard(app)  # and look once more: who was answered has to wake up
        return True
    if not isinstance(page, ModalScreen) or page.focused is not None:
        return False
    return not page.is_mounted or bool(page.focus_chain)
