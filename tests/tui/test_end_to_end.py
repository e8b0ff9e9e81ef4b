"""The installed command in a real terminal, end to end, with a fake Hub over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Response
from tests.support.terminal import Terminal, environment
from tui_reader.dates import short

COMMAND = [str(Path(sys.executable).with_name("daily-papers"))]


def reader(hub: FakeHub, home: Path, *words: str, size: tuple[int, int] = (100, 30)) -> Terminal:
    return Terminal([*COMMAND, *words], home, size=size, environ={"HF_ENDPOINT": hub.url})


def shell(hub: FakeHub, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env={**environment(home), "HF_ENDPOINT": hub.url},
        capture_output=True,
        text=True,
        timeout=60,
    )


def leave(terminal: Terminal) -> None:
    terminal.press("D", "q")  # in the abstract, q returns to the list
    assert terminal.wait_exit() == 0


def test_first_launch_bookmark_and_the_next_morning_without_a_network(
    hub: FakeHub, tmp_path: Path
) -> None:
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("Friday 21 August 2026")
        terminal.wait_for("synced just now")
        assert "12 papers" in terminal.row(0)
        terminal.press("j", "b")
        terminal.wait_for(lambda t: t.row(5).endswith("★"))
        title = terminal.row(4).split("▌")[-1].lstrip(" ●")[:30]  # it may be marked as read by now
        leave(terminal)
    listed = shell(hub, tmp_path, "list", "--bookmarked", "--json")
    assert listed.returncode == 0, listed.stderr
    printed = json.loads(listed.stdout)
    assert printed["schema_version"] == 1
    assert [paper["bookmarked"] for paper in printed["papers"]] == [True]
    assert printed["papers"][0]["edition"] == max(hub.days).isoformat()
    hub.go_offline()
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("offline, last synced")
        assert title in terminal.text()
        terminal.press("B")
        terminal.wait_for("Bookmarks · 1 paper")
        assert title in terminal.row(2)
        terminal.press("[")
        terminal.wait_for(lambda t: "August 2026" in t.row(0))
        leave(terminal)


@pytest.mark.long
def test_newer_edition_is_reported_and_opens_with_one_key(hub: FakeHub, tmp_path: Path) -> None:
    newest = max(hub.days)
    held = hub.days.pop(newest)
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("Thursday 20 August 2026")
        terminal.wait_for("synced just now")
        hub.days[newest] = held
        terminal.press("r")
        terminal.wait_for("Fri 21: 12 new papers, . opens them")
        assert "Thursday 20" in terminal.row(0)
        terminal.press(".")
        terminal.wait_for("Friday 21 August 2026")
        leave(terminal)


def test_date_that_is_not_on_disk_is_fetched(hub: FakeHub, tmp_path: Path) -> None:
    oldest = min(hub.days)
    with reader(hub, tmp_path, "--date", oldest.isoformat()) as terminal:
        terminal.wait_for(f"{oldest.day} August 2026")
        leave(terminal)
    assert oldest > date(2026, 8, 1)


@pytest.mark.long
def test_local_data_is_shown_before_a_slow_sync_ends(hub: FakeHub, tmp_path: Path) -> None:
    first, second, third = sorted(hub.days, reverse=True)[:3]
    hub.responses[f"/api/daily_papers?date={third}&limit=100"] = Response(silent=True)
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for(lambda t: all(short(day) in t.text() for day in (first, second)))
        assert "syncing" in terminal.row(0)
        assert short(third) not in terminal.text()
        leave(terminal)
