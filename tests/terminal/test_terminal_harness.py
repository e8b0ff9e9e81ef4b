"""`tests.support.terminal`, tested with small programs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.emulator import Emulator
from tests.support.terminal import RESPONSES, Terminal

RAW = """
import os, sys, tty
tty.setraw(0)
print("raw", end="\\r\\n", flush=True)
"""


def run(program: str, home: Path, **options: object) -> Terminal:
    return Terminal([sys.executable, "-S", "-c", program], home, **options)  # type: ignore[arg-type]


def test_keys_arrive_as_the_bytes_of_a_terminal(tmp_path: Path) -> None:
    program = RAW + "while True: print(repr(os.read(0, 100)), end='\\r\\n', flush=True)"
    with run(program, tmp_path) as terminal:
        terminal.wait_for("raw")
        for key, data in {
            "j": b"j",
            "é": "é".encode(),
            "ctrl+d": b"\x04",
            "enter": b"\r",
            "[": b"[",
            "shift+tab": b"\x1b[Z",
            "f1": b"\x1bOP",
            "f12": b"\x1b[24~",
            "alt+x": b"\x1bx",
            "pagedown": b"\x1b[6~",
        }.items():
            terminal.press(key)
            terminal.wait_for(repr(data))
        terminal.click(3, 0)
        terminal.wait_for(repr(b"\x1b[<0;4;1M\x1b[<0;4;1m"))
    with pytest.raises(ValueError, match="quit"):
        terminal.press("quit")


def test_terminal_query_is_answered(tmp_path: Path) -> None:
    program = RAW + "os.write(1, b'\\x1b]11;?\\x07'); print(repr(os.read(0, 100)), end='\\r\\n')"
    responses = {**RESPONSES, "\x1b]11;?": "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"}
    with run(program, tmp_path, responses=responses) as terminal:
        terminal.wait_for("rgb:ffff/ffff/ffff")
        assert terminal.wait_exit() == 0


HALVES = """
os.write(1, b"ready")
os.read(0, 1)
os.write(1, b"\\x1b[?2026h half")
os.read(0, 1)
os.write(1, b" whole\\x1b[?2026l")
os.read(0, 1)
"""


def test_update_is_shown_when_it_is_complete(tmp_path: Path) -> None:
    with run(RAW + HALVES, tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.press("a")
        terminal.wait_for(lambda t: b"half" in t.raw)
        assert "half" not in terminal.text()
        terminal.press("b")
        terminal.wait_for("half whole")


def test_timeout_shows_the_screen(tmp_path: Path) -> None:
    with (
        run("print('something else')", tmp_path) as terminal,
        pytest.raises(AssertionError, match="something else"),
    ):
        terminal.wait_for("what never comes")


def test_alternate_screen_is_entered_and_left() -> None:
    screen = Emulator(20, 3)
    screen.feed(b"a shell\r\n\x1b[?1049h\x1b[Ha page")
    assert screen.lines() == ["a page", "", ""]
    screen.feed(b"\x1b[?1049h")
    assert screen.lines() == ["", "", ""]
    screen.feed(b"\x1b[2;2Hpage\x1b[?1049l")
    assert screen.lines() == ["a shell", "", ""]
    assert screen.screen.cursor.y == 1


def test_control_sequences_are_not_printed() -> None:
    screen = Emulator(40, 2)
    for part in (
        b"\x1b[>25u\x1b[<u\x1b[=1;1u\x1b[?u\x1b[?2026$p\x1b[4 q\x1b[!p",
        b"\x1bP+q544e\x1b\\\x1b_Gi=1;AAAA\x1b\\\x1b]8;;https://a.example\x1b\\li",
        b"nk\x1b]8;;\x07\x1b]0;a title\x07\x1b]52;c;QQ==\x07\x1b[s\x1b[u\x1b[18t",
    ):
        for byte in part:  # wherever the bytes are split
            screen.feed(bytes([byte]))
    assert screen.lines() == ["link", ""]
    assert screen.links == ["https://a.example"]
    assert screen.clipboard == ["QQ=="]
    assert screen.title == "a title"


def test_cells_have_colors_and_styles() -> None:
    screen = Emulator(20, 1)
    screen.feed("\x1b[1;7;38;2;1;2;3mé\x1b[0m漢 z".encode())
    bold, wide, half, blank, plain = screen.cells()[0][:5]
    assert (bold.data, bold.bold, bold.reverse, bold.fg) == ("é", True, True, "010203")
    assert (wide.data, half.data, blank.data, plain.data) == ("漢", "", " ", "z")
    assert (plain.bold, plain.reverse, plain.fg) == (False, False, "default")
