"""Where the token and the notes go, and what is said where something is missing."""

from __future__ import annotations

import builtins
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.collection_disk import (
    IDS,
    KEYS,
    TOKEN,
    items,
    machine,
    mark,
    path_of,
)
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import redirect
from tui_reader.collection import service
from tui_reader.collection import state as stored
from tui_reader.collection.errors import (
    CollectionError,
    NotAllowed,
    NotInstalled,
    NoToken,
    Public,
    Unreachable,
)
from tui_reader.collection.hub_api import collection
from tui_reader.store import Store


@pytest.fixture
def laptop(tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Turned on, with nothing kept yet."""
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with machine(tmp_path / "laptop") as store:
        service.login(store)
        yield store


def test_a_public_collection_is_refused(hub: FakeHub, laptop: Store) -> None:
    (one,) = hub.collections.all.values()
    one["private"] = False
    mark(laptop, KEYS[0], note="secret")
    with pytest.raises(Public, match="make it private"):
        service.run(laptop)
    with pytest.raises(Public):
        service.login(laptop)
    assert items(hub) == {}


def test_without_a_token_it_says_how_to_get_one(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path / "new") as store:
        with pytest.raises(NoToken) as raised:
            service.login(store)
        assert f"{hub.url}/settings/tokens" in str(raised.value)
        assert "write to your collections" in str(raised.value)
        monkeypatch.setenv("HF_TOKEN", "hf_bro\nken")
        with pytest.raises(NoToken) as raised:
            service.login(store)
        assert "bro" not in str(raised.value)
        monkeypatch.setenv("HF_TOKEN", "hf_of_nobody")
        with pytest.raises(NotAllowed):
            service.login(store)
    assert [request.headers.get("authorization") for request in hub.requests] == [
        "Bearer hf_of_nobody"
    ]


def test_the_token_goes_to_the_hub_alone(hub: FakeHub, laptop: Store) -> None:
    with FakeHub() as other:
        hub.answers[path_of(laptop)] = redirect(other.url + path_of(laptop), 307)
        with pytest.raises(Unreachable, match="another host"):
            service.run(laptop)
        assert other.requests == []
    hub.answers[path_of(laptop)] = redirect(hub.url + path_of(laptop), 307)
    with pytest.raises(Unreachable, match="circle"):
        service.run(laptop)
    with (
        pytest.raises(CollectionError, match="not https"),
        collection("http://hub.example", TOKEN),
    ):
        pass


def test_a_renamed_collection_is_followed(hub: FakeHub, laptop: Store) -> None:
    old = path_of(laptop)
    (slug, one) = hub.collections.all.popitem()
    one["slug"] = slug.replace("daily-papers", "renamed")
    hub.collections.all[one["slug"]] = one
    hub.answers[old] = redirect(f"{hub.url}/api/collections/{one['slug']}", 307)
    mark(laptop, KEYS[0])
    assert service.run(laptop).sent == 1
    assert laptop.read_sync(stored.link).slug == one["slug"]


def test_without_the_extra_it_names_it(laptop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("huggingface_hub"):
            raise ImportError(name)
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(NotInstalled, match=r"pip install 'daily-papers\[hub\]'"):
        service.run(laptop)


def test_the_state_is_told_without_asking(hub: FakeHub, laptop: Store, tmp_path: Path) -> None:
    with machine(tmp_path / "new") as store:
        assert service.status(store) == ["Off. To turn it on: daily-papers collection login"]
    mark(laptop, *KEYS[:2])
    service.run(laptop)
    mark(laptop, KEYS[0], note="new")
    asked = len(hub.requests)
    on, last, wait = service.status(laptop)
    assert on == f"On: {hub.url}/collections/{laptop.read_sync(stored.link).slug}"
    assert last.endswith("UTC. Collection: 2 sent")
    assert wait == "1 to be sent."
    service.off(laptop)
    assert service.status(laptop)[0].startswith("Off: ")
    assert len(hub.requests) == asked


def test_huggingface_hub_is_imported_late_and_left_as_it_was(hub: FakeHub, laptop: Store) -> None:
    import huggingface_hub

    service.run(laptop)
    session = huggingface_hub.get_session()
    assert session.follow_redirects
    assert session.get(f"{hub.url}/api/papers/{IDS[0]}").json()["id"] == IDS[0]
    loaded = "import sys, tui_reader.collection.service; print('huggingface_hub' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True)
    assert done.stdout == "False\n"
