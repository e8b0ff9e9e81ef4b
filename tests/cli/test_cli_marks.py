"""`bookmark`, `tag`, `note`, `mark` and `watch`."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.command import command, fill, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.fake_server import portal
from tui_reader.paths import Folders
from tui_reader.store import Store, library

FIRST, SECOND, THIRD, FOURTH = ids_of(LAST_DAY)


def paper(own_id: str) -> dict[str, object]:
    """Return the output of `show --json` for a paper."""
    found: dict[str, object] = command("show", own_id, "--json").json["papers"][0]
    return found


def test_bookmarks_are_added_by_id_or_url_and_listed_most_recent_first() -> None:
    fill()
    assert command("bookmark", "add", FIRST).code == 0
    added = command(
        "bookmark", "add", f"https://arxiv.org/pdf/{THIRD}v3", SECOND, f"arXiv:{SECOND}"
    )
    assert (added.code, added.out, added.err) == (0, "", "2 papers bookmarked.\n")
    listed = command("bookmark", "list").ids
    assert listed[-1] == FIRST
    assert set(listed) == {FIRST, SECOND, THIRD}
    assert command("list", "--bookmarked").ids == listed
    assert paper(FIRST)["bookmarked"] is True


def test_bookmark_can_be_added_with_tags_and_a_note() -> None:
    fill()
    command("bookmark", "add", FIRST, "--tag", "to read", "-t", "#rl", "--note", "Section 4.")
    assert paper(FIRST)["tags"] == ["rl", "to read"]
    assert paper(FIRST)["note"] == "Section 4."
    assert command("bookmark", "list", "--tag", "to read").ids == [FIRST]
    assert command("bookmark", "list", "--tag", "To Read").ids == [FIRST]
    assert command("bookmark", "list", "--tag", "other").ids == []


def test_bookmarking_a_missing_paper_fetches_it(hub: FakeHub) -> None:
    wanted = ids_of(LAST_DAY, 12)[-2:]
    found = command("bookmark", "add", *wanted, "2608.99999")
    assert found.code == 3
    assert found.err.splitlines()[0].startswith("2608.99999: ")
    assert "2 papers bookmarked." in found.err
    assert set(command("bookmark", "list").ids) == set(wanted)
    hub.responses["/api/papers/2608.99998"] = portal()
    assert command("bookmark", "add", "2608.99998", "2608.99999").code == 4


def test_bookmarked_paper_survives_deleting_the_cache(hub: FakeHub) -> None:
    command("bookmark", "add", FIRST)
    title = paper(FIRST)["title"]
    Folders.of_user().cache_db.unlink()
    hub.go_offline()
    assert paper(FIRST)["title"] == title
    assert command("search", f'title:"{title}"').ids == [FIRST]


def test_removed_bookmark_can_be_restored_with_tags_and_note() -> None:
    fill()
    command("bookmark", "add", FIRST, SECOND, "--tag", "rl")
    assert command("bookmark", "remove", FIRST).code == 0
    command("tag", FIRST, "--remove", "rl")
    assert command("bookmark", "list").ids == [SECOND]
    assert command("bookmark", "list", "--removed").ids == [FIRST]
    assert command("bookmark", "restore", FIRST).code == 0
    assert paper(FIRST)["bookmarked"] is True
    assert paper(FIRST)["tags"] == ["rl"]
    assert command("bookmark", "list", "--removed").ids == []


def test_removing_missing_bookmarks_exits_with_3() -> None:
    fill()
    command("bookmark", "add", FIRST)
    found = command("bookmark", "remove", FIRST, SECOND)
    assert (found.code, found.err) == (3, f"1 paper removed.\n{SECOND} is not bookmarked.\n")
    command("bookmark", "add", SECOND)
    command("bookmark", "remove", SECOND)
    assert command("bookmark", "list", "--removed").ids == [SECOND, FIRST]  # the last one first


def test_tags_are_added_removed_and_counted() -> None:
    fill()
    command("tag", FIRST, SECOND, "--add", "rl", "--add", "To Read")
    command("tag", FIRST, "--add", "to read", "--add", "new", "--remove", "rl")
    assert paper(FIRST)["tags"] == ["To Read", "new"]
    assert command("tag").rows == [["2", "To Read"], ["1", "new"], ["1", "rl"]]
    assert set(command("bookmark", "list").ids) == {FIRST, SECOND}
    assert command("search", "tag:rl").ids == [SECOND]


def test_note_is_written_printed_and_removed() -> None:
    fill()
    assert command("note", FIRST, "Two\r\nlines, \x1b[31mclean").code == 0
    assert command("note", FIRST).out == "Two\nlines, �[31mclean\n"
    command("note", FIRST, "-", stdin="From a pipe.\n\n- with a list\n")
    assert command("note", FIRST).out == "From a pipe.\n\n- with a list\n"
    assert command("search", "has:note pipe").ids == [FIRST]
    command("note", FIRST, "")
    assert command("note", FIRST).code == 3


def test_note_is_not_cut(tmp_path: Path) -> None:
    fill()
    note = "word " * 250_000 + "end"
    command("note", FIRST, "-", stdin=note)
    assert command("note", FIRST).out == f"{note}\n"
    command("export", "-o", tmp_path / "library.json")
    command("note", FIRST, "")
    command("import", tmp_path / "library.json")
    assert paper(FIRST)["note"] == note
    command("bookmark", "add", SECOND, "--note", note)
    assert paper(SECOND)["note"] == note


def test_note_is_written_in_the_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "was: $(cat "$1")" > "$1.new" && mv "$1.new" "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))
    command("note", FIRST, "old")
    assert command("note", FIRST, "--edit").code == 0
    assert command("note", FIRST).out == "was: old\n"
    monkeypatch.setenv("VISUAL", "false")
    failed = command("note", FIRST, "--edit")
    assert (failed.code, failed.err) == (1, "false: Editing failed\n")
    assert command("note", FIRST).out == "was: old\n"
    monkeypatch.setenv("VISUAL", "true")
    assert "Nothing was saved in the editor." in command("note", FIRST, "--edit").err
    assert not list(Folders.of_user().state.glob("drafts/*"))


def test_note_edit_resumes_the_draft_of_an_interrupted_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho more >> "$1"; test "$(grep -c more "$1")" = 2\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))
    cut = command("note", FIRST, "--edit")
    assert cut.code == 1
    assert "The next --edit resumes the draft." in cut.err
    assert command("note", FIRST).code == 3
    again = command("note", FIRST, "--edit")
    assert (again.code, again.err.splitlines()[-1]) == (0, "Note saved.")
    assert "Resuming the unsaved draft" in again.err
    assert command("note", FIRST).out == "more\nmore\n"
    assert not list(Folders.of_user().state.glob("drafts/*"))


def test_papers_are_marked_read_and_unread_again() -> None:
    fill()
    command("mark", "read", *ids_of(LAST_DAY))
    assert not set(command("list", "--unread").ids) & set(ids_of(LAST_DAY))
    command("mark", "unread", FIRST)
    assert FIRST in command("list", "--unread").ids
    assert paper(FIRST)["read"] is False
    assert paper(SECOND)["read"] is True


def test_watch_stores_the_canonical_query() -> None:
    fill()
    assert command("watch", "add", "code", "has:code", "OR", "has:project").code == 0
    assert command("watch", "add", "votes", "--", "upvotes:50", "-title:nothing").code == 0
    assert command("watch", "list").rows == [
        ["code", "has:code OR has:project"],
        ["votes", "upvotes:>=50 -title:nothing"],
    ]
    command("watch", "add", "code", "has:code")
    caught = {own_id: paper(own_id)["watches"] for own_id in ids_of(LAST_DAY)}
    with_code = command("search", "has:code", "--json").ids
    assert {own_id for own_id in caught if "code" in str(caught[own_id])} == {
        own_id for own_id in with_code if own_id in caught
    }
    assert command("watch", "list", "--json").json["watches"][0] == {
        "name": "code",
        "query": "has:code",
        "problem": None,
    }
    assert command("watch", "remove", "code").code == 0
    assert command("watch", "list").rows == [["votes", "upvotes:>=50 -title:nothing"]]
    assert command("watch", "add", "empty", "...").code == 2


def test_watch_is_found_by_the_name_that_was_typed() -> None:
    fill()
    name = " a\tvery " + "long name " * 9
    command("watch", "add", name, "the")
    for words in ("list", "feed", "digest"):
        assert command(words, "--watch", name).code == 0
        assert command(words, "--watch", "").code == 3
    assert command("watch", "remove", name).code == 0


def test_watch_that_has_become_invalid_stays_and_matches_nothing() -> None:
    fill()
    with Store(Folders.of_user()) as store:
        store.write_library_sync(library.put_watch, "old", "is:starred", datetime.now(UTC))
    ((name, query, problem),) = command("watch", "list").rows
    assert (name, query) == ("old", "is:starred")
    assert problem == "invalid: is:starred is not a filter. Did you mean is:bookmarked?"
    assert "bookmarked" in command("watch", "list", "--json").json["watches"][0]["problem"]
    assert all(not paper(own_id)["watches"] for own_id in ids_of(LAST_DAY))
    feed = command("feed", "--watch", "old")
    assert feed.code == 0
    assert "<entry>" not in feed.out
    assert "invalid" in feed.err
