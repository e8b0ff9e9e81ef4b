"""Some cases of each kind of hostile response; `python -m tests.trust` runs all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trust import hostile
from tests.trust.report import table
from tests.trust.responses import EVIL
from tests.trust.screening import faults, forbidden
from tui_reader import crash


@pytest.mark.long
@pytest.mark.parametrize(("part", "least"), [("entries", 41), ("responses", 12), ("documents", 7)])
def test_hostile_responses_change_only_the_messages(part: str, least: int) -> None:
    report = hostile.run(quick=True, seed=0, parts=[part])
    assert report.failures == (), table([report])
    assert sum(row.cases for row in report.rows) >= least


@pytest.mark.parametrize(
    "written",
    [
        b"\x1b]0;owned\x07",
        b"\x1b]52;c;b3duZWQ=\x07",
        b"\x1b]8;;https://evil.example/\x9c\x1b\\",
        b"\x1b]8;;javascript:x\x1b\\",
        b"\x1b[5n",
        b"\x1bP1$r\x1b\\",
        b"\x1b(0",
        "\x9b31m".encode(),
        "a\u202eb".encode(),
        "a\u2028b".encode(),
        "a\U000e0061b".encode(),
        ("a" + "\u0301" * 7).encode(),
        b"\xff",
        b"a\x07b",
        b"a\tb",
        b"Traceback (most recent call last):",
    ],
)
def test_screening_finds_forbidden_sequences(written: bytes) -> None:
    own = b"\x1b[?1049h\x1b[1;1H\x1b[38;2;1;2;3mhere\x1b[0m\r\n"
    assert [*faults(own)] == []
    assert [*faults(own + written + own)]


def test_messages_and_titles_are_sanitized_before_display() -> None:
    from tui_reader.tui.widgets.status_bar import StatusBar
    from tui_reader.tui.widgets.title_bar import SyncStatus, TitleBar

    foot, head = StatusBar(), TitleBar()
    foot.show_message(f"Not saved: {EVIL}", error=True)
    head.show_list(f"a  {EVIL}")
    head.sync_status = SyncStatus(EVIL)
    for shown in (foot.message, *head._parts, head.sync_status.text):
        assert [*forbidden(shown)] == []
    assert head._parts[0].startswith("a  �]0;owned�")


def test_crash_message_is_sanitized_for_any_folder_name(tmp_path: Path) -> None:
    line = crash.report(ValueError(EVIL), tmp_path / "a\x1b]0;owned\x07")
    assert [*forbidden(line)] == []
