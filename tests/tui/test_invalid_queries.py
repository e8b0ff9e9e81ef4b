"""An invalid query is explained in place of its results."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from tests.support.running_app import RunningApp
from tui_reader import query
from tui_reader.models import ListSource
from tui_reader.settings import Settings
from tui_reader.tui.lists.paper_lists import PaperLists
from tui_reader.tui.widgets.empty_state import empty_list


@pytest.mark.parametrize(
    ("source", "watched", "reason"),
    [
        (ListSource("search", "is:starred lora"), "", "Did you mean is:bookmarked?"),
        (ListSource("search", "is:starred "), "", "Did you mean is:bookmarked?"),
        (ListSource("edition", "2026-08-21", "autor:x "), "", "Did you mean author:?"),
        (ListSource("watch", "old"), "has:model", "has:code"),
        (ListSource("search", "lora is:star"), "", "Nothing on disk matches."),
        (ListSource("search", "%"), "", "Only words can be searched for."),
        (ListSource("watch", "new"), "lora", "Nothing on disk matches this watch."),
    ],
)
def test_empty_list_explains_an_invalid_query(
    source: ListSource, watched: str, reason: str
) -> None:
    watches = SimpleNamespace(queries={source.value: query.parse(watched)})
    searched = PaperLists(Mock(), watches, Settings()).queries_of(source)
    assert reason in empty_list(source, searched).plain


async def test_invalid_term_is_reported_once_the_cursor_has_left_it(reader: RunningApp) -> None:
    await reader.press("slash", "i", "s", "colon", *"starred")
    # The results of the previous list: the term is not finished
    assert len(reader.screen.list.keys)
    await reader.press("space")
    assert not len(reader.screen.list.keys)
    assert "Did you mean is:bookmarked?" in reader.text


async def test_enter_reports_an_invalid_last_term(reader: RunningApp) -> None:
    await reader.press("slash", *"three", "space", "i", "s", "colon", "u", "n", "enter")
    assert not len(reader.screen.list.keys)
    assert "is:unread" in reader.text


async def test_half_a_second_without_a_key_finishes_the_last_term(reader: RunningApp) -> None:
    await reader.press("slash", "i", "s", "colon", "u", "n")
    await reader.until(lambda: "is:unread" in reader.text)
    await reader.press(*"read")
    assert "Did you mean" not in reader.text
