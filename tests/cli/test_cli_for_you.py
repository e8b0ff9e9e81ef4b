"""`for-you`, `mute`, `import --as-seed`, and hidden papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.store.test_for_you import EDITIONS, NOW, of_topic
from tests.support.command import Result, command
from tui_reader.models import id_of, key_of
from tui_reader.paths import Folders
from tui_reader.store import Store, cache, library, queries

DAY = str(EDITIONS[-1].day)
MUSIC = [id_of(key) for key in of_topic("music")]
TODAY_MUSIC = [id_of(key) for key in of_topic("music", EDITIONS[-1:])]


@pytest.fixture(autouse=True)
def archive() -> None:
    with Store(Folders.of_user()) as store:
        settled = [True] * len(EDITIONS)
        store.write_cache_sync(cache.write_editions, EDITIONS, settled, NOW)


def ranked(*options: str) -> Result:
    return command("list", "--date", DAY, "--sort", "for-you", *options)


def test_list_is_sorted_by_interests_with_reasons() -> None:
    command("bookmark", "add", *MUSIC[:4])
    found = ranked("--json").json["papers"]

    assert [paper["id"] for paper in found[:2]] == sorted(
        TODAY_MUSIC, key=[paper["id"] for paper in found].index
    )
    assert found[0]["for_you"]["score"] > found[-1]["for_you"]["score"]
    assert found[0]["for_you"]["reason"].startswith("like your saved papers: ")


def test_for_you_lists_unread_papers_of_the_newest_editions_muted_ones_last() -> None:
    command("bookmark", "add", *MUSIC[:4])
    command("mute", "add", TODAY_MUSIC[0])
    found = command("for-you", "--json").json["papers"]

    assert len(found) > len(EDITIONS[-1].papers)
    assert found[0]["for_you"]["score"] > 0
    assert found[-1]["id"] == TODAY_MUSIC[0]


def test_search_can_be_sorted_by_interests() -> None:
    command("bookmark", "add", *MUSIC[:2])
    assert "1 more saved paper" in command("search", "results", "--sort", "for-you").err

    command("bookmark", "add", *MUSIC[2:4])
    command("mute", "add", MUSIC[0])
    found = command("search", "results", "--sort", "for-you", "-n", "0", "--json").json["papers"]
    assert {paper["id"] for paper in found[:10]} <= set(MUSIC)
    assert found[0]["for_you"]["reason"]
    assert found[-1]["id"] == MUSIC[0]


def test_too_few_saved_papers_are_reported() -> None:
    command("bookmark", "add", *MUSIC[:2])
    found = ranked("--json")
    upvotes = [paper["upvotes"] for paper in found.json["papers"]]

    assert found.code == 0
    assert "1 more saved paper" in found.err
    assert upvotes == sorted(upvotes, reverse=True)
    assert {paper["for_you"] for paper in found.json["papers"]} == {None}


def test_digest_includes_the_best_for_you_papers() -> None:
    command("bookmark", "add", *MUSIC[:4])
    text = command("digest", "--date", DAY, "--sort", "for-you", "--top", "2").out

    assert all(paper_id in text for paper_id in TODAY_MUSIC)


def test_csl_object_is_a_list_of_references(tmp_path: Path) -> None:
    file = tmp_path / "zotero.json"
    file.write_text(json.dumps({"items": [{"DOI": f"10.48550/arXiv.{one}"} for one in MUSIC[:4]]}))

    assert "4 papers added" in command("import", file, "--as-seed", "--offline").err
    assert command("import", file, "--offline").code == 0
    assert sorted(command("list", "--bookmarked").ids) == sorted(MUSIC[:4])


def test_seeds_count_without_being_bookmarks(tmp_path: Path) -> None:
    file = tmp_path / "list.md"
    file.write_text("\n".join(f"- https://arxiv.org/abs/{one}v2" for one in MUSIC[:4]))
    done = command("import", file, "--as-seed", "--offline")

    assert done.code == 0
    assert "4 papers in the file." in done.err
    assert "4 papers added to the profile" in done.err
    assert command("list", "--bookmarked").ids == []
    assert set(ranked("--json").ids[:2]) == set(TODAY_MUSIC)


def test_check_counts_saved_papers_in_the_top_five_of_their_day() -> None:
    command("bookmark", "add", *MUSIC)
    line = command("for-you", "--check").out

    assert line.startswith("20 of 20 saved papers were in the top five of their day")


def test_muted_papers_are_listed_last() -> None:
    before = command("list", "--date", DAY).ids
    command("mute", "add", " OR ".join(before[:4]))
    after = command("list", "--date", DAY).ids

    assert after == [*before[4:], *before[:4]]
    (text,) = command("mute", "list").out.splitlines()
    assert command("mute", "list", "--json").json["muted"] == [text]
    assert command("mute", "remove", text).err == f"Unmuted {text}.\n"
    assert command("list", "--date", DAY).ids == before


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        ("", ("search", "music", "--json")),
        ("watch add songs music", ("list", "--watch", "songs", "--json")),
        ("watch add songs music", ("list", "--date", DAY, "--json")),
        ("mute add music", ("list", "--date", DAY, "--json")),
    ],
)
def test_papers_not_indexed_since_an_upgrade_are_found(saved: str, words: tuple[str, ...]) -> None:
    if saved:
        command(*saved.split())
    before = command(*words).out
    with Store(Folders.of_user()) as store:
        empty = "INSERT INTO papers_fts (papers_fts) VALUES ('delete-all')"
        store.write_cache_sync(lambda connection: connection.execute(empty).close())

    assert command(*words).out == before


def test_hidden_papers_leave_watches_but_not_exports() -> None:
    hidden = TODAY_MUSIC[0]
    command("watch", "add", "songs", "music OR melody OR harmony OR singing")
    lists = (
        ("list", "--watch", "songs"),
        ("list", "--date", DAY),
        ("feed", "--watch", "songs"),
        ("feed", "--editions", "9"),
    )
    exports = (("export", "--date", date, "-f", "csv") for date in (DAY, DAY[:7]))
    search = ("search", "music OR melody OR harmony OR singing", "-n", "0")
    assert all(hidden in command(*words).out for words in lists)
    with Store(Folders.of_user()) as store:
        store.write_library_sync(library.hide, [key_of(hidden)], True, NOW)

    assert not [words for words in lists if hidden in command(*words).out]
    assert all(hidden in command(*words).out for words in (search, *exports))


def test_export_and_import_carry_hidden_papers_seeds_and_muted_words(tmp_path: Path) -> None:
    hidden, seed, saved = (of_topic(topic)[0] for topic in ("maps", "games", "music"))
    file = tmp_path / "library.json"
    with Store(Folders.of_user()) as store:
        store.write_library_sync(library.hide, [hidden], True, NOW)
        store.write_library_sync(library.seed, [seed], True, NOW)
        store.write_library_sync(library.bookmark, [saved], True, NOW)
        store.write_library_sync(library.mute, "survey", NOW)
    assert command("export", "-o", file).code == 0
    for path in (Folders.of_user().library_db, Folders.of_user().cache_db):
        path.unlink()

    done = command("import", file)

    assert done.code == 0
    assert "1 hidden paper, 1 For you seed, 1 muted query" in done.err
    with Store(Folders.of_user()) as store:
        assert list(store.read_sync(queries.hidden)) == [hidden]
        assert list(store.read_sync(queries.seeds)) == [seed]
        assert list(store.read_sync(queries.bookmarks)) == [saved]
        assert store.read_sync(queries.muted) == ["survey"]
    assert "nothing new" in command("import", file).err


def test_hidden_papers_of_a_file_are_not_seeds(tmp_path: Path) -> None:
    file = tmp_path / "library.json"
    with Store(Folders.of_user()) as store:
        store.write_library_sync(library.hide, [key_of(MUSIC[0])], True, NOW)
        store.write_library_sync(library.bookmark, [key_of(MUSIC[1])], True, NOW)
    command("export", "-o", file)

    done = command("import", file, "--as-seed")
    assert done.err.startswith("2 papers in the file.\n1 paper added")


@pytest.mark.parametrize("muted", [5, ["a", 3, None, ""], {"a": 1}, None])
def test_import_ignores_muted_words_of_another_type(tmp_path: Path, muted: object) -> None:
    file = tmp_path / "library.json"
    file.write_text(json.dumps({"schema_version": 1, "papers": [], "muted": muted}))

    assert command("import", file).code == 0
    assert set(command("mute", "list").out.split()) <= {"a"}
