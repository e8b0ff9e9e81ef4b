"""Opening links and copying to the clipboard."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.desktop import Desktop, own_id
from tests.support.emulator import Emulator
from tests.support.fake_hub import FakeHub
from tests.support.running_app import RunningApp, fill, run_app
from tests.support.terminal import Terminal
from tui_reader.store import Store
from tui_reader.tui.dialogs.prompts import Confirm, Menu
from tui_reader.tui.services import desktop
from tui_reader.tui.services.desktop import has_browser, has_display

# Links


async def test_keys_open_the_pages_of_a_paper(desktop: Desktop, reader: RunningApp) -> None:
    await reader.press("o", "O", "p")
    paper = own_id(reader)
    assert desktop.opened == [
        f"https://huggingface.co/papers/{paper}",
        f"https://arxiv.org/abs/{paper}",
        f"https://arxiv.org/pdf/{paper}",
    ]
    assert "Opening https://arxiv.org/pdf/" in reader.text
    await reader.press("j")
    assert "Opening" not in reader.text


async def test_unknown_host_needs_confirmation_of_the_whole_url(
    filled: Store, desktop: Desktop
) -> None:
    async with run_app(filled, (160, 45)) as reader:
        for key in ("n", "escape", "y"):
            reader.screen.open_url("https://hüggingface.co/papers/2608.21000?next=x")
            await reader.settle()
            assert isinstance(reader.app.screen, Confirm)
            assert "https://xn--hggingface-9db.co/papers/2608.21000?next=x" in reader.text
            assert desktop.opened == []
            await reader.press(key)
        assert desktop.opened == ["https://xn--hggingface-9db.co/papers/2608.21000?next=x"]


async def test_unsafe_url_is_refused_with_a_reason(store: Store, desktop: Desktop) -> None:
    fill(store, 1)
    async with run_app(store) as reader:
        for url in (
            "javascript:alert(1)", "file:///etc/passwd", "http://made-up.example:8000/",
            "https://user:secret@huggingface.co/", "--help", "",
        ):  # fmt: skip
            reader.app.set_status("")
            reader.screen.open_url(url)
            await reader.settle()
            assert "Not opened" in reader.text, url
            assert desktop.opened == []
            assert not isinstance(reader.app.screen, Confirm)


async def test_url_is_copied_without_a_browser(
    filled: Store, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setenv("SSH_CONNECTION", "somewhere")
    async with run_app(filled) as reader:
        await reader.press("o")
        assert desktop.opened == []
        assert "No browser found. Copied https://huggingface.co/papers/" in reader.text
        assert reader.app.clipboard == f"https://huggingface.co/papers/{own_id(reader)}"


async def test_browser_that_does_not_start_counts_as_missing(
    filled: Store, desktop: Desktop
) -> None:
    desktop.starts = False
    async with run_app(filled) as reader:
        await reader.press("o")
        assert "No browser found. Copied" in reader.text


async def test_click_on_a_link_opens_it(filled: Store, desktop: Desktop) -> None:
    async with run_app(filled, (160, 45)) as reader:
        row = next(y for y, text in enumerate(reader.text.split("\n")) if "arXiv · PDF" in text)
        column = reader.text.split("\n")[row].index("arXiv")
        await reader.pilot.click(offset=(column + 1, row))
        await reader.settle()
        assert desktop.opened == [f"https://arxiv.org/abs/{own_id(reader)}"]


def test_graphical_session_is_detected() -> None:
    assert has_display({"DISPLAY": ":0", "SSH_TTY": "x"}, "linux")
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_display({}, "darwin")
    assert not has_display({"SSH_CONNECTION": "x"}, "darwin")
    assert not has_display({}, "linux")
    assert has_browser({"BROWSER": "w3m", "SSH_CONNECTION": "x"}, "linux")
    assert not has_browser({"SSH_CONNECTION": "x"}, "linux")


# Copying


async def test_y_copies_the_link_and_reports_it(desktop: Desktop, reader: RunningApp) -> None:
    await reader.press("y")
    link = f"https://huggingface.co/papers/{own_id(reader)}"
    assert reader.app.clipboard == link
    assert f"Copied {link}" in reader.text
    await reader.press("left_square_bracket")
    assert "Copied" not in reader.text


async def test_y_copies_the_links_of_all_selected(desktop: Desktop, reader: RunningApp) -> None:
    await reader.press("v", "v", "y")
    copied = reader.app.clipboard.split("\n")
    assert copied == [f"https://huggingface.co/papers/{own_id(reader, n)}" for n in (0, 1)]
    assert "Copied 2 links" in reader.text


async def test_Y_offers_bibtex_first_with_a_preview_of_each_form(
    filled: Store, desktop: Desktop
) -> None:
    async with run_app(filled, (120, 30)) as reader:
        await reader.press("Y")
        assert isinstance(reader.app.screen, Menu)
        assert "BibTeX" in reader.text
        assert "@misc{" in reader.text
        assert f"arXiv:{own_id(reader)}" in reader.text
        await reader.press("enter")
        assert reader.app.clipboard.startswith("@misc{")
        assert "Copied BibTeX of" in reader.text
        await reader.press("Y")
        await reader.press("t")
        assert reader.app.clipboard == reader.title
        assert f"Copied {reader.title[:20]}" in reader.text


async def test_bibtex_of_several_has_several_keys(desktop: Desktop, reader: RunningApp) -> None:
    await reader.press("v", "v", "v", "Y")
    await reader.press("b")
    keys = [line for line in reader.app.clipboard.split("\n") if line.startswith("@misc")]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("environ", "innermost"),
    [
        ({"TERM": "xterm-256color"}, ""),
        ({}, ""),
        ({"TMUX": "x"}, "tmux"),
        ({"STY": "x"}, "screen"),
        ({"TERM": "tmux-256color"}, "tmux"),
        ({"TERM": "screen-256color"}, "screen"),
        ({"TERM": "screen-256color", "TMUX": "x"}, "tmux"),
        ({"TERM": "tmux-256color", "TMUX": "x", "STY": "x"}, "tmux"),
        ({"TERM": "screen-256color", "TMUX": "x", "STY": "x"}, "tmux"),
        ({"TERM": "screen.tmux-256color", "TMUX": "x", "STY": "x"}, "screen"),
        ({"TERM": "screen.xterm-256color", "STY": "x"}, "screen"),
        ({"TERM": "xterm-256color", "TMUX": "x", "STY": "x"}, "tmux"),
    ],
)
def test_innermost_multiplexer_is_used(environ: dict[str, str], innermost: str) -> None:
    assert desktop.multiplexer(environ) == innermost


def test_osc_52_is_wrapped_for_tmux_and_in_chunks_for_screen() -> None:
    encoded = base64.b64encode("naïve".encode()).decode()
    assert desktop.through_multiplexer("naïve", {}) == ""
    wrapped = desktop.through_multiplexer("naïve", {"TMUX": "x"})
    assert wrapped == f"\x1bPtmux;\x1b\x1b]52;c;{encoded}\x07\x1b\\"
    long = "x" * 1000
    wrapped = desktop.through_multiplexer(long, {"STY": "x"})
    chunks = wrapped.removesuffix("\x1b\\").removeprefix("\x1bP").split("\x1b\\\x1bP")
    assert max(map(len, chunks)) < 256
    joined = "".join(chunks)
    assert joined == f"\x1b]52;c;{base64.b64encode(long.encode()).decode()}\x07"


async def test_terminal_keeps_the_whole_text_if_sty_is_stale(
    filled: Store, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the first of screen's chunks for a complete OSC 52."""
    monkeypatch.setenv("STY", "1234.pts-0.host")
    terminal = Emulator(80, 24)
    async with run_app(filled) as reader:
        driver = reader.app._driver
        monkeypatch.setattr(driver, "write", lambda data: terminal.feed(data.encode()))
        await reader.press("Y", "enter")
        copied = base64.b64decode(terminal.clipboard[-1]).decode()
        assert copied == reader.app.clipboard
        assert copied.startswith("@misc")


def test_clipboard_program_is_used_in_a_local_session() -> None:
    names = [
        [command[0] for command in desktop.programs(environ, platform)]
        for environ, platform in (
            ({"TMUX": "x"}, "linux"),
            ({}, "darwin"),
            ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w", "TMUX": "x"}, "linux"),
            ({"DISPLAY": ":10", "SSH_CONNECTION": "x"}, "linux"),
            ({}, "linux"),
        )
    ]
    assert names == [
        ["tmux"],
        ["pbcopy"],
        ["tmux", "wl-copy", "xclip", "xsel"],
        [],
        [],
    ]


COMMAND = [sys.executable, "-m", "tui_reader"]


@pytest.mark.tmux
@pytest.mark.parametrize("program", ["tmux -f /dev/null new-session", "screen -U -c /dev/null"])
def test_reader_works_in_multiplexers(hub: FakeHub, tmp_path: Path, program: str) -> None:
    paper = hub.days[fake_papers.LAST_DAY][0]["paper"]
    (sockets := tmp_path / "sockets").mkdir(mode=0o700)
    environ = {"HF_ENDPOINT": hub.url, "TMUX_TMPDIR": str(tmp_path), "SCREENDIR": str(sockets)}
    try:
        with Terminal(
            [*program.split(), *COMMAND], tmp_path, (120, 30), environ=environ
        ) as terminal:
            terminal.wait_for("synced")
            terminal.press("?")
            terminal.wait_for("Keys in the list")
            terminal.press("escape")
            terminal.wait_for(lambda t: "Keys in the list" not in t.text())
            assert len({cell.fg for row in terminal.cells() for cell in row}) > 3
            terminal.press("y")
            terminal.wait_for("Copied ")
            terminal.wait_for(lambda _: terminal.emulator.clipboard)
            copied = base64.b64decode(terminal.emulator.clipboard[-1].encode())
            assert copied.decode() == f"{hub.url}/papers/{paper['id']}"
            terminal.press("q")
            assert terminal.wait_exit() == 0
    finally:  # the server outlives its terminal
        for stop in (["tmux", "kill-server"], ["screen", "-X", "quit"]):
            subprocess.run(stop, env={**os.environ, **environ}, capture_output=True, check=False)
