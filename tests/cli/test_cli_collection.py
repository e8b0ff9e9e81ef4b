"""`collection`: syncing bookmarks between two machines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.collection_disk import run
from tests.support.command import command, ids_of
from tests.support.fake_hub import FakeHub
from tests.support.fake_papers import LAST_DAY
from tests.support.fake_server import error
from tui_reader.paths import Folders
from tui_reader.store import Store

FIRST, SECOND, THIRD = ids_of(LAST_DAY, 12)[:3]

Move = Callable[[str], None]


@pytest.fixture(autouse=True)
def token(machine: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")


def test_bookmarks_sync_between_machines(hub: FakeHub, machine: Move) -> None:
    command("bookmark", "add", FIRST, "--tag", "rl", "--note", "Section 4.")
    assert command("collection", "login").code == 0
    sent = command("collection", "sync")
    assert (sent.code, sent.out) == (0, "")
    assert "1 sent" in sent.err
    machine("server")
    command("collection", "login")
    command("bookmark", "add", SECOND)
    assert command("collection", "sync").code == 0
    (first,) = (p for p in command("bookmark", "list", "--json").json["papers"] if p["note"])
    assert (first["id"], first["tags"], first["note"]) == (FIRST, ["rl"], "Section 4.")
    assert first["abstract"]
    machine("laptop")
    command("sync")
    assert set(command("bookmark", "list").ids) == {FIRST, SECOND}


def test_status_shows_state_and_pending_changes(hub: FakeHub, machine: Move) -> None:
    assert command("collection", "status").out.startswith("Syncing is off.")
    command("collection", "login")
    command("bookmark", "add", THIRD)
    assert "1 to be sent." in command("collection", "status").out
    command("collection", "sync")
    status = command("collection", "status").out
    (slug,) = hub.collections.all
    assert status.startswith(f"Syncing is on: {hub.url}/collections/{slug}\n")
    assert "Collection: 1 sent" in status
    assert "to be sent" not in status
    command("collection", "off")
    assert command("collection", "status").out.startswith("Syncing is off: ")
    assert command("bookmark", "list").ids == [THIRD]


def test_errors_are_reported_in_one_line(
    hub: FakeHub, machine: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("collection", "sync").code == 1
    command("collection", "login")
    monkeypatch.setenv("HF_TOKEN", "hf_of_nobody")
    refused = command("collection", "sync")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "hf_of_nobody" not in refused.err
    synced = command("sync")
    assert synced.code == 0
    assert refused.err in synced.err
    monkeypatch.delenv("HF_TOKEN")
    assert "settings/tokens" in command("collection", "login").err
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    (slug,) = hub.collections.all
    hub.responses[f"/api/collections/{slug}"] = error(410, "Gone")  # the whole list, no paper
    assert command("collection", "sync").err == "The Hub refused the request (HTTP 410).\n"
    hub.responses.clear()
    hub.collections.all.clear()
    assert command("collection", "sync").code == 3
    hub.go_offline()
    assert command("collection", "sync").code == 4


def test_demo_cannot_use_the_collection(hub: FakeHub, machine: Move) -> None:
    for name in ("login", "sync", "off", "status"):
        assert command("--demo", "collection", name).code == 2
    assert hub.paths == []


def test_offline_makes_no_requests(
    hub: FakeHub, machine: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("collection", "login")
    command("bookmark", "add", FIRST)
    sent = list(hub.paths)
    for words in (("collection", "sync", "--offline"), ("--offline", "collection", "login")):
        found = command(*words)
        assert (found.code, found.err.count("\n")) == (4, 1)
        assert "--offline" in found.err
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE" in command("collection", "sync").err
    command("--offline", "sync")
    assert hub.paths == sent
    assert "1 to be sent." in command("collection", "status").out


def test_paper_missed_by_one_run_is_fetched_by_the_next(hub: FakeHub, machine: Move) -> None:
    command("bookmark", "add", FIRST)
    command("collection", "login")
    command("collection", "sync")
    machine("server")
    command("collection", "login")
    with Store(Folders.of_user()) as store:
        run(store)
    command("collection", "sync")
    (first,) = command("bookmark", "list", "--json").json["papers"]
    assert first["abstract"]


def test_rate_limited_sync_exits_with_4(hub: FakeHub, machine: Move) -> None:
    command("collection", "login")
    command("bookmark", "add", FIRST)
    (slug,) = hub.collections.all
    for path in (f"/api/collections/{slug}", f"/api/collections/{slug}/items"):
        hub.responses[path] = error(429, "slow down", retry_after="60")
        limited = command("collection", "sync")
        assert limited.code == 4
        assert "rate limit is used up. Try again in 60 s." in limited.err
        hub.responses.clear()
    assert command("collection", "sync").code == 0


def test_unusable_endpoint_is_reported_once_and_nothing_is_requested(
    hub: FakeHub, machine: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://mirror.example")
    result = command("sync")
    assert (result.code, result.err.count("HF_ENDPOINT cannot be used")) == (4, 1)
    assert "only allowed for localhost and private addresses" in result.err
    assert "huggingface.co" not in result.err
    assert "HF_ENDPOINT" in command("collection", "login").err


def test_rejected_token_is_reported_once_and_sync_works(
    hub: FakeHub, machine: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_nobody")
    hub.responses["/api/daily_papers"] = lambda request: (
        error(401, "Invalid token") if "authorization" in request.headers else hub.route(request)
    )
    result = command("sync")
    assert result.code == 0
    assert result.err.count("The token in HF_TOKEN was rejected by the Hub (401)") == 1
    assert "hf_of_nobody" not in result.err
