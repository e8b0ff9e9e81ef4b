"""Syncing with the Collection from the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.collection_disk import (
    login,
    machine,
    mark,
    run,
    saved,
    unmark,
)
from tests.support.command import ids_of
from tests.support.fake_hub import FakeHub
from tests.support.running_app import NOW, fill, run_app
from tui_reader.models import key_of
from tui_reader.store import Store, library, marks, queries


async def test_sync_sends_bookmarks_to_the_hub(
    store: Store, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    days = fill(store, 1)
    keys = store.read_sync(queries.edition, days[0])
    assert keys is not None
    store.write_library_sync(library.bookmark, [keys[0]], True, NOW)
    login(store)
    async with run_app(store, offline=False) as reader:
        assert "Collection:" in reader.row(-1)
        assert "1 sent" in reader.row(-1)
        assert "synced" in reader.row(0)


async def test_collection_error_is_one_line_and_the_app_continues(
    store: Store, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    fill(store, 1)
    login(store)
    hub.tokens.clear()
    async with run_app(store, offline=False) as reader:
        await reader.press("j", "b")
        assert store.read_sync(queries.counts).bookmarks == 1
        assert reader.screen.status_bar.message


async def test_undo_restores_a_bookmark_removed_by_another_machine(
    store: Store, hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    days = fill(store, 1)
    keys = store.read_sync(queries.edition, days[0])
    assert keys is not None
    first, second = keys[:2]
    mark(store, first, tag="rl", note="Section 4.")
    mark(store, second)
    login(store)
    run(store)
    before = saved(store)
    with machine(tmp_path / "other") as other:
        login(other)
        run(other)
        other.write_library_sync(library.tag, [first], (), ["rl"], NOW)
        other.write_library_sync(library.note, [first], "", NOW)
        unmark(other, first)
        run(other)
    async with run_app(store, offline=False) as reader:
        assert "1 removed here (in the trash)" in reader.text
        assert saved(store).keys() == {second}
        await reader.press("U")
        assert "Undone: removal by another machine" in reader.text
        assert saved(store) == before


async def test_paper_known_by_id_only_is_fetched(
    store: Store, hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_made_up_token")
    older = key_of(ids_of(fill(store, 2)[1], 12)[0])
    store.write_cache_sync(lambda cache: cache.execute("DELETE FROM papers WHERE key = ?", [older]))
    login(store)
    with machine(tmp_path / "other") as other:
        mark(other, older)
        login(other)
        run(other)
    run(store)  # from a run that fetched nothing
    assert list(store.read_sync(marks.unknown_papers)) == [older]
    async with run_app(store, offline=False) as reader:
        await reader.press("B")
        assert "arXiv:" not in reader.title
        assert not store.read_sync(marks.unknown_papers)
