"""Commands report what they changed."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support import fake_papers
from tests.support.command import command, fill, ids_of
from tests.support.fake_papers import LAST_DAY
from tui_reader import dates


def test_bookmark_add_counts_new_bookmarks_only() -> None:
    fill()
    first, second, third, _ = ids_of(LAST_DAY)
    assert command("bookmark", "add", first).err == "1 paper bookmarked.\n"
    saved = command("bookmark", "list", "--json").json["papers"][0]["bookmarked_at"]
    again = command("bookmark", "add", first)
    assert (again.code, again.err) == (0, "1 paper was already bookmarked.\n")
    assert command("bookmark", "list", "--json").json["papers"][0]["bookmarked_at"] == saved
    both = command("bookmark", "add", first, second, third)
    assert both.err == "2 papers bookmarked, 1 was already bookmarked.\n"


def test_importing_a_list_twice_counts_new_bookmarks_only() -> None:
    fill()
    ids = "\n".join(ids_of(LAST_DAY))
    assert command("import", "-", stdin=ids).err == "4 papers in the file.\n4 papers bookmarked.\n"
    assert command("import", "-", stdin=ids).err.endswith("4 papers were already bookmarked.\n")


def test_removing_a_missing_tag_exits_with_3() -> None:
    fill()
    first, second, *_ = ids_of(LAST_DAY)
    command("tag", first, "--add", "Agents")
    partly = command("tag", first, second, "--remove", "agents")
    assert partly.code == 0
    assert partly.err == f"Tags removed from 1 paper.\n{second} is not tagged 'Agents'.\n"
    missing = command("tag", first, "--remove", "agents")
    assert (missing.code, missing.err) == (3, f"{first} is not tagged 'agents'.\n")
    assert command("tag").out == ""


def test_adding_a_tag_twice_is_reported() -> None:
    fill()
    first, second, *_ = ids_of(LAST_DAY)
    assert command("tag", first, "--add", "x").err == "1 paper tagged.\n"
    again = command("tag", first, second, "--add", "x")
    assert (again.code, again.err) == (0, "1 paper tagged.\n1 paper already had these tags.\n")


def test_watch_add_shows_the_query_that_it_replaces() -> None:
    fill()
    assert command("watch", "add", "x", "teapot").err.startswith("Added watch 'x': teapot (")
    assert "already exists" in command("watch", "add", "x", "teapot").err
    replaced = command("watch", "add", "x", "umbrella").err
    assert replaced.startswith("Replaced watch 'x': umbrella (")
    assert replaced.endswith("It was: teapot\n")
    assert command("watch", "list").out == "x\tumbrella\n"


def test_list_explains_why_a_day_has_no_edition() -> None:
    edition, tomorrow = fake_papers.edition(LAST_DAY, 2), date.today() + timedelta(days=1)
    fill({LAST_DAY: edition, date(2026, 8, 22): [], date(2026, 6, 15): []})
    for day, code, message in (
        ("2026-08-22", 0, "There was no edition on Saturday 22 August 2026.\n"),
        ("2023-05-03", 3, "The first edition is Thursday 4 May 2023.\n"),
        ("2023-05-04", 3, "Thursday 4 May 2023 is not on disk. "),
        ("2026-08-14", 3, "Friday 14 August 2026 is not on disk. "),
        (
            "2026-08-15",
            3,
            "Saturday 15 August 2026 is not on disk (most weekends have no edition).",
        ),
        (str(tomorrow), 3, f"{dates.long(tomorrow)} is not on disk"),  # of a later time zone
        (str(tomorrow + timedelta(days=1)), 3, "is in the future.\n"),
        ("2026-06", 0, "21 days of June 2026 not on disk. "),
        ("2026-W30", 3, "No edition of week 30 of 2026 is on disk. "),
    ):
        found = command("list", "--date", day)
        assert (found.code, found.out) == (code, "")
        assert message in found.err
    assert command("list").ids == ids_of(LAST_DAY, 2)  # not the empty edition


def test_unchanged_note_is_reported() -> None:
    fill()
    first = ids_of(LAST_DAY)[0]
    assert command("note", first, "a").err == "Note saved.\n"
    assert command("note", first, "a").err == "The note was not changed.\n"
    assert command("note", first, "").err == "Note removed.\n"
