"""Destinations of the token and of notes, and error messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.collection_disk import (
    KEYS,
    items,
    login,
    machine,
    mark,
    path_of,
    run,
)
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import redirect
from tui_reader.collection import state as stored
from tui_reader.collection.errors import CollectionError, Unreachable
from tui_reader.store import Store


def test_nothing_is_sent_to_a_public_collection(hub: FakeHub, laptop: Store) -> None:
    (one,) = hub.collections.all.values()
    one["private"] = False
    mark(laptop, KEYS[0], note="secret")
    with pytest.raises(CollectionError, match="Make it private"):
        run(laptop)
    with pytest.raises(CollectionError, match="is public"):
        login(laptop)
    assert items(hub) == {}


def test_missing_token_error_explains_how_to_get_one(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path / "new") as store:
        with pytest.raises(CollectionError) as raised:
            login(store)
        assert f"{hub.url}/settings/tokens" in str(raised.value)
        assert "write access to your collections" in str(raised.value)
        monkeypatch.setenv("HF_TOKEN", "hf_bro\nken")
        with pytest.raises(CollectionError) as raised:
            login(store)
        assert "bro" not in str(raised.value)
        monkeypatch.setenv("HF_TOKEN", "hf_of_nobody")
        with pytest.raises(CollectionError, match="401"):
            login(store)
    assert [request.headers.get("authorization") for request in hub.requests] == [
        "Bearer hf_of_nobody"
    ]


def test_token_is_sent_to_the_hub_only(
    hub: FakeHub, laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeHub() as other:
        hub.responses[path_of(laptop)] = redirect(other.url + path_of(laptop), 307)
        with pytest.raises(Unreachable, match="another host"):
            run(laptop)
        assert other.requests == []
    hub.responses[path_of(laptop)] = redirect(hub.url + path_of(laptop), 307)
    with pytest.raises(Unreachable, match="More than 5 redirects"):
        run(laptop)
    monkeypatch.setenv("HF_ENDPOINT", "http://192.168.1.5")
    with pytest.raises(CollectionError, match="not an https"):
        run(laptop)


def test_renamed_collection_is_followed(hub: FakeHub, laptop: Store) -> None:
    old = path_of(laptop)
    (slug, one) = hub.collections.all.popitem()
    one["slug"] = slug.replace("daily-papers", "renamed")
    hub.collections.all[one["slug"]] = one
    hub.responses[old] = redirect(f"{hub.url}/api/collections/{one['slug']}", 307)
    mark(laptop, KEYS[0])
    assert run(laptop).sent == 1
    assert laptop.read_sync(stored.link).slug == one["slug"]
