"""Keys that are typed ahead wait: for a dialog to come, or for a line to have taken Enter."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.worker import Worker, get_current_worker

GROUP = "dialog"  # of the workers that ask
PATIENCE = 1.0  # seconds
STEP = 0.002  # seconds

_asked: WeakSet[Worker[Any]] = WeakSet()
_entered: WeakSet[Widget] = WeakSet()


def asks() -> None:
    """The worker that runs this puts its question now."""
    _asked.add(get_current_worker())


def entered(widget: Widget) -> None:
    """It is given Enter, which may end it: the next key may be for what it opens."""
    _entered.add(widget)


async def until_asked(app: App[Any]) -> None:
    """Until it is known what the next key is for; at most PATIENCE seconds."""
    deadline = monotonic() + PATIENCE
    while _is_due(app) and monotonic() < deadline:  # noqa: ASYNC110 (no event tells all of it)
        await asyncio.sleep(STEP)


def _is_due(app: App[Any]) -> bool:
    if any(
        worker.group == GROUP and not worker.is_finished and worker not in _asked
        for worker in app.workers
    ):
        return True
    page, focused = app.screen, app.focused
    if focused is not None and focused in _entered:
        # It tells what came of it by a message that goes from one to the next, up to the screen.
        if any(one.message_queue_size for one in focused.ancestors_with_self if one is not app):
            return True
        _entered.discard(focused)
    if not isinstance(page, ModalScreen) or page.focused is not None:
        return False
    return not page.is_mounted or bool(page.focus_chain)
