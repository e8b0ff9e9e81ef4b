"""Random histories of two windows and the shell lose no saved text."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings

from tests.support.databases import folders_under
from tests.support.histories import Act, check, histories


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
@example([Act("one", "note", 1), *[Act("one", "delete library", 0)] * 3])
@example(
    [Act("one", "note", 2), Act("two", "note", 5), Act("one", "undo", 0), Act("one", "redo", 0)]
)
def test_no_text_is_lost_in_random_histories(fast_tmp_path: Path, acts: list[Act]) -> None:
    home = fast_tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    check(acts, folders_under(home))
