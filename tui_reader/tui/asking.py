"""Keys that are typed ahead of a dialog wait for it."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.screen import ModalScreen
from textual.worker import Worker, get_current_worker

GROUP = "dialog"  # of the workers that ask
PATIENCE = 1.0  # seconds
STEP = 0.002  # seconds

_asked: WeakSet[Worker[Any]] = WeakSet()


def asks() -> None:
    """The worker that runs this puts its question now."""
    _asked.add(get_current_worker())


async def until_asked(app: App[Any]) -> None:
    """Until the dialog that has been called for can take keys; at most PATIENCE seconds."""
    deadline = monotonic() + PATIENCE
    while _is_due(app) and monotonic() < deadline:  # noqa: ASYNC110 (no event tells all of it)
        await asyncio.sleep(STEP)


def _is_due(app: App[Any]) -> bool:
    if any(
        worker.group == GROUP and not worker.is_finished and worker not in _asked
        for worker in app.workers
    ):
        return True
    page = app.screen
    if not isinstance(page, ModalScreen) or page.focused is not None:
        return False
    return not page.is_mounted or bool(page.focus_chain)
