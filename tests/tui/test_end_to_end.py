"""The installed command in a real terminal, end to end, with a fake Hub over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from tests.support import fake_papers
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


def is_quiet(terminal: Terminal) -> bool:
    """Return whether there was no output for a moment, so that the screen is complete."""
    return time.monotonic() - terminal.times[-1][0] > 0.3


def seen(terminal: Terminal) -> tuple[list[str], list[str]]:
    """Return the titles of the list with the cursor, and the abstract."""
    right = [line.split("│")[-1] for line in terminal.text().splitlines()[2:-1]]
    wall = next(number for number, line in enumerate(right) if "────" in line)
    return [line.replace("●", " ") for line in right[:wall:2]], right[wall + 1 :]


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


def test_first_launch_without_a_network_offers_the_sample(hub: FakeHub, tmp_path: Path) -> None:
    hub.go_offline()
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("No papers yet")
        terminal.wait_for("try again")
        hub.go_online()
        terminal.press("r")
        terminal.wait_for("Friday 21 August 2026")
        leave(terminal)
    hub.go_offline()
    with reader(hub, tmp_path / "other") as terminal:
        terminal.wait_for("S open the sample")
        terminal.press("S")
        terminal.wait_for("Open the sample?")
        terminal.press("y")
        terminal.wait_for("12 December 2025")
        leave(terminal)


def test_sync_does_not_move_the_cursor(hub: FakeHub, tmp_path: Path) -> None:
    newest = max(hub.days)
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("j", "j", "j")
        terminal.wait_for(lambda t: "▌" in t.row(8) and is_quiet(t))
        top = seen(terminal)[1][0]
        terminal.press("J")
        terminal.wait_for(lambda t: seen(t)[1][0] != top and is_quiet(t))
        before = seen(terminal)
        hub.days[newest][0]["paper"]["upvotes"] += 1000
        hub.days[newest].append(fake_papers.entry(99, newest))
        terminal.press("r")
        terminal.wait_for("13 papers")
        terminal.wait_for(lambda t: "▲1,189" in t.text())
        terminal.wait_for(lambda t: "synced just now" in t.row(0) and is_quiet(t))
        assert seen(terminal) == before
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


def test_shell_commands_see_marks_of_the_app(hub: FakeHub, tmp_path: Path) -> None:
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("synced just now")
        terminal.press("b")
        terminal.wait_for("★ bookmarked")
        leave(terminal)
    listed = shell(hub, tmp_path, "list", "--bookmarked", "--json")
    assert listed.returncode == 0, listed.stderr
    printed = json.loads(listed.stdout)
    assert printed["schema_version"] == 1
    assert [paper["bookmarked"] for paper in printed["papers"]] == [True]
    assert printed["papers"][0]["edition"] == max(hub.days).isoformat()


def test_date_that_is_not_on_disk_is_fetched(hub: FakeHub, tmp_path: Path) -> None:
    oldest = min(hub.days)
    with reader(hub, tmp_path, "--date", oldest.isoformat()) as terminal:
        terminal.wait_for(f"{oldest.day} August 2026")
        leave(terminal)
    assert oldest > date(2026, 8, 1)


@pytest.mark.long
def test_quitting_during_a_slow_sync_is_immediate(hub: FakeHub, tmp_path: Path) -> None:
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for("synced just now")
        hub.latency = 30.0
        terminal.press("r")
        terminal.wait_for("syncing")
        terminal.press("q")
        assert terminal.wait_exit(limit=10) == 0
    assert shell(hub, tmp_path, "list", "--json").returncode == 0


@pytest.mark.long
def test_local_data_is_shown_before_a_slow_sync_ends(hub: FakeHub, tmp_path: Path) -> None:
    first, second, third = sorted(hub.days, reverse=True)[:3]
    hub.responses[f"/api/daily_papers?date={third}&limit=100"] = Response(silent=True)
    with reader(hub, tmp_path) as terminal:
        terminal.wait_for(lambda t: all(short(day) in t.text() for day in (first, second)))
        assert "syncing" in terminal.row(0)
        assert short(third) not in terminal.text()
        leave(terminal)
