"""The app in a test: run it on a store, press keys, read the screen."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from tests.support import fake_papers
from tests.support.screen_text import text_of
from tui_reader.keys import char_of, name_of_char
from tui_reader.settings import Settings
from tui_reader.store import Store, cache, library
from tui_reader.tui.app import ReaderApp
from tui_reader.tui.context import LaunchOptions
from tui_reader.tui.flows import share
from tui_reader.tui.screens.main.main import MainScreen

NOW = datetime(2026, 8, 21, 8, 0, tzinfo=UTC)
DAYS = fake_papers.weekdays(5)  # the editions that `fill` stores, newest first

# Filled caches in memory, by number and size of editions
_filled: dict[tuple[int, int], sqlite3.Connection] = {}


def fill(store: Store, editions: int = 5, size: int = 12) -> list[date]:
    """Store made-up editions like a first launch. Return their days, newest first."""
    days = fake_papers.weekdays(editions)
    store.write_cache_sync(_fill, days, size)
    store.write_library_sync(library.count_unread_since, min(days))
    return days


def _fill(connection: sqlite3.Connection, days: list[date], size: int) -> None:
    """Store the editions; an empty cache gets a copy of what was stored the first time."""
    much = (len(days), size)
    empty = not connection.execute("SELECT EXISTS (SELECT 1 FROM papers)").fetchone()[0]
    if empty and much in _filled:
        _filled[much].backup(connection)
        return
    for day in days:
        edition = fake_papers.parsed_edition(day, fake_papers.edition(day, size))
        cache.write_edition(connection, edition, False, NOW)
    if empty:
        _filled[much] = sqlite3.connect(":memory:", check_same_thread=False)
        connection.backup(_filled[much])


def record_opened(monkeypatch: pytest.MonkeyPatch, urls: list[str]) -> None:
    """Append URLs to a list instead of opening them."""

    async def record(_context: object, url: str) -> None:
        urls.append(url)

    monkeypatch.setattr(share, "open_url", record)


class RunningApp:
    """A running app and its screen."""

    def __init__(self, app: ReaderApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> MainScreen:
        found = self.app.screen_stack[0]
        assert isinstance(found, MainScreen)
        return found

    async def settle(self) -> None:
        """Wait until all messages are handled and all workers are done.

        The timer that marks a visible paper as read is not awaited.
        """
        quiet = 0
        while quiet < 2 and self.app.is_running:
            await self.pilot.pause(0)
            await self.app.animator.wait_until_complete()
            if working := self._working():
                # A dialog's worker ends after its dialog closes, so an open one cannot be awaited.
                ending = [one for one in working if one.is_running and not _is_dialog(one)]
                if ending:
                    with suppress(WorkerCancelled, WorkerFailed):
                        await self.app.workers.wait_for_complete(ending)
                else:
                    await asyncio.sleep(0.001)
                quiet = 0
            else:
                quiet = 0 if self._has_messages() else quiet + 1

    def _has_messages(self) -> bool:
        pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
        return any(pump.message_queue_size for pump in pumps)

    async def until(self, there: Callable[[], object], limit: float = 20) -> None:
        """Wait for a condition that does not depend on a worker of the app."""
        deadline, pause = time.monotonic() + limit, 0.002
        while not there():
            assert time.monotonic() < deadline, self.text
            await self.pilot.pause(pause)
            pause = min(2 * pause, 0.05)  # checking draws the page

    def _working(self) -> list[Worker[Any]]:
        """Return the running workers, except those that wait for an open dialog."""
        has_dialog = isinstance(self.app.screen, ModalScreen)
        return [
            worker
            for worker in self.app.workers
            if not worker.is_finished and not (has_dialog and _is_dialog(worker))
        ]

    async def press(self, *keys: str) -> None:
        """Press keys, each after everything that the previous one started is done.

        Only the last letter of a word typed into a text input is waited for.
        """
        for key, following in pairwise([*keys, ""]):
            self.app.post_message(key_event(key))
            is_typing = isinstance(self.app.focused, Input | TextArea)
            if not (is_typing and len(key) == len(following) == 1):
                await self.settle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys without waiting in between, as over a slow connection or when pasting."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.settle()

    @property
    def text(self) -> str:
        """The screen as text."""
        return text_of(self.app)

    def row(self, number: int) -> str:
        """Return a row of the screen; negative indexes count from the bottom."""
        return self.text.split("\n")[number]

    @property
    def title(self) -> str:
        """The title of the paper at the cursor."""
        entry = self.screen.list.current
        assert entry is not None
        return entry.paper.title


def key_event(key: str) -> events.Key:
    """Return the event of a key: a character, or Textual's name of a key.

    `Pilot.press` would wait for 40 ms after each key.
    """
    char = " " if key == "space" else char_of(key)
    return events.Key(name_of_char(key) if len(key) == 1 else key, char if len(char) == 1 else None)


def _is_dialog(worker: Worker[Any]) -> bool:
    return worker.group in ("dialog", "command")


@asynccontextmanager
async def run_app(
    store: Store,
    size: tuple[int, int] = (100, 30),
    read_after: float | str = 3600.0,
    **options: Any,
) -> AsyncIterator[RunningApp]:
    """Run the app on a store, without a network unless `offline=False`.

    Moving to a paper does not mark it as read unless `read_after` (seconds) is given, so that
    tests do not depend on the machine's speed. Drafts are saved right after the keys.
    """
    settings = options.pop("settings", Settings())
    settings = replace(settings, reader=replace(settings.reader, mark_read_after=read_after))
    app = ReaderApp(store, LaunchOptions(**{"offline": True, "settings": settings, **options}))
    with patch("tui_reader.tui.dialogs.note_editor.DRAFT_DELAY", 0):
        async with app.run_test(size=size) as pilot:
            found = RunningApp(app, pilot)
            await found.settle()
            yield found
