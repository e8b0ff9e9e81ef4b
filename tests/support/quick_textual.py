"""The toolkit in a test: it waits until nothing is left to do, instead of for some time.

Textual's pilot sleeps in steps of 20 ms until the process looks idle, and draws pages in between
that nobody sees; each app parses the same style sheets again. Here a pause ends when the event
loop has nothing to run and every widget waits for its next message; a page is drawn where a test
says so or looks at it; and a style sheet is parsed once a process. Importing this is enough.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any

import textual.app
import textual.pilot
import textual.strip
from textual._context import visible_screen_stack
from textual.app import App, ScreenStackError
from textual.css.stylesheet import Stylesheet
from textual.message_pump import MessagePump
from textual.pilot import Pilot, WaitForScreenTimeout
from textual.screen import Screen
from textual.strip import Strip


async def until_idle(*_: float) -> None:
    """Until the event loop has nothing to run: all wait for a time, a thread or a key."""
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:  # noqa: ASYNC110 (no event tells it)
        await asyncio.sleep(0)


def _busy(pump: MessagePump) -> bool:
    """Whether it is doing something else than wait for its next message."""
    waiting: Any = pump._message_queue.ready_event
    return pump._running and not waiting._waiters


def _changed(screen: Screen[Any]) -> bool:
    """Whether its page is not yet what it is going to be."""
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


class QuickPilot(Pilot[Any]):
    async def _wait_for_screen(self, timeout: float = 30.0) -> bool:  # noqa: ASYNC109 (Textual's)
        deadline = time.monotonic() + timeout
        while not self.app._exception_event.is_set():
            await until_idle()
            try:
                pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
            except ScreenStackError:
                return False
            if not any(map(_busy, pumps)) and self.app._resize_event is None:
                return True
            if time.monotonic() > deadline:
                raise WaitForScreenTimeout(f"busy: {[*filter(_busy, pumps)]}")
            await asyncio.sleep(0.001)  # for a thread, such as the store's
        return False

    async def pause(self, delay: float | None = None) -> None:
        await asyncio.sleep(delay or 0)
        while await self._wait_for_screen():
            screen = self.app.screen
            screen._on_timer_update()
            await until_idle()
            if not _changed(screen) or self.app._batch_count:
                break


# Drawing and parsing

_paint = Screen._compositor_refresh


def draw(screen: Screen[Any]) -> None:
    """Draw what has changed since the last time, as for a terminal."""
    _paint(screen)


def _draw_later(screen: Screen[Any]) -> None:
    """What is to be drawn stays noted."""
    if screen is not screen.app.screen:
        _paint(screen)  # which says that the one before it is to be drawn
    else:
        screen._dirty_widgets.clear()
        screen.app._update_mouse_over(screen)


def strips_of(app: App[Any]) -> list[Strip]:
    """The whole screen, drawn: the page, and what is seen of those behind it."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def text_of(app: App[Any]) -> str:
    return "\n".join(strip.text.rstrip() for strip in strips_of(app))


class _Unkept:
    """In place of the seven caches of each strip: few strips here are asked for anything twice,
    and to make their caches is a tenth of what a page takes."""

    def get(self, key: object) -> None:
        return None

    def __setitem__(self, key: object, value: object) -> None:
        pass


_unkept: Any = _Unkept()


class _Parsed(dict[Any, Any]):
    """What a style sheet's text means. True for ever, whatever a style sheet forgets."""

    def clear(self) -> None:
        pass


_parsed: dict[frozenset[tuple[str, str]], _Parsed] = defaultdict(_Parsed)


def _parsed_with(sheet: Stylesheet) -> _Parsed:
    return _parsed[frozenset(sheet._variables.items())]


for module in (textual.app, textual.pilot):
    module.wait_for_idle = until_idle  # type: ignore[attr-defined]
textual.strip.FIFOCache = lambda _: _unkept  # type: ignore[attr-defined,assignment]
textual.pilot.Pilot = QuickPilot  # type: ignore[misc]
Screen._compositor_refresh = _draw_later  # type: ignore[method-assign,assignment]
Stylesheet._parse_cache = property(_parsed_with, lambda *_: None)  # type: ignore[assignment]
