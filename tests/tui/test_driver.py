"""The driver: its input loop, and its end."""

from __future__ import annotations

import os
import select
import termios
from collections.abc import Iterator
from typing import Any

import pytest
from textual import _parser, constants, events
from textual.drivers._writer_thread import WriterThread
from textual.message import Message

from tui_reader.tui import key_priority
from tui_reader.tui.textual_ext.app_base import POLL_INTERVAL, ExitEvent, TerminalDriver

_select = select.select


class Typing(TerminalDriver):
    """A keyboard on a pipe. Each `look` returns the next bytes, or times out for None."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, looks: list[bytes]) -> None:
        self.fileno, self.end = os.pipe()
        self.exit_event = ExitEvent()
        self._debug = False
        self.now = 100.0
        self.looks = looks
        self.seen: list[str | float | None] = []  # keys, and the waiting time before each
        monkeypatch.setattr(select, "select", self.look)
        monkeypatch.setattr(_parser, "get_time", lambda: self.now)
        monkeypatch.setattr(key_priority, "_last_key", 0.0)

    def look(self, ours: list[int], *more: Any) -> tuple[list[int], list[int], list[int]]:
        self.seen.append(more[-1])
        typed = self.looks.pop(0)
        if len(self.looks) == 1:
            self.exit_event.set()
        if not typed:
            self.now += more[-1]
            return [], [], []
        os.write(self.end, typed)
        return ours, [], []

    def process_message(self, message: Message) -> None:
        assert key_priority.key_wait() > 0  # background work pauses for the key
        assert isinstance(message, events.Key)
        self.seen.append(message.key)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made: list[Typing] = []

    def typed(*looks: bytes) -> list[str | float | None]:
        made.append(Typing(monkeypatch, list(looks)))
        made[-1].run_input_thread()
        return made[-1].seen

    yield typed
    for one in made:
        os.close(one.fileno)
        os.close(one.end)


def test_esc_is_reported_if_nothing_follows(typing: Any) -> None:
    delay = constants.ESCAPE_DELAY
    assert typing(b"\x1b", b"", b"") == [None, delay, "escape", POLL_INTERVAL]


def test_bytes_right_after_esc_form_another_key(typing: Any) -> None:
    delay = constants.ESCAPE_DELAY
    assert typing(b"\x1b", b"[A", b"", b"") == [None, delay, "up", delay, POLL_INTERVAL]


def test_character_split_over_two_reads_is_decoded(typing: Any) -> None:
    letter = "é".encode()
    keys = [one for one in typing(letter[:1], letter[1:], b"") if isinstance(one, str)]
    assert keys == ["é"]


def test_invalid_utf8_does_not_stop_the_driver(typing: Any) -> None:
    assert typing(b"\xe9j", b"")[-2] == "j"


def test_idle_driver_waits_until_a_key_or_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limit, each idle reader would wake the processor ten times a second."""
    keyboard = Typing(monkeypatch, [])
    waited = []

    def look(sources: list[int], *more: Any) -> tuple[list[int], list[int], list[int]]:
        waited.append(more[-1])
        keyboard.exit_event.set()
        return _select(sources, *more)

    monkeypatch.setattr(select, "select", look)
    keyboard.run_input_thread()
    assert waited == [None, POLL_INTERVAL]
    keyboard.exit_event.clear()
    assert _select([keyboard.exit_event.reader], [], [], 0)[0] == []
    os.close(keyboard.fileno)
    os.close(keyboard.end)


class Leaving(TerminalDriver):
    """A driver in application mode on a terminal."""

    def __init__(self, terminal: int) -> None:
        self.fileno = terminal
        self.exit_event = ExitEvent()
        self.exit_event.set()  # the input has ended
        self._in_band_window_resize = False
        self._must_signal_resume = self._auto_restart = True  # after Ctrl+Z
        self.attrs_before = termios.tcgetattr(terminal)
        self._writer_thread = WriterThread(open(terminal, "w", closefd=False))  # noqa: SIM115
        self._writer_thread.start()


def test_terminal_settings_are_restored_after_all_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+S stops the output of a terminal in cooked mode: the app would never end."""
    screen, terminal = os.openpty()
    written = []
    monkeypatch.setattr(termios, "tcsetattr", lambda *_: written.append(os.read(screen, 999)))
    driver = Leaving(terminal)
    driver.stop_application_mode()
    assert [data.endswith(b"\x1b[?1049l\x1b[?25h\x1b[?1004l") for data in written] == [True]
    driver._sigcont_application()  # no event loop is running any more
    driver.close()
    os.close(screen)
    os.close(terminal)
