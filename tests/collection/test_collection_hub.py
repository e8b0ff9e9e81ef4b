"""Sync two libraries with the fake Hub's Collections over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.collection_disk import (
    FAULTS,
    IDS,
    KEYS,
    NOW,
    TOKEN,
    fill,
    items,
    login,
    machine,
    mark,
    path_of,
    run,
    saved,
    unmark,
)
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Request, Response, error
from tests.support.fake_window import Window
from tui_reader.collection import service
from tui_reader.collection import state as stored
from tui_reader.collection.errors import (
    CollectionError,
    Gone,
    Unreachable,
)
from tui_reader.collection.hub_api import TITLE
from tui_reader.hub.client import Hub
from tui_reader.hub.errors import BadResponse, NotFound, Offline, TooManyRequests
from tui_reader.models import Paper, id_of, key_of
from tui_reader.store import Store, library, rows


@pytest.fixture
def box(tmp_path: Path, laptop: Store) -> Iterator[Store]:
    """Another machine of the same user."""
    with machine(tmp_path / "box") as store:
        login(store)
        yield store


# Sync


def test_saved_papers_sync_between_machines(hub: FakeHub, laptop: Store, box: Store) -> None:
    mark(laptop, KEYS[0], tag="to read", note="See section 4.")
    mark(laptop, KEYS[1])
    laptop.write_library_sync(library.note, [KEYS[2]], "No star.", NOW)
    assert run(laptop).line == "Collection: 3 sent"
    assert items(hub) == {
        IDS[0]: "Tags: to read\n\nSee section 4.",
        IDS[1]: "",
        IDS[2]: "☆\n\nNo star.",
    }
    assert run(box).line == "Collection: 3 added here"
    assert saved(box) == saved(laptop)
    mark(box, KEYS[1], note="From the box.")
    unmark(box, KEYS[0])
    box.write_library_sync(library.tag, [KEYS[0]], (), ["to read"], NOW)
    box.write_library_sync(library.note, [KEYS[0]], "", NOW)
    assert run(box).sent == 2
    assert run(laptop).line == "Collection: 1 removed here (in the trash), 1 changed here"
    assert saved(laptop) == saved(box)
    assert run(laptop).line == run(box).line == "Collection: nothing new"


def test_one_private_collection_is_created(hub: FakeHub, box: Store) -> None:
    (made,) = hub.collections.all.values()
    assert (made["private"], made["title"], made["owner"]["name"]) == (True, TITLE, "ada")
    assert box.read_sync(stored.link).slug == made["slug"]


def test_other_items_of_the_collection_are_unchanged(hub: FakeHub, laptop: Store) -> None:
    (one,) = hub.collections.all.values()
    model = {"_id": "f" * 24, "id": "ada/model", "type": "model", "position": 0}
    odd = {"_id": "e" * 24, "id": "../../x", "type": "paper", "position": 1}
    one["items"] += [model, odd]
    mark(laptop, KEYS[0])
    run(laptop)
    assert one["items"][:2] == [model, odd]
    assert list(saved(laptop)) == [KEYS[0]]


def test_papers_known_by_id_only_are_fetched(hub: FakeHub, laptop: Store, box: Store) -> None:
    mark(laptop, *KEYS[:2])
    run(laptop)
    run(box)
    assert fill(box) == 2
    entries = box.read_sync(rows.entries, KEYS[:2])
    assert entries[KEYS[0]].paper.title == hub.paper(IDS[0])["title"]


@pytest.mark.parametrize(
    ("failure", "requests"),
    [(Offline(), 1), (TooManyRequests(9), 1), (NotFound(), 3), (BadResponse(), 3)],
)
async def test_fetching_papers_stops_at_an_error_that_others_would_get(
    laptop: Store, failure: Exception, requests: int
) -> None:
    asked = []

    class Broken(Hub):
        async def paper(self, paper_id: str) -> Paper:
            asked.append(paper_id)
            raise failure

    mark(laptop, *KEYS[:3])
    assert await service.fill(Broken(), laptop) == 0
    assert len(asked) == requests


# Errors and removals


def test_paper_unknown_to_the_hub_stays_in_the_library(hub: FakeHub, laptop: Store) -> None:
    unknown = key_of("1403.1234")
    mark(laptop, KEYS[0], unknown)
    line = "Collection: 1 sent; 1 paper not on the Hub, saved here only"
    assert run(laptop).line == line
    # The Hub deletes another paper, and its item with it.
    (one,) = hub.collections.all.values()
    one["items"].clear()
    hub.responses[f"/api/papers/{IDS[0]}"] = None
    second = run(laptop)
    assert (second.plan.removals, second.requests) == (0, 2)  # the list, and the deleted paper
    assert saved(laptop).keys() == {KEYS[0], unknown}


def test_deleted_collection_removes_nothing(hub: FakeHub, laptop: Store) -> None:
    mark(laptop, *KEYS)
    run(laptop)
    hub.collections.all.clear()
    with pytest.raises(Gone, match="Nothing was removed here"):
        run(laptop)
    assert len(saved(laptop)) == len(KEYS)
    login(laptop)
    assert run(laptop).sent == len(KEYS)
    assert len(items(hub)) == len(KEYS)


def test_library_is_backed_up_before_the_first_merge_and_many_removals(
    hub: FakeHub, laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter("abc")
    monkeypatch.setattr("tui_reader.store.database.stamp", lambda: next(names))
    mark(laptop, *KEYS)
    run(laptop)
    (one,) = hub.collections.all.values()
    del one["items"][:5]
    run(laptop)
    del one["items"][:6]
    run(laptop)
    assert len(saved(laptop)) == len(KEYS) - 11
    folder = laptop.folders.backups
    names_found = sorted(path.name for path in folder.glob("library-before-collection-*"))
    assert [name[-4:] for name in names_found] == ["a.db", "b.db"]
    back = laptop.write_library_sync(library.restore_from_trash, KEYS, NOW)
    assert len(back) == 11


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("acted", [False, True])
def test_interrupted_run_loses_nothing_and_the_next_completes_it(
    hub: FakeHub, laptop: Store, box: Store, fault: str, acted: bool
) -> None:
    """The third change gets an error, before the Hub has made it or (`acted`) after that."""
    mark(laptop, *KEYS[:3], note="old")
    for store in (laptop, box):
        run(store)
    mark(laptop, *KEYS[:2], note="new")
    mark(laptop, *KEYS[3:6])
    unmark(laptop, KEYS[2])
    laptop.write_library_sync(library.note, [KEYS[2]], "", NOW)
    wanted = saved(laptop)
    changes = 0
    usual = hub.route

    def route(request: Request) -> Response:
        nonlocal changes
        changes += request.method != "GET"
        if request.method == "GET" or changes != 3:
            return usual(request)
        if acted:
            usual(request)
        given = FAULTS[fault]
        return given(request) if callable(given) else given  # type: ignore[no-any-return]

    hub.route = route  # type: ignore[method-assign]
    first = run(laptop)
    assert first.waiting == (1 if fault == "409" else 4)
    assert (first.stopped is None) == (fault == "409")
    assert saved(laptop) == wanted
    second = run(laptop)
    assert second.waiting == second.unknown == 0
    run(box)
    assert saved(box) == saved(laptop) == wanted
    assert set(items(hub)) == {id_of(key) for key in wanted}


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "409"])
def test_failed_list_request_changes_nothing(hub: FakeHub, laptop: Store, fault: str) -> None:
    mark(laptop, *KEYS[:3])
    run(laptop)
    before = saved(laptop), laptop.read_sync(stored.sync_base), items(hub)
    hub.responses[path_of(laptop)] = FAULTS[fault]
    with pytest.raises(CollectionError) as raised:
        run(laptop)
    assert (saved(laptop), laptop.read_sync(stored.sync_base), items(hub)) == before
    assert TOKEN not in f"{raised.value!r} {raised.value.__cause__!r}"
    assert laptop.read_sync(stored.link).line == str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_network_is_reported(hub: FakeHub, laptop: Store) -> None:
    hub.go_offline()
    with pytest.raises(Unreachable, match=r"Cannot connect to 127\.0\.0\.1"):
        run(laptop)


def test_sync_leaves_five_requests_of_the_rate_limit(hub: FakeHub, laptop: Store) -> None:
    mark(laptop, *KEYS)
    hub.window = Window(9, seconds=1000.0)
    changes = run(laptop)
    assert (changes.sent, changes.waiting) == (3, len(KEYS) - 3)
    assert changes.line.endswith("s.")
    assert hub.window.refused == 0
    hub.window = None
    assert run(laptop).sent == len(KEYS) - 3


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
def test_error_of_the_second_list_request_stops_the_run(
    hub: FakeHub, laptop: Store, status: int
) -> None:
    mark(laptop, *KEYS[:3], note="old")
    run(laptop)
    mark(laptop, *KEYS[:3], note="new")
    hub.responses[path_of(laptop)] = [..., error(status, "no")]
    changes = run(laptop)
    assert changes.stopped is not None
    assert (changes.sent, changes.waiting) == (0, 3)
    hub.responses.clear()
    assert run(laptop).sent == 3
    assert set(items(hub).values()) == {"new"}


@pytest.mark.parametrize(
    "item",
    [
        {"_id": "f" * 24, "id": None, "type": "paper"},
        {"_id": "f" * 24, "type": "paper"},
        {"_id": "f" * 24, "id": 5, "type": "paper", "note": None},
        {"id": "2608.99999", "type": None},
        None,
        [],
        "x",
    ],
)
def test_malformed_items_are_ignored(hub: FakeHub, laptop: Store, item: Any) -> None:
    mark(laptop, KEYS[0])
    run(laptop)
    (one,) = hub.collections.all.values()
    hub.responses[path_of(laptop)] = {**one, "items": [item, *one["items"]]}
    mark(laptop, KEYS[1])
    changes = run(laptop)
    assert (changes.sent, changes.plan.removals, changes.stopped) == (1, 0, None)
    assert saved(laptop).keys() == set(KEYS[:2])


@pytest.mark.parametrize(
    "note", [{"text": 5}, 7, {"text": ["x"]}], ids=["number", "bare number", "list"]
)
def test_malformed_note_is_an_error_and_not_a_deletion(
    hub: FakeHub, laptop: Store, note: Any
) -> None:
    mark(laptop, KEYS[0], note="mine")
    run(laptop)
    (one,) = hub.collections.all.values()
    one["items"][0]["note"] = note
    with pytest.raises(Unreachable, match="not a collection"):
        run(laptop)
    assert saved(laptop)[KEYS[0]].note == "mine"
