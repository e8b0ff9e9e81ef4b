"""Some cases of killed processes and several windows; `python -m tests.trust` runs all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.databases import NOW
from tests.support.running_app import run_app
from tests.trust import clocks, disks, kills, windows
from tests.trust.report import Report
from tui_reader.paths import Folders
from tui_reader.store import Store, library


@pytest.mark.long
@pytest.mark.parametrize("run", [clocks.run, disks.run, kills.run, windows.run])
def test_acknowledged_changes_survive(run: Callable[[bool, int], Report]) -> None:
    report = run(True, 7)
    assert report.good, report.failures


async def test_window_shows_marks_of_another_window(filled: Store, folders: Folders) -> None:
    with Store(folders) as other:
        async with run_app(filled) as reader:
            key = reader.screen.list.key
            assert key is not None
            other.write_library_sync(library.note, [key], "of the other window", NOW)
            assert "of the other window" not in reader.text
            await reader.press(".")
            assert "✎ note" in reader.text
