"""Leaving, by whatever way: at once, with the terminal as it was and the library whole."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.fake_hub import FakeHub
from tests.terminal import Terminal
from tui_reader import crash

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


@pytest.mark.parametrize("way", ["q", "ctrl+c", "SIGTERM", "SIGHUP"])
def test_it_ends_in_the_middle_of_a_slow_sync(hub: FakeHub, tmp_path: Path, way: str) -> None:
    with Terminal(COMMAND, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced just now")
        hub.latency = 30.0
        terminal.press("r")
        terminal.wait_for("syncing")
        if way.startswith("SIG"):
            terminal.kill(signal.Signals[way])
        else:
            terminal.press(way)
        assert terminal.wait_exit(limit=10) == 0
        assert terminal.settings() == terminal.settings_before
        assert terminal.emulator.screen is terminal.emulator.main


def test_a_copy_of_the_library_is_kept_each_day(hub: FakeHub, tmp_path: Path) -> None:
    with Terminal(COMMAND, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    copies = list((tmp_path / "data" / "daily-papers" / "backups").iterdir())
    assert [copy.name[:8] for copy in copies] == ["library-"]


def test_a_crash_leaves_a_report_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret_made_up")
    monkeypatch.setenv("HOME", str(tmp_path))
    try:
        raise RuntimeError(f"hf_secret_made_up in {tmp_path}/x \x1b[31m")
    except RuntimeError as error:
        line = crash.report(error, tmp_path / "state")
    (written,) = (tmp_path / "state").iterdir()
    text = written.read_text()
    assert str(written) in line
    assert "RuntimeError" in text
    assert "hf_secret" not in text
    assert str(tmp_path) not in text
    assert "\x1b" not in text
    assert written.stat().st_mode & 0o077 == 0
