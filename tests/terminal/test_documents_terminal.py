"""Full text, comments and images in a real terminal, with a fake Hub over HTTP."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Response
from tests.support.terminal import Terminal
from tests.tui.test_end_to_end import COMMAND, leave

HOSTILE = (
    "# A [link](https://made-up.example/\x1b]52;c;AAAA\x07) \x1b[2J\n\n"
    "[@click=app.quit]x[/] \x1b]0;owned\x07 \u202egnp \x9b31m \x00 \x7f\n\n"
)
TEXT = HOSTILE + "\n\n".join(
    f"## {number} Section\n\nOf lanterns, teapots and number {number}." for number in range(1, 200)
)


def first(hub: FakeHub) -> str:
    """Return the ID of the paper with the cursor at the first launch."""
    found: str = hub.days[max(hub.days)][0]["paper"]["id"]
    return found


def reader(hub: FakeHub, home: Path, size: tuple[int, int] = (100, 30), **environ: str) -> Terminal:
    return Terminal(COMMAND, home, size=size, environ={"HF_ENDPOINT": hub.url, **environ})


def open_abstract(terminal: Terminal) -> None:
    terminal.wait_for("synced just now")
    terminal.press("enter")
    terminal.wait_for("Enter full text")  # the footer shows what Enter does next


def test_hostile_texts_and_comments_are_shown_as_text(hub: FakeHub, tmp_path: Path) -> None:
    hub.texts[first(hub)] = TEXT
    hub.comments[first(hub)] = [
        fake_papers.comment(2, raw=HOSTILE),
        fake_papers.comment(5, hidden=True),
    ]
    with reader(hub, tmp_path) as terminal:
        open_abstract(terminal)
        for key, words in (("enter", "Of lanterns, teapots and number 1."), ("c", "1 comment ")):
            terminal.press(key)
            terminal.wait_for(words)  # a hidden comment is not counted
            terminal.wait_for("[@click=app.quit]x[/]")
            terminal.press("escape")
            terminal.wait_for("Enter full text")
        assert b"AAAA\x07" not in terminal.raw
        assert b"\x1b]0;owned" not in terminal.raw
        assert "\u202e".encode() not in terminal.raw
        assert not terminal.emulator.clipboard
        leave(terminal)


@pytest.mark.long
def test_quitting_while_a_text_is_loading(hub: FakeHub, tmp_path: Path) -> None:
    slow = Response(b"x" * 2_000_000, kind="text/markdown", drip=(300_000, 60.0))
    hub.responses[f"/papers/{first(hub)}.md"] = slow
    with reader(hub, tmp_path) as terminal:
        open_abstract(terminal)
        terminal.press("enter")
        terminal.wait_for("300 KB of 2.0 MB")
        terminal.press("escape")
        terminal.wait_for("Enter full text")
        terminal.press("enter")
        terminal.wait_for("300 KB of 2.0 MB")
        terminal.press("escape")
        terminal.wait_for("Enter full text")
        terminal.press("q")  # back to the list
        terminal.wait_for("Enter read")
        terminal.press("q")
        assert terminal.wait_exit(5) == 0


QUESTION = re.compile(rb"\x1b\[c|\x1b\[16t|\x1b_G[^\x1b]*a=q")


@pytest.mark.parametrize(
    ("environ", "sign"),
    [
        pytest.param({}, "▀".encode(), marks=pytest.mark.long),
        pytest.param({"KITTY_WINDOW_ID": "1"}, b"\x1b_Gi=", marks=pytest.mark.long),
        ({"TERM_PROGRAM": "WezTerm"}, b"\x1bP0;0;0q"),
        pytest.param(
            {"TERM_PROGRAM": "iTerm.app", "LC_TERMINAL": "iTerm2"},
            b"\x1bP0;0;0q",
            marks=pytest.mark.long,
        ),
    ],
    ids=["half blocks", "kitty", "sixel", "iterm2"],
)
def test_pictures_swallow_no_keys_and_send_no_queries(
    hub: FakeHub, tmp_path: Path, environ: dict[str, str], sign: bytes
) -> None:
    own_id = first(hub)
    entry = hub.entry(own_id)
    assert entry is not None
    where = "https://cdn-uploads.huggingface.co/media"
    entry["paper"]["mediaUrls"] = [f"{where}/{name}.png" for name in "abc"]
    (tmp_path / "kitten").touch(0o755)  # the kitty on this machine may be too old
    path = f"{tmp_path}:{os.environ['PATH']}"
    with reader(hub, tmp_path, (100, 30), PATH=path, **environ) as terminal:
        open_abstract(terminal)
        queries = len(QUESTION.findall(terminal.raw))
        assert sign not in terminal.raw
        terminal.press("i", "j", "j", "k")
        terminal.wait_for("Image 2 of 4")
        terminal.wait_for(lambda t: sign in t.raw)
        terminal.press("escape")
        terminal.wait_for("Enter full text")
        assert len(QUESTION.findall(terminal.raw)) == queries
        leave(terminal)
