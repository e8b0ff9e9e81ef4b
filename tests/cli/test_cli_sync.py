"""`sync` and `archive`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from tests.support import fake_papers
from tests.support.command import command, fill, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.fake_server import error
from tests.support.terminal import Terminal
from tui_reader.cli.progress import Progress
from tui_reader.paths import Folders
from tui_reader.store import Store, queries


def days_on_disk() -> list[date]:
    with Store(Folders.of_user()) as store:
        return [day.day for day in store.read_sync(queries.days)]


def asked_days(hub: FakeHub) -> set[str]:
    return {path.split("date=")[1][:10] for path in hub.paths if "date=" in path}


def test_first_sync_fetches_the_newest_seven_editions(hub: FakeHub) -> None:
    found = command("sync")
    assert (found.code, found.out) == (0, "")
    assert days_on_disk() == fake_papers.weekdays(7)
    assert found.err == (
        "7 editions new or changed; 7 on disk, the newest of Friday 21 August 2026.\n"
    )
    assert len(command("list", "--unread", "--limit", "0").ids) == 7 * 12
    with Store(Folders.of_user()) as store:
        trending = store.read_sync(queries.feed, "trending")
        assert trending
        hub.responses[hub.paths[-1]] = error(403, "not now")
        assert command("sync").code == 0
        assert store.read_sync(queries.feed, "trending") == trending


def set_sync(setting: str) -> None:
    config = Folders.of_user().config
    config.mkdir(parents=True)
    (config / "config.toml").write_text(f"[sync]\n{setting}\n")


def test_setting_limits_the_editions_of_a_first_sync(hub: FakeHub) -> None:
    set_sync("depth = 2")
    assert command("sync").code == 0
    assert days_on_disk() == fake_papers.weekdays(2)


def test_sync_of_a_day_a_month_recent_days_and_since_a_day(hub: FakeHub) -> None:
    assert command("sync", "--date", "2026-08-13").code == 0
    assert days_on_disk() == [date(2026, 8, 13)]
    hub.requests.clear()
    assert command("sync", "--days", "3").code == 0
    assert asked_days(hub) == {"2026-08-21", "2026-08-20", "2026-08-19"}
    assert command("sync", "--since", "2026-W34").code == 0
    assert days_on_disk() == [*fake_papers.weekdays(5), date(2026, 8, 13)]
    assert command("sync", "--date", "2026-08").code == 0
    assert days_on_disk() == fake_papers.weekdays(10)
    assert max(asked_days(hub)) == "2026-08-21"  # no day in the future


def test_archive_starts_at_the_first_edition_and_skips_settled_days(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_reader.models.FIRST_EDITION", date(2026, 7, 20))
    monkeypatch.setattr("tui_reader.sync.FIRST_EDITION", date(2026, 7, 20))
    monkeypatch.setattr("tui_reader.cli.commands.sync.FIRST_EDITION", date(2026, 7, 20))
    old = {day: fake_papers.edition(day, 2) for day in fake_papers.weekdays(25)}
    hub.days |= {day: held for day, held in old.items() if day not in hub.days}
    assert command("archive").code == 0
    assert days_on_disk() == fake_papers.weekdays(25)
    hub.requests.clear()
    assert command("archive").code == 0
    assert min(asked_days(hub)) == "2026-08-07"


def test_day_without_an_edition_exits_with_3(hub: FakeHub) -> None:
    weekend = command("sync", "--date", "2026-08-16")
    assert weekend.code == 3
    assert "no edition of Sunday 16 August 2026" in weekend.err
    later = command("sync", "--date", "2026-09-01")
    assert later.code == 3
    assert later.err.endswith("yet.\n")


def test_failed_day_exits_with_4_and_does_not_affect_others(hub: FakeHub) -> None:
    bad = f"/api/daily_papers?date={fake_papers.weekdays(2)[1]}&limit=100"
    hub.responses[bad] = error(403, "not today")
    found = command("sync")
    assert found.code == 4
    assert "403" in found.err
    assert days_on_disk() == [
        day for day in fake_papers.weekdays(8) if day != fake_papers.weekdays(2)[1]
    ]
    for day in fake_papers.weekdays(7):
        hub.responses[f"/api/daily_papers?date={day}&limit=100"] = error(403, "not today")
    lines = command("sync").err.splitlines()
    assert (sum("403" in line for line in lines), lines[5]) == (5, "2 more errors.")


def test_malformed_entries_are_counted(hub: FakeHub) -> None:
    hub.days[LAST_DAY] = [{"paper": {"id": "nonsense"}}, *fake_papers.edition(LAST_DAY, 3)]
    found = command("sync", "--date", str(LAST_DAY))
    assert found.code == 0
    assert "Skipped 1 malformed entry." in found.err
    assert command("sync", "--date", str(LAST_DAY), "--quiet").err == ""
    assert command("list").ids == ids_of(LAST_DAY, 3)


def test_quiet_prints_errors_only(hub: FakeHub) -> None:
    assert command("sync", "--quiet") == type(command("sync"))(0, "", "")
    hub.responses[f"/api/daily_papers?date={LAST_DAY}&limit=100"] = error(403, "no")
    found = command("sync", "--quiet")
    assert found.code == 4
    assert "403" in found.err


def test_missing_days_beyond_the_launch_limit_are_reported(hub: FakeHub) -> None:
    old = fake_papers.weekdays(60)[-1]
    fill({old: fake_papers.edition(old, 2)})
    set_sync("most = 9")
    found = command("sync")
    assert (found.code, len(asked_days(hub))) == (0, 9)
    (offer,) = [line for line in found.err.splitlines() if "more days are missing" in line]
    advice = offer.split("daily-papers ")[1].split()
    hub.requests.clear()
    assert command(*advice).code == 0
    assert min(asked_days(hub)) <= str(old.replace(day=old.day + 1))


def test_command_and_app_sync_the_same_data(hub: FakeHub) -> None:
    command("sync")
    hub.paper(ids_of(LAST_DAY, 12)[0])["upvotes"] = 9_999
    assert "1 edition new or changed" in command("sync").err
    assert command("list", "--json").json["papers"][0]["upvotes"] == 9_999


def test_sync_reports_new_matches_of_watches(hub: FakeHub) -> None:
    fill()
    command("watch", "add", "all", "upvotes:>=0")
    command("watch", "add", "none", "zxqvw")
    found = command("sync", "--date", "2026-08-18")
    assert "12 papers new in 'all'." in found.err
    assert "none" not in found.err
    assert "new in" not in command("sync", "--date", "2026-08-18").err


def test_terminal_gets_a_progress_bar(hub: FakeHub, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tui_reader", "sync"]
    with Terminal(words, tmp_path, environ={"HF_ENDPOINT": hub.url}) as terminal:
        assert terminal.wait_exit() == 0
        bar, result = terminal.text().strip().splitlines()
    assert bar.startswith("Days  [####################################]  9/9")
    assert result == "7 editions new or changed; 7 on disk, the newest of Friday 21 August 2026."


def test_long_fetch_in_a_pipe_reports_every_30_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = 0.0
    progress = Progress("days", clock=lambda: now)
    for done in range(801):
        progress.show(done, 800)
        now += 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "30 of 800 days (13 min left)"
    assert len(lines) == 800 // 30
    quiet = Progress("days", quiet=True, clock=lambda: now)
    now += 100
    quiet.show(1, 2)
    assert capsys.readouterr().err == ""
